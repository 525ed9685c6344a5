//! The receiver files: the built-in ones against the catalogue, and what the loader refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mxcheck::catalogue::{
    Basis, Confidence, Receiver, ReceiverError, Role, built_in_names, find_rule, load, parse, select,
};
use mxcheck::smtp_reply::Stage;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/receivers").join(name)
}

/// The rows of a tab-separated fixture without its heading.
fn rows(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(fixture(name)).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// A field of the catalogue; `-` stands for none.
fn field(text: &str) -> Option<&str> {
    Some(text).filter(|text| *text != "-")
}

fn load_fixture(name: &str) -> Result<Receiver, ReceiverError> {
    load(&fixture(name))
}

fn select_names(names: &[&str]) -> Result<Vec<Receiver>, ReceiverError> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    select(&names)
}

fn names(receivers: &[Receiver]) -> Vec<&str> {
    receivers.iter().map(|receiver| receiver.name.as_str()).collect()
}

/// What a row of the catalogue says of a reply, from the rule or from its `formerly`.
fn described(receivers: &[Receiver], id: &str) -> [String; 9] {
    let words = |words: Vec<&str>| words.join(",");
    let (receiver, rule) = find_rule(receivers, id)[0];
    let (stage, reply, summary, basis, source) = match receiver.former(id) {
        Some((_, former)) => (former.stage, &former.reply, &former.summary, former.basis, &former.source),
        None => (rule.stage, &rule.reply, &rule.summary, rule.basis, &rule.source),
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        receiver.name.clone(),
        words(rule.roles.iter().map(|role| role.name()).collect()),
        or_dash(stage.map(|stage| stage.to_string())),
        or_dash(reply.code.map(|code| code.to_string())),
        or_dash(reply.enhanced.clone()),
        or_dash(reply.text.clone()),
        summary.clone(),
        words(rule.decided_by.iter().map(|by| by.name()).collect()),
        format!("{basis} {}", or_dash(source.clone())),
    ]
}

#[test]
fn built_in_rules_are_those_of_the_catalogue() {
    let receivers = Receiver::built_in();
    let mut in_order: Vec<String> = Vec::new();
    for row in rows("catalogue.tsv") {
        let [id, name, role, stage, code, enhanced, text, cause, decided_by, basis, source] = &row[..] else {
            panic!("{row:?}")
        };
        assert_eq!(find_rule(&receivers, id).len(), 1, "{id}");
        let found = described(&receivers, id);
        // A remark in parentheses stands in the catalogue only.
        let summary = if cause == &found[6] { cause } else { cause.rsplit_once(" (").unwrap().0 };
        let first_basis = basis.split(' ').next().unwrap();
        let wanted = [
            name,
            role,
            stage,
            code,
            enhanced,
            text,
            summary,
            decided_by,
            &format!("{first_basis} {source}"),
        ];
        assert_eq!(found, wanted.map(str::to_owned), "{id}");

        let (receiver, rule) = find_rule(&receivers, id)[0];
        if receiver.former(id).is_some() {
            continue;
        }
        in_order.push(id.clone());
        // "documented (limit), inferred (code)": the note names what has the second basis.
        let note = rule.basis_note.as_deref().unwrap_or("");
        let second = basis.split_once("inferred (").map(|(_, parts)| parts.trim_end_matches(')'));
        assert_eq!(second.is_some(), rule.basis_note.is_some(), "{id}");
        for part in second.into_iter().flat_map(|parts| parts.split(", ")) {
            assert!(note.contains("inferred") && note.contains(part), "{id}: {note}");
        }
        assert_eq!(rule.year.is_some(), field(source).is_some(), "{id}: the evidence has a year");
        assert_eq!(rule.full_texts(), 3, "{id}: explanation, remedy and needs");
    }
    let rules: Vec<String> =
        receivers.iter().flat_map(|receiver| receiver.rules.iter().map(|rule| rule.id.clone())).collect();
    assert_eq!(rules, in_order, "the same rules in the catalogue's order");
}

/// Counts the texts that a page about a rule is made of.
trait FullTexts {
    fn full_texts(&self) -> usize;
}

