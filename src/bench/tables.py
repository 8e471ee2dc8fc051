"""Tables in Markdown, of the results of `make bench`."""
import collections


def ms(timing):
    value = timing["median"]
    text = "%.1f" % value if value < 100 else "{:,.0f}".format(value)
    return {0: "> " + text, 1: text + " (1 run)"}.get(timing["runs"], text)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def times(result, ours, theirs):
    return "{:,.0f} ×".format(result[theirs]["median"] / result[ours]["median"])


def markdown(results):
    by = collections.defaultdict(list)
    for result in sorted(results, key=lambda r: (r.get("hosts", 0), r.get("form", ""))):
        by[result["kind"]].append(result)
    parts = [race(by["race"]), fleet(by["race"]), big(by["big"]), stages(by["race"], by["big"]), start(by["start"])]
    return "\n".join(part for part in parts if part)


def race(results):
    return results and table(
        ["one node, ms", "`haproxy -c`", "nothing to do", "one change", "all new", "Ansible", "Ansible, all new", "nothing to do : Ansible"],
        [[r["name"], ms(r["check"]), ms(r["nothing"]), ms(r["change"]), ms(r["cold"]), ms(r["ansible"]), ms(r["ansible_cold"]),
          times(r, "nothing", "ansible")] for r in results])


def fleet(results):
    rows = [[r["name"], ms(r["fleet"]), ms(r["ansible_fleet"]), times(r, "fleet", "ansible_fleet")] for r in results if "fleet" in r]
    return rows and table(["the whole fleet, ms", "`pgsvc render --all-nodes`", "Ansible", ""], rows)


def big(results):
    return results and table(["pgsvc alone, nothing to do", "ms", "processor ms", "memory (RSS) MB", "`haproxy -c` ms"],
                             [["{:,} hosts, {}".format(r["hosts"], r["form"]), ms(r["nothing"]), processor(r["nothing"]),
                               "%.0f" % r["memory"], ms(r["check"])] for r in results])


def processor(timing):
    return "%.0f" % timing["cpu"] if "cpu" in timing else "–"


def stages(races, bigs):
    rows = [(r["name"] + ", " + what, r[key]) for r in races
            for key, what in (("nothing_stages", "nothing"), ("change_stages", "one change"), ("cold_stages", "all new"))]
    rows += [("{:,} hosts, {}, nothing".format(r["hosts"], r["form"]), r["nothing_stages"]) for r in bigs]
    names = list(dict.fromkeys(name for _, found in rows for name in found))
    order = ["recover", "load", "look", "plan", "lint", "select", "render", "decide", "check", "swap", "reload", "confirm", "record", "health"]
    names.sort(key=order.index)
    shown = [n for n in names if any(found.get(n, 0) >= 0.05 for _, found in rows)]
    return rows and table(["stages, ms"] + shown, [[name] + ["%.1f" % found[n] if n in found else "" for n in shown] for name, found in rows])


def start(results):
    return results and table(["start", "ms", "memory (RSS) MB"], [["`pgsvc --version`", ms(r["version"]), "%.0f" % r["memory"]] for r in results])
