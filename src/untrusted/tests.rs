//! Every policy against one table of hostile strings.

use std::io::Write;

use serde_json::Value;

use super::invisible::{is_combining, is_invisible};
use super::{json, letter, markdown, sarif, terminal, uri, workflow, xml};

/// What servers, files and command lines may hold, each at least once at the beginning of a text.
fn hostile() -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        " ",
        "a\u{1b}[31mb\u{7}\r\n",
        "\u{1b}]0;title\u{7}",
        "\u{1b}[2K\u{7}\u{202e}",
        "\u{9b}31mC1\u{85}",
        "a\0b",
        "a\u{202e}gnp.exe\u{2066}",
        "zero\u{200b}\u{200d}\u{feff}width\u{ad}\u{34f}\u{3164}",
        "tags \u{e0041}\u{e01ef}",
        "\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}",
        "::set-output name=a::b",
        "  ::stop-commands::x",
        "\u{a0}\u{3000}\t::debug::b",
        "\n::error::x",
        "\r::error::x",
        "a\u{2028}::warning::b\u{85}::debug::c",
        "\u{1b}[1m::error::x",
        "##[add-path]/tmp",
        "###[command]x",
        "text ##[set-env name=PATH]x ##[x]",
        "##vso[task.setvariable variable=a]b",
        "%0A::add-path::/tmp",
        "%0D%0A::error::%25",
        "a,line=7::b",
        "]]>",
        "<![CDATA[x]]>",
        "<!--",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt; &amp; &#x1b; \"'",
        "`code` ``x`",
        "```",
        " ` ",
        "a|b \\| c",
        "| a | b |",
        "**bold** _x_ ~~gone~~ $x$",
        "GH-12 gh-12 xGH-12",
        "#12 owner/repo#12",
        "@team @org/team a@b.test",
        "[x](javascript:alert(1)) ![x](https://a.test)",
        "[text](1) {0} {{1}}",
        "https://a.test ftp://b.test www.c.test WWW.d.test",
        ":tada: :+1: ::1 2001:db8:100::1",
        "- item",
        "+ item",
        "12. item",
        "7) item",
        "---",
        "- - -",
        "# heading",
        "> quote",
        "    indented",
        "[^1] [ ] x",
        "\\",
        "ends in \\",
        "\\ud800 \\u{d800}",
        "../../etc/passwd",
        "/absolute/ü %2e?#",
        "file:///etc/passwd",
        "{\"a\": 1}",
        "ends in ##",
        "Grüße, 日本 👍\u{fe0f}",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push(String::from_utf8_lossy(b"\xed\xa0\x80 \xff\xfe \xc3").into_owned());
    all.push(format!("a{}", "\u{301}".repeat(10_000)));
    all.push("x".repeat(10_000));
    all.push("%".repeat(10_000));
    all.push("`".repeat(2_000));
    all.push("##".repeat(3_000) + "[x]");
    all.push(format!("{}::error::x", " ".repeat(5_000)));
    all
}

/// What the runner would take for a command (`ActionCommand.cs`), and what would move a cursor.
fn assert_inert(page: &str) {
    for line in page.split(['\n', '\r', '\u{85}', '\u{2028}']) {
        assert!(!line.trim_start().starts_with("::"), "{line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{line:?}");
    }
}

fn assert_visible(line: &str) {
    assert!(!line.chars().any(is_invisible), "{line:?}");
    let marks = line.split(|c| !is_combining(c)).map(|marks| marks.chars().count()).max();
    assert!(marks.unwrap_or(0) <= 8, "{line:?}");
}

/// What a CI job prints of a page.
fn guarded(page: &str) -> String {
    // However the page is cut when it is written.
    let cuts = [1, 2, 7, page.len().max(1)];
    let [first, others @ ..] = cuts.map(|size| {
        let mut out = Vec::new();
        let mut guard = workflow::Guard::new(&mut out);
        for part in page.as_bytes().chunks(size) {
            guard.write_all(part).unwrap();
            guard.flush().unwrap();
        }
        guard.finish().unwrap();
        String::from_utf8(out).unwrap()
    });
    assert!(others.iter().all(|other| *other == first), "{page:?}");
    first
}

#[test]
fn honest_text_stays_as_it_is() {
    for text in ["550 5.7.1 mail from 192.0.2.1 refused", "Grüße an müller.example, 50 % #1", "a: b; c=d [e]"]
    {
        assert_eq!(terminal::clean(text), text);
        assert_eq!(xml::line(text), text);
        assert_eq!(letter::line(text), text);
        assert_eq!(guarded(text), text);
        assert_eq!(markdown::code(text), format!("`{text}`"));
        assert_eq!(serde_json::from_str::<Value>(&json_string(text)).unwrap(), text);
        assert_eq!(json_string(text), format!("\"{text}\""));
    }
    assert_eq!(
        markdown::text("IP=192.0.2.1, 2001:db8:100::1: 5 of 7 (12. x)"),
        "IP=192.0.2.1, 2001:db8:100::1: 5 of 7 (12. x)"
    );
}

