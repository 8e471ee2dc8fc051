#!/bin/bash
# figures.sh BINARY: measures what the native binary promises, and fails where it is missed: static, runs in an empty
# root, its size, the time of --version, time and memory of a pass with nothing to do on a node with HAProxy.
# Needs root (chroot, a network of its own), haproxy, hyperfine, GNU time, file, python3.
set -euo pipefail
binary=$(readlink -f "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(id -u)" -eq 0 ] || { echo "figures.sh: must run as root" >&2; exit 1; }

# The pass runs in a network of its own, where HAProxy may listen on any port.
if [ "${PGSVC_FIGURES_NETWORK:-}" != own ]; then
    PGSVC_FIGURES_NETWORK=own exec unshare --net "$0" "$@"
fi

for tool in haproxy hyperfine file python3 /usr/bin/time; do
    PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "figures.sh: $tool is missing" >&2; exit 1; }
done
export PATH=$PATH:/usr/sbin PGSVC_CONFIG=/dev/null LC_ALL=C
work=$(mktemp -d /tmp/pgsvc-figures.XXXXXX)
haproxy_pid=
cleanup() {
    if [ -n "$haproxy_pid" ]; then
        kill "$haproxy_pid" 2>/dev/null || true
        wait "$haproxy_pid" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap cleanup EXIT
failed=0
# bound TEXT VALUE BOUND UNIT: tells the figure, and whether it is at most the bound.
bound() {
    local verdict=ok
    awk -v v="$2" -v b="$3" 'BEGIN { exit !(v <= b) }' || { verdict="NOT OK" failed=1; }
    printf '%-6s %-58s %8s %s (at most %s)\n' "$verdict" "$1" "$2" "$4" "$3"
}
expect() { # expect TEXT COMMAND...
    local text=$1
    shift
    if "$@" >"$work/log" 2>&1; then printf '%-6s %s\n' ok "$text"; else
        printf '%-6s %s\n' "NOT OK" "$text"
        cat "$work/log"
        failed=1
    fi
}
first_file() { find "$1" -name '*.cfg' 2>/dev/null | sort | head -n 1; }
# time_of COMMAND...: the median of many runs in ms. Other work on the machine makes single runs slow.
time_of() {
    hyperfine --shell=none --warmup 5 --runs 60 --export-json "$work/times.json" "$1" >/dev/null 2>"$work/hyperfine.log" ||
        { cat "$work/hyperfine.log" >&2; exit 1; }
    python3 -c "import json; r = json.load(open('$work/times.json'))['results'][0]; print(f'{r[\"median\"] * 1000:.1f}')"
}
memory_of() { # in MB
    /usr/bin/time -f %M -o "$work/memory" "$@" >/dev/null 2>&1
    awk 'END { printf "%.1f", $1 / 1000 }' "$work/memory"
}

"$binary" --version
expect "file says: statically linked" grep -q 'statically linked' <(file -L "$binary")
expect "ldd says: not a dynamic executable" grep -Eq 'not a dynamic executable|statically linked' <(ldd "$binary" 2>&1)
bound "size" "$(awk -v s="$(stat -c %s "$binary")" 'BEGIN { printf "%.1f", s / 1000000 }')" 40 MB

# Nothing but itself, an inventory and /tmp.
mkdir -p "$work/root/tmp"
cp "$binary" "$work/root/pgsvc"
cp "$root/examples/inventory.yml" "$work/root/inventory.yml"
node=$(awk '/^ +[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+:/ { sub(":.*", "", $1); print $1; exit }' "$root/examples/inventory.yml")
expect "renders in an empty root" env -u PGSVC_CONFIG chroot "$work/root" /pgsvc render -i /inventory.yml --node "$node" --output-dir /tmp/out
expect "  and leaves service files there" test -s "$(first_file "$work/root/tmp/out")"

# A node with HAProxy, and nothing to do.
inventory=${PGSVC_REFERENCE:-$root/../shared/reference}/golden/pigsty/ha_simu/inventory.yml
node=10.10.10.11
if [ ! -e "$inventory" ]; then
    echo "no reference folder: the example's inventory is taken"
    inventory=$root/examples/inventory.yml
    node=$(awk '/^ +[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+:/ { sub(":.*", "", $1); print $1; exit }' "$inventory")
fi
mkdir "$work/conf.d"
cat >"$work/haproxy.cfg" <<END
global
    pidfile $work/haproxy.pid
    stats socket $work/stats.sock mode 600 level admin
defaults
    mode tcp
    timeout connect 1s
    timeout client 30s
    timeout server 30s
END
haproxy -W -S "$work/master.sock" -f "$work/haproxy.cfg" -f "$work/conf.d" >"$work/haproxy.log" 2>&1 &
haproxy_pid=$!
for _ in $(seq 100); do [ -S "$work/master.sock" ] && break; sleep 0.05; done
sleep 0.3
pass=("$binary" render -i "$inventory" --node "$node" --conf-dir "$work/conf.d" --haproxy-config "$work/haproxy.cfg"
    --master-socket "$work/master.sock" --stats-socket "$work/stats.sock" --state-dir "$work/state"
    --runtime-dir "$work/run" --degraded-wait 0)
expect "the first pass publishes ($(basename "$(dirname "$inventory")"))" "${pass[@]}"
expect "  and leaves service files" test -s "$(first_file "$work/conf.d")"
expect "the second finds nothing to do" "${pass[@]}" --detailed-exitcode

bound "pgsvc --version" "$(time_of "$binary --version")" 20 ms
bound "render with nothing to do, $(find "$work/conf.d" -name '*.cfg' | wc -l) services" "$(time_of "${pass[*]}")" 40 ms
bound "  its memory (RSS)" "$(memory_of "${pass[@]}")" 50 MB
if [ "$failed" -ne 0 ]; then
    echo "figures.sh: a promise is missed" >&2
    exit 1
fi
echo "figures.sh: all as promised"
