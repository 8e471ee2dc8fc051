"""Random inventories: files and directories as Ansible accepts them, with PostgreSQL clusters among other hosts."""
import json
import os

from expressions import ROLES, Selectors, Templates
from values import Values
from yamltext import Map, Scalar, Seq, document

VARIABLES = ["v1", "v2", "v3", "v4", "v5", "color", "tier", "limits", "items_of", "ünïcode", "x-y", "with space", "v.1",
             "ansible_host", "ansible_user", "vaulted", "from_vault"]
# Nothing but these refers to `vaulted`: Ansible has no password here, pgsvc never has one.
FROM_VAULT = ["{{ vaulted }}", "{{ vaulted.a }}", "{{ vaulted | length }}", "x{{ vaulted }}", "{{ vaulted[1] }}", "{{ vaulted == 'x' }}"]
GROUPS = ["web", "db", "infra", "proxy", "etcd", "minio", "dc-1", "dc.2", "grp 3", "ünï", "Zebra", "apps", "'10'", "rack_4",
          "a:b", "x@y", "edge"]
HOSTS = ["10.0.0.{n}", "node-{n}", "n{n}.example.com", "NODE{n}", "h_{n}", "fd00::{n}", "bücher{n}", "host {n}", "x{n}@y", "{n}a"]
RANGES = ["r{n}-[1:3]", "r{n}-[01:03]", "r{n}-[a:c]", "r{n}-[1:9:3]", "r{n}[1:2]-[a:b].net", "10.{n}.0.[1:3]", "r{n}-[:2]",
          "r{n}-[3:1]", "r{n}-[08:11]", "p{n}:2222", "p{n}-[1:2]:22", "r{n}-[1:1]", "r{n}-[X:Z:2]"]
IGNORED = [".hidden.yml", "old.bak", "notes.txt", "README.md", "site.cfg", "hosts.ini", "a.orig", "b.yml~", "x.retry", "c.pyc"]


