package io.pgsvc.parity;

import java.util.ArrayList;
import java.util.List;

/** What a campaign compared, and what was different. */
final class Tally {
    int inventories;
    int hosts;
    int variables;
    int templates;
    int selectors;
    int services;
    /** Explained: encrypted values; hosts of a group that Ansible has in no order. */
    int secrets;
    int unordered;
    final List<String> differences = new ArrayList<>();

    void different(String what, String theirs, String ours) {
        differences.add(what + "\n    Ansible: " + theirs + "\n    pgsvc:   " + ours);
    }

    String explained() {
        return "explained: " + secrets + " values with encrypted ones in them, " + unordered + " groups whose hosts Ansible has in no order";
    }

    String summary() {
        return "parity: " + inventories + " inventories, " + hosts + " hosts, " + variables + " variables, " + templates
                + " templates, " + selectors + " selectors, " + services + " services: " + differences.size()
                + " unexplained differences";
    }
}
