package io.pgsvc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process holds, as the kernel tells it (proc_pid(5)).
 *
 * @param rss     resident memory in KiB
 * @param watches of inotify, in all of its instances
 */
record ProcessFigures(long rss, long descriptors, long threads, long watches, long children) {
    /** Those of a process as it is now. */
    static ProcessFigures of(ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        long rss = Files.readAllLines(proc.resolve("status")).stream().filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).findFirst().orElseThrow();
        long watches = 0;
        for (Path info : list(proc.resolve("fdinfo"))) {
            try {
                watches += Files.readAllLines(info).stream().filter(l -> l.startsWith("inotify wd:")).count();
            } catch (NoSuchFileException e) {
                // closed meanwhile
            }
        }
        return new ProcessFigures(rss, list(proc.resolve("fd")).size(), list(proc.resolve("task")).size(), watches,
                process.children().count());
    }

    /** Time on the processor so far, its own and the kernel's for it, in ticks of 10 ms. */
    static long ticks(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        // The second field is a name in parentheses and may hold blanks; user and system time are the 14th and 15th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    @Override
    public String toString() {
        return rss / 1024 + " MiB, " + descriptors + " descriptors, " + threads + " threads, " + watches + " inotify watches, "
                + children + " children";
    }
}
