package io.pgsvc.inventory.yaml;

import io.pgsvc.inventory.yaml.PlainText.NotPlain;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The part of YAML that nearly all lines of inventories keep to, read many times faster than by {@link TreeBuilder}: block
 * and flow mappings and lists, scalars on one line without escapes, comments. A file that has anything else in it, an
 * error above all, is not read at all: then the whole of YAML is asked for. Both give the same values, positions and
 * warnings. One object reads one text.
 */
final class PlainYaml {
    private final PlainText text;
    private final Limits limits;
    private final List<Finding> warnings = new ArrayList<>();
    private long size;

    private PlainYaml(String text, String file, Limits limits) {
        this.text = new PlainText(text, file);
        this.limits = limits;
    }

    /** The document, if the text is nothing but plain. */
    static Optional<YamlReader.Document> read(String text, String file, Limits limits) {
        try {
            return Optional.of(new PlainYaml(text, file, limits).document());
        } catch (NotPlain | YamlException e) {
            return Optional.empty();
        }
    }

    private YamlReader.Document document() {
        int column = text.next();
        if (column == 0 && text.peek() == '-' && !text.isAlone()) {
            column = afterMarker();
        }
        if (column != 0) {
            throw PlainText.notPlain();
        }
        Value root = block(0, 1);
        if (text.peek() != 0) {
            throw PlainText.notPlain();
        }
        return new YamlReader.Document(root, warnings);
    }

    /** A {@code ---} alone in the first line that counts. */
    private int afterMarker() {
        for (int i = 0; i < 3; i++) {
            if (text.peek() != '-') {
                throw PlainText.notPlain();
            }
            text.skip();
        }
        if (!text.restIsEmpty()) {
            throw PlainText.notPlain();
        }
        return text.next();
    }

    /** A list or mapping whose first entry is next; what comes after it is next then. */
    private Value block(int column, int depth) {
        return text.peek() == '-' && text.isAlone() ? list(column, depth, false) : mapping(column, depth);
    }

    private Value mapping(int column, int depth) {
        Position at = begin(depth);
        return mapping(column, depth, at, key(false));
    }

    /** A mapping of which the first key is read already. */
    private Value mapping(int column, int depth, Position at, Value first) {
        MappingBuilder mapping = new MappingBuilder();
        Value key = first;
        while (true) {
            String name = keyText(key);
            mapping.put(name, key, blockValue(column, depth), warnings);
            if (!goesOn(column)) {
                return mapping.build(at);
            }
            key = key(false);
        }
    }

    /** Whether another entry of a block in this column is next; false at the end of the block. */
    private boolean goesOn(int column) {
        int next = text.peek() == 0 ? PlainText.END : text.column();
        if (next > column) {
            throw PlainText.notPlain();
        }
        return next == column;
    }

    /** What follows the colon of a key in a block. */
    private Value blockValue(int column, int depth) {
        Position end = text.at();
        if (!text.restIsEmpty()) {
            return inLine(depth, false);
        }
        int next = text.next();
        if (next > column) {
            return block(next, depth + 1);
        }
        if (next == column && text.peek() == '-' && text.isAlone()) {
            return list(column, depth + 1, true);
        }
        count();
        return new Value.Null(end);
    }

    /** @param indentless it stands in the column of the mapping that it is a value of */
    private Value list(int column, int depth, boolean indentless) {
        Position at = begin(depth);
        List<Value> items = new ArrayList<>();
        do {
            text.skip();
            items.add(item(column, depth));
            if (!goesOn(column)) {
                return new Value.Seq(Collections.unmodifiableList(items), at);
            }
        } while (text.peek() == '-' && text.isAlone());
        if (!indentless) {
            throw PlainText.notPlain();
        }
        return new Value.Seq(Collections.unmodifiableList(items), at);
    }

    private Value item(int column, int depth) {
        if (text.restIsEmpty()) {
            int next = text.next();
            if (next <= column) {
                throw PlainText.notPlain();
            }
            return block(next, depth + 1);
        }
        return inLine(depth, true);
    }

    /** What begins in the line of its key or of its {@code -}: a flow collection, a scalar, or for an item a mapping. */
    private Value inLine(int depth, boolean item) {
        Value value;
        if (text.peek() == '{' || text.peek() == '[') {
            value = flow(depth + 1);
        } else {
            int start = text.column();
            Position at = text.at();
            value = text.scalar(false);
            count();
            if (text.endsKey()) {
                if (!item) {
                    throw PlainText.notPlain();
                }
                begin(depth + 1);
                return mapping(start, depth + 1, at, value);
            }
        }
        if (!text.restIsEmpty()) {
            throw PlainText.notPlain();
        }
        text.next();
        return value;
    }

    private Value flow(int depth) {
        Position at = begin(depth);
        boolean isMapping = text.peek() == '{';
        text.skip();
        return isMapping ? flowMapping(depth, at) : flowList(depth, at);
    }

    private Value flowMapping(int depth, Position at) {
        MappingBuilder mapping = new MappingBuilder();
        while (flowGoesOn('}')) {
            Value key = key(true);
            text.nextInFlow();
            mapping.put(keyText(key), key, flowValue(depth), warnings);
            endFlowEntry('}');
        }
        return mapping.build(at);
    }

    private Value flowList(int depth, Position at) {
        List<Value> items = new ArrayList<>();
        while (flowGoesOn(']')) {
            items.add(flowValue(depth));
            endFlowEntry(']');
        }
        return new Value.Seq(Collections.unmodifiableList(items), at);
    }

    /** Whether an entry is next; goes past the end if not. */
    private boolean flowGoesOn(char end) {
        text.nextInFlow();
        if (text.peek() != end) {
            return true;
        }
        text.skip();
        return false;
    }

    private void endFlowEntry(char end) {
        text.nextInFlow();
        if (text.peek() == ',') {
            text.skip();
        } else if (text.peek() != end) {
            throw PlainText.notPlain();
        }
    }

    private Value flowValue(int depth) {
        if (text.peek() == '{' || text.peek() == '[') {
            return flow(depth + 1);
        }
        count();
        return text.scalar(true);
    }

    private Value key(boolean flow) {
        Value key = text.scalar(flow);
        count();
        if (!text.endsKey()) {
            throw PlainText.notPlain();
        }
        return key;
    }

    private static String keyText(Value key) {
        return switch (key) {
            case Value.Text t -> t.value();
            case Value.Null none -> "null";
            default -> Values.text(key).orElseThrow();
        };
    }

    /** A list or mapping begins here. */
    private Position begin(int depth) {
        count();
        if (depth > limits.maxDepth()) {
            throw PlainText.notPlain();
        }
        return text.at();
    }

    private void count() {
        if (++size > limits.maxNodes()) {
            throw PlainText.notPlain();
        }
    }
}
