# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mxcheck_global_optspecs
    string join \n h/help V/version
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

complete -c mxcheck -n "__fish_mxcheck_needs_command" -s h -l help -d 'Print help'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -s V -l version -d 'Print version'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "domain" -d 'Look a sender domain up, judge it, and predict what each receiver answers'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "ip" -d 'Judge a sending address alone: its name, what the name shows, where it leads'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "helo" -d 'Judge a HELO name alone or, with --ip, against the sending address'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "spf" -d 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "dnsbl" -d 'Ask DNSBLs alone, each with its test entries'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "receivers" -d 'List the receivers and their rules, or explain one'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "checks" -d 'List the checks, or explain one'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "schema" -d 'Print the JSON Schema of everything that --json prints'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "man" -d 'Print the manual page, in roff'
complete -c mxcheck -n "__fish_mxcheck_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l helo -d 'The name that the server gives with HELO or EHLO' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l from -d 'The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l size -d 'Size of the message as it is sent, in octets' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l receiver -d 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l timeout -d 'Time for one DNS question, all its tries, in seconds' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l concurrency -d 'How many questions are in flight at once at most' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand domain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l helo -d 'The name that the server gives with HELO or EHLO' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l receiver -d 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l timeout -d 'Time for one DNS question, all its tries, in seconds' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l concurrency -d 'How many questions are in flight at once at most' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand ip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l receiver -d 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l timeout -d 'Time for one DNS question, all its tries, in seconds' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l concurrency -d 'How many questions are in flight at once at most' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l fail-on -d 'What ends the run with exit code 1' -r -f -a "reject\t'A predicted rejection'
defer\t'A predicted rejection or deferral'
warn\t'That, and any warning'
unknown\t'A predicted rejection or deferral, and an outcome that is not known'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand helo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l ip -d 'The address that connects to the receiver; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l helo -d 'The name that the server gives with HELO or EHLO; its record is evaluated as well' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l from -d 'The envelope sender, for macros and its domain; <> is judged by the HELO name [default: postmaster@DOMAIN]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l timeout -d 'Time for one DNS question, all its tries, in seconds' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l concurrency -d 'How many questions are in flight at once at most' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand spf" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l dnsbl -d 'Ask this DNSBL in place of the built-in ones; repeatable' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l nameserver -d 'Ask this nameserver; tried in the order given [default: the system\'s]' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l zone -d 'Take this zone file in place of what is published' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l timeout -d 'Time for one DNS question, all its tries, in seconds' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l retries -d 'How often a question that got no answer is sent again' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l concurrency -d 'How many questions are in flight at once at most' -r
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l record -d 'Keep every answer of this run in a file' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l replay -d 'Give the answers that --record kept, and ask nobody' -r -F
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l no-dnsbl -d 'Ask no DNSBL'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l offline -d 'Ask no nameserver: what no zone file answers is unknown'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand dnsbl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand receivers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l format -d 'Form of the result' -r -f -a "text\t'A page for people'
json\t'JSON, schema mxcheck/v1'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is `dumb`'
always\t'Always'
never\t'Never'"
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -l json -d 'The same as --format json'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s q -l quiet -d 'One line for each verdict'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s v -l verbose -d 'Every check and every rule, not only what matters'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand checks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand schema" -s h -l help -d 'Print help'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand completions" -s h -l help -d 'Print help'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand man" -s h -l help -d 'Print help'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "domain" -d 'Look a sender domain up, judge it, and predict what each receiver answers'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "ip" -d 'Judge a sending address alone: its name, what the name shows, where it leads'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "helo" -d 'Judge a HELO name alone or, with --ip, against the sending address'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "spf" -d 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "dnsbl" -d 'Ask DNSBLs alone, each with its test entries'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "receivers" -d 'List the receivers and their rules, or explain one'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "checks" -d 'List the checks, or explain one'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "schema" -d 'Print the JSON Schema of everything that --json prints'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "man" -d 'Print the manual page, in roff'
complete -c mxcheck -n "__fish_mxcheck_using_subcommand help; and not __fish_seen_subcommand_from domain ip helo spf dnsbl receivers checks schema completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
