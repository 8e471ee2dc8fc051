/** How the node is at this moment: what pgsvc keeps of it, what its watcher says, what HAProxy says. Changes nothing. */
package io.pgsvc.status;
