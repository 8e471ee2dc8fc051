package io.pgsvc.cli;

import io.pgsvc.pass.GroupedChange;
import io.pgsvc.pass.ServiceChange.Detail;
import java.util.List;
import java.util.stream.Collectors;

/** A difference for people: each change as a unified diff, then all of them by service. */
final class DiffText {
    private static final int NODES = 5;

    private final Terminal terminal;
    private final boolean colors;
    private final boolean summaryOnly;

    DiffText(Terminal terminal, boolean colors, boolean summaryOnly) {
        this.terminal = terminal;
        this.colors = colors;
        this.summaryOnly = summaryOnly;
    }

    /** @param fleet whether the changes are of several nodes, which are to be named */
    void print(DiffResult result, boolean fleet) {
        if (!summaryOnly) {
            for (GroupedChange change : result.changes()) {
                List<String> lines = UnifiedDiff.of(change.example());
                (colors ? UnifiedDiff.colored(lines) : lines).forEach(terminal.out()::println);
                if (fleet && change.nodes().size() > 1) {
                    terminal.out().println("the same on " + DiffResult.some(change.nodes().subList(1, change.nodes().size()), NODES));
                }
                if (!lines.isEmpty()) {
                    terminal.out().println();
                }
            }
        }
        result.changes().forEach(change -> summary(change, fleet));
        terminal.out().flush();
    }

    private void summary(GroupedChange change, boolean fleet) {
        String color = switch (change.example().action()) {
            case "create" -> "32";
            case "delete" -> "31";
            case "update", "restore" -> "33";
            default -> "35";
        };
        String where = fleet ? " on " + (change.nodes().size() == 1 ? change.nodes().getFirst()
                : DiffResult.count(change.nodes().size(), "node")) : "";
        String action = change.example().action();
        String done = List.of("create", "update", "delete").contains(action) ? "" : " [" + action
                + DiffResult.reason(change).map(reason -> ": " + reason).orElse("") + "]";
        String head = Table.paint(DiffResult.title(change), "1;" + color, colors) + where + done + ":";
        List<Detail> details = change.details();
        if (details.size() == 1) {
            terminal.out().println(head + " " + details.getFirst());
        } else {
            terminal.out().println(head);
            terminal.out().print(details.stream().map(d -> "    " + d + System.lineSeparator()).collect(Collectors.joining()));
        }
    }
}
