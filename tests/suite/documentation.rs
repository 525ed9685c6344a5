//! README.md and docs/ are true: their commands run and print what is shown, their flags and links exist, their tables
//! and their picture are those of the program.
//!
//! `UPDATE=1 cargo test --test suite documentation::` renews what a page shows.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use mxcheck::catalogue::{Confidence, Receiver, Role};
use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::svg;

/// What README.md shows first. `docs/page.svg` is its picture.
const FIRST: &str = "domain alias.example --zone fixtures/zones/alias.example.zone --offline";

/// The pages by their paths, README.md first.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec!["README.md".to_owned()];
    let entries = std::fs::read_dir(repository("docs")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut docs: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    docs.sort();
    paths.append(&mut docs);
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

// What is shown.

#[test]
fn pages_show_what_the_program_prints() {
    assert!(read("README.md").contains("<!-- receivers -->"));
    let mut commands = 0;
    for (path, text) in pages() {
        let scratch = scratch();
        let mut renewed = with_receivers(&text);
        for block in blocks(&text, "console") {
            let (count, printed) = run_console(&block, &scratch);
            commands += count;
            renewed = renewed.replacen(&fence(&block), &fence(&printed), 1);
        }
        hold(&path, &text, &renewed);
    }
    assert!(commands >= 20, "{commands} commands");
}

#[test]
fn json_is_an_excerpt_of_what_the_first_command_prints() {
    let scratch = scratch();
    let mut command = program(&scratch);
    let output = command.args(FIRST.split(' ')).arg("--json").output().unwrap();
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let excerpts: Vec<String> = pages().iter().flat_map(|(_, text)| blocks(text, "json")).collect();
    assert!(!excerpts.is_empty());
    for excerpt in excerpts {
        let excerpt: Value = serde_json::from_str(&excerpt).unwrap();
        assert!(is_excerpt(&excerpt, &printed), "not in {printed:#}");
    }
}

#[test]
fn each_file_of_settings_is_read() {
    let scratch = scratch();
    let files: Vec<String> = pages().iter().flat_map(|(_, text)| blocks(text, "toml")).collect();
    assert!(!files.is_empty());
    for file in files {
        scratch.write("settings.toml", &file);
        let zone = "fixtures/zones/good.example.zone";
        let arguments = ["domain", "good.example", "--config", "settings.toml", "--offline", "--zone", zone];
        let output = program(&scratch).args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code != 2), "{file}: {stderr}");
        let page = String::from_utf8_lossy(&output.stdout);
        assert!(page.contains("192.0.2.20"), "{page}");
    }
}

#[test]
fn the_picture_shows_a_real_page() {
    let scratch = scratch();
    // In the zone's folder, so that lines are short.
    let arguments = FIRST.replace("fixtures/zones/", "");
    let mut command = program(&scratch);
    command.args(arguments.split(' ')).args(["--color", "always"]).env("COLUMNS", "80");
    command.current_dir(scratch.0.join("fixtures/zones"));
    let page = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let shown = format!("$ mxcheck {arguments}\n{page}");
    let description = "The text of the page is selectable; README.md shows it as well.";
    let picture = svg::draw("What mxcheck prints about alias.example", description, &shown);
    assert!(picture.len() < 16_000, "{} octets", picture.len());
    assert!(picture.contains("class=\"b r\"") && picture.contains("class=\"g\""), "{picture}");
    let path = "docs/page.svg";
    let committed = std::fs::read_to_string(repository(path)).unwrap_or_default();
    hold(path, &committed, &picture);
    assert!(read("README.md").contains("](docs/page.svg)"));
}

/// Returns the page with the table of receivers renewed, where it has one.
fn with_receivers(text: &str) -> String {
    let (begin, end) = ("<!-- receivers -->\n", "<!-- /receivers -->");
    let Some((before, rest)) = text.split_once(begin) else { return text.to_owned() };
    let (_, after) = rest.split_once(end).unwrap();
    let mut table = "| receiver | also | rules of | decided by |\n|---|---|---|---|\n".to_owned();
    for receiver in Receiver::built_in() {
        let brands = receiver.brands.join(", ");
        let (years, inputs) = (years(&receiver), inputs(&receiver));
        table.push_str(&format!("| {} | {brands} | {years} | {inputs} |\n", receiver.title));
    }
    format!("{before}{begin}{table}{end}{after}")
}

