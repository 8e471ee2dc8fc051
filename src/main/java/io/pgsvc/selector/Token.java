package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A token of an expression.
 *
 * @param text    what stands there; for names the name itself
 * @param literal the value of a literal or of a number, else null (never leaves this package)
 * @param start   index of its first character in the expression, from 0
 */
record Token(Kind kind, String text, JsonNode literal, int start) {

    /** Kinds with the binding power that the parser of jmespath.py gives them. */
    enum Kind {
        END(0), NAME(0), QUOTED_NAME(0), LITERAL(0), R_BRACKET(0), R_PAREN(0), COMMA(0), R_BRACE(0), NUMBER(0),
        CURRENT(0), EXPREF(0), COLON(0), PIPE(1), OR(2), AND(3), EQ(5), NE(5), LT(5), LE(5), GT(5), GE(5),
        FLATTEN(9), STAR(20), FILTER(21), DOT(40), NOT(45), L_BRACE(50), L_BRACKET(55), L_PAREN(60);

        final int power;

        Kind(int power) {
            this.power = power;
        }
    }
}
