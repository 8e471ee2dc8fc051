package io.pgsvc.lint;

import static io.pgsvc.lint.Rule.Kind.ADVICE;
import static io.pgsvc.lint.Rule.Kind.INVENTORY;
import static io.pgsvc.lint.Rule.Kind.NODE;
import static io.pgsvc.lint.Rule.Kind.READING;
import static io.pgsvc.model.Severity.ERROR;
import static io.pgsvc.model.Severity.WARNING;

import java.util.List;
import java.util.Optional;

/** Every rule id that any part of pgsvc prints. A test compares this list with the code and with docs/rules. */
public final class Rules {
    private static final List<Rule> ALL = List.of(
            // Advice: only check says it.
            new Rule("backup-same", ADVICE, WARNING, "the backup selector picks the same members as the selector"),
            new Rule("component-port", ADVICE, ERROR, "a service listens on a port that PostgreSQL or another component of the node has"),
            new Rule("default-server", ADVICE, ERROR, "a time or number in `options` or `default` that HAProxy refuses or misreads"),
            new Rule("flag-value", ADVICE, WARNING, "a value that reads as no and counts as yes, or the other way round"),
            new Rule("ignore-comment", ADVICE, WARNING, "a `# pgsvc: ignore` comment that has no effect"),
            new Rule("no-haproxy", ADVICE, ERROR, "services on hosts with haproxy_enabled: false"),
            new Rule("offline-switchover", ADVICE, WARNING, "a service that a switchover leaves without any server"),
            new Rule("provider-differs", ADVICE, WARNING, "members of one cluster name different providers"),
            new Rule("reserved-port", ADVICE, WARNING, "a service listens on a port that something else on the node may need"),
            new Rule("rto-mode", ADVICE, WARNING, "pg_rto is no mode of pg_rto_plan"),
            new Rule("rto-value", ADVICE, ERROR, "a value of pg_rto_plan that HAProxy refuses or misreads"),
            new Rule("same-address", ADVICE, WARNING, "two hosts are one machine"),
            new Rule("selector-empty", ADVICE, WARNING, "a selector matches no member"),
            new Rule("selector-never", ADVICE, WARNING, "a comparison in a selector can never be true"),
            new Rule("selector-variable", ADVICE, WARNING, "a selector looks at a variable that no member has"),
            new Rule("unknown-variable", ADVICE, WARNING, "a variable whose name looks like a typing error"),
            new Rule("unused-vars", ADVICE, WARNING, "a file of group_vars or host_vars that belongs to no group or host"),
            // What definitions and members say, wherever they are read.
            new Rule("cluster-identity", INVENTORY, ERROR, "a cluster without one primary, or a member without a sound number, role or cluster"),
            new Rule("destination", INVENTORY, WARNING, "a `dest` that means something else than it looks like"),
            new Rule("duplicate-key", INVENTORY, WARNING, "a key twice in one mapping"),
            new Rule("duplicate-server", INVENTORY, ERROR, "two servers of one name in a section"),
            new Rule("duplicate-service", INVENTORY, WARNING, "two services of one name in a list"),
            new Rule("missing-key", INVENTORY, ERROR, "a service without name, port, selector or servers"),
            new Rule("name-clash", INVENTORY, ERROR, "two services of a node would be one section and one file"),
            new Rule("out-of-range", INVENTORY, ERROR, "a port or weight that cannot be"),
            new Rule("port-clash", INVENTORY, ERROR, "two sections of a node listen on one port"),
            new Rule("provider", INVENTORY, WARNING, "pg_service_provider names no group, or an empty one"),
            new Rule("rto-plan", INVENTORY, ERROR, "pg_rto_plan does not have what pg_rto needs"),
            new Rule("same-name", INVENTORY, WARNING, "a group and a host of one name"),
            new Rule("selector", INVENTORY, ERROR, "a selector that gives objects without what a server line needs"),
            new Rule("selector-failed", INVENTORY, ERROR, "a selector that fails when it is evaluated"),
            new Rule("selector-quotes", INVENTORY, WARNING, "a comparison with a name in double quotes"),
            new Rule("selector-result", INVENTORY, ERROR, "a selector that gives something other than members"),
            new Rule("selector-syntax", INVENTORY, ERROR, "a selector that cannot be read"),
            new Rule("template", INVENTORY, ERROR, "an expression in a value, or a template, that cannot be resolved"),
            new Rule("unknown-key", INVENTORY, WARNING, "a key of a service or server that nobody reads"),
            new Rule("unknown-value", INVENTORY, ERROR, "a word that HAProxy does not know"),
            new Rule("unsafe-value", INVENTORY, ERROR, "a value that would change the configuration's syntax"),
            new Rule("vault-file", INVENTORY, WARNING, "a file of variables that is encrypted as a whole"),
            new Rule("weight", INVENTORY, WARNING, "a weight that HAProxy reads in an odd way"),
            new Rule("wrong-type", INVENTORY, ERROR, "a value of the wrong kind"),
            // Where the reading ends.
            new Rule("defaults", READING, ERROR, "the file of role defaults is not there, or no mapping"),
            new Rule("directory-loop", READING, ERROR, "a link to a directory above it"),
            new Rule("file-unreadable", READING, ERROR, "a file that is not there or cannot be read"),
            new Rule("group-loop", READING, ERROR, "groups that contain each other"),
            new Rule("group-name", READING, ERROR, "a name of a group that is no text"),
            new Rule("host-name", READING, ERROR, "a name of a host that is no text, too long, or with a control character"),
            new Rule("host-range", READING, ERROR, "a range of hosts that cannot be read"),
            new Rule("inventory-changing", READING, ERROR, "the inventory keeps changing while it is read"),
            new Rule("inventory-empty", READING, ERROR, "an inventory, or a file of it, without anything in it"),
            new Rule("inventory-format", READING, ERROR, "a file that is no YAML inventory"),
            new Rule("inventory-type", READING, ERROR, "a group, its hosts, children or variables are no mapping"),
            new Rule("json-syntax", READING, ERROR, "a file that is no JSON"),
            new Rule("yaml-alias", READING, ERROR, "an anchor or alias that cannot be resolved"),
            new Rule("yaml-encoding", READING, ERROR, "a file that is no UTF-8 text"),
            new Rule("yaml-key", READING, ERROR, "a key that cannot be one"),
            new Rule("yaml-limit", READING, ERROR, "a file that is too large or nested too deeply"),
            new Rule("yaml-merge", READING, ERROR, "a merge of something that is no mapping"),
            new Rule("yaml-syntax", READING, ERROR, "a file that is no YAML"),
            new Rule("yaml-tag", READING, ERROR, "a tag that Ansible does not know"),
            new Rule("yaml-value", READING, ERROR, "a value that YAML 1.1 cannot read"),
            // A node, its HAProxy, the command line.
            new Rule("adoption-different", NODE, WARNING, "a file of Pigsty's differs from what would be written"),
            new Rule("changed-meanwhile", NODE, ERROR, "another pgsvc changed a file during the pass"),
            new Rule("configuration", NODE, ERROR, "the configuration file holds what is no option"),
            new Rule("degraded", NODE, WARNING, "a service lost its last server in a reload"),
            new Rule("disk", NODE, ERROR, "a file or directory cannot be read or written"),
            new Rule("drift", NODE, WARNING, "somebody edited a file of pgsvc's"),
            new Rule("export-differs", NODE, ERROR, "an export would not render to the same files"),
            new Rule("export-directory", NODE, ERROR, "the directory of an export cannot be used"),
            new Rule("export-secret", NODE, ERROR, "an export would carry what looks like a secret"),
            new Rule("export-selector", NODE, ERROR, "a selector or value for which an export would have to carry too much"),
            new Rule("foreign-file", NODE, WARNING, "a file in the way is not pgsvc's"),
            new Rule("git", NODE, ERROR, "git or its repository does not give what was asked for"),
            new Rule("guard-last-server", NODE, WARNING, "held: a service would lose its last server"),
            new Rule("guard-mass-deletion", NODE, WARNING, "held: most files would be deleted"),
            new Rule("guard-no-common-server", NODE, WARNING, "held: a service would keep none of its servers"),
            new Rule("guard-node-absent", NODE, WARNING, "held: the inventory does not have this node"),
            new Rule("guard-node-changed", NODE, WARNING, "held: the node is another than before"),
            new Rule("haproxy-check", NODE, ERROR, "HAProxy refuses the configuration"),
            new Rule("haproxy-not-running", NODE, WARNING, "no HAProxy runs that could be told"),
            new Rule("haproxy-program", NODE, ERROR, "the HAProxy program is missing or fails"),
            new Rule("haproxy-socket", NODE, ERROR, "a socket of HAProxy's does not answer"),
            new Rule("interrupted-pass", NODE, WARNING, "an earlier pass was interrupted"),
            new Rule("inventory-errors", NODE, WARNING, "a file stays as it is because its service has an error"),
            new Rule("locked", NODE, ERROR, "another pgsvc is at work"),
            new Rule("missing-file", NODE, WARNING, "somebody deleted a file of pgsvc's"),
            new Rule("no-stats-socket", NODE, WARNING, "HAProxy has no socket that tells what it has loaded"),
            new Rule("node", NODE, ERROR, "it cannot be told which host of the inventory this machine is"),
            new Rule("not-in-plan", NODE, WARNING, "a file of Pigsty's that the inventory has no service for"),
            new Rule("not-loaded", NODE, ERROR, "the running HAProxy does not load the conf-dir"),
            new Rule("output", NODE, ERROR, "a file of --output-dir cannot be written"),
            new Rule("paused", NODE, WARNING, "held: passes are paused on this node"),
            new Rule("server-state", NODE, WARNING, "the state of the servers is not handed over in a reload"),
            new Rule("state", NODE, ERROR, "the manifest or journal cannot be understood"),
            new Rule("status-file", NODE, ERROR, "the status file of a watcher cannot be understood"),
            new Rule("unknown-node", NODE, ERROR, "the inventory does not have this node, and it never had files"),
            new Rule("usage", NODE, ERROR, "the command line asks for what cannot be"),
            new Rule("watching", NODE, ERROR, "another pgsvc watches this node already"));

    private Rules() {}

    /** All rules: advice first, then what concerns inventories, reading, nodes; each by id. */
    public static List<Rule> all() {
        return ALL;
    }

    public static Optional<Rule> find(String id) {
        return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
