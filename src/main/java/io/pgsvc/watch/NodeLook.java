package io.pgsvc.watch;

import io.pgsvc.pass.FileChange;
import io.pgsvc.pass.PassResult;
import io.pgsvc.publish.Content;
import io.pgsvc.publish.Publisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in HAProxy's directory, by hashes: what a pass saw and did can be told from what somebody else does, so that
 * a pass never causes the next one.
 *
 * @param files   file name to hash, and paths of what else counts
 * @param missing stems of files that are ours and not there
 */
record NodeLook(Map<String, String> files, Set<String> missing) {

    /** @param others files that count, too: HAProxy's main file, the pause */
    static NodeLook of(Publisher.View view, List<Path> others) {
        Map<String, String> files = new HashMap<>();
        view.disk().entries().forEach((stem, entry) -> files.put(stem + ".cfg",
                entry.kind() + entry.content().map(Content::sha256).orElse("")));
        for (Path other : others) {
            try {
                files.put(other.toString(), Content.of(Files.readAllBytes(other)).sha256());
            } catch (IOException e) {
                files.put(other.toString(), "");
            }
        }
        Set<String> missing = new HashSet<>();
        view.manifest().ifPresent(m -> missing.addAll(m.files().keySet()));
        missing.removeAll(view.disk().entries().keySet());
        return new NodeLook(Map.copyOf(files), Set.copyOf(missing));
    }

    /** The same after a pass that began with this. */
    NodeLook after(PassResult result) {
        if (!result.changed() || result.status() == PassResult.Status.REJECTED || result.status() == PassResult.Status.RELOAD_FAILED) {
            return this;
        }
        Map<String, String> now = new HashMap<>(files);
        for (FileChange change : result.files()) {
            switch (change.action()) {
                case "create", "update", "restore" -> change.after().ifPresent(text ->
                        now.put(change.name(), "REGULAR" + Content.of(text).sha256()));
                case "delete" -> now.remove(change.name());
                default -> { }
            }
        }
        return new NodeLook(Map.copyOf(now), missing);
    }

    /** Whether the same files stand there. */
    boolean same(NodeLook other) {
        return files.equals(other.files);
    }
}
