package io.pgsvc.testing;

import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.lint.Levels;
import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.pass.FleetCheck;
import io.pgsvc.service.Defaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks inventories as {@code pgsvc check} does, without the program. */
public final class Checking {
    private Checking() {}

    /** All findings, those of an inventory that cannot be read included. */
    public static List<Finding> findings(Path inventory, String defaults) {
        return findings(inventory, defaults, Levels.NORMAL);
    }

    /** With levels of the user's. */
    public static List<Finding> findings(Path inventory, String defaults, Levels levels) {
        try {
            Inventory read = new InventoryReader().read(inventory);
            return FleetCheck.run(read, Defaults.load(defaults), Optional.empty(), levels, done -> { }).findings();
        } catch (PgsvcException e) {
            return e.findings();
        }
    }

    /** Findings as the program prints them on lines, with hints and related places, without the folder in front. */
    public static List<String> lines(List<Finding> findings, Path folder) {
        List<String> lines = new ArrayList<>();
        String front = folder + "/";
        for (Finding finding : findings) {
            lines.add(finding.toString().replace(front, ""));
            finding.hint().ifPresent(hint -> lines.add("    hint: " + hint));
            finding.related().forEach(at -> lines.add("    see also " + at.toString().replace(front, "")));
        }
        return lines;
    }
}
