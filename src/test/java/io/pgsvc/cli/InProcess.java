package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Runs a command line inside of the test, as the program's entry point does, with streams that are no terminals. */
final class InProcess {
    /** How it ended, and what it printed. */
    record Result(int exit, String out, String err) {
        /** Standard output, which must be a document as docs/schema/NAME.json says. */
        JsonNode json(String name) throws IOException {
            JsonNode document = new ObjectMapper().readTree(out);
            assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(Path.of("docs/schema/" + name + ".json"))).validate(document), out);
            return document;
        }
    }

    private final Map<String, String> environment = new HashMap<>(Map.of("PGSVC_CONFIG", "/dev/null"));
    private boolean terminal;

    InProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** As on a terminal of so many columns. */
    InProcess onTerminal(int columns) {
        terminal = true;
        return with("COLUMNS", Integer.toString(columns)).with("LINES", "50");
    }

    Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new Program(new Terminal(new PrintWriter(out), new PrintWriter(err), environment, terminal, terminal)).run(args);
        return new Result(exit, out.toString(), err.toString());
    }
}
