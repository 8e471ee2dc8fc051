"""Random values of YAML 1.1 as people and their editors write them."""
from yamltext import Block, Map, Scalar, Seq

PLAIN = """yes no on off true false Yes NO On OFF True FALSE y n Y N null Null NULL ~ nULL none None
0 1 -1 +7 42 5432 0755 007 08 09 0o17 0x1F -0x1f 0XFF 0b101 0b2 1_000 1_0_0 _1 1__0 12345678901234567890 -9223372036854775808
1:30 190:20:30 1:60 12:30:45 -1:30 1:30.5 0:0 01:30 1.5 -2.25 1. .5 -.5 +.5 1e3 1.5e3 1.5e+3 1.5e-3 1.0E+10 1e+3 .inf -.inf
+.Inf .NaN 1_000.5 1.2.3 10.10.10.11 3.0 0.1 100.0 1.0e+16 1.0e-5 123456789.125 6.02e+23
2024-01-31 2024-1-3 2001-12-14T21:59:43Z 2001-12-14t21:59:43.10-05:00 2001-12-14 21:59:43 2024-01-31x 24-01-31
abc pg-test primary replica a.b a_b -x a:b a#b x@y %5 /primary 1a 1-2 1,5 <none> (x) wide é ü日本 ~x nan inf .5.5 +1a -
""".split()
NOT_IN_FLOW = {"-", "1,5"}
NOT_FIRST = {"%5", "x@y"}
QUOTED = ["''", '""', "'yes'", '"no"', "'1'", '"1.5"', "'null'", "'0755'", '"2024-01-31"', "' x '", "'it''s'",
          '"a\\nb"', '"\\u00e9\\t\\x41"', "'{ not a template }'", "'#x'", "'a: b'", "'[1, 2]'", "'{\"a\": 1}'", "'True'",
          "'~'", "'%5'", "'*x'", "'&x'", "'!x'", "'1e3'", "'日本'", '"\\U0001F418"']
WORDS = ["alpha", "beta", "gamma", "delta", "x", "pg", "node 1", "it's", "#5", "-", "a: b", "{", "", "ünï"]
KEYS = ["a", "b", "c", "key", "name", "x-y", "'k 1'", "\"q\"", "ü", "v1", "'1'", "'yes'", "z.z"]


class Values:
    """Makes values for one file: anchors are known from where they stand on."""

    def __init__(self, random, templates=None):
        self.random = random
        self.templates = templates
        self.names = 0
        self.anchors = []       # any value
        self.map_anchors = []   # mappings, for merge keys

    def anchor(self, mapping):
        self.names += 1
        name = "a%d" % self.names
        (self.map_anchors if mapping else self.anchors).append(name)
        return name

    def scalar(self):
        r = self.random
        kind = r.random()
        if kind < 0.62:
            text = r.choice(PLAIN)
            if text == "-":
                text = "'-'"
            if text in NOT_FIRST:
                text = "x" + text
            return Scalar(text, text not in NOT_IN_FLOW)
        if kind < 0.80:
            return Scalar(r.choice(QUOTED))
        if kind < 0.84:
            return Scalar(str(r.randint(-10 ** r.randint(1, 20), 10 ** r.randint(1, 20))))
        if kind < 0.87:
            return Scalar(repr(r.uniform(-1, 1) * 10 ** r.randint(0, 9)))
        if kind < 0.90:
            return Scalar("")
        if kind < 0.93:
            return Scalar("'%s'" % r.choice(WORDS).replace("'", "''"))
        if kind < 0.95:
            return Scalar("!unsafe '%s'" % r.choice(["{{ v1 }}", "plain", "100%", "{% x %}"]), False)
        if kind < 0.965:
            return Scalar(r.choice(["!!str 1", "!!int '7'", "!!float 1", "!!bool 'yes'", "!!null ''", "!!str yes"]), False)
        lines = [r.choice(WORDS).strip() or "text" for _ in range(r.randint(1, 3))]
        if r.random() < 0.3:
            lines.insert(1, "")
        return Block(r.choice(["|", "|-", "|+", ">", ">-", ">+"]), lines)

    def secret(self):
        line = "".join(self.random.choice("0123456789abcdef") for _ in range(60))
        return Block("!vault |", ["$ANSIBLE_VAULT;1.1;AES256", line, line])

    def vaulted(self):
        """An encrypted value, or something with one in it."""
        r = self.random
        return r.choice([self.secret, lambda: Seq([self.scalar(), self.secret()]),
                         lambda: Map([("a", self.secret()), ("b", self.scalar())])])()

    def value(self, depth=0):
        r = self.random
        kind = r.random()
        if self.anchors and kind < 0.04:
            return Scalar("*" + r.choice(self.anchors), False)
        if self.map_anchors and kind < 0.06:
            return Scalar("*" + r.choice(self.map_anchors), False)
        if self.templates and kind < 0.22:
            return self.template()
        if depth < 3 and kind < 0.31:
            node = Seq([self.value(depth + 1) for _ in range(r.randint(0, 4))], r.random() < 0.5)
        elif depth < 3 and kind < 0.41:
            return self.mapping(depth)
        else:
            node = self.scalar()
        if not isinstance(node, Block) and r.random() < 0.06 and getattr(node, "text", "x")[:1] not in ("!", ""):
            node.anchor = self.anchor(False)
        return node

    def template(self):
        text = self.templates()
        if "'" in text and '"' not in text and "\\" not in text:
            return Scalar('"%s"' % text)
        return Scalar("'%s'" % text.replace("'", "''"))

    def mapping(self, depth=0):
        """A mapping, perhaps with merge keys and keys given twice."""
        r = self.random
        flow = r.random() < 0.4
        merges = list(self.map_anchors)
        keys = [r.choice(KEYS) for _ in range(r.randint(0, 4))]
        if r.random() < 0.9:
            keys = list(dict.fromkeys(keys))
        items = [(key, self.value(depth + 1)) for key in keys]
        if merges and r.random() < 0.4:
            items.insert(r.randint(0, len(items)), ("<<", self.merged(merges)))
            flow = False
        node = Map(items, flow)
        if r.random() < 0.25:
            node.anchor = self.anchor(True)
        return node

    def merged(self, merges):
        r = self.random
        if r.random() < 0.7:
            return Scalar("*" + r.choice(merges), False)
        return Scalar("[%s]" % ", ".join("*" + r.choice(merges) for _ in range(r.randint(1, 2))), False)
