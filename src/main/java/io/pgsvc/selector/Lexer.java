package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pgsvc.selector.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits an expression into tokens as jmespath.py 1.0.1 does, with its legacy literals ({@code `primary`}). */
final class Lexer {
    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens, the last of which is {@link Kind#END}. */
    static List<Token> tokens(String expression) {
        return new Lexer(expression).run();
    }

    private List<Token> run() {
        List<Token> tokens = new ArrayList<>();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else {
                tokens.add(next(c));
            }
        }
        tokens.add(new Token(Kind.END, "", null, text.length()));
        return tokens;
    }

    private Token next(char c) {
        if (isLetter(c)) {
            return name();
        }
        if (isDigit(c) || c == '-') {
            return number();
        }
        return switch (c) {
            case '.' -> token(Kind.DOT, 1);
            case '*' -> token(Kind.STAR, 1);
            case ']' -> token(Kind.R_BRACKET, 1);
            case ',' -> token(Kind.COMMA, 1);
            case ':' -> token(Kind.COLON, 1);
            case '@' -> token(Kind.CURRENT, 1);
            case '(' -> token(Kind.L_PAREN, 1);
            case ')' -> token(Kind.R_PAREN, 1);
            case '{' -> token(Kind.L_BRACE, 1);
            case '}' -> token(Kind.R_BRACE, 1);
            case '[' -> peek(']') ? token(Kind.FLATTEN, 2) : peek('?') ? token(Kind.FILTER, 2) : token(Kind.L_BRACKET, 1);
            case '|' -> peek('|') ? token(Kind.OR, 2) : token(Kind.PIPE, 1);
            case '&' -> peek('&') ? token(Kind.AND, 2) : token(Kind.EXPREF, 1);
            case '<' -> peek('=') ? token(Kind.LE, 2) : token(Kind.LT, 1);
            case '>' -> peek('=') ? token(Kind.GE, 2) : token(Kind.GT, 1);
            case '!' -> peek('=') ? token(Kind.NE, 2) : token(Kind.NOT, 1);
            case '=' -> {
                if (peek('=')) {
                    yield token(Kind.EQ, 2);
                }
                throw new SyntaxError(at, "unexpected =", "compare with ==");
            }
            case '\'' -> rawString();
            case '"' -> quotedName();
            case '`' -> literal();
            default -> throw new SyntaxError(at, "unexpected character " + Character.toString(text.codePointAt(at)));
        };
    }

    private boolean peek(char expected) {
        return at + 1 < text.length() && text.charAt(at + 1) == expected;
    }

    private Token token(Kind kind, int length) {
        Token token = new Token(kind, text.substring(at, at + length), null, at);
        at += length;
        return token;
    }

    private Token name() {
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        return new Token(Kind.NAME, text.substring(start, at), null, start);
    }

    private Token number() {
        int start = at++;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.equals("-")) {
            throw new SyntaxError(start, "unexpected -", "numbers in comparisons stand in backticks: `-1`");
        }
        return new Token(Kind.NUMBER, digits, Numbers.node(new BigInteger(digits)), start);
    }

    private Token rawString() {
        int start = at;
        String raw = delimited('\'');
        return new Token(Kind.LITERAL, text.substring(start, at), TextNode.valueOf(raw.replace("\\'", "'")), start);
    }

    private Token quotedName() {
        int start = at;
        String inner = delimited('"');
        JsonNode name = PythonJson.parse('"' + inner + '"')
                .orElseThrow(() -> new SyntaxError(start, "the name in double quotes is not a valid JSON string"));
        return new Token(Kind.QUOTED_NAME, name.textValue(), null, start);
    }

    /** A literal: JSON if it is JSON, else text without its leading blanks (the form before JEP 12). */
    private Token literal() {
        int start = at;
        String inner = delimited('`').replace("\\`", "`");
        Optional<JsonNode> value = PythonJson.parse(inner);
        if (value.isEmpty()) {
            value = PythonJson.parse('"' + PythonText.stripLeading(inner) + '"');
        }
        return new Token(Kind.LITERAL, text.substring(start, at), value.orElseThrow(() -> new SyntaxError(start,
                "the literal `" + inner + "` is neither JSON nor a plain text", "write texts as 'text'")), start);
    }

    /** The raw text up to the closing delimiter; a backslash protects the next character and stays. */
    private String delimited(char delimiter) {
        int start = at++;
        int from = at;
        while (at < text.length() && text.charAt(at) != delimiter) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            at = text.length();
            throw new SyntaxError(start, "the " + delimiter + " is never closed");
        }
        return text.substring(from, at++);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
