package io.pgsvc.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The JSON files of the state directory: versioned, strict in reading, so that damage is never read as emptiness. */
final class StateFiles {
    static final int SCHEMA = 1;
    /** Bytes of a file: a manifest of 10,000 services has some 8 MB. */
    private static final int MOST = 64 << 20;

    private final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    ObjectNode document() {
        return mapper.createObjectNode().put("schema", SCHEMA);
    }

    byte[] bytes(JsonNode document) {
        try {
            return (mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of plain nodes can always be printed
        }
    }

    /** A document of ours; empty if there is no such file. */
    Optional<Reader> read(Path file, String hint) throws IOException {
        JsonNode root;
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw StateException.of(file, "the file is damaged: it is larger than " + MOST + " bytes", hint);
            }
            root = mapper.readTree(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw StateException.of(file, "the file is damaged: it is no complete JSON document", hint);
        }
        Reader reader = new Reader(file, hint, root);
        if (root == null || !root.isObject() || !root.path("schema").isInt()) {
            throw reader.damaged("schema");
        }
        int schema = root.get("schema").intValue();
        if (schema != SCHEMA) {
            throw StateException.of(file, "the file has format " + schema + ", and this pgsvc knows only format " + SCHEMA,
                    "was it written by a newer pgsvc? Install that one again");
        }
        return Optional.of(reader);
    }

    /** One object of a document; every field is asked for by name and type. */
    record Reader(Path file, String hint, JsonNode node) {

        StateException damaged(String field) {
            return StateException.of(file, "the file is damaged: `" + field + "` is missing or wrong", hint);
        }

        String text(String field) {
            return optionalText(field).orElseThrow(() -> damaged(field));
        }

        Optional<String> optionalText(String field) {
            JsonNode value = node.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return Optional.empty();
            }
            if (!value.isTextual()) {
                throw damaged(field);
            }
            return Optional.of(value.textValue());
        }

        /** A name that can only be that of a fragment inside the conf-dir. */
        String stem(String field) {
            String stem = text(field);
            if (stem.isEmpty() || stem.startsWith(".") || stem.indexOf('/') >= 0 || stem.indexOf('\0') >= 0) {
                throw damaged(field);
            }
            return stem;
        }

        Optional<String> sha256(String field) {
            Optional<String> hash = optionalText(field);
            if (hash.isPresent() && (hash.get().length() != 64
                    || !hash.get().chars().allMatch(c -> Character.digit(c, 16) >= 0))) {
                throw damaged(field);
            }
            return hash;
        }

        long number(String field) {
            if (!node.path(field).isIntegralNumber()) {
                throw damaged(field);
            }
            return node.get(field).longValue();
        }

        boolean flag(String field) {
            if (!node.path(field).isBoolean()) {
                throw damaged(field);
            }
            return node.get(field).booleanValue();
        }

        List<String> texts(String field) {
            List<String> texts = new ArrayList<>();
            for (JsonNode item : array(field)) {
                texts.add(item.asText());
            }
            return List.copyOf(texts);
        }

        List<Reader> objects(String field) {
            List<Reader> objects = new ArrayList<>();
            for (JsonNode item : array(field)) {
                objects.add(new Reader(file, hint, item));
            }
            return objects;
        }

        Reader object(String field) {
            if (!node.path(field).isObject()) {
                throw damaged(field);
            }
            return new Reader(file, hint, node.get(field));
        }

        private JsonNode array(String field) {
            if (!node.path(field).isArray()) {
                throw damaged(field);
            }
            return node.get(field);
        }
    }

    /** Adds a manifest's fields to an object. */
    void put(ObjectNode object, Manifest manifest) {
        object.put("node", manifest.node()).put("generation", manifest.generation());
        Origin origin = manifest.origin();
        if (!origin.trigger().isEmpty()) {
            object.put("trigger", origin.trigger());
        }
        origin.revision().ifPresent(revision -> object.put("revision", revision));
        origin.rollback().ifPresent(number -> object.put("rollback", number));
        ArrayNode files = object.putArray("files");
        for (Manifest.Owned owned : manifest.files().values()) {
            ObjectNode file = files.addObject().put("name", owned.stem()).put("sha256", owned.sha256())
                    .put("fingerprint", owned.fingerprint());
            owned.cluster().ifPresent(c -> file.put("cluster", c));
            file.put("service", owned.service()).put("generation", owned.generation()).put("adopted", owned.adopted());
            ArrayNode servers = file.putArray("servers");
            owned.servers().forEach(servers::add);
        }
    }

    /** The reverse of {@link #put}. */
    Manifest manifest(Reader in) {
        TreeMap<String, Manifest.Owned> files = new TreeMap<>();
        for (Reader file : in.objects("files")) {
            String stem = file.stem("name");
            files.put(stem, new Manifest.Owned(stem, file.sha256("sha256").orElseThrow(() -> file.damaged("sha256")),
                    file.text("fingerprint"), file.optionalText("cluster"), file.text("service"), file.texts("servers"),
                    file.number("generation"), file.flag("adopted")));
        }
        Origin origin = new Origin(in.optionalText("trigger").orElse(""), in.optionalText("revision"),
                in.node().has("rollback") ? OptionalLong.of(in.number("rollback")) : OptionalLong.empty());
        return new Manifest(in.text("node"), in.number("generation"), files, origin);
    }
}
