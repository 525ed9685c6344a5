//! Text from outside in a CI job: no line of any page, result or message is a command for the runner.

use crate::support::folder::Folder;

/// A zone whose names and texts are commands.
const ZONE: &str = "$TTL 300
@ SOA ns.host.test. hostmaster 1 7200 3600 1209600 900
@ NS ns.host.test.
@ MX 10 ::stop-commands::x
@ MX 20 ##[add-path]x
@ TXT \"v=spf1 include:::debug::x ##[set-env] a:::error::b ::warning::c -all\"
_dmarc TXT \"::error::x ##[x] ##vso[task.x]\"
alias MX 10 ::debug::x.alias
::debug::x.alias CNAME ::notice::y
::notice::y A 192.0.2.10
";

const MESSAGE: &str = "Received: from ::error::a ([192.0.2.1]) by ::debug::b with ESMTP; ::warning::c\r
From: <a@::error::b.test>\r
Subject: ##[command]x\r
 ::stop-commands::y\r
X-Spam-Status: ::error::Yes, score=9 ##[x]\r
::error::no header line\r
\r
::error::body\r
";

const REPLY: &str = "554-invalid DNS PTR resource record, IP=192.0.2.10 ::error::x\n\
                     554-##[add-path]x\n\
                     554 For explanation visit ::stop-commands::y and one two three four five six seven eight nine \
                     ten ::debug::z";

fn assert_inert(what: &str, text: &str, is_own: bool) {
    for line in text.split(['\n', '\r']) {
        let begin = line.trim_start();
        let is_command = ["::error ", "::warning ", "::notice "].iter().any(|own| begin.starts_with(own));
        assert!(!begin.starts_with("::") || (is_own && is_command), "{what}: {line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{what}: {line:?}");
    }
}

fn run(folder: &Folder, arguments: &[&str], is_own: bool) -> String {
    let output = crate::support::program()
        .args(arguments)
        .current_dir(&folder.0)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let what = arguments.join(" ");
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_inert(&what, &stdout, is_own);
    assert_inert(&what, &String::from_utf8(output.stderr).unwrap(), false);
    assert_ne!(output.status.code(), None, "{what}");
    stdout
}

#[test]
fn no_line_is_a_command_in_any_format() {
    let folder = Folder::new("hostile-text");
    folder.write("good.test.zone", ZONE);
    folder.write("mail.eml", MESSAGE);
    let mut shown = 0;
    for color in ["never", "always"] {
        for form in ["text", "json", "sarif", "junit", "github", "markdown"] {
            let is_own = form == "github";
            let format = ["--format", form, "--color", color];
            let zone = ["zone", "good.test.zone", "--offline", "-v"];
            let page = run(&folder, &[&zone[..], &format].concat(), is_own);
            shown += usize::from(page.contains("stop-commands"));
            let domain = ["domain", "good.test", "--zone", "good.test.zone", "--offline", "-v"];
            run(&folder, &[&domain[..], &format].concat(), is_own);
        }
        for form in ["text", "json"] {
            let format = ["--format", form, "--color", color];
            let spf = ["spf", "good.test", "--zone", "good.test.zone", "--offline", "--ip", "192.0.2.1"];
            run(&folder, &[&spf[..], &format].concat(), false);
            run(&folder, &[&["message", "mail.eml", "-v"][..], &format].concat(), false);
            run(&folder, &[&["explain", REPLY, "-v"][..], &format].concat(), false);
        }
    }
    assert_eq!(shown, 12, "the text itself is still shown");
    let letter = run(&folder, &["explain", REPLY, "--report"], false);
    assert!(letter.contains("stop-commands"), "{letter}");
}

#[test]
fn no_error_message_is_a_command() {
    let folder = Folder::new("hostile-errors");
    for argument in ["\n::error::x", "::error::x", "##[x]", "a\r\n  ::debug::x"] {
        for command in
            [&["domain", argument][..], &[argument], &["zone", argument], &["domain", "a.test", argument]]
        {
            run(&folder, command, false);
        }
    }
}
