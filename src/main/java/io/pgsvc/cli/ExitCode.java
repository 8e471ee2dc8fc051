package io.pgsvc.cli;

import io.pgsvc.inventory.InventoryException;
import io.pgsvc.inventory.TemplateException;
import io.pgsvc.inventory.yaml.YamlException;
import io.pgsvc.model.PgsvcException;
import io.pgsvc.publish.LockedException;
import io.pgsvc.publish.UnknownNodeException;
import io.pgsvc.render.RenderException;
import io.pgsvc.selector.SelectorException;
import io.pgsvc.service.DefaultsException;
import io.pgsvc.service.NodeIdentity;

/** The exit codes (design, Commands), and the one place where causes are mapped to them. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int OK = 0;
    /** Any failure that has no code of its own. */
    static final int FAILURE = 1;
    /** Only with {@code --detailed-exitcode}: there are, or were, changes. */
    static final int CHANGES = 2;
    /** The inventory is invalid, or {@code --keep-going} left something out. */
    static final int INVALID = 3;
    /** HAProxy rejected the candidate. */
    static final int REJECTED = 4;
    /** The reload failed and was rolled back. */
    static final int RELOAD_FAILED = 5;
    /** Held by a guard, an adoption or a pause. */
    static final int HELD = 6;
    /** Another pgsvc is at work. */
    static final int LOCKED = 7;
    /** The command line is wrong. */
    static final int USAGE = 64;

    private ExitCode() {}

    static int of(PgsvcException cause) {
        return switch (cause) {
            case InventoryException e -> INVALID;
            case YamlException e -> INVALID;
            case TemplateException e -> INVALID;
            case SelectorException e -> INVALID;
            case RenderException e -> INVALID;
            case DefaultsException e -> INVALID;
            case NodeIdentity.NodeException e -> INVALID;
            case UnknownNodeException e -> INVALID;
            case LockedException e -> LOCKED;
            case UsageException e -> USAGE;
            default -> FAILURE;
        };
    }
}
