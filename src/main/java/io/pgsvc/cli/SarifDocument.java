package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.lint.Rule;
import io.pgsvc.lint.Rules;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings in SARIF 2.1.0 (OASIS), the format that code review tools read. */
final class SarifDocument {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String ROOT = "SRCROOT";

    private final InventoryPlace place;
    private final List<String> rules = new ArrayList<>();

    SarifDocument(InventoryPlace place) {
        this.place = place;
    }

    ObjectNode of(List<Finding> findings, String version, boolean read) {
        findings.stream().map(Finding::rule).distinct().sorted().forEach(rules::add);
        ObjectNode document = Documents.object();
        document.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = document.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "pgsvc").put("version", version);
        ArrayNode descriptions = driver.putArray("rules");
        rules.forEach(id -> descriptions.add(rule(id)));
        run.putArray("invocations").addObject().put("executionSuccessful", read);
        run.put("columnKind", "unicodeCodePoints");
        run.putObject("originalUriBaseIds").putObject(ROOT).put("uri", place.root().toUri().toString());
        ArrayNode results = run.putArray("results");
        findings.forEach(finding -> results.add(result(finding)));
        return document;
    }

    private static ObjectNode rule(String id) {
        ObjectNode node = Documents.object().put("id", id);
        Optional<Rule> rule = Rules.find(id);
        node.putObject("shortDescription").put("text", rule.map(Rule::summary).orElse(id));
        node.putObject("defaultConfiguration").put("level", level(rule.map(Rule::severity).orElse(Severity.ERROR)));
        return node;
    }

    private ObjectNode result(Finding finding) {
        Optional<Position> inside = finding.at().filter(at -> place.relative(at).isPresent());
        String elsewhere = inside.isEmpty() ? finding.at().map(at -> at + ": ").orElse("") : "";
        ObjectNode node = Documents.object();
        node.put("ruleId", finding.rule()).put("ruleIndex", rules.indexOf(finding.rule())).put("level", level(finding.severity()));
        node.putObject("message").put("text", elsewhere + finding.message() + finding.hint().map(hint -> "\nhint: " + hint).orElse(""));
        // Every result needs a place: what has none in the inventory stands at the inventory as a whole.
        node.putArray("locations").addObject().set("physicalLocation", location(inside.orElse(Position.of(place.source().toString()))));
        List<Position> related = finding.related().stream().filter(at -> place.relative(at).isPresent()).toList();
        if (!related.isEmpty()) {
            ArrayNode array = node.putArray("relatedLocations");
            related.forEach(at -> {
                ObjectNode other = array.addObject().put("id", array.size() - 1);
                other.set("physicalLocation", location(at));
                other.putObject("message").put("text", "the other place");
            });
        }
        return node;
    }

    private ObjectNode location(Position at) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        String path = place.relative(at).orElseGet(() -> place.root().relativize(place.source()).toString());
        node.putObject("artifactLocation").put("uri", uri(path)).put("uriBaseId", ROOT);
        if (at.line() > 0) {
            ObjectNode region = node.putObject("region").put("startLine", at.line());
            if (at.column() > 0) {
                region.put("startColumn", at.column());
            }
        }
        return node;
    }

    /** A path as a relative reference: a colon in its first segment must not look like a scheme. */
    private static String uri(String path) {
        try {
            String text = new URI(null, null, "/" + path, null).toASCIIString().substring(1);
            return text.split("/", 2)[0].contains(":") ? "./" + text : text;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
