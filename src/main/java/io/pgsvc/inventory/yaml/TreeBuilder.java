package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Builds values straight from the parser's events; one object reads one text. */
final class TreeBuilder {
    private static final String ALIAS_RULE = "yaml-alias";
    /** Values that aliases repeat cost a pass as much as written ones, and a file nothing: 2 KB can ask for millions. */
    private static final long MOST_REPEATED = 1_000_000;
    /** More of them for each value that is written: a large fleet may have one mapping merged into every host. */
    private static final long REPEATED_FOR_EACH = 50;

    /** What an anchor names; without a value as long as we are inside of it. */
    private record Anchored(Optional<Value> value, long size, int height, Position at) {}

    private final String text;
    private final String file;
    private final Limits limits;
    private final StreamReader reader;
    private final ParserImpl parser;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Map<String, String> keyTexts = new HashMap<>();
    private final List<Finding> warnings = new ArrayList<>();
    /** Values read so far, aliases written out. */
    private long size;
    /** How many of them are repeated by aliases. */
    private long repeated;
    /** How many levels the value read last has. */
    private int height;
    /** Code points of the text if its last line has no line break, known when first needed. */
    private int cutAt = -1;

    TreeBuilder(String text, String file, Limits limits) {
        this.text = text;
        this.file = file;
        this.limits = limits;
        LoadSettings settings = LoadSettings.builder().setLabel(file).setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE).build();
        this.reader = new StreamReader(settings, text);
        this.parser = new ParserImpl(settings, reader);
    }

    YamlReader.Document read() {
        try {
            Value root = document();
            return new YamlReader.Document(root, warnings);
        } catch (YamlEngineException e) {
            SyntaxMessages messages = new SyntaxMessages(text, file);
            throw messages.withoutSecrets(messages.translate(e));
        } catch (NumberFormatException e) {
            // The engine trips over an escape that the end of the file cuts off after its letter.
            throw new SyntaxMessages(text, file).cutOff(reader.getMark());
        } catch (YamlException e) {
            throw new SyntaxMessages(text, file).withoutSecrets(e);
        }
    }

    private Value document() {
        parser.next();
        Event event = parser.next();
        if (event.getEventId() == Event.ID.StreamEnd) {
            return new Value.Null(new Position(file, 1, 1));
        }
        Value root = node(parser.next(), 0, false);
        parser.next();
        Event after = parser.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw YamlException.of(SyntaxMessages.RULE, "a second document starts here, only one is allowed in a file",
                    "remove the `---`, or put what follows into another file", at(after));
        }
        return root;
    }

    private Value node(Event event, int depth, boolean literal) {
        return switch (event) {
            case AliasEvent alias -> alias(alias, depth, literal);
            case ScalarEvent scalar -> {
                count(1, scalar);
                height = 0;
                Position at = at(scalar);
                Value value = Tags.scalar(scalar, content(scalar, at), literal, at);
                if (scalar.getAnchor().isPresent()) {
                    anchor(name(scalar), value, 1, 0, at);
                }
                yield value;
            }
            case CollectionStartEvent start -> collection(start, depth + 1, literal);
            default -> throw new IllegalStateException("unexpected event " + event);
        };
    }

    /** The text of a scalar where the engine (YAML 1.2) and PyYAML agree on it. */
    private String content(ScalarEvent scalar, Position at) {
        String value = scalar.getValue();
        if ((scalar.isLiteral() || scalar.isFolded()) && value.endsWith("\n") && isCutAtEnd(scalar)) {
            return value.substring(0, value.length() - 1);
        }
        if (scalar.isDQuoted() && Text.hasLoneSurrogate(value)) {
            throw YamlException.of(SyntaxMessages.RULE, "an escape in this text is half a character",
                    "write characters above U+FFFF as they are, or as \\U and 8 digits", at);
        }
        return value;
    }

    /** A block text at the end of a file without a last line break: the engine adds one, PyYAML does not. */
    private boolean isCutAtEnd(ScalarEvent scalar) {
        if (cutAt < 0) {
            boolean cut = !text.endsWith("\n") && !text.endsWith("\r");
            cutAt = cut ? text.codePointCount(0, text.length()) : Integer.MAX_VALUE;
        }
        if (scalar.getEndMark().orElseThrow().getIndex() < cutAt) {
            return false;
        }
        // A last line of blanks counts only as far as it is deeper than the text.
        int lastLine = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
        return !text.substring(lastLine).isBlank() || scalar.getValue().endsWith(" \n");
    }

    private Value collection(CollectionStartEvent start, int depth, boolean literal) {
        Position at = at(start);
        long before = size;
        count(1, start);
        checkDepth(depth, at);
        boolean mapping = start instanceof MappingStartEvent;
        boolean unsafe = Tags.collection(start.getTag(), mapping, at) || literal;
        if (start.getAnchor().isPresent()) {
            open(name(start), at);
        }
        Value value = mapping ? mapping(start, depth, unsafe, at) : sequence(depth, unsafe, at);
        if (start.getAnchor().isPresent()) {
            anchors.remove(name(start));
            anchor(name(start), value, size - before, height, at);
        }
        return value;
    }

    private Value sequence(int depth, boolean literal, Position at) {
        List<Value> items = new ArrayList<>();
        int highest = 0;
        for (Event event = parser.next(); event.getEventId() != Event.ID.SequenceEnd; event = parser.next()) {
            items.add(node(event, depth, literal));
            highest = Math.max(highest, height);
        }
        height = highest + 1;
        return new Value.Seq(Collections.unmodifiableList(items), at);
    }

    private Value mapping(CollectionStartEvent start, int depth, boolean literal, Position at) {
        MappingBuilder mapping = new MappingBuilder();
        int highest = 0;
        for (Event event = parser.next(); event.getEventId() != Event.ID.MappingEnd; event = parser.next()) {
            if (Tags.isMergeKey(event)) {
                mapping.merge(node(parser.next(), depth, literal));
            } else {
                Value key = key(event, start, depth);
                String name = keyText(key, event);
                mapping.put(name, key, node(parser.next(), depth, literal), warnings);
            }
            highest = Math.max(highest, height);
        }
        height = highest + 1;
        return mapping.build(at);
    }

    private Value key(Event event, CollectionStartEvent parent, int depth) {
        if (event instanceof CollectionStartEvent inner) {
            if (parent.isFlow() && inner.isFlow() && inner instanceof MappingStartEvent
                    && at(inner).line() == at(parent).line() && at(inner).column() == at(parent).column() + 1) {
                throw new SyntaxMessages(text, file).template(at(parent));
            }
            throw badKey(inner instanceof MappingStartEvent ? "a mapping" : "a list", at(inner));
        }
        if (event instanceof ScalarEvent scalar && Tags.isValueKey(scalar)) {
            count(1, scalar);
            return new Value.Text(scalar.getValue(), false, at(scalar));
        }
        return node(event, depth, false);
    }

    private String keyText(Value key, Event event) {
        String name = switch (key) {
            case Value.Text t -> t.value();
            case Value.Null n -> "null";
            case Value.Secret s -> throw badKey(Values.kind(key), at(event));
            case Value.Seq s -> throw badKey("a list", at(event));
            case Value.Dict d -> throw badKey("a mapping", at(event));
            default -> Values.text(key).orElseThrow();
        };
        String known = keyTexts.putIfAbsent(name, name);
        return known == null ? name : known;
    }

    private static YamlException badKey(String kind, Position at) {
        return YamlException.of("yaml-key", kind + " cannot be the key of a mapping", at);
    }

    private Value alias(AliasEvent event, int depth, boolean literal) {
        Position at = at(event);
        String name = event.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw unknown(name, at);
        }
        Value value = anchored.value().orElseThrow(() -> new YamlException(Finding.error(ALIAS_RULE,
                "`*" + name + "` stands inside of the value that it refers to", at).withRelated(anchored.at())));
        repeated += anchored.size();
        count(anchored.size(), event);
        long most = Math.max(MOST_REPEATED, REPEATED_FOR_EACH * (size - repeated));
        if (repeated > most) {
            throw YamlException.of("yaml-limit", "the aliases of the file repeat more than " + most + " values", at);
        }
        checkDepth(depth + anchored.height(), at);
        height = anchored.height();
        return literal ? Tags.literal(value) : value;
    }

    private YamlException unknown(String name, Position at) {
        String message = "`*" + Text.shorten(name) + "` refers to an anchor that is not defined above";
        // *.example.com and the like.
        return YamlException.of(ALIAS_RULE, message, anchors.isEmpty()
                ? "put the value in quotes if the `*` belongs to it"
                : "define it with `&" + Text.shorten(name) + "`, or put the value in quotes if the `*` belongs to it", at);
    }

    private static String name(NodeEvent event) {
        return event.getAnchor().map(Anchor::getValue).orElseThrow();
    }

    private void open(String name, Position at) {
        anchor(name, Optional.empty(), 0, 0, at);
    }

    private void anchor(String name, Value value, long expanded, int levels, Position at) {
        anchor(name, Optional.of(value), expanded, levels, at);
    }

    private void anchor(String name, Optional<Value> value, long expanded, int levels, Position at) {
        Anchored before = anchors.putIfAbsent(name, new Anchored(value, expanded, levels, at));
        if (before != null) {
            throw new YamlException(Finding.error(ALIAS_RULE, "the anchor `&" + Text.shorten(name) + "` is defined twice", at)
                    .withHint("choose another name, the first is in line " + before.at().line())
                    .withRelated(before.at()));
        }
    }

    private void count(long nodes, Event event) {
        size += nodes;
        if (size > limits.maxNodes()) {
            throw YamlException.of("yaml-limit", "the file holds more than " + limits.maxNodes()
                    + " values, those that aliases repeat included", at(event));
        }
    }

    private void checkDepth(int depth, Position at) {
        if (depth > limits.maxDepth()) {
            throw tooDeep(limits, at);
        }
    }

    static YamlException tooDeep(Limits limits, Position at) {
        return YamlException.of("yaml-limit", "lists and mappings are nested more than " + limits.maxDepth()
                + " levels deep", at);
    }

    private Position at(Event event) {
        Mark mark = event.getStartMark().orElseThrow();
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
