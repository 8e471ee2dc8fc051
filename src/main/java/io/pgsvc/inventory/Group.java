package io.pgsvc.inventory;

import io.pgsvc.model.Position;
import java.util.List;

/**
 * A group of the inventory.
 *
 * @param children names of its direct child groups, in source order
 * @param hosts    names of its direct hosts, in source order
 * @param depth    longest path from {@code all}, which has depth 0
 * @param priority {@code ansible_group_priority}, 1 if not given
 * @param at       where it first appears
 */
public record Group(String name, List<String> children, List<String> hosts, int depth, int priority, Position at) {
    public Group {
        children = List.copyOf(children);
        hosts = List.copyOf(hosts);
    }
}
