package io.pgsvc.model;

/**
 * Where something stands in a source file. Lines and columns count from 1; 0 means "the whole file" (line) or
 * "the whole line" (column). {@code file} is shown to users as it is: a path as the user gave it, extended below.
 */
public record Position(String file, int line, int column) implements Comparable<Position> {

    /** A position for a file as a whole. */
    public static Position of(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public int compareTo(Position other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    /** {@code file:line:column}, with the parts that are known. */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
