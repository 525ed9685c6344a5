#!/usr/bin/env bash
# How fast `mxcheck batch` is: questions a second beside dnsperf's, domains a second beside checkdmarc's, and
# memory. All of them ask the same NSD on loopback, one after the other, in one run; the ratios count, as the
# machine may do other work.
#
#   tests/lab/batch_speed.sh [speed|checkdmarc|memory|times|profile]...    the first three without an argument
#
# Needs root on Debian 12 (packages are unpacked below target/lab-speed, not installed), python3 with venv, and the
# release build of mxcheck (cargo build --release), or MXCHECK=PATH. Everything runs in a network of its own
# (unshare -n) that has loopback alone. RUNS=N repeats the side-by-side measurement (default 3).
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPOSITORY=$(cd "$HERE/../.." && pwd)
# shellcheck disable=SC2034 # for packages.sh
PACKAGES=$REPOSITORY/target/lab-speed
MXCHECK=${MXCHECK:-$REPOSITORY/target/release/mxcheck}
ADDRESS=127.53.9.53
RUNS=${RUNS:-3}
DOMAINS=10000
LINES_OF_LONG_LIST=1000000

# shellcheck source=tests/lab/process.sh
. "$HERE/process.sh"
# shellcheck source=tests/lab/packages.sh
. "$HERE/packages.sh"

[ "$(id -u)" -eq 0 ] || die "this needs root: it binds port 53 of $ADDRESS"
[ -x "$MXCHECK" ] || die "there is no $MXCHECK: cargo build --release"

# What is fetched is fetched before the network is left.
if [ "${MXCHECK_SPEED_INSIDE:-}" != 1 ]; then
    packages_unpack nsd dnsperf
    CHECKDMARC=$PACKAGES/venv/bin/checkdmarc
    if [ ! -x "$CHECKDMARC" ]; then
        python3 -m venv "$PACKAGES/venv"
        "$PACKAGES/venv/bin/pip" install --quiet checkdmarc
    fi
    MXCHECK_SPEED_INSIDE=1 exec unshare -n "$BASH" "${BASH_SOURCE[0]}" "$@"
fi

LAB_FOLDER=$(mktemp -d /tmp/mxcheck-speed.XXXXXX)
mkdir "$LAB_FOLDER/pids" "$LAB_FOLDER/logs"
finish() {
    processes_stop
    rm -rf "$LAB_FOLDER"
}
trap finish EXIT

# SIOCSIFFLAGS: loopback up; not every machine has ip(8).
"$(packages_python)" -I -c 'import fcntl, socket, struct
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, struct.pack("16sh14x", b"lo", 0x49))'

# A ratio or a rate, by awk: bash has whole numbers only.
ratio() { awk -v a="$1" -v b="$2" -v d="${3:-2}" 'BEGIN { printf "%.*f", d, a / b }'; }

serve() {
    "$(packages_python)" -I "$HERE/many_domains.py" "$LAB_FOLDER" "$ADDRESS" "$DOMAINS"
    packages_start nsd nsd -d -c "$LAB_FOLDER/nsd.conf"
    process_wait nsd 20 listens "$ADDRESS" 53
}

# LIST: one run of batch; what it said of itself to batch.err, its results are thrown away.
batch() {
    "$MXCHECK" batch "$1" --nameserver "$ADDRESS" --no-dnsbl --fail-on reject \
        >/dev/null 2>"$LAB_FOLDER/batch.err" || [ $? -eq 1 ] || die "batch: $(cat "$LAB_FOLDER/batch.err")"
}

# Of the summary "mxcheck: N lines: ...; Q questions in S s (R a second)".
questions_per_second() { sed -n 's/.*(\([0-9]*\) a second).*/\1/p' "$LAB_FOLDER/batch.err"; }
seconds() { sed -n 's/.* questions in \([0-9.]*\) s .*/\1/p' "$LAB_FOLDER/batch.err"; }

# The questions that batch asks, as dnsperf reads them: a recording of one run has them all.
questions() {
    "$MXCHECK" batch "$1" --nameserver "$ADDRESS" --no-dnsbl --record "$LAB_FOLDER/record" >/dev/null 2>&1 || true
    "$(packages_python)" -I -c 'import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    entry = json.loads(line)
    if "name" in entry and "type" in entry: print(entry["name"], entry["type"])' "$LAB_FOLDER/record"
}

dnsperf_rate() {
    packages_exec dnsperf -s "$ADDRESS" -d "$LAB_FOLDER/questions" -l 5 -q 256 -c 8 -T "$1" 2>/dev/null |
        sed -n 's/.*Queries per second: *\([0-9]*\).*/\1/p'
}

