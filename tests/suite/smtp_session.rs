//! The SMTP dry run where servers do as they should: which are talked to, what is said to them, and
//! what is reported their certificates.

use crate::support::{certificates, dry_run, smtp_server};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use certificates::{Authority, Identity, VALID, parameters, self_signed, trusting};
use dry_run::{accepts, at, failure_at, one, options, reply_at, run, told};
use mxcheck::probe::facts::{CertificateFault, SessionFacts, Step, StepFailure};
use mxcheck::probe::smtp::{
    RootsError, Server, SessionOptions, StartTls, can_bind, dry_run as probe, roots_of_file,
};
use rcgen::{BasicConstraints, IsCa};
use rustls::RootCertStore;
use smtp_server::{Act, Script, SmtpServer, say};
use tokio::net::TcpSocket;
use tokio::sync::Barrier;

const ALL: &str = "connect 220 | ehlo 250 | mail-from 250 | rcpt-to 250 | rset 250 | quit 221";
const WITH_TLS: &str =
    "connect 220 | ehlo 250 | starttls 220 | ehlo 250 | mail-from 250 | rcpt-to 250 | rset 250 | quit 221";

/// A session that waited for its farewell, which a busy machine may bring too late.
async fn whole(server: &SmtpServer, options: &SessionOptions) -> SessionFacts {
    for _ in 0..5 {
        let session = one(server, options).await;
        if !told(&session).ends_with("quit -") {
            return session;
        }
    }
    panic!("five farewells in a row are late")
}

/// An address at which nobody listens: a socket that is bound, and no more.
fn nobody() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a loopback port");
    let address = socket.local_addr().expect("its address");
    (socket, address)
}

#[test]
fn commands_and_replies_are_reported() {
    run(async {
        let server = SmtpServer::start(Script {
            greeting: say("220-mx.good.test ESMTP\r\n220 no spam\r\n"),
            rcpt: say(b"550-5.7.1 \x1b[2J\xfc\r\n550 5.7.1 never\r\n"),
            ..Script::default()
        })
        .await;
        let watched = Mutex::new(Vec::new());
        let options = SessionOptions { size: Some(1234), ..options() };
        let facts = probe(&[at(server.address)], &options, false, &|number, step| {
            watched.lock().expect("no panic").push((number, step.step));
        })
        .await;
        let session = &facts.sessions[0];
        assert_eq!(session.server, server.address);
        assert_eq!(session.exchange, Some("mx.good.test".parse().expect("a name")));
        assert_eq!(session.client, Some(IpAddr::from(Ipv4Addr::LOCALHOST)));
        let commands: Vec<_> = session.steps.iter().map(|step| step.command.as_deref()).collect();
        let expected = [
            None,
            Some("EHLO client.test"),
            Some("MAIL FROM:<sender@client.test> SIZE=1234"),
            Some("RCPT TO:<postmaster@good.test>"),
            Some("QUIT"),
        ];
        assert_eq!(commands, expected);
        let sent: Vec<_> = expected.iter().flatten().map(|command| (*command).to_owned()).collect();
        assert_eq!(server.seen().commands, [sent]);
        let greeting = reply_at(session, Step::Connect);
        assert_eq!((greeting.code, greeting.lines.len()), (Some(220), 2));
        let refusal = reply_at(session, Step::RcptTo);
        assert_eq!((refusal.code, refusal.enhanced.as_deref()), (Some(550), Some("5.7.1")));
        assert_eq!(refusal.lines, ["\x1b[2J\u{fffd}", "never"], "data is kept as it is");
        let expected = [("SIZE", "100000"), ("HELP", "")];
        let expected = expected.map(|(keyword, parameters)| (keyword.to_owned(), parameters.to_owned()));
        assert_eq!(session.extensions, expected);
        assert_eq!(
            session.tls.as_ref().map(|tls| (tls.offered, tls.session.is_some())),
            Some((false, false))
        );
        let steps: Vec<_> = session.steps.iter().map(|step| (0, step.step)).collect();
        assert_eq!(*watched.lock().expect("no panic"), steps);
    });
}

