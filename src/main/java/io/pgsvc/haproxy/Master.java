package io.pgsvc.haproxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running HAProxy: the master, or the only process where it runs without one.
 *
 * @param arguments   its command line, the program's name first
 * @param directory   where it stands ({@code -C} has been applied)
 * @param environment as it was started; empty where we may not read it
 */
record Master(long pid, List<String> arguments, Path directory, Map<String, String> environment) {

    Master {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** What {@code -f} and a trailing {@code --} name, in order, as paths as seen from its directory. */
    List<Path> configFiles() {
        List<Path> files = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--")) {
                arguments.subList(i + 1, arguments.size()).forEach(f -> files.add(directory.resolve(f)));
                break;
            }
            if (word.equals("-f") && i + 1 < arguments.size()) {
                files.add(directory.resolve(arguments.get(++i)));
            } else if (takesValue(word)) {
                i++;
            }
        }
        return files;
    }

    /** Whether it was started as a master; {@code master-worker} in the main file is not seen here. */
    boolean hasMasterOption() {
        return arguments.contains("-W") || arguments.contains("-Ws");
    }

    /** The path of its {@code -S} socket. */
    Optional<Path> masterSocket() {
        return option("-S").map(s -> s.split(",")[0]).map(s -> s.startsWith("unix@") ? s.substring(5) : s)
                .filter(s -> s.startsWith("/")).map(Path::of);
    }

    /** The file of {@code -p}. */
    Optional<Path> pidFile() {
        return option("-p").map(directory::resolve);
    }

    /** Options that change what a check says: the peer's name, unresolvable addresses, warnings as errors. */
    List<String> checkOptions() {
        List<String> options = new ArrayList<>();
        if (hasMasterOption()) {
            options.add("-W");
        }
        option("-L").ifPresent(name -> options.addAll(List.of("-L", name)));
        for (String flag : List.of("-dr", "-dW")) {
            if (arguments.contains(flag)) {
                options.add(flag);
            }
        }
        return options;
    }

    private Optional<String> option(String name) {
        for (int i = 1; i + 1 < arguments.size() && !arguments.get(i).equals("--"); i++) {
            if (arguments.get(i).equals(name)) {
                return Optional.of(arguments.get(i + 1));
            }
            if (takesValue(arguments.get(i))) {
                i++;
            }
        }
        return Optional.empty();
    }

    private static boolean takesValue(String word) {
        return switch (word) {
            case "-f", "-C", "-L", "-S", "-p", "-n", "-N", "-m", "-x" -> true;
            default -> false;
        };
    }
}
