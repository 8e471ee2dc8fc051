package io.pgsvc.render;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import io.pgsvc.selector.Selection;
import io.pgsvc.service.ServiceSpec;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders service files with Qute; user templates in a directory override the built-in ones by name. Not thread-safe. */
public final class Renderer {
    /** Raise when the same model gives other bytes: it is part of every fingerprint. */
    private static final String FORMAT = "1";

    private Optional<Path> templateDirectory;
    private final Map<String, TemplateSource> sources = new HashMap<>();
    private final Map<TemplateSource, Template> templates = new HashMap<>();
    private Engine engine;

    public Renderer(Optional<Path> templateDirectory) {
        this.templateDirectory = templateDirectory;
    }

    /** Begins another pass: templates are looked for again, and parsed again only where they changed. */
    public void next(Optional<Path> directory) {
        templateDirectory = directory;
        templates.keySet().retainAll(sources.values());
        sources.clear();
    }

    /**
     * Whether a draft of an earlier pass would still give the same bytes.
     *
     * @throws RenderException if its template cannot be read
     */
    public boolean isCurrent(Draft draft) {
        return source(draft.model.template()).equals(draft.source);
    }

    private TemplateSource source(String name) {
        return sources.computeIfAbsent(name, n -> TemplateSource.find(n, templateDirectory));
    }

    /** A service that could be rendered, and the fingerprint that tells whether it has to be. */
    public final class Draft {
        private final ServiceSpec spec;
        private final ServiceModel model;
        private final TemplateSource source;
        private final String fingerprint;

        private Draft(ServiceSpec spec, ServiceModel model) {
            this.spec = spec;
            this.model = model;
            this.source = source(model.template());
            this.fingerprint = fingerprintOf(source, model);
        }

        /** Hash of everything that goes into the file: the same fingerprint gives the same bytes. */
        public String fingerprint() {
            return fingerprint;
        }

        /** @throws RenderException if the template fails */
        public RenderedFile render() {
            return Renderer.this.render(spec, model, source, fingerprint);
        }
    }

    /** A service of a PostgreSQL cluster. */
    public Draft draft(ServiceSpec.Postgres spec, Selection selection, List<Server> servers) {
        return new Draft(spec, ServiceModel.of(spec, selection, servers));
    }

    /** A service of {@code haproxy_services}. */
    public Draft draft(ServiceSpec.Component spec) {
        return new Draft(spec, ServiceModel.of(spec));
    }

    private RenderedFile render(ServiceSpec spec, ServiceModel model, TemplateSource source, String fingerprint) {
        String content;
        try {
            content = tidy(template(model.template(), source).render(model.data()));
        } catch (TemplateException e) {
            throw new RenderException(failure(source, e).about(spec.subject()));
        }
        return new RenderedFile(spec.stem(), spec.clusterName(), spec.name(), content, model.servers(),
                fingerprint, Optional.of(spec.at()));
    }

    private Template template(String name, TemplateSource source) {
        return templates.computeIfAbsent(source, s -> engine().parse(s.text(), null, name));
    }

    private Engine engine() {
        if (engine == null) {
            engine = Engine.builder().addDefaults().removeStandaloneLines(true).strictRendering(true).build();
        }
        return engine;
    }

    /** No blanks at line ends (empty values leave some), one line feed at the end. */
    private static String tidy(String text) {
        StringBuilder tidy = new StringBuilder(text.length());
        text.lines().forEach(line -> tidy.append(line.stripTrailing()).append('\n'));
        while (tidy.length() > 1 && tidy.charAt(tidy.length() - 1) == '\n' && tidy.charAt(tidy.length() - 2) == '\n') {
            tidy.setLength(tidy.length() - 1);
        }
        return tidy.toString();
    }

    private static Finding failure(TemplateSource source, TemplateException e) {
        int line = e.getOrigin() == null ? 0 : e.getOrigin().getLine();
        int column = e.getOrigin() == null ? 0 : Math.max(0, e.getOrigin().getLineCharacterStart());
        String message = e.getMessage() == null ? "unknown" : e.getMessage().lines().findFirst().orElse("unknown");
        return Finding.error("template", "the template fails: " + message, new Position(source.origin(), line, column))
                .withHint("docs/templates.md lists what templates can use");
    }

    private static String fingerprintOf(TemplateSource source, ServiceModel model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(FORMAT.getBytes(StandardCharsets.UTF_8));
            digest.update(source.text().getBytes(StandardCharsets.UTF_8));
            digest.update(model.data().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
