/** When a pass is made again, and how its outcome is told: the loop of {@code pgsvc watch}. */
package io.pgsvc.watch;
