package io.pgsvc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.cli.Table.Cell;
import io.pgsvc.cli.Table.Column;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static Table services() {
        Table table = new Table(Column.of("SERVICE"), Column.of("PORT").number(), Column.of("CHECK").ranked(1),
                Column.of("MEMBERS").wrapped(12));
        table.row("pg-test-primary", "5433", "/primary", "pg-test-1 pg-test-2 pg-test-3");
        table.row("pg-test-x", "80", "/", "");
        return table;
    }

    private static String at(int width) {
        return String.join("\n", services().lines(width == 0 ? OptionalInt.empty() : OptionalInt.of(width), false)) + "\n";
    }

    @Test
    void standsInColumnsWhereThereIsRoom() {
        String wide = """
                SERVICE          PORT  CHECK     MEMBERS
                pg-test-primary  5433  /primary  pg-test-1 pg-test-2 pg-test-3
                pg-test-x          80  /
                """;
        assertEquals(wide, at(0));
        assertEquals(wide, at(62));
    }

    @Test
    void wrapsAtBlanksWhereItIsTooWide() {
        assertEquals("""
                SERVICE          PORT  CHECK     MEMBERS
                pg-test-primary  5433  /primary  pg-test-1 pg-test-2
                                                 pg-test-3
                pg-test-x          80  /
                """, at(60));
    }

    @Test
    void leavesOutWhatMattersLess() {
        assertEquals("""
                SERVICE          PORT  MEMBERS
                pg-test-primary  5433  pg-test-1
                                       pg-test-2
                                       pg-test-3
                pg-test-x          80
                """, at(35));
    }

    @Test
    void becomesBlocksWhereNothingElseHelps() {
        assertEquals("""
                SERVICE  pg-test-primary
                PORT     5433
                CHECK    /primary
                MEMBERS  pg-test-1 pg-test-2
                         pg-test-3

                SERVICE  pg-test-x
                PORT     80
                CHECK    /
                MEMBERS
                """, at(30));
    }

    @ParameterizedTest
    @CsvSource({"34", "35", "45", "50", "60", "61", "62", "200"})
    void isNeverWiderThanTheTerminal(int width) {
        assertTrue(services().lines(OptionalInt.of(width), false).stream().allMatch(line -> DisplayWidth.of(line) <= width), at(width));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "'', 0", "数据库, 6", "naïve, 5", "e\u0301, 1", "\uD83D\uDC18, 2", "ﾊﾝ, 2", "한글, 4", "→, 1", "zero\u200Bwidth, 9"})
    void countsColumnsOfTheTerminal(String text, int columns) {
        assertEquals(columns, DisplayWidth.of(text));
    }

    @Test
    void alignsWideCharactersAndColoursOnlyTheText() {
        Table table = new Table(Column.of("A"), Column.of("B"));
        table.row(List.of(new Cell("数据", "31"), Cell.of("x")));
        table.row("plain", "y");
        assertEquals(List.of("\u001b[1mA\u001b[0m      \u001b[1mB\u001b[0m", "\u001b[31m数据\u001b[0m   x", "plain  y"),
                table.lines(OptionalInt.empty(), true));
    }

    @Test
    void letsNoEscapeSequencesThrough() {
        Table table = new Table(Column.of("A"));
        table.row("\u001b[2Jgone");
        assertEquals(List.of("A", "?[2Jgone"), table.lines(OptionalInt.empty(), false));
    }
}
