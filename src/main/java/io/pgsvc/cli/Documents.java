package io.pgsvc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.model.PgsvcException;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Documents for programs, as JSON or YAML. Each begins so that an Ansible task can use it as it stands. */
final class Documents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Documents() {}

    /** {@code schema}, {@code changed}, {@code failed}, {@code msg}. */
    static ObjectNode start(String schema, boolean changed, boolean failed, String message) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).put("changed", changed).put("failed", failed)
                .put("msg", message);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The document of something that could not be done. */
    private static ObjectNode failed(String schema, PgsvcException e) {
        ObjectNode document = start(schema, false, true, e.findings().getFirst().toString());
        ArrayNode findings = document.putArray("findings");
        e.findings().forEach(finding -> findings.add(PassDocument.finding(finding)));
        return document;
    }

    /**
     * The end of a command that could not do what it should: a document where one was asked for, with what else belongs
     * into it, and the exit code; else as always.
     */
    static int failure(Terminal terminal, OutputFormat format, String schema, PgsvcException e, Consumer<ObjectNode> more) {
        if (format == OutputFormat.text) {
            throw e;
        }
        ObjectNode document = failed(schema, e);
        more.accept(document);
        print(terminal, format, document);
        return ExitCode.of(e);
    }

    static void print(Terminal terminal, OutputFormat format, ObjectNode document) {
        terminal.out().println(format == OutputFormat.yaml ? yaml(document) : json(document));
        terminal.out().flush();
    }

    private static String json(ObjectNode document) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of plain nodes can always be printed
        }
    }

    private static String yaml(ObjectNode document) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setIndicatorIndent(2)
                .setIndentWithIndicator(true).build();
        return new Dump(settings).dumpToString(JSON.convertValue(document, new TypeReference<LinkedHashMap<String, Object>>() {}))
                .stripTrailing();
    }
}
