package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Says in plain words what the parser found wrong, at the place where a person would mend it: at the opening quote
 * or bracket rather than at the end of the file.
 */
final class SyntaxMessages {
    static final String RULE = "yaml-syntax";
    /** What stands in the names of variables that hold secrets, in Pigsty's inventories and others. */
    private static final List<String> SECRETS = List.of("pass", "pwd", "secret", "token", "key", "cred", "auth", "private",
            "cipher", "cert");
    private static final String QUOTE_VALUE = "put the value in quotes";

    private final String text;
    private final String file;

    SyntaxMessages(String text, String file) {
        this.text = text;
        this.file = file;
    }

    YamlException translate(YamlEngineException e) {
        if (!(e instanceof MarkedYamlEngineException marked) || marked.getProblemMark().isEmpty()) {
            return directive(firstLineWith("%YAML"));
        }
        Position at = position(marked.getProblemMark().get());
        Position context = marked.getContextMark().map(this::position).orElse(at);
        Optional<Position> template = templateStart(at.line()).or(() -> templateStart(context.line()));
        if (template.isPresent()) {
            return template(template.get());
        }
        String during = marked.getContext() == null ? "" : marked.getContext();
        String problem = marked.getProblem() == null ? "" : marked.getProblem();
        return switch (during) {
            case "while scanning a simple key" -> noColon(context);
            case "while scanning a quoted scalar", "while scanning a double-quoted scalar" -> quoted(problem, context, at);
            case "while scanning a block scalar" -> blockText(problem, at);
            case "while scanning an alias" -> error("a `*` must be followed by the name of an anchor",
                    "put the value in quotes if the `*` belongs to it", context);
            case "while scanning an anchor" -> error("a `&` must be followed by a name",
                    "put the value in quotes if the `&` belongs to it", context);
            case "while scanning a tag", "while parsing a node" -> error("this is not a valid tag",
                    "put the value in quotes if the `!` belongs to it", context);
            case "while scanning a directive" -> directive(context);
            case "while parsing a flow sequence" -> bracket("list", ']', problem, context, at);
            case "while parsing a flow mapping" -> bracket("mapping", '}', problem, context, at);
            default -> other(during, problem, context, at);
        };
    }

    /** A value that starts with {@code {{}: YAML takes it for a mapping. */
    YamlException template(Position at) {
        String line = line(at.line());
        String value = Text.shorten(line.substring(line.offsetByCodePoints(0, at.column() - 1)).strip());
        String quote = value.indexOf('"') < 0 ? "\"" : "'";
        return error("a value that starts with `" + value.substring(0, 2) + "` must be in quotes",
                value.indexOf('\'') >= 0 && quote.equals("'") || value.endsWith("…") ? QUOTE_VALUE
                        : "write " + quote + value + quote, at);
    }

    /** The same error without what the source says, if its line looks as if it held a password. */
    YamlException withoutSecrets(YamlException e) {
        Finding finding = e.findings().getFirst();
        String line = finding.at().map(at -> at.line() > 0 ? line(at.line()).toLowerCase(Locale.ROOT) : "").orElse("");
        if (SECRETS.stream().noneMatch(line::contains)) {
            return e;
        }
        // Three characters and more: pieces of YAML's own syntax are shorter.
        Optional<String> hint = finding.hint().map(h -> h.startsWith("write ") || h.startsWith("define ") ? QUOTE_VALUE : h);
        return new YamlException(new Finding(finding.severity(), finding.rule(),
                finding.message().replaceAll("`[^`]{3,}`", "`…`"), hint, finding.at(), finding.related(),
                finding.subject()));
    }

    /** The text ends inside of an escape. */
    YamlException cutOff(Optional<Mark> end) {
        return error("the file ends inside of an escape in double quotes", "is it cut off?",
                end.map(this::position).orElseGet(() -> Position.of(file)));
    }

