package io.pgsvc.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.service.Clusters;
import io.pgsvc.service.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What selectors see of a member beside its variables. */
class MemberObjectsTest {
    @TempDir
    Path directory;

    @Test
    void aHostsFileIsTheOneInWhichItFirstStands() throws IOException {
        Path sub = Files.createDirectories(directory.resolve("sub"));
        Files.writeString(directory.resolve("a.yml"), "pg-test: { hosts: { db-1: { pg_seq: 1, pg_cluster: pg-test } } }\n");
        Files.writeString(sub.resolve("b.yml"), "pg-test: { hosts: { db-1: , db-2: { pg_seq: 2, pg_cluster: pg-test } } }\n");
        Clusters clusters = new Preparation(new InventoryReader().read(directory), new JinjaTemplates(),
                Defaults.load(Defaults.CLASSIC), Optional.empty()).clusters();
        JsonNode members = clusters.objects(clusters.cluster("pg-test").orElseThrow());
        assertEquals(directory.resolve("a.yml").toString(), members.get(0).get("inventory_file").textValue());
        assertEquals(directory.toString(), members.get(0).get("inventory_dir").textValue());
        assertEquals(sub.resolve("b.yml").toString(), members.get(1).get("inventory_file").textValue());
        assertEquals(sub.toString(), members.get(1).get("inventory_dir").textValue());
    }
}
