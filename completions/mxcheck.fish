# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mxcheck_global_optspecs
    string join \n config= no-config h/help V/version
end

function __fish_mxcheck_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mxcheck_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mxcheck_using_subcommand
    set -l cmd (__fish_mxcheck_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mxcheck -n "__fish_mxcheck_needs_command" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_needs_command" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -s V -l version -d 'Print version'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "domain" -d 'Look a sender domain up, judge it, and predict what each receiver answers'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "ip" -d 'Judge a sending address alone: its name, what the name shows, where it leads'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "helo" -d 'Judge a HELO name alone or, with --ip, against the sending address'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "zone" -d 'Judge every mail domain in zone files, with the files in place of what is published'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "spf" -d 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "dnsbl" -d 'Ask DNSBLs alone, each with its test entries'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "smtp" -d 'Talk to a mail server as the sender would, up to RCPT TO and never further'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "explain" -d 'Explain a rejection: which rule of which receiver, why, and what to do'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "diagnose" -d 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "log" -d 'Read a whole mail log: rejections, rates, and the limits that they hit'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "message" -d 'Judge a message as a file: what in it would be refused, and what a delivered one tells'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "plan" -d 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "batch" -d 'Judge many senders, one a line; one JSON object a line comes out, in the same order'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "receivers" -d 'List the receivers and their rules, or explain one'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "checks" -d 'List the checks, or explain one'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "schema" -d 'Print the JSON Schema of everything that --json prints'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "man" -d 'Print the manual page, in roff'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l helo -d 'The name that the server gives with HELO or EHLO' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l from -d 'The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l like -d 'Take the sender from this file: a delivered message, a delivery report or a mail log, also compressed (.gz, .zst, .xz); - is stdin' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l size -d 'Size of the message as it is sent, in octets' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l baseline -d 'Tell what is better and worse than before, and fail on what is worse alone' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l to -d 'Predict the receivers that the MX of this address or domain leads to; repeatable' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l ignore -d 'Count no finding of this check, or none about SUBJECT; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l taken-from -d 'Where the value of a flag is from that was not typed' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l authoritative -d 'Ask each authoritative nameserver of the sender\'s zones directly, at this port [default: 53]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l write-fix -d 'Write the verified changes as an nsupdate script (RFC 2136)' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l write-zone -d 'Write the zone file with the verified changes; its other lines stay as they are' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l target -d 'Try it with this server in place of the MX of --to' -r -f -a "(__fish_print_hostnames)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l port -d 'The server\'s port; 465 begins with TLS [default: 25]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l bind -d 'Connect from this address' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l rcpt -d 'The recipient [default: postmaster at the target]' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l starttls -d 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]' -r -f -a "auto\t'Use it where it is offered'
never\t'Do not use it'
require\t'End the session where it is not to be had'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l ca-file -d 'Trust these issuers of certificates, in PEM form, in place of the system\'s' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l smtp-timeout -d 'Time for one step of the session, in seconds [default: 30]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l bulk -d 'This is a bulk sender: rules that a receiver has for those alone decide'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l live -d 'Try the predicted session with the MX of --to, up to RCPT TO, and compare'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s 4 -l ipv4 -d 'Connect over IPv4 alone'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s 6 -l ipv6 -d 'Connect over IPv6 alone'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l probe-recipients -d 'Ask for recipients also at receivers that block addresses for it'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l force -d 'Give a HELO name that does not resolve'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l helo -d 'The name that the server gives with HELO or EHLO' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l to -d 'Predict the receivers that the MX of this address or domain leads to; repeatable' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l ignore -d 'Count no finding of this check, or none about SUBJECT; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l taken-from -d 'Where the value of a flag is from that was not typed' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l bulk -d 'This is a bulk sender: rules that a receiver has for those alone decide'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l to -d 'Predict the receivers that the MX of this address or domain leads to; repeatable' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l ignore -d 'Count no finding of this check, or none about SUBJECT; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l taken-from -d 'Where the value of a flag is from that was not typed' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l bulk -d 'This is a bulk sender: rules that a receiver has for those alone decide'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l write-fix -d 'Write the verified changes as an nsupdate script (RFC 2136)' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l write-zone -d 'Write the zone file with the verified changes; its other lines stay as they are' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l baseline -d 'Tell what is better and worse than before, and fail on what is worse alone' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l ignore -d 'Count no finding of this check, or none about SUBJECT; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l bulk -d 'This is a bulk sender: rules that a receiver has for those alone decide'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand zone" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l helo -d 'The name that the server gives with HELO or EHLO; its record is evaluated as well' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l from -d 'The envelope sender, for macros and its domain; <> is judged by the HELO name [default: postmaster@DOMAIN]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l helo -d 'The name to give with EHLO [default: this host\'s full name]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l from -d 'The envelope sender; also <> [default: postmaster at the HELO name\'s domain]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l size -d 'Size of the message as it would be sent, in octets' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l port -d 'The server\'s port; 465 begins with TLS [default: 25]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l bind -d 'Connect from this address' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l rcpt -d 'The recipient [default: postmaster at the target]' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l starttls -d 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]' -r -f -a "auto\t'Use it where it is offered'
never\t'Do not use it'
require\t'End the session where it is not to be had'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l ca-file -d 'Trust these issuers of certificates, in PEM form, in place of the system\'s' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l smtp-timeout -d 'Time for one step of the session, in seconds [default: 30]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l wait-greylist -d 'When it is greylisted, try again after so many minutes [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l to -d 'Predict the receivers that the MX of this address or domain leads to; repeatable' -r -f
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -s 4 -l ipv4 -d 'Connect over IPv4 alone'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -s 6 -l ipv6 -d 'Connect over IPv6 alone'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l probe-recipients -d 'Ask for recipients also at receivers that block addresses for it'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l force -d 'Give a HELO name that does not resolve'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l all -d 'Try every exchange, side by side, and not only the first that answers'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand smtp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l lang -d 'Language of the text' -r -f -a "en\t'English'
de\t'German'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l report -d 'Write the text that the receiver\'s contact form asks for, in place of the page'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l with-recipients -d 'Show recipients\' addresses whole, in place of ***@DOMAIN'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l ip -d 'The address that connects, where the text does not name it' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l from -d 'The envelope sender, where the text does not name it' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l helo -d 'The HELO name, where the text does not name it' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l lang -d 'Language of the text' -r -f -a "en\t'English'
de\t'German'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l report -d 'Write the text that the receiver\'s contact form asks for, in place of the page'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l with-recipients -d 'Show recipients\' addresses whole, in place of ***@DOMAIN'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand diagnose" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l since -d 'Leave out lines before: a date, a date and time (RFC 3339), or a span before the log\'s last line (2h, 3d)' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l until -d 'Leave out lines after: as --since; a date alone includes its day' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l domain -d 'Only mail of this sender domain' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l relay -d 'Only mail to this server: a host, a domain of hosts, or an address' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l time-zone -d 'Zone of dates that name none: local, utc, an offset (+01:00) or a name (Europe/Berlin)' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l year -d 'Year of the first line, for dates without one [default: by the time of the file]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l lang -d 'Language of the text' -r -f -a "en\t'English'
de\t'German'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l rejections-only -d 'Leave out the limits; much faster'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l dead-recipients -d 'List the recipients that do not exist; with -q nothing else, one a line'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l report -d 'Write the text that the receiver\'s contact form asks for, in place of the page'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l with-recipients -d 'Show recipients\' addresses whole, in place of ***@DOMAIN'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l from -d 'The envelope sender with which it is sent [default: what its Return-Path field says]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l smtputf8 -d 'It is sent with SMTPUTF8: UTF-8 in the header is no fault'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand message" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l via -d 'Through whose server it is sent: one-com, or a receiver file of your own with [[limit]] tables' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l messages -d 'How many messages' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l recipients -d 'How many recipients all messages have together, not each: To, Cc and Bcc [default: one for each message]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l size -d 'Size of one message as it is sent, in octets' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l attachments -d 'Size of one message\'s files before they are encoded, in octets; base64 adds about 37 %' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l accounts -d 'How many accounts of the domain share the mailing' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l interval -d 'Seconds between one message and the next, to see whether that pace keeps the limits' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l script -d 'A script on the web space sends it, with such a sender address' -r -f -a "own\t'An address that exists at the receiver'
other\t'None, or one elsewhere'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l not-bulk -d 'It is not bulk mail: the limit for that does not count'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l resume -d 'Go on where a run was cut whose results are in this file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l shard -d 'Judge a part of the list: every Nth line from the Kth on' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l rate -d 'Questions a second at most [default: 500, without limit where the nameserver is on loopback]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l ip -d 'The address that connects, for lines that name none; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l helo -d 'The HELO name, for lines that name none' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l from -d 'The envelope sender, for lines with a domain that name none; also <>' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l size -d 'Size of the message as it is sent, in octets' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l receiver -d 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l timeout -d 'Time for one DNS question, all its tries, in seconds [default: 5]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l deadline -d 'Time for the whole run in seconds; what is not answered by then is unknown' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l concurrency -d 'How many questions are in flight at once at most, without those that have waited for long' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'
sarif\t'SARIF 2.1.0, for code scanning'
junit\t'JUnit XML, for test reports'
github\t'Workflow commands of GitHub Actions, which show up at the lines of a pull request'
markdown\t'Markdown, for a comment at a pull request'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l ignore -d 'Count no finding of this check, or none about SUBJECT; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l bulk -d 'This is a bulk sender: rules that a receiver has for those alone decide'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand batch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l catalogue -d 'Folder of receiver files that add to the built-in receivers, and replace those of the same name' -r -f -a "(__fish_complete_directories)"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s q -l quiet -d 'Only problems, one line each'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand schema" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand schema" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand completions" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand completions" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand man" -l config -d 'Read settings from this file rather than from the .mxcheck.toml that is found' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand man" -l no-config -d 'Read no .mxcheck.toml'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "domain" -d 'Look a sender domain up, judge it, and predict what each receiver answers'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "ip" -d 'Judge a sending address alone: its name, what the name shows, where it leads'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "helo" -d 'Judge a HELO name alone or, with --ip, against the sending address'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "zone" -d 'Judge every mail domain in zone files, with the files in place of what is published'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "spf" -d 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "dnsbl" -d 'Ask DNSBLs alone, each with its test entries'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "smtp" -d 'Talk to a mail server as the sender would, up to RCPT TO and never further'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "explain" -d 'Explain a rejection: which rule of which receiver, why, and what to do'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "diagnose" -d 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "log" -d 'Read a whole mail log: rejections, rates, and the limits that they hit'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "message" -d 'Judge a message as a file: what in it would be refused, and what a delivered one tells'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "plan" -d 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "batch" -d 'Judge many senders, one a line; one JSON object a line comes out, in the same order'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "receivers" -d 'List the receivers and their rules, or explain one'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "checks" -d 'List the checks, or explain one'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "schema" -d 'Print the JSON Schema of everything that --json prints'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "man" -d 'Print the manual page, in roff'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo zone spf dnsbl smtp explain diagnose log message plan batch receivers checks schema completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
