package io.pgsvc.lint;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A backup selector that picks what the selector picks: all servers are backups then, and HAProxy uses the first only. */
final class BackupSame implements FleetRule {
    @Override
    public void finish(FleetView fleet, List<Carried> services, Consumer<Finding> report) {
        Map<Position, List<Carried>> byDefinition = new LinkedHashMap<>();
        services.stream().filter(c -> c.backup().isPresent())
                .forEach(c -> byDefinition.computeIfAbsent(c.backup().get().at(), at -> new ArrayList<>()).add(c));
        byDefinition.forEach((at, all) -> {
            Carried first = all.getFirst();
            boolean sameText = bare(first.selector().expression()).equals(bare(first.backup().orElseThrow().expression()));
            // A selector for all members is narrowed by its backups on purpose; where they happen to be all, that is no mistake.
            boolean sameMembers = all.stream().allMatch(BackupSame::sameMembers)
                    && all.stream().anyMatch(c -> c.selection().picks().size() > 1 && c.selection().picks().size() < c.members().size());
            if (sameText || sameMembers) {
                report.accept(Finding.warning("backup-same", "`backup` of " + FleetView.some(all.stream().map(c -> c.spec().stem()).toList())
                        + " picks the same members as `selector`: each server is a backup, and HAProxy sends everything to the first",
                        at).withRelated(first.selector().at()).withHint("leave `backup` out, or narrow it").about(first.spec().subject()));
            }
        });
    }

    private static boolean sameMembers(Carried carried) {
        return new HashSet<>(carried.selection().instanceNames()).equals(new HashSet<>(carried.selection().backupNames()));
    }

    private static String bare(String expression) {
        return expression.replaceAll("\\s+", "");
    }
}
