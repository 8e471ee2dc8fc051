package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.List;
import java.util.Set;

/** A compiled JMESPath expression and the place where it stands. Immutable. */
public final class Selector {
    private final String expression;
    private final Position at;
    private final Parser.Parsed parsed;
    private final BoundedRuntime runtime;

    Selector(String expression, Position at, Parser.Parsed parsed, BoundedRuntime runtime) {
        this.expression = expression;
        this.at = at;
        this.parsed = parsed;
        this.runtime = runtime;
    }

    /** The text as it was given. */
    public String expression() {
        return expression;
    }

    /** Where it stands. */
    public Position at() {
        return at;
    }

    /**
     * What the expression gives; parts of the input may be shared with the result.
     *
     * @throws SelectorException if the evaluation fails: unknown function, argument of a wrong type, a result without measure…
     */
    public JsonNode evaluate(JsonNode input) {
        try {
            return runtime.evaluate(() -> parsed.root().search(input));
        } catch (EvaluationError e) {
            throw failure("selector-failed", "the selector " + expression + " fails: " + e.getMessage(), e.hint);
        }
    }

    /** The keys of a member that the expression reads, in their order; those inside of other values are not among them. */
    public Set<String> keys() {
        return parsed.keys();
    }

    /** Doubtful places: a comparison with a name in double quotes, which is the value of a key and not a text. */
    public List<Finding> warnings() {
        return parsed.quotedNames().stream().map(token -> Finding.warning("selector-quotes", "\"" + token.text()
                + "\" in double quotes is the name of a key, so the comparison is not with the text " + token.text(), at)
                .withHint("write '" + token.text() + "'")).toList();
    }

    /** The members' variables that its filters look at, as far as that can be told. */
    public List<Use> uses() {
        return parsed.uses();
    }

    SelectorException failure(String rule, String message, String hint) {
        Finding finding = Finding.error(rule, message, at);
        return new SelectorException(hint == null ? finding : finding.withHint(hint));
    }
}
