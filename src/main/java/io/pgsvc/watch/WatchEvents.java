package io.pgsvc.watch;

import io.pgsvc.model.Finding;
import io.pgsvc.pass.PassResult;
import io.pgsvc.model.Severity;
import java.util.List;
import java.util.Optional;

/** Is told what the loop does, as it does it: the log. Methods are called on the loop's thread and must not throw. */
public interface WatchEvents {

    /**
     * A pass ended.
     *
     * @param entry    what the status will say of it
     * @param result   absent where the pass could not be made (inventory unreadable, lock held, HAProxy missing…)
     * @param findings all that is to be said: of the result, or why there is none; the same ones come again with each
     *                 pass while their cause lasts
     */
    void passed(WatchStatus.PassEntry entry, Optional<PassResult> result, List<Finding> findings);

    /** Something else worth a line: started, stopping, waiting for a lock, polling, configuration read again. */
    void said(Severity severity, String text);

    /** More than most want to know. */
    void debug(String text);
}