#[test]
fn what_is_no_reply_is_named() {
    run(async {
        let http =
            SmtpServer::start(Script { greeting: say("HTTP/1.1 400 Bad\r\n\r\n"), ..Script::default() })
                .await;
        let session = one(&http, &options()).await;
        let StepFailure::NotAReply(text) = failure_at(&session, Step::Connect) else { panic!("{session:?}") };
        assert!(text.contains("HTTP/1.1 400 Bad"), "{text}");
        let mixed = SmtpServer::start(Script { rcpt: say("250-a\r\n550 b\r\n"), ..Script::default() }).await;
        let session = one(&mixed, &options()).await;
        let StepFailure::NotAReply(text) = failure_at(&session, Step::RcptTo) else { panic!("{session:?}") };
        assert!(text.contains("250 and 550"), "{text}");
    });
}

#[test]
fn helo_is_said_on_a_new_connection() {
    run(async {
        let server =
            SmtpServer::start(Script { ehlo: say("502 5.5.1 what?\r\n"), ..Script::default() }).await;
        let session = whole(&server, &options()).await;
        let commands = server.seen().commands;
        assert_eq!(commands[0], ["EHLO client.test", "QUIT"]);
        assert_eq!(commands[1][0], "HELO client.test");
        assert!(accepts(&session) && session.extensions.is_empty());
    });
}

#[test]
fn international_addresses_need_smtputf8() {
    let with_utf8 = || Script { ehlo: say("250-mx.good.test\r\n250 smtpUTF8\r\n"), ..Script::default() };
    let of = |mail_from: &str, recipient: &str| SessionOptions {
        mail_from: mail_from.to_owned(),
        recipient: recipient.to_owned(),
        ..options()
    };
    let cases = [
        (Script::default(), "ü@client.test", "a@good.test", "mail-from !needs-smtputf8 | quit 221"),
        (
            Script::default(),
            "a@client.test",
            "ü@good.test",
            "mail-from 250 | rcpt-to !needs-smtputf8 | quit 221",
        ),
        (with_utf8(), "ü@client.test", "ü@good.test", "mail-from 250 | rcpt-to 250 | rset 250 | quit 221"),
    ];
    run(async {
        for (script, mail_from, recipient, expected) in cases {
            let server = SmtpServer::start(script).await;
            let session = whole(&server, &of(mail_from, recipient)).await;
            assert_eq!(told(&session), format!("connect 220 | ehlo 250 | {expected}"));
            let seen = server.seen().commands.concat();
            let is_sent = |address: &str| seen.iter().any(|command| command.contains(address));
            assert!(seen.iter().all(|command| command.is_ascii()) || expected.contains("rset"), "{seen:?}");
            if expected.contains("rset") {
                assert!(is_sent("MAIL FROM:<ü@client.test> SMTPUTF8") && is_sent("RCPT TO:<ü@good.test>"));
            }
        }
    });
}

#[test]
fn the_address_that_connects_is_chosen() {
    let chosen = IpAddr::from([127, 0, 0, 9]);
    run(async {
        let server = SmtpServer::start(Script::default()).await;
        let session = one(&server, &SessionOptions { bind: Some(chosen), ..options() }).await;
        assert_eq!(session.client, Some(chosen));
        assert_eq!(server.seen().clients, [chosen]);
        let another_family =
            SessionOptions { bind: Some(IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])), ..options() };
        let session = one(&server, &another_family).await;
        assert_eq!((told(&session).as_str(), session.client), ("connect !unreachable", None));
    });
    assert!(can_bind(chosen).is_ok());
    assert!(can_bind(IpAddr::from([192, 0, 2, 1])).is_err(), "a documentation address is nobody's");
}

#[test]
#[should_panic(expected = "line end")]
fn a_smuggled_command_is_not_sent() {
    let server = at(SocketAddr::from(([127, 0, 0, 1], 1)));
    let options = SessionOptions { recipient: "a@good.test>\r\nDATA".to_owned(), ..options() };
    run(probe(&[server], &options, false, &|_, _| ()));
}

