//! `mxcheck batch` from outside: order, streaming, bad lines, resuming, parts, and what happens when
//! the nameserver, the reader of stdout or the disk goes away. Nothing here leaves loopback.

#![cfg(unix)]

use crate::support::nameserver;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mxcheck::dns::{Question, RecordType};
use nameserver::{Behaviour, Nameserver, records};
use serde_json::Value;

/// Longer than any run takes, on any machine; what hangs is ended then.
const PATIENCE: Duration = Duration::from_secs(60);

const ZONE: &str = "
$ORIGIN test.
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 900
@ NS ns
good MX 10 mail.good
mail.good A 203.0.113.7
alias MX 10 mx.alias
mx.alias CNAME mail.good
";

// Order and form.

#[test]
fn results_come_in_the_order_of_the_list_and_the_numbers_are_those_of_its_lines() {
    let server = Nameserver::start(|question| {
        let name = question.name.to_string();
        let number: u64 = name.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
        let late = Duration::from_millis(number * 7 % 40);
        Behaviour::Late(late, Box::new(answer_of_good_domain(question)))
    });
    let mut list = String::new();
    for number in 0..60 {
        list.push_str(&format!("# {number}\n\n   \nd{number}.test\n"));
    }
    let run = batch(&list, &["--nameserver", &server.address().to_string()]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let results = run.results();
    let lines: Vec<u64> = results.iter().map(|result| result["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, (0..60).map(|number| number * 4 + 4).collect::<Vec<_>>());
    for (number, result) in results.iter().enumerate() {
        assert_eq!(result["input"], format!("d{number}.test"));
        assert_eq!(result["sender"]["domain"]["name"], result["input"]);
        let findings = result["findings"].as_array().unwrap();
        assert!(!findings.is_empty() && findings.iter().all(|finding| finding["status"] != "pass"));
    }
    assert!(run.stderr.starts_with("mxcheck: 60 lines: 60 accept; "), "{}", run.stderr);
}

#[test]
fn a_line_is_what_the_command_for_one_prints_without_the_passes() {
    let folder = Folder::new("same");
    folder.write("test.zone", ZONE);
    let list = "alias.test\n{\"domain\":\"good.test\",\"ip\":\"192.0.2.1\",\"helo\":\"mail.good.test\",\"from\":\"x@good.test\"}\n192.0.2.1\n";
    let run = batch_in(&folder.0, list, &["--offline", "--zone", "test.zone"]);
    let results = run.results();
    let commands: [&[&str]; 3] = [
        &["domain", "alias.test"],
        &["domain", "good.test", "--ip", "192.0.2.1", "--helo", "mail.good.test", "--from", "x@good.test"],
        &["ip", "192.0.2.1"],
    ];
    for (result, arguments) in results.iter().zip(commands) {
        let shared = ["--offline", "--zone", "test.zone", "--json", "--no-dnsbl"];
        let output = command(&folder.0).args(arguments).args(shared).output().unwrap();
        let mut single: Value = serde_json::from_slice(&output.stdout).unwrap();
        single["findings"].as_array_mut().unwrap().retain(|finding| finding["status"] != "pass");
        let mut result = result.clone();
        for document in [&mut result, &mut single] {
            let fields = document.as_object_mut().unwrap();
            // Of one sender, changes are tried with further queries.
            for own in ["command", "elapsed_ms", "input", "line", "octets", "queries", "verified"] {
                fields.remove(own);
            }
            for finding in fields["findings"].as_array_mut().unwrap() {
                if let Some(fix) = finding["fix"].as_object_mut() {
                    fix.remove("verified");
                }
            }
        }
        assert_eq!(result, single);
    }
    assert_eq!((results.len(), &results[0]["outcome"]), (3, &Value::from("reject")));
    assert_eq!(run.code, Some(1));

    let verbose = batch_in(&folder.0, "good.test\n", &["--offline", "--zone", "test.zone", "-v"]);
    assert!(verbose.stdout.contains("\"status\":\"pass\""));
    let quiet = batch_in(&folder.0, "good.test\n", &["--offline", "--zone", "test.zone", "-q"]);
    assert_eq!((quiet.stderr.as_str(), quiet.results().len()), ("", 1));
}

#[test]
fn results_come_while_the_list_is_still_being_written() {
    let folder = Folder::new("stream");
    folder.write("test.zone", ZONE);
    let mut child = spawn(command(&folder.0).args(["batch", "-", "--offline", "--zone", "test.zone"]));
    let mut list = child.stdin.take().unwrap();
    let mut results = BufReader::new(child.stdout.take().unwrap());
    for name in ["good.test", "alias.test", "nobody.test"] {
        writeln!(list, "{name}").unwrap();
        assert_eq!(next(&mut results).unwrap()["input"], name);
    }
    drop(list);
    assert_eq!(next(&mut results), None);
    assert_eq!(wait(&mut child), Some(1));
}

// Bad input.

#[test]
fn a_line_that_cannot_be_read_gets_its_own_result_and_the_run_goes_on() {
    let folder = Folder::new("bad");
    folder.write("test.zone", ZONE);
    let long = "x".repeat(1 << 20);
    let lines: [(&[u8], Option<&str>); 12] = [
        (b"\xef\xbb\xbfgood.test\r", None),
        (b"m\xfcnchen.test", Some("octet 2 of the line is not UTF-8")),
        (long.as_bytes(), Some("the line is longer than 65536 octets")),
        (b"{\"domain\":\"good.test\",\"colour\":1}", Some("unknown field `colour`")),
        (b"{\"domain\":", Some("EOF while parsing")),
        (b"good.test,nowhere", Some("ip: not an IP address")),
        (b"a b.test", Some("domain: contains a space")),
        (b"info@good.test", Some("an e-mail address")),
        (b"good.test,192.0.2.1,x,y", Some("more commas")),
        (b"a\0b.test", Some("contains a control character")),
        (b"{\"ip\":[]}", Some("it names no domain")),
        (b"alias.test", None),
    ];
    let list: Vec<u8> = lines.iter().flat_map(|(line, _)| [line, &b"\n"[..]].concat()).collect();
    let run = batch_in(&folder.0, &list, &["--offline", "--zone", "test.zone"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("error: 10 lines could not be parsed"), "{}", run.stderr);
    assert!(run.stderr.contains("12 lines: 1 reject, 1 accept, 10 unreadable"), "{}", run.stderr);
    let results = run.results();
    assert_eq!(results.len(), lines.len());
    for (number, (result, (line, error))) in results.iter().zip(lines).enumerate() {
        assert_eq!(result["line"], number + 1);
        match error {
            Some(said) => {
                let keys: Vec<&String> = result.as_object().unwrap().keys().collect();
                assert_eq!(keys, ["schema", "line", "input", "error"]);
                assert!(result["error"].as_str().unwrap().contains(said), "{result}");
                let input = result["input"].as_str().unwrap();
                assert!(
                    input.len() < 1100
                        && String::from_utf8_lossy(line).starts_with(input.trim_end_matches('…'))
                );
            }
            None => assert_eq!(result["error"], Value::Null),
        }
    }
    assert_eq!(results[0]["input"], "good.test");
}

#[test]
fn what_is_no_list_is_refused() {
    let folder = Folder::new("refused");
    folder.write("empty", "");
    for (arguments, said) in [
        (&["missing"][..], "error: missing: no such file"),
        (&["."], "error: .: is a directory, not a file"),
        (&["empty", "--shard", "4/3"], "'4/3' for '--shard'"),
        (&["empty", "--shard", "0/3"], "'0/3' for '--shard'"),
        (&["empty", "--rate", "0"], "'0' for '--rate'"),
        (&["empty", "--resume", "missing"], "error: missing: no such file"),
        (&["empty", "--ip", "x"], "error: invalid value 'x' for '--ip': not an IP address"),
        (&["empty", "--format", "sarif", "--resume", "empty"], "--resume needs results in JSON"),
        (&["empty", "--from", "a b"], "error: invalid value 'a b' for '--from': contains a space"),
    ] {
        let output = command(&folder.0).args(["batch", "--offline"]).args(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(said) && output.stdout.is_empty(), "{message}");
    }
    let run = batch_in(&folder.0, "", &["--offline"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
}

// Parts and resuming.

#[test]
fn the_parts_of_a_list_are_the_whole() {
    let folder = Folder::new("parts");
    folder.write("test.zone", ZONE);
    let list = mixed_list(23);
    let whole = batch_in(&folder.0, &list, &["--offline", "--zone", "test.zone"]).summaries();
    let mut together = BTreeMap::new();
    for part in 1..=3 {
        let shard = format!("{part}/3");
        let run = batch_in(&folder.0, &list, &["--offline", "--zone", "test.zone", "--shard", &shard]);
        let part = run.summaries();
        assert!(part.keys().is_sorted() && part.len() >= 5);
        for (line, summary) in part {
            assert_eq!(together.insert(line, summary), None, "line {line} is in two parts");
        }
    }
    assert_eq!(together, whole);
}

#[test]
fn a_run_that_was_cut_anywhere_is_completed_by_appending() {
    let folder = Folder::new("resume");
    folder.write("test.zone", ZONE);
    folder.write("list", mixed_list(12));
    let whole = batch_in(&folder.0, mixed_list(12), &["--offline", "--zone", "test.zone"]);
    let ends: Vec<usize> = whole.stdout.match_indices('\n').map(|(at, _)| at + 1).collect();
    let mut cuts = vec![0, 1, whole.stdout.len() - 1, whole.stdout.len()];
    for end in [ends[0], ends[3], ends[9]] {
        cuts.extend([end - 1, end, end + 1, end + 700]);
    }
    cuts.retain(|cut| *cut <= whole.stdout.len());
    for cut in cuts {
        folder.write("out", &whole.stdout.as_bytes()[..cut]);
        let mut append = command(&folder.0);
        append.args(["batch", "list", "--resume", "out", "--offline", "--zone", "test.zone"]);
        append.stdout(File::options().append(true).open(folder.path("out")).unwrap());
        let output = append.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        // The exit code speaks of the whole list: line 3 cannot be read.
        assert_eq!(output.status.code(), Some(2), "{cut}: {stderr}");
        let is_half = cut != 0 && !ends.contains(&cut);
        assert_eq!(stderr.contains("half written"), is_half, "{cut}: {stderr}");
        let completed = Run { code: None, stdout: folder.read("out"), stderr };
        assert_eq!(completed.summaries(), whole.summaries(), "cut at {cut}");

        // To another place only the rest is printed, and the results are left as they are.
        folder.write("out", &whole.stdout.as_bytes()[..cut]);
        let arguments = ["--resume", "out", "--offline", "--zone", "test.zone"];
        let rest = batch_in(&folder.0, mixed_list(12), &arguments);
        let done = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(rest.results().len(), ends.len() - done, "cut at {cut}");
        assert_eq!(folder.read("out").len(), cut);
    }
}

#[test]
fn the_results_of_another_list_are_not_gone_on_from() {
    let folder = Folder::new("other");
    folder.write("test.zone", ZONE);
    let whole = batch_in(&folder.0, "good.test\nalias.test\n", &["--offline", "--zone", "test.zone"]);
    folder.write("out", &whole.stdout);
    for (list, resumed, said) in [
        ("good.test\nother.test\nx.test\n", "out", "their last line is 2, and - has \"other.test\" there"),
        ("good.test\n", "out", "their last line is 2, and - has fewer lines"),
        ("good.test\n", "list", "line 1 is not a result of mxcheck batch"),
    ] {
        folder.write("list", list);
        let run = batch_in(&folder.0, list, &["--offline", "--resume", resumed]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    for shard in ["1/2", "2/2"] {
        let arguments = ["--offline", "--resume", "out", "--shard", shard];
        let run = batch_in(&folder.0, "good.test\nalias.test\n", &arguments);
        assert!(run.code == Some(2) && run.stderr.contains("another part of the list"), "{}", run.stderr);
    }
    // A part whose --shard was forgotten: the lines between would never be judged.
    let list = "\ngood.test\n# x\nalias.test\ngood.test\nalias.test\n";
    let part = batch_in(&folder.0, list, &["--offline", "--zone", "test.zone", "--shard", "2/2"]);
    folder.write("out", &part.stdout);
    let run = batch_in(&folder.0, list, &["--offline", "--resume", "out"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{}", run.stderr);
    assert!(run.stderr.contains("3 lines, where this part has 4"), "{}", run.stderr);
}

#[test]
fn a_known_fault_may_be_left_out_of_the_count() {
    let folder = Folder::new("ignore");
    folder.write("test.zone", ZONE);
    let judge = |ignore: &str| {
        let arguments = ["--offline", "--zone", "test.zone", "--ignore", ignore];
        batch_in(&folder.0, "good.test\nalias.test\n", &arguments)
    };
    let run = judge("mx-exchange-is-alias:alias.test");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("\"ignored\":true") && !run.stderr.contains("--ignore"), "{}", run.stderr);
    let run = judge("mx-exchange-is-alias:good.test");
    assert_eq!(run.code, Some(1));
    let said = "--ignore mx-exchange-is-alias:good.test: no such finding";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(judge("mx-exchange").code, Some(2));
}

#[test]
fn nothing_is_cut_off_that_is_no_half_result_of_this_list() {
    let folder = Folder::new("precious");
    folder.write("test.zone", ZONE);
    let whole = batch_in(&folder.0, "good.test\nalias.test\n", &["--offline", "--zone", "test.zone"]).stdout;
    let half = &whole[..whole.len() - 100];
    folder.write("list", "good.test\nalias.test\n");
    folder.write("reverse", "alias.test\ngood.test\n");
    for (list, text) in [
        ("list", "precious data"),
        ("list", "{\"schema\":\"mxcheck/v1\",\"version\":\"0.1.0\"}"),
        ("reverse", half),
    ] {
        folder.write("out", text);
        let mut append = command(&folder.0);
        append.args(["batch", list, "--resume", "out", "--offline"]);
        append.stdout(File::options().append(true).open(folder.path("out")).unwrap());
        let output = append.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(folder.read("out"), text);
    }
}

// Nameservers.

#[test]
fn a_nameserver_that_dies_and_comes_back_costs_only_what_was_asked_meanwhile() {
    for is_silent in [false, true] {
        let server = Nameserver::start(answer_of_good_domain);
        let address = server.address();
        let mut child = spawn(command(Path::new("/")).args([
            "batch",
            "--nameserver",
            &address.to_string(),
            "--timeout",
            "1",
            "--retries",
            "0",
        ]));
        let mut list = child.stdin.take().unwrap();
        let mut results = BufReader::new(child.stdout.take().unwrap());
        let mut outcomes = Vec::new();
        let mut judge = |name: &str| {
            writeln!(list, "{name}").unwrap();
            next(&mut results).unwrap()
        };
        outcomes.push(judge("a.test")["outcome"].clone());
        drop(server);
        // Either nobody listens, or somebody who never answers.
        let silent = is_silent.then(|| Nameserver::at(address, |_| Behaviour::Silent));
        let lost = judge("b.test");
        outcomes.push(lost["outcome"].clone());
        assert!(lost.to_string().contains("no nameserver answered"), "{lost}");
        drop(silent);
        let back = Nameserver::at(address, answer_of_good_domain);
        outcomes.push(judge("c.test")["outcome"].clone());
        // What could not be asked is asked anew.
        outcomes.push(judge("b.test")["outcome"].clone());
        assert_eq!(outcomes, ["accept", "unknown", "accept", "accept"], "silent: {is_silent}");
        drop(list);
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains("no nameserver answers any more; the run slows down"), "{said}");
        assert!(said.contains("a nameserver answers again, after"), "{said}");
        assert_eq!(wait(&mut child), Some(3), "{said}");
        drop(back);
    }
}

#[test]
fn a_name_whose_nameservers_are_silent_is_distinguished_from_a_dead_resolver() {
    let server = Nameserver::start(|question| match question.name.to_string().as_str() {
        "silent.test" => Behaviour::Silent,
        _ => answer_of_good_domain(question),
    });
    let address = server.address().to_string();
    let arguments = ["--nameserver", &address, "--timeout", "1", "--retries", "0"];
    let run = batch("silent.test\n", &arguments);
    assert_eq!(run.results()[0]["outcome"], "defer");
    assert!(!run.stderr.contains("no nameserver answers"), "{}", run.stderr);
}

#[test]
fn few_descriptors_are_enough() {
    let server = Nameserver::start(answer_of_good_domain);
    let folder = Folder::new("descriptors");
    folder.write("list", (0..500).map(|number| format!("d{number}.test\n")).collect::<String>());
    let script = format!(
        "ulimit -n 64; exec '{}' batch list --nameserver {}",
        env!("CARGO_BIN_EXE_mxcheck"),
        server.address()
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(&folder.0).output().unwrap();
    let run = Run::of(output);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.results().len() == 500 && run.results().iter().all(|result| result["outcome"] == "accept"));
}

#[test]
fn public_lists_are_not_asked_unless_they_are_named() {
    let asked_about = |arguments: &[&str]| {
        let names = Arc::new(std::sync::Mutex::new(Vec::new()));
        let kept = names.clone();
        let server = Nameserver::start(move |question| {
            kept.lock().unwrap().push(question.name.to_string());
            answer_of_good_domain(question)
        });
        let address = server.address().to_string();
        let run = batch("good.test,203.0.114.7\n", &[&["--nameserver", &address], arguments].concat());
        assert_eq!(run.results().len(), 1, "{}", run.stderr);
        let asked = names.lock().unwrap().clone();
        (run.results()[0]["lists"].as_array().unwrap().len(), asked)
    };
    let (lists, asked) = asked_about(&[]);
    assert_eq!(lists, 0);
    // Nothing but the sender, the zones above it, and the name that shows whether the resolver rewrites.
    let is_own = |name: &String| name == "test" || name.ends_with(".test") || name.ends_with(".in-addr.arpa");
    assert!(asked.iter().all(|name| is_own(name) || name.starts_with("mxcheck-")), "{asked:?}");
    let (lists, asked) = asked_about(&["--dnsbl", "list.test=ip4"]);
    assert_eq!(lists, 1);
    assert!(asked.contains(&"7.114.0.203.list.test".to_owned()), "{asked:?}");
}

#[test]
fn what_concerns_the_resolver_and_what_lines_share_is_asked_once() {
    let server = Nameserver::start(answer_of_good_domain);
    let list: String = (0..50).map(|number| format!("d{}.test\n", number % 10)).collect();
    let run = batch(&list, &["--nameserver", &server.address().to_string()]);
    assert_eq!((run.results().len(), server.asked_again()), (50, 0));
    assert_eq!(server.asked("_dmarc.test", RecordType::TXT), 1);
    let told = format!("; {} questions in ", server.asked_in_all());
    assert!(run.stderr.contains(&told), "{} {}", run.stderr, told);
}

#[test]
fn a_rate_is_kept() {
    let server = Nameserver::start(answer_of_good_domain);
    let list: String = (0..20).map(|number| format!("d{number}.test\n")).collect();
    let began = Instant::now();
    let run = batch(&list, &["--nameserver", &server.address().to_string(), "--rate", "100"]);
    // Slower is possible, faster is not; a tenth of a second's questions may come at once.
    let earned = began.elapsed().as_secs_f64() * 100.0 + 11.0;
    let asked = server.asked_in_all();
    assert!(asked > 60 && u32::try_from(asked).is_ok_and(|asked| f64::from(asked) <= earned), "{asked}");
    assert_eq!(run.results().len(), 20);
}

// Ends.

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let folder = Folder::new("pipe");
    folder.write("test.zone", ZONE);
    folder.write("list", mixed_list(3000));
    let arguments = ["batch", "list", "--offline", "--zone", "test.zone"];
    let mut child = spawn(command(&folder.0).args(arguments));
    let mut results = BufReader::new(child.stdout.take().unwrap());
    assert!(next(&mut results).is_some());
    drop(results);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((wait(&mut child), said.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_said() {
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let folder = Folder::new("full");
    folder.write("list", "good.test\n");
    let output = command(&folder.0).args(["batch", "list", "--offline"]).stdout(full).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("error: stdout cannot be written: No space left on device"), "{said}");
}

#[test]
fn an_interrupted_run_has_printed_whole_lines_and_can_be_gone_on_from() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = Nameserver::start(move |question| {
        count.fetch_add(1, Ordering::Relaxed);
        match question.name.to_string().as_str() {
            "d5.test" => Behaviour::Silent,
            _ => answer_of_good_domain(question),
        }
    });
    let folder = Folder::new("interrupt");
    let list: String = (0..10).map(|number| format!("d{number}.test\n")).collect();
    folder.write("list", &list);
    let address = server.address().to_string();
    let arguments = ["batch", "list", "--nameserver", &address, "--timeout", "3600"];
    let mut child = spawn(command(&folder.0).args(arguments));
    let mut results = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    for _ in 0..5 {
        results.read_line(&mut printed).unwrap();
    }
    let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(killed.success());
    results.read_to_string(&mut printed).unwrap();
    assert_eq!(wait(&mut child), Some(130));
    assert!(printed.ends_with('\n') && printed.lines().count() == 5, "{printed}");
    folder.write("out", &printed);
    let back = Nameserver::start(answer_of_good_domain);
    let address = back.address().to_string();
    let rest = batch_in(&folder.0, &list, &["--nameserver", &address, "--resume", "out"]);
    assert_eq!(rest.summaries().keys().copied().collect::<Vec<_>>(), [6, 7, 8, 9, 10]);
}

#[test]
fn a_document_of_a_run_that_was_stopped_says_so() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let server = Nameserver::start(move |question| match question.name.to_string().as_str() {
        "d2.test" => {
            count.fetch_add(1, Ordering::Relaxed);
            Behaviour::Silent
        }
        _ => answer_of_good_domain(question),
    });
    for (format, said) in [
        ("sarif", "\"executionSuccessful\": false"),
        ("junit", "<error message=\"The run ended before the list did"),
        ("markdown", "- The run ended before the list did"),
    ] {
        let folder = Folder::new(&format!("stopped-{format}"));
        let address = server.address().to_string();
        let arguments = ["batch", "-", "--nameserver", &address, "--timeout", "3600", "--format", format];
        let mut child = spawn(command(&folder.0).args(arguments));
        let mut list = child.stdin.take().unwrap();
        let before = asked.load(Ordering::Relaxed);
        write!(list, "d0.test\nd1.test\nd2.test\n").unwrap();
        list.flush().unwrap();
        let end = Instant::now() + PATIENCE;
        while asked.load(Ordering::Relaxed) == before {
            assert!(Instant::now() < end, "nobody is asked");
            std::thread::sleep(Duration::from_millis(10));
        }
        let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
        assert!(killed.success());
        let (mut document, mut message) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut document).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        assert_eq!(wait(&mut child), Some(130), "{message}");
        assert!(document.contains(said), "{document}{message}");
        assert!(message.contains("The run ended before the list did"), "{message}");
    }
}

#[test]
fn commands_for_github_come_while_the_list_is_still_being_written() {
    let folder = Folder::new("commands");
    folder.write("test.zone", ZONE);
    let arguments = ["batch", "-", "--offline", "--zone", "test.zone", "--format", "github", "-q"];
    let mut child = spawn(command(&folder.0).args(arguments));
    let mut list = child.stdin.take().unwrap();
    let mut results = BufReader::new(child.stdout.take().unwrap());
    for name in ["alias.test", "nobody.test"] {
        writeln!(list, "{name}").unwrap();
        let mut line = String::new();
        while !line.contains(&format!("title={name}%3A ")) {
            line.clear();
            assert!(results.read_line(&mut line).unwrap() > 0, "{name}");
            assert!(line.starts_with("::"), "{line}");
        }
    }
    drop(list);
    assert_eq!(wait(&mut child), Some(1));
}

#[test]
fn the_exit_code_is_that_of_the_worst_line() {
    let folder = Folder::new("codes");
    folder.write("test.zone", ZONE);
    for (list, flags, code) in [
        ("good.test\n", &[][..], 0),
        ("good.test\nalias.test\n", &[], 1),
        ("good.test\nelsewhere.example\n", &[], 3),
        ("good.test\nelsewhere.example\n", &["--fail-on", "unknown"], 1),
        ("alias.test\nelsewhere.example\n", &[], 1),
        ("alias.test\na b\n", &[], 2),
        ("# nothing\n", &[], 3),
        ("# nothing\n", &["--shard", "2/2"], 0),
    ] {
        let arguments = [&["--offline", "--zone", "test.zone"], flags].concat();
        let run = batch_in(&folder.0, list, &arguments);
        assert_eq!(run.code, Some(code), "{list:?} {flags:?}: {}", run.stderr);
    }
}

// Tools.

/// A world in which every domain has a mail host.
fn answer_of_good_domain(question: &Question) -> Behaviour {
    let name = question.name.to_string();
    let line = match question.rtype {
        _ if name.starts_with("mxcheck-") => return Behaviour::NxDomain(vec![], None),
        RecordType::MX => format!("{name}. 60 IN MX 10 mail.{name}."),
        RecordType::A if !name.contains("list.test") => format!("{name}. 60 IN A 203.0.113.7"),
        _ => return Behaviour::NoData(vec![], None),
    };
    Behaviour::Records(records(&[line.as_str()]))
}

/// Lines of every kind; the third cannot be read.
fn mixed_list(lines: usize) -> String {
    let kinds = [
        "good.test",
        "alias.test",
        "a b",
        "192.0.2.1",
        "nobody.test",
        "# comment",
        "",
        "good.test,192.0.2.2",
    ];
    kinds.iter().cycle().take(lines).map(|kind| format!("{kind}\n")).collect()
}

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn of(output: std::process::Output) -> Run {
        let text = |octets| String::from_utf8(octets).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn results(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The results by line, without what differs from run to run.
    fn summaries(&self) -> BTreeMap<u64, Value> {
        let results = self.results();
        let count = results.len();
        let by_line: BTreeMap<u64, Value> = results
            .into_iter()
            .map(|mut result| {
                result.as_object_mut().unwrap().remove("elapsed_ms");
                (result["line"].as_u64().unwrap(), result)
            })
            .collect();
        assert_eq!(by_line.len(), count, "a line has two results");
        by_line
    }
}

fn command(folder: &Path) -> Command {
    let mut command = crate::support::program();
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn batch(list: &str, arguments: &[&str]) -> Run {
    batch_in(Path::new("/"), list, arguments)
}

fn batch_in(folder: &Path, list: impl AsRef<[u8]>, arguments: &[&str]) -> Run {
    let mut command = command(folder);
    command.arg("batch").args(arguments);
    let mut command = assert_cmd::Command::from_std(command);
    Run::of(command.write_stdin(list.as_ref()).timeout(PATIENCE).output().unwrap())
}

fn spawn(command: &mut Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn next(results: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut line = String::new();
    results.read_line(&mut line).unwrap();
    (!line.is_empty()).then(|| serde_json::from_str(&line).unwrap())
}

/// The exit code of a run that ends soon; it is killed if it does not.
fn wait(child: &mut Child) -> Option<i32> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("the run does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mxcheck-batch-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
