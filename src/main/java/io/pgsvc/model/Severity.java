package io.pgsvc.model;

import java.util.Locale;

/** How much a finding matters; an error stops what it is about. */
public enum Severity {
    INFO, WARNING, ERROR;

    /** The word that users see: {@code info}, {@code warning}, {@code error}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
