package io.pgsvc.pass;

import io.pgsvc.pass.Origins.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Why a service is as it is.
 *
 * @param service     the service, with the hosts that expose it
 * @param port        its port, and where it is defined
 * @param destination what decides the port of its servers: {@code dest}, and what stands for it
 * @param selector    the expressions; {@code backup} may be absent
 * @param exposure    who exposes it: {@code pg_service_provider}
 */
public record Explanation(ListedService service, Setting port, List<Setting> destination, Setting selector, Optional<Setting> backup,
                          Setting exposure, List<Member> members) {

    /** What becomes of a member. */
    public enum Verdict { SERVER, BACKUP, OUT }

    /**
     * One member of the cluster.
     *
     * @param selected      whether the selector takes it
     * @param selectedBy    what the selector reads of it
     * @param backedUp      whether the backup selector takes it
     * @param backedUpBy    what the backup selector reads of it
     * @param port          where its port comes from, if it is a server
     * @param weight        where its weight comes from, if it is a server
     */
    public record Member(String name, String address, Verdict verdict, boolean selected, List<Setting> selectedBy, boolean backedUp,
                         List<Setting> backedUpBy, Optional<Setting> port, Optional<Setting> weight) {}
}
