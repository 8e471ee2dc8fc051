package io.pgsvc.publish;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes HAProxy take what is on disk, and confirms it. */
public interface Reloader {

    /**
     * Reloads and waits for the confirmation (design, contract 11).
     *
     * @param expected for each changed section its server names in order
     * @param gone     sections that must no longer exist
     */
    ReloadResult reload(Map<String, List<String>> expected, Set<String> gone);
}
