package io.pgsvc.render;

import io.pgsvc.selector.Selection;
import io.pgsvc.service.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a template may use for one service: maps, lists and texts only, so that user templates need no
 * classes of ours (docs/templates.md names the keys).
 *
 * @param template name of the template
 * @param data     what the template sees; iteration order is fixed, so that it can be fingerprinted
 */
record ServiceModel(String template, Map<String, Object> data, List<String> servers) {
    static final String POSTGRES = "postgres-service.cfg";
    static final String COMPONENT = "haproxy-service.cfg";

    static ServiceModel of(ServiceSpec.Postgres spec, Selection selection, List<Server> servers) {
        Map<String, Object> data = common(spec);
        data.put("cluster", spec.cluster());
        data.put("maxconn", spec.maxconn());
        data.put("balance", spec.balance());
        data.put("check", spec.check());
        data.put("default_server", spec.defaultServer());
        data.put("instances", String.join(", ", selection.instanceNames()));
        data.put("backups", String.join(", ", selection.backupNames()));
        data.put("servers", servers.stream().map(ServiceModel::server).toList());
        return new ServiceModel(POSTGRES, data, servers.stream().map(Server::name).toList());
    }

    static ServiceModel of(ServiceSpec.Component spec) {
        Map<String, Object> data = common(spec);
        data.put("protocol", spec.protocol());
        data.put("maxconn", spec.maxconn());
        data.put("balance", spec.balance());
        data.put("options", spec.options());
        data.put("default_server", spec.defaultServer());
        data.put("servers", spec.servers().stream().map(ServiceModel::server).toList());
        return new ServiceModel(COMPONENT, data, spec.servers().stream().map(ServiceSpec.ComponentServer::name).toList());
    }

    private static Map<String, Object> common(ServiceSpec spec) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("section", spec.stem());
        data.put("service", spec.name());
        data.put("host", spec.bind().host());
        data.put("ip", spec.bind().ip());
        data.put("port", spec.bind().port());
        return data;
    }

    private static Map<String, Object> server(Server server) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", server.name());
        data.put("address", server.address());
        data.put("port", server.port());
        data.put("ssl", server.ssl());
        data.put("check_port", server.checkPort());
        data.put("weight", server.weight());
        data.put("backup", server.backup());
        return data;
    }

    private static Map<String, Object> server(ServiceSpec.ComponentServer server) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", server.name());
        data.put("ip", server.ip());
        data.put("port", server.port());
        data.put("backup", server.backup());
        data.put("weighted", server.weight().isPresent());
        data.put("weight", server.weight().orElse(""));
        data.put("options", server.options());
        return data;
    }
}
