
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mxcheck' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mxcheck'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mxcheck' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Look a sender domain up, judge it, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Judge a sending address alone: its name, what the name shows, where it leads')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Judge a HELO name alone or, with --ip, against the sending address')
            [CompletionResult]::new('zone', 'zone', [CompletionResultType]::ParameterValue, 'Judge every mail domain in zone files, with the files in place of what is published')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Ask DNSBLs alone, each with its test entries')
            [CompletionResult]::new('smtp', 'smtp', [CompletionResultType]::ParameterValue, 'Talk to a mail server as the sender would, up to RCPT TO and never further')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rejection: which rule of which receiver, why, and what to do')
            [CompletionResult]::new('diagnose', 'diagnose', [CompletionResultType]::ParameterValue, 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Read a whole mail log: rejections, rates, and the limits that they hit')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Judge a message as a file: what in it would be refused, and what a delivered one tells')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all')
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Judge many senders, one a line; one JSON object a line comes out, in the same order')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List the receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List the checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of mxcheck or of one command, in roff')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mxcheck;domain' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects to the receiver; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the server gives with HELO or EHLO')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]')
            [CompletionResult]::new('--like', '--like', [CompletionResultType]::ParameterName, 'Take the sender from this file: a delivered message, a delivery report or a mail log, also compressed (.gz, .zst, .xz); - is stdin')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as it is sent, in octets or with a unit: 10MB, 20MiB')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Tell what is better and worse than before, and fail on what is worse alone')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receivers that the MX of this address or domain leads to; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Count no finding of this check, or none about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--authoritative', '--authoritative', [CompletionResultType]::ParameterName, 'Ask each authoritative nameserver of the sender''s zones directly, at this port [default: 53]')
            [CompletionResult]::new('--write-fix', '--write-fix', [CompletionResultType]::ParameterName, 'Write the verified changes as an nsupdate script (RFC 2136)')
            [CompletionResult]::new('--write-zone', '--write-zone', [CompletionResultType]::ParameterName, 'Write the zone file with the verified changes; its other lines stay as they are')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Try it with this server in place of the MX of --to')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The server''s port; 465 begins with TLS [default: 25]')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'Connect from this address')
            [CompletionResult]::new('--rcpt', '--rcpt', [CompletionResultType]::ParameterName, 'The recipient [default: postmaster at the target]')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust these issuers of certificates, in PEM form, in place of the system''s')
            [CompletionResult]::new('--smtp-timeout', '--smtp-timeout', [CompletionResultType]::ParameterName, 'Time for one step of the session, in seconds [default: 30]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'This is a bulk sender: rules that a receiver has for those alone decide')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Try the predicted session with the MX of --to, up to RCPT TO, and compare')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Connect over IPv4 alone')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Connect over IPv4 alone')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Connect over IPv6 alone')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Connect over IPv6 alone')
            [CompletionResult]::new('--probe-recipients', '--probe-recipients', [CompletionResultType]::ParameterName, 'Ask for recipients also at receivers that block addresses for it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Give a HELO name that does not resolve')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;ip' {
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the server gives with HELO or EHLO')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receivers that the MX of this address or domain leads to; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Count no finding of this check, or none about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'This is a bulk sender: rules that a receiver has for those alone decide')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;helo' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects to the receiver; repeatable')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receivers that the MX of this address or domain leads to; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Count no finding of this check, or none about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'This is a bulk sender: rules that a receiver has for those alone decide')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;zone' {
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--write-fix', '--write-fix', [CompletionResultType]::ParameterName, 'Write the verified changes as an nsupdate script (RFC 2136)')
            [CompletionResult]::new('--write-zone', '--write-zone', [CompletionResultType]::ParameterName, 'Write the zone file with the verified changes; its other lines stay as they are')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Tell what is better and worse than before, and fail on what is worse alone')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Count no finding of this check, or none about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'This is a bulk sender: rules that a receiver has for those alone decide')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;spf' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects to the receiver; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the server gives with HELO or EHLO; its record is evaluated as well')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, for macros and its domain; <> is judged by the HELO name [default: postmaster@DOMAIN]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;dnsbl' {
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;smtp' {
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name to give with EHLO [default: this host''s full name]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender; also <> [default: postmaster at the HELO name''s domain]')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as it would be sent, in octets')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The server''s port; 465 begins with TLS [default: 25]')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'Connect from this address')
            [CompletionResult]::new('--rcpt', '--rcpt', [CompletionResultType]::ParameterName, 'The recipient [default: postmaster at the target]')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust these issuers of certificates, in PEM form, in place of the system''s')
            [CompletionResult]::new('--smtp-timeout', '--smtp-timeout', [CompletionResultType]::ParameterName, 'Time for one step of the session, in seconds [default: 30]')
            [CompletionResult]::new('--wait-greylist', '--wait-greylist', [CompletionResultType]::ParameterName, 'When it is greylisted, try again after so many minutes [default: 5]')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receivers that the MX of this address or domain leads to; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Connect over IPv4 alone')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Connect over IPv4 alone')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Connect over IPv6 alone')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Connect over IPv6 alone')
            [CompletionResult]::new('--probe-recipients', '--probe-recipients', [CompletionResultType]::ParameterName, 'Ask for recipients also at receivers that block addresses for it')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Give a HELO name that does not resolve')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Try every exchange, side by side, and not only the first that answers')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;explain' {
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the text that the receiver''s contact form asks for, in place of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Show recipients'' addresses whole, in place of ***@DOMAIN')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;diagnose' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects, where the text does not name it')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, where the text does not name it')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The HELO name, where the text does not name it')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the text that the receiver''s contact form asks for, in place of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Show recipients'' addresses whole, in place of ***@DOMAIN')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Leave out lines before: a date, a date and time (RFC 3339), or a span before the log''s last line (2h, 3d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Leave out lines after: as --since; a date alone includes its day')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Only mail of this sender domain')
            [CompletionResult]::new('--relay', '--relay', [CompletionResultType]::ParameterName, 'Only mail to this server: a host, a domain of hosts, or an address')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'Zone of dates that name none: local, utc, an offset (+01:00) or a name (Europe/Berlin)')
            [CompletionResult]::new('--year', '--year', [CompletionResultType]::ParameterName, 'Year of the first line, for dates without one [default: by the time of the file]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--rejections-only', '--rejections-only', [CompletionResultType]::ParameterName, 'Leave out the limits; much faster')
            [CompletionResult]::new('--dead-recipients', '--dead-recipients', [CompletionResultType]::ParameterName, 'List the recipients that do not exist; with -q nothing else, one a line')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write the text that the receiver''s contact form asks for, in place of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Show recipients'' addresses whole, in place of ***@DOMAIN')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;message' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender with which it is sent [default: what its Return-Path field says]')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--smtputf8', '--smtputf8', [CompletionResultType]::ParameterName, 'It is sent with SMTPUTF8: UTF-8 in the header is no fault')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;plan' {
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'Through whose server it is sent: one-com, or a receiver file of your own with [[limit]] tables')
            [CompletionResult]::new('--messages', '--messages', [CompletionResultType]::ParameterName, 'How many messages')
            [CompletionResult]::new('--recipients', '--recipients', [CompletionResultType]::ParameterName, 'How many recipients all messages have together, not each: To, Cc and Bcc [default: one for each message]')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of one message as it is sent, in octets')
            [CompletionResult]::new('--attachments', '--attachments', [CompletionResultType]::ParameterName, 'Size of one message''s files before they are encoded, in octets; base64 adds about 37 %')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'How many accounts of the domain share the mailing')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Seconds between one message and the next, to see whether that pace keeps the limits')
            [CompletionResult]::new('--script', '--script', [CompletionResultType]::ParameterName, 'A script on the web space sends it, with such a sender address')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--not-bulk', '--not-bulk', [CompletionResultType]::ParameterName, 'It is not bulk mail: the limit for that does not count')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;batch' {
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on where a run was cut whose results are in this file')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Judge a part of the list: every Nth line from the Kth on')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Questions a second at most [default: 500, without limit where the nameserver is on loopback]')
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects, for lines that name none; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The HELO name, for lines that name none')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, for lines with a domain that name none; also <>')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as it is sent, in octets or with a unit: 10MB, 20MiB')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a name (mxcheck receivers lists them), all, or a file of your own; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most, without those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Count no finding of this check, or none about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'This is a bulk sender: rules that a receiver has for those alone decide')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;receivers' {
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;checks' {
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Folder of receiver files that add to the built-in receivers, and replace those of the same name')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only problems, one line each')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file rather than from the .mxcheck.toml that is found')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;help' {
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Look a sender domain up, judge it, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Judge a sending address alone: its name, what the name shows, where it leads')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Judge a HELO name alone or, with --ip, against the sending address')
            [CompletionResult]::new('zone', 'zone', [CompletionResultType]::ParameterValue, 'Judge every mail domain in zone files, with the files in place of what is published')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Ask DNSBLs alone, each with its test entries')
            [CompletionResult]::new('smtp', 'smtp', [CompletionResultType]::ParameterValue, 'Talk to a mail server as the sender would, up to RCPT TO and never further')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rejection: which rule of which receiver, why, and what to do')
            [CompletionResult]::new('diagnose', 'diagnose', [CompletionResultType]::ParameterValue, 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Read a whole mail log: rejections, rates, and the limits that they hit')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Judge a message as a file: what in it would be refused, and what a delivered one tells')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all')
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Judge many senders, one a line; one JSON object a line comes out, in the same order')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List the receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List the checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of mxcheck or of one command, in roff')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mxcheck;help;domain' {
            break
        }
        'mxcheck;help;ip' {
            break
        }
        'mxcheck;help;helo' {
            break
        }
        'mxcheck;help;zone' {
            break
        }
        'mxcheck;help;spf' {
            break
        }
        'mxcheck;help;dnsbl' {
            break
        }
        'mxcheck;help;smtp' {
            break
        }
        'mxcheck;help;explain' {
            break
        }
        'mxcheck;help;diagnose' {
            break
        }
        'mxcheck;help;log' {
            break
        }
        'mxcheck;help;message' {
            break
        }
        'mxcheck;help;plan' {
            break
        }
        'mxcheck;help;batch' {
            break
        }
        'mxcheck;help;receivers' {
            break
        }
        'mxcheck;help;checks' {
            break
        }
        'mxcheck;help;schema' {
            break
        }
        'mxcheck;help;completions' {
            break
        }
        'mxcheck;help;man' {
            break
        }
        'mxcheck;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
