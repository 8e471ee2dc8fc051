package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.Expression;
import io.burt.jmespath.function.Function;
import io.burt.jmespath.node.CreateObjectNode;
import io.burt.jmespath.node.Node;
import io.burt.jmespath.node.NodeFactory;
import io.burt.jmespath.node.Operator;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes jmespath-java's nodes and remembers what each consists of, which the nodes themselves do not tell. For walking
 * an expression without evaluating it; {@link Nodes} are open as they are.
 */
final class KnownNodes implements NodeFactory<JsonNode> {

    /** What a node is. */
    sealed interface Form {
        record Current() implements Form {}

        record Property(String name) implements Form {}

        record Projection(Expression<JsonNode> each) implements Form {}

        record FlattenArray() implements Form {}

        record Selection(Expression<JsonNode> condition) implements Form {}

        /** {@code ||} and {@code &&}. */
        record Either(Expression<JsonNode> left, Expression<JsonNode> right) implements Form {}

        record Negate(Expression<JsonNode> operand) implements Form {}

        record Items(List<? extends Expression<JsonNode>> items) implements Form {}

        record Pairs(Map<String, Expression<JsonNode>> pairs) implements Form {}

        record Sequence(List<Node<JsonNode>> steps) implements Form {}
    }

    private final NodeFactory<JsonNode> nodes;
    private final Map<Expression<JsonNode>, Form> forms = new IdentityHashMap<>();

    KnownNodes(NodeFactory<JsonNode> nodes) {
        this.nodes = nodes;
    }

    /** What a node that was made here consists of. */
    Form form(Expression<JsonNode> node) {
        Form form = forms.get(node);
        if (form == null) {
            throw new IllegalStateException("unknown node " + node);
        }
        return form;
    }

    private Node<JsonNode> known(Node<JsonNode> node, Form form) {
        forms.put(node, form);
        return node;
    }

    @Override
    public Node<JsonNode> createCurrent() {
        return known(nodes.createCurrent(), new Form.Current());
    }

    @Override
    public Node<JsonNode> createProperty(String name) {
        return known(nodes.createProperty(name), new Form.Property(name));
    }

    @Override
    public Node<JsonNode> createProjection(Expression<JsonNode> each) {
        return known(nodes.createProjection(each), new Form.Projection(each));
    }

    @Override
    public Node<JsonNode> createFlattenArray() {
        return known(nodes.createFlattenArray(), new Form.FlattenArray());
    }

    @Override
    public Node<JsonNode> createFlattenObject() {
        return nodes.createFlattenObject(); // the parser makes Nodes.ObjectValues instead
    }

    @Override
    public Node<JsonNode> createSelection(Expression<JsonNode> condition) {
        return known(nodes.createSelection(condition), new Form.Selection(condition));
    }

    @Override
    public Node<JsonNode> createOr(Expression<JsonNode> left, Expression<JsonNode> right) {
        return known(nodes.createOr(left, right), new Form.Either(left, right));
    }

    @Override
    public Node<JsonNode> createAnd(Expression<JsonNode> left, Expression<JsonNode> right) {
        return known(nodes.createAnd(left, right), new Form.Either(left, right));
    }

    @Override
    public Node<JsonNode> createNegate(Expression<JsonNode> operand) {
        return known(nodes.createNegate(operand), new Form.Negate(operand));
    }

    @Override
    public Node<JsonNode> createCreateArray(List<? extends Expression<JsonNode>> items) {
        return known(nodes.createCreateArray(items), new Form.Items(List.copyOf(items)));
    }

    @Override
    public Node<JsonNode> createCreateObject(List<CreateObjectNode.Entry<JsonNode>> entries) {
        Map<String, Expression<JsonNode>> pairs = new LinkedHashMap<>();
        for (CreateObjectNode.Entry<JsonNode> entry : entries) {
            if (entry instanceof Nodes.Pair pair) {
                pairs.merge(pair.name, pair.expression, (a, b) -> createOr(a, b)); // of one name twice, both are read
            }
        }
        return known(nodes.createCreateObject(entries), new Form.Pairs(pairs));
    }

    @Override
    public Node<JsonNode> createSequence(List<Node<JsonNode>> steps) {
        return known(nodes.createSequence(steps), new Form.Sequence(new ArrayList<>(steps)));
    }

    // What follows is in the library's interface, but the parser has nodes of its own for it.

    @Override
    public Node<JsonNode> createIndex(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createSlice(Integer start, Integer stop, Integer step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createComparison(Operator operator, Expression<JsonNode> left, Expression<JsonNode> right) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createFunctionCall(String name, List<? extends Expression<JsonNode>> arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createFunctionCall(Function function, List<? extends Expression<JsonNode>> arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createExpressionReference(Expression<JsonNode> expression) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createString(String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node<JsonNode> createJsonLiteral(String json) {
        throw new UnsupportedOperationException();
    }
}
