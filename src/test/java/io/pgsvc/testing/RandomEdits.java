package io.pgsvc.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Edits of an inventory directory as people and programs make them, good and bad; the same for the same seed. */
public final class RandomEdits {
    private static final List<String> VARIABLES = List.of("pg_weight: 7", "pg_role: primary", "pg_role: replica", "pg_seq: 3",
            "pg_cluster: pg-test", "pg_port: 6000", "pg_weight: \"{{ groups.all | length }}\"", "pg_weight: \"{{ pg_seq }}\"",
            "pg_service_provider: infra", "pg_service_provider: \"{{ groups.keys() | list }}\"", "pg_offline_query: true",
            "pg_default_service_dest: postgres", "pg_weight: \"{{ nobody }}\"", "ansible_host: 127.0.0.1", "pg_rto: fast",
            "pg_services: [ { name: extra, port: 5499, selector: \"[? pg_weight > `50`]\" } ]",
            "pg_services: [ { name: lone, port: 5498, selector: \"[? contains(keys(groups), 'other')]\", backup: \"[]\" } ]",
            "haproxy_services: [ { name: grafana, port: 3001, servers: [ { name: a, ip: 10.0.0.1, port: 3000 } ] } ]");
    private static final List<String> WORDS = List.of("primary", "replica", "offline", "true", "false", "pg-test", "5436", "default");

    private final Path root;
    private final Random random;

    public RandomEdits(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    /** Makes one edit and tells which. Every file that it writes gets another stamp, as it would a moment later. */
    public String edit() throws IOException {
        List<Path> files = files();
        Path file = files.isEmpty() ? root.resolve("new.yml") : pick(files);
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = lines.isEmpty() ? 0 : random.nextInt(lines.size());
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> rewrite(file, changedWord(text));
            case 3, 4 -> rewrite(file, digitsChanged(text));
            case 5 -> {
                lines.add(at, "# a comment");
                rewrite(file, joined(lines));
            }
            case 6 -> {
                if (!lines.isEmpty()) {
                    lines.remove(at);
                }
                rewrite(file, joined(lines));
            }
            case 7 -> {
                if (!lines.isEmpty()) {
                    lines.add(at, lines.get(random.nextInt(lines.size())));
                }
                rewrite(file, joined(lines));
            }
            case 8 -> rewrite(file, text);
            case 9 -> rewrite(Files.createDirectories(root.resolve("host_vars")).resolve(pick(hosts()) + ".yml"), pick(VARIABLES) + "\n");
            case 10 -> rewrite(Files.createDirectories(root.resolve("group_vars")).resolve(pick(List.of("all", "pg-test", "pg-00001", "infra")) + ".yml"),
                    pick(VARIABLES) + "\n" + pick(VARIABLES) + "\n");
            case 11 -> rewrite(root.resolve("more-" + random.nextInt(3) + ".yml"), pick(List.of("pg-test", "pg-00001", "infra", "other"))
                    + ":\n  hosts:\n    " + pick(hosts()) + ": { " + pick(VARIABLES.subList(0, 4)) + " }\n    \"10.9.9.[1:2]:2200\":\n  vars: { "
                    + pick(VARIABLES.subList(0, 6)) + " }\n");
            case 12 -> {
                if (files.size() > 1) {
                    Files.delete(file);
                }
            }
            case 13 -> {
                if (files.size() > 1) {
                    Files.move(file, file.resolveSibling("z" + random.nextInt(3) + file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            case 14 -> rewrite(file, text + pick(List.of("\n", "  - x: [\n", "other:\n", "other: { hosts: { 10.8.8.8: } }\n", "\u0000")));
            default -> {
                Path one = pick(files.isEmpty() ? List.of(file) : files);
                String other = Files.exists(one) ? Files.readString(one) : "";
                rewrite(one, text);
                rewrite(file, other);
            }
        }
        return "edit of " + root.relativize(file);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<String> hosts() throws IOException {
        List<String> hosts = new ArrayList<>(List.of("10.9.9.1"));
        for (Path file : files()) {
            Matcher names = Pattern.compile("(?m)^ +(\\d+\\.\\d+\\.\\d+\\.\\d+):").matcher(Files.readString(file));
            while (names.find()) {
                hosts.add(names.group(1));
            }
        }
        return hosts;
    }

    private String changedWord(String text) {
        List<String> found = WORDS.stream().filter(text::contains).toList();
        if (found.isEmpty()) {
            return text + pick(VARIABLES) + "\n";
        }
        String word = pick(found);
        List<Integer> places = new ArrayList<>();
        for (int i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) {
            places.add(i);
        }
        int place = pick(places);
        return text.substring(0, place) + pick(WORDS) + text.substring(place + word.length());
    }

    /** The size stays the same. */
    private String digitsChanged(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int tries = 0; tries < 200 && !text.isEmpty(); tries++) {
            int i = random.nextInt(text.length());
            if (Character.isDigit(text.charAt(i))) {
                changed.setCharAt(i, (char) ('0' + random.nextInt(10)));
                break;
            }
        }
        return changed.toString();
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void rewrite(Path file, String text) throws IOException {
        write(file, text, random.nextBoolean());
    }

    /** Writes a file in place; it gets another stamp than before, as it would a moment later. */
    public static void write(Path file, String text) throws IOException {
        write(file, text, true);
    }

    private static void write(Path file, String text, boolean inPlace) throws IOException {
        Map<String, Object> before = stamp(file);
        do {
            if (inPlace) {
                Files.writeString(file, text);
            } else {
                Path temporary = Files.writeString(file.resolveSibling("." + file.getFileName() + ".swp"), text);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } while (stamp(file).equals(before));
    }

    private static Map<String, Object> stamp(Path file) throws IOException {
        return Files.exists(file) ? Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime") : Map.of();
    }

    /** Copies a directory. */
    public static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }
}
