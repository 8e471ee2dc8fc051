package io.pgsvc.cli;

import io.pgsvc.lint.Rule;
import io.pgsvc.lint.Rules;
import io.pgsvc.model.Severity;
import io.pgsvc.model.Suggestion;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What {@code --rule} says of one rule.
 *
 * @param severity empty for off
 */
record RuleLevel(String id, Optional<Severity> severity) {

    /** Reads {@code id=off|warn|error}. */
    static final class Converter implements ITypeConverter<RuleLevel> {
        @Override
        public RuleLevel convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException("expected RULE=off, RULE=warn or RULE=error, not '" + text + "'");
            }
            String id = text.substring(0, equals).strip();
            Rule rule = Rules.find(id).orElseThrow(() -> new TypeConversionException("there is no rule '" + id + "'"
                    + Suggestion.among(id, Rules.all().stream().filter(Rule::switchable).map(Rule::id).toList())
                            .map(n -> "; did you mean '" + n + "'?").orElse("")));
            if (!rule.switchable()) {
                throw new TypeConversionException("rule '" + id + "' cannot be switched: "
                        + (rule.kind() == Rule.Kind.READING ? "the inventory cannot be read then" : "it is not about an inventory"));
            }
            return new RuleLevel(id, switch (text.substring(equals + 1).strip().toLowerCase(Locale.ROOT)) {
                case "off" -> Optional.empty();
                case "warn", "warning" -> Optional.of(Severity.WARNING);
                case "error" -> Optional.of(Severity.ERROR);
                default -> throw new TypeConversionException("a rule can be off, warn or error, not '" + text.substring(equals + 1) + "'");
            });
        }
    }
}