#[test]
fn the_first_that_answers_is_the_last_to_be_tried() {
    run(async {
        let (_port, closed) = nobody();
        let http =
            SmtpServer::start(Script { greeting: say("HTTP/1.1 400 Bad\r\n"), ..Script::default() }).await;
        let refusing = SmtpServer::start(Script { greeting: say("554 no\r\n"), ..Script::default() }).await;
        let good = SmtpServer::start(Script::default()).await;
        let servers = [closed, http.address, refusing.address, good.address].map(at);
        let facts = probe(&servers, &options(), false, &|_, _| ()).await;
        let sessions: Vec<_> = facts.sessions.iter().map(|session| session.server).collect();
        assert_eq!(sessions, [closed, http.address, refusing.address]);
        assert_eq!(facts.left_out, 1);
        assert_eq!(told(&facts.sessions[0]), "connect !refused");
        assert_eq!(told(&facts.sessions[1]), "connect !not-a-reply");
        assert!(told(&facts.sessions[2]).starts_with("connect 554 | quit"));
        assert!(good.seen().commands.is_empty(), "a refusal is an answer");
        let none = probe(&[], &options(), false, &|_, _| ()).await;
        assert_eq!((none.sessions.len(), none.left_out), (0, 0));
    });
}

#[test]
fn all_exchanges_are_talked_to_side_by_side() {
    run(async {
        // Each greets when all three are connected: one after another would time out.
        let meeting = Arc::new(Barrier::new(3));
        let greeting = [vec![Act::Meet(meeting)], say("220 mx ESMTP\r\n")].concat();
        let mut servers = Vec::new();
        for _ in 0..3 {
            servers.push(SmtpServer::start(Script { greeting: greeting.clone(), ..Script::default() }).await);
        }
        let (_port, closed) = nobody();
        let exchange = |name: &str, address| Server {
            exchange: Some(name.parse().expect("a name")),
            address,
            is_probed: true,
        };
        let list = [
            exchange("mx1.good.test", servers[0].address),
            exchange("mx2.good.test", closed),
            exchange("mx2.good.test", servers[1].address),
            exchange("mx2.good.test", closed),
            exchange("mx3.good.test", servers[2].address),
        ];
        let numbers = Mutex::new(Vec::new());
        let options = SessionOptions { timeout: Duration::from_secs(10), ..options() };
        let facts = probe(&list, &options, true, &|number, step| {
            if step.step == Step::Connect {
                numbers.lock().expect("no panic").push(number);
            }
        })
        .await;
        let sessions: Vec<_> = facts.sessions.iter().map(|session| session.server).collect();
        assert_eq!(sessions, [servers[0].address, closed, servers[1].address, servers[2].address]);
        assert_eq!(facts.left_out, 1, "the exchange has answered at its other address");
        assert_eq!(facts.sessions.iter().filter(|session| accepts(session)).count(), 3);
        let mut numbers = numbers.into_inner().expect("no panic");
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 4]);
    });
}

#[test]
fn a_server_of_several_exchanges_has_one_connection_at_a_time() {
    run(async {
        let greeting = [vec![Act::Pause(Duration::from_millis(20))], say("220 mx ESMTP\r\n")].concat();
        let server = SmtpServer::start(Script { greeting, ..Script::default() }).await;
        let named = |name: &str| Server {
            exchange: Some(name.parse().expect("a name")),
            address: server.address,
            is_probed: true,
        };
        let list = [named("mx1.good.test"), named("mx2.good.test"), named("mx3.good.test")];
        let facts = probe(&list, &options(), true, &|_, _| ()).await;
        assert_eq!(facts.sessions.iter().filter(|session| accepts(session)).count(), 3);
        assert_eq!(server.seen().most_at_a_time, 1);
    });
}

