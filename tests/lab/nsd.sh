# shellcheck shell=bash
# NSD: in each slot the root with the top-level domains, and the zones of the scenario.
# world.py writes the configurations.

# SLOT: both servers again, with what world.py has just written. A scenario's zones are not those
# of the one before: a new start takes 50 ms, less than adding and removing zones.
nsd_restart() {
    local slot=$1 server
    process_stop "nsd-registry-$slot" "nsd-zones-$slot" "faulty-$slot"
    for server in registry zones; do
        packages_start "nsd-$server-$slot" nsd -d -c "$LAB_FOLDER/slot$slot/$server.conf"
    done
    if [ -s "$LAB_FOLDER/slot$slot/faults.list" ]; then
        process_start "faulty-$slot" "$(packages_python)" -I -S "$HERE/faulty.py" "127.53.$slot.3" "127.53.$slot.2" \
            "$LAB_FOLDER/slot$slot/faults.list"
        process_wait "faulty-$slot" 5 listens "127.53.$slot.3" 53
    fi
    process_wait "nsd-registry-$slot" 5 listens "127.53.$slot.1" 53
    process_wait "nsd-zones-$slot" 5 listens "127.53.$slot.2" 53
}
