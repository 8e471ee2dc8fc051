package io.pgsvc.inventory;

import io.pgsvc.inventory.InventoryDraft.HostDraft;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one inventory file says, by itself. Never changed once made: it is kept as long as the file's bytes are the same.
 *
 * @param draft    its groups and hosts
 * @param ported   variables of its hosts that have a port behind their name, as they are where no earlier file has the host
 * @param reading  what was odd about the file as a whole; told before anything of the groups of any file
 * @param errors   of its groups
 * @param warnings of its groups
 */
record FileGroups(InventoryDraft draft, Map<String, Map<String, Value>> ported, List<Finding> reading,
                  List<Finding> errors, List<Finding> warnings) {
    FileGroups {
        reading = List.copyOf(reading);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    static FileGroups of(InventoryDraft draft, Problems problems) {
        draft.finish();
        Map<String, Map<String, Value>> ported = new HashMap<>();
        draft.hosts.forEach((name, host) -> host.port.ifPresent(port -> {
            Map<String, Value> vars = new LinkedHashMap<>();
            vars.put("ansible_port", port);
            vars.putAll(host.vars);
            ported.put(name, vars);
        }));
        return new FileGroups(draft, Map.copyOf(ported), List.of(), problems.errors(), problems.warnings());
    }

    /** A file without groups, and why that is worth a word. */
    static FileGroups empty(Finding why) {
        return new FileGroups(new InventoryDraft(0, 0), Map.of(), List.of(why), List.of(), List.of());
    }

    /** The variables of a host that no earlier file has. */
    Map<String, Value> varsOfNew(HostDraft host) {
        return host.port.isEmpty() ? host.vars : ported.get(host.host.name());
    }
}
