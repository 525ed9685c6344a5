# shellcheck shell=bash
# Exim: its ACLs give the documented texts word for word, at every stage, in the lines of the wire
# where these are known (one reason among generic lines).

exim_up() {
    local folder=$LAB_FOLDER/receivers/exim role
    mkdir -m 755 "$folder" "$LAB_FOLDER/receivers/etc/exim4"
    mkdir -m 750 "$folder/spool" "$folder/log"
    chown "$EXIM_USER_ID:$EXIM_USER_ID" "$folder/spool" "$folder/log"
    exim_configuration "$folder" >"$LAB_FOLDER/receivers/etc/exim4/exim4.conf"
    # In the foreground, with no queue runner: nothing is ever queued.
    receivers_start exim exim4 -bdf
}

exim_wait() {
    local role
    for role in "${RECEIVERS_ROLES[@]}"; do
        process_wait exim 10 listens "$(receivers_address exim "$role")" 25
    done
}

exim_configuration() {
    local folder=$1 role addresses="" roles=""
    for role in "${RECEIVERS_ROLES[@]}"; do
        addresses+="${addresses:+ ; }$(receivers_address exim "$role")"
        roles+=" $(receivers_address exim "$role")=${role//-/_}"
    done
    cat <<END
# The role is that of the address that was connected to.
ROLE = \${extract{\$received_ip_address}{$roles}}
GREY_SERVICE = inet:$POLICIES_ADDRESS:$POSTGREY_PORT
SPF_SERVICE = inet:$POLICIES_ADDRESS:$SPF_ONE_COM_PORT
exim_path = $(receivers_path "$(packages_program exim4)")
spool_directory = $folder/spool
log_file_path = $folder/log/%s
pid_file_path = $folder/spool/pid
tls_certificate = $LAB_FOLDER/receivers/tls/server.pem
tls_privatekey = $LAB_FOLDER/receivers/tls/server.key
local_interfaces = <; $addresses
END
    cat <<'END'
# What a name of an access line looks like: an address in it, or a word for such lines.
GENERIC = \N(?i)(\d{1,3}[.-]){3}\d{1,3}|(^|[^a-z])(dyn|dynamic|dial(up|in)?|dhcp|a?dsl|pool|ppp|cable|customer|client|generic|unassigned)[^a-z]\N
HOST_NAME = \N^(?i)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$\N
LITERAL = \N^\[.*\]$\N

primary_hostname = mail.lab-servers
daemon_smtp_ports = 25
smtp_accept_max = 200
smtp_connect_backlog = 200
tls_advertise_hosts = *
tls_dhparam = none
# Names that are no names are for the ACLs to judge.
helo_accept_junk_hosts = *
helo_allow_chars = _
allow_domain_literals = true
rfc1413_query_timeout = 0s
message_size_limit = ${if eq{ROLE}{ionos}{100M}{${if eq{ROLE}{plain}{200M}{70M}}}}
acl_smtp_connect = connect_ROLE
acl_smtp_helo = helo_ROLE
acl_smtp_mail = mail_ROLE
acl_smtp_rcpt = rcpt_ROLE
acl_smtp_predata = nothing_is_taken

begin acl

# Look-ups that may fail. Where one does, the ACL is put off, and `acl` in a condition fails by
# force, so that the condition does not count: the statement with it holds.
look_up_ptr:
  accept set acl_c_ptr = ${lookup dnsdb{defer_strict,ptr=$sender_host_address}}

look_up_helo:
  accept set acl_c_helo = ${lookup dnsdb{defer_strict,a+=$sender_helo_name}}

look_up_mx:
  accept set acl_m_mx = ${lookup dnsdb{defer_strict,mx=$sender_address_domain}}
         set acl_m_exchanges = ${map{<\n $acl_m_mx}{${extract{2}{ }{$item}}}}
         set acl_m_good = ${filter{<\n $acl_m_exchanges}{and{ {!eq{$item}{}} {!eq{$item}{.}} {!isip{$item}} \
             {eq{${lookup dnsdb{defer_never,cname=$item}}}{}} {!eq{${lookup dnsdb{defer_never,a+=$item}}}{}} }}}

# Whether an exchange could not be looked up.
look_up_exchanges:
  accept set acl_m_addresses = ${map{<\n $acl_m_exchanges}{${if or{{eq{$item}{}}{eq{$item}{.}}{isip{$item}}}{}{${lookup dnsdb{defer_strict,a+=$item}}}}}}

look_up_domain:
  accept set acl_m_good = ${lookup dnsdb{defer_strict,a+=$sender_address_domain}}

# SPF is asked of the policy service: libspf2 lets every client of 127.0.0.0/8 pass.
look_up_spf:
  accept set acl_m_spf = ${readsocket{SPF_SERVICE}{request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n\
             helo_name=$sender_helo_name\nsender=$sender_address\nrecipient=postmaster@customer.test\n\
             client_address=$sender_host_address\nclient_name=unknown\ninstance=$tod_epoch.$pid\n\n}{10s}}

# 1&1/IONOS

connect_ionos:
  defer condition = ${if acl{{look_up_ptr}}{no}{no}}
        message = 421 kundenserver.de (lab) Nemesis ESMTP Service not available\n\
                  Requested action aborted: local error in processing
  deny condition = ${if eq{$acl_c_ptr}{}}
       message = 554 kundenserver.de (lab) Nemesis ESMTP Service not available\nNo SMTP service\n\
                 Invalid DNS PTR resource record\nFor explanation visit https://postmaster.kundenserver.de/?ip=$sender_host_address&c=rdns
  # One good name is enough.
  deny condition = ${if eq{${filter{<\n $acl_c_ptr}{and{{match{$item}{HOST_NAME}} {!match{$item}{GENERIC}}}}}}{}}
       message = 554 kundenserver.de (lab) Nemesis ESMTP Service not available\nNo SMTP service\n\
                 Bad DNS PTR resource record\nFor explanation visit https://postmaster.kundenserver.de/?ip=$sender_host_address&c=rdns
  deny dnslists = ip4.dnsbl.test
       message = 554 kundenserver.de (lab) Nemesis ESMTP Service not available\nNo SMTP service\n\
                 IP address is blacklisted\nFor explanation visit https://postmaster.kundenserver.de/?ip=$sender_host_address&c=bl
  accept

helo_ionos:
  deny condition = ${if or{ {match{$sender_helo_name}{LITERAL}} {isip{$sender_helo_name}} }}
       message = Requested action not taken: mailbox unavailable\nReject due to policy restrictions
  deny condition = ${if !match{$sender_helo_name.}{\N^(?i)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+$\N}}
       message = Syntax error in parameters or arguments
  deny condition = ${if !match{$sender_helo_name}{\N\.\N}}
       message = Requested action not taken: mailbox unavailable\nReject due to policy restrictions
  defer condition = ${if acl{{look_up_helo}}{no}{no}}
        message = Requested action aborted: local error in processing
  deny condition = ${if eq{$acl_c_helo}{}}
       message = Requested action not taken: mailbox unavailable\nReject due to policy restrictions
  accept

mail_ionos:
  accept senders = :
  deny condition = ${if !match{$sender_address_domain}{HOST_NAME}}
       message = Syntax error in parameters or arguments
  defer condition = ${if acl{{look_up_mx}}{no}{no}}
        message = Requested action aborted: local error in processing
  deny dnslists = names.dnsbl.test/$sender_address_domain
       message = Requested action not taken: mailbox unavailable\nReject due to policy restrictions
  # Without MX records the domain's own address counts.
  defer condition = ${if eq{$acl_m_mx}{}}
        condition = ${if acl{{look_up_domain}}{no}{no}}
        message = Requested action aborted: local error in processing
  defer condition = ${if and{ {!eq{$acl_m_mx}{}} {eq{$acl_m_good}{}} }}
        condition = ${if acl{{look_up_exchanges}}{no}{no}}
        message = Requested action aborted: local error in processing
  deny condition = ${if eq{$acl_m_good}{}}
       message = Requested action not taken: mailbox unavailable\nInvalid DNS MX or A/AAAA resource record
  warn acl = look_up_spf
  deny condition = ${if match{$acl_m_spf}{\N^action=5\N}}
       message = Requested action not taken: mailbox unavailable\nReject due to SPF policy
  accept

rcpt_ionos:
  accept acl = rcpt_plain

# One.com

connect_one_com:
  accept

helo_one_com:
  accept

mail_one_com:
  accept

rcpt_one_com:
  require acl = rcpt_plain
  deny condition = ${if or{ {!match{$sender_helo_name}{HOST_NAME}} {isip{$sender_helo_name}} \
                            {eq{${lookup dnsdb{defer_never,a+=$sender_helo_name}}}{}} }}
       message = 554 5.7.1 This message has been blocked because the HELO/EHLO domain is invalid
  warn acl = look_up_spf
  deny condition = ${if match{$acl_m_spf}{\N^action=5\N}}
       message = 550 5.7.23 Message rejected: SPF fail, $sender_host_address is not allowed to send for $sender_address_domain
  accept

connect_greylisting:
  accept

helo_greylisting:
  accept

mail_greylisting:
  accept

rcpt_greylisting:
  require acl = rcpt_one_com
  defer set acl_m_grey = ${readsocket{GREY_SERVICE}{request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n\
             helo_name=$sender_helo_name\nsender=$sender_address\nrecipient=$local_part@$domain\n\
             client_address=$sender_host_address\nclient_name=unknown\ninstance=$tod_epoch.$pid\n\n}{10s}}
        condition = ${if match{$acl_m_grey}{(?i)defer}}
        message = 450 4.2.0 <$local_part@$domain>: Recipient address rejected: Greylisted, try again in five minutes
  accept

# Plain

connect_plain:
  accept

helo_plain:
  accept

mail_plain:
  accept

rcpt_plain:
  accept domains = @[] : customer.test : *.customer.test
  deny message = Relay access denied

# A dry run ends before.
nothing_is_taken:
  deny message = No mail is taken here
END
}
