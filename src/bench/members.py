"""Filters of src/bench/services.yml: the members of a cluster, and those that a selector chooses."""
import jmespath


def members_of(hostvars, hosts, cluster):
    return [dict(hostvars[host]) for host in hosts if hostvars[host].get("pg_cluster") == cluster]


def choose(members, selector):
    return jmespath.search(selector, members) if selector else []


class FilterModule:
    def filters(self):
        return {"members_of": members_of, "choose": choose}