impl FullTexts for mxcheck::catalogue::Rule {
    fn full_texts(&self) -> usize {
        [&self.explanation, &self.remedy, &self.needs].iter().filter(|text| text.len() >= 8).count()
    }
}

#[test]
fn built_in_causes_are_those_of_the_catalogue() {
    let mut found: Vec<Vec<String>> = Vec::new();
    for receiver in Receiver::built_in() {
        for rule in &receiver.rules {
            found.extend(rule.causes.iter().map(|cause| {
                let (stage, basis) = (cause.stage.to_string(), cause.basis.to_string());
                vec![rule.id.clone(), cause.check.clone(), stage, basis, cause.confidence.to_string()]
            }));
        }
    }
    let mut wanted = rows("causes.tsv");
    // Only the order under one rule counts, and the loader keeps that of the file.
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn built_in_files_name_known_checks_only() {
    for (name, receiver) in built_in_names().zip(Receiver::built_in()) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/catalogue/{name}.toml"));
        assert_eq!(load(&path), Ok(receiver.clone()));
        assert_eq!(receiver.name, name);
        assert!(receiver.as_of.is_some() && receiver.contact.is_some() && !receiver.notes.is_empty());
    }
}

#[test]
fn built_in_receivers_say_what_predictions_need() {
    let [ionos, one_com] = &Receiver::built_in()[..] else { panic!("two receivers") };
    let sizes = [ionos, one_com].map(|receiver| receiver.size.map(|size| (size.limit, size.risk_from)));
    assert_eq!(sizes, [Some((104_857_600, 72_000_000)), Some((73_400_320, 70_000_000))]);
    assert!(one_com.mail_from_domain.as_deref().unwrap().contains("no documented rule"));
    assert_eq!(ionos.mail_from_domain, None);
    let always: Vec<&str> = [ionos, one_com]
        .iter()
        .flat_map(|receiver| &receiver.rules)
        .filter(|rule| rule.always_risk.is_some())
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(always, ["one-com/450-greylisted"]);
    // Postfix does not bounce on a refusal in the greeting: the page says so with each of them.
    for rule in &ionos.rules {
        let refused = rule.stage == Some(Stage::Connect) && rule.reply.is_transient() == Some(false);
        assert_eq!(rule.queue.is_some(), refused, "{}", rule.id);
    }
}

#[test]
fn limits_are_those_of_the_catalogue() {
    // As the seed's table of One.com's limits reads, and the catalogue's line of sending-limit.
    let receivers = Receiver::built_in();
    let found: Vec<String> = receivers
        .iter()
        .flat_map(|receiver| &receiver.limits)
        .map(|limit| {
            let seconds = limit.seconds.map_or("-".to_owned(), |seconds| seconds.to_string());
            format!("{} {} {} {seconds} {}", limit.rule, limit.allowed, limit.what, limit.per)
        })
        .collect();
    let wanted = [
        "ionos/421-policy-violations 10 unknown-recipients 86400 address",
        "ionos/450-policy-violations 1 helo-names 86400 address",
        "one-com/sending-limit 25 messages 300 domain",
        "one-com/sending-limit 250 messages 3600 domain",
        "one-com/sending-limit 250 recipients 300 domain",
        "one-com/sending-limit 1500 recipients 3600 domain",
        "one-com/sending-limit 500 bulk 28800 domain",
        "one-com/sending-limit 100 spam 28800 domain",
        "one-com/450-failed-deliveries 100 failed 3600 domain",
        "one-com/sending-limit 20 script 86400 domain",
        "one-com/450-queue-full 100 queued - domain",
        "one-com/421-connection-rate 10 connections - address",
    ];
    assert_eq!(found, wanted);
    // A figure that no receiver's page gives is said to be one.
    for limit in receivers.iter().flat_map(|receiver| &receiver.limits) {
        assert_eq!(limit.basis_note.is_some(), limit.basis == Basis::Inferred, "{}", limit.rule);
    }
}

