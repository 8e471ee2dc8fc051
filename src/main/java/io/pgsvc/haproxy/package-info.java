/**
 * Talking to HAProxy: its check ({@link io.pgsvc.haproxy.HaproxyCheck}), its reload and the confirmation
 * ({@link io.pgsvc.haproxy.HaproxyReloader}), its sockets, and what its main file says.
 */
package io.pgsvc.haproxy;
