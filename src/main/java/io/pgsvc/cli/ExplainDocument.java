package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.Finding;
import io.pgsvc.pass.Explanation;
import io.pgsvc.pass.ListedService;
import io.pgsvc.pass.Origins.Setting;
import java.util.List;
import java.util.Locale;

/** An explanation as a document (docs/schema/explain.json). */
final class ExplainDocument {
    static final String SCHEMA = "pgsvc/explain/1";

    private final Blame blame;

    private ExplainDocument(Blame blame) {
        this.blame = blame;
    }

    static ObjectNode of(Explanation explanation, Blame blame, List<Finding> findings, boolean failed) {
        return new ExplainDocument(blame).document(explanation, findings, failed);
    }

    private ObjectNode document(Explanation explanation, List<Finding> findings, boolean failed) {
        ListedService service = explanation.service();
        long carrying = explanation.members().stream().filter(m -> m.verdict() != Explanation.Verdict.OUT).count();
        ObjectNode document = Documents.start(SCHEMA, false, failed, service.section() + ": " + carrying + " of "
                + DiffResult.count(explanation.members().size(), "member"));
        document.put("section", service.section()).put("cluster", service.cluster().orElse("")).put("service", service.name());
        document.put("ip", service.ip());
        document.set("port", setting(explanation.port()));
        settings(document.putArray("destination"), explanation.destination());
        document.put("check", service.check());
        document.set("selector", setting(explanation.selector()));
        explanation.backup().ifPresentOrElse(b -> document.set("backup", setting(b)), () -> document.putNull("backup"));
        service.provider().ifPresentOrElse(p -> document.put("provider", p), () -> document.putNull("provider"));
        document.set("exposure", setting(explanation.exposure()));
        service.nodes().forEach(document.putArray("nodes")::add);
        ArrayNode members = document.putArray("members");
        for (Explanation.Member member : explanation.members()) {
            ObjectNode node = members.addObject().put("name", member.name()).put("address", member.address())
                    .put("verdict", member.verdict().name().toLowerCase(Locale.ROOT)).put("selected", member.selected());
            settings(node.putArray("selected_by"), member.selectedBy());
            node.put("backed_up", member.backedUp());
            settings(node.putArray("backed_up_by"), member.backedUpBy());
            member.port().ifPresent(port -> node.set("port", setting(port)));
            member.weight().ifPresent(weight -> node.set("weight", setting(weight)));
        }
        ArrayNode told = document.putArray("findings");
        findings.forEach(finding -> told.add(PassDocument.finding(finding)));
        return document;
    }

    private void settings(ArrayNode array, List<Setting> settings) {
        settings.forEach(setting -> array.add(setting(setting)));
    }

    private ObjectNode setting(Setting setting) {
        ObjectNode node = Documents.object().put("name", setting.name()).put("value", setting.value());
        setting.at().ifPresent(at -> {
            node.put("file", at.file()).put("line", at.line()).put("column", at.column());
            blame.of(at).ifPresent(commit -> node.putObject("commit").put("id", commit.id()).put("date", commit.date())
                    .put("author", commit.author()).put("summary", commit.summary()));
        });
        return node;
    }
}