#[test]
fn receivers_are_recognised_by_their_mx_hosts() {
    let receivers = Receiver::built_in();
    let who = |host: &str| {
        let host = host.parse().unwrap();
        names(&receivers.iter().filter(|receiver| receiver.runs(&host)).cloned().collect::<Vec<_>>())
            .join(",")
    };
    for host in
        ["mx00.kundenserver.de", "mx01.perfora.net.", "MX00.IONOS.com", "mx00.gmx.net", "mx-ha02.web.de"]
    {
        assert_eq!(who(host), "ionos", "{host}");
    }
    assert_eq!(who("mx1.mailpod.one.com"), "one-com");
    for host in ["mx.notone.com", "mx.example.net", "kundenserver.de.example", "."] {
        assert_eq!(who(host), "", "{host}");
    }
}

#[test]
fn rules_are_found_by_full_and_short_id_and_by_older_ids() {
    let receivers = Receiver::built_in();
    let ids =
        |id: &str| find_rule(&receivers, id).iter().map(|(_, rule)| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids("ionos/554-invalid-dns-ptr"), ["ionos/554-invalid-dns-ptr"]);
    assert_eq!(ids("554-invalid-dns-ptr"), ["ionos/554-invalid-dns-ptr"]);
    assert_eq!(ids("message-too-large"), ["ionos/message-too-large", "one-com/message-too-large"]);
    assert_eq!(ids("421-invalid-sender-domain"), ["ionos/550-invalid-dns-mx"]);
    assert_eq!(ids("one-com/554-invalid-dns-ptr"), [""; 0]);
    let (rule, former) = receivers[0].former("ionos/421-invalid-sender-domain").unwrap();
    assert_eq!(
        (rule.short_id(), former.stage, former.year),
        ("550-invalid-dns-mx", Some(Stage::RcptTo), Some(2009))
    );
    assert_eq!(receivers[0].full_id("x"), "ionos/x");
    assert_eq!(former.reply.to_string(), "421 invalid sender domain, possibly misconfigured");
}

#[test]
fn the_example_is_complete() {
    let receiver = load_fixture("example-receiver.toml").unwrap();
    assert_eq!(receiver.name, "example");
    let rule = receiver.rule("554-no-reverse-dns").unwrap();
    assert_eq!(rule.reply.to_string(), "554 5.7.1 Reverse DNS is missing");
    assert_eq!(rule.year, Some(2023), "the rule's own year wins over the evidence's");
    assert!(
        rule.explanation.contains("Example Mail takes nothing"),
        "lines are joined: {}",
        rule.explanation
    );
    assert_eq!((rule.basis, rule.causes[1].confidence), (Basis::Documented, Confidence::Low));
    assert_eq!(receiver.rule("421-unknown-host"), Some(rule));
    let size = receiver.rule("example/message-too-large").unwrap();
    assert_eq!((size.year, size.needs.as_str()), (Some(2024), "the size of the message"));
    assert!(receiver.rules.iter().all(|rule| rule.has_role(Role::Mx)));
    assert!(receiver.runs(&"a.mx.example.net".parse().unwrap()));

    // What the report prints can be read back.
    let json = serde_json::to_string(&receiver).unwrap();
    assert_eq!(serde_json::from_str::<Receiver>(&json).unwrap(), receiver);
}

