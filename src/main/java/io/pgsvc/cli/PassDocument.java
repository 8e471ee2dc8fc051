package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;

/** A pass as a JSON document (docs/schema/pass.json); an Ansible task can use it as it stands. */
final class PassDocument {
    static final String SCHEMA = "pgsvc/pass/1";

    private PassDocument() {}

    static ObjectNode of(PassResult result) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema", SCHEMA);
        document.put("changed", result.changed());
        document.put("failed", result.failed());
        document.put("msg", result.message());
        document.put("status", result.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        ArrayNode diff = document.putArray("diff");
        ArrayNode files = document.putArray("files");
        for (FileChange change : result.files()) {
            if (!change.before().equals(change.after()) && !change.action().equals("unchanged")) {
                ObjectNode one = diff.addObject();
                one.put("before_header", change.path());
                one.put("after_header", change.path());
                one.put("before", change.before().orElse(""));
                one.put("after", change.after().orElse(""));
            }
            ObjectNode file = files.addObject();
            change.host().ifPresent(host -> file.put("host", host));
            file.put("name", change.name());
            change.cluster().ifPresentOrElse(c -> file.put("cluster", c), () -> file.putNull("cluster"));
            file.put("service", change.service());
            file.put("action", change.action());
            file.put("reason", change.reason());
        }
        ArrayNode findings = document.putArray("findings");
        result.findings().forEach(finding -> findings.add(finding(finding)));
        result.generation().ifPresentOrElse(g -> document.put("generation", g), () -> document.putNull("generation"));
        result.reload().ifPresentOrElse(reload -> document.putObject("reload").put("method", reload.method())
                .put("result", reload.result()).put("detail", reload.detail()), () -> document.putNull("reload"));
        ObjectNode stages = document.putObject("stages");
        result.stages().forEach((stage, took) -> stages.put(stage, took.toNanos() / 1e9));
        return document;
    }

    static ObjectNode finding(Finding finding) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("severity", finding.severity().word());
        node.put("rule", finding.rule());
        node.put("message", finding.message());
        finding.hint().ifPresentOrElse(hint -> node.put("hint", hint), () -> node.putNull("hint"));
        finding.at().ifPresent(at -> position(node, at));
        ArrayNode related = node.putArray("related");
        finding.related().forEach(at -> position(related.addObject(), at));
        return node;
    }

    private static void position(ObjectNode node, Position at) {
        node.put("file", at.file());
        node.put("line", at.line());
        node.put("column", at.column());
    }
}
