"""A node with a HAProxy of its own, and pgsvc's passes on it."""
import json
import os
import re
import shutil
import statistics
import subprocess
import time

from timing import run

MAIN = """\
global
    stats socket %(work)s/stats.sock mode 600 level admin
    server-state-file %(work)s/server-state
defaults
    mode tcp
    timeout connect 1s
    timeout client 30s
    timeout server 30s
    load-server-state-from-file global
"""


class Node:
    """Give it an inventory and the host that it is. Files are at `work`; to be used with `with`."""

    def __init__(self, binary, work, inventory, host):
        self.binary, self.work, self.inventory, self.host = binary, work, inventory, host
        self.conf = work / "conf.d"
        self.master = None

    def __enter__(self):
        shutil.rmtree(self.work, ignore_errors=True)
        self.conf.mkdir(parents=True)
        main = self.work / "haproxy.cfg"
        main.write_text(MAIN % {"work": self.work})
        self.check = ["haproxy", "-c", "-q", "-f", main, "-f", self.conf]
        self.render = [self.binary, "render", "-i", self.inventory, "--node", self.host, "--defaults", "pigsty-4.5"]
        self.one_pass = self.render + ["--conf-dir", self.conf, "--haproxy-config", main, "--master-socket", self.work / "master.sock",
                                       "--state-dir", self.work / "state", "--runtime-dir", self.work / "run", "--degraded-wait", "0"]
        log = open(self.work / "haproxy.log", "w", encoding="utf-8")
        self.master = subprocess.Popen(["haproxy", "-W", "-S", str(self.work / "master.sock"), "-f", str(main), "-f", str(self.conf)],
                                       stdout=log, stderr=log)
        while not (self.work / "master.sock").exists() or not (self.work / "stats.sock").exists():
            if self.master.poll() is not None:
                raise SystemExit("bench: HAProxy does not start:\n" + (self.work / "haproxy.log").read_text())
            time.sleep(0.02)
        return self

    def __exit__(self, *failure):
        self.master.terminate()
        self.master.wait()

    def script(self, name, text):
        path = self.work / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def forget(self):
        """A command that makes the next pass write everything."""
        return self.script("forget", "rm -rf %s %s/*.cfg\n" % (self.work / "state", self.conf))

    def edit(self, changed):
        """A command that replaces the inventory by its other form, there and back: one change for the next pass."""
        now, other = self.work / "now.yml", self.work / "other.yml"
        shutil.copy(self.inventory, now)
        shutil.copy(changed, other)
        self.one_pass[self.one_pass.index(self.inventory)] = now
        self.inventory = now
        return self.script("edit", "mv %s %s.tmp && mv %s %s && mv %s.tmp %s\n" % (now, now, other, now, now, other))

    def stages(self, prepare=None, runs=9):
        """The median of each stage of a pass in ms, as the pass itself tells them."""
        seen = {}
        for _ in range(runs):
            if prepare:
                run([prepare])
            for stage, took in json.loads(run(self.one_pass + ["-o", "json"]))["stages"].items():
                seen.setdefault(stage, []).append(took * 1000)
        return {stage: statistics.median(times) for stage, times in seen.items()}


def weighted(inventory, host, target):
    """The same inventory with another weight of that host; false if it has none to change."""
    text = inventory.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^( *%s *: *\{ *)" % re.escape(host), r"\1pg_weight: 77, ", text, count=1)
    target.write_text(changed, encoding="utf-8")
    return changed != text


def directives(folder):
    """{file: its lines, comments and blanks aside}."""
    return {name: [" ".join(line.split()) for line in (folder / name).read_text(encoding="utf-8").splitlines()
                   if line.strip() and not line.lstrip().startswith("#")]
            for name in sorted(os.listdir(folder)) if name.endswith(".cfg")}
