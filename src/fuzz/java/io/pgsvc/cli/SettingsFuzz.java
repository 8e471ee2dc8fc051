package io.pgsvc.cli;

import io.pgsvc.fuzz.Bounds;
import io.pgsvc.fuzz.Judge;
import io.pgsvc.fuzz.Rejections;
import io.pgsvc.fuzz.Scratch;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.service.Defaults;
import io.pgsvc.watch.StatusFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Any bytes as what stands beside an inventory: pgsvc.properties, the file of defaults, the watcher's status, a user's
 * own templates, a file of group_vars or host_vars in YAML and in JSON.
 */
public final class SettingsFuzz {
    private static final Path ROOT = Scratch.directory();
    private static final Path PROPERTIES = ROOT.resolve("pgsvc.properties");
    private static final Judge JUDGE = new Judge();
    private static final Defaults CLASSIC = Defaults.load(Defaults.CLASSIC);
    private static final byte[] INVENTORY = """
            all:
              children:
                test:
                  vars: { pg_cluster: pg-test, haproxy_services: [ { name: web, port: 18080, servers: [ { name: w, ip: 10.0.0.9, port: 80 } ] } ] }
                  hosts:
                    10.0.0.1: { pg_seq: 1, pg_role: primary }
                    10.0.0.2: { pg_seq: 2, pg_role: replica }
            """.getBytes(StandardCharsets.UTF_8);

    private SettingsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Bounds.within(() -> {
            try {
                read((input[0] & 0xff) % 7, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void read(int which, byte[] bytes) throws IOException {
        Path plain = write("plain/inventory.yml", INVENTORY);
        try {
            switch (which) {
                case 0 -> properties(bytes);
                case 1 -> JUDGE.inventory(plain, bytes, Defaults.load(write("defaults.yml", bytes).toString()), Optional.empty());
                case 2 -> {
                    write("run/" + StatusFile.NAME, bytes);
                    StatusFile.read(ROOT.resolve("run"));
                }
                case 3 -> template("postgres-service.cfg", plain, bytes);
                case 4 -> template("haproxy-service.cfg", plain, bytes);
                case 5 -> directory("groups/inv/group_vars/test.yml", bytes);
                default -> directory("hosts/inv/host_vars/10.0.0.1.json", bytes);
            }
        } catch (PgsvcException e) {
            Rejections.check(e);
        }
    }

    private static Path write(String name, byte[] bytes) throws IOException {
        Path file = ROOT.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** As the program reads its settings; a value that an option does not take is refused with its place, too. */
    private static void properties(byte[] bytes) throws IOException {
        write(PROPERTIES.getFileName().toString(), bytes);
        StringWriter err = new StringWriter();
        int exit = new Program(new Terminal(new PrintWriter(new StringWriter()), new PrintWriter(err),
                Map.of("PGSVC_CONFIG", PROPERTIES.toString()), false, false)).run("resume", "--state-dir", ROOT.resolve("var").toString());
        String said = err.toString();
        if (exit != ExitCode.OK && exit != ExitCode.USAGE) {
            throw new AssertionError("exit code " + exit + ": " + said);
        }
        if (exit == ExitCode.USAGE && !said.contains(PROPERTIES + ":")) {
            throw new AssertionError("no position: " + said);
        }
        if (said.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new AssertionError("control characters in a message: " + said);
        }
    }

    private static void template(String name, Path inventory, byte[] bytes) throws IOException {
        Path templates = write("templates-" + name + "/" + name, bytes).getParent();
        JUDGE.inventory(inventory, bytes, CLASSIC, Optional.of(templates));
    }

    private static void directory(String name, byte[] bytes) throws IOException {
        Path directory = write(name, bytes).getParent().getParent();
        Files.write(directory.resolve("hosts.yml"), INVENTORY);
        JUDGE.inventory(directory, bytes, CLASSIC, Optional.empty());
    }
}
