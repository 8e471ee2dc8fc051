package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.pass.GroupedChange;
import io.pgsvc.pass.ServiceChange.Detail;

/** A difference as a JSON document (docs/schema/diff.json). */
final class DiffDocument {
    static final String SCHEMA = "pgsvc/diff/1";

    private DiffDocument() {}

    static ObjectNode of(DiffResult result) {
        ObjectNode document = Documents.start(SCHEMA, !result.changes().isEmpty(), result.failed(), result.message());
        ArrayNode changes = document.putArray("changes");
        result.changes().forEach(change -> change(changes.addObject(), change));
        ArrayNode findings = document.putArray("findings");
        result.findings().forEach(finding -> findings.add(PassDocument.finding(finding)));
        return document;
    }

    private static void change(ObjectNode node, GroupedChange change) {
        node.put("service", change.service());
        change.sections().forEach(node.putArray("sections")::add);
        change.clusters().forEach(node.putArray("clusters")::add);
        change.nodes().forEach(node.putArray("nodes")::add);
        node.put("action", change.example().action());
        node.put("reason", change.example().reason());
        ArrayNode details = node.putArray("details");
        for (Detail detail : change.details()) {
            ObjectNode one = details.addObject().put("text", detail.text());
            detail.reason().ifPresentOrElse(reason -> one.put("reason", reason), () -> one.putNull("reason"));
            detail.at().ifPresent(at -> one.put("file", at.file()).put("line", at.line()).put("column", at.column()));
        }
        node.put("diff", String.join("\n", UnifiedDiff.of(change.example())));
    }
}
