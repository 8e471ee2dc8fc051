package io.pgsvc.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of text: columns as wide as they need, empty ones left out, and what does not fit goes on below in the last one. */
final class Columns {
    private static final int GAP = 2;
    private static final int NARROWEST_LAST = 16;

    private final List<List<String>> rows = new ArrayList<>();

    Columns(String... header) {
        rows.add(List.of(header));
    }

    Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Writes the table into so many columns of the terminal. */
    void print(PrintWriter out, int width) {
        lines(width).forEach(out::println);
    }

    List<String> lines(int width) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (int i = 0; i < columns; i++) {
            for (List<String> row : rows.subList(1, rows.size())) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
            if (widths[i] > 0) {
                widths[i] = Math.max(widths[i], rows.getFirst().get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns - 1; i++) {
                if (widths[i] > 0) {
                    line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
                }
            }
            last(lines, line.toString(), row.getLast(), width);
        }
        return lines;
    }

    private static void last(List<String> lines, String start, String cell, int width) {
        int room = Math.max(NARROWEST_LAST, width - start.length());
        String indent = " ".repeat(start.length());
        String before = start;
        StringBuilder line = new StringBuilder();
        for (String word : cell.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(before + line);
                before = indent;
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add((before + line).stripTrailing());
    }
}
