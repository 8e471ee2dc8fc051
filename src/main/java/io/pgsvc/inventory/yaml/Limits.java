package io.pgsvc.inventory.yaml;

/**
 * How much a YAML file may ask for before it is refused.
 *
 * @param maxBytes size of a file in bytes
 * @param maxNodes values in a file, counted as if every alias were written out (aliases alone may repeat a million)
 * @param maxDepth how deep lists and mappings may be nested, aliases written out
 */
public record Limits(long maxBytes, long maxNodes, int maxDepth) {
    /** 64 MiB, ten million values, 100 levels. */
    public static final Limits DEFAULT = new Limits(64L << 20, 10_000_000, 100);

    public Limits {
        if (maxBytes < 0 || maxBytes >= Integer.MAX_VALUE - 8 || maxNodes < 1 || maxDepth < 1 || maxDepth > 1000) {
            throw new IllegalArgumentException("limits out of range");
        }
    }
}
