# shellcheck shell=bash
# What the mail servers have in common: roles, addresses, and a world of their own.
#
# Exim and Postfix each play four roles, on port 25 of an address of its own:
#   plain         takes mail for the lab's customers from everybody
#   ionos         refuses as 1&1/IONOS documents
#   one-com       refuses as One.com documents, and knows every sender already
#   greylisting   the same, and knows nobody yet
# They judge by their own means, from the DNS of slot 0 (live.toml holds its zones) and nothing
# else: in a mount namespace of their own, /etc is a folder of the lab.

RECEIVERS_SLOT=0
RECEIVERS_ROLES=(plain ionos one-com greylisting)
# Numbers that no Debian package takes; only the lab's /etc gives them names.
EXIM_USER_ID=61021
POSTFIX_USER_ID=61031
POSTDROP_GROUP_ID=61032

# SERVER ROLE: the address.
receivers_address() {
    local number role
    case $1 in
        exim) number=21 ;;
        postfix) number=31 ;;
    esac
    for role in "${RECEIVERS_ROLES[@]}"; do
        if [ "$role" = "$2" ]; then break; fi
        number=$((number + 1))
    done
    echo "127.53.$RECEIVERS_SLOT.$number"
}

receivers_up() {
    local folder=$LAB_FOLDER/receivers
    mkdir -m 755 "$folder" "$folder/etc" "$folder/root" "$folder/world"
    receivers_etc "$folder/etc"
    receivers_certificate "$folder/tls"
    # The zones first: the servers look names up as they start.
    "$(packages_python)" -I -S "$HERE/live.py" zones "$HERE/live.toml" "$folder/world"
    lab_serve "$RECEIVERS_SLOT" "$folder/world" >/dev/null
    policies_up
    exim_up
    postfix_up
    policies_wait
    exim_wait
    postfix_wait
}

# What the servers find in /etc.
receivers_etc() {
    local resolver
    resolver=$(unbound_address "$RECEIVERS_SLOT")
    cat >"$1/resolv.conf" <<END
nameserver ${resolver%:*}
options timeout:2 attempts:2
END
    cat >"$1/nsswitch.conf" <<END
passwd: files
group: files
hosts: files dns
services: files
END
    echo "127.0.0.1 localhost" >"$1/hosts"
    echo "mail.lab-servers" >"$1/mailname"
    printf 'domain 53/tcp\ndomain 53/udp\nsmtp 25/tcp\n' >"$1/services"
    cat >"$1/passwd" <<END
root:x:0:0:root:/:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
Debian-exim:x:$EXIM_USER_ID:$EXIM_USER_ID::/nonexistent:/bin/false
postfix:x:$POSTFIX_USER_ID:$POSTFIX_USER_ID::/nonexistent:/bin/false
END
    cat >"$1/group" <<END
root:x:0:
nogroup:x:65534:
Debian-exim:x:$EXIM_USER_ID:
postfix:x:$POSTFIX_USER_ID:
postdrop:x:$POSTDROP_GROUP_ID:
END
}

# NAME PROGRAM ARGUMENT...: starts a server that sees the lab's /etc in place of the machine's, and
# the packages in the lab's folder: it may run as somebody who cannot look into the repository.
receivers_start() {
    local name=$1 program argument arguments=()
    program=$(packages_program "$2")
    shift 2
    for argument in "$program" "$@"; do arguments+=("$(receivers_path "$argument")"); done
    # The program runs in the end in the process that is started here.
    # shellcheck disable=SC2016 # for the inner shell
    LD_LIBRARY_PATH=$(receivers_path "$(packages_libraries)") process_start "$name" \
        unshare --mount --propagation private /bin/sh -ec '
            mount --bind "$1/etc" /etc
            mount --bind "$2" "$1/root"
            shift 2
            exec "$@"' sh "$LAB_FOLDER/receivers" "$PACKAGES/root" "${arguments[@]}"
}

# TEXT: with the paths that servers see.
receivers_path() { echo "${1//"$PACKAGES/root"/"$LAB_FOLDER/receivers/root"}"; }

# FOLDER: an authority, and a certificate of it for all names and addresses of the servers.
receivers_certificate() {
    local folder=$1 names server role
    names="DNS:mx00.kundenserver.de,DNS:mx01.kundenserver.de,DNS:mx1.one.com,DNS:mx2.one.com"
    for server in exim postfix; do
        for role in "${RECEIVERS_ROLES[@]}"; do
            names+=",IP:$(receivers_address "$server" "$role")"
        done
    done
    mkdir -m 755 "$folder"
    cat >"$folder/openssl.cnf" <<END
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[server]
basicConstraints = critical, CA:false
subjectAltName = $names
END
    (
        cd "$folder"
        openssl() { (packages_exec openssl "$@"); }
        export OPENSSL_CONF=$folder/openssl.cnf
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=The lab" \
            -extensions authority -keyout authority.key -out authority.pem
        openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=mx00.kundenserver.de" \
            -keyout server.key -out server.request
        openssl x509 -req -in server.request -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \
            -extfile openssl.cnf -extensions server -out server.pem
    ) >"$LAB_FOLDER/logs/certificate" 2>&1 || die "no certificate: $(tail -n 5 "$LAB_FOLDER/logs/certificate")"
    # Exim reads it when it is root no more.
    chmod 644 "$folder/server.key"
}
