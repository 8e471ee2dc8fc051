package io.pgsvc.cli;

import io.pgsvc.model.Position;
import io.pgsvc.service.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which commits last touched lines of the inventory. Nothing where it is in no work tree, or git is not there. */
final class Blame {
    /** A commit, as much of it as fits on a line. */
    record Commit(String id, String date, String author, String summary) {
        @Override
        public String toString() {
            return id + " " + date + " " + author + ": " + summary;
        }
    }

    private final Map<Position, Commit> commits = new HashMap<>();

    /** Asks git once for each file. */
    static Blame of(Collection<Position> positions) {
        Blame blame = new Blame();
        Map<String, TreeSet<Integer>> lines = new HashMap<>();
        for (Position at : positions) {
            if (at.line() > 0) {
                lines.computeIfAbsent(at.file(), f -> new TreeSet<>()).add(at.line());
            }
        }
        lines.forEach((file, numbers) -> blame.ask(file, new ArrayList<>(numbers)));
        return blame;
    }

    Optional<Commit> of(Position at) {
        return Optional.ofNullable(commits.get(new Position(at.file(), at.line(), 0)));
    }

    private void ask(String file, List<Integer> numbers) {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            return; // built-in defaults are no file
        }
        List<String> arguments = new ArrayList<>(List.of("blame", "--porcelain"));
        numbers.forEach(number -> arguments.addAll(List.of("-L", number + "," + number)));
        arguments.addAll(List.of("--", path.getFileName().toString()));
        try {
            read(file, Git.in(path.getParent()).text(arguments.toArray(String[]::new)));
        } catch (Git.GitException e) {
            // no repository, no git, or a file that git does not know: there is nothing to tell
        }
    }

    /** A line of 40 hexadecimal digits and numbers begins an entry; what git says of a commit, it says once. */
    private void read(String file, String porcelain) {
        Map<String, Map<String, String>> known = new HashMap<>();
        String id = "";
        for (String line : porcelain.split("\n")) {
            String[] words = line.split(" ", 4);
            if (words.length >= 3 && words[0].matches("[0-9a-f]{40}([0-9a-f]{24})?")) {
                id = words[0];
                known.putIfAbsent(id, new HashMap<>());
                known.get(id).put("line " + words[2], "");
            } else if (!line.startsWith("\t") && line.indexOf(' ') > 0) {
                known.get(id).put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
            }
        }
        known.forEach((commit, facts) -> {
            if (!commit.chars().allMatch(c -> c == '0')) { // not yet committed
                Commit found = new Commit(commit.substring(0, 10), date(facts.getOrDefault("author-time", "0")),
                        Text.shown(facts.getOrDefault("author", "")), Text.shown(facts.getOrDefault("summary", "")));
                facts.keySet().stream().filter(k -> k.startsWith("line ")).forEach(k ->
                        commits.put(new Position(file, Integer.parseInt(k.substring(5)), 0), found));
            }
        });
    }

    private static String date(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds)).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
