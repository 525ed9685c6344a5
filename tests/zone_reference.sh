#!/usr/bin/env bash
# What BIND makes of the zone files in fixtures/zones/reference (Debian package bind9-utils).
#
#   tests/zone_reference.sh           writes the fixtures anew
#   tests/zone_reference.sh --check   says which of them BIND sees otherwise now, exit 1 if any
#
# Beside NAME.zone stands NAME.compiled, BIND's text of it, or NAME.refused: a line
# `reader: FILE:LINE:COLUMN`, where our reader sees the fault (written by hand; `reader: warns …`, where it reads
# what a provider exports), and a line `BIND: REASON` (`BIND: accepted`, where we are stricter). A zone's origin is example.test,
# or what a first line `; origin: NAME` says.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../fixtures/zones/reference"

check=false
case "${1-}" in
    '') ;;
    --check) check=true ;;
    *) sed -n '2,12p' "$0"; exit 2 ;;
esac
command -v named-compilezone >/dev/null || { echo "named-compilezone is missing: apt-get install bind9-utils" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
different=0

settle() { # FILE NEW
    if cmp -s "$1" "$2"; then return; fi
    if $check; then
        echo "$1: BIND says otherwise now"
        diff -u "$1" "$2" || true
        different=1
    else
        cp "$2" "$1"
    fi
}

for zone in *.zone; do
    name=${zone%.zone}
    origin=$(sed -n '1s/^; origin: //p' "$zone")
    # Only what the reader itself judges: no checks between records, no host name rules.
    ignore=(-i none -k ignore -n ignore -m ignore -M ignore -r ignore -S ignore -T ignore -W ignore)
    accepted=true
    named-compilezone "${ignore[@]}" -f text -F text -s full -o "$work/text" "${origin:-example.test}" "$zone" \
        >"$work/says" 2>&1 || accepted=false
    if [ -e "$name.refused" ] || ! $accepted; then
        reason=accepted
        $accepted || reason=$(sed -n 's/.*failed: //p' "$work/says" | head -n 1)
        { grep -s '^reader: ' "$name.refused" || echo "reader: ?"; echo "BIND: $reason"; } >"$work/refused"
        settle "$name.refused" "$work/refused"
    else
        sed -E 's/^([^ \t]+)[ \t]+([0-9]+)[ \t]+IN[ \t]+([^ \t]+)[ \t]*/\1 \2 IN \3 /' "$work/text" >"$work/compiled"
        settle "$name.compiled" "$work/compiled"
    fi
done
exit "$different"
