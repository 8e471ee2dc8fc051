package io.pgsvc.inventory.template;

import java.util.ArrayList;
import java.util.List;

/** A text taken apart: plain pieces and expressions in turn. */
record TemplateText(List<Part> parts) {
    /** A plain piece ({@code expression} is null), or an expression. */
    record Part(String plain, Expr expression) {}

    /** Whether a text can hold a template at all; cheap, for texts that do not. */
    static boolean isPossible(String text) {
        for (int at = text.indexOf('{'); at >= 0 && at + 1 < text.length(); at = text.indexOf('{', at + 1)) {
            char next = text.charAt(at + 1);
            if (next == '{' || next == '%' || next == '#') {
                return true;
            }
        }
        return false;
    }

    static TemplateText parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        boolean trimNext = false;
        while (true) {
            int open = text.indexOf('{', from);
            while (open >= 0 && !isPossible(text.substring(open, Math.min(open + 2, text.length())))) {
                open = text.indexOf('{', open + 1);
            }
            String plain = open < 0 ? text.substring(from) : text.substring(from, open);
            if (trimNext) {
                plain = plain.stripLeading();
            }
            if (open < 0) {
                add(parts, plain);
                return new TemplateText(parts);
            }
            if (text.charAt(open + 1) != '{') {
                throw Failure.unsupported(text.charAt(open + 1) == '%'
                        ? "statements ({% … %}) are not resolved" : "comments ({# … #}) are not resolved");
            }
            int start = open + 2;
            if (start < text.length() && text.charAt(start) == '-' ) {
                plain = plain.stripTrailing();
                start++;
            }
            add(parts, plain);
            ExprParser parser = new ExprParser(text, start);
            parts.add(new Part(null, parser.parse()));
            from = parser.end();
            trimNext = text.charAt(from - 3) == '-';
        }
    }

    private static void add(List<Part> parts, String plain) {
        if (!plain.isEmpty()) {
            parts.add(new Part(plain, null));
        }
    }
}
