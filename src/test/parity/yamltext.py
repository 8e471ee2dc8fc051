"""A tree of YAML as it is to be written, and its text. No library: a test that wrote with the reader's library would
only write what that library likes."""


class Scalar:
    """A scalar exactly as it stands in the file; `flow` says that it may stand in [] and {} too."""

    def __init__(self, text, flow=True, anchor=None):
        self.text, self.flow, self.anchor = text, flow, anchor


class Block:
    """A block scalar: its header (such as `|-` or `!vault |`) and its lines."""

    def __init__(self, header, lines):
        self.header, self.lines, self.flow, self.anchor = header, lines, False, None


class Seq:
    def __init__(self, items, flow=False, anchor=None):
        self.items, self.anchor = items, anchor
        self.flow = flow and all(item.flow for item in items)


class Map:
    """A mapping; its keys are written as they are given, and may repeat."""

    def __init__(self, items, flow=False, anchor=None):
        self.items, self.anchor = items, anchor
        self.flow = flow and all(value.flow for _, value in items)


def flow_text(node):
    prefix = "&%s " % node.anchor if node.anchor else ""
    if isinstance(node, Scalar):
        return prefix + (node.text or "null")
    if isinstance(node, Seq):
        return prefix + "[" + ", ".join(flow_text(item) for item in node.items) + "]"
    return prefix + "{" + ", ".join("%s: %s" % (key, flow_text(value)) for key, value in node.items) + "}"


def after(node, indent, in_sequence=False):
    """What stands behind `key:` or `-`, the line break at its end included."""
    anchor = " &" + node.anchor if node.anchor else ""
    if isinstance(node, Scalar):
        return anchor + (" " + node.text if node.text else "") + "\n"
    if isinstance(node, Block):
        pad = "  " * indent
        return " " + node.header + "\n" + "".join((pad + line if line else "") + "\n" for line in node.lines)
    if node.flow or not node.items:
        return anchor + " " + flow_text(type(node)(node.items, True)) + "\n"
    if in_sequence and not anchor and isinstance(node, Map):
        return " " + block(node, indent)[2 * indent:]
    return anchor + "\n" + block(node, indent)


def block(node, indent=0):
    """The lines of a mapping or a list with entries."""
    pad = "  " * indent
    if isinstance(node, Seq):
        return "".join(pad + "-" + after(item, indent + 1, True) for item in node.items)
    return "".join(pad + key + ":" + after(value, indent + 1) for key, value in node.items)


def document(node):
    """The text of a file."""
    if isinstance(node, Scalar):
        return node.text + "\n"
    return block(node) if node.items else "{}\n"
