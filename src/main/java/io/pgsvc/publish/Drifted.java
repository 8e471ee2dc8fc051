package io.pgsvc.publish;

import java.util.Optional;

/** A file of ours that is not as we left it. Other comments alone do not count. */
public record Drifted(String stem, Optional<String> cluster, String service, How how) {

    /** What became of it. */
    public enum How {
        EDITED("was edited on disk"), MISSING("was removed from disk"), REPLACED("was replaced by something that is no regular file");

        private final String words;

        How(String words) {
            this.words = words;
        }

        /** {@code was edited on disk}. */
        public String words() {
            return words;
        }
    }
}
