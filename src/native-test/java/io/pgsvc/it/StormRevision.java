package io.pgsvc.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One consistent state of the inventory of a storm. Every file of it differs from that of the revision before, and every
 * service file that is rendered from it tells which revision it is of: by the weight, which is that of all members.
 */
record StormRevision(int weight, SortedSet<Integer> members, SortedMap<String, Integer> services) {
    private static final int ALWAYS = 4;
    private static final int MOST_SERVICES = 6;
    private static final Pattern BIND = Pattern.compile("(?m)^ *bind \\S+:(\\d+)$");
    private static final Pattern SERVER = Pattern.compile("(?m)^ *server (\\S+) (\\S+):.* weight (\\d+)$");

    /** The one with this number: its node's member and up to three more, four to six services on ports that wander. */
    static StormRevision random(int number, Random random) {
        SortedSet<Integer> members = new TreeSet<>(List.of(11));
        for (int member = 12; member <= 14; member++) {
            if (random.nextBoolean()) {
                members.add(member);
            }
        }
        List<Integer> ports = new ArrayList<>();
        for (int port = 5500; port < 5500 + MOST_SERVICES; port++) {
            ports.add(port);
        }
        Collections.shuffle(ports, random);
        SortedMap<String, Integer> services = new TreeMap<>();
        for (int i = 0; i < MOST_SERVICES; i++) {
            if (i < ALWAYS || random.nextBoolean()) {
                services.put("s" + i, ports.get(i));
            }
        }
        return new StormRevision(number % 250 + 1, members, services);
    }

    /** The files of the inventory's directory. */
    SortedMap<String, String> files(String address) {
        SortedMap<String, String> files = new TreeMap<>();
        StringBuilder hosts = new StringBuilder("# " + weight + "\nall:\n  children:\n    pg-storm:\n      hosts:\n");
        for (int member : members) {
            hosts.append("        127.0.0.").append(member).append(": { pg_seq: ").append(member - 10)
                    .append(", pg_role: ").append(member == 11 ? "primary" : "replica").append(" }\n");
            files.put("host_vars/127.0.0." + member + ".yml", "pg_weight: " + weight + "\n");
        }
        files.put("hosts.yml", hosts.toString());
        StringBuilder vars = new StringBuilder("# " + weight + "\npg_cluster: pg-storm\npg_default_services: []\npg_services:\n");
        services.forEach((name, port) -> vars.append("  - { name: ").append(name).append(", port: ").append(port).append(", ip: ")
                .append(address).append(", dest: default, check: /primary, selector: \"[]\" }\n"));
        files.put("group_vars/pg-storm.yml", vars.toString());
        return files;
    }

    /** What the service files of this revision say, file by file. */
    SortedMap<String, String> says() {
        SortedMap<String, String> says = new TreeMap<>();
        services.forEach((name, port) -> {
            StringBuilder words = new StringBuilder(port.toString());
            members.forEach(member -> words.append(" pg-storm-").append(member - 10).append("=127.0.0.").append(member)
                    .append('*').append(weight));
            says.put("pg-storm-" + name + ".cfg", words.toString());
        });
        return says;
    }

    /** The same of files as they are. */
    static SortedMap<String, String> says(Map<String, String> files) {
        SortedMap<String, String> says = new TreeMap<>();
        files.forEach((name, text) -> {
            Matcher bind = BIND.matcher(text);
            StringBuilder words = new StringBuilder(bind.find() ? bind.group(1) : "no port");
            Matcher server = SERVER.matcher(text);
            while (server.find()) {
                words.append(' ').append(server.group(1)).append('=').append(server.group(2)).append('*').append(server.group(3));
            }
            says.put(name, words.toString());
        });
        return says;
    }
}
