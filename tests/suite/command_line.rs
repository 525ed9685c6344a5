//! The command line from outside: what is refused and how, what goes to which stream, how runs end,
//! and the pages as they look. Nothing here leaves loopback or reads the environment.

#![cfg(unix)]

use crate::support::nameserver;
use std::io::{BufRead, BufReader, Read};
use std::net::UdpSocket;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mxcheck::dns::RecordType;
use mxcheck::resolver::{Offline, system_nameservers};
use mxcheck::zone::{Overlay, Zone};
use nameserver::{Behaviour, Nameserver};
use serde_json::{Value, json};

/// Longer than any run takes, on any machine; what hangs is ended then.
const PATIENCE: Duration = Duration::from_secs(60);

// What is refused.

#[test]
fn a_domain_that_is_none_is_refused_with_what_was_probably_meant() {
    let long = format!("{}test", "abcdefgh.".repeat(28));
    let label = format!("{}.test", "a".repeat(64));
    for (typed, said) in [
        ("192.0.2.1", "an IP address"),
        ("[192.0.2.1]", "an IP address"),
        ("2001:db8::1", "an IP address"),
        ("info@a.test", "an e-mail address"),
        ("<info@a.test>", "help: type a.test"),
        ("https://a.test/contact?x=1", "a URL\n  help: type a.test"),
        ("a.test/", "a URL\n  help: type a.test"),
        ("a.test/contact", "a URL\n  help: type a.test"),
        ("a.test:25", "contains a port\n  help: type a.test"),
        (&long, "longer than 253 characters"),
        (&label, "a label is longer than 63 octets"),
        ("a..test", "an empty label"),
        (".a.test", "an empty label"),
        ("", "empty\n  help: type a domain, such as example.com"),
        (".", "empty"),
        ("\u{fffd}.test", "not a valid internationalised domain name"),
        ("a\u{fffd}.test", "not a valid internationalised domain name"),
        ("a.test\r\nRCPT TO:<b@c.test>", r"contains a line end (\r)"),
        ("a.test\n", r"contains a line end (\n)"),
        ("a b.test", "contains a space"),
        ("a\u{a0}b.test", "contains a space"),
        ("a\tb.test", "contains a space"),
        ("a\u{1b}[31m.test", r"contains a control character (\u{1b})"),
        ("a\u{7}.test", "contains a control character"),
    ] {
        let message = refused(&["domain", typed]);
        assert!(
            message.starts_with("error: invalid domain '") && message.contains(said),
            "{typed:?}: {message}"
        );
    }
}

#[test]
fn blanks_around_a_domain_and_units_of_a_size_are_read() {
    let output = run(&["domain", " a.test ", "--offline", "--json", "--size", "10 MB"], Path::new("/"), &[]);
    let document: Value =
        serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.stderr));
    assert_eq!(document["sender"]["domain"]["name"], "a.test");
}

#[test]
fn an_address_that_nobody_can_send_is_refused() {
    for (typed, said) in [
        ("a@b.test\r\nRCPT TO:<c@d.test>", r"contains a line end (\r)"),
        ("a@b.test\n", r"contains a line end (\n)"),
        ("a b@c.test", "contains a space"),
        ("", "empty"),
        ("a@", "no domain after the @"),
        ("a@b..test", "an empty label"),
    ] {
        let message = refused(&["domain", "a.test", "--from", typed]);
        assert!(
            message.starts_with("error: invalid value '") && message.contains(said),
            "{typed:?}: {message}"
        );
    }
}

#[test]
fn a_wrong_value_is_refused_with_its_flag() {
    for (flag, values, said) in [
        ("--timeout", &["0", "-1", "abc", "nan", "inf", "1e9", ""][..], "not a number of seconds"),
        ("--retries", &["-1", "11", "x"], "--retries"),
        ("--concurrency", &["0", "-1", "x"], "--concurrency"),
        ("--size", &["-1", "10 GB", "1.5", "", "MB", "99999999999999MiB"], "not a size"),
        (
            "--nameserver",
            &["dns.test", "", "127.0.0.1:0", "127.0.0.0/8", "127.0.0.1:dns", "fe80::1%lo"],
            "type IP or IP:PORT",
        ),
        ("--format", &["xml"], "type one of text, json"),
        ("--color", &["sometimes"], "type one of auto, always, never"),
        ("--fail-on", &["error"], "type one of reject, defer, warn, unknown"),
        ("--receiver", &["nobody"], "type ionos, gmx, one-com, gmail, outlook"),
    ] {
        for value in values {
            let message = refused(&["domain", "a.test", flag, value]);
            let is_named = message.contains(flag) || message.contains(value);
            assert!(is_named && message.contains(said), "{flag} {value:?}: {message}");
        }
    }
}

#[test]
fn flags_that_exclude_each_other_are_both_named() {
    for (flags, names) in [
        (&["--record", "a", "--replay", "b"][..], ["--record", "--replay"]),
        (&["--json", "--format", "text"], ["--json", "--format"]),
        (&["-q", "-v"], ["--quiet", "--verbose"]),
    ] {
        let message = refused(&[&["domain", "a.test"], flags].concat());
        assert!(names.iter().all(|name| message.contains(name)), "{message}");
    }
}

