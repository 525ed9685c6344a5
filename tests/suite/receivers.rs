//! The receiver files: the built-in ones against the catalogue, and what the loader refuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mxcheck::catalogue::{
    AsOf, Basis, Catalogue, Confidence, Receiver, ReceiverError, Role, RuleSource, Severity, find_rule, load,
    parse,
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

fn load_fixture(name: &str) -> Result<Receiver, ReceiverError> {
    load(&fixture(name))
}

fn select_names(names: &[&str]) -> Result<Vec<Receiver>, ReceiverError> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    Catalogue::built_in().select(&names).map(|selection| selection.receivers)
}

fn names(receivers: &[Receiver]) -> Vec<&str> {
    receivers.iter().map(|receiver| receiver.name.as_str()).collect()
}

/// Every built-in rule on a line, and its causes below it.
#[test]
fn the_built_in_catalogue_looks_like_this() {
    let mut lines = Vec::new();
    for receiver in Receiver::built_in() {
        let extends = receiver.extends.as_ref().map(|base| format!(" extends {base}")).unwrap_or_default();
        lines.push(format!(
            "{} ({}){extends}: {}",
            receiver.name,
            receiver.title,
            receiver.brands.join(", ")
        ));
        for rule in receiver.rules.iter().filter(|rule| rule.id.starts_with(&format!("{}/", receiver.name))) {
            let roles: Vec<&str> = rule.roles.iter().map(|role| role.name()).collect();
            let decided_by: Vec<&str> = rule.decided_by.iter().map(|by| by.name()).collect();
            let stage = rule.stage.map_or("-", Stage::name);
            let as_of = rule.as_of.map(|as_of| as_of.to_string()).unwrap_or_default();
            lines.push(format!(
                "  {} [{}] {stage} {{{}}} by {} {} {as_of}",
                rule.short_id(),
                roles.join(","),
                rule.reply,
                decided_by.join(","),
                rule.basis
            ));
            lines.extend(rule.replies.iter().map(|reply| format!("    or {{{reply}}}")));
            if !rule.applies.is_for_all() {
                lines.push(format!("    for {:?}", rule.applies));
            }
            for cause in &rule.causes {
                let stage = cause.stage.map_or("-", Stage::name);
                let status = match cause.status {
                    Severity::Fail => String::new(),
                    from => format!(" from {from} on"),
                };
                lines.push(format!(
                    "    {} {stage} {} {}{status}",
                    cause.check.id, cause.basis, cause.confidence
                ));
            }
            for formerly in &rule.formerly {
                lines.push(format!("    formerly {} {{{}}}", formerly.id, formerly.reply));
            }
        }
    }
    insta::assert_snapshot!("catalogue", lines.join("\n"));
}

#[test]
fn every_built_in_rule_has_a_source_or_a_date_and_its_texts() {
    for receiver in Receiver::built_in() {
        assert!(receiver.as_of.is_some() && receiver.contact.is_some() && !receiver.notes.is_empty());
        for rule in &receiver.rules {
            let (source, id) = (&rule.source, &rule.id);
            assert!(source.is_some() || rule.as_of.is_some(), "{id} has neither source nor date");
            assert!(source.is_some() || rule.basis != Basis::Documented, "{id} is documented nowhere");
            let titled = |source: &RuleSource| !source.title.is_empty() && source.as_of == rule.as_of;
            assert!(source.as_ref().is_none_or(titled), "{id}");
            let texts = [&rule.explanation, &rule.remedy, &rule.needs];
            assert!(texts.iter().all(|text| text.len() >= 8), "{id}");
        }
    }
}

#[test]
fn a_built_in_file_can_be_given_as_a_file() {
    for receiver in Receiver::built_in() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/catalogue/{}.toml", receiver.name));
        assert_eq!(load(&path), Ok(receiver));
    }
}

