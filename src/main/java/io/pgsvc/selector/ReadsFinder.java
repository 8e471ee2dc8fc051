package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.Expression;
import io.pgsvc.selector.KnownNodes.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows the members through an expression without evaluating it: at every place it knows whether a value may be a
 * member, or a list or an object that holds members. A key taken from a member is a variable that the selector reads;
 * a member that is looked at as a whole may depend on all of its variables.
 */
final class ReadsFinder {
    /**
     * What a value may be: a member, a list of such values, an object with such values; all at once where it depends
     * on the data. Nothing of it is said of values without members.
     */
    private record Place(boolean member, Optional<Place> items, Map<String, Place> fields) {
        static final Place ELSEWHERE = new Place(false, Optional.empty(), Map.of());
        static final Place MEMBER = new Place(true, Optional.empty(), Map.of());

        static Place listOf(Place item) {
            return new Place(false, Optional.of(item), Map.of());
        }

        Place item() {
            return items.orElse(ELSEWHERE);
        }

        /** The same where it is no list. */
        Place single() {
            return new Place(member, Optional.empty(), fields);
        }

        boolean holdsMember() {
            return member || item() != ELSEWHERE && item().holdsMember()
                    || fields.values().stream().anyMatch(Place::holdsMember);
        }

        Place or(Place other) {
            Optional<Place> joinedItems = items.isPresent() && other.items.isPresent()
                    ? Optional.of(items.get().or(other.items.get())) : items.or(() -> other.items);
            Map<String, Place> joinedFields = new TreeMap<>(fields);
            other.fields.forEach((name, place) -> joinedFields.merge(name, place, Place::or));
            return new Place(member || other.member, joinedItems, joinedFields);
        }

        Place anyField() {
            return fields.values().stream().reduce(ELSEWHERE, Place::or);
        }
    }

    private final KnownNodes nodes;
    private final TreeSet<String> keys = new TreeSet<>();
    private boolean anything;

    ReadsFinder(KnownNodes nodes) {
        this.nodes = nodes;
    }

    /** What an expression reads that is given the list of members. Whoever uses its result knows what that reads. */
    Reads find(Expression<JsonNode> root) {
        walk(root, Place.listOf(Place.MEMBER));
        return new Reads(keys, anything);
    }

    private Place walk(Expression<JsonNode> node, Place in) {
        return switch (node) {
            case Nodes.Literal literal -> Place.ELSEWHERE;
            case Nodes.Compare compare -> asWhole(List.of(walk(compare.left, in), walk(compare.right, in)));
            case Nodes.Index index -> in.item();
            case Nodes.Slice slice -> Place.listOf(in.item());
            case Nodes.Reference reference -> Place.ELSEWHERE; // outside a call it is an error
            case Nodes.Call call -> call(call, in);
            case Nodes.ObjectValues values -> {
                anything |= in.member;
                yield Place.listOf(in.anyField());
            }
            default -> walk(nodes.form(node), in);
        };
    }

    private Place walk(Form form, Place in) {
        return switch (form) {
            case Form.Current current -> in;
            case Form.Property property -> {
                if (in.member) {
                    keys.add(property.name());
                }
                yield in.fields.getOrDefault(property.name(), Place.ELSEWHERE);
            }
            case Form.Sequence sequence -> {
                Place place = in;
                for (Expression<JsonNode> step : sequence.steps()) {
                    place = walk(step, place);
                }
                yield place;
            }
            case Form.Projection projection -> Place.listOf(walk(projection.each(), in.item()));
            case Form.Selection selection -> {
                walk(selection.condition(), in.item());
                yield Place.listOf(in.item());
            }
            case Form.FlattenArray flatten -> Place.listOf(in.item().single().or(in.item().item()));
            case Form.Either either -> walk(either.left(), in).or(walk(either.right(), in));
            case Form.Negate negate -> {
                walk(negate.operand(), in); // a member is always true
                yield Place.ELSEWHERE;
            }
            case Form.Items items -> Place.listOf(items.items().stream().map(item -> walk(item, in))
                    .reduce(Place.ELSEWHERE, Place::or));
            case Form.Pairs pairs -> {
                Map<String, Place> fields = new TreeMap<>();
                pairs.pairs().forEach((name, value) -> fields.put(name, walk(value, in)));
                yield new Place(false, Optional.empty(), fields);
            }
        };
    }

    private Place call(Nodes.Call call, Place in) {
        List<Place> values = new ArrayList<>();
        List<Expression<JsonNode>> references = new ArrayList<>();
        for (Expression<JsonNode> argument : call.arguments) {
            if (argument instanceof Nodes.Reference reference) {
                references.add(reference.expression);
            } else {
                values.add(walk(argument, in));
            }
        }
        Place all = values.stream().reduce(Place.ELSEWHERE, Place::or);
        Place each = references.stream().map(reference -> walk(reference, all.item())).reduce(Place.ELSEWHERE, Place::or);
        return switch (call.name) {
            case "sort_by" -> Place.listOf(all.item());
            case "max_by", "min_by" -> all.item();
            case "map" -> Place.listOf(each);
            case "reverse" -> Place.listOf(all.item());
            case "to_array" -> Place.listOf(all.single().or(all.item()));
            case "not_null", "merge" -> all;
            case "values" -> {
                anything |= all.member;
                yield Place.listOf(all.anyField());
            }
            case "keys", "length" -> {
                anything |= all.member;
                yield Place.ELSEWHERE;
            }
            case "type", "to_number" -> Place.ELSEWHERE; // always the same for a member
            default -> asWhole(values);
        };
    }

    /** Values that are compared, printed or searched: with a member among them, all of it counts. */
    private Place asWhole(List<Place> values) {
        anything |= values.stream().anyMatch(Place::holdsMember);
        return Place.ELSEWHERE;
    }
}
