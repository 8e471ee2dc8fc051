"""The goals of a pass on a node, and whether they are met."""

# (what, kind, hosts, how to read it, at most, unit). Memory is not noisy: no slack is given for it.
GOALS = [
    ("a pass with nothing to do, 20 hosts", "race", 20, lambda r: r["nothing"]["median"], 30, "ms"),
    ("  its memory", "race", 20, lambda r: r["memory"], 40, "MB"),
    ("a pass with nothing to do, 10,000 hosts", "big", 10_000, lambda r: r["nothing"]["median"], 600, "ms"),
    ("  its memory", "big", 10_000, lambda r: r["memory"], 200, "MB"),
]


def judge(results, slack):
    """Prints every goal that was measured; tells how many are missed by more than `slack` times."""
    missed = 0
    for what, kind, hosts, read, bound, unit in GOALS:
        for result in results:
            if result["kind"] != kind or result["hosts"] != hosts:
                continue
            value, most = read(result), bound * (slack if unit == "ms" else 1)
            bad = value > most
            missed += bad
            form = " in a " + result["form"] if "form" in result else ""
            print("bench: %-8s %s%s: %.1f %s (goal %d%s)" % (
                "MISSED" if bad else "ok" if value <= bound else "tolerated", what, form, value, unit, bound,
                ", %.0f tolerated here" % most if most > bound else ""))
    return missed