/// The years of a receiver's rules for other servers: `2018`, or `2018 to 2026`.
fn years(receiver: &Receiver) -> String {
    let dates = answers(receiver).filter_map(|rule| rule.as_of.or(receiver.as_of));
    let years: BTreeSet<u16> = dates.map(|date| date.year()).collect();
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(year), _) => year.to_string(),
        _ => "unknown".to_owned(),
    }
}

/// What decides at a receiver, in the order of the checks.
fn inputs(receiver: &Receiver) -> String {
    let causes = answers(receiver).flat_map(|rule| &rule.causes);
    let deciding: Vec<_> = causes.filter(|cause| cause.confidence != Confidence::Low).collect();
    let mut labels: Vec<&str> = Vec::new();
    for check in mxcheck::catalogue::check::all() {
        let label = check.input.label();
        if deciding.iter().any(|cause| cause.check == check) && !labels.contains(&label) {
            labels.push(label);
        }
    }
    // Without a deciding cause, all that is known of a sender is a risk there.
    if labels.is_empty() { "risks only".to_owned() } else { labels.join(", ") }
}

fn answers(receiver: &Receiver) -> impl Iterator<Item = &mxcheck::catalogue::Rule> {
    receiver.rules.iter().filter(|rule| rule.roles.contains(&Role::Mx))
}

// What is only named.

#[test]
fn each_command_is_understood() {
    let scratch = scratch();
    assert!(!is_understood(&["domain", "example.com", "--ofline"], &scratch));
    assert!(!is_understood(&["domian", "example.com"], &scratch));
    let mut commands = 0;
    let mut named = Vec::new();
    for (path, text) in pages() {
        named.extend(inline_code(&text).into_iter().map(|code| (path.clone(), code.to_owned())));
        let shown = blocks(&text, "sh");
        let lines = shown.iter().flat_map(|block| block.lines());
        named.extend(lines.map(|line| (path.clone(), line.to_owned())));
    }
    let manual = read("docs/man/mxcheck.1").replace("\\-", "-");
    let examples = manual.split("\n.nf\n").skip(1).map(|rest| rest.split("\n.fi").next().unwrap());
    named.extend(examples.map(|example| ("docs/man/mxcheck.1".to_owned(), example.to_owned())));
    for (path, code) in named {
        for words in mxcheck_commands(&code) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            assert!(is_understood(&words, &scratch), "{path}: {code}");
            commands += 1;
        }
    }
    assert!(commands >= 30, "{commands} commands");
}

#[test]
fn each_flag_that_is_named_exists() {
    let scratch = scratch();
    let help = |arguments: &[&str]| {
        let output = program(&scratch).args(arguments).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let mut known = String::new();
    for entry in std::fs::read_dir(repository("docs/man")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(command) = name.strip_prefix("mxcheck-").and_then(|name| name.strip_suffix(".1")) {
            known.push_str(&help(&[command]));
        }
    }
    let known: BTreeSet<&str> = known.split([' ', ',', '[', '=', '\n']).collect();
    let mut flags = 0;
    for (path, text) in pages() {
        for code in inline_code(&text).into_iter().filter(|code| code.starts_with('-')) {
            let flag = code.split([' ', '=', '[']).next().unwrap();
            // `-` is stdin.
            assert!(matches!(flag, "-" | "--") || known.contains(flag), "{path}: {code}");
            flags += 1;
        }
    }
    assert!(flags >= 30, "{flags} flags");
}

#[test]
fn each_link_leads_somewhere() {
    let others = ["CONTRIBUTING.md", "SECURITY.md"].map(|path| (path.to_owned(), read(path)));
    let mut linked = BTreeSet::new();
    for (path, text) in pages().into_iter().chain(others) {
        let folder = Path::new(&path).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { repository(&path) } else { repository("").join(&folder).join(file) };
            assert!(target.exists(), "{path}: {link}");
            if !anchor.is_empty() {
                let headings = std::fs::read_to_string(&target).unwrap();
                assert!(headings.lines().any(|line| anchor_of(line) == anchor), "{path}: {link}");
            }
            if path == "README.md" {
                linked.insert(file.to_owned());
            }
        }
    }
    for (path, _) in pages().iter().skip(1) {
        assert!(linked.contains(path), "README.md does not link to {path}");
    }
}

