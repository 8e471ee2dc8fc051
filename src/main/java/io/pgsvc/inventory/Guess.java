package io.pgsvc.inventory;

import java.util.Optional;

/** Guesses which of the known names somebody meant. */
final class Guess {
    private Guess() {}

    /** The candidate that is at most two edits (a third of the name's length) away. */
    static Optional<String> nearest(String name, String... candidates) {
        String best = null;
        int bestDistance = Math.max(1, Math.min(2, name.length() / 3)) + 1;
        for (String candidate : candidates) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
