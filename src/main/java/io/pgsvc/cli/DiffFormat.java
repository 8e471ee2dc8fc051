package io.pgsvc.cli;

/** How a difference is printed; markdown is for a comment on a pull request. */
enum DiffFormat { text, json, markdown }
