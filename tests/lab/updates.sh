# shellcheck shell=bash
# BIND: a primary server that takes dynamic updates (RFC 2136), for the scripts of --write-fix.
# Each script has zones of its own: a view, which its TSIG key (RFC 8945) selects.

# BIND listens on addresses of an interface alone, and loopback has this one.
UPDATES_ADDRESS=127.0.0.1
UPDATES_PORT=5399
# Any octets: it only tells the views apart.
UPDATES_SECRET=bXhjaGVjayB0ZXN0cyBpdHMgc2NyaXB0cyBoZXJlLi4=

# FOLDER: for each folder in it serves the zones (zones.list, lines `FILE ORIGIN`), sends fix.txt,
# and writes each zone as it is then to FILE.after; what failed is written to `failed`.
lab_update() {
    local folder=$1 one
    updates_configuration "$folder" >"$folder/named.conf"
    packages_start named named -f -n 1 -c "$folder/named.conf"
    trap 'process_stop named' EXIT
    process_wait named 20 listens "$UPDATES_ADDRESS" "$UPDATES_PORT"
    for one in "$folder"/*/; do
        updates_send "${one%/}" 2>"$one/failed" || true
        if [ ! -s "$one/failed" ]; then rm "$one/failed"; fi
    done
}

updates_send() {
    local folder=$1 key file origin
    key=$(updates_key "$folder")
    { echo "server $UPDATES_ADDRESS $UPDATES_PORT"; cat "$folder/fix.txt"; } >"$folder/sent.txt"
    (packages_exec nsupdate -t 5 -y "$key:$UPDATES_SECRET" "$folder/sent.txt") || return
    while read -r file origin; do
        (packages_exec dig -y "$key:$UPDATES_SECRET" -p "$UPDATES_PORT" "@$UPDATES_ADDRESS" -q "$origin." -t AXFR \
            +onesoa +noall +answer) | grep -v TSIG >"$folder/$file.after"
        grep -q SOA "$folder/$file.after" || echo "$origin was not transferred" >&2
    done <"$folder/zones.list"
}

# FOLDER: the name of its key.
updates_key() { echo "hmac-sha256:${1##*/}"; }

updates_configuration() {
    local folder=$1 one file origin
    cat <<END
options {
    directory "$folder";
    listen-on port $UPDATES_PORT { $UPDATES_ADDRESS; };
    listen-on-v6 { none; };
    pid-file none;
    session-keyfile none;
    recursion no;
    notify no;
    dnssec-validation no;
    check-names primary ignore;
    check-mx ignore;
    check-mx-cname ignore;
    check-integrity no;
    check-sibling no;
    check-spf ignore;
    max-records-per-type 0;
};
controls { };
END
    for one in "$folder"/*/; do
        one=$(basename "$one")
        echo "key \"$one\" { algorithm hmac-sha256; secret \"$UPDATES_SECRET\"; };"
        echo "view \"$one\" { match-clients { key \"$one\"; }; allow-update { key \"$one\"; }; allow-transfer { key \"$one\"; };"
        while read -r file origin; do
            echo "zone \"$origin\" { type primary; file \"$one/$file\"; };"
        done <"$folder/$one/zones.list"
        echo "};"
    done
}
