_mxcheck() {
    local i cur prev opts cmd
    COMPREPLY=()
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        cur="$2"
    else
        cur="${COMP_WORDS[COMP_CWORD]}"
    fi
    prev="$3"
    cmd=""
    opts=""

    for i in "${COMP_WORDS[@]:0:COMP_CWORD}"
    do
        case "${cmd},${i}" in
            ",$1")
                cmd="mxcheck"
                ;;
            mxcheck,batch)
                cmd="mxcheck__subcmd__batch"
                ;;
            mxcheck,checks)
                cmd="mxcheck__subcmd__checks"
                ;;
            mxcheck,completions)
                cmd="mxcheck__subcmd__completions"
                ;;
            mxcheck,diagnose)
                cmd="mxcheck__subcmd__diagnose"
                ;;
            mxcheck,dnsbl)
                cmd="mxcheck__subcmd__dnsbl"
                ;;
            mxcheck,domain)
                cmd="mxcheck__subcmd__domain"
                ;;
            mxcheck,explain)
                cmd="mxcheck__subcmd__explain"
                ;;
            mxcheck,helo)
                cmd="mxcheck__subcmd__helo"
                ;;
            mxcheck,help)
                cmd="mxcheck__subcmd__help"
                ;;
            mxcheck,ip)
                cmd="mxcheck__subcmd__ip"
                ;;
            mxcheck,log)
                cmd="mxcheck__subcmd__log"
                ;;
            mxcheck,man)
                cmd="mxcheck__subcmd__man"
                ;;
            mxcheck,message)
                cmd="mxcheck__subcmd__message"
                ;;
            mxcheck,plan)
                cmd="mxcheck__subcmd__plan"
                ;;
            mxcheck,receivers)
                cmd="mxcheck__subcmd__receivers"
                ;;
            mxcheck,schema)
                cmd="mxcheck__subcmd__schema"
                ;;
            mxcheck,smtp)
                cmd="mxcheck__subcmd__smtp"
                ;;
            mxcheck,spf)
                cmd="mxcheck__subcmd__spf"
                ;;
            mxcheck,zone)
                cmd="mxcheck__subcmd__zone"
                ;;
            mxcheck__subcmd__help,batch)
                cmd="mxcheck__subcmd__help__subcmd__batch"
                ;;
            mxcheck__subcmd__help,checks)
                cmd="mxcheck__subcmd__help__subcmd__checks"
                ;;
            mxcheck__subcmd__help,completions)
                cmd="mxcheck__subcmd__help__subcmd__completions"
                ;;
            mxcheck__subcmd__help,diagnose)
                cmd="mxcheck__subcmd__help__subcmd__diagnose"
                ;;
            mxcheck__subcmd__help,dnsbl)
                cmd="mxcheck__subcmd__help__subcmd__dnsbl"
                ;;
            mxcheck__subcmd__help,domain)
                cmd="mxcheck__subcmd__help__subcmd__domain"
                ;;
            mxcheck__subcmd__help,explain)
                cmd="mxcheck__subcmd__help__subcmd__explain"
                ;;
            mxcheck__subcmd__help,helo)
                cmd="mxcheck__subcmd__help__subcmd__helo"
                ;;
            mxcheck__subcmd__help,help)
                cmd="mxcheck__subcmd__help__subcmd__help"
                ;;
            mxcheck__subcmd__help,ip)
                cmd="mxcheck__subcmd__help__subcmd__ip"
                ;;
            mxcheck__subcmd__help,log)
                cmd="mxcheck__subcmd__help__subcmd__log"
                ;;
            mxcheck__subcmd__help,man)
                cmd="mxcheck__subcmd__help__subcmd__man"
                ;;
            mxcheck__subcmd__help,message)
                cmd="mxcheck__subcmd__help__subcmd__message"
                ;;
            mxcheck__subcmd__help,plan)
                cmd="mxcheck__subcmd__help__subcmd__plan"
                ;;
            mxcheck__subcmd__help,receivers)
                cmd="mxcheck__subcmd__help__subcmd__receivers"
                ;;
            mxcheck__subcmd__help,schema)
                cmd="mxcheck__subcmd__help__subcmd__schema"
                ;;
            mxcheck__subcmd__help,smtp)
                cmd="mxcheck__subcmd__help__subcmd__smtp"
                ;;
            mxcheck__subcmd__help,spf)
                cmd="mxcheck__subcmd__help__subcmd__spf"
                ;;
            mxcheck__subcmd__help,zone)
                cmd="mxcheck__subcmd__help__subcmd__zone"
                ;;
            *)
                ;;
        esac
    done

    case "${cmd}" in
        mxcheck)
            opts="-h -V --config --no-config --help --version domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 1 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__batch)
            opts="-q -v -h --resume --shard --ip --helo --from --size --bulk --receiver --prefer --catalogue --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --rate --dnsbl --no-dnsbl --ignore --fail-on --format --json --color --quiet --verbose --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --resume)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --shard)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --ip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --rate)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__checks)
            opts="-q -v -h --catalogue --format --json --color --quiet --verbose --config --no-config --help sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__completions)
            opts="-h --config --no-config --help bash elvish fish powershell zsh"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__diagnose)
            opts="-q -v -h --ip --from --helo --prefer --catalogue --report --lang --with-recipients --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --format --json --color --quiet --verbose --receiver --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --ip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en de" -- "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__dnsbl)
            opts="-q -v -h --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --format --json --color --quiet --verbose --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__domain)
            opts="-4 -6 -q -v -h --ip --helo --from --like --size --live --target --port --bind --rcpt --starttls --ca-file --ipv4 --ipv6 --smtp-timeout --probe-recipients --force --receiver --prefer --catalogue --to --bulk --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --ignore --fail-on --format --json --color --quiet --verbose --taken-from --baseline --authoritative --write-fix --write-zone --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --ip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --like)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --target)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --bind)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --rcpt)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --starttls)
                    COMPREPLY=($(compgen -W "auto never require" -- "${cur}"))
                    return 0
                    ;;
                --ca-file)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --smtp-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --taken-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --baseline)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --authoritative)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --write-fix)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --write-zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__explain)
            opts="-q -v -h --prefer --catalogue --report --lang --with-recipients --format --json --color --quiet --verbose --receiver --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en de" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__helo)
            opts="-q -v -h --ip --receiver --prefer --catalogue --to --bulk --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --ignore --fail-on --format --json --color --quiet --verbose --taken-from --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --ip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --taken-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help)
            opts="domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__batch)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__checks)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__completions)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__diagnose)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__dnsbl)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__domain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__explain)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__helo)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__help)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__ip)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__log)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__man)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__message)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__plan)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__receivers)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__schema)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__smtp)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__spf)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__help__subcmd__zone)
            opts=""
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 3 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__ip)
            opts="-q -v -h --helo --receiver --prefer --catalogue --to --bulk --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --ignore --fail-on --format --json --color --quiet --verbose --taken-from --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --taken-from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__log)
            opts="-q -v -h --since --until --domain --relay --rejections-only --dead-recipients --time-zone --year --prefer --catalogue --report --lang --with-recipients --format --json --color --quiet --verbose --receiver --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --since)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --until)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --domain)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --relay)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --time-zone)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --year)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --lang)
                    COMPREPLY=($(compgen -W "en de" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__man)
            opts="-h --config --no-config --help domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__message)
            opts="-q -v -h --from --smtputf8 --prefer --catalogue --format --json --color --quiet --verbose --receiver --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__plan)
            opts="-q -v -h --via --messages --recipients --size --attachments --accounts --interval --script --not-bulk --catalogue --format --json --color --quiet --verbose --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --via)
                    COMPREPLY=($(compgen -W "one-com" -- "${cur}"))
                    return 0
                    ;;
                --messages)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --recipients)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --attachments)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --accounts)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --interval)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --script)
                    COMPREPLY=($(compgen -W "own other" -- "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__receivers)
            opts="-q -v -h --catalogue --format --json --color --quiet --verbose --config --no-config --help ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru ionos/421-policy-violations ionos/421-rate-limit ionos/450-policy-violations ionos/451-local-error ionos/550-syntax-error ionos/550-mailbox-unavailable ionos/550-policy-restrictions ionos/550-administrative-reject ionos/550-invalid-dns-mx ionos/552-quota-exceeded ionos/554-invalid-dns-ptr ionos/554-bad-dns-ptr ionos/554-ip-blacklisted ionos/554-spam-ratio ionos/message-too-large ionos/554-header ionos/550-spf-policy ionos/556-null-mx ionos/451-session-limit ionos/450-mailbox-unavailable ionos/535-authentication ionos/450-send-limit ionos/550-sender-not-allowed ionos/550-send-failure gmx/dkim-required one-com/421-connection-rate one-com/554-helo-invalid one-com/450-greylisted one-com/550-spf-fail one-com/message-too-large one-com/553-authentication one-com/from-mismatch one-com/450-failed-deliveries one-com/450-queue-full one-com/sending-limit one-com/auth-lockout one-com/forward-length one-com/imap-connections one-com/certificate-name one-com/autodiscover one-com/winmail-dat one-com/outlook-error one-com/avg-proxy gmail/501-helo-invalid gmail/553-sender-address gmail/550-no-such-user gmail/452-mailbox-full gmail/450-recipient-rate gmail/550-ipv6-guidelines gmail/550-no-ptr gmail/550-unauthenticated gmail/550-spf-hard-fail gmail/550-spf-record gmail/550-dmarc-policy gmail/550-bulk-spf gmail/550-bulk-dkim gmail/550-bulk-dmarc gmail/421-bulk-alignment gmail/550-no-tls gmail/550-header gmail/550-low-reputation gmail/421-unusual-rate gmail/550-unsolicited gmail/554-mail-loop gmail/552-size outlook/421-rate-limit outlook/reverse-dns outlook/550-block-list outlook/451-rate-limited outlook/550-mail-from-listed outlook/550-helo-listed outlook/550-spamhaus outlook/550-dynamic-address outlook/550-namespace-mining outlook/550-policy outlook/550-mailbox-unavailable outlook/550-authentication-level outlook/550-sends-no-mail exchange-online/550-helo exchange-online/550-banned-address exchange-online/550-banned-sender exchange-online/451-try-again-later exchange-online/550-spamhaus exchange-online/550-ipv6-no-ptr exchange-online/550-ipv6-refused exchange-online/550-customer-block-list exchange-online/550-recipient-rejected exchange-online/550-ipv6-unauthenticated exchange-online/550-spf exchange-online/550-dmarc-policy exchange-online/550-from-header yahoo/reverse-dns yahoo/421-messages-per-connection yahoo/553-spamhaus yahoo/550-null-mx yahoo/554-from-domain yahoo/451-from-domain yahoo/421-deferred yahoo/553-deferred-permanently yahoo/554-no-account yahoo/550-unauthenticated yahoo/bulk-authentication yahoo/554-dmarc-policy yahoo/554-header yahoo/554-phishing t-online/554-dynamic-address t-online/554-no-reputation t-online/554-block-list t-online/550-content icloud/550-proofpoint icloud/450-helo icloud/450-sender-domain icloud/550-no-such-user icloud/552-mailbox-full icloud/554-unauthenticated icloud/550-domain-listed icloud/550-address-listed icloud/554-dmarc-policy icloud/bulk-requirements icloud/554-local-policy icloud/421-volume orange/421-too-many-connections orange/550-no-ptr orange/550-cloudmark orange/550-address-listed orange/550-refused orange/helo orange/501-sender-domain orange/550-domain-listed orange/421-spf orange/550-no-such-user orange/552-size orange/dkim-required orange/501-dmarc-policy orange/550-spam laposte/421-too-many-connections laposte/550-no-ptr laposte/550-spf laposte/501-sender-domain laposte/550-address-listed laposte/550-no-such-user laposte/550-dkim-missing laposte/571-dmarc-policy laposte/550-refused freenet/dynamic-address freenet/550-no-ptr mail-ru/550-dynamic-address mail-ru/550-invalid-mailbox mail-ru/550-dmarc-policy mail-ru/550-spam"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__schema)
            opts="-h --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__smtp)
            opts="-4 -6 -q -v -h --prefer --catalogue --helo --from --size --port --bind --rcpt --starttls --ca-file --ipv4 --ipv6 --smtp-timeout --probe-recipients --force --all --wait-greylist --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --fail-on --format --json --color --quiet --verbose --receiver --to --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --size)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --bind)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --rcpt)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --starttls)
                    COMPREPLY=($(compgen -W "auto never require" -- "${cur}"))
                    return 0
                    ;;
                --ca-file)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --smtp-timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --wait-greylist)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --to)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__spf)
            opts="-q -v -h --ip --helo --from --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --format --json --color --quiet --verbose --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --ip)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --helo)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --from)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
        mxcheck__subcmd__zone)
            opts="-q -v -h --receiver --prefer --catalogue --bulk --nameserver --zone --offline --timeout --deadline --retries --concurrency --record --replay --dnsbl --no-dnsbl --baseline --ignore --fail-on --format --json --color --quiet --verbose --write-fix --write-zone --config --no-config --help"
            if [[ ${cur} == -* || ${COMP_CWORD} -eq 2 ]] ; then
                COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
                return 0
            fi
            case "${prev}" in
                --receiver)
                    COMPREPLY=($(compgen -W "ionos 1und1 1and1 gmx web.de mail.com one-com one.com gmail gmail.com googlemail.com google google-workspace outlook outlook.com hotmail hotmail.com live live.com msn msn.com exchange-online microsoft-365 microsoft365 office-365 office365 m365 o365 yahoo yahoo.com ymail.com aol aol.com t-online t-online.de telekom icloud icloud.com me.com mac.com apple orange orange.fr wanadoo wanadoo.fr laposte laposte.net freenet freenet.de mail-ru mail.ru bk.ru inbox.ru list.ru" -- "${cur}"))
                    return 0
                    ;;
                --prefer)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --catalogue)
                    COMPREPLY=()
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o plusdirs
                    fi
                    return 0
                    ;;
                --nameserver)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --deadline)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --retries)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f "${cur}"))
                    return 0
                    ;;
                --record)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --replay)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --dnsbl)
                    COMPREPLY=($(compgen -W "zen.spamhaus.org dbl.spamhaus.org bl.spamcop.net b.barracudacentral.org psbl.surriel.com dnsbl-1.uceprotect.net bl.mailspike.net bl.spameatingmonkey.net bl.ipv6.spameatingmonkey.net dnsbl.dronebl.org bl.blocklist.de truncate.gbudb.net hostkarma.junkemailfilter.com multi.surbl.org multi.uribl.com sorbs.net ix.dnsbl.manitu.net dnsbl.inps.de cbl.abuseat.org spamcannibal.org rbl.megarbl.net ahbl.org emailbasura.org dul.ru ubl.unsubscore.com db.wpbl.info njabl.org rfc-ignorant.org dsbl.org" -- "${cur}"))
                    return 0
                    ;;
                --baseline)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --ignore)
                    COMPREPLY=($(compgen -W "sender-address-is-malformed domain-does-not-exist domain-has-no-mail-host domain-is-null-mx domain-is-alias domain-has-no-soa mx-lookup-failed mx-exchange-does-not-exist mx-exchange-has-no-address mx-exchange-is-ip-address mx-exchange-is-alias mx-exchange-is-ipv6-only mx-exchange-is-unroutable mx-exchange-is-malformed mx-exchange-lookup-failed mx-is-at-provider address-is-unroutable ptr-missing ptr-is-dynamic ptr-is-generic ptr-is-malformed ptr-does-not-resolve ptr-is-not-confirmed ptr-lookup-failed helo-is-not-fqdn helo-is-address-literal helo-is-malformed helo-does-not-resolve helo-does-not-match-address helo-differs-from-ptr helo-is-receivers-name helo-lookup-failed address-is-listed domain-is-listed helo-domain-is-listed dnsbl-is-unusable spf-missing spf-is-malformed spf-fail spf-softfail spf-neutral spf-permerror spf-permits-everyone spf-permits-nobody domain-sends-no-mail spf-term-has-no-effect spf-temperror sender-is-unauthenticated dmarc-missing dmarc-invalid message-is-too-large resolver-rewrites-nxdomain resolver-knows-no-names resolver-is-authoritative nameserver-does-not-answer nameserver-is-lame nameserver-is-slow nameservers-disagree server-is-unreachable session-is-broken ehlo-is-refused smtputf8-is-not-offered starttls-is-not-offered starttls-stripped starttls-refused starttls-broken starttls-injection tls-too-old certificate-name-mismatch certificate-expired certificate-not-yet-valid certificate-self-signed certificate-issuer-unknown certificate-is-invalid date-missing date-invalid from-missing header-field-is-repeated header-field-is-invalid header-is-8bit header-line-is-malformed line-is-too-long line-end-is-bare message-holds-nul attachment-is-winmail-dat from-differs-from-envelope message-id-missing" -- "${cur}"))
                    return 0
                    ;;
                --fail-on)
                    COMPREPLY=($(compgen -W "reject defer warn unknown" -- "${cur}"))
                    return 0
                    ;;
                --format)
                    COMPREPLY=($(compgen -W "text json sarif junit github markdown" -- "${cur}"))
                    return 0
                    ;;
                --color)
                    COMPREPLY=($(compgen -W "auto always never" -- "${cur}"))
                    return 0
                    ;;
                --write-fix)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --write-zone)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                --config)
                    local oldifs
                    if [ -n "${IFS+x}" ]; then
                        oldifs="$IFS"
                    fi
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f "${cur}"))
                    if [ -n "${oldifs+x}" ]; then
                        IFS="$oldifs"
                    fi
                    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
                        compopt -o filenames
                    fi
                    return 0
                    ;;
                *)
                    COMPREPLY=()
                    ;;
            esac
            COMPREPLY=( $(compgen -W "${opts}" -- "${cur}") )
            return 0
            ;;
    esac
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _mxcheck -o nosort -o bashdefault -o default mxcheck
else
    complete -F _mxcheck -o bashdefault -o default mxcheck
fi
