package io.pgsvc.export;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An export with a mistake is never written: the proof notices whatever would change a service file or a node. */
class ProofTest {
    private static final Path FULL = Path.of("examples/inventory.yml").toAbsolutePath();

    @TempDir
    Path temp;

    @Test
    void anExportWithoutAMistakePasses() {
        Path export = Exports.write(FULL, "classic", temp.resolve("export"));
        assertDoesNotThrow(() -> Proof.same(Exports.prepare(FULL, "classic"), Exports.prepare(export, "classic")));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            pg_role: replica }                     ; pg_role: replica, pg_weight: 5 }  ; would be rendered otherwise
            pg_role: replica                       ; pg_role: offline                  ; would be rendered otherwise
            port: 5435                             ; port: 5439                        ; would be rendered otherwise
            port: 5435                             ; port: 0                           ; would be rendered otherwise
            name: standby                          ; name: other                       ; would be rendered otherwise
            10.10.10.12                            ; 10.10.10.22                       ; host 10.10.10.12 cannot be written so that it is read back
            (?s)( *10.10.10.13:[^\\n]*\\n)( *10.10.10.12:[^\\n]*\\n) ; $2$1            ; cluster pg-test would have other members, or in another order
            $                                      ; x: { hosts: { more: } }           ; there would be a host more
            (?<=10.10.10.11: \\{)                  ; ansible_host: 10.0.0.1,           ; ansible_host of 10.10.10.11 would be read back otherwise
            """)
    void aMistakeIsNoticed(String from, String to, String message) throws IOException {
        Path export = Exports.write(FULL, "classic", temp.resolve("export"));
        Path file = export.resolve("clusters/pg-test.yml");
        String text = Files.readString(file);
        String broken = from.equals("$") ? text + to + "\n" : text.replaceFirst(from, to);
        assertNotEquals(text, broken, text);
        Files.writeString(file, broken);
        ExportException refused = assertThrows(ExportException.class,
                () -> Proof.same(Exports.prepare(FULL, "classic"), Exports.prepare(export, "classic")));
        assertEquals(true, refused.findings().getFirst().toString().contains(message), refused.findings().toString());
    }
}
