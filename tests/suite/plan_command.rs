//! `mxcheck plan` from outside.

use std::process::Output;

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    let mut command = crate::support::program();
    command.arg("plan").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_slice(&run(&[arguments, &["--json"]].concat()).stdout).unwrap()
}

fn page(arguments: &[&str]) -> String {
    let output = run(arguments);
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a mailing through One.com comes to: exit code, the limit hit first with its message, and
/// when the last message leaves.
#[test]
fn mailings_through_one_com() {
    for (arguments, code, first, last) in [
        ("--messages 25 --recipients 250", 0, None, Some(0)),
        ("--messages 25", 0, None, Some(0)),
        ("--messages 26", 1, Some("messages 300 26"), Some(300)),
        ("--messages 250 --recipients 250", 1, Some("messages 300 26"), Some(2700)),
        ("--messages 251", 1, Some("messages 300 26"), Some(3600)),
        ("--messages 25 --recipients 251", 1, Some("recipients 300 25"), Some(300)),
        ("--messages 10 --recipients 1501", 1, Some("recipients 300 2"), Some(3600)),
        ("--messages 501", 1, Some("messages 300 26"), Some(28_800)),
        ("--messages 501 --not-bulk", 1, Some("messages 300 26"), Some(7200)),
        ("--messages 1 --recipients 251", 1, Some("recipients 300 1"), None),
        // More accounts make no difference.
        ("--messages 26 --accounts 5", 1, Some("messages 300 26"), Some(300)),
        // A pace that keeps the limits, and one that does not.
        ("--messages 100 --interval 12", 0, None, Some(900)),
        ("--messages 100 --interval 11", 1, Some("messages 300 26"), Some(900)),
        ("--messages 251 --interval 12", 1, Some("messages 3600 251"), Some(3600)),
        // Scripts.
        ("--messages 20 --script other", 0, None, Some(0)),
        ("--messages 41 --script other", 1, Some("script 86400 21"), Some(172_800)),
        ("--messages 100000 --script own", 0, None, Some(0)),
        // Sizes.
        ("--messages 1 --size 73400320", 0, None, Some(0)),
        ("--messages 1 --size 73400321", 1, None, Some(0)),
        ("--messages 1 --attachments 53000000", 0, None, Some(0)),
        ("--messages 1 --attachments 54000000", 1, None, Some(0)),
    ] {
        let words: Vec<&str> = ["--via", "one-com"].into_iter().chain(arguments.split(' ')).collect();
        let document = json(&words);
        assert_eq!(run(&words).status.code(), Some(code), "{arguments}");
        assert_eq!(document["hit"], code == 1, "{arguments}");
        let hit = &document["first"];
        let found =
            hit["what"].as_str().map(|what| format!("{what} {} {}", hit["seconds"], hit["hit"]["message"]));
        assert_eq!(found.as_deref(), first, "{arguments}");
        assert_eq!(document["schedule"]["last_after_seconds"].as_u64(), last, "{arguments}");
        assert_eq!(document["impossible"].is_null(), last.is_some(), "{arguments}");
    }
}

#[test]
fn the_schedule_adds_up_and_its_rules_are_named() {
    let document = json(&["--via", "one-com", "--messages", "1000", "--recipients", "2500"]);
    let steps = document["schedule"]["steps"].as_array().unwrap();
    let sum = |key: &str| steps.iter().map(|step| step[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("messages"), sum("recipients")), (1000, 2500));
    for limit in document["limits"].as_array().unwrap() {
        assert!(limit["worst"].as_u64() <= limit["allowed"].as_u64(), "{limit}");
        assert_eq!(
            (&limit["rule"], &limit["per"]),
            (&Value::from("one-com/sending-limit"), &Value::from("domain"))
        );
    }
    let risks: Vec<&str> =
        document["risks"].as_array().unwrap().iter().map(|risk| risk["rule"].as_str().unwrap()).collect();
    assert_eq!(risks, ["one-com/sending-limit", "one-com/450-failed-deliveries", "one-com/450-queue-full"]);
}

#[test]
fn the_page_shows_what_to_do() {
    let page_of = |arguments: &str| page(&arguments.split(' ').collect::<Vec<_>>());
    for (arguments, said) in [
        ("--via one-com --messages 26", "message 26 is one too many: 25 messages are taken in 5 minutes"),
        ("--via one-com --messages 26", "00:05:00 1 message with 1 recipient"),
        ("--via one-com --messages 26 --accounts 3", "the 3 accounts share them"),
        ("--via one-com --messages 26", "The last message leaves 5 minutes after the first"),
        ("--via one-com --messages 9 --recipients 300", "recipient 251 (in message 8) is one too many"),
        ("--via one-com --messages 2 --recipients 600", "spread them over 3 messages at least"),
        ("--via one-com --messages 1 --attachments 72000000", "files of 72,000,000 octets become 98,526,316"),
        (
            "--via one-com --messages 9 --script own",
            "Scripts on the web space are not limited if they send with an address that exists",
        ),
        // There is no schedule for it; 39 % of them are 97.9.
        ("--via one-com --messages 1 --recipients 251", "within 1 hour: 40 % of the 251 recipients"),
        ("--via one-com --messages 251", "40 % of the 250 that the schedule reaches in that time"),
        ("--via one-com --messages 2 --recipients 20000", "less than 1 % of the 20000 recipients"),
        ("--via one-com --messages 9", "sent at once, no limit is hit"),
        ("--via one-com --messages 1000 -q", "scheduled, the last leaves after 9 hours 45 minutes"),
    ] {
        assert!(page_of(arguments).contains(said), "{arguments}: {}", page_of(arguments));
    }
    for line in String::from_utf8(run(&["--via", "one-com", "--messages", "1000"]).stdout).unwrap().lines() {
        assert!(line.chars().count() <= 90, "{line}");
    }
}

#[test]
fn what_cannot_be_planned_is_refused() {
    for (arguments, said) in [
        ("--via ionos --messages 10", "IONOS documents no figures"),
        ("--via ionos --messages 10", "ionos/450-send-limit"),
        ("--via nobody --messages 10", "invalid value 'nobody' for '--via': unknown"),
        ("--via one-co --messages 10", "did you mean one-com?"),
        ("--via ./nothing.toml --messages 10", "error: ./nothing.toml: no such file"),
        (
            "--via fixtures/receivers/example-receiver.toml --messages 10 --script own",
            "documents no limit for scripts",
        ),
        ("--messages 10", "--via"),
        ("--via one-com", "--messages"),
        ("--via one-com --messages 0", "--messages"),
        ("--via one-com --messages -1", "--messages"),
        ("--via one-com --messages 1000001", "--messages"),
        ("--via one-com --messages x", "--messages"),
        ("--via one-com --messages 10 --recipients 5", "--recipients 5 is less than --messages 10"),
        ("--via one-com --messages 10 --recipients 5", "for 5 in each of them, type --recipients 50"),
        ("--via one-com --messages 10 --recipients 0", "--recipients"),
        ("--via one-com --messages 10 --size 1.5", "--size"),
        ("--via one-com --messages 10 --size 1 --attachments 1", "--attachments"),
        ("--via one-com --messages 10 --accounts 0", "--accounts"),
        ("--via one-com --messages 10 --interval -1", "--interval"),
        ("--via one-com --messages 10 --script mine", "--script"),
    ] {
        let output = run(&arguments.split(' ').collect::<Vec<_>>());
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments}: {message}");
        assert!(message.contains(said), "{arguments}: {message}");
    }
}

#[test]
fn a_receiver_of_one_s_own_has_limits_of_its_own() {
    let document = json(&["--via", "fixtures/receivers/example-receiver.toml", "--messages", "101"]);
    assert_eq!(document["first"]["hit"]["message"], 101);
    assert_eq!(document["schedule"]["last_after_seconds"], 3600);
}

#[test]
fn every_document_satisfies_the_schema() {
    let schema = crate::support::program().arg("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for more in ["--messages 3", "--messages 1 --recipients 900 --size 99", "--messages 700 --script own"] {
        let document = json(&["--via", "one-com"].into_iter().chain(more.split(' ')).collect::<Vec<_>>());
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{more}: {errors:?}");
        assert_eq!(
            (&document["schema"], &document["command"]),
            (&Value::from("mxcheck/v1"), &Value::from("plan"))
        );
    }
}