    private YamlException other(String during, String problem, Position context, Position at) {
        if (problem.contains("(TAB)")) {
            return error("a tab cannot be used for indentation", "use spaces", at);
        }
        if (problem.startsWith("found character '")) {
            int c = problem.codePointAt("found character '".length());
            return error("a value cannot start with " + (c == '`' ? "a backtick" : "`" + Character.toString(c) + "`"),
                    QUOTE_VALUE, at);
        }
        switch (problem) {
            case "mapping values are not allowed here" -> {
                return secondColon(at);
            }
            case "sequence entries are not allowed here" -> {
                return error("a list item cannot start here",
                        "start the list in the next line, or put the value in quotes if the `-` belongs to it", at);
            }
            case "mapping keys are not allowed here" -> {
                return error("a value cannot start with `? `", QUOTE_VALUE, at);
            }
            case "found duplicate YAML directive" -> {
                return directive(at);
            }
            default -> {
                String found = found(problem);
                return switch (during) {
                    case "while parsing a block mapping" -> inBlock(found, "key", context, at);
                    case "while parsing a block collection" -> inBlock(found, "list item", context, at);
                    case "while parsing a flow node", "while parsing a block node" -> noValue(found, at);
                    default -> problem.startsWith("expected '<document start>'") ? afterEnd(found, at)
                            : error("this is not valid YAML", at);
                };
            }
        }
    }

    private YamlException noColon(Position start) {
        String line = line(start.line());
        String key = line.substring(line.offsetByCodePoints(0, start.column() - 1));
        String hint;
        if (key.startsWith("-") && !key.startsWith("- ")) {
            hint = "write a blank after the `-` of a list item";
        } else if (key.startsWith("*") && key.contains(":")) {
            hint = "write a blank before the `:`";
        } else if (key.contains(":")) {
            hint = "write a blank after the `:`";
        } else {
            hint = "write `key: value`, or indent the line if it continues the one above";
        }
        return error("a `: ` is missing after this key", hint, start);
    }

    private YamlException quoted(String problem, Position open, Position at) {
        if (problem.startsWith("found unexpected")) {
            return error("the quote that opens here is never closed", open);
        }
        String doubled = "in double quotes write `\\\\` for a backslash, or use single quotes";
        if (problem.startsWith("expected escape sequence of ")) {
            String digits = problem.substring("expected escape sequence of ".length()).split(" ", 2)[0];
            return error("an escape needs " + digits + " hexadecimal digits here", doubled, at);
        }
        if (problem.startsWith("found unknown escape character ")) {
            String c = Character.toString(problem.codePointAt("found unknown escape character ".length()));
            return error("`\\" + c + "` is not a known escape", doubled, at);
        }
        return error("the text in double quotes that opens here is not valid", doubled, open);
    }

    private YamlException blockText(String problem, Position at) {
        if (problem.contains("leading empty lines")) {
            return error("the blank lines above have more spaces than the first line of this text",
                    "remove the spaces from the blank lines", at);
        }
        return error("after `|` or `>` only `+`, `-`, a digit from 1 to 9, or the end of the line may follow",
                "start the text in the next line, or put the value in quotes", at);
    }

    private YamlException bracket(String kind, char close, String problem, Position open, Position at) {
        String unclosed = "the " + kind + " that opens here is never closed with `" + close + "`";
        if (problem.endsWith("<stream end>")) {
            return error(unclosed, open);
        }
        // A key in a later line: more likely the bracket is missing than a comma.
        if (at.line() > open.line() && problem.endsWith("got :")) {
            return new YamlException(Finding.error(RULE, unclosed, open)
                    .withHint("the next key is in line " + at.line()).withRelated(at));
        }
        return new YamlException(Finding.error(RULE, "expected `,` or `" + close + "` here", at)
                .withHint("the " + kind + " opens in line " + open.line() + "; put values with special characters in quotes")
                .withRelated(open));
    }

