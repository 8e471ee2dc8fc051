package io.pgsvc.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A value of the inventory as PyYAML (YAML 1.1) would construct it, with the position at which it stands.
 * Immutable; equality includes the position, so compare contents through {@link Values}.
 */
public sealed interface Value {

    /** Where the value stands in its source. */
    Position at();

    /** {@code null}, {@code ~} or nothing at all. */
    record Null(Position at) implements Value {}

    /** A boolean of YAML 1.1 ({@code yes}, {@code Off}, {@code TRUE}…). */
    record Bool(boolean value, Position at) implements Value {}

    /** An integer of YAML 1.1, octal, hexadecimal, binary and base 60 included. */
    record Int(BigInteger value, Position at) implements Value {}

    /** A floating point number. */
    record Real(double value, Position at) implements Value {}

    /** A text; {@code literal} texts ({@code !unsafe}) are never read as templates. */
    record Text(String value, boolean literal, Position at) implements Value {}

    /** A date or a timestamp: not a string for Ansible, printed in ISO form ({@code text}). */
    record Date(String text, Position at) implements Value {}

    /** An encrypted value ({@code !vault}): there, but without a value that we could know. */
    record Secret(Position at) implements Value {}

    /** A list. */
    record Seq(List<Value> items, Position at) implements Value {}

    /** A mapping, in source order; keys are texts, see {@link Entry#key} for what they were. */
    record Dict(SequencedMap<String, Entry> entries, Position at) implements Value {

        /** The value of a key. */
        public Optional<Value> get(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }
    }

    /** One pair of a mapping; the key keeps its own type (a host named {@code 10} is an error) and position. */
    record Entry(Value key, Value value) {}
}
