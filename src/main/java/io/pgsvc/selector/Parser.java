package io.pgsvc.selector;

import com.fasterxml.jackson.databind.JsonNode;
import io.burt.jmespath.node.CreateObjectNode;
import io.burt.jmespath.node.Node;
import io.burt.jmespath.node.NodeFactory;
import io.pgsvc.selector.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Builds jmespath-java's nodes from an expression with the grammar and the binding powers of jmespath.py 1.0.1.
 * The library's own parser knows the modern grammar only and binds {@code !}, slices and projections differently.
 */
final class Parser {
    private static final int MAX_DEPTH = 400;
    /** Tokens that bind less than this end a projection. */
    private static final int PROJECTION_STOP = 10;

    /** What decides how the tokens that follow are read. */
    private enum Shape { FIELD, INDEX, OTHER }

    private record Part(Node<JsonNode> node, Shape shape, String name, Token quoted) {
        static Part of(Node<JsonNode> node) {
            return new Part(node, Shape.OTHER, null, null);
        }
    }

    /**
     * An expression ready for evaluation.
     *
     * @param quotedNames the places (from 0) where a comparison has a name in double quotes
     * @param keys        the keys that it reads, without those inside of other values
     * @param uses        the members' variables in its filters, as far as they can be told
     */
    record Parsed(Node<JsonNode> root, List<Token> quotedNames, Set<String> keys, List<Use> uses) {}

    private final BoundedRuntime runtime;
    private final NodeFactory<JsonNode> nodes;
    private final List<Token> tokens;
    private final List<Token> quotedNames = new ArrayList<>();
    private final UseNotes notes = new UseNotes();
    private int at;
    private int depth;

    private Parser(BoundedRuntime runtime, NodeFactory<JsonNode> nodes, List<Token> tokens) {
        this.runtime = runtime;
        this.nodes = nodes;
        this.tokens = tokens;
    }

    /** @throws SyntaxError if the expression is none */
    static Parsed parse(BoundedRuntime runtime, String expression) {
        return parse(runtime, runtime.nodeFactory(), expression);
    }

    /** The same with nodes of another factory. */
    static Parsed parse(BoundedRuntime runtime, NodeFactory<JsonNode> nodes, String expression) {
        Parser parser = new Parser(runtime, nodes, Lexer.tokens(expression));
        Part root = parser.expression(0);
        if (parser.kind() != Kind.END) {
            throw parser.unexpected();
        }
        return new Parsed(root.node, List.copyOf(parser.quotedNames), keys(parser.tokens), parser.notes.uses());
    }

