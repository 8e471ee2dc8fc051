/**
 * Brings the wanted service files onto the disk: what is ours (manifest, generations), what must change (change set,
 * guards), and the change itself (staging, check, journal, swap, reload, undo).
 *
 * <p>HAProxy is reached only through {@link io.pgsvc.publish.ConfigCheck} and {@link io.pgsvc.publish.Reloader}.
 */
package io.pgsvc.publish;
