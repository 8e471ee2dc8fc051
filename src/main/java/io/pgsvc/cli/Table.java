package io.pgsvc.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A table for people, fit to the terminal. Where it is too wide, columns that can be wrapped are made narrower, then
 * columns that matter less are left out, and where even that does not help each row becomes a block of lines.
 */
final class Table {
    private static final String GAP = "  ";

    /**
     * A column.
     *
     * @param title  its heading
     * @param right  whether its values stand at the right, as numbers do
     * @param least  the number of columns of the terminal to which it may be wrapped at blanks; 0: never
     * @param rank   0: always shown; of the others the highest is left out first
     */
    record Column(String title, boolean right, int least, int rank) {
        static Column of(String title) {
            return new Column(title, false, 0, 0);
        }

        Column number() {
            return new Column(title, true, least, rank);
        }

        Column wrapped(int columns) {
            return new Column(title, right, columns, rank);
        }

        Column ranked(int number) {
            return new Column(title, right, least, number);
        }
    }

    /**
     * One value.
     *
     * @param style parameters of the escape sequence that colours it ({@code 31;1}); empty for none
     */
    record Cell(String text, String style) {
        static Cell of(String text) {
            return new Cell(text, "");
        }
    }

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** A row of plain texts, one for each column. */
    void row(String... texts) {
        row(Arrays.stream(texts).map(Cell::of).toList());
    }

    /** A row with styles. Control characters do not reach the terminal. */
    void row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(cells.stream().map(c -> new Cell(clean(c.text()), c.style())).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * The lines to print, without blanks at their ends.
     *
     * @param width columns of the terminal; empty: as wide as it gets
     */
    List<String> lines(OptionalInt width, boolean colors) {
        int[] natural = natural();
        List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
        int limit = width.orElse(Integer.MAX_VALUE);
        while (least(shown, natural) > limit) {
            List<Integer> droppable = shown.stream().filter(i -> columns.get(i).rank() > 0).toList();
            if (droppable.isEmpty()) {
                return stacked(limit, colors);
            }
            shown.remove(droppable.stream().max(Comparator.comparingInt(i -> columns.get(i).rank())).orElseThrow());
        }
        return print(shown, fit(shown, natural, limit), colors);
    }

    private int[] natural() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = DisplayWidth.of(columns.get(i).title());
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i).text()));
            }
        }
        return widths;
    }

    private int least(List<Integer> shown, int[] natural) {
        int sum = GAP.length() * (shown.size() - 1);
        for (int i : shown) {
            sum += narrowest(i, natural);
        }
        return sum;
    }

    /** The narrowest that a column may be: no word is cut. */
    private int narrowest(int column, int[] natural) {
        if (columns.get(column).least() == 0) {
            return natural[column];
        }
        int word = DisplayWidth.of(columns.get(column).title());
        for (List<Cell> row : rows) {
            for (String part : row.get(column).text().split(" ")) {
                word = Math.max(word, DisplayWidth.of(part));
            }
        }
        return Math.min(natural[column], Math.max(word, columns.get(column).least()));
    }

    /** Takes from the widest column that can give, until all fits. */
    private int[] fit(List<Integer> shown, int[] natural, int limit) {
        int[] widths = natural.clone();
        long excess = (long) shown.stream().mapToInt(i -> widths[i]).sum() + (long) GAP.length() * (shown.size() - 1) - limit;
        for (; excess > 0; excess--) {
            int widest = shown.stream().filter(i -> widths[i] > narrowest(i, natural)).max(Comparator.comparingInt(i -> widths[i]))
                    .orElseThrow();
            widths[widest]--;
        }
        return widths;
    }

    private List<String> print(List<Integer> shown, int[] widths, boolean colors) {
        List<String> lines = new ArrayList<>();
        lines.addAll(printRow(columns.stream().map(c -> new Cell(c.title(), "1")).toList(), shown, widths, colors));
        rows.forEach(row -> lines.addAll(printRow(row, shown, widths, colors)));
        return lines;
    }

    private List<String> printRow(List<Cell> row, List<Integer> shown, int[] widths, boolean colors) {
        List<List<String>> parts = shown.stream().map(i -> wrap(row.get(i).text(), widths[i])).toList();
        int height = parts.stream().mapToInt(List::size).max().orElse(1);
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < height; n++) {
            StringBuilder line = new StringBuilder();
            for (int k = 0; k < shown.size(); k++) {
                int i = shown.get(k);
                String text = n < parts.get(k).size() ? parts.get(k).get(n) : "";
                String blanks = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(text)));
                String styled = text.isEmpty() ? "" : paint(text, row.get(i).style(), colors);
                line.append(k == 0 ? "" : GAP).append(columns.get(i).right() ? blanks + styled : styled + blanks);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** One line for each value, a blank line between rows. */
    private List<String> stacked(int limit, boolean colors) {
        int titles = columns.stream().mapToInt(c -> DisplayWidth.of(c.title())).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (List<Cell> row : rows) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            for (int i = 0; i < columns.size(); i++) {
                String title = columns.get(i).title();
                String start = paint(title, "1", colors) + " ".repeat(titles - DisplayWidth.of(title)) + GAP;
                for (String part : wrap(row.get(i).text(), Math.max(10, limit - titles - GAP.length()))) {
                    lines.add((start + (part.isEmpty() ? "" : paint(part, row.get(i).style(), colors))).stripTrailing());
                    start = " ".repeat(titles) + GAP;
                }
            }
        }
        return lines;
    }

    static String paint(String text, String style, boolean colors) {
        return colors && !style.isEmpty() ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }

    /** A text in lines of at most so many columns, broken at blanks; a longer word stays whole. */
    static List<String> wrap(String text, int width) {
        if (DisplayWidth.of(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && DisplayWidth.of(line.toString()) + 1 + DisplayWidth.of(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String clean(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
