
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
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Check a sender domain, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Check a sending address: PTR, forward confirmation, DNSBLs')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Check a HELO name, alone or with --ip against the address')
            [CompletionResult]::new('zone', 'zone', [CompletionResultType]::ParameterValue, 'Check every mail domain in zone files before they are published')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address or, without --ip, count lookups')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Query DNSBLs, each verified by its test entries')
            [CompletionResult]::new('smtp', 'smtp', [CompletionResultType]::ParameterValue, 'Hold an SMTP session up to RCPT TO; never sends a message')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rejection: whose rule it is, its cause, and the fix')
            [CompletionResult]::new('diagnose', 'diagnose', [CompletionResultType]::ParameterValue, 'Find the cause of a bounce, whether it is still there, and the fix')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Count the rejections in a mail log, and compare rates with limits')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Check a message: what would be rejected, and its route and results')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a mailing within the limits of the sending server')
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Check many senders, one per line; prints one JSON object per line')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of mxcheck or of a command, in roff')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mxcheck;domain' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The sending server''s address; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the sending server uses in HELO or EHLO')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender (MAIL FROM), or <> [default: postmaster@DOMAIN]')
            [CompletionResult]::new('--like', '--like', [CompletionResultType]::ParameterName, 'Take the sender from a message, a delivery report or a mail log; - is stdin')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as sent, such as 10485760, 10MB or 20MiB')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Hold it with this server instead of the MX of --to')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server; 465 starts with TLS [default: 25]')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'Connect from this address')
            [CompletionResult]::new('--rcpt', '--rcpt', [CompletionResultType]::ParameterName, 'The recipient [default: postmaster at the target]')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'STARTTLS: if offered, never, or required [default: auto]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CA certificates in this PEM file instead of the system''s')
            [CompletionResult]::new('--smtp-timeout', '--smtp-timeout', [CompletionResultType]::ParameterName, 'Timeout per SMTP command in seconds [default: 30]')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict the answer of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receiver that this address or domain has its MX at; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Ignore findings of this check, or only those about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Compare with an earlier state; fail only on regressions')
            [CompletionResult]::new('--authoritative', '--authoritative', [CompletionResultType]::ParameterName, 'Query each authoritative nameserver of the sender''s zones directly [default port: 53]')
            [CompletionResult]::new('--write-fix', '--write-fix', [CompletionResultType]::ParameterName, 'Write the verified changes as an nsupdate script (RFC 2136)')
            [CompletionResult]::new('--write-zone', '--write-zone', [CompletionResultType]::ParameterName, 'Write the zone file with the verified changes; other lines are kept')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Hold the predicted session with the MX of --to, up to RCPT TO, and compare')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Connect over IPv4 only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Connect over IPv4 only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Connect over IPv6 only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Connect over IPv6 only')
            [CompletionResult]::new('--probe-recipients', '--probe-recipients', [CompletionResultType]::ParameterName, 'Send RCPT TO even to receivers that block addresses for probing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Use a HELO name that does not resolve')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'Treat the sender as a bulk sender: rules for bulk senders apply')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;ip' {
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the sending server uses in HELO or EHLO')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict the answer of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receiver that this address or domain has its MX at; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Ignore findings of this check, or only those about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'Treat the sender as a bulk sender: rules for bulk senders apply')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;helo' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The sending server''s address; repeatable')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict the answer of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Predict the receiver that this address or domain has its MX at; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Ignore findings of this check, or only those about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--taken-from', '--taken-from', [CompletionResultType]::ParameterName, 'Where the value of a flag is from that was not typed')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'Treat the sender as a bulk sender: rules for bulk senders apply')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;zone' {
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict the answer of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Compare with an earlier state; fail only on regressions')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Ignore findings of this check, or only those about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--write-fix', '--write-fix', [CompletionResultType]::ParameterName, 'Write the verified changes as an nsupdate script (RFC 2136)')
            [CompletionResult]::new('--write-zone', '--write-zone', [CompletionResultType]::ParameterName, 'Write the zone file with the verified changes; other lines are kept')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'Treat the sender as a bulk sender: rules for bulk senders apply')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;spf' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The sending server''s address; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The HELO name; its record is evaluated as well')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, or <> to use the HELO name [default: postmaster@DOMAIN]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the whole trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the whole trace')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;dnsbl' {
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every list, those without a listing too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every list, those without a listing too')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;smtp' {
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name to use in EHLO [default: this host''s full name]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, or <> [default: postmaster at the HELO name''s domain]')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as sent, such as 10485760 or 10MB')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of the server; 465 starts with TLS [default: 25]')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'Connect from this address')
            [CompletionResult]::new('--rcpt', '--rcpt', [CompletionResultType]::ParameterName, 'The recipient [default: postmaster at the target]')
            [CompletionResult]::new('--starttls', '--starttls', [CompletionResultType]::ParameterName, 'STARTTLS: if offered, never, or required [default: auto]')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust the CA certificates in this PEM file instead of the system''s')
            [CompletionResult]::new('--smtp-timeout', '--smtp-timeout', [CompletionResultType]::ParameterName, 'Timeout per SMTP command in seconds [default: 30]')
            [CompletionResult]::new('--wait-greylist', '--wait-greylist', [CompletionResultType]::ParameterName, 'If greylisted, try again after this many minutes [default: 5]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Compare replies with the rules of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Choose the receiver by the MX of this address or domain; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Connect over IPv4 only')
            [CompletionResult]::new('--ipv4', '--ipv4', [CompletionResultType]::ParameterName, 'Connect over IPv4 only')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Connect over IPv6 only')
            [CompletionResult]::new('--ipv6', '--ipv6', [CompletionResultType]::ParameterName, 'Connect over IPv6 only')
            [CompletionResult]::new('--probe-recipients', '--probe-recipients', [CompletionResultType]::ParameterName, 'Send RCPT TO even to receivers that block addresses for probing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Use a HELO name that does not resolve')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Try every MX host, not only the first that answers')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the dialogue as it takes place')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print the dialogue as it takes place')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;explain' {
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Recognise the replies of this receiver only; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Print a text for the receiver''s contact form instead of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Print recipients'' full addresses instead of ***@DOMAIN')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every match and its evidence')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every match and its evidence')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;diagnose' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The sending server''s address, if the text does not name it')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, if the text does not name it')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The HELO name, if the text does not name it')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Recognise the replies of this receiver only; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Print a text for the receiver''s contact form instead of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Print recipients'' full addresses instead of ***@DOMAIN')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every match and what was looked up')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every match and what was looked up')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;log' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Skip lines before this date, time (RFC 3339), or span before the last line (2h, 3d)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Skip lines after this time, given as for --since; a date includes its day')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Only mail from this sender domain')
            [CompletionResult]::new('--relay', '--relay', [CompletionResultType]::ParameterName, 'Only mail to this server: a host, a domain of hosts, or an address')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'Time zone of dates without one: local, utc, +01:00, Europe/Berlin')
            [CompletionResult]::new('--year', '--year', [CompletionResultType]::ParameterName, 'Year of the first line, for dates without one [default: from the file''s time]')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of the text')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Recognise the replies and limits of this receiver only; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--rejections-only', '--rejections-only', [CompletionResultType]::ParameterName, 'Skip the limits; much faster')
            [CompletionResult]::new('--dead-recipients', '--dead-recipients', [CompletionResultType]::ParameterName, 'List the recipients that do not exist; with -q only them, one per line')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Print a text for the receiver''s contact form instead of the page')
            [CompletionResult]::new('--with-recipients', '--with-recipients', [CompletionResultType]::ParameterName, 'Print recipients'' full addresses instead of ***@DOMAIN')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every limit and its time window')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every limit and its time window')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;message' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender [default: that of the Return-Path field]')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Judge by the rules of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--smtputf8', '--smtputf8', [CompletionResultType]::ParameterName, 'The message is sent with SMTPUTF8: UTF-8 in the header is allowed')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every filter result')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every filter result')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;plan' {
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'The provider whose server sends it: one-com, or a file with [[limit]] tables')
            [CompletionResult]::new('--messages', '--messages', [CompletionResultType]::ParameterName, 'Number of messages')
            [CompletionResult]::new('--recipients', '--recipients', [CompletionResultType]::ParameterName, 'Recipients of all messages together (To, Cc, Bcc) [default: one per message]')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of one message as sent, such as 10485760 or 10MB')
            [CompletionResult]::new('--attachments', '--attachments', [CompletionResultType]::ParameterName, 'Size of one message''s attachments before encoding; base64 adds about 37 %')
            [CompletionResult]::new('--accounts', '--accounts', [CompletionResultType]::ParameterName, 'Accounts of the domain that share the mailing')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Check this pace: seconds between messages')
            [CompletionResult]::new('--script', '--script', [CompletionResultType]::ParameterName, 'A script on the web space sends it, with this kind of sender address')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--not-bulk', '--not-bulk', [CompletionResultType]::ParameterName, 'The mailing is not bulk mail: the bulk limit does not apply')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every limit')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every limit')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;batch' {
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Resume an interrupted run from its results file')
            [CompletionResult]::new('--shard', '--shard', [CompletionResultType]::ParameterName, 'Check a part of the list: every Nth line, starting with the Kth')
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The sending server''s address for lines without one; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The HELO name for lines without one')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender for lines with a domain and without a sender, or <>')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as sent, such as 10485760, 10MB or 20MiB')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict the answer of this receiver: a name, all, or a file; repeatable')
            [CompletionResult]::new('--prefer', '--prefer', [CompletionResultType]::ParameterName, 'The receivers that settings name: judged where neither --receiver nor --to chooses any')
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Query this nameserver; repeatable, tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Use this zone file instead of what is published; repeatable')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Timeout per DNS query in seconds, including retries [default: 5]')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Time limit for the whole run in seconds; what is not answered by then is unknown')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'Retries per unanswered query')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Queries in flight at once, not counting those that have waited for long')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Save every DNS answer of this run to a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Use the answers saved by --record, and query no nameserver')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Queries per second [default: 500; no limit for a nameserver on loopback]')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Query this DNSBL instead of the built-in ones; repeatable')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Ignore findings of this check, or only those about SUBJECT; repeatable')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--bulk', '--bulk', [CompletionResultType]::ParameterName, 'Treat the sender as a bulk sender: rules for bulk senders apply')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Query no nameserver; names not covered by --zone are unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Query no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print every check and every rule')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;receivers' {
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print all details')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print all details')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;checks' {
            [CompletionResult]::new('--catalogue', '--catalogue', [CompletionResultType]::ParameterName, 'Directory of receiver files that add to or replace the built-in ones')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON, as --format json does')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only problems, one line each; nothing if there are none')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print all details')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print all details')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read settings from this file instead of .mxcheck.toml')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Read no .mxcheck.toml')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;help' {
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Check a sender domain, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Check a sending address: PTR, forward confirmation, DNSBLs')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Check a HELO name, alone or with --ip against the address')
            [CompletionResult]::new('zone', 'zone', [CompletionResultType]::ParameterValue, 'Check every mail domain in zone files before they are published')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address or, without --ip, count lookups')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Query DNSBLs, each verified by its test entries')
            [CompletionResult]::new('smtp', 'smtp', [CompletionResultType]::ParameterValue, 'Hold an SMTP session up to RCPT TO; never sends a message')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain a rejection: whose rule it is, its cause, and the fix')
            [CompletionResult]::new('diagnose', 'diagnose', [CompletionResultType]::ParameterValue, 'Find the cause of a bounce, whether it is still there, and the fix')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Count the rejections in a mail log, and compare rates with limits')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Check a message: what would be rejected, and its route and results')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Plan a mailing within the limits of the sending server')
            [CompletionResult]::new('batch', 'batch', [CompletionResultType]::ParameterValue, 'Check many senders, one per line; prints one JSON object per line')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print shell completions')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page of mxcheck or of a command, in roff')
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
