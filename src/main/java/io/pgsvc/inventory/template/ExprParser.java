package io.pgsvc.inventory.template;

import io.pgsvc.model.Position;
import io.pgsvc.model.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses one expression up to its closing braces. The order of precedence is Jinja's: conditional, or, and, not,
 * comparisons, + -, ~, *, sign, then subscripts, filters and tests.
 */
final class ExprParser {
    private static final Position NOWHERE = Position.of("");
    private static final int MAX_DEPTH = 60;

    private final String text;
    private int at;
    private int depth;

    ExprParser(String text, int start) {
        this.text = text;
        this.at = start;
    }

    Expr parse() {
        blanks();
        if (text.startsWith("}}", at)) {
            throw syntax("there is nothing between the braces");
        }
        Expr expression = conditional();
        if (text.startsWith("-}}", at)) {
            at++;
        }
        if (!text.startsWith("}}", at)) {
            throw at >= text.length() ? syntax("`{{` is not closed with `}}`")
                    : syntax("`" + text.charAt(at) + "` is not expected");
        }
        at += 2;
        return expression;
    }

    /** The index behind the closing braces. */
    int end() {
        return at;
    }

    private Expr conditional() {
        if (++depth > MAX_DEPTH) {
            throw syntax("the expression is nested too deeply");
        }
        Expr value = or();
        while (word("if")) {
            Expr condition = or();
            value = new Expr.Conditional(condition, value, word("else") ? conditional() : null);
        }
        depth--;
        return value;
    }

    private Expr or() {
        Expr left = and();
        while (word("or")) {
            left = new Expr.Binary("or", left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (word("and")) {
            left = new Expr.Binary("and", left, not());
        }
        return left;
    }

    private Expr not() {
        if (word("not")) {
            if (++depth > MAX_DEPTH) {
                throw syntax("the expression is nested too deeply");
            }
            Expr operand = not();
            depth--;
            return new Expr.Unary("not", operand);
        }
        return comparison();
    }

    private Expr comparison() {
        Expr left = sum();
        for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
            if (sign(operator)) {
                return new Expr.Binary(operator, left, sum());
            }
        }
        if (word("in")) {
            return new Expr.Binary("in", left, sum());
        }
        int before = at;
        if (word("not")) {
            if (word("in")) {
                return new Expr.Unary("not", new Expr.Binary("in", left, sum()));
            }
            at = before;
        }
        return left;
    }

    private Expr sum() {
        Expr left = concatenation();
        while (true) {
            if (sign("+")) {
                left = new Expr.Binary("+", left, concatenation());
            } else if (!text.startsWith("-}}", at) && sign("-")) {
                left = new Expr.Binary("-", left, concatenation());
            } else {
                return left;
            }
        }
    }

    private Expr concatenation() {
        Expr left = product();
        while (sign("~")) {
            left = new Expr.Binary("~", left, product());
        }
        return left;
    }

    private Expr product() {
        Expr left = unary();
        while (at < text.length() && text.charAt(at) == '*' && !text.startsWith("**", at) && sign("*")) {
            left = new Expr.Binary("*", left, unary());
        }
        return left;
    }

    private Expr unary() {
        if (sign("-")) {
            return suffixes(new Expr.Unary("-", postfix(primary())));
        }
        return suffixes(postfix(primary()));
    }

    /** Filters and tests, which bind closer than any operator. */
    private Expr suffixes(Expr value) {
        while (true) {
            if (sign("|")) {
                value = filter(value);
            } else if (word("is")) {
                boolean negated = word("not");
                value = new Expr.Test(value, name("the name of a test"), negated);
                checkBehindTest();
            } else if (at < text.length() && text.charAt(at) == '(') {
                throw Failure.unsupported("functions and lookups are not resolved");
            } else {
                return value;
            }
        }
    }

    /** Jinja takes what follows a test for its argument, also the `if` of a condition: only these words end it. */
    private void checkBehindTest() {
        int before = at;
        boolean ends = word("else") || word("or") || word("and");
        at = before;
        if (!ends && at < text.length() && (isNameStart() || isDigit(text.charAt(at)) || "'\"([{".indexOf(text.charAt(at)) >= 0)) {
            throw syntax("a test takes no argument; put brackets around it");
        }
    }

    private Expr filter(Expr input) {
        String name = name("the name of a filter");
        while (sign(".")) {
            name += "." + name("the name of a filter");
        }
        List<Expr> arguments = new ArrayList<>();
        Map<String, Expr> named = new LinkedHashMap<>();
        if (sign("(")) {
            while (!sign(")")) {
                int before = at;
                String keyword = isNameStart() ? name("") : null;
                if (keyword != null && at < text.length() && text.charAt(at) == '=' && !text.startsWith("==", at)) {
                    sign("=");
                    named.put(keyword, conditional());
                } else {
                    at = before;
                    arguments.add(conditional());
                }
                separator(')');
            }
        }
        return new Expr.Filter(input, name, arguments, named);
    }

    private Expr postfix(Expr value) {
        while (true) {
            if (sign(".")) {
                Expr key = at < text.length() && isDigit(text.charAt(at)) ? number() : literal(name("an attribute"));
                value = new Expr.Get(value, key);
            } else if (sign("[")) {
                value = new Expr.Get(value, conditional());
                if (at < text.length() && text.charAt(at) == ':') {
                    throw Failure.unsupported("slices of lists are not resolved");
                }
                expect("]");
            } else {
                return value;
            }
        }
    }

    private Expr primary() {
        if (at >= text.length()) {
            throw syntax("`{{` is not closed with `}}`");
        }
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            return literal(string(c));
        }
        if (isDigit(c)) {
            return number();
        }
        if (sign("(")) {
            Expr inner = conditional();
            if (at < text.length() && text.charAt(at) == ',') {
                throw Failure.unsupported("tuples are not resolved");
            }
            expect(")");
            return inner;
        }
        if (sign("[")) {
            List<Expr> items = new ArrayList<>();
            while (!sign("]")) {
                items.add(conditional());
                separator(']');
            }
            return new Expr.Items(items);
        }
        if (sign("{")) {
            return pairs();
        }
        if (!isNameStart()) {
            throw syntax("`" + c + "` is not expected");
        }
        String name = name("a variable");
        return switch (name) {
            case "true", "True" -> new Expr.Literal(new Value.Bool(true, NOWHERE));
            case "false", "False" -> new Expr.Literal(new Value.Bool(false, NOWHERE));
            case "none", "None" -> new Expr.Literal(new Value.Null(NOWHERE));
            case "if", "else", "in", "is", "and", "or", "not" -> throw syntax("`" + name + "` is not expected");
            default -> new Expr.Name(name);
        };
    }

