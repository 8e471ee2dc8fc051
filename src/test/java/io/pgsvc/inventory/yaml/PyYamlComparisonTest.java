package io.pgsvc.inventory.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsvc.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random scalars, read by us and by PyYAML; only where Python and PyYAML are installed. */
class PyYamlComparisonTest {
    private static final String SCRIPT = """
            import sys, datetime
            try:
                import yaml
            except ImportError:
                sys.exit(77)
            for line in open(sys.argv[1], encoding='utf-8'):
                try:
                    v = yaml.safe_load('v: ' + line)['v']
                    if isinstance(v, str): print("'" + v + "'")
                    elif isinstance(v, datetime.date): print('date(%s)' % v)
                    else: print(v)
                except Exception:
                    print('error')
            """;
    private static final String[] PARTS = {"0", "1", "7", "8", "12", "59", "60", "_", ".", ":", "-", "+", "e+", "e-3", "E",
        "0x", "0b", "1F", "a", "inf", "nan", "Inf", " ", "T", "Z", "2024", "-01", "-13", "-1", "10:20:30", ".5", ":30",
        "yes", "No", "on", "~", "null", "true", "=", "<", "0o", "00", "+02:00", "2001-02-03", "T1:02:03", " 23:59:59"};

    @TempDir
    Path dir;

    @Test
    void randomScalarsMeanTheSame() throws IOException, InterruptedException {
        Random random = new Random(42);
        List<String> scalars = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            StringBuilder scalar = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                scalar.append(PARTS[random.nextInt(PARTS.length)]);
            }
            scalars.add(scalar.toString());
        }
        List<String> expected = python(scalars);
        assertEquals(scalars.size(), expected.size());
        for (int i = 0; i < scalars.size(); i++) {
            assertEquals(expected.get(i), ours(scalars.get(i)), scalars.get(i));
        }
    }

    private static String ours(String scalar) {
        try {
            return Shown.show(((Value.Dict) Shown.read("v: " + scalar + "\n").root()).get("v").orElseThrow());
        } catch (YamlException e) {
            return "error";
        }
    }

    private List<String> python(List<String> scalars) throws IOException, InterruptedException {
        Path input = Files.write(dir.resolve("scalars"), scalars);
        Path output = dir.resolve("values");
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", SCRIPT, input.toString()).redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException noPython) {
            assumeTrue(false, "no python3");
            return List.of();
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assumeTrue(process.exitValue() != 77, "no PyYAML");
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
