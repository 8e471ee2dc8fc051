"""Random templates of values, and random selectors."""
NAMES = ["v1", "v2", "v3", "v4", "v5", "color", "tier", "limits", "items_of", "nothing_here", "pg_role", "pg_weight"]
# What a member holds; the last ones are on no member, or only on some.
FIELDS = ["pg_role", "pg_seq", "pg_weight", "pg_offline_query", "pg_cluster", "inventory_hostname", "pg_instance", "pg_port",
          "v1", "v2", "v3", "v4", "color", "tier", "limits", "items_of", "group_names", "pg_shard", "nope"]
ROLES = ["primary", "replica", "offline", "standby", "delayed"]


class Templates:
    def __init__(self, random):
        self.random = random

    def text(self):
        """A value with at least one expression in it."""
        r = self.random
        kind = r.random()
        if kind < 0.3:
            return "{{ %s }}" % r.choice(NAMES)
        if kind < 0.7:
            return "{{ %s }}" % self.expression()
        if kind < 0.75:
            return "{{%s}}" % self.expression()
        if kind < 0.78:
            return "{{- %s -}}" % r.choice(NAMES)
        parts = []
        for _ in range(r.randint(1, 2)):
            parts += [r.choice(["", "x-", "a b ", "1", "[", "http://", "{"]), "{{ %s }}" % self.expression(1)]
        parts.append(r.choice(["", "", "/x", " ", "]", "5", "}"]))
        return "".join(parts)

    def literal(self):
        return self.random.choice(["1", "0", "42", "1.5", "'x'", "'yes'", "'5'", '"d"', "true", "False", "none", "[1, 2]",
                                   "['a', 'b']", "{'a': 1}", "' 7 '", "'3.9'"])

    def expression(self, depth=0):
        r = self.random
        kind = r.random()
        if depth > 2 or kind < 0.22:
            return r.choice(NAMES) if r.random() < 0.8 else self.literal()
        if kind < 0.30:
            return r.choice(["limits.a", "limits['a']", "limits.b.c", "items_of[0]", "items_of[-1]", "items_of[9]", "v1.a",
                             "group_names[0]", "groups['all'] | length", "groups.all | length", "inventory_hostname",
                             "inventory_hostname_short"])
        if kind < 0.70:
            return "%s | %s" % (self.operand(depth), self.filter())
        if kind < 0.80:
            operator = r.choice(["+", "-", "~", "*", "==", "!=", "<", ">=", "in", "and", "or"])
            if operator in ("==", "!=", "<", ">=", "in"):
                # a < b < c has a meaning of its own, which pgsvc does not know
                return "(%s) %s (%s)" % (self.expression(depth + 1), operator, self.expression(depth + 1))
            return "%s %s %s" % (self.operand(depth), operator, self.operand(depth))
        if kind < 0.86:
            return "%s if %s else %s" % (self.operand(depth), self.operand(depth), self.operand(depth))
        if kind < 0.92:
            return "%s is %s%s" % (r.choice(NAMES), r.choice(["", "not "]), r.choice(["defined", "undefined", "none"]))
        if kind < 0.96:
            return "not " + self.operand(depth)
        return "(%s)" % self.expression(depth + 1)

    def operand(self, depth):
        text = self.expression(depth + 1)
        compared = any(" %s " % o in text for o in ("==", "!=", "<", ">=", "in"))
        return text if " " not in text or not compared and self.random.random() < 0.3 else "(%s)" % text

    def filter(self):
        r = self.random
        return r.choice(["default('d')", "default(5)", "d('x', true)", "default(omitted)" if r.random() < 0.05 else "default('')",
                         "int", "int(3)", "float", "string", "bool", "lower", "upper", "trim", "join(',')", "join", "length",
                         "count", "first", "last", "replace('a', 'b')", "default(v2)"])


