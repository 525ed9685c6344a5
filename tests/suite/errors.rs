//! Errors on stderr: one voice, and one wording for one fault, in whatever command and option it is.

#![cfg(unix)]

use crate::support::folder::Folder;

/// Each option and argument that reads a file, with what else its command needs. `{}` is the file.
const READERS: [&[&str]; 15] = [
    &["zone", "{}"],
    &["domain", "a.test", "--offline", "--zone", "{}"],
    &["domain", "a.test", "--offline", "--baseline", "{}"],
    &["domain", "--offline", "--like", "{}"],
    &["domain", "a.test", "--replay", "{}"],
    &["domain", "a.test", "--offline", "--receiver", "{}"],
    &["domain", "a.test", "--offline", "--config", "{}"],
    &["domain", "a.test", "--offline", "--dnsbl", "@{}"],
    &["receivers", "{}"],
    &["batch", "{}", "--offline"],
    &["batch", "--offline", "--resume", "{}"],
    &["log", "{}"],
    &["message", "{}"],
    &["smtp", "a.test", "--offline", "--helo", "a.test", "--force", "--ca-file", "{}"],
    &["explain", "{}"],
];

/// Each option that writes a file.
const WRITERS: [&[&str]; 3] = [
    &["domain", "a.test", "--offline", "--write-fix", "{}"],
    &["domain", "a.test", "--offline", "--zone", "good.zone", "--write-zone", "{}"],
    &["domain", "a.test", "--nameserver", "127.0.0.1:9", "--record", "{}"],
];

const ZONE: &str =
    "$ORIGIN a.test.\n@ 300 IN SOA ns hostmaster 1 2 3 4 5\n@ 300 IN NS ns\nns 300 IN A 127.0.0.2\n";

fn folder() -> Folder {
    let folder = Folder::new("errors");
    std::fs::create_dir(folder.0.join("dir")).unwrap();
    folder.write("empty", "");
    folder.write("good.zone", ZONE);
    folder
}

/// What a run that is refused says; its stdout is empty unless it has begun.
fn refused(folder: &Folder, arguments: &[&str], file: &str) -> String {
    let mut command = crate::support::program();
    let arguments = arguments.iter().map(|argument| argument.replace("{}", file));
    let output = command.args(arguments).current_dir(&folder.0).env("HOME", "/nowhere").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{file}: {said}");
    said
}

#[test]
fn a_file_that_cannot_be_read_is_refused_in_the_same_words_everywhere() {
    let folder = folder();
    for arguments in READERS {
        for (file, problem) in [
            ("./missing", "no such file"),
            ("./missing/file", "no such file"),
            ("./empty/file", "no such file"),
            ("./dir", "is a directory, not a file"),
            // The system opens it, and refuses to read its beginning.
            ("/proc/self/mem", "cannot be read: Input/output error"),
        ] {
            let said = refused(&folder, arguments, file);
            let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
            assert_eq!(errors, [format!("error: {file}: {problem}")], "{arguments:?}: {said}");
        }
    }
}

