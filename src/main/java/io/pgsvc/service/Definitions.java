package io.pgsvc.service;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came out of reading definitions: the good ones by stem (the last of a name wins), and what was wrong. */
final class Definitions {
    private final Map<String, ServiceSpec> byStem = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    List<ServiceSpec> services() {
        return List.copyOf(byStem.values());
    }

    List<Finding> findings() {
        return findings;
    }

    void add(Finding finding) {
        findings.add(finding);
    }

    /** A good definition; an earlier one of the same name no longer counts, nor does what was wrong with it. */
    void put(ServiceSpec spec) {
        forget(spec.stem());
        byStem.put(spec.stem(), spec);
    }

    /** A bad definition of this stem: the service as a whole is bad, an earlier good definition does not stand in. */
    void bad(String stem) {
        byStem.remove(stem);
    }

    private void forget(String stem) {
        byStem.remove(stem);
        findings.removeIf(f -> f.subject().service().equals(Optional.of(stem)));
    }

    /** The entries of a list of definitions, lists in it flattened by one level as Ansible's loops do. */
    static List<Value> entries(Value list) {
        List<Value> entries = new ArrayList<>();
        if (list instanceof Value.Seq seq) {
            for (Value item : seq.items()) {
                if (item instanceof Value.Seq inner) {
                    entries.addAll(inner.items());
                } else {
                    entries.add(item);
                }
            }
        }
        return entries;
    }

    /** A list-valued variable resolved in a host's context; empty, with a finding, if it is there but no list. */
    Optional<Value.Seq> list(HostContext context, String variable, Finding.Subject subject) {
        try {
            Optional<Value> value = context.resolved(variable);
            if (value.isEmpty()) {
                return Optional.of(new Value.Seq(List.of(), context.host().at()));
            }
            if (value.get() instanceof Value.Seq seq) {
                return Optional.of(seq);
            }
            add(Finding.error("wrong-type", variable + " must be a list of service definitions, not "
                    + Text.shownValue(value.get()), value.get().at()).about(subject));
        } catch (PgsvcException e) {
            e.findings().forEach(f -> add(f.about(subject)));
        }
        return Optional.empty();
    }
}
