package io.pgsvc.selector;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Compiles selectors, each distinct expression once; safe for several threads. */
public final class Selectors {
    private final BoundedRuntime runtime = new BoundedRuntime();
    private final Map<String, Parser.Parsed> compiled = new ConcurrentHashMap<>();

    /**
     * The selector of an expression in the JMESPath of jmespath.py 1.0.1.
     *
     * @param at where the expression stands; the column inside the expression becomes part of the message
     * @throws SelectorException if it cannot be parsed
     */
    public Selector compile(String expression, Position at) {
        Parser.Parsed parsed = compiled.get(expression);
        if (parsed == null) {
            try {
                parsed = expression.isEmpty() ? empty() : Parser.parse(runtime, expression);
            } catch (SyntaxError e) {
                Finding finding = Finding.error("selector-syntax", expression.isEmpty() ? "the selector is empty"
                        : "the selector cannot be read: " + e.getMessage() + ", at character " + (e.index + 1) + " of "
                        + expression, at);
                throw new SelectorException(e.hint == null ? finding : finding.withHint(e.hint));
            }
            compiled.putIfAbsent(expression, parsed);
        }
        return new Selector(expression, at, parsed, runtime);
    }

    /** How many expressions are kept. */
    public int size() {
        return compiled.size();
    }

    /** What the evaluation of a compiled selector can read of the members, told from the expression alone. */
    public Reads reads(Selector selector) {
        KnownNodes nodes = new KnownNodes(runtime.nodeFactory());
        return new ReadsFinder(nodes).find(Parser.parse(runtime, nodes, selector.expression()).root());
    }

    private static Parser.Parsed empty() {
        throw new SyntaxError(0, "it is empty", "[] selects every member");
    }
}
