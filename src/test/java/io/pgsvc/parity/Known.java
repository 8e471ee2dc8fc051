package io.pgsvc.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;

/** The differences that docs/compatibility.md tells of, each recognised as narrowly as can be. */
final class Known {
    private Known() {}

    /**
     * Whether two typed values differ by nothing but encrypted values: Ansible has no password here and fails, or leaves
     * the template as it is; pgsvc hands the unknown value on.
     */
    static boolean onlySecrets(JsonNode theirs, JsonNode ours) {
        if (theirs.equals(ours)) {
            return true;
        }
        if (theirs.isObject() && theirs.has("error") && theirs.get("error").textValue().contains("vault")
                || theirs.isTextual() && theirs.textValue().matches("\\{\\{ vaulted.*}}")) {
            return ours.toString().contains("{\"secret\":true}");
        }
        if (theirs.getNodeType() != ours.getNodeType() || theirs.size() != ours.size() || !theirs.isContainerNode()) {
            return false;
        }
        List<JsonNode> left = values(theirs);
        List<JsonNode> right = values(ours);
        for (int i = 0; i < left.size(); i++) {
            if (!onlySecrets(left.get(i), right.get(i))) {
                return false;
            }
        }
        return !theirs.isObject() || names(theirs).equals(names(ours));
    }

    private static List<JsonNode> values(JsonNode container) {
        return StreamSupport.stream(container.spliterator(), false).toList();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * A typed value with the lists of {@code groups} sorted. Below its children, Ansible walks a group's descendants in
     * the order of a Python set, which changes from run to run.
     */
    static JsonNode withSortedGroups(JsonNode value) {
        if (value.isArray() && value.size() == 2 && value.get(0).isTextual() && value.get(0).textValue().equals("groups")
                && value.get(1).path("m").isArray()) {
            ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
            value.get(1).get("m").forEach(pair -> pairs.addArray().add(pair.get(0)).add(sorted(pair.get(1))));
            ArrayNode result = JsonNodeFactory.instance.arrayNode().add("groups");
            result.addObject().set("m", pairs);
            return result;
        }
        if (value.isArray()) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> result.add(withSortedGroups(item)));
            return result;
        }
        if (value.isObject()) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(e -> result.set(e.getKey(), withSortedGroups(e.getValue())));
            return result;
        }
        return value;
    }

    static JsonNode sorted(JsonNode names) {
        List<String> texts = new ArrayList<>();
        names.forEach(name -> texts.add(name.textValue()));
        Collections.sort(texts);
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        texts.forEach(sorted::add);
        return sorted;
    }
}
