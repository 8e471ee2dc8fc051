package io.pgsvc.haproxy;

import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Severity;
import io.pgsvc.publish.CheckResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One way of telling HAProxy to reload. */
sealed interface ReloadStep {

    /** The word for it in messages. */
    String method();

    /** Tells it; what went wrong, if that is known at once. That all is well is for {@link Confirmation} to see. */
    Optional<String> tell(Duration limit);

    /** The master CLI: from 2.7 on it answers when the reload is done, before that not at all. */
    record OnMasterSocket(Path socket) implements ReloadStep {

        @Override
        public String method() {
            return ReloadMethod.MASTER.word();
        }

        @Override
        public Optional<String> tell(Duration limit) {
            String answer;
            try {
                answer = new UnixCli(socket, limit).ask("reload");
            } catch (CliException e) {
                return switch (e.kind()) {
                    case ABSENT, DENIED -> Optional.of(e.words());
                    // The master executes itself anew and may lose the connection: show proc tells the outcome.
                    default -> Optional.empty();
                };
            }
            return answer.startsWith("Success=0") ? Optional.of(words(answer)) : answer.contains("Permission denied")
                    ? Optional.of(answer.strip()) : Optional.empty();
        }

        /** HAProxy's alerts; where there are none, all that it said. */
        private static String words(String answer) {
            Path nowhere = Path.of("/");
            List<String> alerts = CheckMessages.parse(answer, nowhere, nowhere).stream()
                    .filter(m -> m.severity() == Severity.ERROR).map(CheckResult.Message::text).toList();
            return alerts.isEmpty() ? answer.strip() : String.join("\n", alerts);
        }
    }

    /** The service manager. */
    record BySystemd(String unit) implements ReloadStep {

        /** Whether systemd runs this machine and the unit. */
        static boolean isActive(String unit) {
            return Files.isDirectory(Path.of("/run/systemd/system"))
                    && ran(List.of("systemctl", "is-active", "--quiet", unit), Duration.ofSeconds(5)).isEmpty();
        }

        @Override
        public String method() {
            return ReloadMethod.SYSTEMD.word();
        }

        @Override
        public Optional<String> tell(Duration limit) {
            return ran(List.of("systemctl", "reload", unit), limit);
        }
    }

    /** SIGUSR2 to the master; whoever makes one has seen that the process is a HAProxy. */
    record BySignal(long pid) implements ReloadStep {

        @Override
        public String method() {
            return ReloadMethod.SIGNAL.word();
        }

        @Override
        public Optional<String> tell(Duration limit) {
            // Java can send SIGTERM only; the shell's kill is built in, the program's package may be missing.
            return ran(List.of("/bin/sh", "-c", "kill -USR2 \"$1\"", "sh", Long.toString(pid)), limit);
        }
    }

    /** The user's command. */
    record ByCommand(String command) implements ReloadStep {

        @Override
        public String method() {
            return ReloadMethod.COMMAND.word();
        }

        @Override
        public Optional<String> tell(Duration limit) {
            return ran(List.of("/bin/sh", "-c", command), limit);
        }
    }

    private static Optional<String> ran(List<String> command, Duration limit) {
        try {
            List<String> full = new ArrayList<>(command);
            full.set(0, Program.find(command.getFirst()).toString());
            Program.Result result = Program.run(full, Optional.empty(), System.getenv(), limit);
            if (result.exitCode() == 0) {
                return Optional.empty();
            }
            String said = result.output().strip();
            return Optional.of(command.getFirst() + " ended with exit code " + result.exitCode()
                    + (said.isEmpty() ? "" : ": " + said));
        } catch (PgsvcException e) {
            return Optional.of(e.findings().getFirst().message());
        }
    }
}
