package io.pgsvc.watch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * systemd-notify(1), which takes the socket from the environment; where it is missing nothing is sent. One message after
 * the other, on a thread of its own: the loop does not wait for a process.
 */
final class NotifyByProgram implements NotifySender {
    private static final long PATIENCE_SECONDS = 5;

    private final ExecutorService worker = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("notify").factory());

    @Override
    public void send(String message) {
        worker.execute(() -> run(message));
    }

    private static void run(String message) {
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(message.lines().toList());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // not there: nothing is sent
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        worker.shutdown();
        try {
            worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
