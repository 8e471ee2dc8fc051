"""The plot of `make bench`: time of a pass by hosts, both axes logarithmic, as an SVG that is readable in light and dark."""
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 880, 470, 70, 190, 30, 55
LIGHT = {"a": "#0969da", "b": "#8250df", "c": "#6e7781", "d": "#bc4c00"}
DARK = {"a": "#58a6ff", "b": "#bc8cff", "c": "#9aa4af", "d": "#f0883e"}


def colours(paper, ink, grid, of):
    """Without variables of CSS, which not all viewers know."""
    rules = [".paper { fill: %s }" % paper, "text { fill: %s }" % ink, ".grid { stroke: %s }" % grid]
    for kind, colour in of.items():
        rules.append(".%s path { stroke: %s } .%s circle, .%s text { fill: %s }" % (kind, colour, kind, kind, colour))
    return " ".join(rules)


STYLE = """text { font: 13px sans-serif } path { fill: none; stroke-width: 2.5 } .c path { stroke-dasharray: 6 4 }
%s
@media (prefers-color-scheme: dark) { %s }""" % (colours("#ffffff", "#24292f", "#d5d9de", LIGHT),
                                                 colours("#0d1117", "#e6edf3", "#30363d", DARK))


def series(results):
    """[(class, label, [(hosts, ms), …])], what is missing left out."""
    races = [r for r in results if r["kind"] == "race"]
    files = [r for r in results if r["kind"] == "big" and r["form"] == "file"]
    found = [("d", "ansible-playbook", [(r["hosts"], r["ansible"]["median"]) for r in races if r["ansible"]["runs"]]),
             ("b", "pgsvc, one change", [(r["hosts"], r["change"]["median"]) for r in races]),
             ("a", "pgsvc, nothing to do", [(r["hosts"], r["nothing"]["median"]) for r in races + files]),
             ("c", "haproxy -c alone", [(r["hosts"], r["check"]["median"]) for r in races + files])]
    return [(kind, label, sorted(points)) for kind, label, points in found if points]


def svg(results):
    lines = series(results)
    hosts = [x for _, _, points in lines for x, _ in points]
    times = [y for _, _, points in lines for _, y in points]
    if not hosts:
        return ""
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    first, last = math.log10(min(hosts)), max(math.log10(max(hosts)), math.log10(min(hosts)) + 0.1)
    x = lambda value: LEFT + (math.log10(value) - first) / (last - first) * (WIDTH - LEFT - RIGHT)
    y = lambda value: HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">' % (WIDTH, HEIGHT),
           "<title>Time of one pass on a node by the size of the inventory</title>", "<style>\n%s\n</style>" % STYLE,
           '<rect class="paper" width="100%" height="100%"/>']
    for power in range(low, high + 1):
        out.append('<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>' % (LEFT, WIDTH - RIGHT, y(10**power), y(10**power)))
        out.append('<text x="%d" y="%.1f" text-anchor="end">%s</text>' % (LEFT - 8, y(10**power) + 4, duration(10.0**power)))
    for size in sorted(set(hosts)):
        out.append('<line class="grid" y1="%d" y2="%d" x1="%.1f" x2="%.1f"/>' % (TOP, HEIGHT - BOTTOM, x(size), x(size)))
        out.append('<text x="%.1f" y="%d" text-anchor="middle">%s</text>' % (x(size), HEIGHT - BOTTOM + 19, "{:,}".format(size)))
    out.append('<text x="%.1f" y="%d" text-anchor="middle">hosts in the inventory</text>' % ((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12))
    places = spread([y(points[-1][1]) for _, _, points in lines if points[-1][0] == max(hosts)])
    for kind, label, points in lines:
        out.append('<g class="%s"><path d="M%s"/>' % (kind, " L".join("%.1f %.1f" % (x(a), y(b)) for a, b in points)))
        out += ['<circle cx="%.1f" cy="%.1f" r="3.5"/>' % (x(a), y(b)) for a, b in points]
        end, last_y = points[-1]
        if end == max(hosts):
            out.append('<text x="%.1f" y="%.1f">%s</text></g>' % (x(end) + 9, places.pop(0) + 4, label))
        else:  # above its end, as the right edge is not reached
            out.append('<text x="%.1f" y="%.1f" text-anchor="end">%s</text></g>' % (x(end) - 4, y(last_y) - 10, label))
    return "\n".join(out + ["</svg>"]) + "\n"


def spread(places):
    """Labels that do not cover each other: each at least 16 below the one above it."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for before, after in zip(order, order[1:]):
        moved[after] = max(moved[after], moved[before] + 16)
    return moved


def duration(ms):
    return "%g s" % (ms / 1000) if ms >= 1000 else "%g ms" % ms
