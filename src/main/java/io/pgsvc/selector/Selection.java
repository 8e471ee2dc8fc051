package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The servers of a service in their order, each primary or backup, as Pigsty's template picks them.
 *
 * @param picks         what the selector gave, then what only the backup selector gave
 * @param instanceNames names of what the selector gave, in order
 * @param backupNames   names of what the backup selector gave, in order
 */
public record Selection(List<Pick> picks, List<String> instanceNames, List<String> backupNames) {
    private static final String NAME = "inventory_hostname";

    /** One server: the object that the selector gave (a member, or a projection of one). */
    public record Pick(ObjectNode member, boolean backup) {}

    public Selection {
        picks = List.copyOf(picks);
        instanceNames = List.copyOf(instanceNames);
        backupNames = List.copyOf(backupNames);
    }

    /**
     * Evaluates both selectors over the members of a cluster.
     *
     * @throws SelectorException if an evaluation fails or does not give a list of objects; a backup selector may
     *                           also give something false (null, false, an empty text or object): no backups
     */
    public static Selection select(ArrayNode members, Selector selector, Optional<Selector> backup) {
        List<ObjectNode> selected = objects(selector, selector.evaluate(members));
        List<ObjectNode> backups = List.of();
        if (backup.isPresent()) {
            JsonNode result = backup.get().evaluate(members);
            backups = isFalse(result) ? List.of() : objects(backup.get(), result);
        }
        List<String> names = names(selected);
        List<String> backupNames = names(backups);
        Set<String> selectedNames = new HashSet<>(names);
        Set<String> backupSet = new HashSet<>(backupNames);
        List<Pick> picks = new ArrayList<>(selected.size() + backups.size());
        for (ObjectNode member : selected) {
            picks.add(new Pick(member, backupSet.contains(name(member))));
        }
        for (ObjectNode member : backups) {
            if (!selectedNames.contains(name(member))) {
                picks.add(new Pick(member, true));
            }
        }
        return new Selection(picks, names, backupNames);
    }

    /** False for Jinja, whose 0 is false too. */
    private static boolean isFalse(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY, OBJECT -> value.isEmpty();
            case STRING -> value.textValue().isEmpty();
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.doubleValue() == 0;
            default -> true;
        };
    }

    private static List<ObjectNode> objects(Selector selector, JsonNode result) {
        if (!result.isArray()) {
            throw selector.failure("selector-result", "the selector " + selector.expression() + " gives "
                    + Args.describe(result) + ", not a list of members", "a selector such as [] or [? pg_role == 'replica'] gives members");
        }
        List<ObjectNode> objects = new ArrayList<>(result.size());
        for (JsonNode element : result) {
            if (!(element instanceof ObjectNode object)) {
                throw selector.failure("selector-result", "the selector " + selector.expression()
                        + " gives a list with " + Args.describe(element) + " in it, not members only", null);
            }
            objects.add(object);
        }
        return objects;
    }

    private static List<String> names(List<ObjectNode> members) {
        List<String> names = new ArrayList<>(members.size());
        for (ObjectNode member : members) {
            String name = name(member);
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private static String name(ObjectNode member) {
        JsonNode name = member.get(NAME);
        return name == null || name.isNull() ? "" : name.asText();
    }
}
