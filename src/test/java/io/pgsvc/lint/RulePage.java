package io.pgsvc.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of docs/rules: its examples are test data.
 *
 * @param title    the first line
 * @param summary  the line under it
 * @param wrong    files of an inventory that the rule finds fault with
 * @param messages what is said about it, in full
 * @param right    the same, mended
 */
record RulePage(String id, String title, String summary, List<Block> wrong, String messages, List<Block> right) {
    static final Path FOLDER = Path.of("docs/rules");

    /** A fenced block: a file by its name. */
    record Block(String name, String text) {}

    static List<RulePage> all() throws IOException {
        List<RulePage> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("README.md") && !name.equals("pigsty-samples.md")) {
                    pages.add(read(file, name.replace(".md", "")));
                }
            }
        }
        return pages;
    }

    private static RulePage read(Path file, String id) throws IOException {
        String text = Files.readString(file);
        String[] parts = text.split("\n## ");
        List<Block> wrong = blocks(part(parts, "Wrong", file));
        String messages = wrong.stream().filter(b -> b.name().isEmpty()).findFirst()
                .orElseThrow(() -> new AssertionError(file + " shows no message")).text();
        return new RulePage(id, text.lines().findFirst().orElse(""), text.lines().skip(1).findFirst().orElse(""),
                wrong.stream().filter(b -> !b.name().isEmpty()).toList(), messages, blocks(part(parts, "Right", file)));
    }

    private static String part(String[] parts, String title, Path file) {
        return Stream.of(parts).filter(p -> p.startsWith(title + "\n")).findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no part " + title));
    }

    private static List<Block> blocks(String part) {
        List<Block> blocks = new ArrayList<>();
        String[] pieces = part.split("(?m)^```");
        for (int i = 1; i < pieces.length; i += 2) {
            int end = pieces[i].indexOf('\n');
            String info = pieces[i].substring(0, end).strip();
            String name = info.equals("text") ? "" : info.equals("yaml") ? "inventory.yml" : info.substring("yaml ".length());
            blocks.add(new Block(name, pieces[i].substring(end + 1)));
        }
        return blocks;
    }

    /** Writes files into a folder and gives the inventory. */
    static Path write(List<Block> files, Path folder) throws IOException {
        for (Block file : files) {
            Path path = folder.resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.text());
        }
        String first = files.getFirst().name();
        return folder.resolve(first.contains("/") ? first.substring(0, first.indexOf('/')) : first);
    }

    @Override
    public String toString() {
        return id;
    }
}
