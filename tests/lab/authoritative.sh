# shellcheck shell=bash
# NSD and faulty.py: the nameservers of one zone, each with a fault of its own, below a parent with other glue, and a
# zone that is served over IPv6 alone; Unbound resolves their names.

AUTHORITATIVE_SLOT=9

# FOLDER: serves `registry.list`, and for each further FILE.list there what it names (lines `FILE ORIGIN`) at the
# addresses of FILE.addresses. A line `ADDRESS BEHIND` in `faulty` fails there as `faults-N.list` says, N the last octet. Prints the
# resolver's address, and keeps all up until stdin ends.
lab_authoritative() {
    local folder=$1 list server address behind
    # For the trap, which runs when the function is over.
    AUTHORITATIVE_NAMES=()
    trap 'process_stop "${AUTHORITATIVE_NAMES[@]}"' EXIT
    mkdir -p "$LAB_FOLDER/slot$AUTHORITATIVE_SLOT"
    for list in "$folder"/*.list; do
        server=$(basename "$list" .list)
        case $server in faults-*) continue ;; esac
        authoritative_configuration "$folder" "$server" >"$folder/$server.conf"
        AUTHORITATIVE_NAMES+=("authority-$server")
        packages_start "authority-$server" nsd -d -c "$folder/$server.conf"
        while read -r address; do
            process_wait "authority-$server" 5 listens "$address" 53
        done <"$folder/$server.addresses"
    done
    while read -r address behind; do
        server=authority-faulty-${address##*.}
        AUTHORITATIVE_NAMES+=("$server")
        process_start "$server" "$(packages_python)" -I "$HERE/faulty.py" "$address" "$behind" "$folder/faults-${address##*.}.list"
        process_wait "$server" 5 listens "$address" 53
    done <"$folder/faulty"
    AUTHORITATIVE_NAMES+=("unbound-$AUTHORITATIVE_SLOT")
    UNBOUND_IP6=yes unbound_up "$AUTHORITATIVE_SLOT"
    unbound_wait "$AUTHORITATIVE_SLOT"
    unbound_address "$AUTHORITATIVE_SLOT"
    cat >/dev/null
}

# FOLDER SERVER
authoritative_configuration() {
    local folder=$1 server=$2 address file origin
    echo "server:"
    while read -r address; do echo "  ip-address: $address"; done <"$folder/$server.addresses"
    cat <<END
  username: ""
  chroot: ""
  database: ""
  zonesdir: "$folder"
  zonelistfile: "$folder/$server.zone-list"
  xfrdfile: ""
  xfrdir: "$folder"
  pidfile: ""
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
END
    while read -r file origin; do
        printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "$origin" "$folder/$file"
    done <"$folder/$server.list"
}
