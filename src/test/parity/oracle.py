"""What the real Ansible engine makes of an inventory: hosts, groups, variables, templates, selections, services.

Values are written with their types: null, booleans, whole numbers and texts as JSON has them, floats as {"f": repr},
dates as {"d": text}, encrypted values as {"secret": true}, texts that are never templates as {"u": text}, lists as
they are, mappings as {"m": [[key, value], ...]} in their order. An error is {"error": text}.
"""
import datetime
import os

from ansible.cli.inventory import INTERNAL_VARS
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.yaml.objects import AnsibleVaultEncryptedUnicode
from ansible.template import AnsibleUndefined, Templar
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import AnsibleUnsafe, wrap_var
from ansible.utils.vars import combine_vars
from ansible.vars.hostvars import HostVarsVars
from ansible.vars.manager import VariableManager
import jmespath

try:
    from ansible_collections.community.general.plugins.filter.json_query import json_query
except ImportError:
    json_query = None

HERE = os.path.dirname(os.path.abspath(__file__))
# Beside its inventory variables, a member shows these to selectors.
DERIVED = ["inventory_hostname", "inventory_hostname_short", "group_names", "groups", "inventory_file", "inventory_dir",
           "pg_instance", "pg_service", "pg_shard", "pg_group"]


def silence():
    """Ansible tells of every duplicate key; a campaign has thousands of them."""
    for name in ("display", "warning", "deprecated", "v", "vv", "vvv", "vvvv", "error"):
        setattr(Display, name, lambda *a, **k: None)


