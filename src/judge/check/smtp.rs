//! What a dry run showed of the servers: their TLS, and whether they keep to the protocol. None of
//! it decides whether mail is taken; a refusal itself is no fault of theirs.

use super::{Check, Evidence, Finding, Findings, Fix, Input, Status, Subject};
use crate::probe::facts::{
    Certificate, CertificateFault, SessionFacts, SmtpFacts, Step, StepFacts, StepFailure, TlsSession,
};

/// What a sender can do about a fault of somebody else's server.
const TELL_THEM: &str = "It is their server: tell the receiver's postmaster, with this page.";

/// Nobody could be connected to at an address of the exchange.
pub const SERVER_IS_UNREACHABLE: Check = Check {
    id: "server-is-unreachable",
    title: "nobody could be connected to",
    doc: "The connection was refused, timed out or found no way. A sender goes on to the next exchange; where \
          none answers, its queue keeps the mail for days.",
    references: &["RFC 5321 section 5.1", "RFC 5321 section 4.5.4"],
    input: Input::Session,
};

/// The server does not keep to the protocol.
pub const SESSION_IS_BROKEN: Check = Check {
    id: "session-is-broken",
    title: "the server does not keep to the protocol, or breaks off",
    doc: "It closed or reset the connection, sent nothing in time, or something that is no reply. What it would \
          have answered is not known: a session that breaks is never counted as accepted.",
    references: &["RFC 5321 section 4.2", "RFC 5321 section 3.8"],
    input: Input::Session,
};

/// The server does not understand EHLO.
pub const EHLO_IS_REFUSED: Check = Check {
    id: "ehlo-is-refused",
    title: "the server refuses EHLO and takes HELO",
    doc: "A server without EHLO has no extensions: no TLS, no SIZE. Every server has had to understand it since \
          2001; something between here and the server may be in the way.",
    references: &["RFC 5321 section 2.2.1", "RFC 5321 section 4.1.1.1"],
    input: Input::Session,
};

/// The mail address needs SMTPUTF8, and the server does not offer it.
pub const SMTPUTF8_IS_NOT_OFFERED: Check = Check {
    id: "smtputf8-is-not-offered",
    title: "the address needs SMTPUTF8, and the server does not offer it",
    doc: "A local part with characters outside ASCII can be given to servers alone that offer SMTPUTF8. A \
          sender's own server returns such mail.",
    references: &["RFC 6531 section 3.2"],
    input: Input::Session,
};

/// STARTTLS is not offered.
pub const STARTTLS_IS_NOT_OFFERED: Check = Check {
    id: "starttls-is-not-offered",
    title: "the server offers no STARTTLS",
    doc: "Mail to it crosses the network in plain text. A sender that requires TLS cannot deliver.",
    references: &["RFC 3207", "RFC 8314"],
    input: Input::Session,
};

/// Something between here and the server takes STARTTLS out.
pub const STARTTLS_STRIPPED: Check = Check {
    id: "starttls-stripped",
    title: "something on the way takes STARTTLS out",
    doc: "A word of the same length stands where STARTTLS should, such as XXXXXXXA: a firewall or a provider \
          between here and the server rewrites the session, and can read all of it.",
    references: &["RFC 3207 section 6", "RFC 7672 section 1.3"],
    input: Input::Session,
};

/// STARTTLS was offered and refused.
pub const STARTTLS_REFUSED: Check = Check {
    id: "starttls-refused",
    title: "STARTTLS is offered and then refused",
    doc: "The server lists STARTTLS and answers it with an error, usually 454: its certificate or key cannot be \
          read.",
    references: &["RFC 3207 section 4"],
    input: Input::Session,
};

/// The handshake after STARTTLS failed.
pub const STARTTLS_BROKEN: Check = Check {
    id: "starttls-broken",
    title: "the TLS handshake fails",
    doc: "After STARTTLS the handshake hangs, breaks off or ends in an error. Many senders then fall back to \
          plain text, others keep the mail.",
    references: &["RFC 3207 section 4.1"],
    input: Input::Session,
};

/// Plain text stood behind the reply to STARTTLS.
pub const STARTTLS_INJECTION: Check = Check {
    id: "starttls-injection",
    title: "plain text stands behind the reply to STARTTLS",
    doc: "What follows the reply to STARTTLS must be TLS. Text behind it can be put there by somebody on the way, \
          who wants it to be taken for a part of the protected session.",
    references: &["RFC 3207 section 4.2", "CVE-2011-0411", "CVE-2021-33515"],
    input: Input::Session,
};