    private static Set<String> keys(List<Token> tokens) {
        Set<String> keys = new LinkedHashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            Kind next = i + 1 < tokens.size() ? tokens.get(i + 1).kind() : Kind.END;
            boolean written = next == Kind.L_PAREN || next == Kind.COLON; // a function, or a key of what is built
            boolean inner = i > 1 && tokens.get(i - 1).kind() == Kind.DOT && isName(tokens.get(i - 2).kind());
            if (isName(tokens.get(i).kind()) && !written && !inner) {
                keys.add(tokens.get(i).text());
            }
        }
        return Collections.unmodifiableSet(keys);
    }

    private static boolean isName(Kind kind) {
        return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
    }

    private Token token() {
        return tokens.get(at);
    }

    private Kind kind() {
        return tokens.get(at).kind();
    }

    private Kind kindAfter() {
        return at + 1 < tokens.size() ? tokens.get(at + 1).kind() : Kind.END;
    }

    private void match(Kind expected) {
        if (kind() != expected) {
            throw unexpected();
        }
        at++;
    }

    private SyntaxError unexpected() {
        Token token = token();
        return token.kind() == Kind.END ? new SyntaxError(token.start(), "the expression ends too early")
                : new SyntaxError(token.start(), "unexpected " + token.text(),
                        token.kind() == Kind.NUMBER ? "numbers in comparisons stand in backticks: `" + token.text() + "`" : null);
    }

    private Part expression(int power) {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxError(token().start(), "the expression is nested too deeply");
        }
        Part left = start();
        while (power < kind().power) {
            left = extend(left);
        }
        depth--;
        return left;
    }

    /** An expression at whose beginning we are. */
    private Part start() {
        Token token = token();
        if (token.kind() == Kind.END) {
            throw unexpected();
        }
        at++;
        return switch (token.kind()) {
            case LITERAL -> Part.of(new Nodes.Literal(runtime, token.literal()));
            case NAME -> {
                if (kind() != Kind.L_PAREN) {
                    notes.name(token.text());
                }
                yield new Part(nodes.createProperty(token.text()), Shape.FIELD, token.text(), null);
            }
            case QUOTED_NAME -> {
                if (kind() == Kind.L_PAREN) {
                    throw new SyntaxError(token.start(), "a function name cannot stand in double quotes");
                }
                yield new Part(nodes.createProperty(token.text()), Shape.FIELD, token.text(), token);
            }
            case STAR -> Part.of(valueProjection(nodes.createCurrent(),
                    kind() == Kind.R_BRACKET ? nodes.createCurrent() : projected(Kind.STAR.power)));
            case FILTER -> filter(nodes.createCurrent());
            case L_BRACE -> hash();
            case L_PAREN -> {
                Part inner = expression(0);
                match(Kind.R_PAREN);
                yield inner;
            }
            case FLATTEN -> flatten(nodes.createCurrent());
            case NOT -> Part.of(nodes.createNegate(truth(expression(Kind.NOT.power)).node));
            case L_BRACKET -> {
                if (kind() == Kind.NUMBER || kind() == Kind.COLON) {
                    yield index(nodes.createCurrent());
                }
                if (kind() == Kind.STAR && kindAfter() == Kind.R_BRACKET) {
                    at += 2;
                    yield Part.of(projection(nodes.createCurrent(), projected(Kind.STAR.power)));
                }
                yield list();
            }
            case CURRENT -> Part.of(nodes.createCurrent());
            case EXPREF -> Part.of(new Nodes.Reference(runtime, elsewhere(Kind.EXPREF.power)));
            default -> {
                at--;
                throw unexpected();
            }
        };
    }

    /** What the next token makes of the expression before it. */
    private Part extend(Part left) {
        Token token = token();
        at++;
        return switch (token.kind()) {
            case DOT -> {
                if (kind() == Kind.STAR) {
                    at++;
                    yield Part.of(valueProjection(left.node, projected(Kind.DOT.power)));
                }
                yield Part.of(sequence(left.node, afterDot(Kind.DOT.power)));
            }
            case PIPE -> Part.of(sequence(left.node, notes.insideFilter() ? elsewhere(Kind.PIPE.power)
                    : expression(Kind.PIPE.power).node));
            case OR -> Part.of(nodes.createOr(truth(left).node, truth(expression(Kind.OR.power)).node));
            case AND -> Part.of(nodes.createAnd(truth(left).node, truth(expression(Kind.AND.power)).node));
            case EQ, NE, LT, LE, GT, GE -> {
                Part right = expression(token.kind().power);
                noteQuoted(left);
                noteQuoted(right);
                if (token.kind() == Kind.EQ) {
                    noteEqual(left, right);
                    noteEqual(right, left);
                }
                yield Part.of(new Nodes.Compare(runtime, token.kind(), left.node, right.node));
            }
            case L_PAREN -> call(left, token);
            case FILTER -> filter(left.node);
            case FLATTEN -> flatten(left.node);
            case L_BRACKET -> {
                if (kind() == Kind.NUMBER || kind() == Kind.COLON) {
                    yield left.shape == Shape.INDEX
                            ? new Part(sequence(left.node, subscript().node), Shape.INDEX, null, null)
                            : index(left.node);
                }
                match(Kind.STAR);
                match(Kind.R_BRACKET);
                yield Part.of(projection(left.node, projected(Kind.STAR.power)));
            }
            default -> {
                at--;
                throw unexpected();
            }
        };
    }

    private void noteQuoted(Part side) {
        if (side.quoted != null) {
            quotedNames.add(side.quoted);
        }
    }

    private void noteEqual(Part field, Part literal) {
        if (field.shape == Shape.FIELD && literal.node instanceof Nodes.Literal value) {
            notes.equal(field.name, value.search(null));
        }
    }

    /** A part of which only matters whether it is true. */
    private Part truth(Part part) {
        if (part.shape == Shape.FIELD) {
            notes.truth(part.name);
        }
        return part;
    }

    /** An expression whose names are not those of a member. */
    private Node<JsonNode> elsewhere(int power) {
        notes.leaveMember();
        Node<JsonNode> node = expression(power).node;
        notes.backToMember();
        return node;
    }

    private Node<JsonNode> sequence(Node<JsonNode> first, Node<JsonNode> second) {
        return nodes.createSequence(List.of(first, second));
    }

    private Node<JsonNode> projection(Node<JsonNode> base, Node<JsonNode> each) {
        return sequence(base, nodes.createProjection(each));
    }

    private Node<JsonNode> valueProjection(Node<JsonNode> base, Node<JsonNode> each) {
        return projection(sequence(base, new Nodes.ObjectValues(runtime)), each);
    }

    private Part flatten(Node<JsonNode> base) {
        return Part.of(projection(sequence(base, nodes.createFlattenArray()), projected(Kind.FLATTEN.power)));
    }

    private Part filter(Node<JsonNode> base) {
        notes.enterFilter();
        Node<JsonNode> condition = truth(expression(0)).node;
        notes.leaveFilter();
        match(Kind.R_BRACKET);
        return Part.of(projection(sequence(base, nodes.createSelection(condition)), projected(Kind.FILTER.power)));
    }

    /** What a projection does with each element. */
    private Node<JsonNode> projected(int power) {
        if (kind().power < PROJECTION_STOP) {
            return nodes.createCurrent();
        }
        return switch (kind()) {
            case L_BRACKET, FILTER -> expression(power).node;
            case DOT -> {
                at++;
                yield afterDot(power);
            }
            default -> throw unexpected();
        };
    }

    private Node<JsonNode> afterDot(int power) {
        notes.leaveMember();
        Node<JsonNode> node = parseAfterDot(power);
        notes.backToMemberAfterDot();
        return node;
    }

    private Node<JsonNode> parseAfterDot(int power) {
        return switch (kind()) {
            case NAME, QUOTED_NAME, STAR -> expression(power).node;
            case L_BRACKET -> {
                at++;
                yield list().node;
            }
            case L_BRACE -> {
                at++;
                yield hash().node;
            }
            default -> throw unexpected();
        };
    }

    private Part call(Part function, Token paren) {
        if (function.shape != Shape.FIELD) {
            throw new SyntaxError(paren.start(), "only a function name can stand before (");
        }
        List<Node<JsonNode>> arguments = new ArrayList<>();
        while (kind() != Kind.R_PAREN) {
            arguments.add(expression(0).node);
            if (kind() == Kind.COMMA) {
                at++;
            }
        }
        at++;
        return Part.of(new Nodes.Call(runtime, function.name, arguments));
    }

    /** {@code [1]}, or {@code [1:2]}, which projects. */
    private Part index(Node<JsonNode> base) {
        Subscript subscript = subscript();
        Node<JsonNode> indexed = sequence(base, subscript.node);
        return subscript.slice ? Part.of(projection(indexed, projected(Kind.STAR.power)))
                : new Part(indexed, Shape.INDEX, null, null);
    }

    private record Subscript(Node<JsonNode> node, boolean slice) {}

    private Subscript subscript() {
        if (kind() != Kind.COLON && kindAfter() != Kind.COLON) {
            BigInteger index = token().literal().bigIntegerValue();
            at++;
            match(Kind.R_BRACKET);
            return new Subscript(new Nodes.Index(runtime, index), false);
        }
        BigInteger[] bounds = new BigInteger[3];
        int part = 0;
        while (kind() != Kind.R_BRACKET) {
            if (kind() == Kind.COLON && part < 2) {
                part++;
            } else if (kind() == Kind.NUMBER) {
                bounds[part] = token().literal().bigIntegerValue();
            } else {
                throw unexpected();
            }
            at++;
        }
        at++;
        return new Subscript(new Nodes.Slice(runtime, bounds[0], bounds[1], bounds[2]), true);
    }

    private Part list() {
        List<Node<JsonNode>> entries = new ArrayList<>();
        entries.add(expression(0).node);
        while (kind() != Kind.R_BRACKET) {
            match(Kind.COMMA);
            entries.add(expression(0).node);
        }
        at++;
        return Part.of(nodes.createCreateArray(entries));
    }

    private Part hash() {
        List<CreateObjectNode.Entry<JsonNode>> entries = new ArrayList<>();
        do {
            Token key = token();
            if (key.kind() != Kind.NAME && key.kind() != Kind.QUOTED_NAME) {
                throw unexpected();
            }
            at++;
            match(Kind.COLON);
            entries.add(new Nodes.Pair(key.text(), expression(0).node));
            if (kind() == Kind.COMMA) {
                at++;
            } else if (kind() == Kind.R_BRACE) {
                at++;
                return Part.of(nodes.createCreateObject(entries));
            }
        } while (true);
    }
}
