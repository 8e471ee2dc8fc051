package io.pgsvc.model;

import java.util.List;
import java.util.Optional;

/**
 * Something that a user should know about an inventory or about what stands on a node.
 *
 * @param rule    stable id such as {@code port-clash}; what users switch off or search for
 * @param message one sentence, no position in it, no full stop at its end
 * @param hint    what to do about it, where that can be guessed
 * @param at      where it is
 * @param related the other places that take part (the second definition of a clash)
 * @param subject what it concerns
 */
public record Finding(Severity severity, String rule, String message, Optional<String> hint, Optional<Position> at,
                      List<Position> related, Subject subject) {

    /** What a finding concerns: nothing in particular, a cluster, or one service file (by its stem). */
    public record Subject(Optional<String> cluster, Optional<String> service) {
        public static final Subject NONE = new Subject(Optional.empty(), Optional.empty());

        public static Subject cluster(String cluster) {
            return new Subject(Optional.of(cluster), Optional.empty());
        }

        public static Subject service(String cluster, String stem) {
            return new Subject(Optional.of(cluster), Optional.of(stem));
        }
    }

    public Finding {
        message = printable(message);
        hint = hint.map(Finding::printable);
        related = List.copyOf(related);
    }

    /** What is shown of values comes from inventories and programs: it must not reach a terminal as an escape sequence. */
    public static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return text.chars().map(c -> isControl(c) ? '?' : c)
                        .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append).toString();
            }
        }
        return text;
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }

    public static Finding error(String rule, String message, Position at) {
        return new Finding(Severity.ERROR, rule, message, Optional.empty(), Optional.of(at), List.of(), Subject.NONE);
    }

    public static Finding warning(String rule, String message, Position at) {
        return new Finding(Severity.WARNING, rule, message, Optional.empty(), Optional.of(at), List.of(), Subject.NONE);
    }

    public Finding withMessage(String text) {
        return new Finding(severity, rule, text, hint, at, related, subject);
    }

    /** Whether what it is about must be mended before a pass writes it. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    public Finding withHint(String text) {
        return new Finding(severity, rule, message, Optional.of(text), at, related, subject);
    }

    public Finding withoutHint() {
        return new Finding(severity, rule, message, Optional.empty(), at, related, subject);
    }

    public Finding withRelated(Position... places) {
        return new Finding(severity, rule, message, hint, at, List.of(places), subject);
    }

    public Finding about(Subject what) {
        return new Finding(severity, rule, message, hint, at, related, what);
    }

    public Finding withSeverity(Severity other) {
        return new Finding(other, rule, message, hint, at, related, subject);
    }

    /** {@code file:line:column: error: message [rule]}: the one form in which people read findings. */
    @Override
    public String toString() {
        return at.map(p -> p + ": ").orElse("") + severity.word() + ": " + message + " [" + rule + "]";
    }
}