/// Nothing from TLS 1.2 on.
pub const TLS_TOO_OLD: Check = Check {
    id: "tls-too-old",
    title: "the server offers no version of TLS from 1.2 on",
    doc: "TLS 1.0 and 1.1 are not to be used any more. Senders of today do not speak them.",
    references: &["RFC 8996", "RFC 9325 section 3.1.1"],
    input: Input::Session,
};

/// The certificate is for other names.
pub const CERTIFICATE_NAME_MISMATCH: Check = Check {
    id: "certificate-name-mismatch",
    title: "the certificate is for another name",
    doc: "Most senders do not mind, as no certificate protects the MX record itself. Those that follow MTA-STS \
          do not deliver to such a server.",
    references: &["RFC 6125", "RFC 8461 section 4.1"],
    input: Input::Session,
};

/// The certificate has expired.
pub const CERTIFICATE_EXPIRED: Check = Check {
    id: "certificate-expired",
    title: "the certificate has expired",
    doc: "Its time is over. Senders that check certificates do not deliver.",
    references: &["RFC 5280 section 4.1.2.5"],
    input: Input::Session,
};

/// The certificate is not valid yet.
pub const CERTIFICATE_NOT_YET_VALID: Check = Check {
    id: "certificate-not-yet-valid",
    title: "the certificate is not valid yet",
    doc: "Its time has not begun, or the clock of this machine is slow.",
    references: &["RFC 5280 section 4.1.2.5"],
    input: Input::Session,
};

/// The certificate is its own issuer.
pub const CERTIFICATE_SELF_SIGNED: Check = Check {
    id: "certificate-self-signed",
    title: "the certificate is its own issuer",
    doc: "Nobody but the server itself vouches for it. It protects from those who listen, not from those who \
          take the server's place.",
    references: &["RFC 5280 section 6.1", "RFC 7672 section 1.3"],
    input: Input::Session,
};

/// The issuer is not known here.
pub const CERTIFICATE_ISSUER_UNKNOWN: Check = Check {
    id: "certificate-issuer-unknown",
    title: "nobody whom this machine trusts has issued the certificate",
    doc: "The issuer is private, or the server does not send the certificates between its own and a known one. \
          --ca-file names issuers that are to be trusted.",
    references: &["RFC 5280 section 6.1"],
    input: Input::Session,
};

/// Anything else that is wrong with the certificate.
pub const CERTIFICATE_IS_INVALID: Check = Check {
    id: "certificate-is-invalid",
    title: "the certificate does not hold",
    doc: "It cannot be read, has been revoked, is for another purpose, or is signed in a way that is not \
          accepted any more.",
    references: &["RFC 5280"],
    input: Input::Session,
};

/// Judges what a dry run saw.
pub fn session_findings(facts: &SmtpFacts, findings: &mut Findings) {
    for session in &facts.sessions {
        Judge { session, findings }.judge();
    }
}

struct Judge<'a> {
    session: &'a SessionFacts,
    findings: &'a mut Findings,
}

