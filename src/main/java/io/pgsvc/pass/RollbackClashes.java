package io.pgsvc.pass;

import io.pgsvc.haproxy.Bind;
import io.pgsvc.haproxy.HaproxyConfig;
import io.pgsvc.haproxy.HaproxyOptions;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.publish.Fragment;
import io.pgsvc.publish.Publisher;
import io.pgsvc.publish.Scope;
import io.pgsvc.render.RenderedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds ports of files that are to come back on which something else listens by now: a section of somebody else, or a
 * service that the scope of the rollback leaves as it is. HAProxy would accept both and split the connections.
 */
final class RollbackClashes {
    private final HaproxyOptions haproxy;
    private final Scope scope;

    RollbackClashes(HaproxyOptions haproxy, Scope scope) {
        this.haproxy = haproxy;
        this.scope = scope;
    }

    List<Finding> find(List<RenderedFile> files, Publisher.View view) {
        List<HaproxyConfig.Section> staying = HaproxyConfig.read(haproxy.mainFile(), haproxy.confDir()).sections().stream()
                .filter(section -> stays(Path.of(section.file()), files, view)).toList();
        List<Finding> clashes = new ArrayList<>();
        for (RenderedFile file : files) {
            if (!scope.contains(file.cluster(), file.service(), file.stem())) {
                continue;
            }
            for (Fragment.Bind bind : Fragment.parse(file.content()).binds()) {
                staying.stream().filter(section -> section.binds().stream().anyMatch(taken -> clash(bind.address(), taken)))
                        .map(section -> clash(file, bind, section)).forEach(clashes::add);
            }
        }
        return clashes;
    }

    /** Whether a section is there after the rollback and is not of it. */
    private boolean stays(Path file, List<RenderedFile> files, Publisher.View view) {
        String name = file.getFileName().toString();
        if (!haproxy.confDir().equals(file.getParent()) || !name.endsWith(".cfg")) {
            return true;
        }
        String stem = name.substring(0, name.length() - 4);
        Optional<RenderedFile> wanted = files.stream().filter(f -> f.stem().equals(stem)).findFirst();
        if (wanted.isPresent()) {
            return !scope.contains(wanted.get().cluster(), wanted.get().service(), stem);
        }
        return view.manifest().flatMap(m -> m.file(stem)).map(o -> !scope.contains(o.cluster(), o.service(), stem)).orElse(true);
    }

    private static boolean clash(String address, Bind taken) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}")) {
            return false;
        }
        int number = Integer.parseInt(port);
        String host = address.substring(0, colon);
        boolean any = List.of("", "*", "0.0.0.0", "::", "[::]").contains(host) || taken.address().equals("*");
        return taken.firstPort() <= number && number <= taken.lastPort() && (any || host.equals(taken.address()));
    }

    private static Finding clash(RenderedFile file, Fragment.Bind bind, HaproxyConfig.Section section) {
        return Finding.warning("port-clash", file.fileName() + " would listen on " + bind.address() + ", and so does section "
                + section.name(), new Position(section.file(), section.line(), 0))
                .withHint("HAProxy would split the connections between them: roll that service back too, or repeat with --force");
    }
}
