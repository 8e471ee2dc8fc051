package io.pgsvc.pass;

/**
 * How much a pass really did; what was known from earlier passes of the same process is not counted.
 *
 * @param loaded   files of the inventory that were parsed
 * @param planned  clusters, and hosts with {@code haproxy_services}, that were worked out
 * @param selected services whose selectors were evaluated
 * @param rendered services that were rendered
 * @param written  service files that were written or deleted
 */
public record Work(int loaded, int planned, int selected, int rendered, int written) {
    public static final Work NONE = new Work(0, 0, 0, 0, 0);

    /** Both together. */
    Work plus(Work other) {
        return new Work(loaded + other.loaded, planned + other.planned, selected + other.selected, rendered + other.rendered,
                written + other.written);
    }

    Work withWritten(int files) {
        return new Work(loaded, planned, selected, rendered, files);
    }
}
