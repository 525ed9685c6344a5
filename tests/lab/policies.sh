# shellcheck shell=bash
# The policy services that the mail servers ask, in Postfix's protocol:
#
#   postgrey       greylisting: the first mail of a sender is put off
#   policyd-spf    SPF, by pyspf; Postfix starts one for each connection to its port
#   mx_policy.py   whether the sender domain has a usable exchange: no restriction of Postfix's
#                  looks at what exchanges are

POLICIES_ADDRESS=127.53.0.40
POSTGREY_PORT=10023
MX_POLICY_PORT=10030
# With the reply of each receiver.
# shellcheck disable=SC2034 # for postfix.sh and exim.sh
SPF_IONOS_PORT=10031
# shellcheck disable=SC2034 # for postfix.sh and exim.sh
SPF_ONE_COM_PORT=10032
# The seconds after which postgrey takes a second try; One.com takes five minutes.
POSTGREY_DELAY=2

policies_up() {
    local folder=$LAB_FOLDER/receivers/policies
    mkdir -m 755 "$folder"
    policies_spf "$folder/spf-ionos.conf" \
        'Requested action not taken: mailbox unavailable / Reject due to SPF policy'
    policies_spf "$folder/spf-one-com.conf" 'Message {rejectdefer} due to: {spf}. Please see {url}'
    PYTHONPATH=$(receivers_path "$(packages_python_path)") receivers_start mx-policy python3 -s \
        "$HERE/mx_policy.py" "$POLICIES_ADDRESS" "$MX_POLICY_PORT"
    postgrey_up
}

# FILE REASON: only the reverse-path is judged; by itself it leaves 127.0.0.0/8 out.
policies_spf() {
    cat >"$1" <<END
HELO_reject = Null
Mail_From_reject = Fail
PermError_reject = False
TempError_Defer = False
skip_addresses = 198.51.100.255
Reason_Message = $2
END
}

# Without a memory: it knows nobody.
postgrey_up() {
    local folder=$LAB_FOLDER/receivers/postgrey libraries=() library
    rm -rf "$folder"
    mkdir -m 755 "$folder"
    chown 65534:65534 "$folder"
    # It runs tainted, so PERL5LIB would not count.
    for library in "$PACKAGES"/root/usr/{lib/*-linux-gnu/{perl5/5*,perl/5*,perl-base},share/{perl5,perl/5*}}; do
        if [ -d "$library" ]; then libraries+=(-I "$library"); fi
    done
    receivers_start postgrey perl -T "${libraries[@]}" "$(packages_program postgrey)" \
        --inet="$POLICIES_ADDRESS:$POSTGREY_PORT" --user=nobody --group=nogroup --dbdir="$folder" \
        --delay="$POSTGREY_DELAY" --lookup-by-host --auto-whitelist-clients=0 --hostname=mail.lab-servers \
        --whitelist-clients=/dev/null --whitelist-recipients=/dev/null
}

policies_wait() {
    process_wait postgrey 10 listens "$POLICIES_ADDRESS" "$POSTGREY_PORT"
    process_wait mx-policy 10 listens "$POLICIES_ADDRESS" "$MX_POLICY_PORT"
}

# ROLE: how Postfix starts policyd-spf.
policies_spf_command() {
    receivers_path "/usr/bin/env PYTHONPATH=$(packages_python_path) $(packages_program python3) -s \
$(packages_program policyd-spf) $LAB_FOLDER/receivers/policies/spf-$1.conf"
}