#[test]
fn terminal_lines_only_show() {
    for hostile in hostile() {
        let shown = terminal::clean(&hostile);
        assert_visible(&shown);
        assert_inert(&guarded(&format!("{shown}\n  {shown}\n\u{1b}[1m{shown}")));
        let ascii = terminal::clean_ascii(&hostile);
        assert!(ascii.bytes().all(|octet| (b' '..=b'~').contains(&octet)), "{ascii:?}");
        let excerpt = terminal::excerpt(hostile.as_bytes(), 60).to_string();
        assert_visible(&excerpt);
        assert!(excerpt.chars().count() <= 60 * 10 + 1, "{excerpt:?}");
    }
    assert_eq!(terminal::clean("a\u{1b}[31mb\u{7}\r\n"), "a\\u{1b}[31mb\\u{7}\\u{d}\\u{a}");
    assert_eq!(terminal::clean("a\u{202e}b\u{9b}ä"), "a\\u{202e}b\\u{9b}ä");
    assert_eq!(terminal::clean("###[x"), "##\\u{23}[x");
    assert_eq!(terminal::clean_ascii("ä"), "\\u{e4}");
}

/// Text that is broken into lines after it was cleaned begins lines with any of its words.
#[test]
fn wrapped_text_begins_no_command() {
    for hostile in hostile() {
        let words = terminal::clean(&hostile).replace(' ', "\n  ");
        assert_inert(&guarded(&words));
    }
    assert_eq!(guarded("a\n  ::debug::b\n"), "a\n  \\u{3a}:debug::b\n");
}

#[test]
fn nothing_from_outside_begins_a_workflow_command() {
    for hostile in hostile() {
        let lines = [hostile.clone(), hostile.clone()];
        let text = workflow::command("error", &[("file", &hostile), ("title", &hostile)], &lines);
        assert_visible(&text);
        assert!(text.starts_with("::error file=") && !text.contains("##"), "{text:?}");
        // As the runner takes it apart: up to the second `::` are the properties.
        let (head, message) = text[2..].split_once("::").unwrap();
        assert_eq!(head.matches(',').count(), 1, "{head:?}");
        assert!(head.split(',').all(|part| part.contains('=')), "{head:?}");
        let mut rest = message.trim_end_matches('…');
        while let Some((_, after)) = rest.split_once('%') {
            assert!(["25", "0A"].iter().any(|code| after.starts_with(code)), "{message:?}");
            rest = after;
        }
        assert_inert(&message.replace("%0A", "\n").replace("%25", "%"));
        assert!(message.chars().count() <= 4002, "{}", message.len());
    }
}

#[test]
fn xml_is_well_formed_and_read_as_it_was_written() {
    for hostile in hostile() {
        let (line, lines) = (xml::line(&hostile), format!("x\n{}", xml::lines(&hostile)));
        assert_visible(&line);
        let mut case = quick_junit::TestCase::new(line.as_str(), quick_junit::TestCaseStatus::success());
        case.set_system_out(lines.as_str());
        let mut suite = quick_junit::TestSuite::new(line.as_str());
        suite.add_test_case(case);
        let mut report = quick_junit::Report::new(line.as_str());
        report.add_test_suite(suite);
        let document = guarded(&report.to_string().unwrap());
        assert_inert(&document);
        let read = quick_junit::Report::deserialize_from_str(&document).unwrap();
        let suite = &read.test_suites[0];
        assert_eq!(suite.name.as_str(), line, "{document}");
        let held = suite.test_cases[0].system_out.as_ref().map(|out| out.as_str()).unwrap_or_default();
        assert_eq!(held.trim(), guarded(&lines).trim(), "{document}");
    }
}

fn json_string(text: &str) -> String {
    let mut out = Vec::new();
    let form = json::Escaped(serde_json::ser::CompactFormatter);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, form);
    serde::Serialize::serialize(text, &mut serializer).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_is_read_as_it_was_written() {
    for hostile in hostile() {
        let written = json_string(&hostile);
        assert!(!written.chars().any(is_invisible), "{written:?}");
        assert_inert(&written);
        assert_eq!(guarded(&written), written);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), hostile);
        let message = sarif::message(&[&hostile]);
        assert_visible(&message);
        let bare = message.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
        let bare = bare.replace("{{", "").replace("}}", "");
        assert!(!bare.contains(['[', ']', '{', '}']), "{message:?}");
    }
    assert_eq!(sarif::message(&["[x](1) {0} \\"]), "\\[x\\](1) {{0}} \\\\");
}

