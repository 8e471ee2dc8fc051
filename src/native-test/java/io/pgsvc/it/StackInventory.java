package io.pgsvc.it;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The inventory of the {@link PostgresCluster} and of a group {@code proxy}; each edit replaces one file in one step. */
final class StackInventory {
    static final String PROXY = "127.0.0.14";
    /** Those of Pigsty's page on services, but for slowstart: a server that is up counts in full at once. */
    private static final String SERVICES = """
              - { name: primary, port: %1$d, ip: %5$s, dest: default, check: /primary, selector: "[]", options: '%6$s' }
              - { name: replica, port: %2$d, ip: %5$s, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == `primary` || pg_role == `offline` ]", options: '%6$s' }
              - { name: default, port: %3$d, ip: %5$s, dest: postgres, check: /primary, selector: "[]", options: '%6$s' }
              - { name: offline, port: %4$d, ip: %5$s, dest: postgres, check: /replica, selector: "[? pg_role == `offline` || pg_offline_query ]", backup: "[? pg_role == `replica` && !pg_offline_query]", options: '%6$s' }
            """;
    private static final String OPTIONS =
            "inter 3s fastinter 1s downinter 5s rise 3 fall 3 on-marked-down shutdown-sessions maxconn 3000 maxqueue 128 weight 100";

    private final Path directory;
    private final SortedMap<Integer, String> members = new TreeMap<>();

    StackInventory(Path directory, Entrance entrance) throws IOException {
        this.directory = Files.createDirectories(directory);
        Files.createDirectories(directory.resolve("group_vars"));
        Files.createDirectories(directory.resolve("host_vars"));
        Files.writeString(directory.resolve("group_vars/all.yml"), "pg_default_services:\n" + services(entrance));
        Files.writeString(directory.resolve("group_vars/pg-e2e.yml"), "pg_cluster: " + PostgresCluster.NAME + "\n");
        members.put(1, "pg_role: primary");
        members.put(2, "pg_role: replica");
        writeHosts();
    }

    Path directory() {
        return directory;
    }

    /** Puts a member in, or gives it another role; more than the role, such as {@code pg_role: replica, pg_offline_query: true}, is fine. */
    void member(int number, String settings) throws IOException {
        members.put(number, settings);
        writeHosts();
    }

    /** The same for several at once. */
    void members(Map<Integer, String> settings) throws IOException {
        members.putAll(settings);
        writeHosts();
    }

    void remove(int number) throws IOException {
        members.remove(number);
        writeHosts();
    }

    void weight(int number, int weight) throws IOException {
        replace("host_vars/127.0.0." + (10 + number) + ".yml", "pg_weight: " + weight + "\n");
    }

    /** Has the hosts of the group {@code proxy} expose the services of the cluster, there. */
    void delegate(Entrance entrance) throws IOException {
        replace("group_vars/pg-e2e.yml", "pg_cluster: " + PostgresCluster.NAME + "\npg_service_provider: proxy\npg_default_services:\n" + services(entrance));
    }

    private static String services(Entrance entrance) {
        return SERVICES.formatted(entrance.port(Service.PRIMARY), entrance.port(Service.REPLICA), entrance.port(Service.DEFAULT),
                entrance.port(Service.OFFLINE), entrance.address(), OPTIONS);
    }

    private void writeHosts() throws IOException {
        StringBuilder hosts = new StringBuilder("all:\n  children:\n    pg-e2e:\n      hosts:\n");
        members.forEach((number, settings) -> hosts.append("        127.0.0.").append(10 + number).append(": { pg_seq: ").append(number)
                .append(", ").append(settings).append(" }\n"));
        replace("hosts.yml", hosts + "    proxy:\n      hosts:\n        " + PROXY + ": {}\n");
    }

    private void replace(String name, String text) throws IOException {
        Path next = Files.writeString(directory.resolve("." + Path.of(name).getFileName() + ".next"), text);
        Files.move(next, directory.resolve(name), ATOMIC_MOVE, REPLACE_EXISTING);
    }
}