def encode(value, plain=False):
    """A value with its types, see above; `plain` forgets that a text is never a template."""
    if isinstance(value, AnsibleVaultEncryptedUnicode):
        return {"secret": True}
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return {"f": repr(value)}
    if isinstance(value, AnsibleUndefined):
        return {"error": "undefined"}
    if isinstance(value, str):
        return {"u": str(value)} if isinstance(value, AnsibleUnsafe) and not plain else str(value)
    if isinstance(value, datetime.date):
        return {"d": str(value)}
    if isinstance(value, dict):
        return {"m": [[encode(k, True), encode(v, plain)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(item, plain) for item in value]
    raise TypeError("no such value in an inventory: %r" % (value,))


def bare(value):
    """The value in Python's own types, as a JMESPath library wants it; encrypted values are opaque."""
    if isinstance(value, AnsibleVaultEncryptedUnicode):
        return Opaque()
    if isinstance(value, str):
        return "".join(("", value))  # str() of a text that is no template is that very object
    if isinstance(value, dict):
        return {bare(k): bare(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [bare(item) for item in value]
    return value


class Opaque:
    """An encrypted value: there, equal to nothing."""


def message(error):
    return "%s: %s" % (type(error).__name__, str(error).split("\n")[0][:200])


def holds_template(value):
    if isinstance(value, AnsibleVaultEncryptedUnicode):
        return False
    if isinstance(value, str):
        return "{" in value
    if isinstance(value, dict):
        return any(holds_template(v) for v in value.values())
    return isinstance(value, (list, tuple)) and any(holds_template(v) for v in value)


class View:
    """One inventory as Ansible sees it."""

    def __init__(self, source):
        self.loader = DataLoader()
        self.inventory = InventoryManager(loader=self.loader, sources=[source])
        self.manager = VariableManager(loader=self.loader, inventory=self.inventory)
        self.hosts = list(self.inventory.hosts.values())
        self.raw = {h.name: self.manager.get_vars(host=h, include_hostvars=False, stage="all") for h in self.hosts}
        self.shown = {name: HostVarsVars(variables, self.loader) for name, variables in self.raw.items()}
        self.own = {h.name: [k for k in self.raw[h.name] if k not in INTERNAL_VARS] for h in self.hosts}

    def groups(self):
        members = self.inventory.get_groups_dict()
        return [{"name": str(g.name), "hosts": [str(h.name) for h in g.hosts], "children": [str(c.name) for c in g.child_groups],
                 "members": [str(name) for name in members[g.name]], "depth": g.depth, "priority": g.priority}
                for g in self.inventory.groups.values()]

    def variables(self, host):
        return [[str(name), encode(self.raw[host][name])] for name in self.own[host]]

    def kept(self, host, name):
        """A variable as `hostvars` shows it: what is undefined stays raw text. Errors stay raw text for selectors."""
        raw = self.raw[host].get(name)
        return self.shown[host][name] if holds_template(raw) else raw

    def strict(self, host, name):
        return Templar(loader=self.loader, variables=self.raw[host]).template(self.raw[host][name], fail_on_undefined=True)

    def resolved(self, host):
        """Every variable with a template in it: as it is kept, and as a task would get it."""
        entries = []
        for name in self.own[host]:
            if not holds_template(self.raw[host][name]):
                continue
            entries.append([str(name), attempt(lambda: self.kept(host, name)), attempt(lambda: self.strict(host, name))])
        return entries

    def member(self, host):
        """A member of a cluster as a selector sees it."""
        member = {}
        for name in self.own[host]:
            member[str(name)] = bare(self.kept_or_raw(host, name))
        for name in DERIVED[:6]:
            if self.raw[host].get(name) is not None:
                member[name] = bare(self.raw[host][name])
        templar = Templar(loader=self.loader, variables=dict(self.raw[host]))
        derive = lambda text: str(templar.do_template(text))
        member["pg_instance"] = derive("{{ pg_cluster }}-{{ pg_seq }}")
        member["pg_service"] = derive("{{ pg_cluster }}-{{ pg_role }}")
        member["pg_shard"] = derive("{{ pg_shard | default(pg_cluster) }}")
        member["pg_group"] = derive("{{ pg_group | default(0) | int }}")
        return member

    def kept_or_raw(self, host, name):
        """Where `hostvars` fails, pgsvc keeps what cannot be resolved, each text on its own: so does this."""
        templar = Templar(loader=self.loader, variables=self.raw[host])

        def each(value):
            if isinstance(value, dict):
                return {k: each(v) for k, v in value.items()}
            if isinstance(value, list):
                return [each(v) for v in value]
            try:
                return templar.template(value, fail_on_undefined=False)
            except Exception:
                return value

        try:
            return self.kept(host, name)
        except Exception:
            return each(self.raw[host][name])

    def clusters(self):
        """Members of each cluster, in the inventory's order."""
        clusters = {}
        for host in self.hosts:
            name = self.kept_or_raw(host.name, "pg_cluster") if "pg_cluster" in self.raw[host.name] else None
            if isinstance(name, str) and name:
                clusters.setdefault(str(name), []).append(host.name)
        return clusters


def attempt(action, plain=True):
    try:
        return encode(action(), plain)
    except Exception as error:  # whatever Ansible fails with, it has no value then
        return {"error": message(error)}


def search(expression, members):
    if json_query is not None:
        return json_query(members, expression)
    return jmespath.search(expression, members)


class Services:
    """The files that a playbook would write, rendered by Ansible's template engine from templates of our own."""

    def __init__(self, view, clusters, members, defaults):
        self.view, self.clusters, self.members, self.defaults = view, clusters, members, defaults
        self.texts = {}
        for name in ("pg_service.j2", "haproxy_service.j2"):
            with open(os.path.join(HERE, name), encoding="utf-8") as text:
                self.texts[name] = text.read()

    def scope(self, host):
        return combine_vars(self.defaults, self.view.raw[host])

    def value(self, host, name):
        scope = self.scope(host)
        return Templar(loader=self.view.loader, variables=scope).template(scope.get(name))

    def by_host(self):
        """{host: {stem: lines, or {"refused": why}}}"""
        files = {str(host.name): {} for host in self.view.hosts}
        groups = self.view.inventory.get_groups_dict()
        for cluster, hosts in self.clusters.items():
            for host in hosts:
                provider = self.value(host, "pg_service_provider")
                if not provider or provider not in groups:
                    self.cluster_files(cluster, host, [host], files)
            primary = next(h for h in hosts if self.value(h, "pg_role") == "primary")
            provider = self.value(primary, "pg_service_provider")
            if provider and provider in groups:
                self.cluster_files(cluster, primary, groups[provider], files)
        for host in self.view.hosts:
            for service in self.value(host.name, "haproxy_services"):
                files[host.name][str(service["name"])] = self.lines("haproxy_service.j2", host.name, {"svc": service})
        return files

    def cluster_files(self, cluster, host, targets, files):
        scope = self.scope(host)
        plans = self.value(host, "pg_rto_plan")
        rto = plans.get(self.value(host, "pg_rto"), plans["norm"])[5:10]
        earlier = set()
        for service in flattened(self.value(host, "pg_default_services")) + flattened(self.value(host, "pg_services")):
            stem = "%s-%s" % (cluster, service["name"])
            try:
                lines = self.service(host, cluster, service, rto)
            except Exception as error:
                # A later definition that fails leaves the file of an earlier one: pgsvc refuses it, and says so.
                lines = {"refused": message(error), "earlier": stem in earlier}
            earlier.add(stem)
            for target in targets:
                files[str(target)][stem] = lines

    def service(self, host, cluster, service, rto):
        chosen = members_of(search(str(service["selector"]), self.members[cluster]))
        spare = search(service["backup"], self.members[cluster]) if "backup" in service else []
        return self.lines("pg_service.j2", host, {"svc": service, "rto": rto, "chosen": chosen, "spare": members_of(spare or [])})

    def lines(self, template, host, extra):
        templar = Templar(loader=self.view.loader, variables=dict(self.scope(host), **wrap_var(extra)))
        text = templar.do_template(self.texts[template])
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def members_of(result):
    """Only a list of whole members makes a service; with anything else Pigsty's own template fails."""
    if not isinstance(result, list) or not all(isinstance(m, dict) and {"inventory_hostname", "pg_cluster", "pg_seq"} <= set(m)
                                               for m in result):
        raise ValueError("the selector does not give members")
    return result


def flattened(items):
    flat = []
    for item in items or []:
        flat += item if isinstance(item, list) else [item]
    return flat


def observe(source, selectors, defaults):
    """Everything about one inventory, as JSON."""
    view = View(source)
    clusters = view.clusters()
    members = {cluster: [view.member(host) for host in hosts] for cluster, hosts in clusters.items()}
    return {
        "hosts": [str(h.name) for h in view.hosts],
        "groups": view.groups(),
        "group_names": {str(h.name): [str(n) for n in view.raw[h.name]["group_names"]] for h in view.hosts},
        "variables": {str(h.name): view.variables(h.name) for h in view.hosts},
        "resolved": {str(h.name): view.resolved(h.name) for h in view.hosts},
        "members": {cluster: encode(objects_of(list_), True) for cluster, list_ in members.items()},
        "selections": [{"cluster": cluster, "expression": expression,
                        "result": attempt(lambda: objects_of(search(expression, members[cluster])))}
                       for cluster in members for expression in selectors(cluster)],
        "services": Services(view, clusters, members, defaults).by_host(),
    }


def objects_of(value):
    """For the file: opaque values as they are encoded."""
    if isinstance(value, Opaque):
        return AnsibleVaultEncryptedUnicode(b"")
    if isinstance(value, dict):
        return {k: objects_of(v) for k, v in value.items()}
    if isinstance(value, list):
        return [objects_of(v) for v in value]
    return value
