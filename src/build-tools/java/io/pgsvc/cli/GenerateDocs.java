package io.pgsvc.cli;

import io.pgsvc.build.BuildInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import picocli.CommandLine;

/**
 * Writes man pages and shell completions from the commands themselves, so that they cannot differ:
 * {@code man/*.1}, {@code man/*.5}, {@code completion/{bash,zsh,fish}}. Run at build time only.
 */
public final class GenerateDocs {
    private GenerateDocs() {
    }

    /** The one argument is the output directory; {@code SOURCE_DATE_EPOCH} (seconds) dates the pages. */
    public static void main(String[] args) throws IOException {
        Path out = Path.of(args[0]);
        Path man = Files.createDirectories(out.resolve("man"));
        Path completion = Files.createDirectories(out.resolve("completion"));
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine pgsvc = Program.commandLine(new Terminal(nowhere, nowhere, Map.of(), false, false));
        String version = BuildInfo.read().version();
        long seconds = Long.parseLong(System.getenv().getOrDefault("SOURCE_DATE_EPOCH", "0"));
        String date = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).toLocalDate().toString();

        ManPages pages = new ManPages(version, date);
        pages.writeCommand(pgsvc, man);
        pages.writeProperties(pgsvc, man);
        for (CompletionCommand.Shell shell : CompletionCommand.Shell.values()) {
            Files.writeString(completion.resolve(shell.name()), CompletionCommand.script(shell, pgsvc));
        }
    }
}
