package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.model.Suggestion;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the fields of one definition (a mapping) and checks them: what cannot be written safely becomes a finding and
 * the definition as a whole is no good. Texts never become HAProxy syntax by accident (design, contract 7).
 */
final class Fields {
    /** Longest text that a field may hold, in characters. */
    static final int MAX_TEXT = 2000;

    private final Value.Dict dict;
    private final List<Finding> findings = new ArrayList<>();
    private Finding.Subject subject = Finding.Subject.NONE;
    private boolean good = true;

    Fields(Value.Dict dict) {
        this.dict = dict;
    }

    /** From here on findings concern this subject; earlier ones too. */
    void about(Finding.Subject what) {
        subject = what;
        findings.replaceAll(f -> f.about(what));
    }

    boolean good() {
        return good;
    }

    List<Finding> findings() {
        return findings;
    }

    Position at() {
        return dict.at();
    }

    Optional<Value> get(String key) {
        return dict.get(key);
    }

    Position at(String key) {
        return dict.get(key).map(Value::at).orElse(dict.at());
    }

    /** Marks keys that nobody reads, with a guess at what was meant. */
    void knownKeys(Set<String> known, Set<String> harmless) {
        dict.entries().forEach((key, entry) -> {
            if (known.contains(key) || harmless.contains(key)) {
                return;
            }
            Finding unknown = Finding.warning("unknown-key", "unknown key `" + Text.shown(key) + "`", entry.key().at());
            add(Suggestion.among(key, known).map(k -> unknown.withHint("did you mean `" + k + "`?"))
                    .orElse(unknown));
        });
    }

    /** A key that must be there. */
    Optional<Value> required(String key) {
        Optional<Value> value = dict.get(key);
        if (value.isEmpty()) {
            Finding missing = Finding.error("missing-key", "`" + key + "` is missing", dict.at());
            error(Suggestion.among(key, dict.entries().keySet())
                    .map(k -> missing.withHint("is `" + k + "` meant to be `" + key + "`?")).orElse(missing));
        }
        return value;
    }

    /**
     * A field of one word: no blanks, control characters, quotes, {@code #}, {@code \} or {@code $}.
     * Empty or null is written as nothing where {@code emptyAllowed}.
     */
    String word(String key, String absent, boolean emptyAllowed) {
        return dict.get(key).flatMap(value -> scalar(key, value)).map(text -> {
            if (text.isEmpty() && !emptyAllowed) {
                error(Finding.error("wrong-type", "`" + key + "` is empty", at(key)));
            }
            Text.unsafeInWord(text).ifPresent(why -> unsafe(key, why));
            return text;
        }).orElse(absent);
    }

    /** A field of one line, blanks and quotes allowed. */
    String line(String key, String absent) {
        return dict.get(key).flatMap(value -> scalar(key, value)).map(text -> {
            Text.unsafeInLine(text).ifPresent(why -> unsafe(key, why));
            return text;
        }).orElse(absent);
    }

    /** A port between 1 and 65535: a number, or a text of digits. */
    Optional<String> port(String key, Value value) {
        Optional<String> digits = switch (value) {
            case Value.Int i -> Optional.of(i.value().toString());
            case Value.Text t when Text.isDigits(t.value().stripTrailing()) -> Optional.of(t.value().stripTrailing());
            default -> Optional.empty();
        };
        if (digits.isEmpty()) {
            error(Finding.error("wrong-type", "`" + key + "` must be a port number, not " + Text.shownValue(value), value.at()));
            return Optional.empty();
        }
        if (!Text.isPort(digits.get())) {
            error(Finding.error("out-of-range", "`" + key + "` is " + Text.shown(digits.get()) + ", a port is between 1 and 65535",
                    value.at()));
            return Optional.empty();
        }
        return digits;
    }

    /** A number of connections: 0 or more. */
    String count(String key, String absent) {
        return dict.get(key).map(value -> {
            String text = Values.text(value).map(String::stripTrailing).orElse("");
            if (value instanceof Value.Bool || !Text.isDigits(text)) {
                error(Finding.error("wrong-type", "`" + key + "` must be a number, not " + Text.shownValue(value), value.at()));
            } else if (text.length() > 9) {
                error(Finding.error("out-of-range", "`" + key + "` is too large: " + Text.shown(text), value.at()));
            }
            return text;
        }).orElse(absent);
    }

    /** The text of a scalar, line breaks at its end removed (a block scalar has one). */
    Optional<String> scalar(String key, Value value) {
        if (value instanceof Value.Bool || Values.text(value).isEmpty()) {
            error(Finding.error("wrong-type", "`" + key + "` must be a text, not " + Text.shownValue(value), value.at()));
            return Optional.empty();
        }
        return Values.text(value).map(Text::withoutTrailingLineBreaks);
    }

    private void unsafe(String key, String why) {
        error(Finding.error("unsafe-value", "`" + key + "` " + why, at(key)));
    }

    void error(Finding finding) {
        good = false;
        add(finding);
    }

    void add(Finding finding) {
        findings.add(finding.about(subject));
    }
}
