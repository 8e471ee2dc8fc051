package io.pgsvc.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.build.BuildInfo;
import io.pgsvc.model.Finding;
import java.nio.file.Path;

/** Prints what a check found, in the format that was asked for. */
final class CheckOutput {
    static final String SCHEMA = "pgsvc/check/1";

    private final Terminal terminal;
    private final CheckFormat format;
    private final boolean colors;

    CheckOutput(Terminal terminal, CheckFormat format, boolean colors) {
        this.terminal = terminal;
        this.format = format;
        this.colors = colors;
    }

    /** @param inventory the path as it was given */
    void print(CheckResult result, Path inventory) {
        switch (format) {
            case text -> new CheckText(terminal.out(), TerminalSize.of(terminal).columns(), colors).print(result);
            case json -> Documents.print(terminal, OutputFormat.json, document(result));
            case yaml -> Documents.print(terminal, OutputFormat.yaml, document(result));
            case sarif -> Documents.print(terminal, OutputFormat.json, new SarifDocument(InventoryPlace.of(inventory))
                    .of(result.findings(), BuildInfo.read().version(), result.read()));
            case github -> {
                GithubAnnotations annotations = new GithubAnnotations(InventoryPlace.of(inventory));
                result.findings().forEach(finding -> terminal.out().println(annotations.line(finding)));
                terminal.out().println("pgsvc: " + result.summary());
            }
        }
        terminal.out().flush();
    }

    private static ObjectNode document(CheckResult result) {
        ObjectNode document = Documents.start(SCHEMA, false, result.failed(), result.summary());
        ArrayNode findings = document.putArray("findings");
        result.findings().forEach(finding -> findings.add(finding(finding)));
        ObjectNode checked = document.putObject("checked");
        checked.put("files", result.found().files()).put("hosts", result.found().hosts()).put("clusters", result.found().clusters())
                .put("services", result.found().services());
        return document;
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = PassDocument.finding(finding);
        finding.subject().cluster().ifPresentOrElse(c -> node.put("cluster", c), () -> node.putNull("cluster"));
        finding.subject().service().ifPresentOrElse(s -> node.put("service", s), () -> node.putNull("service"));
        return node;
    }
}
