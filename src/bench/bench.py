"""The race of `make bench`, see src/bench/run: measures, prints lines as it goes, leaves JSON, tables and a plot."""
import argparse
import json
import os
import platform
import subprocess
from pathlib import Path

import goals
import plot
import tables
from node import Node, weighted
from playbook import Playbook, versions
from timing import Timing, run

ROOT = Path(__file__).resolve().parents[2]
ANSIBLE_RUNS = 5


class Bench:
    def __init__(self, options):
        self.out = options.out.resolve()
        self.binary = options.binary
        self.work = self.out / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        self.timing = Timing(self.work, int(os.environ.get("BENCH_RUNS", 20)))
        self.limit = float(os.environ.get("BENCH_ANSIBLE_LIMIT", 600))
        home = os.environ.get("PIGSTY_HOME")
        self.pigsty = Path(home).resolve() if home else None
        self.playbook = Playbook(ROOT, self.work, self.pigsty)
        self.environment = dict(machine(), **versions(), pgsvc=run([self.binary, "--version"]).split("\n")[0],
                                playbook=self.playbook.what, note=os.environ.get("BENCH_NOTE", ""))

    def race(self, size):
        """pgsvc beside HAProxy's check and Ansible, on one inventory."""
        inventory, host = self.out / ("inventories/%d.yml" % size), "10.0.0.3"
        name = "%d hosts" % size
        if size == 20 and self.pigsty:
            inventory, host, name = self.pigsty / "conf/ha/simu.yml", "10.10.10.21", "20 hosts (Pigsty's ha/simu)"
        changed = self.work / "changed.yml"
        if not weighted(inventory, host, changed):
            raise SystemExit("bench: no line of %s to change in %s" % (host, inventory))
        with Node(self.binary, self.work / "node", inventory, host) as node:
            run(node.one_pass)
            ansible_took = self.equal(node.conf, inventory, host, name)
            measure = self.timing.measure
            result = {"kind": "race", "hosts": size, "name": name, "check": measure(node.check), "nothing": measure(node.one_pass),
                      "memory": self.timing.memory(node.one_pass), "nothing_stages": node.stages()}
            forget = node.forget()
            result["cold"] = measure(node.one_pass, forget, warm=False)
            result["cold_stages"] = node.stages(forget)
            edit = node.edit(changed)
            result["change"] = measure(node.one_pass, edit, warm=False)
            result["change_stages"] = node.stages(edit)
        if ansible_took > self.timing.each:  # that one run is all
            result["ansible"] = result["ansible_cold"] = {"median": ansible_took * 1000, "runs": int(ansible_took < self.limit)}
        else:
            ansible = self.playbook.command(inventory, host)
            result["ansible_cold"] = measure(ansible, self.playbook.clear(), ANSIBLE_RUNS)
            result["ansible"] = measure(ansible, None, ANSIBLE_RUNS)
        if size <= 20:
            result["ansible_fleet"] = measure(self.playbook.command(inventory), None, 2)
            result["fleet"] = measure([self.binary, "render", "-i", inventory, "--all-nodes", "--defaults", "pigsty-4.5",
                                       "--output-dir", self.work / "fleet"])
        self.store(str(size), result)
        times = result["ansible"]["median"] / result["nothing"]["median"]
        print("bench: %s: pgsvc %.1f ms, haproxy -c %.1f ms, ansible-playbook %s%.0f ms: %.0f times" % (
            name, result["nothing"]["median"], result["check"]["median"], "" if result["ansible"]["runs"] else "more than ",
            result["ansible"]["median"], times), flush=True)
        return result

    def equal(self, conf_dir, inventory, host, name):
        """Seconds that Ansible took to write the same as pgsvc; the limit, if it was stopped there."""
        try:
            lines, took = self.playbook.must_equal(conf_dir, inventory, host, self.limit)
            print("%s: pgsvc and Ansible write the same %d directives" % (name, lines), flush=True)
            return took
        except subprocess.TimeoutExpired:
            print("%s: Ansible was stopped after %d s (BENCH_ANSIBLE_LIMIT)" % (name, self.limit), flush=True)
            return self.limit

    def big(self, size, form):
        """pgsvc alone."""
        inventory = self.out / "inventories" / (str(size) + (".yml" if form == "file" else ""))
        with Node(self.binary, self.work / "node", inventory, "10.0.0.3") as node:
            run(node.one_pass)
            result = {"kind": "big", "hosts": size, "form": form, "check": self.timing.measure(node.check),
                      "nothing": self.timing.measure(node.one_pass, most=10), "memory": self.timing.memory(node.one_pass),
                      "nothing_stages": node.stages(runs=3)}
        self.store("%d-%s" % (size, form), result)
        print("bench: %d hosts in a %s: pgsvc %.0f ms, %.0f MB" % (size, form, result["nothing"]["median"], result["memory"]), flush=True)
        return result

    def start(self):
        """How long the binary takes to say its version."""
        result = {"kind": "start", "version": self.timing.measure([self.binary, "--version"], most=100),
                  "memory": self.timing.memory([self.binary, "--version"])}
        self.store("start", result)
        print("bench: --version: %.1f ms, %.0f MB" % (result["version"]["median"], result["memory"]), flush=True)
        return result

    def store(self, name, result):
        file = self.out / "results" / (name + ".json")
        file.write_text(json.dumps(dict(result, environment=self.environment), indent=1) + "\n", encoding="utf-8")


def machine():
    """What the figures come from."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    field = lambda key: next(line.split(":")[1].strip() for line in text.splitlines() if line.startswith(key))
    memory = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    return {"cpu": "%s (family %s, model %s)" % (field("model name"), field("cpu family"), field("model")), "cores": os.cpu_count(),
            "memory": "%.0f GiB" % (memory / 2**20), "kernel": platform.release()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hosts", type=int, nargs="*", default=[])
    parser.add_argument("--big", type=int, nargs="*", default=[])
    options = parser.parse_args()
    bench = Bench(options)
    print("bench: %(pgsvc)s; ansible-core %(ansible)s; HAProxy %(haproxy)s; %(cores)d x %(cpu)s" % bench.environment)
    print("bench: Ansible runs %s" % bench.playbook.what, flush=True)
    results = [bench.start()]
    results += [bench.race(size) for size in options.hosts]
    results += [bench.big(size, form) for size in options.big for form in ("file", "directory")]
    every = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((bench.out / "results").glob("*.json"))]
    (bench.out / "tables.md").write_text(tables.markdown(every), encoding="utf-8")
    (bench.out / "performance.svg").write_text(plot.svg(every), encoding="utf-8")
    print("bench: tables in %s, plot in performance.svg" % os.path.relpath(bench.out / "tables.md"))
    missed = goals.judge(results, float(os.environ.get("BENCH_SLACK", 1)))
    raise SystemExit(1 if missed else 0)


main()
