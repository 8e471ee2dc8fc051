package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** From bytes to the characters that YAML 1.1 (section 5.1) allows, without a byte order mark. */
final class SourceText {
    static final String RULE = "yaml-encoding";

    private SourceText() {}

    static String decode(byte[] content, String fileName) {
        String text;
        if (starts(content, 0xFF, 0xFE)) {
            text = decode(content, 2, StandardCharsets.UTF_16LE, fileName);
        } else if (starts(content, 0xFE, 0xFF)) {
            text = decode(content, 2, StandardCharsets.UTF_16BE, fileName);
        } else {
            text = decode(content, starts(content, 0xEF, 0xBB, 0xBF) ? 3 : 0, StandardCharsets.UTF_8, fileName);
        }
        check(text, fileName);
        return text;
    }

    private static boolean starts(byte[] content, int... mark) {
        if (content.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((content[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static String decode(byte[] content, int from, Charset charset, String fileName) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(content, from, content.length - from);
        CharBuffer out = CharBuffer.allocate(content.length - from);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (!result.isError()) {
            return text;
        }
        // A NUL before it says more: the file is no text at all.
        check(text, fileName);
        String bytes = charset == StandardCharsets.UTF_8
                ? "byte 0x" + hex(content[in.position()] & 0xFF, 2) + " is not valid UTF-8"
                : "the text is not valid UTF-16";
        throw YamlException.of(RULE, bytes, "save the file as UTF-8 text", position(text, text.length(), fileName));
    }

    private static void check(String text, String fileName) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x7F ? c < 0x20 && c != '\n' && c != '\r' && c != '\t'
                    : c < 0xA0 ? c != 0x85 : c >= 0xFFFE) {
                throw unprintable(c, position(text, i, fileName));
            }
        }
    }

    private static YamlException unprintable(char c, Position at) {
        if (c == 0) {
            return YamlException.of(RULE, "this is not a text file: it holds a NUL byte",
                    "save the file as UTF-8 text", at);
        }
        return YamlException.of(RULE, "the control character U+" + hex(c, 4) + " is not allowed in YAML",
                "remove it, or write it as \"\\u" + hex(c, 4) + "\" in double quotes", at);
    }

    private static String hex(int value, int digits) {
        String text = Integer.toHexString(value).toUpperCase(java.util.Locale.ROOT);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /** Line and column of an index into a text; columns count code points. */
    static Position position(String text, int index, String fileName) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < index; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
                line++;
                start = i + 1;
            }
        }
        return new Position(fileName, line, text.codePointCount(start, Math.max(start, index)) + 1);
    }
}