#[test]
fn an_empty_file_is_refused_by_what_is_missing_in_it() {
    let folder = folder();
    for (arguments, said) in [
        (READERS[0], "error: empty: no records\n"),
        (READERS[1], "error: empty: no records\n"),
        (READERS[2], "error: empty: no records\n"),
        (READERS[3], "error: empty: is empty\n"),
        (
            READERS[4],
            "error: empty:1:1: not a recording: the first line is not {\"schema\":\"mxcheck-recording/v1\"}\n",
        ),
        (READERS[7], "error: --dnsbl: the file names no list\n"),
        (READERS[12], "error: empty: is empty\n  help: a message with its header is expected (.eml)\n"),
        (
            READERS[13],
            "error: empty: no certificates\n  help: PEM form is expected (-----BEGIN CERTIFICATE-----)\n",
        ),
    ] {
        assert_eq!(refused(&folder, arguments, "empty"), said, "{arguments:?}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_refused_in_the_same_words_everywhere() {
    let folder = folder();
    for arguments in WRITERS {
        for (file, problem) in [
            ("missing/file", "no such directory"),
            ("empty/file", "no such directory"),
            ("dir", "is a directory, not a file"),
        ] {
            let said = refused(&folder, arguments, file);
            assert_eq!(said, format!("error: {file}: {problem}\n"), "{arguments:?}");
        }
    }
}

#[test]
fn a_folder_of_receivers_is_refused_by_its_name() {
    let folder = folder();
    for (file, problem) in [("missing", "no such directory"), ("empty", "is a file, not a directory")] {
        let said = refused(&folder, &["receivers", "--catalogue", "{}"], file);
        assert_eq!(said, format!("error: {file}: {problem}\n"));
    }
}

#[test]
fn a_value_is_named_and_what_to_type_instead_too() {
    let folder = folder();
    for (arguments, message, help) in [
        (&["domain", "good.test/"][..], "invalid domain 'good.test/': a URL", "type good.test"),
        (&["domain", "good.test:25"], "invalid domain 'good.test:25': contains a port", "type good.test"),
        (
            &["domain", "info@good.test"],
            "invalid domain 'info@good.test': an e-mail address",
            "type good.test, or good.test --from ADDRESS to check it as the envelope sender",
        ),
        (
            &["ip", "192.0.2.1:25"],
            "invalid address '192.0.2.1:25': contains a port",
            "type an IPv4 or IPv6 address, such as 192.0.2.10 or 2001:db8::10",
        ),
        (
            &["domain", "a.test", "--ip", "mail"],
            "invalid value 'mail' for '--ip': not an IP address",
            "type an IPv4 or IPv6 address, such as 192.0.2.10 or 2001:db8::10",
        ),
        (
            &["domain", "a.test", "--size", "10XB"],
            "invalid value '10XB' for '--size': not a size",
            "type a number of octets, such as 10485760, or 10MB (units: B, KB, MB, KiB, MiB)",
        ),
        (
            &["domain", "a.test", "--timeout", "0"],
            "invalid value '0' for '--timeout': not a number of seconds",
            "type one above 0, up to 3600, such as 5 or 0.5",
        ),
        (
            &["domain", "a.test", "--format", "jsn"],
            "invalid value 'jsn' for '--format': unknown",
            "did you mean json?",
        ),
        (
            &["domain", "a.test", "--receiver", "ionoss"],
            "invalid value 'ionoss' for '--receiver': unknown",
            "did you mean ionos?",
        ),
        (
            &["domain", "a.test", "--receiver", "web.d"],
            "invalid value 'web.d' for '--receiver': unknown",
            "did you mean web.de?",
        ),
        (&["receivers", "gmial"], "unknown receiver or rule \"gmial\"", "did you mean gmail?"),
        (
            &["domain", "a.test", "--ignore", "ptr-mising"],
            "invalid value 'ptr-mising' for '--ignore': unknown check \"ptr-mising\"",
            "did you mean ptr-missing?",
        ),
        (&["checks", "ptr-mising"], "unknown check \"ptr-mising\"", "did you mean ptr-missing?"),
        (&["man", "domian"], "unknown command \"domian\"", "did you mean domain?"),
        (
            &["domain", "a.test", "--ofline"],
            "unexpected argument '--ofline' found",
            "a similar argument exists: '--offline'",
        ),
        (
            &["domain", "a.test", "--json", "--format", "text"],
            "the argument '--json' cannot be used with '--format'",
            "mxcheck domain [OPTIONS] <DOMAIN>, or mxcheck domain [OPTIONS] --like <FILE>",
        ),
        (&["domain", "a.test", "--live"], "--live needs a recipient", "add --to ADDRESS or --target HOST"),
        (
            &["domain", "a.test", "--write-zone", "x"],
            "--write-zone needs the zone file to change",
            "add --zone FILE",
        ),
    ] {
        let said = refused(&folder, arguments, "");
        assert_eq!(said, format!("error: {message}\n  help: {help}\n"), "{arguments:?}");
    }
}

#[test]
fn brands_and_blanks_are_accepted() {
    let folder = folder();
    for arguments in [
        &["domain", " a.test ", "--receiver", "web.de"][..],
        &["domain", "a.test", "--receiver", "1und1"],
        &["domain", "a.test", "--receiver", "gmx", "--size", "10MB"],
    ] {
        let mut command = crate::support::program();
        let output = command.args(arguments).args(["--zone", "good.zone", "--offline"]);
        let output = output.current_dir(&folder.0).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_ne!(output.status.code(), Some(2), "{arguments:?}");
    }
}
