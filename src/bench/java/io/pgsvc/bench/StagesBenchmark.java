package io.pgsvc.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.pgsvc.inventory.Host;
import io.pgsvc.inventory.Inventory;
import io.pgsvc.inventory.InventoryReader;
import io.pgsvc.inventory.template.JinjaTemplates;
import io.pgsvc.inventory.yaml.Limits;
import io.pgsvc.inventory.yaml.YamlReader;
import io.pgsvc.pass.NodeFiles;
import io.pgsvc.pass.Preparation;
import io.pgsvc.publish.Scope;
import io.pgsvc.selector.Selection;
import io.pgsvc.service.Defaults;
import io.pgsvc.service.NodePlan;
import io.pgsvc.service.ServiceSpec;
import io.pgsvc.testing.BigInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The pure stages of a pass, each on its own, on a warm JVM: clusters of five hosts, the node is in the last but one. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StagesBenchmark {
    @Param({"20", "10000"})
    public int hosts;

    private Path file;
    private byte[] text;
    private Inventory inventory;
    private Host node;
    private Preparation prepared;
    private NodePlan plan;

    /** An inventory on disk, and what comes before each stage. */
    @Setup
    public void prepare() throws IOException {
        BigInventory big = new BigInventory(hosts / 5, 5);
        file = big.file(Files.createTempFile("bench", ".yml"));
        file.toFile().deleteOnExit();
        text = Files.readAllBytes(file);
        inventory = new InventoryReader().read(file);
        node = inventory.host(big.host(hosts / 5 - 2, 3)).orElseThrow();
        prepared = preparation();
        plan = prepared.plan(node);
    }

    private Preparation preparation() {
        return new Preparation(inventory, new JinjaTemplates(), Defaults.load(Defaults.CLASSIC), Optional.empty());
    }

    /** YAML to values, without the disk. */
    @Benchmark
    public YamlReader.Document yaml() {
        return new YamlReader(Limits.DEFAULT).read(text, "pigsty.yml");
    }

    /** The file to an inventory: YAML, groups, layers of variables. */
    @Benchmark
    public Inventory load() {
        return new InventoryReader().read(file);
    }

    /** Clusters of the whole inventory, and the services of the node. */
    @Benchmark
    public NodePlan plan() {
        return preparation().plan(node);
    }

    /** The variables of a cluster's members, templates resolved, as selectors see them. */
    @Benchmark
    public ArrayNode resolve() {
        Preparation fresh = preparation();
        return fresh.clusters().objects(fresh.clusters().of(node).orElseThrow());
    }

    /** The members of every service of the node; selectors are compiled already. */
    @Benchmark
    public List<Selection> select() {
        return plan.services().stream().map(spec -> prepared.select((ServiceSpec.Postgres) spec)).toList();
    }

    /** The bytes of every service of the node, plan and selection included. */
    @Benchmark
    public NodeFiles render() {
        return prepared.node(node, Scope.ALL, p -> List.of(), Map.of());
    }
}
