# shellcheck shell=bash
# Processes of the lab: each has a file $LAB_FOLDER/pids/NAME with its id and its start time, so
# that another process that was given the same id later is never taken for it.

die() {
    echo "lab: $*" >&2
    exit 1
}

# Field 22 of /proc/PID/stat, counted after the name, which may hold spaces; nothing when it is gone.
process_start_time() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # the fields are split on purpose
    set -- ${stat##*) }
    [ "$1" != Z ] || return 1
    echo "${20}"
}

# NAME COMMAND...: starts a server in a session of its own; its output goes to logs/NAME.
process_start() {
    local name=$1 pid
    shift
    (
        exec 8>&- </dev/null >>"$LAB_FOLDER/logs/$name" 2>&1
        exec setsid "$@"
    ) &
    pid=$!
    echo "$pid $(process_start_time "$pid")" >"$LAB_FOLDER/pids/$name" || die "$name did not start"
}

# NAME: whether it runs, and is still the process that was started.
process_runs() {
    local pid started
    { read -r pid started <"$LAB_FOLDER/pids/$1"; } 2>/dev/null || return 1
    [ -n "$started" ] && [ "$(process_start_time "$pid")" = "$started" ]
}

# NAME...: stops servers, by force where two seconds are not enough.
process_stop() {
    local name pid tries
    for name in "$@"; do
        if process_runs "$name"; then
            read -r pid _ <"$LAB_FOLDER/pids/$name"
            # The server alone: it ends its own children.
            kill -TERM "$pid" 2>/dev/null || true
        fi
    done
    for name in "$@"; do
        tries=0
        while process_runs "$name"; do
            tries=$((tries + 1))
            if [ "$tries" -gt 400 ]; then
                read -r pid _ <"$LAB_FOLDER/pids/$name"
                kill -KILL -- "-$pid" 2>/dev/null || true
            fi
            sleep 0.005
        done
        rm -f "$LAB_FOLDER/pids/$name"
    done
}

# Stops everything, but for NAME.
processes_stop() {
    local file names=()
    for file in "$LAB_FOLDER"/pids/*; do
        if [ -e "$file" ] && [ "${file##*/}" != "${1:-}" ]; then names+=("${file##*/}"); fi
    done
    if [ "${#names[@]}" -gt 0 ]; then process_stop "${names[@]}"; fi
}

# NAME SECONDS COMMAND...: waits until the command succeeds, or the server dies.
process_wait() {
    local name=$1 end=$((SECONDS + $2))
    shift 2
    until "$@" 2>/dev/null; do
        process_runs "$name" || die "$name ended: $(tail -n 5 "$LAB_FOLDER/logs/$name")"
        [ "$SECONDS" -le "$end" ] || die "$name does not come up: $(tail -n 5 "$LAB_FOLDER/logs/$name")"
        sleep 0.005
    done
}

# ADDRESS PORT: whether somebody accepts connections there.
listens() {
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}