class Inventory:
    """One inventory; `write` puts it into a folder and tells the path that Ansible is given."""

    def __init__(self, random):
        self.random = random
        self.templates = Templates(random)
        self.selectors = Selectors(random)
        self.count = 0
        self.port = 6000 + random.randint(0, 500)
        self.directory = random.random() < 0.45
        self.groups = random.sample(GROUPS, random.randint(2, 7))
        self.hosts = [self.host() for _ in range(random.randint(1, 6))]
        self.services = random.random() < 0.7
        self.clusters = []
        if self.services:
            for number in range(random.randint(1, 3)):
                self.clusters.append(self.cluster("pg-%s" % random.choice("abcdef") + str(number)))
        self.haproxies = random.random() < 0.4

    def chance(self, probability):
        return self.random.random() < probability

    def host(self):
        self.count += 1
        return self.random.choice(HOSTS).format(n=self.count)

    # -- clusters --------------------------------------------------------------------------------------------------

    def cluster(self, name):
        r = self.random
        members = []
        for number in range(r.randint(1, 4)):
            self.count += 1
            members.append((r.choice(["10.10.10.%d", "db-%d", "pg%d.example.com"]) % self.count, number + 1))
        r.shuffle(members)
        roles = ["primary"] + [r.choice(ROLES[1:]) for _ in members[1:]]
        r.shuffle(roles)
        return {"name": name, "members": [(host, seq, role) for (host, seq), role in zip(members, roles)]}

    def next_port(self):
        self.port += 1
        return self.port

    def member_variables(self, seq, role):
        """What stands behind a member: its identity, and what services read of it."""
        r = self.random
        items = [("pg_seq", Scalar(r.choice([str(seq)] * 6 + ["'%d'" % seq]))),
                 ("pg_role", Scalar(r.choice([role] * 5 + ["'%s'" % role, "\"{{ 'x%s' | replace('x', '') }}\"" % role])))]
        choices = {
            "pg_weight": ["0", "1", "50", "256", "'75'", "0x32", "0144", "1:30", "12.5", "null", "\"{{ 10 + 5 }}\"",
                          "\"{{ pg_seq | int * 10 }}\""],
            "pg_offline_query": ["true", "yes", "false", "No", "'yes'", "0", "1", "null", "''", "\"{{ true }}\"", "[]"],
            "pg_port": ["5432", "5433", "'5444'", "015000", "\"{{ 5000 + 500 }}\""],
            "pgbouncer_port": ["6432", "6433", "'6444'"],
            "patroni_port": ["8008", "8009", "'8010'"],
            "patroni_ssl_enabled": ["true", "yes", "'on'", "1", "false", "0", "no", "'true'", "null", "'y'", "'YES'"],
            "pg_shard": ["shard", "'1'"], "pg_group": ["0", "3", "'4'"],
        }
        for key, texts in choices.items():
            if self.chance(0.15):
                items.append((key, Scalar(r.choice(texts))))
        r.shuffle(items)
        return items

    def service(self, name):
        r = self.random
        items = [("name", Scalar(name)), ("port", Scalar(r.choice(["%d", "%d", "%d", "'%d'"]) % self.next_port())),
                 ("selector", self.quoted(self.selectors.usual() if self.chance(0.9) else self.selectors.any()))]
        if self.chance(0.5):
            items.append(("backup", self.quoted(self.selectors.usual() if self.chance(0.9) else self.selectors.any())))
        optional = {
            "dest": ["default", "postgres", "pgbouncer", "5432", "7000", "'5432'", "else", "null", "6432.5"],
            "check": ["/primary", "/read-only", "/replica", "/", "\"/{{ 'x' | upper }}\""],
            "ip": ["'*'", "127.0.0.1", "\"{{ inventory_hostname }}\"", "0.0.0.0"], "maxconn": ["100", "'3000'", "1_000", "0x10"],
            "balance": ["roundrobin", "leastconn", "first"],
            "options": ["inter 3s rise 2", "\"inter 1s weight {{ 50 * 2 }}\"", "'maxconn 5'"],
        }
        for key, texts in optional.items():
            if self.chance(0.4 if key == "dest" else 0.2):
                items.append((key, Scalar(r.choice(texts))))
        r.shuffle(items)
        return Map(items, self.chance(0.5))

    def quoted(self, expression):
        r = self.random
        if "'" not in expression and self.chance(0.3):
            return Scalar("'%s'" % expression)
        return Scalar('"%s"' % expression.replace("\\", "\\\\").replace('"', '\\"'))

    def service_list(self, names):
        items = [self.service(name) for name in names]
        if len(items) > 1 and self.chance(0.1):
            items = [Seq(items[:-1]), items[-1]]
        return Seq(items)

    def cluster_variables(self, cluster):
        r = self.random
        items = [("pg_cluster", Scalar(r.choice([cluster["name"]] * 4 + ["'%s'" % cluster["name"]])))]
        names = ["svc", "ro", "rw", "batch", "x_1", "a.b"]
        items.append(("pg_default_services", self.service_list(r.sample(names[:3], r.randint(1, 3)))))
        if self.chance(0.6):
            items.append(("pg_services", self.service_list([r.choice(names) for _ in range(r.randint(1, 2))])))
        if self.chance(0.3):
            items.append(("pg_default_service_dest", Scalar(r.choice(["postgres", "pgbouncer", "7432", "null", "'x'"]))))
        if self.chance(0.3):
            items.append(("pg_rto", Scalar(r.choice(["fast", "norm", "safe", "wide", "other"]))))
        if self.chance(0.4):
            items.append(("pg_service_provider", Scalar(r.choice(self.groups + ["nowhere", "''", "null", "all"]))))
        r.shuffle(items)
        return items

    def haproxy_services(self):
        r = self.random
        services = []
        for name in r.sample(["minio", "grafana", "web-ui", "x.y"], r.randint(1, 2)):
            servers = Seq([Map([("name", Scalar("s%d" % i)), ("ip", Scalar("10.9.0.%d" % i)), ("port", Scalar(str(9000 + i)))]
                               + self.some({"options": ["check", "'check inter 2s'", "''"], "backup": ["true", "no", "'yes'", "1"],
                                            "weight": ["0", "100", "255", "300", "'7'"]}), self.chance(0.5))
                           for i in range(1, r.randint(2, 4))])
            items = [("name", Scalar(name)), ("port", Scalar(str(self.next_port()))), ("servers", servers)]
            items += self.some({"ip": ["'*'", "127.0.0.1"], "protocol": ["tcp", "http"], "balance": ["leastconn", "roundrobin"],
                                "maxconn": ["2000", "'10'"], "default": ["inter 5s rise 2"],
                                "options": ["[option tcplog]", "[option httpchk, 'http-check expect status 200']", "[]"]})
            services.append(Map(items))
        return ("haproxy_services", Seq(services))

    def some(self, choices):
        return [(key, Scalar(self.random.choice(texts))) for key, texts in choices.items() if self.chance(0.3)]

    # -- variables -------------------------------------------------------------------------------------------------

    def variables(self, values, most=4):
        r = self.random
        keys = [r.choice(VARIABLES) for _ in range(r.randint(0, most))]
        if not self.chance(0.1):
            keys = list(dict.fromkeys(keys))
        items = []
        merges = list(values.map_anchors)
        for key in keys:
            special = {"limits": self.limits, "items_of": self.items_of}.get(key)
            if key == "vaulted":
                items.append((key, values.vaulted()))
            elif key == "from_vault":
                items.append((key, Scalar('"%s"' % r.choice(FROM_VAULT))))
            else:
                items.append((key, special(values) if special and self.chance(0.8) else values.value()))
        if merges and self.chance(0.1):
            items.insert(r.randint(0, len(items)), ("<<", values.merged(merges)))
        return items

    def limits(self, values):
        inner = Map([("c", values.scalar())], True)
        return Map([("a", values.value(2)), ("b", inner if inner.flow else Scalar("1")), ("x-y", Scalar("5"))])

    def items_of(self, values):
        return Seq([values.value(2) for _ in range(self.random.randint(1, 3))])

    # -- groups ----------------------------------------------------------------------------------------------------

    def file(self, groups, clusters, hosts):
        """The tree of one inventory file."""
        r = self.random
        values = Values(r, self.templates.text)
        top = []
        if self.chance(0.3):
            top.append(("all", None))
        if self.chance(0.15):
            top.append(("ungrouped", None))
        top += [(name, None) for name in groups if self.chance(0.6)]
        top += [(cluster["name"], cluster) for cluster in clusters]
        r.shuffle(top)
        wrapped = self.chance(0.6)
        if wrapped:
            names = [entry for entry in top if entry[0] != "all"]
            return Map([("all", self.group("all", None, values, groups, hosts, 0, names))])
        if not top:
            top = [(r.choice(groups), None)]
        return Map([(name, self.group(name, cluster, values, groups, hosts, 0)) for name, cluster in top])

    def group(self, name, cluster, values, groups, hosts, depth, children=()):
        r = self.random
        sections = ["hosts", "vars", "children"]
        r.shuffle(sections)
        items = []
        for section in sections:
            if section == "hosts":
                node = self.cluster_hosts(cluster, values) if cluster else self.group_hosts(hosts, values)
            elif section == "vars":
                node = self.group_vars(name, cluster, values)
            else:
                node = self.children(name, list(children), values, groups, hosts, depth)
            if node is not None:
                items.append((section, node))
        if self.chance(0.02):
            items.append(("unknown_section", Map([("x", Scalar("1"))])))
        return Map(items) if items else Scalar(r.choice(["", "{}", "null"]))

    def cluster_hosts(self, cluster, values):
        return Map([(self.key(host), Map(self.member_variables(seq, role) + self.variables(values, 2), self.chance(0.4)))
                    for host, seq, role in cluster["members"]])

    def group_hosts(self, hosts, values):
        r = self.random
        if self.chance(0.25):
            return None
        if self.chance(0.05):
            return Scalar("")
        chosen = r.sample(hosts, r.randint(0, min(4, len(hosts))))
        members = [m[0] for c in self.clusters for m in c["members"]]
        if members and self.chance(0.3):
            chosen += r.sample(members, r.randint(1, min(3, len(members))))
        if self.chance(0.3):
            self.count += 1
            chosen.append(r.choice(RANGES).format(n=self.count % 200))
        if self.chance(0.03):
            chosen.append("localhost")
        r.shuffle(chosen)
        if chosen and "[" not in chosen[0] and self.chance(0.04):
            return Scalar("'%s'" % chosen[0])
        items = []
        for host in chosen:
            variables = self.variables(values, 3) if self.chance(0.5) else []
            items.append((self.key(host), Map(variables) if variables else Scalar(r.choice(["", "", "{}", "null"]))))
            if self.chance(0.02):
                items.append((self.key(host), Map(self.variables(values, 2))))
        return Map(items)

    def key(self, host):
        if self.chance(0.2) or "[" in host or ":" in host or "@" in host:
            return "'%s'" % host
        return host

    def group_vars(self, name, cluster, values):
        r = self.random
        items = self.variables(values)
        if cluster:
            items += self.cluster_variables(cluster)
        elif self.haproxies and self.chance(0.25):
            items.append(self.haproxy_services())
        if name != "all" and self.chance(0.3):
            items.append(("ansible_group_priority", Scalar(r.choice(["0", "1", "5", "10", "'7'", "-1", "010"]))))
        return Map(items) if items else (Scalar("") if self.chance(0.05) else None)

    def children(self, name, children, values, groups, hosts, depth):
        """Only groups further down the list may be children, so that there is no loop."""
        r = self.random
        if name != "all" and name in groups and depth < 3:
            later = groups[groups.index(name) + 1:]
            for child in r.sample(later, min(len(later), r.choice([0, 0, 1, 1, 2, 3]))):
                children.append((child, None))
        if not children:
            return Scalar("") if self.chance(0.04) else None
        if len(children) == 1 and children[0][1] is None and self.chance(0.03):
            return Scalar("'%s'" % children[0][0].strip("'"))
        items = []
        for child, cluster in children:
            whole = cluster or self.chance(0.5)
            items.append((child, self.group(child, cluster, values, groups, hosts, depth + 1) if whole
                          else Scalar(r.choice(["", "{}"]))))
            if not whole and self.chance(0.02):
                items.append((child, self.group(child, None, values, groups, hosts, depth + 1)))
        return Map(items)

    # -- files -----------------------------------------------------------------------------------------------------

    def write(self, folder):
        r = self.random
        os.makedirs(folder)
        if not self.directory:
            name = r.choice(["inventory.yml", "hosts.yaml", "inventory", "pigsty.yml"])
            self.write_file(os.path.join(folder, name), self.file(self.groups, self.clusters, self.hosts))
            self.write_variables(folder)
            return name
        top = os.path.join(folder, r.choice(["inventory", "inv.d"]))
        os.makedirs(top)
        names = r.sample(["01-base.yml", "hosts", "b.yaml", "Zz.yml", "sub/one.yml", "sub/deep/two.yaml", "data.json", "10.yml"],
                         r.randint(1, 4))
        for index, name in enumerate(names):
            clusters = [c for i, c in enumerate(self.clusters) if i % len(names) == index]
            path = os.path.join(top, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if name.endswith(".json"):
                clusters_json = {c["name"]: self.json_group(c) for c in clusters}
                with open(path, "w", encoding="utf-8") as out:
                    json.dump({"all": {"vars": {"v5": 1.5}, "children": dict(clusters_json, **{"web": {"hosts": {"j1": None}}})}}, out)
            else:
                self.write_file(path, self.file(self.groups, clusters, self.hosts))
        for name in r.sample(IGNORED, r.randint(0, 3)):
            with open(os.path.join(top, name), "w", encoding="utf-8") as out:
                out.write("{ this is [ no inventory\n")
        self.write_variables(top)
        if self.chance(0.2) and os.path.isdir(os.path.join(top, "sub")):
            self.variables_file(os.path.join(top, "sub", "group_vars", "all.yml"))
        return os.path.basename(top)

    def json_group(self, cluster):
        hosts = {host: {"pg_seq": seq, "pg_role": role} for host, seq, role in cluster["members"]}
        services = [{"name": "js", "port": self.next_port(), "selector": "[? pg_role == `primary`]", "dest": "postgres"}]
        return {"hosts": hosts, "vars": {"pg_cluster": cluster["name"], "pg_default_services": services}}

    def write_variables(self, folder):
        r = self.random
        groups = [g.strip("'") for g in self.groups] + ["all", "ungrouped"] + [c["name"] for c in self.clusters]
        hosts = self.hosts + [m[0] for c in self.clusters for m in c["members"]] + ["j1"]
        for kind, names in (("group_vars", groups), ("host_vars", hosts)):
            if self.chance(0.45):
                continue
            for name in r.sample(names, r.randint(0, min(4, len(names)))):
                base = os.path.join(folder, kind, name)
                form = r.random()
                if form < 0.65:
                    self.variables_file(base + r.choice(["", ".yml", ".yaml", ".json"]))
                    if self.chance(0.1):
                        self.variables_file(base + r.choice([".yml", ".json"]))
                else:
                    for file in r.sample(["main.yml", "10-a.yaml", "z", "b.json", ".hidden.yml", "old.yml~", "x.txt", "sub/q.yml",
                                          "sub.d/r.yml", "Sub/q.yml", "notes.md"], r.randint(1, 4)):
                        self.variables_file(os.path.join(base, file))

    def variables_file(self, path):
        r = self.random
        if os.path.exists(path):
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if path.endswith(".json") and self.chance(0.7):
            with open(path, "w", encoding="utf-8") as out:
                json.dump({r.choice(VARIABLES): r.choice([1, "x", None, [1, {"a": 0.5}], {"b": {"c": True}}, 1e20, "{{ v1 }}"])}, out)
            return
        if path.endswith((".txt", ".md", "~")) or os.path.basename(path).startswith("."):
            with open(path, "w", encoding="utf-8") as out:
                out.write("[ not: read\n")
            return
        if self.chance(0.05):
            with open(path, "w", encoding="utf-8") as out:
                out.write(r.choice(["", "---\n", "# nothing\n", "{}\n"]))
            return
        values = Values(r, self.templates.text)
        items = self.variables(values, 6)
        if self.chance(0.05):
            items.append(("ansible_group_priority", Scalar("9")))
        self.write_file(path, Map(items))

    def write_file(self, path, tree):
        r = self.random
        text = document(tree)
        if self.chance(0.3):
            text = "---\n" + text
        if self.chance(0.1):
            text = "# a comment\n\n" + text
        if self.chance(0.05):
            text += "...\n"
        if self.chance(0.05):
            text = text.replace("\n", "\r\n")
        if self.chance(0.05):
            text = "\ufeff" + text
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)