class Selectors:
    """Expressions over a list of members, mostly good ones; some give other things than members, some are errors."""

    def __init__(self, random):
        self.random = random

    def usual(self):
        """A selector that a service may have."""
        r = self.random
        kind = r.random()
        if kind < 0.3:
            return "[]"
        if kind < 0.9:
            return "[? %s ]" % self.condition()
        return r.choice(["[*]", "[:1]", "[1:]", "[::-1]", "[?pg_seq > `1`] | [0:1]", "sort_by([], &to_number(pg_seq))",
                         "reverse([])", "[?pg_role=='nobody']", "[-1:]"])

    def any(self):
        r = self.random
        kind = r.random()
        if kind < 0.45:
            return self.usual()
        if kind < 0.55:
            return "[?%s].%s" % (self.condition(), r.choice(FIELDS))
        if kind < 0.62:
            return "[].{n: inventory_hostname, %s: %s}" % (r.choice("abc"), self.operand())
        if kind < 0.68:
            return "[].[%s, %s]" % (self.operand(), self.operand())
        if kind < 0.76:
            return "[%s].%s" % (r.choice(["0", "-1", "*", "", "::2", "1:3", "99"]), self.operand_path())
        if kind < 0.94:
            return self.function()
        if kind < 0.97:
            return "[?%s] | %s" % (self.condition(), r.choice(["[0]", "length(@)", "[].pg_role", "[-1].inventory_hostname",
                                                               "[?pg_role]", "sort(@[].inventory_hostname)"]))
        return r.choice(["[", "[?]", "[?pg_role=]", "foo(", "nofunction([])", "[?pg_role == 'x]", "", "a..b", "[? a & b]", "*.*",
                         "@", "[?`x\"y` == pg_role]", "length(`1`)", "[::0]", "sort_by([], &pg_nope)", "\"\"", "[?a==='b']"])

    def condition(self, depth=0):
        r = self.random
        kind = r.random()
        if depth > 2 or kind < 0.45:
            return self.comparison()
        if kind < 0.6:
            return ("%s && %s" if r.random() < 0.5 else "%s || %s") % (self.condition(depth + 1), self.condition(depth + 1))
        if kind < 0.68:
            return "!%s" % (r.choice(FIELDS) if r.random() < 0.5 else "(%s)" % self.condition(depth + 1))
        if kind < 0.74:
            return "(%s)" % self.condition(depth + 1)
        if kind < 0.84:
            return r.choice(FIELDS)
        if kind < 0.94:
            name = r.choice(["contains", "starts_with", "ends_with"])
            return "%s(%s, %s)" % (name, r.choice(["pg_role", "inventory_hostname", "group_names", "pg_cluster", self.operand_path()]),
                                   self.literal())
        return "not_null(%s, `false`)" % ", ".join(r.choice(FIELDS) for _ in range(2))

    def comparison(self):
        r = self.random
        if r.random() < 0.4:
            left, right = "pg_role", self.role()
        else:
            left, right = self.operand(), self.operand() if r.random() < 0.2 else self.literal()
        if r.random() < 0.1:
            left, right = right, left
        space = r.choice(["", " "])
        return left + space + r.choice(["==", "==", "==", "!=", "<", "<=", ">", ">="]) + space + right

    def role(self):
        role = self.random.choice(ROLES)
        return self.random.choice(["`%s`", "`%s`", "'%s'", "`\"%s\"`", "` %s`", "`%s `", '"%s"']) % role

    def literal(self):
        r = self.random
        return r.choice([self.role(), "`1`", "`true`", "`false`", "`null`", "`0`", "`1.0`", "`\"1\"`", "'1'", "`yes`", "`True`",
                         "`01`", "`[]`", "`{}`", "`[1, 2]`", "`{\"a\": 1}`", "''", "'a'", "`10.10`", "`-5`", "`1e2`", "'it''s'"
                         if r.random() < 0.1 else "'it\\'s'", "`a b`", "`'x'`", "`é`", "`\"\\u00e9\"`", "`5432`", "`100`"])

    def operand(self):
        r = self.random
        kind = r.random()
        if kind < 0.75:
            return self.operand_path()
        if kind < 0.85:
            return "length(%s)" % r.choice(["group_names", "inventory_hostname", "pg_role", self.operand_path()])
        return r.choice(["to_number(%s)", "to_string(%s)", "type(%s)", "not_null(%s, 'none')", "to_array(%s)"]) % self.operand_path()

    def operand_path(self):
        r = self.random
        field = r.choice(FIELDS)
        return field + r.choice(["", "", "", "", ".a", "[0]", ".a.b", "[]", ".*", "[-1]", '."x-y"'])

    def function(self):
        r = self.random
        field = r.choice(FIELDS)
        return r.choice(["length(@)", "[].length(%s)", "max_by([], &%s)", "min_by([], &%s).inventory_hostname",
                         "sort_by([], &%s)[].inventory_hostname", "sort([].%s)", "max([].%s)", "min([].%s)", "sum([].%s)", "avg([].%s)",
                         "join(',', [].%s)", "reverse([].%s)", "map(&%s, [])", "[].keys(%s)", "[].values(%s)", "[].type(%s)",
                         "[].to_string(%s)", "[].to_number(%s)", "[].abs(%s)", "[].ceil(%s)", "[].floor(%s)",
                         "[].merge({a: `1`}, {b: %s})", "[].reverse(%s)", "[].contains(%s, 'a')", "[].join('-', group_names)",
                         "[].not_null(%s, pg_role)", "map(&type(%s), [])", "sort_by([], &type(%s))[].pg_seq",
                         "[].starts_with(%s, 'a')", "[].to_array(%s)", "[].%s[]", "[][].%s", "[].[%s][0]"]).replace("%s", field)
