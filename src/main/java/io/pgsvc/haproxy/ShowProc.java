package io.pgsvc.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the master's {@code show proc} says.
 *
 * @param workers    the current ones
 * @param oldWorkers those that wait for their last session to end
 */
public record ShowProc(Master master, List<Worker> workers, List<Worker> oldWorkers) {

    /**
     * @param reloads how often it was told to reload, failures included
     * @param failed  how many reloads failed in a row until now (a success sets it to 0)
     */
    public record Master(long pid, int reloads, int failed, String version) {}

    /** @param reloads how many reloads it has survived; 0 for one that the last reload started */
    public record Worker(long pid, int reloads, String uptime, String version) {}

    public ShowProc {
        workers = List.copyOf(workers);
        oldWorkers = List.copyOf(oldWorkers);
    }

    /** Reads an answer of any version from 2.0 on; empty where it is none. */
    public static Optional<ShowProc> parse(String answer) {
        Master master = null;
        List<Worker> workers = new ArrayList<>();
        List<Worker> old = new ArrayList<>();
        boolean inOld = false;
        boolean relative = false;
        for (String line : answer.split("\n", -1)) {
            if (line.startsWith("#")) {
                relative |= line.contains("<relative PID>");
                inOld = line.contains("old ") || inOld && line.contains("<PID>");
                continue;
            }
            // "0 [failed: 1]" is one column
            String failed = "0";
            int bracket = line.indexOf("[failed:");
            String text = line;
            if (bracket >= 0 && line.indexOf(']', bracket) > 0) {
                int close = line.indexOf(']', bracket);
                failed = line.substring(bracket + 8, close).strip();
                text = line.substring(0, bracket) + line.substring(close + 1);
            }
            String[] words = text.strip().split("\\s+");
            int reloads = relative ? 3 : 2;
            if (words.length <= reloads || number(words[0]) < 0 || number(words[reloads]) < 0) {
                continue;
            }
            String uptime = words.length > reloads + 1 ? words[reloads + 1] : "";
            String version = words.length > reloads + 2 ? words[reloads + 2] : "";
            if (words[1].equals("master")) {
                master = new Master(number(words[0]), (int) number(words[reloads]),
                        (int) Math.max(0, number(failed)), version);
            } else if (words[1].equals("worker")) {
                (inOld ? old : workers).add(
                        new Worker(number(words[0]), (int) number(words[reloads]), uptime, version));
            }
        }
        return master == null ? Optional.empty() : Optional.of(new ShowProc(master, workers, old));
    }

    private static long number(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text);
    }
}
