package io.pgsvc.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsvc.build.BuildInfo;
import io.pgsvc.testing.Cli;
import io.pgsvc.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alert rules, dashboard and documentation name the metrics that there are. */
class MonitoringTest {
    private static final Pattern NAME = Pattern.compile("\\bpgsvc_[a-z_]+[a-z]\\b");
    private static final Path RULES = Path.of("packaging/prometheus/pgsvc.rules.yml");
    private static final Path DASHBOARD = Path.of("packaging/grafana/pgsvc.json");

    /** All names that a watcher can give out. */
    private static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        Metrics metrics = new Metrics(BuildInfo.read());
        for (WatchStatus status : List.of(Statuses.fresh(), Statuses.ok(1), Statuses.bad(2))) {
            metrics.changed(status);
            new String(metrics.text(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(line.replaceFirst("[{ ].*", "")));
        }
        return names;
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        NAME.matcher(text).results().forEach(m -> names.add(m.group()));
        return names;
    }

    @Test
    void theDashboardsQueriesNameMetricsThatExist() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        dashboard.findValues("expr").forEach(expr -> queries.add(expr.asText()));
        dashboard.get("templating").get("list").forEach(variable -> queries.add(variable.path("query").path("query").asText()));
        assertTrue(queries.size() > 15, queries::toString);
        Set<String> unknown = names(String.join("\n", queries));
        assertTrue(unknown.size() > 15, unknown::toString);
        unknown.removeAll(metrics());
        assertEquals(Set.of(), unknown);
        Set<Integer> ids = new HashSet<>();
        dashboard.get("panels").forEach(panel -> assertTrue(ids.add(panel.get("id").asInt()), "each panel has its own id"));
    }

    @Test
    void theRulesNameMetricsThatExist() throws IOException {
        Set<String> unknown = names(Files.readString(RULES));
        assertTrue(unknown.size() > 5, unknown::toString);
        unknown.removeAll(metrics());
        assertEquals(Set.of(), unknown);
    }

    /** Durations come as sum and count; one row tells of both. */
    @Test
    void theDocumentationTellsOfEveryMetricAndAlert() throws IOException {
        String text = Files.readString(Path.of("docs/operate.md"));
        Set<String> told = names(text);
        Set<String> all = new TreeSet<>();
        metrics().forEach(name -> all.add(name.replaceFirst("_(sum|count)$", "")));
        Set<String> missing = new TreeSet<>(all);
        missing.removeAll(told);
        assertEquals(Set.of(), missing, "not in docs/operate.md");
        told.removeAll(all);
        assertEquals(Set.of(), told, "only in docs/operate.md");
        Pattern.compile("alert: (\\w+)").matcher(Files.readString(RULES)).results()
                .forEach(m -> assertTrue(text.contains("`" + m.group(1) + "`"), () -> m.group(1) + " is not in docs/operate.md"));
    }

    /** Prometheus' own tool: the rules are right, and each alert fires when it should and only then. */
    @ParameterizedTest
    @ValueSource(strings = {"check rules packaging/prometheus/pgsvc.rules.yml", "test rules packaging/prometheus/pgsvc.rules.test.yml"})
    void promtoolAgreesWithTheRules(String arguments) {
        assumeTrue(Tool.onPath("promtool"), "no promtool here");
        Cli.Result result = new Tool(Duration.ofSeconds(30), "promtool").run(arguments.split(" "));
        assertEquals(0, result.exit(), result.stdout() + result.stderr());
    }

    /** The queries of the dashboard are PromQL: promtool reads them as the expressions of rules. */
    @Test
    void promtoolReadsTheDashboardsQueries() throws IOException {
        assumeTrue(Tool.onPath("promtool"), "no promtool here");
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (JsonNode expr : new ObjectMapper().readTree(DASHBOARD.toFile()).findValues("expr")) {
            rules.append("      - record: q:").append(number++).append("\n        expr: '")
                    .append(expr.asText().replace("$__rate_interval", "5m").replace("'", "''")).append("'\n");
        }
        Path file = Files.createTempFile("dashboard", ".yml");
        try {
            Files.writeString(file, rules);
            Cli.Result result = new Tool(Duration.ofSeconds(30), "promtool").run("check", "rules", file.toString());
            assertEquals(0, result.exit(), result.stdout() + result.stderr());
        } finally {
            Files.delete(file);
        }
    }
}
