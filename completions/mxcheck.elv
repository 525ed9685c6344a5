
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
            cand zone 'Judge every mail domain in zone files, with the files in place of what is published'
            cand spf 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
            cand dnsbl 'Ask DNSBLs alone, each with its test entries'
            cand smtp 'Talk to a mail server as the sender would, up to RCPT TO and never further'
            cand explain 'Explain a rejection: which rule of which receiver, why, and what to do'
            cand diagnose 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it'
            cand log 'Read a whole mail log: rejections, rates, and the limits that they hit'
            cand message 'Judge a message as a file: what in it would be refused, and what a delivered one tells'
            cand plan 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all'
            cand batch 'Judge many senders, one a line; one JSON object a line comes out, in the same order'
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
            cand --like 'Take the sender from this file: a delivered message, a delivery report or a mail log, also compressed (.gz, .zst, .xz); - is stdin'
            cand --size 'Size of the message as it is sent, in octets'
            cand --baseline 'Tell what is better and worse than before, and fail on what is worse alone'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --to 'Predict the receivers that the MX of this address or domain leads to; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --ignore 'Count no finding of this check, or none about SUBJECT; repeatable'
            cand --fail-on 'What ends the run with exit code 1'
            cand --authoritative 'Ask each authoritative nameserver of the sender''s zones directly, at this port [default: 53]'
            cand --write-fix 'Write the verified changes as an nsupdate script (RFC 2136)'
            cand --write-zone 'Write the zone file with the verified changes; its other lines stay as they are'
            cand --target 'Try it with this server in place of the MX of --to'
            cand --port 'The server''s port; 465 begins with TLS [default: 25]'
            cand --bind 'Connect from this address'
            cand --rcpt 'The recipient [default: postmaster at the target]'
            cand --starttls 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]'
            cand --ca-file 'Trust these issuers of certificates, in PEM form, in place of the system''s'
            cand --smtp-timeout 'Time for one step of the session, in seconds [default: 30]'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand --live 'Try the predicted session with the MX of --to, up to RCPT TO, and compare'
            cand -4 'Connect over IPv4 alone'
            cand --ipv4 'Connect over IPv4 alone'
            cand -6 'Connect over IPv6 alone'
            cand --ipv6 'Connect over IPv6 alone'
            cand --force 'Give a HELO name that does not resolve'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;ip'= {
            cand --helo 'The name that the server gives with HELO or EHLO'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --to 'Predict the receivers that the MX of this address or domain leads to; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --ignore 'Count no finding of this check, or none about SUBJECT; repeatable'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;helo'= {
            cand --ip 'The address that connects to the receiver; repeatable'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --to 'Predict the receivers that the MX of this address or domain leads to; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --ignore 'Count no finding of this check, or none about SUBJECT; repeatable'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;zone'= {
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --write-fix 'Write the verified changes as an nsupdate script (RFC 2136)'
            cand --write-zone 'Write the zone file with the verified changes; its other lines stay as they are'
            cand --baseline 'Tell what is better and worse than before, and fail on what is worse alone'
            cand --ignore 'Count no finding of this check, or none about SUBJECT; repeatable'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
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
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;dnsbl'= {
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;smtp'= {
            cand --helo 'The name to give with EHLO [default: this host''s full name]'
            cand --from 'The envelope sender; also <> [default: postmaster at the HELO name''s domain]'
            cand --size 'Size of the message as it would be sent, in octets'
            cand --port 'The server''s port; 465 begins with TLS [default: 25]'
            cand --bind 'Connect from this address'
            cand --rcpt 'The recipient [default: postmaster at the target]'
            cand --starttls 'Whether to use STARTTLS: where it is offered, never, or not to go on without [default: auto]'
            cand --ca-file 'Trust these issuers of certificates, in PEM form, in place of the system''s'
            cand --smtp-timeout 'Time for one step of the session, in seconds [default: 30]'
            cand --wait-greylist 'When it is greylisted, try again after so many minutes [default: 5]'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --to 'Predict the receivers that the MX of this address or domain leads to; repeatable'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --fail-on 'What ends the run with exit code 1'
            cand -4 'Connect over IPv4 alone'
            cand --ipv4 'Connect over IPv4 alone'
            cand -6 'Connect over IPv6 alone'
            cand --ipv6 'Connect over IPv6 alone'
            cand --force 'Give a HELO name that does not resolve'
            cand --all 'Try every exchange, side by side, and not only the first that answers'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;explain'= {
            cand --lang 'Language of the text'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --report 'Write the text that the receiver''s contact form asks for, in place of the page'
            cand --with-recipients 'Show recipients'' addresses whole, in place of ***@DOMAIN'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;diagnose'= {
            cand --ip 'The address that connects, where the text does not name it'
            cand --from 'The envelope sender, where the text does not name it'
            cand --helo 'The HELO name, where the text does not name it'
            cand --lang 'Language of the text'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --report 'Write the text that the receiver''s contact form asks for, in place of the page'
            cand --with-recipients 'Show recipients'' addresses whole, in place of ***@DOMAIN'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;log'= {
            cand --since 'Leave out lines before: a date, a date and time (RFC 3339), or a span before the log''s last line (2h, 3d)'
            cand --until 'Leave out lines after: as --since; a date alone includes its day'
            cand --domain 'Only mail of this sender domain'
            cand --relay 'Only mail to this server: a host, a domain of hosts, or an address'
            cand --time-zone 'Zone of dates that name none: local, utc, an offset (+01:00) or a name (Europe/Berlin)'
            cand --year 'Year of the first line, for dates without one [default: by the time of the file]'
            cand --lang 'Language of the text'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --rejections-only 'Leave out the limits; much faster'
            cand --dead-recipients 'List the recipients that do not exist; with -q nothing else, one a line'
            cand --report 'Write the text that the receiver''s contact form asks for, in place of the page'
            cand --with-recipients 'Show recipients'' addresses whole, in place of ***@DOMAIN'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;message'= {
            cand --from 'The envelope sender with which it is sent [default: what its Return-Path field says]'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --smtputf8 'It is sent with SMTPUTF8: UTF-8 in the header is no fault'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;plan'= {
            cand --via 'Through whose server it is sent: one-com, or a receiver file of your own with [[limit]] tables'
            cand --messages 'How many messages'
            cand --recipients 'How many recipients all messages have together, not each: To, Cc and Bcc [default: one for each message]'
            cand --size 'Size of one message as it is sent, in octets'
            cand --attachments 'Size of one message''s files before they are encoded, in octets; base64 adds about 37 %'
            cand --accounts 'How many accounts of the domain share the mailing'
            cand --interval 'Seconds between one message and the next, to see whether that pace keeps the limits'
            cand --script 'A script on the web space sends it, with such a sender address'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --not-bulk 'It is not bulk mail: the limit for that does not count'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;batch'= {
            cand --resume 'Go on where a run was cut whose results are in this file'
            cand --shard 'Judge a part of the list: every Nth line from the Kth on'
            cand --rate 'Questions a second at most [default: 500, without limit where the nameserver is on loopback]'
            cand --ip 'The address that connects, for lines that name none; repeatable'
            cand --helo 'The HELO name, for lines that name none'
            cand --from 'The envelope sender, for lines with a domain that name none; also <>'
            cand --size 'Size of the message as it is sent, in octets'
            cand --receiver 'Predict this receiver: a built-in name, or a file of your own [default: all built-in ones]'
            cand --nameserver 'Ask this nameserver; tried in the order given [default: the system''s]'
            cand --zone 'Take this zone file in place of what is published'
            cand --timeout 'Time for one DNS question, all its tries, in seconds [default: 5]'
            cand --deadline 'Time for the whole run in seconds; what is not answered by then is unknown'
            cand --retries 'How often a question that got no answer is sent again'
            cand --concurrency 'How many questions are in flight at once at most, without those that have waited for long'
            cand --record 'Keep every answer of this run in a file'
            cand --replay 'Give the answers that --record kept, and ask nobody'
            cand --dnsbl 'Ask this DNSBL in place of the built-in ones; repeatable'
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --ignore 'Count no finding of this check, or none about SUBJECT; repeatable'
            cand --fail-on 'What ends the run with exit code 1'
            cand --offline 'Ask no nameserver: what no zone file answers is unknown'
            cand --no-dnsbl 'Ask no DNSBL'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;receivers'= {
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
            cand -v 'Every check and every rule, not only what matters'
            cand --verbose 'Every check and every rule, not only what matters'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mxcheck;checks'= {
            cand --format 'Form of the result'
            cand --color 'When to colour'
            cand --json 'The same as --format json'
            cand -q 'Only problems, one line each'
            cand --quiet 'Only problems, one line each'
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
            cand zone 'Judge every mail domain in zone files, with the files in place of what is published'
            cand spf 'Evaluate SPF for an address with a trace or, without --ip, count what the record costs'
            cand dnsbl 'Ask DNSBLs alone, each with its test entries'
            cand smtp 'Talk to a mail server as the sender would, up to RCPT TO and never further'
            cand explain 'Explain a rejection: which rule of which receiver, why, and what to do'
            cand diagnose 'Find out from a bounce which rule rejected the mail, whether its cause is still there, and how to fix it'
            cand log 'Read a whole mail log: rejections, rates, and the limits that they hit'
            cand message 'Judge a message as a file: what in it would be refused, and what a delivered one tells'
            cand plan 'Plan a mailing: which documented limit it hits first and when, and a schedule inside them all'
            cand batch 'Judge many senders, one a line; one JSON object a line comes out, in the same order'
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
        &'mxcheck;help;zone'= {
        }
        &'mxcheck;help;spf'= {
        }
        &'mxcheck;help;dnsbl'= {
        }
        &'mxcheck;help;smtp'= {
        }
        &'mxcheck;help;explain'= {
        }
        &'mxcheck;help;diagnose'= {
        }
        &'mxcheck;help;log'= {
        }
        &'mxcheck;help;message'= {
        }
        &'mxcheck;help;plan'= {
        }
        &'mxcheck;help;batch'= {
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
