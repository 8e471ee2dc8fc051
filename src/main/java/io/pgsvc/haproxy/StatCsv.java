package io.pgsvc.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** What {@code show stat} says, by column names; columns that we do not know are ignored. */
public record StatCsv(List<Row> rows) {

    public StatCsv {
        rows = List.copyOf(rows);
    }

    /**
     * One line.
     *
     * @param proxy  the section's name
     * @param server {@code FRONTEND}, {@code BACKEND}, or the name of a server (or of a listener)
     * @param type   0 frontend, 1 backend, 2 server, 3 listener
     * @param status {@code UP}, {@code DOWN}, {@code UP 1/3}, {@code no check}, {@code MAINT}, {@code DRAIN}…
     * @param more   the other columns
     */
    public record Row(String proxy, String server, int type, String status, boolean backup, Fields more) {

        public boolean isServer() {
            return type == 2;
        }

        /** Whether HAProxy sends connections to it, backup or not. */
        public boolean isUp() {
            return status.startsWith("UP") || status.equals("no check");
        }
    }

    /** The columns of a line by their names, as HAProxy's management guide has them (9.1). */
    public record Fields(Map<String, Integer> index, List<String> values) {

        /** A column's text; empty where there is no such column in this version, or nothing in it. */
        public String text(String name) {
            return field(values, index, name);
        }

        /** A column's number; empty where it has none. */
        public OptionalLong number(String name) {
            String text = text(name);
            return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        }
    }

    /** Reads an answer; empty where it is none ({@code show stat} always has a header). */
    public static Optional<StatCsv> parse(String answer) {
        Map<String, Integer> columns = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (List<String> fields : records(answer)) {
            if (fields.getFirst().startsWith("# pxname")) {
                columns.put("pxname", 0);
                for (int i = 1; i < fields.size(); i++) {
                    columns.putIfAbsent(fields.get(i), i);
                }
            } else if (!columns.isEmpty() && fields.size() > 1) {
                rows.add(new Row(field(fields, columns, "pxname"), field(fields, columns, "svname"),
                        number(field(fields, columns, "type")), field(fields, columns, "status"),
                        field(fields, columns, "bck").equals("1"), new Fields(columns, fields)));
            }
        }
        boolean complete = columns.containsKey("svname") && columns.containsKey("type")
                && columns.containsKey("status");
        return complete ? Optional.of(new StatCsv(rows)) : Optional.empty();
    }

    /** The sections in order, each with its servers' names in order. */
    public SequencedMap<String, List<String>> servers() {
        SequencedMap<String, List<String>> sections = new LinkedHashMap<>();
        for (Row row : rows) {
            List<String> names = sections.computeIfAbsent(row.proxy(), p -> new ArrayList<>());
            if (row.isServer()) {
                names.add(row.server());
            }
        }
        return sections;
    }

    /** The sections in order, each with the number of its servers that are UP, backups included. */
    public SequencedMap<String, Integer> up() {
        SequencedMap<String, Integer> sections = new LinkedHashMap<>();
        for (Row row : rows) {
            sections.merge(row.proxy(), row.isServer() && row.isUp() ? 1 : 0, Integer::sum);
        }
        return sections;
    }

    private static String field(List<String> fields, Map<String, Integer> columns, String name) {
        Integer i = columns.get(name);
        return i == null || i >= fields.size() ? "" : fields.get(i);
    }

    private static int number(String text) {
        return text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : -1;
    }

    /** Splits CSV; quoted fields may hold commas, doubled quotes and ends of lines. */
    private static List<List<String>> records(String text) {
        List<List<String>> all = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                fields.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    all.add(fields);
                    fields = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        // A last line without its end was cut off: it would say something wrong.
        return all;
    }
}
