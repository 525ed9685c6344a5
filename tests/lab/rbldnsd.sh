# shellcheck shell=bash
# rbldnsd: DNS lists below dnsbl.test, with test entries as RFC 5782 wants them, and lists that
# are broken as lists break. In all good lists 192.0.2.66, 2001:db8:66::1 and listed.test stand,
# and the client 127.10.0.66 in that of addresses.
#
#   ip4.dnsbl.test         addresses; 192.0.2.67 has another code
#   ip6.dnsbl.test         IPv6 addresses
#   names.dnsbl.test       domains
#   refuses.dnsbl.test     says to everything that it does not answer this resolver
#   everything.dnsbl.test  lists every address
#   untested.dnsbl.test    addresses, without test entries
#   silent.dnsbl.test      never answers
#   foreign.dnsbl.test     an expired zone: an address of the web for everything

RBLDNSD_ADDRESS=127.53.0.10
RBLDNSD_SILENT=127.53.0.11
RBLDNSD_PORT=5353

rbldnsd_up() {
    local folder=$LAB_FOLDER/lists
    mkdir -m 755 "$folder"
    cat >"$folder/ip4" <<'END'
:127.0.0.2:Sends spam: see https://ip4.dnsbl.test/$
127.0.0.2
127.10.0.66
192.0.2.66
192.0.2.67 :127.0.0.10:A dialup line: see https://ip4.dnsbl.test/$
END
    cat >"$folder/ip6" <<'END'
:127.0.0.2:Sends spam: see https://ip6.dnsbl.test/$
::ffff:7f00:2
2001:db8:66::/64
END
    cat >"$folder/names" <<'END'
:127.0.1.2:Sells nothing good: see https://names.dnsbl.test/$
TEST
.listed.test
END
    cat >"$folder/refuses" <<'END'
:127.255.255.254:Error: open resolver
0/1
128/1
END
    cat >"$folder/everything" <<'END'
:127.0.0.2:Closed down
0/1
128/1
END
    cat >"$folder/untested" <<'END'
:127.0.0.2:Sends spam
192.0.2.66
END
    cat >"$folder/foreign" <<'END'
:198.51.100.80:
0/1
128/1
END
    chmod 644 "$folder"/*
    # It refuses to run as root.
    packages_start rbldnsd rbldnsd -n -u nobody -q -b "$RBLDNSD_ADDRESS/$RBLDNSD_PORT" -w "$folder" \
        ip4.dnsbl.test:ip4set:ip4 ip6.dnsbl.test:ip6trie:ip6 names.dnsbl.test:dnset:names \
        refuses.dnsbl.test:ip4trie:refuses everything.dnsbl.test:ip4trie:everything \
        untested.dnsbl.test:ip4set:untested foreign.dnsbl.test:ip4trie:foreign
    process_start silent "$(packages_python)" -I -S "$HERE/silent.py" "$RBLDNSD_SILENT" "$RBLDNSD_PORT"
}

# What Unbound needs to find them, whatever the scenario's root says.
rbldnsd_stubs() {
    local list
    for list in ip4 ip6 names refuses everything untested foreign; do
        printf 'stub-zone:\n  name: "%s.dnsbl.test"\n  stub-addr: %s@%s\n' \
            "$list" "$RBLDNSD_ADDRESS" "$RBLDNSD_PORT"
    done
    printf 'stub-zone:\n  name: "silent.dnsbl.test"\n  stub-addr: %s@%s\n' "$RBLDNSD_SILENT" "$RBLDNSD_PORT"
}