/// The anchor of a heading, as GitHub makes it.
fn anchor_of(line: &str) -> String {
    let title = line.trim_start_matches('#').trim_start().to_lowercase().replace(' ', "-");
    title.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

// How it is written.

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines <= 250, "{lines} lines");
}

/// Words and phrases that are not used: a reader has to think twice, or a search engine does not know them.
const STRUCK: [&str; 28] = [
    "tell",
    "tells",
    "told",
    "stands",
    "stand in",
    "stand for",
    "stood",
    "mended",
    "mend",
    "whom",
    "look-up",
    "look-ups",
    "put off",
    "puts off",
    "speaks against",
    "speak against",
    "held against",
    "made up",
    "sets off",
    "set off",
    "it is no",
    "it holds a space",
    "all the same",
    "beside",
    "besides",
    "come about",
    "comes about",
    "the page says",
];

/// The struck phrases in a text.
fn struck(text: &str) -> Vec<&'static str> {
    // A phrase does not go over the end of a sentence.
    let letters: String = text
        .chars()
        .map(|c| match c {
            c if c.is_alphanumeric() || c == '-' => c.to_string(),
            c if c.is_whitespace() => " ".to_owned(),
            _ => " . ".to_owned(),
        })
        .collect();
    let words = format!(" {} ", letters.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    // No longer is not what is meant by the phrase.
    let words = words.replace(" it is no longer ", " ").replace(" it is no more ", " ");
    STRUCK.into_iter().filter(|phrase| words.contains(&format!(" {phrase} "))).collect()
}

fn expect_no_struck(found: &[String]) {
    assert!(found.is_empty(), "{found:#?}");
}

/// The files below a folder of the repository.
fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn pages_use_the_words_of_the_field() {
    // Outside of blocks, which show what the program prints.
    let mut found = Vec::new();
    for (path, text) in pages() {
        let mut is_block = false;
        for (index, line) in text.lines().enumerate() {
            if line.starts_with("```") {
                is_block = !is_block;
            } else if !is_block {
                let phrases = struck(line).into_iter();
                found.extend(phrases.map(|phrase| format!("{path}:{}: {phrase}: {line}", index + 1)));
            }
        }
    }
    expect_no_struck(&found);
}

#[test]
fn help_and_checks_use_the_words_of_the_field() {
    let scratch = scratch();
    let print = |arguments: &[&str]| {
        String::from_utf8(program(&scratch).args(arguments).output().unwrap().stdout).unwrap()
    };
    let mut found = Vec::new();
    let mut texts =
        vec![("mxcheck".to_owned(), print(&["--help"])), ("checks".to_owned(), print(&["checks"]))];
    for command in [
        "domain",
        "ip",
        "helo",
        "spf",
        "dnsbl",
        "message",
        "zone",
        "batch",
        "smtp",
        "diagnose",
        "explain",
        "log",
        "plan",
        "receivers",
        "checks",
        "schema",
        "completions",
        "man",
    ] {
        texts.push((command.to_owned(), print(&[command, "--help"])));
    }
    let checks: Value = serde_json::from_str(&print(&["checks", "--json"])).unwrap();
    for check in checks["checks"].as_array().unwrap() {
        texts.push((check["id"].to_string(), format!("{} {}", check["title"], check["doc"])));
    }
    for (name, text) in texts {
        assert!(text.len() > 20, "{name}: {text}");
        found.extend(struck(&text).into_iter().map(|phrase| format!("{name}: {phrase}")));
    }
    expect_no_struck(&found);
}

