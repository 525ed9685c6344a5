use super::*;
use crate::evidence::log::event::{Delivery, Status};

fn event(text: &str) -> Event<'_> {
    parse(DateForm::Syslog, text.as_bytes()).event
}

fn delivery(event: Event<'_>) -> Delivery<'_> {
    match event {
        Event::Delivery(delivery) => delivery,
        other => panic!("{other:?}"),
    }
}

#[test]
fn postfix_deliveries() {
    let found = delivery(event(
        "mail postfix/smtp[12]: 4ABC12: to=<a@b.test>, orig_to=<\"x, y\"@z.test>, relay=mx.b.test[192.0.2.1]:25, conn_use=2, \
         delay=9, delays=1.5/0.02/2.75/1.5, dsn=5.1.1, status=bounced (host said: 550 no (in reply to RCPT TO command))",
    ));
    assert_eq!(
        (found.recipients, found.relay.host, found.relay.address),
        (&b"a@b.test"[..], &b"mx.b.test"[..], &b"192.0.2.1"[..])
    );
    assert_eq!(
        (found.status, found.dsn, found.took, found.process),
        (Status::Failed, &b"5.1.1"[..], 4, &b"12"[..])
    );
    assert_eq!(found.text, b"host said: 550 no (in reply to RCPT TO command)");
    // Before version 2.3 there was no dsn, and a second instance has a name of its own.
    let old = delivery(event(
        "mail postfix-out/smtp[12]: 4ABC12: to=<a@b.test>, relay=none, delay=9, status=deferred (x)",
    ));
    assert_eq!((old.status, old.relay.host, old.dsn), (Status::Deferred, &b""[..], &b""[..]));
    for line in [
        "mail postfix/smtp[12]: 4ABC12: to=<a@b.test>, relay=none",
        "mail postfix/smtp[12]: 4ABC12: to=<a@b.test",
        "mail postfix/smtp[12]: 4ABC12: to=<a@b.test>, relay=x[1]:25, status=odd (x)",
        "mail postfix/smtp[12]: warning: to=<a@b.test>",
        "mail postfix/smtp[12]",
        "mail",
        "",
    ] {
        assert_eq!(event(line), Event::Other, "{line}");
    }
}

#[test]
fn what_else_postfix_says() {
    assert_eq!(
        event("m postfix/qmgr[1]: 4ABC12: from=<>, size=1, nrcpt=1 (queue active)"),
        Event::Sender { id: b"4ABC12", sender: b"" }
    );
    assert_eq!(event("m postfix/qmgr[1]: 4ABC12: removed"), Event::Done { id: b"4ABC12" });
    assert_eq!(
        event(
            "m postfix/submission/smtpd[1]: 4ABC12: client=h[2001:db8::1], sasl_method=PLAIN, sasl_username=u"
        ),
        Event::Accepted {
            id: b"4ABC12",
            sender: None,
            client: b"2001:db8::1",
            helo: b"",
            is_authenticated: true
        }
    );
    assert_eq!(
        event(
            "m postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.1]: 450 x; from=<> to=<> proto=ESMTP helo=<n.test>"
        ),
        Event::Rejected { id: b"", client: b"192.0.2.1", helo: b"n.test" }
    );
    assert!(matches!(
        event(
            "m postfix/smtp[1]: 4ABC12: host h[192.0.2.1] said: 450 4.2.0 wait (in reply to RCPT TO command)"
        ),
        Event::Refusal { id: b"4ABC12", relay: crate::evidence::log::event::Relay { host: b"h", .. }, .. }
    ));
}

#[test]
fn syslogs_put_their_own_around_a_message() {
    for text in [
        "mail postfix/qmgr 12 - - 4ABC12: removed",
        "mail postfix/qmgr 12 ID47 [x@1 a=\"b\"] 4ABC12: removed",
        "mail postfix/qmgr 12 ID47 [x@1 a=\"b \\\"] c\"][y@1 d=\"\\] [e] \"] 4ABC12: removed",
        // What FreeBSD's and Solaris' syslogd add.
        "<mail.info> mail postfix/qmgr[12]: 4ABC12: removed",
        "mail postfix/qmgr[12]: [ID 197553 mail.info] 4ABC12: removed",
    ] {
        assert_eq!(event(text), Event::Done { id: b"4ABC12" }, "{text}");
    }
}

#[test]
fn exim_lines() {
    let exim = |text: &'static str| parse(DateForm::Exim, text.as_bytes()).event;
    assert_eq!(
        exim("1tEabc-0001aB-2C <= a@b.test H=h.test (helo.test) [192.0.2.1] P=esmtp S=1"),
        Event::Accepted {
            id: b"1tEabc-0001aB-2C",
            sender: Some(b"a@b.test"),
            client: b"192.0.2.1",
            helo: b"helo.test",
            is_authenticated: false
        }
    );
    let local = delivery(exim("[77] 1tEabc-0001aB-2C => user <user@b.test> R=local_user T=local_delivery"));
    assert_eq!(
        (local.recipients, local.process, local.relay.host),
        (&b"user@b.test"[..], &b"77"[..], &b""[..])
    );
    // The longer ids of version 4.97, and the order of fields of versions before 4.8.
    let long = delivery(exim(
        "1tEabc-00000001aB2-2C0d ** a@b.test F=<s@c.test> R=r T=t: SMTP error from remote mail server after RCPT TO:<a@b.test>: host mx.b.test [192.0.2.1]: 550 no",
    ));
    assert_eq!(
        (long.relay.host, long.relay.address, long.sender),
        (&b"mx.b.test"[..], &b"192.0.2.1"[..], Some(&b"s@c.test"[..]))
    );
    assert_eq!(exim("1tEabc-0001aB-2C Completed"), Event::Done { id: b"1tEabc-0001aB-2C" });
    // Another program's lines with the same date.
    for text in ["status installed mail:amd64 1.0", "startup archives unpack", "1tEabc", ""] {
        assert_eq!(parse(DateForm::Exim, text.as_bytes()).program, None, "{text}");
    }
    for text in ["Start queue run: pid=1", "H=(x) [192.0.2.1] F=<a@b.test> rejected RCPT <c@d.test>: no"] {
        assert_eq!(parse(DateForm::Exim, text.as_bytes()).program, Some(Program::Exim), "{text}");
    }
    assert_eq!(parse(DateForm::Syslog, b"m /USR/SBIN/CRON[1]: (root) CMD (x)").program, None);
    for text in ["Start queue run: pid=1", "1tEabc-0001aB-2C", "1tEabc-0001aB-2C =>", "[", ""] {
        exim(text);
    }
}

#[test]
fn sendmail_names_several_recipients_in_a_line() {
    let found = delivery(event(
        "m sm-mta[9]: 3219000A000100: to=<a@b.test>,<c@d.test>, ctladdr=<x@y.test>, delay=00:01:02, xdelay=00:00:05, relay=mx.b.test. [192.0.2.1], dsn=2.0.0, stat=Sent (Ok)",
    ));
    assert_eq!(found.each_recipient().collect::<Vec<_>>(), [b"a@b.test", b"c@d.test"]);
    assert_eq!((found.relay.host, found.took, found.status), (&b"mx.b.test"[..], 5, Status::Sent));
    for (to, wanted) in [
        ("a@b.test,c@d.test", &["a@b.test", "c@d.test"][..]),
        ("<a@b.test>,c@d.test,<e@f.test>", &["a@b.test", "c@d.test", "e@f.test"]),
        ("a@b.test", &["a@b.test"]),
        ("<\"a,b\"@b.test>", &["\"a,b\"@b.test"]),
    ] {
        let line = format!(
            "m sm-mta-tx[9]: 3219000A000100: to={to}, delay=1, relay=mx.b.test. [192.0.2.1], dsn=5.1.1, stat=User unknown"
        );
        let Event::Delivery(found) = parse(DateForm::Syslog, line.as_bytes()).event else { panic!("{line}") };
        let found: Vec<&str> = found.each_recipient().map(|one| std::str::from_utf8(one).unwrap()).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn opensmtpd_in_both_of_its_languages() {
    let new = delivery(event(
        "m smtpd[1]: 5f mta delivery evpid=0a0b0c0d11111111 from=<a@b.test> to=<c@d.test> rcpt=<-> source=\"192.0.2.10\" relay=\"192.0.2.1 (mx.d.test)\" delay=1s result=\"TempFail\" stat=\"421 x\"",
    ));
    let old = delivery(event(
        "m smtpd[1]: relay: TempFail for 0a0b0c0d11111111: session=5f, from=<a@b.test>, to=<c@d.test>, rcpt=<->, source=192.0.2.10, relay=192.0.2.1 (mx.d.test), delay=1s, stat=421 x",
    ));
    assert_eq!(new, old);
    assert_eq!((new.relay.host, new.local, new.text), (&b"mx.d.test"[..], &b"192.0.2.10"[..], &b"421 x"[..]));
    assert!(matches!(
        event("m smtpd[1]: 5f mta connecting address=smtp://192.0.2.1:25 host=mx.d.test"),
        Event::Connect { .. }
    ));
}
