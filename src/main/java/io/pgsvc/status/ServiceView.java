package io.pgsvc.status;

import java.util.List;
import java.util.Optional;

/**
 * One service of ours, as HAProxy sees it.
 *
 * @param stem      its name: that of the listen section
 * @param traffic   who takes it now
 * @param loaded    HAProxy has such a section; true as well where it could not be asked
 * @param asWritten its servers there are those of our file; true as well where it could not be asked
 * @param servers   in HAProxy's order; none where it could not be asked
 */
public record ServiceView(String stem, Optional<String> cluster, String service, Traffic traffic, boolean loaded,
                          boolean asWritten, List<ServerView> servers) {
    public ServiceView {
        servers = List.copyOf(servers);
    }

    /** Names of the servers that get new connections. */
    public List<String> serving() {
        return servers.stream().filter(ServerView::serves).map(ServerView::name).toList();
    }
}
