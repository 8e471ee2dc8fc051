package io.pgsvc.cli;

/** How data is printed. */
enum OutputFormat { text, json, yaml }
