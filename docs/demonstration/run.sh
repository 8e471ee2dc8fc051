#!/bin/bash
# run.sh (`make demonstration`): an inventory with every kind of mistake is checked, and a reviewer sees what a commit
# changes in a fleet. What it prints must be expected.txt; `run.sh --update` writes that file anew. No root, no HAProxy.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
pgsvc=$(realpath "${PGSVC_BIN:-$root/target/jvm/pgsvc}")
for name in "${!PGSVC_@}"; do unset "$name"; done
export PGSVC_CONFIG=/dev/null LC_ALL=C.UTF-8 TERM=dumb
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say COMMAND...: shows a command and what it prints and ends with.
say() {
    printf '$ %s\n' "$*"
    local code=0
    "$@" 2>&1 || code=$?
    printf '[exit %s]\n\n' "$code"
}
pgsvc() { "$pgsvc" "$@"; }
# Not of this machine's making: its settings, its templates and its user have no say here.
git() {
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null command git -c user.name=Demonstration \
        -c user.email=demonstration@pgsvc.invalid -c init.defaultBranch=main "$@"
}

demonstrate() {
    echo '# An inventory with every kind of mistake that still can be read, a cluster each'
    cp -r "$here/mistakes" "$work/mistakes"
    cd "$work"
    say pgsvc check mistakes
    echo '# The same for the checks of a pull request: the first three'
    { pgsvc check mistakes -o github 2>&1 || true; } | head -n 3
    echo
    echo '# Files that cannot be read: nothing else is said of them, and a pass changes nothing'
    mkdir unreadable
    printf 'all:\n\thosts: {}\n' >unreadable/tab.yml
    printf 'all:\n  hosts: { a: {pg_seq: 1 }\n' >unreadable/bracket.yml
    printf 'all:\n  hosts: *nobody\n' >unreadable/alias.yml
    printf '[pg-test]\n10.10.10.11 pg_seq=1\n' >unreadable/hosts.ini
    for file in unreadable/*; do say pgsvc check "$file"; done

    echo '# A fleet in a git repository, and a commit'
    cp -r "$here/fleet" "$work/fleet"
    cd "$work/fleet"
    git init -q .
    git add -A
    git commit -qm 'The fleet'
    cp -r "$here/change/." .
    git commit -qam 'Add a replica, move a primary, give reports a port'
    say pgsvc check .
    echo '# What a reviewer reads'
    say pgsvc diff -i . --from HEAD~1 --to HEAD --all-nodes --summary
    say pgsvc diff -i . --from HEAD~1 --to HEAD --node 10.10.0.20
    echo '# The comment on the pull request: its table'
    { pgsvc diff -i . --from HEAD~1 --to HEAD --all-nodes -o markdown 2>/dev/null || true; } | sed '/^<details>/,$d'
    say pgsvc explain -i . pg-orders/replica --no-git
}

if [ "${1:-}" = --update ]; then
    (demonstrate) >"$here/expected.txt"
    exit 0
fi
(demonstrate) >"$work/said.txt"
diff -u "$here/expected.txt" "$work/said.txt"
# Every rule about what can be read has been shown.
missing=$(sed -n '/^## Only in check/,/^## Where/p' "$root/docs/rules/README.md" | sed -n 's/^| \[\([a-z-]*\)\].*/\1/p' \
    | while read -r rule; do grep -q "\[$rule\]" "$here/expected.txt" || printf '%s ' "$rule"; done)
[ -z "$missing" ] || { echo "not shown: $missing" >&2; exit 1; }
echo "demonstration: $(grep -c '^\$ ' "$here/expected.txt") commands, $(grep -co '\[[a-z-]*\]$' "$here/expected.txt") findings, as expected"
