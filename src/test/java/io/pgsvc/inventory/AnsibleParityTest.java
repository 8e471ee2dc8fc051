package io.pgsvc.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares what we read of the reference inventories with what an installed Ansible reads. */
@Tag("parity")
class AnsibleParityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Ansible takes a second for each: read a spread of them, not all, unless asked to. */
    private static final int SAMPLE = Integer.getInteger("pgsvc.parity.sample", 24);

    @TempDir
    Path scratch;

    @Test
    void readsReferenceInventoriesAsAnsibleDoes() throws Exception {
        Optional<Path> reference = Reference.golden();
        assumeTrue(reference.isPresent(), "no reference folder");
        assumeTrue(ansible(Path.of("/nonexistent")).isPresent(), "no ansible-inventory");
        List<Path> inventories = new ArrayList<>();
        for (String set : List.of("pigsty", "random")) {
            Path folder = reference.get().resolve(set);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> cases = Files.list(folder)) {
                    cases.sorted().map(AnsibleParityTest::source).flatMap(Optional::stream).forEach(inventories::add);
                }
            }
        }
        assertTrue(!inventories.isEmpty(), "the reference folder holds inventories");
        int step = Math.max(1, inventories.size() / SAMPLE);
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < inventories.size(); i += step) {
            compare(inventories.get(i), differences);
            compared++;
        }
        System.out.println("parity with ansible-inventory: " + compared + " inventories compared");
        assertEquals(List.of(), differences);
    }

    private static Optional<Path> source(Path folder) {
        for (String name : List.of("inventory.yml", "inventory", "inventory.yaml")) {
            if (Files.exists(folder.resolve(name))) {
                return Optional.of(folder.resolve(name));
            }
        }
        return Optional.empty();
    }

    private void compare(Path source, List<String> differences) throws Exception {
        JsonNode theirs = ansible(source).orElseThrow();
        Inventory ours = new InventoryReader().read(source);
        JsonNode hostvars = theirs.path("_meta").path("hostvars");
        for (Host host : ours.hosts()) {
            ObjectNode variables = JSON.createObjectNode();
            for (String name : ours.variableNames(host)) {
                Value value = ours.variable(host, name).orElseThrow();
                variables.set(name, Values.toJson(value));
            }
            JsonNode expected = hostvars.path(host.name());
            expected = expected.isMissingNode() ? JSON.createObjectNode() : expected;
            if (!same(expected, variables)) {
                differences.add(source + " " + host.name() + ": " + firstDifference(expected, variables));
            }
        }
        hostvars.fieldNames().forEachRemaining(name -> {
            if (ours.host(name).isEmpty()) {
                differences.add(source + ": no host " + name);
            }
        });
        theirs.properties().forEach(entry -> {
            if (entry.getKey().equals("_meta")) {
                return;
            }
            Group group = ours.group(entry.getKey()).orElseThrow(() -> new AssertionError("no group " + entry));
            if (!entry.getKey().equals("all") && !texts(entry.getValue().path("hosts")).equals(group.hosts())) {
                differences.add(source + " hosts of " + group.name() + ": " + group.hosts());
            }
            if (!texts(entry.getValue().path("children")).equals(group.children())) {
                differences.add(source + " children of " + group.name() + ": " + group.children());
            }
        });
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** Equal with types; dates and secrets have no counterpart in JSON and count as equal to anything. */
    private static boolean same(JsonNode expected, JsonNode actual) {
        if (actual.isObject() && actual.size() == 1 && actual.has(Values.OPAQUE)) {
            return true;
        }
        if (expected.isObject() && expected.size() == 1 && expected.has("__ansible_unsafe")) {
            return expected.get("__ansible_unsafe").equals(actual);
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.isIntegralNumber() == actual.isIntegralNumber()
                    && (expected.isIntegralNumber() ? expected.bigIntegerValue().equals(actual.bigIntegerValue())
                    : expected.doubleValue() == actual.doubleValue());
        }
        if (expected instanceof ArrayNode && actual instanceof ArrayNode && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                if (!same(expected.get(i), actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (expected instanceof ObjectNode && actual instanceof ObjectNode && expected.size() == actual.size()) {
            return expected.properties().stream()
                    .allMatch(e -> actual.has(e.getKey()) && same(e.getValue(), actual.get(e.getKey())));
        }
        return expected.equals(actual);
    }

    private static String firstDifference(JsonNode expected, JsonNode actual) {
        for (var entry : expected.properties()) {
            JsonNode other = actual.path(entry.getKey());
            if (other.isMissingNode() || !same(entry.getValue(), other)) {
                return entry.getKey() + " is " + other + ", for Ansible " + entry.getValue();
            }
        }
        return "extra variables: " + actual;
    }

    /** What Ansible lists; empty if it is not installed. */
    private Optional<JsonNode> ansible(Path source) throws IOException, InterruptedException {
        Path out = scratch.resolve("out.json");
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder("ansible-inventory", "-i", source.toAbsolutePath().toString(),
                    "--list").redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("ANSIBLE_CONFIG", scratch.resolve("none.cfg").toString());
            builder.environment().put("ANSIBLE_LOCAL_TEMP", scratch.toString());
            builder.environment().put("HOME", scratch.toString());
            process = builder.directory(scratch.toFile()).start();
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("ansible-inventory does not end");
        }
        return Optional.of(JSON.readTree(out.toFile()));
    }
}
