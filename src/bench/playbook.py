"""What Ansible runs: Pigsty's own playbook from a checkout, else the least that renders the same files."""
import os
import shutil
import time
from pathlib import Path

from node import directives
from timing import run

CONF = Path("/etc/haproxy/conf.d")


class Playbook:
    """@param home a checkout of Pigsty, or None"""

    def __init__(self, root, work, home):
        self.home, self.work = home, work
        os.environ.update(ANSIBLE_NOCOLOR="1", ANSIBLE_LOCALHOST_WARNING="0", LC_ALL="C.UTF-8")
        if home:
            os.environ["ANSIBLE_CONFIG"] = str(home / "ansible.cfg")
            self.play, self.options = home / "pgsql.yml", ["-t", "pg_service", "-e", "pg_reload=false"]
            self.what = "Pigsty's pgsql.yml -t pg_service -e pg_reload=false (%s)" % self.version()
            return
        role = work / "playbook/roles/services"
        for source, target in ((root / "src/main/resources/defaults/pigsty-4.5.yml", "defaults/main.yml"),
                               (root / "src/bench/services.yml", "tasks/main.yml"),
                               (root / "src/bench/members.py", "filter_plugins/members.py"),
                               (root / "src/test/parity/pg_service.j2", "templates/pg_service.j2")):
            (role / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, role / target)
        self.play, self.options = work / "playbook/play.yml", []
        self.play.write_text("- hosts: all\n  gather_facts: false\n  roles: [services]\n")
        # Ansible's defaults, but for pipelining, as Pigsty has it; and nothing of what this machine sets.
        settings = work / "playbook/ansible.cfg"
        settings.write_text("[defaults]\npipelining = True\nforce_valid_group_names = ignore\n")
        os.environ["ANSIBLE_CONFIG"] = str(settings)
        self.what = "the minimal playbook of src/bench"

    def version(self):
        for line in (self.home / "pgsql.yml").read_text(encoding="utf-8").splitlines():
            if "Mtime" in line:
                return "of " + line.split(":")[1].strip(" #")
        return "version unknown"

    def command(self, inventory, host=None):
        """For one host, or for the whole fleet, every host on this machine."""
        return ["ansible-playbook", "-i", inventory, "-c", "local", *self.options, *(["-l", host] if host else []), self.play]

    def clear(self):
        """A command that removes what it wrote."""
        path = self.work / "clear-ansible"
        path.write_text("#!/bin/sh\nrm -f %s/*.cfg\n" % CONF)
        path.chmod(0o755)
        return path

    def must_equal(self, conf_dir, inventory, host, limit):
        """A race between programs that write different things would say nothing. How many directives, and the seconds it took."""
        for name in os.listdir(CONF):
            (CONF / name).unlink()
        began = time.monotonic()
        run(self.command(inventory, host), limit)
        took = time.monotonic() - began
        mine, theirs = directives(conf_dir), directives(CONF)
        if not mine or mine != theirs:
            differ = [name for name in sorted(mine.keys() | theirs.keys()) if mine.get(name) != theirs.get(name)]
            raise SystemExit("bench: pgsvc and Ansible differ in %s\n%s\n%s" % (differ, mine.get(differ[0]), theirs.get(differ[0])))
        return sum(map(len, mine.values())), took


def versions():
    first = lambda command: run(command).splitlines()[0]
    return {"ansible": first(["ansible-playbook", "--version"]).split("core ")[-1].strip("]"),
            "haproxy": first(["haproxy", "-v"]).split()[2], "hyperfine": first(["hyperfine", "--version"]).split()[1]}
