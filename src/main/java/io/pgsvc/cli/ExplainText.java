package io.pgsvc.cli;

import io.pgsvc.model.Position;
import io.pgsvc.pass.Explanation;
import io.pgsvc.pass.ListedService;
import io.pgsvc.pass.Origins.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** An explanation for people. */
final class ExplainText {
    private static final int TITLE = 14;

    private final Terminal terminal;
    private final boolean colors;
    private final Blame blame;

    ExplainText(Terminal terminal, boolean colors, Blame blame) {
        this.terminal = terminal;
        this.colors = colors;
        this.blame = blame;
    }

    /** All places that an explanation names. */
    static List<Position> positions(Explanation explanation) {
        List<Setting> settings = new ArrayList<>(explanation.destination());
        settings.addAll(List.of(explanation.port(), explanation.selector(), explanation.exposure()));
        explanation.backup().ifPresent(settings::add);
        explanation.members().forEach(member -> {
            settings.addAll(member.selectedBy());
            settings.addAll(member.backedUpBy());
            member.port().ifPresent(settings::add);
            member.weight().ifPresent(settings::add);
        });
        return settings.stream().flatMap(setting -> setting.at().stream()).distinct().toList();
    }

    void print(Explanation explanation) {
        ListedService service = explanation.service();
        terminal.out().println(Table.paint(service.section(), "1", colors));
        line("listens on", (service.ip().isEmpty() ? "*" : service.ip()) + ":" + service.port() + place(explanation.port()));
        line("sends to", service.destination() + ": " + reasons(explanation.destination()));
        line("health check", service.check().isEmpty() ? "none" : service.check());
        line("selector", explanation.selector().value() + place(explanation.selector()));
        line("backup", explanation.backup().map(b -> b.value() + place(b)).orElse("none"));
        line("exposed on", String.join(", ", service.nodes()) + ": " + service.provider()
                .map(group -> "the hosts of group " + group + ", because " + reasons(List.of(explanation.exposure())))
                .orElseGet(() -> "members of " + service.cluster().orElse("") + ", because " + local(explanation.exposure())));
        explanation.members().forEach(this::member);
        terminal.out().flush();
    }

    private String local(Setting provider) {
        return switch (provider.value()) {
            case "unset", "null", "\"\"" -> provider.name() + " is not set" + place(provider);
            default -> reasons(List.of(provider)) + ", which is no group";
        };
    }

    private void member(Explanation.Member member) {
        String verdict = switch (member.verdict()) {
            case SERVER -> Table.paint("server", "32;1", colors);
            case BACKUP -> Table.paint("backup", "33;1", colors);
            case OUT -> Table.paint("out", "31;1", colors);
        };
        terminal.out().println();
        terminal.out().println(Table.paint(member.name(), "1", colors) + " " + member.address() + "  " + verdict);
        line("selector", (member.selected() ? "yes" : "no") + because(member.selectedBy()));
        line("backup", (member.backedUp() ? "yes" : "no") + because(member.backedUpBy()));
        member.port().ifPresent(port -> line("port", port.value() + source(port)));
        member.weight().ifPresent(weight -> line("weight", weight.value() + source(weight)));
    }

    private String because(List<Setting> settings) {
        return settings.isEmpty() ? "" : ": " + reasons(settings);
    }

    private String reasons(List<Setting> settings) {
        return settings.stream().map(s -> s.name() + " is " + (s.value().equals("unset") ? "not set" : s.value()) + place(s))
                .collect(Collectors.joining(", "));
    }

    /** Where a value comes from that has just been said. */
    private String source(Setting setting) {
        return ": " + (setting.at().isPresent() ? setting.name() + place(setting)
                : setting.name().equals("dest") ? "the service's dest" : setting.name() + " is not set");
    }

    private String place(Setting setting) {
        Optional<Position> at = setting.at();
        if (at.isEmpty()) {
            return "";
        }
        String place = at.get().line() > 0 ? at.get().file() + ":" + at.get().line() : at.get().file();
        return " (" + Table.paint(place, "36", colors) + blame.of(at.get()).map(commit -> "; " + commit).orElse("") + ")";
    }

    private void line(String title, String text) {
        terminal.out().println("  " + title + " ".repeat(Math.max(1, TITLE - title.length())) + text);
    }
}