#[test]
fn markdown_shows_one_literal_line() {
    for hostile in hostile() {
        let (text, code) = (markdown::text(&hostile), markdown::code(&hostile));
        assert_visible(&text);
        assert_visible(&code);
        assert_inert(&guarded(&format!("- {text}\n{text}\n| {code} |")));
        // Rendered, escapes and gaps are gone, and nothing else is.
        let cleaned = markdown::line(&hostile);
        assert_eq!(rendered(&text), cleaned.trim_matches(' '), "{text}");
        assert_eq!(rendered_code(&code), if cleaned.trim().is_empty() { "" } else { &cleaned }, "{code}");
    }
    assert_eq!(markdown::text("a|b <img src=x> @team #1"), r"a\|b \<img src=x\> \@&#8203;team \#&#8203;1");
    assert_eq!(markdown::text("[x](https://a.test) `b` *c*"), r"\[x\](https:&#8203;//a.test) \`b\` \*c\*");
    assert_eq!(markdown::text("WWW.a.test and www.b.test"), "WWW&#8203;.a.test and www&#8203;.b.test");
    assert_eq!(markdown::text("a\nb\u{202e}"), r"a\\u{a}b\\u{202e}");
    assert_eq!(markdown::text("GH-12, see :tada:"), "GH-&#8203;12, see :&#8203;tada:");
    assert_eq!(markdown::text("12. a"), "12\\. a");
    assert_eq!(markdown::text("- a"), "\\- a");
    assert_eq!(markdown::text(&"x".repeat(2000)).chars().count(), markdown::MAX_TEXT + 1);
    assert_eq!(markdown::code("a|b"), r"`a\|b`");
    assert_eq!(markdown::code("``x`"), "``` ``x` ```");
    assert_eq!(markdown::code("a\nb"), r"`a\u{a}b`");
    assert_eq!(markdown::code(r"a\|b"), r"`a\\u{7c}b`");
    assert_eq!(markdown::code(""), "");
}

/// Reads a sentence as GitHub does, and fails where it finds markup or a reference.
fn rendered(text: &str) -> String {
    let mut page = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let literal = rest.chars().next().filter(char::is_ascii_punctuation).expect("an escape");
                page.push(literal);
                rest = &rest[1..];
            }
            '&' => {
                rest = rest.strip_prefix("#8203;").expect("an entity of ours");
                page.push('\u{200b}');
            }
            _ => {
                assert!(!"`*_[]<>|~$#@".contains(c), "{text:?}");
                page.push(c);
            }
        }
    }
    let lower = page.to_ascii_lowercase();
    for reference in ["://", "www.", "gh-12", ":tada:", ":+1:"] {
        assert!(!lower.contains(reference), "{text:?}");
    }
    for sign in ['#', '@'] {
        assert!(page.split(sign).skip(1).all(|after| after.starts_with('\u{200b}')), "{text:?}");
    }
    for marker in ["- ", "+ ", "> ", "# ", " ", "---", "12. ", "7) "] {
        assert!(!text.starts_with(marker), "{text:?}");
    }
    page.replace('\u{200b}', "")
}

/// Reads code in a cell of a table as GitHub does.
fn rendered_code(code: &str) -> String {
    let fence = code.len() - code.trim_start_matches('`').len();
    if code.is_empty() {
        return String::new();
    }
    let inner = &code[fence..code.len() - fence];
    assert!(!inner.split(|c| c != '`').any(|run| run.len() == fence), "{code}");
    assert!(!inner.replace("\\|", "").contains('|'), "{code}");
    let is_padded = inner.starts_with(' ') && inner.ends_with(' ');
    let inner = if is_padded { &inner[1..inner.len() - 1] } else { inner };
    inner.replace("\\|", "|").replace("\\\\u{7c}", "\\|")
}

#[test]
fn file_uris_name_the_file_and_nothing_else() {
    for hostile in hostile() {
        let uri = uri::of_path(&hostile);
        let path = uri.strip_prefix("file://").unwrap_or(&uri);
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(path.chars().all(is_allowed), "{uri}");
        assert_eq!(uri.starts_with("file://"), hostile.starts_with('/'));
    }
    for (path, uri) in [
        ("zones/a.test.zone", "zones/a.test.zone"),
        ("./zones/./a.zone", "zones/./a.zone"),
        ("a b:c#d?.zone", "a%20b%3Ac%23d%3F.zone"),
        ("/tmp/ä.zone", "file:///tmp/%C3%A4.zone"),
        ("../other/a.zone", "../other/a.zone"),
    ] {
        assert_eq!(uri::of_path(path), uri);
    }
}

#[test]
fn letters_hold_plain_lines() {
    for hostile in hostile() {
        let line = letter::line(&hostile);
        assert_visible(&line);
        assert!(line.chars().count() <= 2001);
        assert_inert(&guarded(&format!("  {line}\n{line}")));
    }
    assert_eq!(letter::line("a\u{1b}[31mb\r\nc\u{202e}"), "a[31mb  c");
}
