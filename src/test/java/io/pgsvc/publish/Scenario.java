package io.pgsvc.publish;

import static io.pgsvc.publish.Node.service;

import io.pgsvc.render.RenderedFile;
import java.util.List;

/** A change of a node's files that is stopped in every way; each begins with what an undisturbed pass made of {@link #before}. */
enum Scenario {
    FIRST {
        @Override
        List<RenderedFile> before() {
            return List.of();
        }

        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5433), service("a", "replica", 5434));
        }
    },
    MIXED {
        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5433), service("a", "replica", 5434, "    maxconn 7\n", "10.0.0.1"),
                    service("b", "primary", 6433, "    maxconn 8\n", "10.0.0.2"), service("c", "primary", 7433));
        }
    },
    RELOAD_FAILS {
        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5433, "    maxconn 9 # FAILING\n", "10.0.0.1"), service("a", "replica", 5434),
                    service("b", "primary", 6433), service("c", "primary", 7433));
        }
    },
    COMMENTS {
        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5433, "    # one\n", "10.0.0.1", "10.0.0.2"),
                    service("a", "replica", 5434, "    # two\n", "10.0.0.1", "10.0.0.2"), service("b", "primary", 6433),
                    service("b", "gone", 6434));
        }
    },
    /** A service that takes the port of another: the order of the renames matters. */
    PORTS_SWAPPED {
        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5434), service("a", "replica", 5433), service("b", "primary", 6433),
                    service("b", "new", 6434));
        }
    },
    /** Files of Pigsty that are taken over, two of them with other bytes. */
    ADOPTED {
        @Override
        List<RenderedFile> before() {
            return List.of();
        }

        @Override
        List<RenderedFile> found() {
            return List.of(service("a", "primary", 5433, "", "10.0.0.3", "10.0.0.1"), service("a", "replica", 5434),
                    service("b", "primary", 6433, "    maxconn 3\n", "10.0.0.1"));
        }

        @Override
        List<RenderedFile> after() {
            return List.of(service("a", "primary", 5433), service("a", "replica", 5434), service("b", "primary", 6433));
        }
    };

    List<RenderedFile> before() {
        return List.of(service("a", "primary", 5433), service("a", "replica", 5434), service("b", "primary", 6433),
                service("b", "gone", 6434));
    }

    /** What stands on disk that nobody owns yet. */
    List<RenderedFile> found() {
        return List.of();
    }

    abstract List<RenderedFile> after();

    /** Whether a pass after the stopped one may want the old files again: back to nothing would be a mass deletion. */
    boolean goesBack() {
        return !before().isEmpty();
    }

    PublishOptions options() {
        return found().isEmpty() ? Node.NORMAL : Node.NORMAL.withAdopt(true);
    }
}