speed() {
    local list run threads rate best ours sum=0
    for list in list pairs; do
        questions "$LAB_FOLDER/$list" >"$LAB_FOLDER/questions"
        echo "$list: $(wc -l <"$LAB_FOLDER/$list") lines, $(wc -l <"$LAB_FOLDER/questions") questions"
        sum=0
        for run in $(seq "$RUNS"); do
            best=0
            for threads in 1 2; do
                rate=$(dnsperf_rate "$threads")
                if [ "$rate" -gt "$best" ]; then best=$rate; fi
            done
            batch "$LAB_FOLDER/$list"
            ours=$(questions_per_second)
            echo "  run $run: dnsperf $best/s, batch $ours/s in $(seconds) s: $(ratio "$ours" "$best") (bar 0.35, aim 0.5)"
            sum=$(awk -v a="$sum" -v b="$(ratio "$ours" "$best" 4)" 'BEGIN { print a + b }')
        done
        echo "  mean ratio: $(ratio "$sum" "$RUNS")"
    done
}

checkdmarc() {
    local began ended theirs ours
    head -n 200 "$LAB_FOLDER/list" >"$LAB_FOLDER/short"
    began=$(date +%s.%N)
    "$PACKAGES/venv/bin/checkdmarc" --skip-tls -n "$ADDRESS" -f json "$LAB_FOLDER/short" >"$LAB_FOLDER/theirs" 2>"$LAB_FOLDER/theirs.err" ||
        die "checkdmarc: $(tail -n 3 "$LAB_FOLDER/theirs.err")"
    ended=$(date +%s.%N)
    theirs=$(awk -v a="$began" -v b="$ended" 'BEGIN { print 200 / (b - a) }')
    batch "$LAB_FOLDER/list"
    ours=$(ratio "$DOMAINS" "$(seconds)")
    echo "checkdmarc: $theirs domains/s (200), batch: $ours domains/s ($DOMAINS): $(ratio "$ours" "$theirs" 0) times as many (bar 100, aim 200)"
}

# LIST: the most memory that batch had, in kB.
resident() {
    "$(packages_python)" -I -c 'import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
assert code in (0, 1), code
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
        "$MXCHECK" batch "$1" --nameserver "$ADDRESS" --no-dnsbl
}

memory() {
    local short long descriptors
    # Names that differ in every line; those beyond the zone do not exist.
    seq 0 $((LINES_OF_LONG_LIST - 1)) | sed 's/.*/d&.test/' >"$LAB_FOLDER/long"
    short=$(resident "$LAB_FOLDER/list")
    long=$(resident "$LAB_FOLDER/long")
    echo "memory: $((short / 1024)) MB with $DOMAINS lines, $((long / 1024)) MB with $LINES_OF_LONG_LIST (bar 150), $(((long - short) / 1024)) MB apart (bar 10)"
    for _ in 1 2 3 4 5 6 7 8 9 10; do cat "$LAB_FOLDER/pairs"; done >"$LAB_FOLDER/long"
    short=$(resident "$LAB_FOLDER/pairs")
    long=$(resident "$LAB_FOLDER/long")
    echo "memory, DOMAIN,IP,HELO: $((short / 1024)) MB with $DOMAINS lines, $((long / 1024)) MB with ten times as many"
    descriptors=$(ulimit -n 64 && "$MXCHECK" batch "$LAB_FOLDER/pairs" --nameserver "$ADDRESS" --no-dnsbl 2>/dev/null | grep -c '"outcome":"unknown"' || true)
    echo "64 descriptors: $descriptors lines unknown of $DOMAINS"
}

# Where the time goes: needs perf, and a build with symbols (cargo rustc --release --bin mxcheck -- -C strip=none).
profile() {
    perf record -q -F 999 ${PERF_GRAPH:+--call-graph "$PERF_GRAPH"} -o "$LAB_FOLDER/perf" -- "$MXCHECK" batch "$LAB_FOLDER/list" --nameserver "$ADDRESS" --no-dnsbl \
        >/dev/null 2>"$LAB_FOLDER/batch.err" || true
    cat "$LAB_FOLDER/batch.err"
    perf report -q -i "$LAB_FOLDER/perf" --no-children -g none --percent-limit 0.4 2>/dev/null || true
    perf report -q -i "$LAB_FOLDER/perf" --children -g none --percent-limit 3 2>/dev/null || true
    perf report -q -i "$LAB_FOLDER/perf" --no-children -g none --sort dso 2>/dev/null || true
}

# Processor time, which other work on the machine changes less than wall time.
times() {
    local list
    for list in list pairs; do
        TIMEFORMAT="$list: %U s user, %S s system, %R s wall"
        time batch "$LAB_FOLDER/$list"
        cat "$LAB_FOLDER/batch.err"
    done
}

serve
for part in "${@:-speed checkdmarc memory}"; do
    for step in $part; do "$step"; done
done
