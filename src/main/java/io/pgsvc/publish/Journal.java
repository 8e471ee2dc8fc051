package io.pgsvc.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsvc.publish.Effects.Attributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is about to be done to the conf-dir, on disk before the first byte of it is done. Contents are in the store of
 * {@link Generations}, named by their hashes. Whoever finds a journal looks at the hashes on disk to see how far its
 * writer came.
 *
 * @param phase    what the writer was about
 * @param reload   HAProxy has to be told when the files stand
 * @param steps    in the order in which they are done
 * @param manifest to be recorded at the end
 */
record Journal(Phase phase, boolean reload, List<Step> steps, Manifest manifest) {

    enum Phase { SWAP, UNDO }

    /** One file: hashes before and after; empty where there is no file. */
    record Step(String stem, Optional<String> before, Optional<Attributes> attributes, List<String> serversBefore,
                Optional<String> after, List<String> serversAfter, boolean commentsOnly) {

        /** The way back. */
        Step reversed() {
            return new Step(stem, after, attributes, serversAfter, before, serversBefore, commentsOnly);
        }
    }

    Journal {
        steps = List.copyOf(steps);
    }

    Journal undoing() {
        return new Journal(Phase.UNDO, reload, steps, manifest);
    }

    /** The steps that lead back to the state before, the last one first. */
    List<Step> backwards() {
        return steps.reversed().stream().map(Step::reversed).toList();
    }

    static void write(Effects effects, PublishPaths paths, StateFiles json, Journal journal) throws IOException {
        ObjectNode root = json.document().put("phase", journal.phase.name()).put("reload", journal.reload);
        ArrayNode steps = root.putArray("steps");
        for (Step step : journal.steps) {
            ObjectNode node = steps.addObject().put("name", step.stem).put("commentsOnly", step.commentsOnly);
            step.before.ifPresent(hash -> node.put("before", hash));
            step.after.ifPresent(hash -> node.put("after", hash));
            step.attributes.ifPresent(a -> node.put("mode", a.mode()).put("uid", a.uid()).put("gid", a.gid()));
            step.serversBefore.forEach(node.putArray("serversBefore")::add);
            step.serversAfter.forEach(node.putArray("serversAfter")::add);
        }
        json.put(root.putObject("manifest"), journal.manifest);
        effects.replace(paths.journal(), json.bytes(root));
    }

    static Optional<Journal> read(PublishPaths paths, StateFiles json) throws IOException {
        Path file = paths.journal();
        return json.read(file, "look at the conf-dir by hand, make it right, and remove " + file).map(root -> {
            List<Step> steps = new ArrayList<>();
            for (StateFiles.Reader node : root.objects("steps")) {
                Optional<Attributes> attributes = node.node().has("mode")
                        ? Optional.of(new Attributes((int) node.number("mode"), (int) node.number("uid"), (int) node.number("gid")))
                        : Optional.empty();
                steps.add(new Step(node.stem("name"), node.sha256("before"), attributes, node.texts("serversBefore"),
                        node.sha256("after"), node.texts("serversAfter"), node.flag("commentsOnly")));
            }
            Phase phase = switch (root.text("phase")) {
                case "SWAP" -> Phase.SWAP;
                case "UNDO" -> Phase.UNDO;
                default -> throw root.damaged("phase");
            };
            return new Journal(phase, root.flag("reload"), steps, json.manifest(root.object("manifest")));
        });
    }

    static void clear(Effects effects, PublishPaths paths) throws IOException {
        effects.delete(paths.journal());
        effects.syncDirectory(paths.stateDir());
    }
}
