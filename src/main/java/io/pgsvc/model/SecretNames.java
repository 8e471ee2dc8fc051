package io.pgsvc.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and texts that look like secrets: they are not exported, and their values not shown. Better one too many. */
public final class SecretNames {
    private static final List<String> PARTS = List.of("password", "passwd", "passphrase", "secret", "token", "credential", "cert",
            "key", "private", "vault");
    private static final Set<String> WORDS = Set.of("pass", "pwd", "pw", "auth", "pem", "crt", "dsn", "users", "userlist", "hba");
    /** Words of HAProxy before a password, and a password in a URL. */
    private static final Pattern TEXT = Pattern.compile("(?i)(?<![\\w-])(stats\\s+auth|password|insecure-password)\\s+\\S"
            + "|://[^/\\s:@]*:[^/\\s@]+@");

    private SecretNames() {}

    /** Whether a variable or a key of this name may hold a secret: {@code pg_admin_password}, {@code pg_users}. */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PARTS.stream().anyMatch(lower::contains) || List.of(lower.split("[^a-z]+")).stream().anyMatch(WORDS::contains);
    }

    /** Whether a text itself holds a password, as far as that can be seen. */
    public static boolean holdsSecret(String text) {
        return TEXT.matcher(text).find();
    }
}