    private YamlException secondColon(Position at) {
        if (at.column() > 1024) {
            return error("a key may have at most 1024 characters", at);
        }
        String before = line(at.line());
        before = before.substring(0, before.offsetByCodePoints(0, at.column() - 1));
        boolean second = before.contains(": ") || before.strip().matches(".*['\"]");
        return second
                ? error("a second `: ` is not allowed in a line",
                        "put the value in quotes if the `:` belongs to it, or start a mapping in the next line", at)
                : error("a key cannot start here",
                        "check the indentation: this line is deeper than the key above, which has a value already", at);
    }

    private YamlException inBlock(String found, String expected, Position context, Position at) {
        String since = "the one it belongs to starts in line " + context.line();
        return switch (found) {
            case "<block mapping start>", "<block sequence start>" -> new YamlException(
                    Finding.error(RULE, "the indentation of this line fits none of the lines above", at)
                            .withHint("indent it like its neighbours; " + since).withRelated(context));
            case "-" -> error("a list item stands where a key is expected", "check the indentation; " + since, at);
            case "?" -> error("a key stands where a list item is expected", "check the indentation; " + since, at);
            case ":" -> error("a key is missing before this `:`", at);
            case "]", "}" -> unopened(found, at);
            case "<scalar>", "<anchor>", "<tag>", "<alias>" -> afterValue(at);
            default -> error("expected a " + expected + " here", at);
        };
    }

    private YamlException noValue(String found, Position at) {
        return switch (found) {
            case "<stream end>" -> error("the file ends inside brackets that are not closed", at);
            case "," -> error("a value is missing before this `,`", "put the value in quotes if the `,` belongs to it", at);
            case "]", "}", ":" -> error("a value cannot start with `" + found + "`", QUOTE_VALUE, at);
            case "-" -> error("a list item with `- ` cannot stand inside brackets", "separate the items with `,`", at);
            default -> error("a value is missing here", at);
        };
    }

    private YamlException afterEnd(String found, Position at) {
        return switch (found) {
            case "<block mapping start>", "<block sequence start>" -> error(
                    "the document has ended above, but this line goes on",
                    "all keys of the outermost mapping must start in the same column", at);
            case "]", "}" -> unopened(found, at);
            default -> afterValue(at);
        };
    }

    private YamlException unopened(String bracket, Position at) {
        return error("this `" + bracket + "` closes nothing", "put the value in quotes if it belongs to it", at);
    }

    private YamlException afterValue(Position at) {
        return error("unexpected text after the end of the value",
                "put the whole value in quotes; a single quote inside of single quotes is written twice", at);
    }

    private YamlException directive(Position at) {
        return error("this `%` directive is not valid", "remove the line, pgsvc reads YAML 1.1", at);
    }

    /** Where a value starts with {@code {{} or {@code {%} outside of quotes, if it does in this line. */
    private Optional<Position> templateStart(int number) {
        String line = line(number);
        for (int i = line.indexOf('{'); i >= 0; i = line.indexOf('{', i + 1)) {
            if (!line.startsWith("{{", i) && !line.startsWith("{%", i)) {
                continue;
            }
            String before = line.substring(0, i).stripTrailing();
            if (before.isEmpty() || i > before.length() && (before.endsWith(":") || before.endsWith("-"))) {
                return Optional.of(new Position(file, number, line.codePointCount(0, i) + 1));
            }
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static String found(String problem) {
        int start = problem.indexOf("found '");
        int end = problem.lastIndexOf('\'');
        return start < 0 || end < start + 7 ? "" : problem.substring(start + 7, end);
    }

    private String line(int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }

    private Position firstLineWith(String start) {
        long before = text.lines().takeWhile(line -> !line.startsWith(start)).count();
        return new Position(file, (int) before + 1, 1);
    }

    private Position position(Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static YamlException error(String message, Position at) {
        return YamlException.of(RULE, message, at);
    }

    private static YamlException error(String message, String hint, Position at) {
        return YamlException.of(RULE, message, hint, at);
    }
}
