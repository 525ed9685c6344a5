# shellcheck shell=bash
# Unbound: one resolver for each slot, which knows nothing but the lab's root.

unbound_address() { echo "127.53.$1.53:53"; }

unbound_up() {
    local slot=$1 folder=$LAB_FOLDER/slot$1
    printf '. 3600 NS registry.lab-servers.\nregistry.lab-servers. 3600 A 127.53.%s.1\n' "$slot" \
        >"$folder/root.hints"
    unbound_configuration "$slot" "$folder" >"$folder/unbound.conf"
    packages_start "unbound-$slot" unbound -d -p -c "$folder/unbound.conf"
}

unbound_configuration() {
    local slot=$1 folder=$2 zone
    cat <<END
server:
  interface: 127.53.$slot.53
  outgoing-interface: 127.53.$slot.53
$([ "${UNBOUND_IP6:-no}" = no ] || echo "  outgoing-interface: ::1")
  access-control: 127.0.0.0/8 allow
  do-ip6: ${UNBOUND_IP6:-no}
  do-not-query-localhost: no
  directory: "$folder"
  root-hints: "$folder/root.hints"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  num-threads: 1
  # What one question taught about a server is not held against the next.
  infra-host-ttl: 0
  # Elsewhere the order of an RRset changes from answer to answer.
  rrset-roundrobin: no
  # The lab's root is not signed.
  module-config: "iterator"
  # What Unbound answers by itself elsewhere is a zone like any other here.
  unblock-lan-zones: yes
END
    for zone in localhost. 127.in-addr.arpa. home.arpa. onion. test. invalid. \
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.; do
        echo "  local-zone: \"$zone\" nodefault"
    done
    cat <<END
remote-control:
  control-enable: yes
  control-interface: "$folder/control"
  control-use-cert: no
END
    rbldnsd_stubs
}

# SLOT COMMAND...
unbound_control() {
    local slot=$1
    shift
    (packages_exec unbound-control -c "$LAB_FOLDER/slot$slot/unbound.conf" "$@") >/dev/null
}

unbound_wait() {
    process_wait "unbound-$1" 5 unbound_control "$1" status
}

# SLOT: an empty cache, of answers and of what was learnt about servers.
unbound_forget() {
    unbound_control "$1" flush_zone .
    unbound_control "$1" flush_infra all
}
