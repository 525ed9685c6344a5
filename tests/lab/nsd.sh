# shellcheck shell=bash
# NSD: in each slot the root with the top-level domains, and the zones of the scenario.
# world.py writes the configurations.

# SLOT: both servers again, with what world.py has just written. A scenario's zones are not those
# of the one before: a new start takes 50 ms, less than adding and removing zones.
nsd_restart() {
    local slot=$1 folder=$LAB_FOLDER/slot$1 server address behind names=()
    for server in registry zones faulty-3 faulty-1; do names+=("$server-$slot"); done
    process_stop "${names[@]}"
    for server in registry zones; do
        packages_start "$server-$slot" nsd -d -c "$folder/$server.conf"
    done
    while read -r address behind; do
        server=faulty-${address##*.}-$slot
        process_start "$server" "$(packages_python)" -I "$HERE/faulty.py" "$address" "$behind" "$folder/faults.list"
        process_wait "$server" 5 listens "$address" 53
    done <"$folder/faulty"
    process_wait "registry-$slot" 5 listens "$(nsd_address "$folder/registry.conf")" 53
    process_wait "zones-$slot" 5 listens "$(nsd_address "$folder/zones.conf")" 53
}

nsd_address() {
    local line
    while read -r line; do
        case $line in "ip-address: "*) echo "${line#ip-address: }" ;; esac
    done <"$1"
}