#[test]
fn tls_is_used_where_it_is_offered() {
    let authority = Authority::new("Test Authority");
    let identity = authority.issue(&parameters("mx.good.test", &["mx.good.test", "192.0.2.1"], VALID));
    let with_roots = SessionOptions { roots: authority.roots(), ..options() };
    run(async {
        let versions = [
            (&rustls::version::TLS12, "TLSv1.2", "TLS_ECDHE_"),
            (&rustls::version::TLS13, "TLSv1.3", "TLS_AES_"),
        ];
        for (version, name, cipher) in versions {
            let server = SmtpServer::start(Script::with_tls(&identity.server(&[version]))).await;
            let session = whole(&server, &with_roots).await;
            assert_eq!(told(&session), WITH_TLS);
            assert_eq!(session.extensions, [("SIZE".to_owned(), "200000".to_owned())], "those inside TLS");
            let tls = session.tls.expect("facts of TLS");
            assert!(tls.offered && tls.stripped.is_none());
            let tls = tls.session.expect("a session");
            assert_eq!(tls.version, name);
            assert!(tls.cipher.starts_with(cipher), "{}", tls.cipher);
            assert_eq!(tls.faults, []);
            let certificate = tls.certificate.expect("a certificate");
            assert_eq!(certificate.names, ["mx.good.test", "192.0.2.1"]);
            assert!(certificate.subject.contains("CN=mx.good.test"), "{}", certificate.subject);
            assert!(certificate.issuer.contains("CN=Test Authority"), "{}", certificate.issuer);
            assert_eq!((certificate.not_before, certificate.not_after), (946_684_800, 64_060_588_800));
        }
        let server = SmtpServer::start(Script::with_tls(&identity.any())).await;
        let session = whole(&server, &SessionOptions { starttls: StartTls::Never, ..options() }).await;
        assert_eq!(told(&session), ALL);
        assert_eq!(session.tls.map(|tls| (tls.offered, tls.session)), Some((true, None)));
        let session = whole(&server, &SessionOptions { starttls: StartTls::Require, ..with_roots }).await;
        assert_eq!(told(&session), WITH_TLS);
    });
}

#[test]
fn implicit_tls_begins_with_the_connection() {
    let authority = Authority::new("Test Authority");
    let identity = authority.issue(&parameters("mx", &["mx.good.test"], VALID));
    run(async {
        let good = Script::default();
        let greeting = [vec![Act::Handshake(identity.any())], good.greeting.clone()].concat();
        let server = SmtpServer::start(Script { greeting, ..good }).await;
        let options = SessionOptions {
            implicit_tls: true,
            starttls: StartTls::Require,
            roots: authority.roots(),
            ..options()
        };
        let session = whole(&server, &options).await;
        assert_eq!(told(&session), ALL);
        let tls = session.tls.expect("facts of TLS");
        assert!(tls.offered);
        assert_eq!(tls.session.expect("a session").faults, []);
        let plain = SmtpServer::start(Script::default()).await;
        let session = one(&plain, &options).await;
        assert_eq!(told(&session), "connect !handshake");
        let old = SmtpServer::start(Script {
            greeting: [vec![Act::Listen], say(b"\x15\x03\x01\x00\x02\x02\x46"), vec![Act::Hang]].concat(),
            ..Script::default()
        })
        .await;
        assert_eq!(told(&one(&old, &options).await), "connect !old-tls");
    });
}

#[test]
fn a_keyword_that_was_taken_out_is_reported() {
    run(async {
        let server = SmtpServer::start(Script {
            ehlo: say("250-mx.good.test\r\n250-XXXXXXXA\r\n250 SIZE 1\r\n"),
            ..Script::default()
        })
        .await;
        let session = whole(&server, &options()).await;
        assert_eq!(told(&session), ALL);
        let tls = session.tls.expect("facts of TLS");
        assert_eq!((tls.offered, tls.stripped.as_deref()), (false, Some("XXXXXXXA")));
    });
}