#[test]
fn gmx_is_ionos_under_its_own_name() {
    let [ionos, gmx, ..] = &Receiver::built_in()[..] else { panic!("two receivers") };
    assert_eq!((gmx.extends.as_deref(), &gmx.limits), (Some("ionos"), &ionos.limits));
    let ids = |receiver: &Receiver| receiver.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let own = ["gmx/dkim-required".to_owned()];
    assert_eq!(ids(gmx), [&ids(ionos)[..], &own].concat(), "the ids are those of the platform");
    let demand = gmx.rule("gmx/dkim-required").unwrap();
    assert!(
        demand.reply.code.is_none() && demand.always_risk.is_some(),
        "no reply is known, so none is predicted"
    );
    let changed = gmx.rules.iter().zip(&ionos.rules).filter(|(own, taken)| own != taken);
    let changed: Vec<&str> = changed.map(|(own, _)| own.id.as_str()).collect();
    assert_eq!(changed, ["ionos/550-spf-policy"], "SPF alone is for all recipients there");
    assert_eq!((gmx.size, &gmx.signs.brands, gmx.signs.enhanced), (ionos.size, &ionos.signs.brands, false));
    assert_ne!((&gmx.contact, &gmx.notes), (&ionos.contact, &ionos.notes));
    // A shared rule is one: it is found once.
    assert_eq!(find_rule(&Receiver::built_in(), "554-bad-dns-ptr").len(), 1);
    for brand in ["gmx", "web.de", "mail.com"] {
        assert_eq!(names(&select_names(&[brand, "gmx"]).unwrap()), ["gmx"], "{brand}");
    }
    assert_eq!(names(&select_names(&["1und1", "1and1", "one.com"]).unwrap()), ["ionos", "one-com"]);
}

