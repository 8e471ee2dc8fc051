package io.pgsvc.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Patroni's REST interface, as HAProxy's checks see it. */
final class Patroni {
    private Patroni() {}

    /** The status of {@code OPTIONS path}; 0 where nobody answers within a second. */
    static int status(String address, String path) {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + PostgresMember.PATRONI + path))
                    .timeout(Duration.ofSeconds(1)).method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
