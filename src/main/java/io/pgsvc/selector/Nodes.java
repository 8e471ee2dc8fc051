package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.burt.jmespath.node.CreateObjectNode;
import io.burt.jmespath.node.Node;
import io.pgsvc.model.Values;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The nodes of which jmespath-java's own differ from jmespath.py: literals, comparisons, slices, indexes, calls. */
final class Nodes {
    private Nodes() {}

    private abstract static class Own extends Node<JsonNode> {
        final BoundedRuntime bounds;

        Own(BoundedRuntime runtime) {
            super(runtime);
            this.bounds = runtime;
        }

        @Override
        protected boolean internalEquals(Object other) {
            return this == other;
        }

        @Override
        protected int internalHashCode() {
            return System.identityHashCode(this);
        }
    }

    static final class Literal extends Own {
        private final JsonNode value;

        Literal(BoundedRuntime runtime, JsonNode value) {
            super(runtime);
            this.value = value;
        }

        @Override
        public JsonNode search(JsonNode input) {
            return value;
        }
    }

    static final class Compare extends Own {
        private final Token.Kind operator;
        final Node<JsonNode> left;
        final Node<JsonNode> right;

        Compare(BoundedRuntime runtime, Token.Kind operator, Node<JsonNode> left, Node<JsonNode> right) {
            super(runtime);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        public JsonNode search(JsonNode input) {
            JsonNode a = left.search(input);
            JsonNode b = right.search(input);
            return switch (operator) {
                case EQ -> BooleanNode.valueOf(Equality.equal(a, b));
                case NE -> BooleanNode.valueOf(!Equality.equal(a, b));
                default -> Equality.ordered(operator, a, b);
            };
        }
    }

    static final class Index extends Own {
        private final BigInteger index;

        Index(BoundedRuntime runtime, BigInteger index) {
            super(runtime);
            this.index = index;
        }

        @Override
        public JsonNode search(JsonNode input) {
            if (!input.isArray()) {
                return NullNode.getInstance();
            }
            BigInteger i = index.signum() < 0 ? index.add(BigInteger.valueOf(input.size())) : index;
            boolean inside = i.signum() >= 0 && i.compareTo(BigInteger.valueOf(input.size())) < 0;
            return inside ? input.get(i.intValue()) : NullNode.getInstance();
        }
    }

    /** {@code [start:stop:step]} by Python's rules; null where a bound is not given. */
    static final class Slice extends Own {
        private final BigInteger start;
        private final BigInteger stop;
        private final BigInteger step;

        Slice(BoundedRuntime runtime, BigInteger start, BigInteger stop, BigInteger step) {
            super(runtime);
            this.start = start;
            this.stop = stop;
            this.step = step == null ? BigInteger.ONE : step;
        }

        @Override
        public JsonNode search(JsonNode input) {
            if (!input.isArray()) {
                return NullNode.getInstance();
            }
            if (step.signum() == 0) {
                throw new EvaluationError("the step of a slice cannot be 0");
            }
            int size = input.size();
            boolean back = step.signum() < 0;
            long by = step.max(BigInteger.valueOf(-size - 1L)).min(BigInteger.valueOf(size + 1L)).longValue();
            long from = bound(start, size, back, back ? size - 1 : 0);
            long to = bound(stop, size, back, back ? -1 : size);
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            for (long i = from; back ? i > to : i < to; i += by) {
                out.add(input.get((int) i));
            }
            return bounds.made(out);
        }

        private static long bound(BigInteger bound, int size, boolean back, long absent) {
            if (bound == null) {
                return absent;
            }
            BigInteger i = bound.signum() < 0 ? bound.add(BigInteger.valueOf(size)) : bound;
            return i.max(BigInteger.valueOf(back ? -1 : 0)).min(BigInteger.valueOf(back ? size - 1 : size)).longValue();
        }
    }

    /** The values of an object; null of anything else, of a date too. */
    static final class ObjectValues extends Own {
        ObjectValues(BoundedRuntime runtime) {
            super(runtime);
        }

        @Override
        public JsonNode search(JsonNode input) {
            if (!input.isObject() || input.has(Values.OPAQUE)) {
                return NullNode.getInstance();
            }
            ArrayNode values = JsonNodeFactory.instance.arrayNode(input.size());
            input.forEach(values::add);
            return bounds.made(values);
        }
    }

    /** {@code &expression}: only {@link Call} may look into it. */
    static final class Reference extends Own {
        final Node<JsonNode> expression;

        Reference(BoundedRuntime runtime, Node<JsonNode> expression) {
            super(runtime);
            this.expression = expression;
        }

        @Override
        public JsonNode search(JsonNode input) {
            throw new EvaluationError("& stands where a value is needed", "it belongs in a call such as sort_by(@, &pg_seq)");
        }
    }

    /** A call; an unknown function is an error only when it is called. */
    static final class Call extends Own {
        final String name;
        final List<Node<JsonNode>> arguments;

        Call(BoundedRuntime runtime, String name, List<Node<JsonNode>> arguments) {
            super(runtime);
            this.name = name;
            this.arguments = List.copyOf(arguments);
        }

        @Override
        public JsonNode search(JsonNode input) {
            List<Argument> values = new ArrayList<>(arguments.size());
            for (Node<JsonNode> argument : arguments) {
                values.add(argument instanceof Reference reference ? new Argument(null, reference.expression)
                        : new Argument(argument.search(input), null));
            }
            return bounds.made(Functions.call(name, values));
        }
    }

    /** An argument of a function: a value, or an expression ({@code &pg_seq}). */
    record Argument(JsonNode value, Node<JsonNode> expression) {}

    /** One pair of {@code {name: expression}}; the library does not tell what its own consist of. */
    static final class Pair extends CreateObjectNode.Entry<JsonNode> {
        final String name;
        final Node<JsonNode> expression;

        Pair(String name, Node<JsonNode> expression) {
            super(name, expression);
            this.name = name;
            this.expression = expression;
        }
    }
}