    private Expr pairs() {
        Map<String, Expr> pairs = new LinkedHashMap<>();
        while (!sign("}")) {
            char quote = at < text.length() ? text.charAt(at) : ' ';
            if (quote != '\'' && quote != '"') {
                throw Failure.unsupported("mappings whose keys are no texts are not resolved");
            }
            String key = string(quote);
            expect(":");
            pairs.put(key, conditional());
            separator('}');
        }
        return new Expr.Pairs(pairs);
    }

    private String string(char quote) {
        int close = at + 1;
        while (close < text.length() && text.charAt(close) != quote) {
            if (text.charAt(close) == '\\' && close + 1 < text.length() && text.charAt(close + 1) == quote) {
                throw syntax("a backslash before a quote is not understood");
            }
            close++;
        }
        if (close >= text.length()) {
            throw syntax("a text in quotes is not closed");
        }
        String content = text.substring(at + 1, close);
        at = close + 1;
        blanks();
        return content;
    }

    private Expr number() {
        int from = at;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        boolean real = at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1));
        if (real) {
            at++;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        }
        if (at - from > 100) {
            throw syntax("a number is too long");
        }
        String digits = text.substring(from, at).replace("_", "");
        blanks();
        return new Expr.Literal(real ? new Value.Real(Double.parseDouble(digits), NOWHERE)
                : new Value.Int(new BigInteger(digits), NOWHERE));
    }

    private static Expr literal(String text) {
        return new Expr.Literal(new Value.Text(text, false, NOWHERE));
    }

    private String name(String what) {
        if (!isNameStart()) {
            throw syntax(what + " is missing");
        }
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String name = text.substring(from, at);
        blanks();
        return name;
    }

    private boolean isNameStart() {
        return at < text.length() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private boolean word(String word) {
        int end = at + word.length();
        if (text.startsWith(word, at)
                && (end >= text.length() || !(Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_'))) {
            at = end;
            blanks();
            return true;
        }
        return false;
    }

    private boolean sign(String sign) {
        if (text.startsWith(sign, at)) {
            at += sign.length();
            blanks();
            return true;
        }
        return false;
    }

    private void separator(char close) {
        if (!sign(",") && (at >= text.length() || text.charAt(at) != close)) {
            throw syntax("`" + close + "` is missing");
        }
    }

    private void expect(String sign) {
        if (!sign(sign)) {
            throw syntax("`" + sign + "` is missing");
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static Failure syntax(String what) {
        return Failure.of(what, "write `{{ name }}`, and braces that are meant literally with `!unsafe`");
    }
}
