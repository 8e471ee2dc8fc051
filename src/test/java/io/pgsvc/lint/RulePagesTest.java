package io.pgsvc.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsvc.model.Finding;
import io.pgsvc.testing.Checking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of docs/rules say what the program does: each rule has one, and its examples give what it shows. */
class RulePagesTest {
    /** What puts a rule id into a finding. */
    private static final Pattern USE = Pattern.compile("(?:Finding\\.(?:error|warning)|new Finding|YamlException\\.of|\\bfailure|\\berror|\\bwarning)"
            + "\\(\\s*(?:Severity\\.[A-Z]+,\\s*)?\"([a-z]+(?:-[a-z]+)*)\"\\s*,|(?:RULE|SYNTAX|TYPE) = \"([a-z-]+)\";"
            + "|[A-Z_]+\\(\"([a-z]+(?:-[a-z]+)*)\"\\)[,;]|\\? \"([a-z]+-[a-z]+)\" : \"([a-z]+-[a-z]+)\"");

    @TempDir
    Path folder;

    static List<RulePage> pages() throws IOException {
        return RulePage.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void wrongExampleIsFoundAsThePageShowsAndTheRightOneIsNot(RulePage page) throws IOException {
        Path wrong = Files.createDirectory(folder.resolve("wrong"));
        List<Finding> found = Checking.findings(RulePage.write(page.wrong(), wrong), "classic");
        String messages = String.join("\n", Checking.lines(found, wrong)) + "\n";
        assertEquals(page.messages(), messages);
        assertTrue(found.stream().anyMatch(f -> f.rule().equals(page.id())), "the rule itself finds nothing");

        Path right = Files.createDirectory(folder.resolve("right"));
        assertEquals(List.of(), Checking.lines(Checking.findings(RulePage.write(page.right(), right), "classic"), right));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void pageBeginsWithTheRuleAsTheProgramKnowsIt(RulePage page) {
        Rule rule = Rules.find(page.id()).orElseThrow(() -> new AssertionError("there is no rule " + page.id()));
        assertEquals("# " + rule.id(), page.title());
        assertEquals("**" + rule.severity().word() + "**: " + rule.summary() + ".", page.summary());
    }

    @Test
    void everyRuleAboutInventoriesHasAPageAndEveryRuleStandsInTheIndex() throws IOException {
        Set<String> pages = pages().stream().map(RulePage::id).collect(Collectors.toCollection(TreeSet::new));
        String index = Files.readString(RulePage.FOLDER.resolve("README.md"));
        String tests = source(Path.of("src/test/java")) + source(Path.of("src/native-test"));
        Set<String> wrong = new TreeSet<>();
        for (Rule rule : Rules.all()) {
            boolean page = pages.contains(rule.id());
            String row = page ? "| [" + rule.id() + "](" + rule.id() + ".md) | " : "| " + rule.id() + " | ";
            if (!index.contains(row + rule.severity().word() + " | " + rule.summary() + " |\n")) {
                wrong.add(rule.id() + " is not in the index as " + row.strip() + " " + rule.severity().word() + " | " + rule.summary() + " |");
            }
            if (rule.switchable() && !page) {
                wrong.add(rule.id() + " has no page");
            }
            boolean provable = !rule.id().equals("inventory-changing"); // it takes somebody who writes at the right moment
            if (rule.kind() == Rule.Kind.READING && provable && !page && !tests.contains("\"" + rule.id() + "\"") && !tests.contains("[" + rule.id() + "]")) {
                wrong.add(rule.id() + " has neither page nor test");
            }
        }
        assertEquals(new TreeSet<>(), wrong);
    }

    @Test
    void everyRuleIdOfTheCodeIsKnownAndEveryKnownOneIsInTheCode() throws IOException {
        String code = source(Path.of("src/main/java")).replace(Files.readString(Path.of("src/main/java/io/pgsvc/lint/Rules.java")), "");
        Set<String> used = new TreeSet<>();
        Matcher matcher = USE.matcher(code);
        while (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                if (matcher.group(i) != null) {
                    used.add(matcher.group(i));
                }
            }
        }
        Set<String> known = Rules.all().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(known.size(), Rules.all().size(), "a rule stands twice in the list");
        Set<String> unknown = new TreeSet<>(used);
        unknown.removeAll(known);
        assertEquals(Set.of(), unknown, "ids of the code that lint.Rules does not list");
        known.removeAll(used);
        assertEquals(Set.of(), known, "rules of lint.Rules that nothing prints");
    }

    private static String source(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|txt)")).sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
