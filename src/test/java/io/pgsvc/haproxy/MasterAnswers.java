package io.pgsvc.haproxy;

/** What a master and its workers say on a socket, in conversations that tests make up. */
final class MasterAnswers {
    /** Process ids above the kernel's limit: none of them is a process. */
    static final int MASTER = 900_000_001;
    static final int OLD = 900_000_002;
    static final int NEW = 900_000_003;
    static final String STAT = "# pxname,svname,status,bck,type,\na,FRONTEND,OPEN,,0,\na,s1,UP,0,2,\n\n";
    static final String RELOADED = "Success=1\n--\n[NOTICE]   (1) : Loading success.\n\n";

    private MasterAnswers() {}

    /** The answer to {@code show proc}; without a worker where that is 0. */
    static String proc(int reloads, int failed, int worker, int workerReloads) {
        return "#<PID>          <type>          <reloads>       <uptime>        <version>\n" + MASTER
                + " master " + reloads + " [failed: " + failed + "] 0d00h00m24s 2.6.12\n# workers\n"
                + (worker == 0 ? "" : worker + " worker " + workerReloads + " 0d00h00m24s 2.6.12\n") + "# programs\n\n";
    }
}
