package io.pgsvc.fuzz;

/** Any bytes as an inventory file: reading, variables, templates, selection, rendering. */
public final class InventoryFuzz {
    private static final Judge JUDGE = new Judge();

    private InventoryFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Bounds.within(() -> JUDGE.inventory(input));
    }
}
