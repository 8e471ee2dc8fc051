package io.pgsvc.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A large inventory of plain Pigsty shape, always the same for the same numbers: clusters {@code pg-00000}… of hosts
 * {@code 10.x.y.z}, one primary each, replicas, every fourth cluster with a service of its own.
 *
 * <p>Run it to have one on disk: {@code java … io.pgsvc.testing.BigInventory 2000 5 file|directory PATH}.
 */
public final class BigInventory {
    private final int clusters;
    private final int hosts;
    private final int network;

    /** {@code hosts} for each of the {@code clusters}; 16 million hosts at most. */
    public BigInventory(int clusters, int hosts) {
        this(clusters, hosts, 10);
    }

    /** @param network first number of the addresses: 127 for hosts that lead nowhere else */
    public BigInventory(int clusters, int hosts, int network) {
        if (clusters < 1 || hosts < 1 || (long) clusters * hosts >= 1 << 24) {
            throw new IllegalArgumentException(clusters + " x " + hosts);
        }
        this.clusters = clusters;
        this.hosts = hosts;
        this.network = network;
    }

    /** One host of a cluster, both counted from 0. */
    public String host(int cluster, int member) {
        int number = cluster * hosts + member + 1;
        return network + "." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    /** A cluster's name. */
    public static String cluster(int cluster) {
        return String.format(Locale.ROOT, "pg-%05d", cluster);
    }

    /** All in one file. */
    public Path file(Path file) throws IOException {
        StringBuilder text = new StringBuilder("all:\n  vars:\n").append(vars("    ")).append("  children:\n");
        for (int i = 0; i < clusters; i++) {
            append(text, i, "    ");
        }
        return Files.writeString(file, text);
    }

    /** A directory with a file for every cluster, and {@code group_vars/all.yml}. */
    public Path directory(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("group_vars"));
        Files.writeString(directory.resolve("group_vars/all.yml"), vars(""));
        for (int i = 0; i < clusters; i++) {
            StringBuilder text = new StringBuilder();
            append(text, i, "");
            Files.writeString(directory.resolve(cluster(i) + ".yml"), text);
        }
        return directory;
    }

    private void append(StringBuilder text, int cluster, String indent) {
        text.append(indent).append(cluster(cluster)).append(":\n").append(indent).append("  hosts:\n");
        for (int i = 0; i < hosts; i++) {
            text.append(indent).append("    ").append(host(cluster, i)).append(": { pg_seq: ").append(i + 1).append(", pg_role: ")
                    .append(i == 0 ? "primary" : "replica").append(i == 2 ? ", pg_offline_query: true" : "").append(" }\n");
        }
        text.append(indent).append("  vars:\n").append(indent).append("    pg_cluster: ").append(cluster(cluster)).append('\n')
                .append(indent).append("    pg_databases: [ { name: app").append(cluster).append(" } ]\n");
        if (cluster % 4 == 0) {
            text.append(indent).append("    pg_services:\n").append(indent).append("      - { name: standby, port: 5435, ")
                    .append("dest: default, check: /sync, selector: \"[]\", backup: \"[? pg_role == `primary`]\" }\n");
        }
    }

    private static String vars(String indent) {
        return """
                version: v4.0.0
                admin_ip: 10.0.0.1
                region: default
                node_tune: oltp
                infra_portal: { home: { domain: i.pigsty }, grafana: { domain: g.pigsty, endpoint: "${admin_ip}:3000" } }
                pg_version: 17
                pg_conf: oltp.yml
                pg_weight: 100
                pg_monitor_password: "{{ lookup('env', 'NOBODY') }}"
                """.indent(indent.length());
    }

    /** See the class. */
    public static void main(String... args) throws IOException {
        BigInventory inventory = new BigInventory(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        Path path = Path.of(args[3]);
        System.out.println(args[2].equals("directory") ? inventory.directory(path) : inventory.file(path));
    }
}
