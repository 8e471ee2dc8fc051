package io.pgsvc.publish;

import io.pgsvc.publish.Effects.Attributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Does the steps of a journal in the conf-dir. All new bytes are on disk under temporary names before the first rename,
 * so that a full disk is noticed while nothing has changed yet. Steps that are done already are passed over, and a file
 * that is neither as before nor as after belongs to somebody else by now: left alone.
 */
final class Swap {
    enum State { BEFORE, AFTER, OTHER }

    private final Effects effects;
    private final Generations generations;
    private final Path directory;

    /** {@code directory}: the conf-dir, links resolved. */
    Swap(Effects effects, Generations generations, Path directory) {
        this.effects = effects;
        this.generations = generations;
        this.directory = directory;
    }

    State state(Journal.Step step) throws IOException {
        Optional<DiskState.Entry> entry = DiskState.readEntry(file(step), step.stem());
        if (entry.isPresent() && entry.get().kind() != DiskState.Kind.REGULAR) {
            return State.OTHER;
        }
        Optional<String> hash = entry.flatMap(DiskState.Entry::content).map(Content::sha256);
        if (hash.equals(step.after())) {
            return State.AFTER;
        }
        return hash.equals(step.before()) ? State.BEFORE : State.OTHER;
    }

    void perform(List<Journal.Step> steps) throws IOException {
        Map<Journal.Step, Content> contents = new LinkedHashMap<>();
        Set<Journal.Step> due = new LinkedHashSet<>();
        for (Journal.Step step : steps) {
            if (state(step) == State.BEFORE) {
                due.add(step);
                if (step.after().isPresent()) {
                    contents.put(step, stored(step.after().get()));
                }
            }
        }
        for (Map.Entry<Journal.Step, Content> entry : contents.entrySet()) {
            Path temporary = Effects.temporary(file(entry.getKey()));
            effects.delete(temporary);
            effects.write(temporary, entry.getValue().bytes(),
                    Optional.of(entry.getKey().attributes().orElse(Attributes.NEW_FILE)));
            effects.sync(temporary);
        }
        for (Journal.Step step : due) {
            if (step.after().isPresent()) {
                effects.rename(Effects.temporary(file(step)), file(step));
            } else {
                effects.delete(file(step));
            }
        }
        effects.syncDirectory(directory);
    }

    /** Removes what a killed pass left under temporary names; only the names that its journal has. */
    void removeTemporaries(List<Journal.Step> steps) throws IOException {
        for (Journal.Step step : steps) {
            effects.delete(Effects.temporary(file(step)));
        }
    }

    private Content stored(String sha256) {
        return generations.content(sha256).orElseThrow(() -> StateException.of(directory,
                "the store has lost a file that an interrupted pass needs", "run `haproxy -c` by hand and look at the directory"));
    }

    private Path file(Journal.Step step) {
        return directory.resolve(step.stem() + ".cfg");
    }
}
