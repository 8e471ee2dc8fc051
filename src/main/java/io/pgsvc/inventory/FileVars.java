package io.pgsvc.inventory;

import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.model.Finding;
import io.pgsvc.model.Value;
import io.pgsvc.model.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of one file of {@code group_vars} or {@code host_vars}. Never changed once made.
 *
 * @param reading  what was odd about the file as a whole
 * @param warnings of its parsing, such as duplicate keys
 * @param errors   why it holds no variables
 */
record FileVars(Map<String, Value> vars, List<Finding> reading, List<Finding> warnings, List<Finding> errors) {

    static FileVars of(YamlReader.Document document) {
        Map<String, Value> vars = new LinkedHashMap<>();
        List<Finding> errors = switch (document.root()) {
            case Value.Null n -> List.of();
            case Value.Dict dict -> {
                dict.entries().forEach((name, entry) -> vars.put(name, entry.value()));
                yield List.of();
            }
            case Value other -> List.of(Finding.error("inventory-type", "a file of variables is a mapping, but this is "
                    + Values.kind(other), other.at()).withHint("write each variable as `name: value`"));
        };
        return new FileVars(vars, List.of(), document.warnings(), errors);
    }

    /** A file whose variables cannot be known. */
    static FileVars unknown(Finding why) {
        return new FileVars(Map.of(), List.of(why), List.of(), List.of());
    }
}