#[test]
fn every_fault_names_its_place_and_what_is_accepted() {
    let mut differing = String::new();
    let mut listed = BTreeSet::from(["expected.tsv".to_owned()]);
    for row in rows("invalid/expected.tsv") {
        let [file, place, message] = &row[..] else { panic!("{row:?}") };
        let path = fixture("invalid").join(file);
        let error = load_fixture(&format!("invalid/{file}")).unwrap_err().to_string();
        let wanted = format!("{}:{place}: {message}", path.display());
        if !error.starts_with(&wanted) {
            differing.push_str(&format!("\n found: {error}\nwanted: {wanted}\n"));
        }
        listed.insert(file.clone());
    }
    assert!(differing.is_empty(), "{differing}");
    let present: BTreeSet<String> = fs::read_dir(fixture("invalid"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, listed);
}

#[test]
fn what_is_no_readable_file_is_named_with_the_reason() {
    let refused = |path: &Path| load(path).unwrap_err().to_string();
    assert!(refused(&fixture("no-such-file.toml")).contains("no-such-file.toml: there is no such file"));
    assert!(refused(&fixture("invalid")).contains("invalid: it is a directory"));

    let large = std::env::temp_dir().join(format!("mxcheck-receiver-{}.toml", std::process::id()));
    let example = fs::read_to_string(fixture("example-receiver.toml")).unwrap();
    let filled = |size: usize| format!("{example}#{}", "x".repeat(size - example.len() - 1));
    fs::write(&large, filled((1 << 20) + 1)).unwrap();
    assert!(refused(&large).contains(".toml: it is larger than 1 MiB"));
    fs::write(&large, filled(1 << 20)).unwrap();
    assert!(select(&[large.display().to_string()]).is_ok());
    fs::remove_file(&large).unwrap();
}

#[test]
fn hostile_files_are_refused_without_harm() {
    for text in [
        "",
        "[",
        "a = ",
        "\u{feff}",
        "\r\n\r\n",
        "name = \"x\"\0",
        &"[".repeat(100_000),
        &"a={".repeat(50_000),
    ] {
        let error = parse("hostile.toml", text).unwrap_err().to_string();
        assert!(error.starts_with("hostile.toml:1:") || error.starts_with("hostile.toml:3:"), "{error}");
    }
    // A message repeats no more of the file than a reader needs.
    for text in [format!("{}=1", "k".repeat(100_000)), format!("as_of={}", "9".repeat(100_000))] {
        let text = format!("schema='mxcheck-receiver/v1'\nname='x'\ntitle='x'\nrule=[]\n{text}");
        let error = parse("long.toml", &text).unwrap_err().to_string();
        assert!(error.starts_with("long.toml:5:") && error.len() < 500, "{error}");
    }
    // A byte order mark and CR LF are no faults, and count for nothing in a column.
    let example = fs::read_to_string(fixture("example-receiver.toml")).unwrap();
    let windows = format!("\u{feff}{}", example.replace('\n', "\r\n"));
    assert_eq!(parse("a.toml", &windows), parse("b.toml", &example));
}

#[test]
fn receivers_are_chosen_by_name_and_by_file() {
    let example = fixture("example-receiver.toml").display().to_string();
    assert_eq!(names(&select_names(&[]).unwrap()), ["ionos", "one-com"]);
    assert_eq!(names(&select_names(&["one-com"]).unwrap()), ["one-com"]);
    assert_eq!(names(&select_names(&["one-com", "ionos", "one-com"]).unwrap()), ["one-com", "ionos"]);
    assert_eq!(names(&select_names(&[&example, "ionos", &example]).unwrap()), ["example", "ionos"]);

    let error = select_names(&["inonos"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no receiver \"inonos\" (did you mean ionos?): the built-in ones are ionos, one-com; \
         a file is named by its path"
    );
    assert!(select_names(&["nowhere.toml"]).unwrap_err().to_string().contains("there is no such file"));
    assert!(select_names(&["a/b"]).unwrap_err().to_string().contains("there is no such file"));
}

#[test]
fn a_file_takes_the_place_of_the_built_in_receiver_of_its_name() {
    let folder = std::env::temp_dir().join(format!("mxcheck-receivers-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let example = fs::read_to_string(fixture("example-receiver.toml")).unwrap();
    let write = |file: &str, name: &str, title: &str| {
        let text = example
            .replace("name = \"example\"", &format!("name = \"{name}\""))
            .replace("Example Mail", title);
        let path = folder.join(file);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let mine = write("mine.toml", "ionos", "Mine");
    for order in [["ionos", &mine, "one-com"], [&mine, "ionos", "one-com"]] {
        let chosen = select_names(&order).unwrap();
        assert_eq!((names(&chosen), chosen[0].title.as_str()), (vec!["ionos", "one-com"], "Mine"));
    }
    let other = write("other.toml", "ionos", "Other");
    let error = select_names(&[&mine, &other]).unwrap_err().to_string();
    assert!(error.contains("other.toml: its receiver is named ionos, and so is that of"), "{error}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_cause_is_a_check_of_the_program() {
    for receiver in Receiver::built_in() {
        for cause in receiver.rules.iter().flat_map(|rule| &rule.causes) {
            let check = mxcheck::catalogue::check::find(&cause.check);
            assert!(check.is_some(), "{}: {}", receiver.name, cause.check);
        }
    }
}
