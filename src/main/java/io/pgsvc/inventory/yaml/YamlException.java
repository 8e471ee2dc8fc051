package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.model.Position;

/**
 * A file cannot be read as YAML. The rule ids: {@code file-unreadable}, {@code yaml-encoding}, {@code yaml-syntax},
 * {@code json-syntax}, {@code yaml-value}, {@code yaml-key}, {@code yaml-merge}, {@code yaml-alias}, {@code yaml-tag},
 * {@code yaml-limit}.
 */
public final class YamlException extends PgsvcException {
    private static final long serialVersionUID = 1L;

    public YamlException(Finding finding) {
        super(finding);
    }

    public YamlException(Finding finding, Throwable cause) {
        super(finding, cause);
    }

    static YamlException of(String rule, String message, Position at) {
        return new YamlException(Finding.error(rule, message, at));
    }

    static YamlException of(String rule, String message, String hint, Position at) {
        return new YamlException(Finding.error(rule, message, at).withHint(hint));
    }

    /** The rule id of the first finding. */
    String rule() {
        return findings().getFirst().rule();
    }
}
