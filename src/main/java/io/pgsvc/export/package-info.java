/** An equivalent inventory with only what services and selectors read: what is carried, in which files, how it is written. */
package io.pgsvc.export;