#[test]
fn receiver_files_use_the_words_of_the_field() {
    let mut found = Vec::new();
    for path in files_below("src") {
        let name = path.display().to_string();
        if path.extension().is_none_or(|extension| extension != "toml") || name.ends_with("de.toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // What is quoted from servers is theirs.
        let quoted = ["text =", "reply =", "title =", "wording", "quote", "request ="];
        for (index, line) in
            text.lines().enumerate().filter(|(_, line)| !quoted.iter().any(|key| line.contains(key)))
        {
            let phrases = struck(line).into_iter();
            found.extend(phrases.map(|phrase| format!("{name}:{}: {phrase}: {line}", index + 1)));
        }
    }
    expect_no_struck(&found);
}

#[test]
fn comments_and_names_of_tests_use_the_words_of_the_field() {
    let mut found = Vec::new();
    for path in files_below("src").into_iter().chain(files_below("tests")) {
        let name = path.display().to_string();
        if path.extension().is_none_or(|extension| extension != "rs") || name.contains("src/report/page/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut is_test = false;
        for (index, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let words = match code.strip_prefix("//") {
                Some(comment) => comment.split('`').step_by(2).collect::<Vec<_>>().join(" x "),
                None if is_test && code.contains("fn ") => code.replace('_', " "),
                None => String::new(),
            };
            is_test = code.starts_with("#[test]")
                || code.starts_with("#[tokio::test")
                || (is_test && code.starts_with('#'));
            let phrases = struck(&words).into_iter();
            found.extend(phrases.map(|phrase| format!("{name}:{}: {phrase}: {code}", index + 1)));
        }
    }
    expect_no_struck(&found);
}

// Blocks and commands.

/// Runs a console block: how many commands, and the block with what they print now.
fn run_console(block: &str, scratch: &Folder) -> (usize, String) {
    // A block is one shell, so that `echo $?` works.
    let commands: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(block.starts_with("$ "), "a console block begins with a command: {block}");
    let mut script = "exec 2>&1\n".to_owned();
    for command in &commands {
        let command = command.replace("cargo run -- ", "mxcheck ");
        script.push_str(&format!("{command}\nstatus=$?; printf '\\036'; (exit $status)\n"));
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_mxcheck")).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env_clear().env("LC_ALL", "C.UTF-8").current_dir(&scratch.0);
    shell.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    let printed = String::from_utf8(shell.output().unwrap().stdout).unwrap();
    let mut shown = String::new();
    for (command, printed) in commands.iter().zip(printed.split('\u{1e}')) {
        shown.push_str(&format!("$ {command}\n{printed}"));
    }
    (commands.len(), format!("{}\n", shown.trim_end()))
}

fn fence(block: &str) -> String {
    format!("```console\n{}\n```", block.trim_end())
}

/// The texts between ```` ```KIND ```` and the next fence.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let parts = text.split("\n```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix(&format!("{kind}\n"))).map(str::to_owned).collect()
}

/// What is between backticks, outside of blocks. A `|` is escaped in tables.
fn inline_code(text: &str) -> Vec<&str> {
    let outside = text.split("\n```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The commands of a line of shell that run mxcheck, as words without its name.
fn mxcheck_commands(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    for word in words(&line.replace("\\|", "|")) {
        match word.as_str() {
            "|" | "&&" | ";" => commands.push(Vec::new()),
            _ => commands.last_mut().unwrap().push(word),
        }
    }
    let run = commands.into_iter().filter(|words| words.first().is_some_and(|word| word == "mxcheck"));
    let before_redirection = |words: Vec<String>| {
        let words = words.into_iter().skip(1).take_while(|word| !word.starts_with('>'));
        words.filter(|word| word != "…").collect()
    };
    run.map(before_redirection).filter(|words: &Vec<String>| !words.is_empty()).collect()
}

/// Words of a shell, quotes removed.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Returns true if clap takes these arguments. Help is asked for behind them, so nothing is run.
fn is_understood(arguments: &[&str], scratch: &Folder) -> bool {
    let output = program(scratch).args(arguments).arg("--help").output().unwrap();
    output.status.success()
}

fn is_excerpt(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| is_excerpt(value, whole)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.iter().all(|value| whole.iter().any(|whole| is_excerpt(value, whole)))
        }
        _ => part == whole,
    }
}

// Support.

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails if a file is not as it has to be. With UPDATE set, writes it.
fn hold(path: &str, text: &str, renewed: &str) {
    if text == renewed {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(repository(path), renewed).unwrap();
    }
    let differs = text.lines().zip(renewed.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or(text.lines().count().min(renewed.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    panic!(
        "{path}:{}: shows\n{}\ninstead of\n{}\nrun: UPDATE=1 cargo test --test suite documentation::",
        line + 1,
        at(text),
        at(renewed)
    );
}

/// A folder with what the commands read.
fn scratch() -> Folder {
    let scratch = Folder::new("documentation");
    for folder in ["fixtures/zones", "fixtures/receivers", "fixtures/logs", "fixtures/messages"] {
        std::fs::create_dir_all(scratch.0.join(folder)).unwrap();
        for entry in std::fs::read_dir(repository(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                std::fs::copy(entry.path(), scratch.0.join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    scratch
}

fn program(scratch: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mxcheck"));
    command.current_dir(&scratch.0).env_clear().env("LC_ALL", "C.UTF-8");
    command
}