#[test]
fn everything_that_is_wrong_with_a_certificate_is_reported() {
    use CertificateFault::{Expired, Name, NotYetValid, SelfSigned, UnknownIssuer};
    let authority = Authority::new("Test Authority");
    let stranger = Authority::new("Nobody");
    let good = |years| parameters("mx", &["mx.good.test"], years);
    let wrong = |years| parameters("mx", &["mx.other.test"], years);
    let past = (1990, 2000);
    let future = (3000, 4000);
    let trusted = self_signed(&good(VALID));
    let trust = trusting(&trusted.chain[0]);
    let mut of_ca = good(VALID);
    of_ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let trusted_ca = self_signed(&of_ca);
    let trust_ca = trusting(&trusted_ca.chain[0]);
    // Its subject is its issuer's, but another key has signed it.
    let namesake = stranger.issue(&parameters("Nobody", &["mx.good.test"], VALID));
    let roots = || authority.roots();
    let cases: Vec<(&str, Identity, Arc<RootCertStore>, Vec<CertificateFault>)> = vec![
        ("good", authority.issue(&good(VALID)), roots(), vec![]),
        ("wildcard", authority.issue(&parameters("mx", &["*.good.test"], VALID)), roots(), vec![]),
        ("name", authority.issue(&wrong(VALID)), roots(), vec![Name]),
        ("no names", authority.issue(&parameters("mx.good.test", &[], VALID)), roots(), vec![Name]),
        ("expired", authority.issue(&good(past)), roots(), vec![Expired]),
        ("not yet valid", authority.issue(&good(future)), roots(), vec![NotYetValid]),
        ("expired, name", authority.issue(&wrong(past)), roots(), vec![Expired, Name]),
        ("unknown issuer", stranger.issue(&good(VALID)), roots(), vec![UnknownIssuer]),
        ("unknown issuer, expired", stranger.issue(&good(past)), roots(), vec![Expired, UnknownIssuer]),
        ("namesake of its issuer", namesake, roots(), vec![UnknownIssuer]),
        ("self-signed", self_signed(&good(VALID)), roots(), vec![SelfSigned]),
        ("self-signed, all of it", self_signed(&wrong(past)), roots(), vec![Expired, Name, SelfSigned]),
        ("self-signed CA", self_signed(&of_ca), roots(), vec![SelfSigned]),
        ("self-signed and trusted", trusted, trust, vec![]),
        ("self-signed CA and trusted", trusted_ca, trust_ca, vec![]),
        ("self-signed, nobody trusted", self_signed(&good(VALID)), nobody_trusted(), vec![SelfSigned]),
    ];
    run(async {
        for (name, identity, roots, expected) in cases {
            let server = SmtpServer::start(Script::with_tls(&identity.any())).await;
            let session = whole(&server, &SessionOptions { roots, ..options() }).await;
            assert_eq!(told(&session), WITH_TLS, "{name}: the session goes on");
            assert!(accepts(&session));
            assert_eq!(faults(session), expected, "{name}");
        }
        // Without anybody to trust, nobody is said to be unknown.
        let identity = authority.issue(&good(VALID));
        let server = SmtpServer::start(Script::with_tls(&identity.any())).await;
        let session = whole(&server, &SessionOptions { roots: nobody_trusted(), ..options() }).await;
        assert!(matches!(faults(session).as_slice(), [CertificateFault::Other(_)]));
        // An address that was typed is what the certificate is to be for.
        for (names, expected) in [(["127.0.0.1"], vec![]), (["mx.good.test"], vec![Name])] {
            let identity = authority.issue(&parameters("mx", &names, VALID));
            let server = SmtpServer::start(Script::with_tls(&identity.any())).await;
            let typed = Server { exchange: None, address: server.address, is_probed: true };
            let options = SessionOptions { roots: authority.roots(), ..options() };
            let mut facts = probe(&[typed], &options, false, &|_, _| ()).await;
            assert_eq!(faults(facts.sessions.remove(0)), expected);
        }
    });
}

fn nobody_trusted() -> Arc<RootCertStore> {
    Arc::new(RootCertStore::empty())
}

fn faults(session: SessionFacts) -> Vec<CertificateFault> {
    session.tls.expect("facts of TLS").session.expect("a session").faults
}

#[test]
fn a_file_of_certificates_holds_some() {
    let folder = std::env::temp_dir().join(format!("mxcheck-roots-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        roots_of_file(&path)
    };
    let pem = Authority::new("Test Authority").pem;
    assert_eq!(write("one", &pem).expect("a certificate").len(), 1);
    let two = format!("two of them:\n{pem}\n{pem}");
    assert_eq!(write("two", &two).expect("certificates").len(), 2);
    assert!(matches!(write("none", "no certificate\n"), Err(RootsError::NoCertificate)));
    assert!(matches!(write("empty", ""), Err(RootsError::NoCertificate)));
    let key = rcgen::KeyPair::generate().expect("a key").serialize_pem();
    assert!(matches!(write("key", &key), Err(RootsError::NoCertificate)));
    let cut = &pem[..pem.len() / 2];
    assert!(matches!(write("cut", cut), Err(RootsError::Malformed(1, _) | RootsError::NoCertificate)));
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(write("damaged", &format!("{pem}{damaged}")), Err(RootsError::Malformed(2, _))));
    assert!(matches!(roots_of_file(&folder), Err(RootsError::Unreadable(_))), "a folder");
    assert!(matches!(roots_of_file(&folder.join("absent")), Err(RootsError::Unreadable(_))));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
