package io.pgsvc.haproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HAProxy's commands answer, version by version. */
class AnswersTest {
    static final String PROC = """
            #<PID>          <type>          <reloads>       <uptime>        <version>      \s
            10991           master          2 [failed: 1]   0d00h00m24s     2.6.12-1+deb12u4
            # workers
            16149           worker          0               0d00h00m00s     2.6.12-1+deb12u4
            # old workers
            10996           worker          2               0d00h00m24s     2.6.12-1+deb12u4
            # programs

            """;

    @Test
    void readsShowProc() {
        ShowProc proc = ShowProc.parse(PROC).orElseThrow();
        assertEquals(new ShowProc.Master(10991, 2, 1, "2.6.12-1+deb12u4"), proc.master());
        assertEquals(List.of(16149L), proc.workers().stream().map(ShowProc.Worker::pid).toList());
        assertEquals(List.of(10996L), proc.oldWorkers().stream().map(ShowProc.Worker::pid).toList());
    }

    @Test
    void readsShowProcBeforeFailuresWereCounted() {
        ShowProc proc = ShowProc.parse("""
                #<PID>          <type>          <relative PID>  <reloads>       <uptime>        <version>
                100             master          0               3               0d00h00m02s     2.3.5
                # workers
                102             worker          1               0               0d00h00m02s     2.3.5
                # old workers
                101             worker          [was: 1]        1               0d00h00m03s     2.3.5
                """).orElseThrow();
        assertEquals(new ShowProc.Master(100, 3, 0, "2.3.5"), proc.master());
        assertEquals(List.of(new ShowProc.Worker(102, 0, "0d00h00m02s", "2.3.5")), proc.workers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "garbage", "Unknown command: 'show proc'\n", "1 2 3\n4 5 6\n", "# workers\n"})
    void garbageIsNoAnswer(String text) {
        assertTrue(ShowProc.parse(text).isEmpty());
        assertTrue(StatCsv.parse(text).isEmpty());
        assertTrue(ShowInfo.parse(text).isEmpty());
    }

    @Test
    void readsShowStatByNamesOfColumns() {
        StatCsv stat = StatCsv.parse("""
                # pxname,svname,extra,status,bck,last_chk,type,
                pg-test-primary,FRONTEND,,OPEN,,,0,
                pg-test-primary,b,,UP,0,"a ""quoted"", text
                over two lines",2,
                pg-test-primary,a,,UP 1/3,1,,2,
                pg-test-primary,BACKEND,,UP,0,,1,
                other,s,,no check,0,,2,
                other,t,,MAINT,0,,2,
                other,u,,DOWN 1/2,0,,2,
                lonely,FRONTEND,,OPEN,,,0,

                """).orElseThrow();
        assertEquals(Map.of("pg-test-primary", List.of("b", "a"), "other", List.of("s", "t", "u"), "lonely", List.of()),
                stat.servers());
        assertEquals(Map.of("pg-test-primary", 2, "other", 1, "lonely", 0), stat.up());
        assertTrue(stat.rows().get(2).backup());
    }

    @Test
    void aLineThatWasCutOffIsNotRead() {
        StatCsv stat = StatCsv.parse("# pxname,svname,status,type,\na,s1,UP,2,\na,s2,U").orElseThrow();
        assertEquals(Map.of("a", List.of("s1")), stat.servers());
    }
}
