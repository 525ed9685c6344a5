
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
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Look a sender domain up, judge it, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Judge a sending address alone: its name, what the name shows, where it leads')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Judge a HELO name alone or, with --ip, against the sending address')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Ask DNSBLs alone, each with its test entries')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List the receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List the checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, in roff')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mxcheck;domain' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects to the receiver; repeatable')
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the server gives with HELO or EHLO')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Size of the message as it is sent, in octets')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;ip' {
            [CompletionResult]::new('--helo', '--helo', [CompletionResultType]::ParameterName, 'The name that the server gives with HELO or EHLO')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;helo' {
            [CompletionResult]::new('--ip', '--ip', [CompletionResultType]::ParameterName, 'The address that connects to the receiver; repeatable')
            [CompletionResult]::new('--receiver', '--receiver', [CompletionResultType]::ParameterName, 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What ends the run with exit code 1')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
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
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;dnsbl' {
            [CompletionResult]::new('--dnsbl', '--dnsbl', [CompletionResultType]::ParameterName, 'Ask this DNSBL in place of the built-in ones; repeatable')
            [CompletionResult]::new('--nameserver', '--nameserver', [CompletionResultType]::ParameterName, 'Ask this nameserver; tried in the order given [default: the system''s]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Take this zone file in place of what is published')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for one DNS question, all its tries, in seconds')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a question that got no answer is sent again')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many questions are in flight at once at most')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep every answer of this run in a file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Give the answers that --record kept, and ask nobody')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--no-dnsbl', '--no-dnsbl', [CompletionResultType]::ParameterName, 'Ask no DNSBL')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no nameserver: what no zone file answers is unknown')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;receivers' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;checks' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the result')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as --format json')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'One line for each verdict')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Every check and every rule, not only what matters')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mxcheck;schema' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mxcheck;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mxcheck;man' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mxcheck;help' {
            [CompletionResult]::new('domain', 'domain', [CompletionResultType]::ParameterValue, 'Look a sender domain up, judge it, and predict what each receiver answers')
            [CompletionResult]::new('ip', 'ip', [CompletionResultType]::ParameterValue, 'Judge a sending address alone: its name, what the name shows, where it leads')
            [CompletionResult]::new('helo', 'helo', [CompletionResultType]::ParameterValue, 'Judge a HELO name alone or, with --ip, against the sending address')
            [CompletionResult]::new('spf', 'spf', [CompletionResultType]::ParameterValue, 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs')
            [CompletionResult]::new('dnsbl', 'dnsbl', [CompletionResultType]::ParameterValue, 'Ask DNSBLs alone, each with its test entries')
            [CompletionResult]::new('receivers', 'receivers', [CompletionResultType]::ParameterValue, 'List the receivers and their rules, or explain one')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'List the checks, or explain one')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of everything that --json prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, in roff')
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
        'mxcheck;help;spf' {
            break
        }
        'mxcheck;help;dnsbl' {
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
