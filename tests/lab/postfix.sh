# shellcheck shell=bash
# Postfix: its restrictions decide, and the documented texts stand behind its own words
# (`550 5.7.1 <name>: Helo command rejected: Host not found; …`). Only for the exchanges of the
# sender domain it has no restriction: it asks mx_policy.py.

postfix_up() {
    local folder=$LAB_FOLDER/receivers/postfix etc=$LAB_FOLDER/receivers/etc/postfix queue
    mkdir -m 755 "$folder" "$folder/queue" "$etc"
    for queue in active bounce corrupt defer deferred flush hold incoming private saved trace; do
        mkdir -m 700 "$folder/queue/$queue"
    done
    mkdir -m 710 "$folder/queue/public"
    mkdir -m 730 "$folder/queue/maildrop"
    mkdir -m 700 "$folder/data"
    chown -R "$POSTFIX_USER_ID" "$folder/queue"/* "$folder/data"
    chgrp "$POSTDROP_GROUP_ID" "$folder/queue/public" "$folder/queue/maildrop"
    mkdir -m 755 "$folder/queue/pid"
    postfix_main "$folder" >"$etc/main.cf"
    postfix_master >"$etc/master.cf"
    postfix_maps "$etc"
    receivers_start postfix master -s -c /etc/postfix
}

postfix_wait() {
    local role
    for role in "${RECEIVERS_ROLES[@]}"; do
        process_wait postfix 10 listens "$(receivers_address postfix "$role")" 25
    done
}

postfix_main() {
    local folder=$1 role addresses=""
    for role in "${RECEIVERS_ROLES[@]}"; do
        addresses+="${addresses:+, }$(receivers_address postfix "$role")"
    done
    cat <<END
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
daemon_directory = $(receivers_path "$(dirname "$(packages_program master)")")
command_directory = $(receivers_path "$(dirname "$(packages_program postconf)")")
meta_directory = /etc/postfix
shlib_directory = no
import_environment = TZ LANG LD_LIBRARY_PATH
maillog_file = /dev/stdout
mail_owner = postfix
setgid_group = postdrop
default_privs = nobody
inet_protocols = ipv4
inet_interfaces = loopback-only
# So that address literals of it are its own; it looks for no interface with these.
proxy_interfaces = $addresses
myhostname = mail.lab-servers
mynetworks =
mydestination = customer.test, postfix.customer.test
local_recipient_maps =
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_cert_file = $LAB_FOLDER/receivers/tls/server.pem
smtpd_tls_key_file = $LAB_FOLDER/receivers/tls/server.key
smtpd_error_sleep_time = 0
# Nothing is ever delivered, which would pay for the next to be let in at once.
in_flow_delay = 0
smtpd_client_connection_count_limit = 0
smtpd_junk_command_limit = 1000
smtpd_relay_restrictions = reject_unauth_destination
# A dry run ends before.
smtpd_data_restrictions = reject
message_size_limit = 209715200
mailbox_size_limit = 0
# For a refusal in the greeting, with the code of the receiver.
unknown_client_reject_code = 554
maps_rbl_reject_code = 554
spf_ionos = inet:$POLICIES_ADDRESS:$SPF_IONOS_PORT
spf_one_com = inet:$POLICIES_ADDRESS:$SPF_ONE_COM_PORT
mx_policy = inet:$POLICIES_ADDRESS:$MX_POLICY_PORT
greylisting = inet:$POLICIES_ADDRESS:$POSTGREY_PORT
one_com = check_helo_access regexp:/etc/postfix/one-com-helo, reject_invalid_helo_hostname,
  reject_non_fqdn_helo_hostname, reject_unknown_helo_hostname, check_policy_service \$spf_one_com
END
}

postfix_master() {
    local service
    cat <<END
$(receivers_address postfix plain):25 inet n - n - - smtpd
$(receivers_address postfix ionos):25 inet n - n - - smtpd
  -o smtpd_delay_reject=no
  -o message_size_limit=104857600
  -o smtpd_reject_footer_maps=regexp:/etc/postfix/ionos-footers
  -o { rbl_reply_maps=inline:{{ip4.dnsbl.test=\$\$rbl_code IP address is blacklisted} {names.dnsbl.test=550 Reject due to policy restrictions}} }
  -o { smtpd_client_restrictions=reject_unknown_reverse_client_hostname, check_reverse_client_hostname_access regexp:/etc/postfix/generic-names, reject_rbl_client ip4.dnsbl.test }
  -o invalid_hostname_reject_code=550
  -o non_fqdn_reject_code=550
  -o unknown_hostname_reject_code=550
  -o unknown_helo_hostname_tempfail_action=defer
  -o { smtpd_helo_restrictions=check_helo_access regexp:/etc/postfix/ionos-helo, reject_non_fqdn_helo_hostname, reject_unknown_helo_hostname }
  -o { smtpd_sender_restrictions=check_sender_access regexp:/etc/postfix/ionos-senders, reject_rhsbl_sender names.dnsbl.test, check_policy_service \$mx_policy, check_policy_service \$spf_ionos }
$(receivers_address postfix one-com):25 inet n - n - - smtpd
  -o message_size_limit=73400320
  -o smtpd_reject_footer_maps=regexp:/etc/postfix/one-com-footers
  -o invalid_hostname_reject_code=554
  -o non_fqdn_reject_code=554
  -o unknown_hostname_reject_code=554
  -o { smtpd_recipient_restrictions=\$one_com }
$(receivers_address postfix greylisting):25 inet n - n - - smtpd
  -o message_size_limit=73400320
  -o smtpd_reject_footer_maps=regexp:/etc/postfix/one-com-footers
  -o invalid_hostname_reject_code=554
  -o non_fqdn_reject_code=554
  -o unknown_hostname_reject_code=554
  -o { smtpd_recipient_restrictions=\$one_com, check_policy_service \$greylisting }
$POLICIES_ADDRESS:$SPF_IONOS_PORT inet n n n - 0 spawn
  user=nobody argv=$(policies_spf_command ionos)
$POLICIES_ADDRESS:$SPF_ONE_COM_PORT inet n n n - 0 spawn
  user=nobody argv=$(policies_spf_command one-com)
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
    for service in bounce defer trace; do echo "$service unix - - n - 0 bounce"; done
    for service in error retry; do echo "$service unix - - n - - error"; done
}

postfix_maps() {
    cat >"$1/generic-names" <<'END'
# It is asked for the name, then for the address, which is for others to judge.
if !/^[0-9.]+$/
# What a name of an access line looks like: an address in it, or a word for such lines.
/([0-9]{1,3}[.-]){3}[0-9]{1,3}/ 554 Bad DNS PTR resource record
/(^|[^a-z])(dyn|dynamic|dial(up|in)?|dhcp|a?dsl|pool|ppp|cable|customer|client|generic|unassigned)[^a-z]/ 554 Bad DNS PTR resource record
# No host name.
!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/ 554 Bad DNS PTR resource record
endif
END
    cat >"$1/ionos-helo" <<'END'
# Literals first, which are no names.
/^\[.*\]$/ 550 Reject due to policy restrictions
/^[0-9.]+$/ 550 Reject due to policy restrictions
!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/ 550 Syntax error in parameters or arguments
END
    cat >"$1/ionos-senders" <<'END'
/@[^@]*_[^@]*$/ 550 Syntax error in parameters or arguments
END
    # "\c" keeps it on the line of the reply.
    cat >"$1/ionos-footers" <<'END'
/^554 .*cannot find your reverse hostname/ \c; Invalid DNS PTR resource record
/^450 .*cannot find your reverse hostname/ \c; Requested action aborted: local error in processing
/^450 .*Helo command rejected/ \c; Requested action aborted: local error in processing
/^550 .*Helo command rejected: (need fully-qualified hostname|Host not found|Invalid name)/ \c; Reject due to policy restrictions
END
    cat >"$1/one-com-helo" <<'END'
/^\[.*\]$/ 554 This message has been blocked because the HELO/EHLO domain is invalid
/^[0-9.]+$/ 554 This message has been blocked because the HELO/EHLO domain is invalid
# To Postfix a name with an underscore is valid.
/_/ 554 This message has been blocked because the HELO/EHLO domain is invalid
END
    cat >"$1/one-com-footers" <<'END'
/^554 .*Helo command rejected: (need fully-qualified hostname|Host not found|[Ii]nvalid)/ \c; This message has been blocked because the HELO/EHLO domain is invalid
END
}
