package io.pgsvc.cli;

/** How {@code check} prints what it found. */
enum CheckFormat {
    text, json, yaml,
    /** SARIF 2.1.0, which code review tools read. */
    sarif,
    /** Workflow commands of GitHub Actions. */
    github
}
