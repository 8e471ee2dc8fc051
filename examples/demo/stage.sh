# shellcheck shell=bash
# stage.sh, sourced by ../demo.sh: its cluster and its HAProxy, how they start and how they end.

node=127.0.0.11
services=(primary replica standby default delayed offline)
declare -A port_of
run=      # directory of the sockets
standins= # process id of the stand-ins
haproxy=  # process id of HAProxy's master
step="getting ready"

# ---- the frame: end, failures, headings

# Ends a process that we started, kindly, then by force; nothing if it is gone.
end() {
    local pid=$1 i
    [ -n "$pid" ] || return 0
    kill "$pid" 2>/dev/null || return 0
    for ((i = 0; i < 30; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

finish() {
    local code=$?
    trap - EXIT
    trap '' INT TERM HUP
    end "$haproxy"
    end "$standins"
    case $run in "" | "$demo"/*) ;; *) rm -rf "$run" ;; esac
    case $code in
        0) rm -rf "$demo" ;;
        130 | 143)
            rm -rf "$demo"
            printf '\nStopped at: %s. All processes and files of the demo are gone.\n' "$step" >&2
            ;;
        *)
            rm -f "$demo/demo.pid"
            printf '\nThe demo failed at: %s. Its files are left to look at: %s\n' "$step" "$demo" >&2
            ;;
    esac
    exit "$code"
}

fail() {
    printf '\nNOT AS PROMISED: %s\n\n' "$1" >&2
    [ ${#answer[@]} -eq 0 ] || print_answers >&2
    exit 1
}

promises=0
# promise WORDS COMMAND...: says WORDS if the command succeeds, and ends the demo if it does not.
promise() {
    local words=$1
    shift
    "$@" || fail "$words"
    promises=$((promises + 1))
    printf '   ok: %s\n' "$words"
}

chapter() {
    step=$1
    printf '\n== %s\n\n' "$1"
}

# ---- ports

listening() {
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

# Takes the ports that PostgreSQL, PgBouncer, Patroni and Pigsty use, or the same with an offset if any is taken.
choose_ports() {
    local offset port address taken
    for offset in 0 10000 20000; do
        pg_port=$((5432 + offset)) pgbouncer_port=$((6432 + offset))
        patroni_port=$((8008 + offset)) stats_port=$((9101 + offset))
        port_of=([primary]=$((5433 + offset)) [replica]=$((5434 + offset)) [standby]=$((5435 + offset))
            [default]=$((5436 + offset)) [delayed]=$((5437 + offset)) [offline]=$((5438 + offset)))
        taken=
        for address in 127.0.0.11 127.0.0.12 127.0.0.13; do
            for port in "$pg_port" "$pgbouncer_port" "$patroni_port" "$stats_port" "${port_of[@]}"; do
                ! listening "$address" "$port" || taken="$taken $port"
            done
        done
        [ -n "$taken" ] || return 0
        taken=$(tr ' ' '\n' <<<"${taken# }" | sort -nu | paste -sd ' ')
        printf '   Something on this machine listens on %s: all ports of the demo move up by 10000.\n' "$taken"
    done
    fail "no free ports for the demo"
}

# ---- what stands in for the cluster, and HAProxy

write_inventory() {
    mkdir -p "$demo/inventory/group_vars"
    sed -e "s/10\.10\.10\./127.0.0./" \
        -e "s/port: 5435,/ip: $node, port: ${port_of[standby]},/" \
        -e "s/port: 5437,/ip: $node, port: ${port_of[delayed]},/" examples/inventory.yml >"$demo/inventory/pg-test.yml"
    cat >"$demo/inventory/group_vars/all.yml" <<END
# Where the demo's services listen: on the node's loopback address only.
pg_port: $pg_port
pgbouncer_port: $pgbouncer_port
patroni_port: $patroni_port
pg_default_services:
  - { name: primary, ip: $node, port: ${port_of[primary]}, dest: default, check: /primary, selector: "[]" }
  - { name: replica, ip: $node, port: ${port_of[replica]}, dest: default, check: /read-only, selector: "[]", backup: "[? pg_role == \`primary\` || pg_role == \`offline\` ]" }
  - { name: default, ip: $node, port: ${port_of[default]}, dest: postgres, check: /primary, selector: "[]" }
  - { name: offline, ip: $node, port: ${port_of[offline]}, dest: postgres, check: /replica, selector: "[? pg_role == \`offline\` || pg_offline_query ]", backup: "[? pg_role == \`replica\` && !pg_offline_query]" }
END
}

# roles PRIMARY REPLICA SYNC: numbers of the instances. What Patroni would tell; written in one stroke.
roles() {
    printf '127.0.0.1%s pg-test-%s %s\n' "$1" "$1" primary "$2" "$2" replica "$3" "$3" sync >"$demo/nodes.new"
    mv "$demo/nodes.new" "$demo/nodes"
}

start_standins() {
    local java
    java=$(scripts/find-jdk)/bin/java
    "$java" -XX:TieredStopAtLevel=1 -Xmx64m examples/demo/StandIns.java \
        "$demo/nodes" "$patroni_port" "$pgbouncer_port" "$pg_port" >"$demo/standins.log" 2>&1 </dev/null &
    standins=$!
}

standins_are_ready() {
    kill -0 "$standins" 2>/dev/null || fail "the stand-ins did not start: $(cat "$demo/standins.log")"
    grep -q ready "$demo/standins.log"
}

start_haproxy() {
    mkdir -p "$demo/haproxy/conf.d"
    cat >"$demo/haproxy/haproxy.cfg" <<END
global
    maxconn 200
    stats socket $run/admin.sock mode 600 level admin
    server-state-file $run/server-state
defaults
    mode tcp
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    load-server-state-from-file global
frontend stats
    bind $node:$stats_port
    mode http
    stats enable
    stats uri /
END
    : >"$run/server-state"
    haproxy -W -S "$run/master.sock" -f "$demo/haproxy/haproxy.cfg" -f "$demo/haproxy/conf.d" \
        >"$demo/haproxy.log" 2>&1 </dev/null &
    haproxy=$!
}

haproxy_is_ready() {
    kill -0 "$haproxy" 2>/dev/null || fail "HAProxy did not start: $(cat "$demo/haproxy.log")"
    [ -S "$run/master.sock" ] && [ -S "$run/admin.sock" ] && listening "$node" "$stats_port"
}

configure_pgsvc() {
    cat >"$demo/pgsvc.properties" <<END
inventory=$demo/inventory
node=$node
conf-dir=$demo/haproxy/conf.d
haproxy-config=$demo/haproxy/haproxy.cfg
haproxy-bin=$(command -v haproxy)
reload=master
master-socket=$run/master.sock
stats-socket=$run/admin.sock
state-dir=$demo/state
runtime-dir=$run/pgsvc
END
    export PGSVC_CONFIG=$demo/pgsvc.properties
}

# until_true SECONDS COMMAND...
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}
