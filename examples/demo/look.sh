# shellcheck shell=bash
# look.sh, sourced by ../demo.sh: what can be seen of HAProxy and its services from outside, over TCP.

tries=12
declare -A answer
noted= # process id of a worker

# get PATH: one page of HAProxy's statistics.
get() {
    local line
    exec 3<>"/dev/tcp/$node/$stats_port"
    printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
    while IFS= read -r line <&3 || [ -n "$line" ]; do printf '%s\n' "$line"; done
    exec 3>&-
}

# The process id of the worker that serves: another one after every reload.
worker() {
    get / | sed -n 's/.*<b>pid = <\/b> \([0-9]*\).*/\1/p'
}

# Remembers the worker, for these two.
note_worker() {
    noted=$(worker)
    [ -n "$noted" ] || fail "HAProxy's statistics tell no process id"
}

reloaded() {
    local now
    now=$(worker)
    [ -n "$now" ] && [ "$now" != "$noted" ]
}

not_reloaded() {
    [ "$(worker)" = "$noted" ]
}

# Every byte, inode and time of what pgsvc publishes.
print_of_files() {
    sha256sum "$demo"/haproxy/conf.d/* "$demo"/haproxy/haproxy.cfg
    stat -c '%n %i %Y %Z' "$demo"/haproxy/conf.d "$demo"/haproxy/conf.d/*
}

# The servers of a service that HAProxy's health checks find UP, in the order of their names, with commas; with a
# question mark where the checks are not through yet ("UP 2/3" on its way down, or a new server, UP and unchecked).
up() {
    local proxy server state fields found=()
    while IFS=, read -ra fields; do
        proxy=${fields[0]:-} server=${fields[1]:-} state=${fields[17]:-}
        [ "$proxy" = "pg-test-$1" ] || continue
        case $server in FRONTEND | BACKEND) continue ;; esac
        # Columns 17 and 36 of HAProxy's statistics: the state, and the result of the last check.
        case $state in
            DOWN) ;;
            UP) if [ "${fields[36]}" = L7OK ]; then found+=("$server"); else found+=("$server?"); fi ;;
            *) found+=("$server?") ;;
        esac
    done < <(get '/;csv')
    [ ${#found[@]} -eq 0 ] || printf '%s\n' "${found[@]}" | sort | paste -sd ,
}

# settled PRIMARY: HAProxy's checks find the roles, and pg-test-3 is the sync standby.
settled() {
    local others
    others=$([ "$1" = 1 ] && echo pg-test-2,pg-test-3 || echo pg-test-1,pg-test-3)
    [ "$(up primary)" = "pg-test-$1" ] && [ "$(up default)" = "pg-test-$1" ] && [ "$(up standby)" = pg-test-3 ] &&
        [ "$(up replica)" = pg-test-1,pg-test-2,pg-test-3 ] && { [ "$(up offline)" = "$others" ] ||
        [ "$(up offline)" = pg-test-3 ]; }
}

# Connects to every service, and notes who answered how often in answer[SERVICE]: "6 x pg-test-2 pgbouncer, …".
ask_all() {
    local service i line greeting
    for service in "${services[@]}"; do
        answer[$service]=$(
            for ((i = 0; i < tries; i++)); do
                line=
                { exec 3<>"/dev/tcp/$node/${port_of[$service]}"; } 2>/dev/null && { read -r -t 5 line <&3 || true; }
                exec 3>&- || true
                echo "${line:-nobody}"
            done | sort | uniq -c | while read -r i greeting; do printf ', %s x %s' "$i" "$greeting"; done
        )
        answer[$service]=${answer[$service]#, }
    done
}

show_answers() {
    ask_all
    print_answers
}

print_answers() {
    local service
    printf '   Who answers, of %s connections to each service:\n' "$tries"
    for service in "${services[@]}"; do
        printf '     %-8s %s:%s   %s\n' "$service" "$node" "${port_of[$service]}" "${answer[$service]}"
    done
    echo
}

# only SERVICE WHO: all answers came from there.
only() {
    [ "${answer[$1]}" = "$tries x $2" ]
}

# both SERVICE A B: these two answered, and nobody else.
both() {
    [[ ${answer[$1]} =~ ^[0-9]+\ x\ $2,\ [0-9]+\ x\ $3$ ]]
}

# twice SERVICE A B: A answers about twice as often as B, and nobody else does.
twice() {
    [[ ${answer[$1]} =~ ^([0-9]+)\ x\ $2,\ ([0-9]+)\ x\ $3$ ]] || return 1
    local a=${BASH_REMATCH[1]} b=${BASH_REMATCH[2]}
    [ "$a" -ge $((tries * 2 / 3 - 1)) ] && [ "$a" -le $((tries * 2 / 3 + 1)) ] && [ $((a + b)) -eq "$tries" ]
}

writes_go_to() {
    only primary "$1 pgbouncer" && only default "$1 postgres"
}

offline_and_standby_stay() {
    only standby "pg-test-3 pgbouncer" && only offline "pg-test-3 postgres"
}

hosts_of_inventory() {
    grep 'pg_seq' "$demo/inventory/pg-test.yml" | sed 's/^ */     /; s/  *#.*//'
}