#[test]
fn unknown_words_get_a_suggestion() {
    for (arguments, said) in [
        (&["domian", "a.test"][..], "some similar subcommands exist: 'diagnose', 'domain'"),
        (&["receivers", "ionoss"], "unknown receiver or rule \"ionoss\"\n  help: did you mean ionos?"),
        (&["receivers", "550-invalid-dns-mxx"], "did you mean ionos/550-invalid-dns-mx?"),
        (
            &["checks", "mx-exchange-is-alia"],
            "unknown check \"mx-exchange-is-alia\"\n  help: did you mean mx-exchange-is-alias?",
        ),
        (&["checks", "zzz"], "mxcheck checks lists them"),
        (&["completions", "ksh"], "invalid shell 'ksh': unknown\n  help: did you mean zsh?"),
    ] {
        let output = run(arguments, Path::new("/"), &[]);
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(output.stderr.contains(said), "{arguments:?}: {}", output.stderr);
    }
}

#[test]
fn a_zone_file_that_cannot_be_used_is_refused_with_the_place() {
    let folder = Folder::new();
    folder.write("ok.zone", "@ MX 10 mail\n");
    folder.write("outside.zone", "$TTL 60\n$INCLUDE ../secret\n");
    folder.write("absolute.zone", "$INCLUDE /etc/hostname\n");
    folder.write("loop.zone", "$TTL 60\n$INCLUDE again\n");
    folder.write("again", "$INCLUDE loop.zone\n");
    folder.write("broken.zone", "$TTL 60\n@ MX 10 mail\n@ MX ten mail\n");
    folder.write("in-include.zone", "$TTL 60\n$INCLUDE part\n");
    folder.write("part", "@ A 192.0.2.1\nmail A 192.0.2.256\n");
    folder.write("control.zone", "$TTL 60\n@ MX \u{1b}[31m mail\n");
    std::fs::write(folder.path("binary.zone"), [0x7f, b'E', b'L', b'F', 0, 1, 2, 0xff]).unwrap();
    std::fs::create_dir(folder.path("folder.zone")).unwrap();
    std::fs::File::create(folder.path("large.zone")).unwrap().set_len((64 << 20) + 1).unwrap();
    let made = Command::new("mkfifo").arg(folder.path("fifo.zone")).status().unwrap();
    assert!(made.success());
    folder.write("fifo-inside.zone", "$TTL 60\n$INCLUDE fifo.zone\n");
    for (file, said) in [
        ("missing.zone", "missing.zone: no such file"),
        ("folder.zone", "folder.zone: is a directory, not a file"),
        ("fifo.zone", "fifo.zone: is not a regular file"),
        ("/dev/zero", "/dev/zero: is not a regular file"),
        ("large.zone", "large.zone: more than 64 MiB"),
        ("binary.zone", "binary.zone:1:5: it looks like a binary file"),
        ("loop.zone=a.test", "again:1:10: cannot include 'loop.zone': it includes itself"),
        ("outside.zone=a.test", "outside.zone:2:10: cannot include '../secret'"),
        (
            "absolute.zone=a.test",
            "absolute.zone:1:10: cannot include '/etc/hostname': it is outside the folder",
        ),
        (
            "fifo-inside.zone=a.test",
            "fifo-inside.zone:2:10: cannot include 'fifo.zone': is not a regular file",
        ),
        ("broken.zone=a.test", "broken.zone:3:6: 'ten' is not a preference from 0 to 65535"),
        ("in-include.zone=a.test", "part:2:8: "),
        ("control.zone=a.test", "control.zone:2:6: "),
        ("ok.zone=a..b", "ok.zone=a..b: no such file"),
    ] {
        let message = refused_in(&["domain", "a.test", "--zone", file], &folder.0);
        assert!(message.starts_with("error: ") && message.contains(said), "{file}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let message = refused_in(
        &["domain", "a.test", "--zone", "ok.zone=a.test", "--zone", "broken.zone=b.test"],
        &folder.0,
    );
    assert!(message.contains("broken.zone:3:6"), "the second file: {message}");
}

#[test]
fn a_zone_file_that_may_not_be_read_is_refused() {
    let folder = Folder::new();
    folder.write("locked.zone", "@ MX 10 mail\n");
    std::fs::set_permissions(folder.path("locked.zone"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(folder.path("locked.zone")).is_ok() {
        return; // The superuser reads everything.
    }
    let message = refused_in(&["domain", "a.test", "--zone", "locked.zone"], &folder.0);
    assert!(message.contains("locked.zone: permission denied"), "{message}");
}

#[test]
fn a_wrong_receiver_file_or_recording_is_refused_with_the_place() {
    let folder = Folder::new();
    let example = std::fs::read_to_string(repository("fixtures/receivers/example-receiver.toml")).unwrap();
    folder.write("typo.toml", &example.replacen("summary = ", "sumary = ", 1));
    let line = example.lines().position(|line| line.starts_with("summary = ")).unwrap() + 1;
    let message = refused_in(&["domain", "a.test", "--receiver", "typo.toml"], &folder.0);
    assert!(message.contains(&format!("error: typo.toml:{line}:1: ")), "{message}");
    assert!(message.contains("sumary"), "{message}");
    let message = refused_in(&["domain", "a.test", "--receiver", "."], &folder.0);
    assert!(message.contains("error: .: is a directory, not a file"), "{message}");

    folder.write("other.json", "{\"a\": 1}\n");
    folder.write("broken.ndjson", "{\"schema\":\"mxcheck-recording/v1\"}\n{\"name\":\n");
    for (file, said) in
        [("other.json", "other.json:1:1: not a recording"), ("broken.ndjson", "broken.ndjson:2:")]
    {
        let message = refused_in(&["domain", "a.test", "--replay", file], &folder.0);
        assert!(message.starts_with(&format!("error: {said}")), "{message}");
    }
}

#[test]
fn a_recording_replaces_recordings_alone() {
    let folder = Folder::new();
    let zone = "$TTL 60\n@ MX 10 mail\nmail A 192.0.2.1\n";
    folder.write("a.test.zone", zone);
    let record = |file: &str| {
        run(&["domain", "a.test", "--offline", "--zone", "a.test.zone", "--record", file], &folder.0, &[])
    };
    let output = record("a.test.zone");
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("a.test.zone: not overwritten, as it is not a recording"),
        "{}",
        output.stderr
    );
    assert_eq!(std::fs::read_to_string(folder.path("a.test.zone")).unwrap(), zone);
    folder.write("empty", "");
    for file in ["new.ndjson", "new.ndjson", "empty", "/dev/null"] {
        assert_eq!(record(file).code, Some(0), "{file}");
    }
}

#[test]
fn a_system_without_nameserver_is_pointed_to_the_flag() {
    let folder = Folder::new();
    folder.write("resolv.conf", "# nothing\nsearch a.test\n");
    for file in ["resolv.conf", "missing"] {
        let error = system_nameservers(&folder.path(file)).unwrap_err().to_string();
        assert!(error.contains(file) && error.ends_with("name one with --nameserver"), "{error}");
    }
}

// Streams.

#[test]
fn results_go_to_stdout_and_nothing_else_does() {
    for arguments in [
        &["receivers"][..],
        &["checks"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        &["domain", "--help"],
        &["domain", "-h"],
        &["help", "domain"],
    ] {
        let output = run(arguments, Path::new("/"), &[]);
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(output.stdout.ends_with('\n') && output.stdout.len() > 10, "{arguments:?}");
    }
    // A run that waits shows no progress where nobody looks.
    let server = Nameserver::start(|_| {
        Behaviour::Late(Duration::from_millis(400), Box::new(Behaviour::Records(Vec::new())))
    });
    let output =
        run(&["domain", "a.test", "--nameserver", &server.address().to_string()], Path::new("/"), &[]);
    assert_eq!((output.code, output.stderr.as_str()), (Some(1), ""), "{}", output.stdout);
}

#[test]
fn a_zone_file_that_had_no_part_in_the_run_is_said() {
    let folder = Folder::new();
    folder.write("export.test.txt", "@ MX 10 mail\nmail A 192.0.2.1\n");
    folder.write("a.test.zone", "@ MX 10 mail.b.test.\n");
    folder.write("b.test.zone", "mail CNAME mail.c.test.\n");
    folder.write("c.test.zone", "mail A 192.0.2.1\n");
    let warnings = |zones: &[&str]| {
        let zones = zones.iter().flat_map(|zone| ["--zone", zone]);
        let arguments: Vec<&str> = ["domain", "a.test", "--offline"].into_iter().chain(zones).collect();
        run(&arguments, &folder.0, &[]).stderr
    };
    assert_eq!(
        warnings(&["export.test.txt"]),
        "warning: --zone export.test.txt: not used, as nothing was looked up at its origin export.test; \
         FILE=ORIGIN names another origin\n"
    );
    assert_eq!(warnings(&["export.test.txt=a.test"]), "");
    let null = ["domain", "a.test", "--offline", "--zone", "a.test.zone", "--from", "<>", "-q"];
    let output = run(&null, &folder.0, &[]);
    assert_eq!(output.stderr, "", "no question was needed");
    assert!(output.stdout.contains("a.test (<>) at One.com: "), "{}", output.stdout);
    assert_eq!(warnings(&["b.test.zone", "c.test.zone"]).lines().count(), 2);
    assert_eq!(warnings(&["a.test.zone", "export.test.txt"]), "", "it may lie ready for other names");
}

#[test]
fn without_a_command_the_help_comes() {
    let output = run(&[], Path::new("/"), &[]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
    assert!(
        output.stderr.contains("Usage: mxcheck [OPTIONS] <COMMAND>")
            && output.stderr.contains("Exit codes: 0 ")
    );
    let help = run(&["--help"], Path::new("/"), &[]).stdout;
    for command in ["domain", "receivers", "checks", "schema", "completions", "man"] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
    let help = run(&["domain", "--help"], Path::new("/"), &[]).stdout;
    for part in
        ["Usage: mxcheck domain [OPTIONS] <DOMAIN>", "--zone <FILE[=ORIGIN]>", "[default: 5]", "reject:"]
    {
        assert!(help.contains(part), "{part}");
    }
    for help in [help, run(&["-h"], Path::new("/"), &[]).stdout] {
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
    let version = run(&["--version"], Path::new("/"), &[]).stdout;
    assert_eq!(version, format!("mxcheck {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_pipe_that_nobody_reads_ends_the_run_quietly() {
    for arguments in [&["checks"][..], &["schema"], &["man"], &["receivers", "--json"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let child = command(arguments, Path::new("/"), &[]).stdout(writer).stderr(Stdio::piped()).spawn();
        let output = child.unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
    // What was found is found, whoever reads it.
    let mut child = command(&["checks"], Path::new("/"), &[]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("sender-address-is-malformed "), "{first}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    for arguments in
        [&["checks"][..], &["schema"], &["man"], &["receivers", "--json"], &["--help"], &["--version"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command(arguments, Path::new("/"), &[]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.starts_with("error: stdout cannot be written: "), "{arguments:?}: {message}");
    }
    // Nor does a message that cannot be written change how the run ends.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = command(&["domain", ""], Path::new("/"), &[]).stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn colour_is_used_where_it_was_asked_for() {
    let zone = repository("fixtures/zones/alias.example.zone").display().to_string();
    let colored = |more: &[&str], environment: &[(&str, &str)]| {
        let arguments = [&["domain", "alias.example", "--offline", "--zone", &zone], more].concat();
        let output = run(&arguments, Path::new("/"), environment);
        assert_eq!((output.code, output.stderr.as_str()), (Some(1), ""));
        output.stdout.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1"), ("COLORTERM", "truecolor")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1"), ("TERM", "dumb")]));
    assert!(!colored(&["--color", "always", "--json"], &[]), "JSON has no colour");
    for arguments in [&["--help"][..], &["domain", "--help"]] {
        let help = run(arguments, Path::new("/"), &[("CLICOLOR_FORCE", "1")]).stdout;
        assert!(!help.contains('\u{1b}'), "{arguments:?}");
    }
    let error = run(&["domain"], Path::new("/"), &[("CLICOLOR_FORCE", "1")]).stderr;
    assert!(!error.contains('\u{1b}'), "{error}");
}

#[test]
fn a_terminal_gets_colour_unless_it_cannot_or_should_not() {
    // util-linux's script(1) is the terminal.
    let works = Command::new("script").args(["-qec", "true", "/dev/null"]).stdin(Stdio::null()).output();
    if !works.is_ok_and(|output| output.status.success()) {
        return;
    }
    let zone = repository("fixtures/zones/alias.example.zone").display().to_string();
    let colored = |more: &str, environment: &[(&str, &str)]| {
        let program = env!("CARGO_BIN_EXE_mxcheck");
        let line = format!("'{program}' domain alias.example --offline --zone '{zone}' {more}");
        let mut script = Command::new("script");
        script
            .args(["-qec", &line, "/dev/null"])
            .env_clear()
            .env("MXCHECK_RECEIVER", crate::support::RECEIVERS.join(" "))
            .env("PATH", "/usr/bin:/bin");
        let output = script.envs(environment.iter().copied()).stdin(Stdio::null()).output().unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains("Invalid DNS MX or A/AAAA resource record"), "{page}");
        page.contains('\u{1b}')
    };
    assert!(colored("", &[("TERM", "xterm-256color")]));
    assert!(!colored("", &[("TERM", "dumb")]));
    assert!(!colored("", &[("TERM", "xterm"), ("NO_COLOR", "1")]));
    assert!(!colored("", &[("TERM", "xterm"), ("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    assert!(colored("", &[("TERM", "xterm"), ("NO_COLOR", "")]), "an empty NO_COLOR does not count");
    assert!(!colored("--color never", &[("TERM", "xterm")]));
    assert!(!colored("--json", &[("TERM", "xterm")]));
}

#[test]
fn pages_are_ascii_unless_the_locale_is_utf_8() {
    let zone = repository("fixtures/zones/alias.example.zone").display().to_string();
    let domain = ["domain", "alias.example", "--offline", "-v", "--zone", &zone];
    let elsewhere = ["domain", "ä.example", "--from", "ö@ä.example", "--offline"];
    for (environment, is_ascii) in [
        (&[][..], true),
        (&[("LC_ALL", "C"), ("LANG", "C.UTF-8")], true),
        (&[("LANG", "POSIX")], true),
        (&[("LANG", "C.UTF-8")], false),
        (&[("LANG", "C"), ("LC_CTYPE", "de_DE.utf8")], false),
        (&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")], false),
    ] {
        for arguments in [&domain[..], &elsewhere, &[&domain[..], &["--color", "always"]].concat()] {
            let output = run(arguments, Path::new("/"), environment);
            assert_eq!(
                output.stdout.is_ascii(),
                is_ascii,
                "{environment:?} {arguments:?}: {}",
                output.stdout
            );
        }
        if is_ascii {
            for arguments in
                [&["receivers"][..], &["checks"], &["--help"], &["domain", "--help"], &["domain", "ä..b"]]
            {
                let output = run(arguments, Path::new("/"), environment);
                assert!(output.stdout.is_ascii() && output.stderr.is_ascii(), "{arguments:?}");
            }
        }
    }
}

#[test]
fn quiet_is_a_line_a_problem_and_verbose_is_everything() {
    let zone = repository("fixtures/zones/alias.example.zone").display().to_string();
    let page = |more: &[&str]| {
        run(&[&["domain", "alias.example", "--offline", "--zone", &zone], more].concat(), Path::new("/"), &[])
            .stdout
    };
    let (quiet, normal, verbose) = (page(&["-q"]), page(&[]), page(&["-v"]));
    assert_eq!(quiet.lines().count(), 2, "{quiet}");
    let clean = page(&["-q", "--ignore", "mx-exchange-is-alias"]);
    assert_eq!(clean, "", "nothing is wrong");
    assert!(quiet.contains("550 Invalid DNS MX or A/AAAA resource record"), "{quiet}");
    assert!(
        quiet.lines().count() < normal.lines().count() && normal.lines().count() < verbose.lines().count()
    );
    assert!(
        verbose.contains("mx-lookup-failed: ") && verbose.contains("ionos/554-invalid-dns-ptr: "),
        "{verbose}"
    );
    assert!(!normal.contains("ionos/554-invalid-dns-ptr"), "{normal}");
}

// How runs end.

#[test]
fn exit_codes_follow_the_outcome_and_fail_on() {
    let folder = Folder::new();
    let zone = |mx: &str| {
        format!(
            "$TTL 60\n@ SOA a b 1 2 3 4 5\n@ NS a\na A 192.0.2.1\nmail A 192.0.2.2\nalias CNAME a\n\
             @ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n{mx}\n"
        )
    };
    folder.write("good.test.zone", &zone("@ MX 10 mail"));
    folder.write("bad.test.zone", &zone("@ MX 10 alias"));
    folder.write("mixed.test.zone", &zone("@ MX 10 mail\n@ MX 20 alias"));
    let code = |domain: &str, fail_on: &str| {
        let file = format!("{domain}.zone");
        let zone: &[&str] = if folder.path(&file).exists() { &["--zone", &file] } else { &[] };
        let arguments = [&["domain", domain, "--offline", "--fail-on", fail_on], zone].concat();
        run(&arguments, &folder.0, &[]).code.unwrap()
    };
    let all = |domain: &str| ["reject", "defer", "warn", "unknown"].map(|fail_on| code(domain, fail_on));
    assert_eq!(all("good.test"), [0, 0, 0, 0]);
    assert_eq!(all("mixed.test"), [0, 0, 1, 0]);
    assert_eq!(all("bad.test"), [1, 1, 1, 1]);
    assert_eq!(all("elsewhere.test"), [3, 3, 3, 1]);

    // A deferral needs a nameserver that answers one question and fails at another.
    let world =
        Zone::parse("good.test.zone", zone("@ MX 10 mail"), Some("good.test".parse().unwrap())).unwrap();
    let world = Overlay::new(vec![world], Arc::new(Offline)).unwrap();
    let server = Nameserver::serving_with_faults(Arc::new(world), |question| {
        (question.rtype != RecordType::MX).then_some(Behaviour::Rcode(2))
    });
    let address = server.address().to_string();
    let codes = ["reject", "defer", "warn", "unknown"].map(|fail_on| {
        run(&["domain", "good.test", "--nameserver", &address, "--fail-on", fail_on], &folder.0, &[])
            .code
            .unwrap()
    });
    assert_eq!(codes, [0, 1, 1, 1]);
}

#[test]
fn an_interrupt_ends_the_run_at_once() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let folder = Folder::new();
    let arguments =
        ["domain", "a.test", "--nameserver", &address, "--timeout", "600", "--record", "run.ndjson"];
    let mut child =
        command(&arguments, &folder.0, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    silent.recv_from(&mut [0; 512]).unwrap();
    let pressed = Instant::now();
    let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(killed.success());
    let status = wait(&mut child);
    assert!(pressed.elapsed() < Duration::from_secs(20), "{:?}", pressed.elapsed());
    assert_eq!((status.code(), status.signal()), (Some(130), None));
    for stream in [&mut child.stdout.take().unwrap() as &mut dyn Read, &mut child.stderr.take().unwrap()] {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
    }
    // What was recorded until then can be replayed.
    assert_eq!(run(&["domain", "a.test", "--replay", "run.ndjson"], &folder.0, &[]).code, Some(3));
}

#[test]
fn a_recording_gives_the_same_run_again() {
    let folder = Folder::new();
    let zone = "$TTL 60\n@ SOA a b 1 2 3 4 5\n@ NS a\na A 192.0.2.1\nmx CNAME a\n@ MX 10 mx\n@ MX 20 gone\n";
    folder.write("a.test.zone", zone);
    let world = Zone::parse("a.test.zone", zone, Some("a.test".parse().unwrap())).unwrap();
    let world = Overlay::new(vec![world], Arc::new(Offline)).unwrap();
    let server = Nameserver::serving_with_faults(Arc::new(world), |question| {
        (question.name.to_string() == "gone.a.test").then_some(Behaviour::Rcode(2))
    });
    let address = server.address().to_string();
    let document = |more: &[&str]| {
        let output = run(&[&["domain", "a.test", "--json"], more].concat(), &folder.0, &[]);
        let mut document: Value =
            serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.stderr));
        assert!(document["elapsed_ms"].is_u64());
        document["elapsed_ms"] = Value::Null;
        // A replay needs the files no more.
        document["zones"] = Value::Null;
        (output.code, document)
    };
    for (file, source) in
        [("zone.ndjson", ["--zone", "a.test.zone"]), ("live.ndjson", ["--nameserver", &address])]
    {
        let offline: &[&str] = if source[0] == "--zone" { &["--offline"] } else { &[] };
        let recorded = document(&[&source[..], offline, &["--record", file]].concat());
        let asked = server.asked_in_all();
        let replayed = document(&["--replay", file]);
        assert_eq!(recorded, replayed, "{file}");
        assert_eq!(server.asked_in_all(), asked, "a replay asks nobody");
        assert_eq!(recorded.0, Some(1));
    }
}

#[test]
fn what_comes_from_the_network_cannot_control_the_terminal() {
    let server = Nameserver::holding(&[
        r"a.test. 60 IN MX 10 a\027[31mb.test.",
        r"a.test. 60 IN MX 20 b\007\013\010\155\226\128\174c.test.",
        r"a.test. 60 IN MX 30 alias.test.",
        r"alias.test. 60 IN CNAME \027]0;owned\007.test.",
        r"\027]0;owned\007.test. 60 IN A 192.0.2.1",
    ]);
    let address = server.address().to_string();
    for more in [&[][..], &["-v"], &["-q"], &["--json"], &["--color", "never", "-v"]] {
        for environment in [&[("LC_ALL", "C.UTF-8")], &[("LC_ALL", "C")]] {
            let arguments = [&["domain", "a.test", "--nameserver", &address], more].concat();
            let output = run(&arguments, Path::new("/"), environment);
            assert_eq!((output.code, output.stderr.as_str()), (Some(1), ""));
            let raw = output.stdout.chars().find(|&c| c != '\n' && (c.is_control() || c == '\u{202e}'));
            assert_eq!(raw, None, "{more:?}: {}", output.stdout);
        }
    }
    assert!(server.asked_in_all() > 0);
}

// Settings.

#[test]
fn flags_come_before_the_environment_and_that_before_a_file() {
    let folder = Folder::new();
    folder.write("a.test.zone", "$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ MX 10 m\nm CNAME n\nn A 203.0.113.7\n");
    folder.write(
        ".mxcheck.toml",
        "helo = \"file.test\"\nip = [\"203.0.113.1\", \"203.0.113.2\"]\nreceiver = \"ionos\"\n\
         [[ignore]]\ncheck = \"mx-exchange-is-alias\"\nreason = \"moves in May\"\nuntil = \"9000-01-01\"\n\
         [[ignore]]\ncheck = \"spf-missing\"\nreason = \"old\"\nuntil = \"2020-01-01\"\n",
    );
    let judged = |more: &[&str], environment: &[(&str, &str)]| -> (Value, String) {
        let arguments = ["domain", "a.test", "--offline", "--json", "--zone", "a.test.zone", "--no-dnsbl"];
        let output = run(&[&arguments[..], more].concat(), &folder.0, environment);
        (serde_json::from_str(&output.stdout).unwrap_or_else(|_| panic!("{}", output.stderr)), output.stderr)
    };
    let helo = |document: &Value| document["sender"]["helo"].clone();
    let (of_file, notes) = judged(&[], &[("MXCHECK_RECEIVER", "")]);
    assert_eq!(helo(&of_file), json!({"name": "file.test", "origin": "config"}));
    let addresses = of_file["sender"]["addresses"].as_array().unwrap();
    assert_eq!(
        addresses.iter().map(|address| address["ip"].as_str().unwrap()).collect::<Vec<_>>(),
        ["203.0.113.1", "203.0.113.2"]
    );
    assert_eq!(addresses[0]["origin"], "config");
    let receivers: Vec<&Value> =
        of_file["verdicts"].as_array().unwrap().iter().map(|verdict| &verdict["receiver"]).collect();
    assert!(receivers.iter().all(|receiver| **receiver == "ionos"), "{receivers:?}");
    let ignored = |document: &Value| -> Vec<String> {
        let findings = document["findings"].as_array().unwrap().iter();
        findings.filter(|f| f["ignored"] == true).map(|f| f["check"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ignored(&of_file), ["mx-exchange-is-alias"]);
    assert!(notes.contains("the ignore of spf-missing ended on 2020-01-01"), "{notes}");
    assert!(of_file["settings"].to_string().contains("moves in May"), "{}", of_file["settings"]);
    let environment = [("MXCHECK_HELO", "environment.test"), ("MXCHECK_RECEIVER", "one-com")];
    let (of_environment, _) = judged(&[], &environment);
    assert_eq!(helo(&of_environment), json!({"name": "environment.test", "origin": "environment"}));
    assert_eq!(of_environment["verdicts"][0]["receiver"], "one-com");
    let (typed, _) = judged(&["--helo", "typed.test", "--ip=203.0.113.9"], &environment);
    assert_eq!(helo(&typed), json!({"name": "typed.test", "origin": "given"}));
    assert_eq!(typed["sender"]["addresses"].as_array().unwrap().len(), 1);
    let (none, _) = judged(&["--no-config"], &[]);
    assert!(helo(&none).is_null() && ignored(&none).is_empty() && none["settings"] == json!([]));
    let page = run(&["domain", "a.test", "--offline", "--zone", "a.test.zone"], &folder.0, &[]).stdout;
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("ignore mx-exchange-is-alias (moves in May)"), "{page}");
    // A command that has no such flag takes no notice.
    let schema = run(&["schema"], &folder.0, &environment);
    assert_eq!((schema.code, schema.stderr.as_str()), (Some(0), ""));
}

#[test]
fn settings_that_cannot_be_used_are_refused_with_their_place() {
    let folder = Folder::new();
    for (name, text, said) in [
        ("key.toml", "\nnameservers = 1\n", "key.toml:2:1: unknown field `nameservers`"),
        (
            "date.toml",
            "[[ignore]]\ncheck = \"spf-missing\"\nreason = \"x\"\nuntil = \"soon\"\n",
            "\"soon\" is not a date",
        ),
        ("reason.toml", "[[ignore]]\ncheck = \"spf-missing\"\n", "missing field `reason`"),
        ("check.toml", "[[ignore]]\ncheck = \"spf-mising\"\nreason = \"x\"\n", "did you mean spf-missing?"),
        ("ip.toml", "ip = \"192.0.2\"\n", "invalid value '192.0.2' for '--ip'"),
    ] {
        folder.write(name, text);
        let output = run(&["domain", "a.test", "--offline", "--config", name], &folder.0, &[]);
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(output.stderr.contains(said), "{name}: {}", output.stderr);
    }
    let output = run(&["domain", "a.test", "--offline", "--config", "none.toml"], &folder.0, &[]);
    assert!(output.code == Some(2) && output.stderr.contains("none.toml: no such file"), "{}", output.stderr);
}

// A word in place of a command.

#[test]
fn a_word_is_recognised_and_stderr_says_as_what() {
    let folder = Folder::new();
    let refused = "host mx00.gmx.net[192.0.2.5] said: 550 invalid DNS MX or A/AAAA resource record";
    let line = |n: usize| {
        format!(
            "Nov 20 10:00:{n:02} mail postfix/smtp[2]: 4ABC{n}: to=<x@gmx.test>, status=bounced ({refused})\n"
        )
    };
    folder.write("shop.test", "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ MX 10 m\nm A 192.0.2.1\n");
    folder.write("bounce.txt", refused);
    folder.write("mail.log", &(0..9).map(line).collect::<String>());
    folder.write("few.log", &line(1));
    folder.write(
        "letter.eml",
        "From: a@a.test\nTo: b@b.test\nSubject: x\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\nHello\n",
    );
    for (word, command) in [
        ("good.test", "domain good.test"),
        ("192.0.2.1", "ip 192.0.2.1"),
        ("2001:db8::1", "ip 2001:db8::1"),
        ("info@good.test", "domain good.test --from info@good.test"),
        // A file comes before a domain of that name.
        ("shop.test", "zone shop.test"),
        ("bounce.txt", "diagnose bounce.txt"),
        (refused, "diagnose"),
        ("mail.log", "log mail.log"),
        ("few.log", "diagnose few.log"),
        ("letter.eml", "message letter.eml"),
    ] {
        let is_offline = !["log", "message"].iter().any(|without| command.starts_with(without));
        let flags: &[&str] = if is_offline { &["--offline"] } else { &[] };
        let output = run(&[&["--json", word], flags].concat(), &folder.0, &[]);
        assert!(output.stderr.contains(&format!("mxcheck {command}")), "{word}: {}", output.stderr);
        let document: Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{word}: {error}: {}", output.stderr));
        assert_eq!(document["command"], command.split(' ').next().unwrap(), "{word}");
    }
    for word in ["domian", "nothing", "a..b", "-x", "x/y"] {
        let output = run(&[word, "--offline"], &folder.0, &[]);
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{word}: {}", output.stderr);
    }
    let output = run(&["domian", "good.test"], &folder.0, &[]);
    assert!(output.stderr.contains("domain"), "a suggestion: {}", output.stderr);
}

#[test]
fn flags_of_the_output_may_be_before_the_command() {
    let folder = Folder::new();
    for before in
        [&["--json"][..], &["--format", "json"], &["--format=json", "-v"], &["--color", "never", "--json"]]
    {
        let arguments = [before, &["domain", "good.test", "--offline"]].concat();
        let output = run(&arguments, &folder.0, &[]);
        assert!(output.stdout.starts_with("{\n"), "{before:?}: {}{}", output.stdout, output.stderr);
        assert_eq!(output.stderr, "", "{before:?}");
    }
}

// What was found.

#[test]
fn facts_hold_what_was_looked_up_and_null_for_what_was_not() {
    let folder = Folder::new();
    folder.write(
        "a.test.zone",
        "$TTL 3600\n@ SOA ns h 1 2 3 4 5\n@ MX 20 b\n@ MX 10 a\na A 192.0.2.1\nb A 192.0.2.2\n\
         @ TXT \"v=spf1 a:a.a.test -all\"\n_dmarc TXT \"v=DMARC1; p=quarantine\"\n",
    );
    folder.write(
        "2.0.192.in-addr.arpa.zone",
        "$TTL 3600\n@ SOA ns h 1 2 3 4 5\n1 PTR a.a.test.\n1 PTR b.a.test.\n",
    );
    let arguments = ["domain", "a.test", "--offline", "--json", "--zone", "a.test.zone"];
    let facts = |more: &[&str]| -> Value {
        let output = run(&[&arguments[..], more].concat(), &folder.0, &[]);
        serde_json::from_str::<Value>(&output.stdout).unwrap()["facts"].clone()
    };
    let alone = facts(&[]);
    assert_eq!([&alone["mx"][0]["name"], &alone["mx"][0]["preference"]], [&json!("a.a.test"), &json!(10)]);
    assert_eq!(alone["mx"][1]["addresses"], json!(["192.0.2.2"]));
    assert_eq!(alone["mx"][1]["records"][0], "a.test. 3600 IN MX 20 b.a.test.");
    assert_eq!([&alone["spf"]["lookups"], &alone["spf"]["results"]], [&json!(1), &json!([])]);
    assert_eq!(
        [&alone["dmarc"]["policy"], &alone["dmarc"]["domain"]],
        [&json!("quarantine"), &json!("a.test")]
    );
    // An address that the SPF record names is looked up, and nothing answers for it.
    assert_eq!([&alone["ptr"][0]["address"], &alone["ptr"][0]["names"]], [&json!("192.0.2.1"), &Value::Null]);
    for unknown in ["helo", "dkim", "nameservers", "addresses"] {
        assert!(alone[unknown].is_null(), "{unknown}: {alone:#}");
    }
    let sending =
        facts(&["--ip", "192.0.2.1", "--helo", "gone.a.test", "--zone", "2.0.192.in-addr.arpa.zone"]);
    let names = json!([{"name": "a.a.test", "confirmed": true}, {"name": "b.a.test", "confirmed": false}]);
    assert_eq!(sending["ptr"][0]["names"], names);
    assert_eq!(sending["helo"]["addresses"], json!([]));
    assert_eq!(sending["spf"]["results"][0]["result"], "pass");
    assert_eq!(sending["spf"]["results"][0]["matched"], "a:a.a.test");
    // Nothing answers for this name.
    let elsewhere = run(&["domain", "b.test", "--offline", "--json"], &folder.0, &[]);
    let elsewhere: Value = serde_json::from_str(&elsewhere.stdout).unwrap();
    assert!(elsewhere["facts"].as_object().unwrap().values().all(Value::is_null), "{elsewhere:#}");
}

// The pages as they look.

#[test]
fn pages_keep_their_look_and_their_width() {
    let folder = Folder::new();
    let soa = "$TTL 3600\n@ SOA ns1 hostmaster 1 7200 3600 1209600 900\n@ NS ns1\nns1 A 192.0.2.53\n";
    let spf = "@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n";
    folder.write("good.test.zone", &format!("{soa}@ MX 10 mail\nmail A 192.0.2.20\n{spf}"));
    folder.write("alias.test.zone", &format!("{soa}@ MX 10 mx\nmx 300 CNAME host\nhost A 192.0.2.10\n{spf}"));
    let all_bad =
        "@ MX 10 192.0.2.1\n@ MX 20 gone\n@ MX 30 alias\n@ MX 40 text\nalias CNAME ns1\ntext TXT x\n";
    folder.write("bad.test.zone", &format!("{soa}{all_bad}{spf}"));
    let page = |domain: &str, zones: &[&str]| {
        let arguments = [&["domain", domain, "--offline"], zones].concat();
        let output = run(&arguments, &folder.0, &[("LC_ALL", "C.UTF-8")]);
        assert_eq!(output.stderr, "");
        for line in output.stdout.lines() {
            // Records and commands are copied.
            let is_record = line.contains(" IN ") || line.starts_with("  Next ");
            assert!(is_record || line.chars().count() <= 80, "{domain}: too wide: {line}");
        }
        output.stdout
    };
    let good = page("good.test", &["--zone", "good.test.zone"]);
    assert!(good.lines().count() <= 18, "{good}");
    insta::assert_snapshot!("good_domain", good);
    let checks = mxcheck::catalogue::check::all().map(|check| vec!["checks", check.id]);
    let receivers = mxcheck::catalogue::Receiver::built_in();
    let rules: Vec<_> = receivers.iter().flat_map(|receiver| &receiver.rules).collect();
    let rule_pages = rules.iter().map(|rule| vec!["receivers", rule.id.as_str()]);
    for arguments in checks.chain(rule_pages).chain([vec!["checks"], vec!["receivers"]]) {
        let output = run(&arguments, &folder.0, &[("LC_ALL", "C.UTF-8")]);
        assert_eq!(output.code, Some(0), "{arguments:?}");
        // Replies and addresses are never broken: people search for them, and follow them.
        let is_reply = |line: &&str| {
            let mut replies = rules.iter().flat_map(|rule| rule.all_replies());
            replies.any(|reply| line.ends_with(&format!(" {reply}")))
        };
        let is_address = |line: &&str| line.trim_start().starts_with("https://");
        let mut lines = output.stdout.lines().filter(|line| !is_reply(line) && !is_address(line));
        let wide = lines.find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{arguments:?}: too wide");
    }
    insta::assert_snapshot!("mx_is_alias", page("alias.test", &["--zone", "alias.test.zone"]));
    let arguments = ["domain", "alias.test", "--offline", "--zone", "alias.test.zone"];
    for (name, columns, locale, color) in [
        ("mx_is_alias_at_40", "40", "C.UTF-8", "never"),
        ("mx_is_alias_at_100", "100", "C.UTF-8", "never"),
        ("mx_is_alias_in_ascii", "80", "C", "never"),
        ("mx_is_alias_in_colour", "80", "C.UTF-8", "always"),
    ] {
        let arguments = [&arguments[..], &["--color", color]].concat();
        let output = run(&arguments, &folder.0, &[("LC_ALL", locale), ("COLUMNS", columns)]);
        let width = columns.parse().unwrap();
        let is_copied = |line: &&str| line.contains(" IN ") || line.starts_with("  Next ");
        let mut lines = output.stdout.lines().filter(|line| color == "never" && !is_copied(line));
        let wide = lines.find(|line| line.chars().count() > width);
        assert_eq!(wide, None, "{name}: too wide: {}", output.stdout);
        assert!(locale != "C" || output.stdout.is_ascii(), "{name}: {}", output.stdout);
        insta::assert_snapshot!(name, output.stdout);
    }
    let missing = page("nothing.good.test", &["--zone", "good.test.zone"]);
    insta::assert_snapshot!("domain_does_not_exist", missing);
    insta::assert_snapshot!("no_mx_is_usable", page("bad.test", &["--zone", "bad.test.zone"]));
    insta::assert_snapshot!("unknown", page("elsewhere.test", &[]));
}

// Support.

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// The real program, with no environment but what a test gives.
fn command(arguments: &[&str], folder: &Path, environment: &[(&str, &str)]) -> Command {
    let mut command = crate::support::program();
    command.args(arguments).current_dir(folder).envs(environment.iter().copied()).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str], folder: &Path, environment: &[(&str, &str)]) -> Run {
    let mut command = assert_cmd::Command::from_std(command(arguments, folder, environment));
    let output = command.timeout(PATIENCE).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs what must be refused, and gives the message: exit code 2, an empty stdout, nothing in the
/// message that controls a terminal, and no question to the nameserver.
fn refused(arguments: &[&str]) -> String {
    let folder = Folder::new();
    refused_in(arguments, &folder.0)
}

fn refused_in(arguments: &[&str], folder: &Path) -> String {
    let nameserver = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = nameserver.local_addr().unwrap().to_string();
    let output = run(&[arguments, &["--nameserver", &address]].concat(), folder, &[("LC_ALL", "C.UTF-8")]);
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", output.stderr);
    assert!(output.stderr.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", output.stderr);
    nameserver.set_nonblocking(true).unwrap();
    let received = nameserver.recv_from(&mut [0; 512]);
    assert_eq!(
        received.unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "{arguments:?}: something was sent"
    );
    output.stderr
}

fn wait(child: &mut Child) -> std::process::ExitStatus {
    let begun = Instant::now();
    loop {
        match child.try_wait().unwrap() {
            Some(status) => return status,
            None if begun.elapsed() > PATIENCE => {
                child.kill().unwrap();
                panic!("the run did not end");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("mxcheck-command-line-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
