package io.pgsvc.inventory.yaml;

import io.pgsvc.model.Finding;
import io.pgsvc.model.Position;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

final class SyntaxMessages {
    static final String RULE = "yaml-syntax";
    private final String text, file;
    SyntaxMessages(String text, String file) { this.text = text; this.file = file; }
    YamlException translate(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException m) {
            return YamlException.of(RULE, "RAW ctx=" + m.getContext() + "@" + m.getContextMark().map(x -> (x.getLine()+1) + ":" + (x.getColumn()+1)).orElse("-") + " | " + m.getProblem(), new Position(file, m.getProblemMark().get().getLine()+1, m.getProblemMark().get().getColumn()+1));
        }
        return YamlException.of(RULE, "RAWE " + e.getClass() + e.getMessage(), Position.of(file));
    }
    YamlException template(Position p) { return YamlException.of(RULE, "template", p); }
}
