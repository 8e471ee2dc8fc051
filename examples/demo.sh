#!/bin/bash
# demo.sh (`make demo`): pgsvc at work on a private HAProxy, as a story that checks every claim it makes.
# Needs what `make deps` installs: haproxy, bash, coreutils, sed, grep and a JDK 25. Needs no root. All files are in
# target/demo, all addresses are 127.0.0.11 to 127.0.0.13. Ends with 0 only if everything was as told.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C
pgsvc=${PGSVC_BIN:-target/jvm/pgsvc}
# Settings of this machine's own pgsvc are not the demo's.
for name in "${!PGSVC_@}"; do unset "$name"; done

demo=$root/target/demo
. examples/demo/stage.sh
. examples/demo/look.sh

# pass ARGUMENT...: runs pgsvc and shows the command and its output; the exit code is in $code, the output in $said.
pass() {
    printf '   $ pgsvc %s\n' "$*"
    note_worker
    code=0
    said=$("$pgsvc" "$@" 2>&1) || code=$?
    said=${said//"$demo"\//}
    printf '%s\n\n' "$said" | sed 's/^\(.\)/   \1/'
}

if [ -e "$demo/demo.pid" ] && kill -0 "$(cat "$demo/demo.pid")" 2>/dev/null; then
    echo "demo: another one runs in $demo" >&2
    exit 1
fi
command -v haproxy >/dev/null || { echo "demo: no haproxy here; run: make deps" >&2; exit 1; }
[ -x "$pgsvc" ] || { echo "demo: no $pgsvc here; run: make build" >&2; exit 1; }
rm -rf "$demo"
mkdir -p "$demo/run"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
echo $$ >"$demo/demo.pid"
# The path of a socket has 107 bytes at most, and HAProxy needs some of them.
run=$demo/run
[ ${#run} -lt 75 ] || run=$(mktemp -d)

echo "pgsvc demo. Private: files in target/demo, addresses 127.0.0.11 to 127.0.0.13; it ends by itself, in half a minute."

chapter "1. A cluster of three and a HAProxy without a service"
choose_ports
roles 1 2 3
start_standins
write_inventory
start_haproxy
configure_pgsvc
until_true 30 standins_are_ready || fail "the stand-ins did not start"
until_true 10 haproxy_is_ready || fail "HAProxy did not start"
cat <<END
   Stand-ins for Patroni, PgBouncer and PostgreSQL play pg-test-1 (primary), pg-test-2 (replica) and
   pg-test-3 (sync standby). HAProxy $(haproxy -v | sed -n '1s/.*version \([0-9.]*\).*/\1/p') runs as on the node $node. The inventory says:

$(hosts_of_inventory)

END
ask_all
promise "no service answers yet" only primary nobody

chapter "2. The first pass"
pass render
promise "exit code 0" [ "$code" -eq 0 ]
promise "six files in conf.d" [ "$(cd "$demo/haproxy/conf.d" && echo *)" = "pg-test-default.cfg pg-test-delayed.cfg pg-test-offline.cfg pg-test-primary.cfg pg-test-replica.cfg pg-test-standby.cfg" ]
promise "HAProxy has a new worker" reloaded
printf '\n   conf.d/pg-test-replica.cfg:\n\n'
sed 's/^\(.\)/     \1/' "$demo/haproxy/conf.d/pg-test-replica.cfg"
echo
until_true 30 settled 1 || fail "HAProxy's checks did not find the roles within 30 s"
show_answers
promise "primary and default: the primary" writes_go_to pg-test-1
promise "replica: both replicas, and not the primary" both replica "pg-test-2 pgbouncer" "pg-test-3 pgbouncer"
promise "standby: the sync standby" only standby "pg-test-3 pgbouncer"
promise "offline: the instance with pg_offline_query" only offline "pg-test-3 postgres"
promise "delayed: nobody, the cluster has no such member" only delayed nobody

chapter "3. A second pass has nothing to do"
before=$(print_of_files)
pass render
promise "exit code 0" [ "$code" -eq 0 ]
promise "no byte and no time of a file has changed" [ "$(print_of_files)" = "$before" ]
promise "HAProxy has the same worker" not_reloaded

chapter "4. Failover to pg-test-2; the inventory follows, and gives pg-test-3 half the weight"
roles 2 1 3
until_true 30 settled 2 || fail "HAProxy's checks did not find the new roles within 30 s"
ask_all
promise "HAProxy's checks follow Patroni without pgsvc: pg-test-2 takes the writes" only primary "pg-test-2 pgbouncer"
promise "but pg-test-2, still a reader in the inventory, takes reads too" both replica "pg-test-2 pgbouncer" "pg-test-3 pgbouncer"
sed -i -e '/pg_seq: 1/s/primary/replica/' -e '/pg_seq: 2/s/replica/primary/' -e '/pg_seq: 3,/s/replica/replica, pg_weight: 50/' "$demo/inventory/pg-test.yml"
printf '\n   The inventory says now:\n\n%s\n\n' "$(hosts_of_inventory)"
pass render --diff
promise "exit code 0" [ "$code" -eq 0 ]
promise "HAProxy has a new worker" reloaded
until_true 30 settled 2 || fail "HAProxy's checks did not find the new roles within 30 s"
echo
show_answers
promise "primary and default: pg-test-2" writes_go_to pg-test-2
promise "replica: pg-test-1 twice as often as pg-test-3, and not the primary" twice replica "pg-test-1 pgbouncer" "pg-test-3 pgbouncer"
promise "standby and offline: pg-test-3 as before" offline_and_standby_stay

chapter "5. Broken input changes nothing"
good=$(cat "$demo/inventory/pg-test.yml")
before=$(print_of_files)
broken() {
    printf '   %s:\n\n' "$1"
    sed "$2" <<<"$good" >"$demo/inventory/pg-test.yml"
    pass render
    promise "exit code 3: the inventory is invalid" [ "$code" -eq 3 ]
    promise "the message names the file and the line" grep -q '^inventory/pg-test.yml:[0-9]*:[0-9]*: error: ' <<<"$said"
    promise "no byte and no time of a file has changed" [ "$(print_of_files)" = "$before" ]
    promise "HAProxy has the same worker" not_reloaded
    echo
}
# shellcheck disable=SC2016 # the backquotes are JMESPath's
broken "A selector that ends too early" 's/\[? pg_role == `delayed`\]/[? pg_role ==/'
broken "YAML that ends too early" '/pg_seq: 2/s/ *}.*//'
ask_all
promise "writes still go to pg-test-2" writes_go_to pg-test-2
promise "standby and offline still go to pg-test-3" offline_and_standby_stay

step="the end"
printf '\nDone: %s promises kept, in %s s. The demo ends its processes and removes target/demo.\n' "$promises" "$SECONDS"
