package io.pgsvc.inventory;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An inventory as Ansible would read it: hosts in order, groups, and each host's variables after precedence.
 * Immutable. Variables are as they stand in the source; {@link Templates} resolves the expressions in them.
 */
public interface Inventory {

    /** All hosts in the order of their first appearance; the implicit localhost is not among them. */
    List<Host> hosts();

    Optional<Host> host(String name);

    /** All groups in the order of their first appearance, {@code all} first, {@code ungrouped} included. */
    List<Group> groups();

    Optional<Group> group(String name);

    /** The hosts of a group and of its children, as Ansible lists them in {@code groups[name]}; empty if unknown. */
    List<Host> hostsOf(String group);

    /** Names of the groups of a host as {@code group_names} has them: sorted, parents included, without all. */
    List<String> groupNames(Host host);

    /** One variable of a host after precedence; cheap (no merging), for looking at many hosts. */
    Optional<Value> variable(Host host, String name);

    /** What all hosts have of a variable that no nearer group and no host sets: the value of {@code all}. */
    Optional<Value> common(String name);

    /** Names of all the inventory variables of a host, in the order in which Ansible merges them. */
    Set<String> variableNames(Host host);

    /**
     * What decides a host's variables: while a later reading gives an equal one, they are the same, with their places,
     * and so are the names of its groups.
     */
    Object basis(Host host);

    /** Equal for two readings only if they have the same groups with the same hosts, each in the same order. */
    Object structure();

    /** Warnings of the reading, such as duplicate keys. */
    List<Finding> warnings();

    /** What was read: a file, or a directory. */
    Path source();

    /** Names of all the files that were read, as positions show them. */
    Set<String> files();
}