#[test]
fn built_in_receivers_say_what_predictions_need() {
    let [ionos, _, one_com, ..] = &Receiver::built_in()[..] else { panic!("three receivers") };
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
    // Postfix does not bounce on a refusal in the greeting: the page shows so with each of them.
    for rule in &ionos.rules {
        let refused = rule.stage == Some(Stage::Connect) && rule.reply.is_transient() == Some(false);
        assert_eq!(rule.queue.is_some(), refused, "{}", rule.id);
    }
    for rule in Receiver::built_in().iter().flat_map(|receiver| &receiver.rules) {
        let refused = rule.stage == Some(Stage::Connect) && rule.reply.is_transient() == Some(false);
        assert!(rule.queue.is_some() || !refused, "{}", rule.id);
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
        "orange/421-too-many-connections 2 connections - address",
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
    for host in ["mx00.kundenserver.de", "mx01.perfora.net.", "MX00.IONOS.com", "mx01.1and1.es"] {
        assert_eq!(who(host), "ionos", "{host}");
    }
    for host in ["mx00.emig.gmx.net", "mx00.gmx.com", "mx-ha03.web.de", "mx00.mail.com"] {
        assert_eq!(who(host), "gmx", "{host}");
    }
    for host in [
        "mx1.mailpod16-cph3.g1i.one.com",
        "mx1.pub.mailpod1-osl1.one.com",
        "alias.example.mx.one.com",
        "mx1.mx.service.one",
    ] {
        assert_eq!(who(host), "one-com", "{host}");
    }
    for (host, receiver) in [
        ("gmail-smtp-in.l.google.com", "gmail"),
        ("aspmx.l.google.com", "gmail"),
        ("aspmx2.googlemail.com", "gmail"),
        ("smtp.google.com", "gmail"),
        ("hotmail-com.olc.protection.outlook.com", "outlook"),
        ("contoso-com.mail.protection.outlook.com", "exchange-online"),
        ("contoso-com.a-v1.mx.microsoft", "exchange-online"),
        ("mta7.am0.yahoodns.net", "yahoo"),
        ("mx-aol.mail.gm0.yahoodns.net", "yahoo"),
        ("mx03.t-online.de", "t-online"),
        ("mx01.mail.icloud.com", "icloud"),
        ("smtp-in.orange.fr", "orange"),
        ("smtpz4.laposte.net", "laposte"),
        ("emig.freenet.de", "freenet"),
        ("mxs.mail.ru", "mail-ru"),
    ] {
        assert_eq!(who(host), receiver, "{host}");
    }
    for host in ["mx.notone.com", "mx.example.net", "kundenserver.de.example", "protection.outlook.com", "."]
    {
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
        (rule.short_id(), former.stage, former.as_of.map(AsOf::year)),
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
    let source = rule.source.as_ref().unwrap();
    assert_eq!((source.title.as_str(), source.as_of), ("Why we refuse mail", rule.as_of));
    assert_eq!(source.url.as_deref(), Some("https://postmaster.example.net/errors"));
    let own = rule.as_of.map(|as_of| as_of.to_string());
    assert_eq!(own.as_deref(), Some("2023-05"), "the rule's own date wins over the evidence's");
    assert!(
        rule.explanation.contains("Example Mail takes nothing"),
        "lines are joined: {}",
        rule.explanation
    );
    assert_eq!((rule.basis, rule.causes[1].confidence), (Basis::Documented, Confidence::Low));
    assert_eq!(receiver.rule("421-unknown-host"), Some(rule));
    let size = receiver.rule("example/message-too-large").unwrap();
    assert_eq!((size.as_of.map(AsOf::year), size.needs.as_str()), (Some(2024), "the size of the message"));
    assert_eq!((receiver.extends.as_deref(), receiver.is_called("mail.example.net")), (None, true));
    let of_messages = receiver.rule("554-no-date").unwrap();
    assert_eq!((of_messages.roles.as_slice(), &of_messages.source), (&[Role::Message][..], &None));
    let cause = &of_messages.causes[0];
    assert_eq!((cause.check.id, cause.stage), ("date-missing", Some(Stage::Data)));
    assert!(receiver.runs(&"a.mx.example.net".parse().unwrap()));
}

#[test]
fn a_receiver_takes_over_the_rules_of_another() {
    let base = Receiver::built_in_named("ionos").unwrap();
    let receiver = load_fixture("example-extension.toml").unwrap();
    let ids = |receiver: &Receiver| receiver.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let mut wanted = ids(&base);
    wanted.retain(|id| !id.ends_with("/421-rate-limit") && !id.ends_with("/450-policy-violations"));
    wanted.push("example-extension/554-no-date".to_owned());
    assert_eq!(ids(&receiver), wanted);

    // What is not changed is equal, and of a changed rule the rest.
    let changed: Vec<&str> = receiver
        .rules
        .iter()
        .filter(|rule| base.rule(&rule.id).is_some_and(|known| known != *rule))
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(changed, ["ionos/550-spf-policy"]);
    let (rule, before) = (receiver.rule("550-spf-policy").unwrap(), base.rule("550-spf-policy").unwrap());
    assert_eq!((rule.stage, before.stage), (Some(Stage::RcptTo), Some(Stage::MailFrom)));
    assert_eq!((rule.causes.len(), rule.causes[0].confidence), (1, Confidence::Medium));
    assert_eq!((&rule.wire, &rule.reply, &rule.remedy), (&before.wire, &before.reply, &before.remedy));

    assert_eq!((receiver.size, &receiver.signs, &receiver.contact), (base.size, &base.signs, &base.contact));
    assert!(receiver.runs(&"a.mx.example.org".parse().unwrap()));
    assert!(!receiver.runs(&"mx00.kundenserver.de".parse().unwrap()), "hosts are not taken over");
    let limits: Vec<String> =
        receiver.limits.iter().map(|limit| format!("{} {}", limit.rule, limit.allowed)).collect();
    assert_eq!(limits, ["ionos/421-policy-violations 5"], "a dropped rule takes its limits along");
}

#[test]
fn receivers_of_files_extend_one_another_but_not_in_a_circle() {
    let folder = std::env::temp_dir().join(format!("mxcheck-extends-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, base: &str| {
        let path = folder.join(format!("{name}.toml"));
        let text = format!(
            "schema = \"mxcheck-receiver/v1\"\nname = \"{name}\"\ntitle = \"{name}\"\nextends = \"{base}\"\n"
        );
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (top, middle) = (write("top", "middle"), write("middle", "gmx"));
    for order in [[&top, &middle], [&middle, &top]] {
        let chosen = select_names(&order.map(String::as_str)).unwrap();
        let gmx = Receiver::built_in_named("gmx").unwrap();
        assert!(chosen.iter().all(|receiver| receiver.rules == gmx.rules), "{order:?}");
    }
    let alone = select_names(&[&top]).unwrap_err().to_string();
    assert!(
        alone
            .contains("top.toml:4:11: unknown receiver \"middle\": accepted are ionos, gmx, one-com, gmail,")
            && alone.ends_with("mail-ru, top"),
        "{alone}"
    );

    let (a, b, c) = (write("a", "b"), write("b", "c"), write("c", "a"));
    let circle = select_names(&[&a, &b, &c]).unwrap_err().to_string();
    assert!(circle.ends_with("c.toml:4:11: c extends itself, by way of a, b: name another one"), "{circle}");
    // The fault of a base is reported with its own place.
    fs::write(folder.join("b.toml"), "name = \"b\"\n").unwrap();
    let faulty = select_names(&[&a, &b]).unwrap_err().to_string();
    assert!(faulty.contains("b.toml:1:1: missing field \"schema\""), "{faulty}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_check_can_be_named_in_a_file() {
    let example = fs::read_to_string(fixture("example-receiver.toml")).unwrap();
    for check in mxcheck::catalogue::check::all() {
        let text = example.replace("check = \"ptr-missing\"", &format!("check = \"{}\"", check.id));
        let read = parse("mine.toml", &text);
        // One of the checks is a cause of that rule already.
        assert!(read.is_ok() || check.id == "ptr-is-generic", "{}: {read:?}", check.id);
    }
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
    assert!(refused(&fixture("no-such-file.toml")).contains("no-such-file.toml: no such file"));
    assert!(refused(&fixture("invalid")).contains("invalid: is a directory, not a file"));

    let large = std::env::temp_dir().join(format!("mxcheck-receiver-{}.toml", std::process::id()));
    let example = fs::read_to_string(fixture("example-receiver.toml")).unwrap();
    let filled = |size: usize| format!("{example}#{}", "x".repeat(size - example.len() - 1));
    fs::write(&large, filled((1 << 20) + 1)).unwrap();
    assert!(refused(&large).contains(".toml: larger than 1 MiB"));
    fs::write(&large, filled(1 << 20)).unwrap();
    assert!(select_names(&[&large.display().to_string()]).is_ok());
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
    let unnamed = Catalogue::built_in().select(&[]).unwrap();
    let regional = ["orange", "laposte", "freenet", "mail-ru"];
    let of_all =
        ["ionos", "gmx", "one-com", "gmail", "outlook", "exchange-online", "yahoo", "t-online", "icloud"];
    assert_eq!(names(&unnamed.receivers), [&of_all[..], &regional].concat());
    assert_eq!(
        names(&unnamed.judged()),
        of_all,
        "the regional ones are judged when named, or when --to leads there"
    );
    assert_eq!(names(&select_names(&["one-com"]).unwrap()), ["one-com"]);
    assert_eq!(names(&select_names(&["one-com", "ionos", "one-com"]).unwrap()), ["one-com", "ionos"]);
    assert_eq!(names(&select_names(&[&example, "ionos", &example]).unwrap()), ["example", "ionos"]);

    let error = select_names(&["inonos"]).unwrap_err().to_string();
    assert_eq!(error, "unknown receiver \"inonos\"; did you mean ionos?");
    let error = select_names(&["nobody"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown receiver \"nobody\"; type ionos, gmx, one-com, gmail, outlook, exchange-online, yahoo, t-online, \
         icloud, orange, laposte, freenet, mail-ru, all, or the path of a file"
    );
    assert!(select_names(&["nowhere.toml"]).unwrap_err().to_string().contains("no such file"));
    assert!(select_names(&["a/b"]).unwrap_err().to_string().contains("no such file"));
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
    assert!(error.contains("other.toml:15:8: the receiver of"), "{error}");
    fs::remove_dir_all(&folder).unwrap();
}
