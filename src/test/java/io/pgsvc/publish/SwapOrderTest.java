package io.pgsvc.publish;

import static io.pgsvc.publish.Node.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim of {@link ChangeSet#inSwapOrder}, put to the real HAProxy: it could start between any two renames. */
class SwapOrderTest {
    @TempDir
    Path root;
    private Node node;

    @BeforeEach
    void needsHaproxy() throws IOException {
        Assumptions.assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, "haproxy"))),
                "no haproxy here");
        Files.writeString(root.resolve("haproxy.cfg"), """
                defaults
                    timeout connect 1s
                    timeout client 1s
                    timeout server 1s
                """);
        node = new Node(root);
    }

    private boolean accepts() throws IOException {
        Process haproxy = new ProcessBuilder("haproxy", "-c", "-q", "-f", root.resolve("haproxy.cfg").toString(), "-f",
                node.conf.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return haproxy.waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static RenderedFile tracking(String service, int port, String target) {
        RenderedFile plain = service("t", service, port, "", "10.0.0.1");
        return new RenderedFile(plain.stem(), plain.cluster(), service,
                plain.content().replace("check port 8008", "track " + target), plain.servers(), plain.fingerprint(), Optional.empty());
    }

    @Test
    void whatHaproxyAcceptsAndRefuses() throws IOException {
        node.put("a.cfg", "listen a\n bind 127.0.0.1:15999\n");
        node.put("b.cfg", "listen b\n bind 127.0.0.1:15999\n");
        assertTrue(accepts(), "the same port twice");
        node.put("b.cfg", "listen a\n bind 127.0.0.1:15998\n");
        assertFalse(accepts(), "the same name twice");
    }

    @Test
    void everyMomentOfASwapCouldStart() throws IOException {
        node.put("other.cfg", "listen other\n    bind *:9000\n");
        // Taken over: it holds a section that is about to get a file of its own, before it in the alphabet.
        node.put("z-primary.cfg", "listen z-primary\n    bind *:7000\nlisten a-new\n    bind *:7001\n");
        node.run(service("a", "primary", 5433), service("b", "gone", 5434), service("c", "stays", 5435), tracking("user", 5440, "b-gone/s-1"));
        assertTrue(accepts());
        List<String> moments = new ArrayList<>();
        Effects checking = new FileSystemEffects() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                super.rename(from, to);
                look(to);
            }

            @Override
            public void delete(Path file) throws IOException {
                super.delete(file);
                look(file);
            }

            private void look(Path file) throws IOException {
                if (file.getParent().endsWith("conf.d") && !file.getFileName().toString().startsWith(".")) {
                    moments.add(file.getFileName() + " " + accepts());
                }
            }
        };
        PublishResult result = node.publisher(checking).run(Desired.of("node-1", List.of(
                service("a", "primary", 5499), // its port goes to a-mine
                service("a", "mine", 5433), service("a", "new", 7001), service("c", "stays", 5434), // takes the port of b-gone
                tracking("user", 5440, "a-new/s-1"), service("z", "primary", 7000))), Node.NORMAL.withAdopt(true));
        assertFalse(result.isHeld(), result.findings().toString());
        assertEquals(List.of("z-primary.cfg true", "a-mine.cfg true", "a-new.cfg true", "a-primary.cfg true", "c-stays.cfg true",
                "t-user.cfg true", "b-gone.cfg true"), moments);
    }
}
