
use builtin;
use str;

set edit:completion:arg-completer[mxcheck] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'mxcheck'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'mxcheck'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand domain 'Look a sender domain up, judge it, and predict what each receiver answers'
            cand ip 'Judge a sending address alone: its name, what the name shows, where it leads'
            cand helo 'Judge a HELO name alone or, with --ip, against the sending address'
            cand spf 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
            cand dnsbl 'Ask DNSBLs alone, each with its test entries'
            cand receivers 'List the receivers and their rules, or explain one'
            cand checks 'List the checks, or explain one'
            cand schema 'Print the JSON Schema of everything that --json prints'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page, in roff'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mxcheck;domain'= {
            cand --ip 'The address that connects to the receiver; repeatable'
            cand --helo 'The name that the server gives with HELO or EHLO'
            cand --from 'The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]'
            cand --size 'Size of the message as it is sent, in octets'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;ip'= {
            cand --helo 'The name that the server gives with HELO or EHLO'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;helo'= {
            cand --ip 'The address that connects to the receiver; repeatable'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;spf'= {
            cand --ip 'The address that connects to the receiver; repeatable'
            cand --helo 'The name that the server gives with HELO or EHLO; its record is evaluated as well'
            cand --from 'The envelope sender, for macros and its domain; <> is judged by the HELO name [default: postmaster@DOMAIN]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;dnsbl'= {
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;receivers'= {
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;checks'= {
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --json 'The same as --format json'
            cand -q 'One line for each verdict'
            cand --quiet 'One line for each verdict'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;schema'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mxcheck;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mxcheck;man'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mxcheck;help'= {
            cand domain 'Look a sender domain up, judge it, and predict what each receiver answers'
            cand ip 'Judge a sending address alone: its name, what the name shows, where it leads'
            cand helo 'Judge a HELO name alone or, with --ip, against the sending address'
            cand spf 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
            cand dnsbl 'Ask DNSBLs alone, each with its test entries'
            cand receivers 'List the receivers and their rules, or explain one'
            cand checks 'List the checks, or explain one'
            cand schema 'Print the JSON Schema of everything that --json prints'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page, in roff'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mxcheck;help;domain'= {
        }
        &'mxcheck;help;ip'= {
        }
        &'mxcheck;help;helo'= {
        }
        &'mxcheck;help;spf'= {
        }
        &'mxcheck;help;dnsbl'= {
        }
        &'mxcheck;help;receivers'= {
        }
        &'mxcheck;help;checks'= {
        }
        &'mxcheck;help;schema'= {
        }
        &'mxcheck;help;completions'= {
        }
        &'mxcheck;help;man'= {
        }
        &'mxcheck;help;help'= {
        }
    ]
    $completions[$command]
}
