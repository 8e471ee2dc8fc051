/**
 * What tests of several rooms share.
 *
 * <p>{@link io.pgsvc.testing.PrivateHaproxy} runs a HAProxy of its own under a temporary directory and ends it by its
 * process id; {@code options()} reaches it and no other. {@link io.pgsvc.testing.FakeSocket} plays a HAProxy socket
 * by script. Tests that need a real program take {@code PrivateHaproxy.programs()} as their parameters: the system's,
 * and the newer one of {@code scripts/haproxy3.sh} where {@code PGSVC_HAPROXY_3} (environment or system property)
 * names it; where there is none, they have nothing to run.
 */
package io.pgsvc.testing;
