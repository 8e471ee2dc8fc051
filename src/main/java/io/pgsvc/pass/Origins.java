package io.pgsvc.pass;

import io.pgsvc.model.Position;
import java.util.List;
import java.util.Optional;

/** Where the contents of service files come from: one inventory as one node sees it. */
public interface Origins {
    /** Nothing is known. */
    Origins NONE = new Origins() {
        @Override
        public Optional<Position> service(String stem) {
            return Optional.empty();
        }

        @Override
        public Optional<Position> port(String stem) {
            return Optional.empty();
        }

        @Override
        public Optional<Position> member(String stem, String address) {
            return Optional.empty();
        }

        @Override
        public Optional<Position> variable(String address, String name) {
            return Optional.empty();
        }

        @Override
        public List<Setting> deciding(String stem, String address) {
            return List.of();
        }
    };

    /**
     * A variable of a host, or an expression of a service.
     *
     * @param value    as a message shows it; {@code unset} where the inventory does not give it
     * @param variable whether it is a variable
     */
    record Setting(String name, String value, boolean variable, Optional<Position> at) {}

    /** Where a service is defined. */
    Optional<Position> service(String stem);

    /** Where its port is. */
    Optional<Position> port(String stem);

    /** Where a host is made a member of the cluster of a service; empty if it is none. */
    Optional<Position> member(String stem, String address);

    /** Where a variable of a host is set. */
    Optional<Position> variable(String address, String name);

    /** The selectors of a service and what they read of a member; none if it is no member. */
    List<Setting> deciding(String stem, String address);
}
