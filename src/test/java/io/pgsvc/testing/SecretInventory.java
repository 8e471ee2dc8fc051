package io.pgsvc.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * An inventory with every password that Pigsty's samples have (all published defaults), encrypted values, and services:
 * none of the secrets may ever be printed.
 */
public final class SecretInventory {
    /** The values that must not show. */
    public static final List<String> SECRETS = List.of("DBUser.DBA", "DBUser.Monitor", "DBUser.Replicator", "DBUser.Meta", "DBUser.Viewer",
            "Patroni.API", "S3User.MinIO", "S3User.Backup", "pgBackRest.Cipher", "Etcd.Root", "Grafana.Admin", "Haproxy.Admin", "Redis.Server",
            "Vip.Auth.Word", "62313365396662353061393963393133", "Api.Token.Word", "Private.Key.Word");

    private static final String TEXT = """
            all:
              vars:
                pg_admin_username: dbuser_dba
                pg_admin_password: DBUser.DBA
                pg_monitor_password: 'DBUser.Monitor'
                pg_replication_password: "DBUser.Replicator"
                patroni_password: Patroni.API
                haproxy_admin_password: Haproxy.Admin
                grafana_admin_password: Grafana.Admin
                etcd_root_password: Etcd.Root
                minio_secret_key: S3User.MinIO
                vip_auth: Vip.Auth.Word
                api_token: Api.Token.Word
                ca_private_key: |
                  -----BEGIN-----
                  Private.Key.Word
                pgbackrest_repo: { minio: { type: s3, s3_key: pgbackrest, s3_key_secret: S3User.Backup, cipher_pass: pgBackRest.Cipher } }
                vaulted: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
                  62313365396662353061393963393133
                pg_default_services:
                  - { name: primary, port: 5433, ip: ADDRESS, dest: default, check: /primary, selector: "[]" }
                  - { name: replica, port: 5434, ip: ADDRESS, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == `primary`]" }
              children:
                pg-test:
                  vars:
                    pg_cluster: pg-test
                    pg_users:
                      - { name: dbuser_meta, password: DBUser.Meta, pgbouncer: true, roles: [dbrole_admin] }
                      - { name: dbuser_view, password: DBUser.Viewer, pgbouncer: true, roles: [dbrole_readonly] }
                    redis_password: Redis.Server
                    pg_services:
                      - { name: mine, port: 5440, ip: ADDRESS, dest: postgres, selector: "[? pg_admin_password && pg_role == `replica`]" }
                  hosts:
                    127.0.0.11: { pg_seq: 1, pg_role: primary }
                    127.0.0.12: { pg_seq: 2, pg_role: replica, pg_weight: 50 }
                    127.0.0.13: { pg_seq: 3, pg_role: replica, patroni_password: Patroni.API }
            """;

    private SecretInventory() {}

    /** It, with the services of this node at an address. */
    public static String text(String address) {
        return TEXT.replace("ADDRESS", address);
    }

    /** It, broken in one place of a line with a secret, and the same with the secret as another kind of value. */
    public static List<String> broken() {
        String text = text("127.0.0.1");
        List<String> broken = new ArrayList<>();
        for (String secret : SECRETS) {
            int at = text.indexOf(secret);
            int lineStart = text.lastIndexOf('\n', at) + 1;
            for (String instead : List.of("*" + secret, "&" + secret, "!" + secret, "@" + secret, "`" + secret, "%" + secret, "{{ " + secret + " }}",
                    "\"" + secret, "'" + secret, "\"\\" + secret + "\"", secret + ": x", "[" + secret, "{" + secret, "}" + secret, "? " + secret, "- " + secret,
                    "!!int " + secret, "!!binary " + secret, "!!timestamp " + secret, "\t" + secret, secret + "\u0007", "<<: " + secret, "|" + secret,
                    "\"{{ " + secret + " }}\"", "\"{{ '" + secret + "' | nosuch }}\"", "\"{{ " + secret + "\"")) {
                broken.add(text.substring(0, at) + instead + text.substring(at + secret.length()));
            }
            broken.add(text.substring(0, at + secret.length() - 1));
            broken.add(text.substring(0, lineStart) + " " + text.substring(lineStart));
            broken.add(text.substring(0, lineStart) + "\t" + text.substring(lineStart));
            String line = text.substring(lineStart, text.indexOf('\n', lineStart) + 1);
            broken.add(text.substring(0, lineStart) + line + text.substring(lineStart));
            broken.add(text.substring(0, lineStart) + line.replace(": ", ":") + text.substring(lineStart + line.length()));
            broken.add(text.substring(0, lineStart) + line.replace(":", "") + text.substring(lineStart + line.length()));
        }
        return broken;
    }
}