impl Judge<'_> {
    fn judge(mut self) {
        let server = self.server();
        let step = |step: &StepFacts| step.step;
        let is_connected = self.session.client.is_some()
            || self.session.steps.iter().any(|step| step.reply.is_some() || step.step != Step::Connect);
        let failed = self.session.steps.iter().find_map(|s| s.failure.clone().map(|f| (step(s), f)));
        if let (false, Some((_, failure))) = (is_connected, &failed) {
            let summary = format!("{server}: {failure}");
            return self.warn(&SERVER_IS_UNREACHABLE, summary, None, None);
        }
        self.pass(&SERVER_IS_UNREACHABLE, format!("{server} answers"));
        self.protocol();
        self.ehlo();
        self.starttls();
        let tls = self.session.tls.as_ref().and_then(|tls| tls.session.clone());
        if let Some(tls) = tls {
            self.pass(&TLS_TOO_OLD, format!("{server} speaks {}", tls.version));
            if tls.certificate.is_some() || !tls.faults.is_empty() {
                self.certificate(&tls);
            }
        }
    }

    /// As Postfix logs it: `mx.example[192.0.2.1]:25`.
    fn server(&self) -> String {
        let (ip, port) = (self.session.server.ip(), self.session.server.port());
        match &self.session.exchange {
            Some(name) => format!("{name}[{ip}]:{port}"),
            None => format!("[{ip}]:{port}"),
        }
    }

    fn push(&mut self, check: &'static Check, status: Status, summary: String) {
        let finding = Finding::new(check, status, Subject::Server(self.server()), summary);
        self.findings.push(finding);
    }

    fn pass(&mut self, check: &'static Check, summary: String) {
        self.push(check, Status::Pass, summary);
    }

    fn warn(
        &mut self,
        check: &'static Check,
        summary: String,
        evidence: Option<String>,
        note: Option<&'static str>,
    ) {
        let evidence = evidence.map(Evidence::session);
        let mut finding = Finding::new(check, Status::Warn, Subject::Server(self.server()), summary);
        finding = finding.with_evidence(evidence);
        if let Some(note) = note {
            finding = finding.with_fix(Fix { note: Some(note.to_owned()), ..Fix::default() });
        }
        self.findings.push(finding);
    }

    /// The first step that broke; what breaks TLS is judged there, and QUIT is not waited for.
    fn protocol(&mut self) {
        let server = self.server();
        let broken = self.session.steps.iter().find_map(|step| {
            let failure = step.failure.as_ref()?;
            let is_elsewhere =
                matches!(step.step, Step::Starttls | Step::Quit) || *failure == StepFailure::NeedsSmtpUtf8;
            // A refusal may end the connection.
            let refused =
                step.reply.as_ref().is_some_and(|reply| reply.is_permanent() || reply.is_transient());
            let ended = matches!(failure, StepFailure::Closed | StepFailure::Reset | StepFailure::TimedOut);
            let is_refusal = refused && ended;
            (!is_elsewhere && !is_refusal).then_some((step, failure))
        });
        match broken {
            Some((step, failure)) => {
                let summary = format!("{server} at {}: {failure}", step.step.title());
                let sent = step.command.as_ref().map(|command| format!("{} <- {command}", self.server()));
                if matches!(failure, StepFailure::OldTls(_)) {
                    self.warn(&TLS_TOO_OLD, summary.clone(), None, Some(TELL_THEM));
                }
                self.warn(&SESSION_IS_BROKEN, summary, sent, Some(TELL_THEM));
            }
            None => self.pass(&SESSION_IS_BROKEN, format!("{server} keeps to the protocol")),
        }
        let utf8 = self.session.steps.iter().find(|step| step.failure == Some(StepFailure::NeedsSmtpUtf8));
        match utf8 {
            Some(step) => {
                let summary = format!("{server} at {}: {}", step.step.title(), StepFailure::NeedsSmtpUtf8);
                self.warn(&SMTPUTF8_IS_NOT_OFFERED, summary, None, Some("Use an address in ASCII."));
            }
            None if self.session.extensions.iter().any(|(keyword, _)| keyword == "SMTPUTF8") => {
                self.pass(&SMTPUTF8_IS_NOT_OFFERED, format!("{server} offers SMTPUTF8"));
            }
            None => {}
        }
    }

    fn ehlo(&mut self) {
        let server = self.server();
        let mut greetings = self.session.steps.iter().filter(|step| step.step == Step::Ehlo);
        let is_helo = |step: &StepFacts| {
            step.command.as_ref().is_some_and(|command| command.to_ascii_uppercase().starts_with("HELO"))
        };
        let Some(first) = greetings.next() else { return };
        match (&first.reply, greetings.find(|step| is_helo(step))) {
            (Some(reply), Some(_)) if !reply.is_positive() => {
                let summary = format!("{server} refuses EHLO: {reply}");
                self.warn(&EHLO_IS_REFUSED, summary, Some(format!("{server} -> {reply}")), Some(TELL_THEM));
            }
            (Some(reply), _) if reply.is_positive() => {
                self.pass(&EHLO_IS_REFUSED, format!("{server} takes EHLO"));
            }
            _ => {}
        }
    }

    fn starttls(&mut self) {
        let server = self.server();
        let Some(tls) = self.session.tls.clone() else { return };
        if let Some(word) = &tls.stripped {
            let summary = format!("{server}: {word} stands where STARTTLS should in the answer to EHLO");
            let note = "Look for a firewall between here and the server that inspects SMTP (Cisco: \"fixup\" or \
                        ESMTP inspection), and turn that off.";
            self.warn(&STARTTLS_STRIPPED, summary, Some(format!("{server} -> 250 {word}")), Some(note));
        } else {
            self.pass(&STARTTLS_STRIPPED, format!("{server}: nothing has taken STARTTLS out"));
            if tls.offered {
                self.pass(&STARTTLS_IS_NOT_OFFERED, format!("{server} offers TLS"));
            } else {
                let summary = format!("{server} offers no STARTTLS: mail to it is not encrypted");
                self.push(&STARTTLS_IS_NOT_OFFERED, Status::Info, summary);
            }
        }
        let Some(step) = self.session.steps.iter().find(|step| step.step == Step::Starttls).cloned() else {
            return;
        };
        let refusal = step.reply.as_ref().filter(|reply| !reply.is_positive());
        match refusal {
            Some(reply) => {
                let summary = format!("{server} offers STARTTLS and answers it with {reply}");
                self.warn(&STARTTLS_REFUSED, summary, Some(format!("{server} -> {reply}")), Some(TELL_THEM));
                return;
            }
            None => self.pass(&STARTTLS_REFUSED, format!("{server} takes STARTTLS")),
        }
        let injected = step.failure == Some(StepFailure::InjectedPlaintext);
        match &step.failure {
            Some(failure @ StepFailure::InjectedPlaintext) => {
                let note = "Their server or somebody on the way is at fault: tell the receiver's postmaster.";
                self.warn(&STARTTLS_INJECTION, format!("{server}: {failure}"), None, Some(note));
            }
            Some(failure @ StepFailure::OldTls(_)) => {
                self.warn(&TLS_TOO_OLD, format!("{server}: {failure}"), None, Some(TELL_THEM));
            }
            Some(failure) => {
                let summary = format!("{server}: the handshake after STARTTLS: {failure}");
                self.warn(&STARTTLS_BROKEN, summary, None, Some(TELL_THEM));
            }
            None => self.pass(&STARTTLS_BROKEN, format!("{server}: the handshake after STARTTLS succeeds")),
        }
        if !injected {
            self.pass(&STARTTLS_INJECTION, format!("{server}: nothing stands behind the reply to STARTTLS"));
        }
    }

    fn certificate(&mut self, tls: &TlsSession) {
        let server = self.server();
        let has = |test: &dyn Fn(&CertificateFault) -> bool| tls.faults.iter().any(test);
        let text = |test: &dyn Fn(&Certificate) -> String| tls.certificate.as_ref().map(test);
        let names = text(&|certificate| certificate.names.join(", ")).unwrap_or_default();
        let issuer = text(&|certificate| certificate.issuer.clone()).unwrap_or_default();
        let subject = text(&|certificate| certificate.subject.clone()).unwrap_or_default();
        let date = |seconds: Option<i64>| seconds.and_then(day).unwrap_or_else(|| "a time".to_owned());
        let not_after = date(tls.certificate.as_ref().map(|certificate| certificate.not_after));
        let not_before = date(tls.certificate.as_ref().map(|certificate| certificate.not_before));
        let other = tls.faults.iter().find_map(|fault| match fault {
            CertificateFault::Other(why) => Some(why.clone()),
            _ => None,
        });
        let is_self_signed = has(&|fault| *fault == CertificateFault::SelfSigned);
        let named = if names.is_empty() { "no name".to_owned() } else { names.clone() };
        for (check, fails, wrong, right) in [
            (
                &CERTIFICATE_NAME_MISMATCH,
                has(&|fault| *fault == CertificateFault::Name),
                format!("the certificate is for {named}"),
                "the certificate is for this name".to_owned(),
            ),
            (
                &CERTIFICATE_EXPIRED,
                has(&|fault| *fault == CertificateFault::Expired),
                format!("the certificate expired on {not_after}"),
                format!("the certificate is valid until {not_after}"),
            ),
            (
                &CERTIFICATE_NOT_YET_VALID,
                has(&|fault| *fault == CertificateFault::NotYetValid),
                format!("the certificate is valid from {not_before} on"),
                format!("the certificate is valid since {not_before}"),
            ),
            (
                &CERTIFICATE_SELF_SIGNED,
                is_self_signed,
                format!("{subject} has issued its certificate itself"),
                format!("{issuer} has issued the certificate"),
            ),
            (
                &CERTIFICATE_ISSUER_UNKNOWN,
                has(&|fault| *fault == CertificateFault::UnknownIssuer),
                format!("the certificate's issuer is not trusted here: {issuer}"),
                format!("the certificate's issuer is trusted here: {issuer}"),
            ),
            (
                &CERTIFICATE_IS_INVALID,
                other.is_some(),
                format!("the certificate does not hold: {}", other.clone().unwrap_or_default()),
                "the certificate holds in every other respect".to_owned(),
            ),
        ] {
            // Whom nobody has issued needs no word on the issuer, and a fault is said once.
            let hidden = check.id == CERTIFICATE_ISSUER_UNKNOWN.id && is_self_signed && !fails;
            if fails {
                self.warn(check, format!("{server}: {wrong}"), None, Some(TELL_THEM));
            } else if !hidden {
                self.pass(check, format!("{server}: {right}"));
            }
        }
    }
}

/// The day of a time in seconds since 1970.
fn day(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}
