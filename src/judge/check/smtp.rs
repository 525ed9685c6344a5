//! What a dry run showed of the servers: their TLS, and whether they keep to the protocol. None of
//! it decides whether mail is taken; a refusal itself is no fault of theirs.

use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    CERTIFICATE_EXPIRED, CERTIFICATE_IS_INVALID, CERTIFICATE_ISSUER_UNKNOWN, CERTIFICATE_NAME_MISMATCH,
    CERTIFICATE_NOT_YET_VALID, CERTIFICATE_SELF_SIGNED, Check, EHLO_IS_REFUSED, SERVER_IS_UNREACHABLE,
    SESSION_IS_BROKEN, SMTPUTF8_IS_NOT_OFFERED, STARTTLS_BROKEN, STARTTLS_INJECTION, STARTTLS_IS_NOT_OFFERED,
    STARTTLS_REFUSED, STARTTLS_STRIPPED, TLS_TOO_OLD,
};
use crate::probe::facts::{
    Certificate, CertificateFault, SessionFacts, SmtpFacts, Step, StepFacts, StepFailure, TlsSession,
};

/// What a sender can do about a fault of somebody else's server.
const REPORT_IT: &str = "It is their server: send this page to the receiver's postmaster.";

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
            Some((StepFacts { step: Step::Connect, .. }, StepFailure::TimedOut)) => {
                let summary = format!("{server} sent no greeting in time");
                let note = "Receivers may wait up to 5 minutes before the greeting: try --smtp-timeout 300.";
                self.warn(&SESSION_IS_BROKEN, summary, None, Some(note));
            }
            Some((step, failure)) => {
                let summary = format!("{server} at {}: {failure}", step.step.title());
                let sent = step.command.as_ref().map(|command| format!("{} <- {command}", self.server()));
                if matches!(failure, StepFailure::OldTls(_)) {
                    self.warn(&TLS_TOO_OLD, summary.clone(), None, Some(REPORT_IT));
                }
                self.warn(&SESSION_IS_BROKEN, summary, sent, Some(REPORT_IT));
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
                self.warn(&EHLO_IS_REFUSED, summary, Some(format!("{server} -> {reply}")), Some(REPORT_IT));
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
            let summary = format!("{server}: {word} is in the place of STARTTLS in the reply to EHLO");
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
                self.warn(&STARTTLS_REFUSED, summary, Some(format!("{server} -> {reply}")), Some(REPORT_IT));
                return;
            }
            None => self.pass(&STARTTLS_REFUSED, format!("{server} takes STARTTLS")),
        }
        let injected = step.failure == Some(StepFailure::InjectedPlaintext);
        match &step.failure {
            Some(failure @ StepFailure::InjectedPlaintext) => {
                let note =
                    "Their server or a device on the path is at fault: contact the receiver's postmaster.";
                self.warn(&STARTTLS_INJECTION, format!("{server}: {failure}"), None, Some(note));
            }
            Some(failure @ StepFailure::OldTls(_)) => {
                self.warn(&TLS_TOO_OLD, format!("{server}: {failure}"), None, Some(REPORT_IT));
            }
            Some(failure) => {
                let summary = format!("{server}: the handshake after STARTTLS: {failure}");
                self.warn(&STARTTLS_BROKEN, summary, None, Some(REPORT_IT));
            }
            None => self.pass(&STARTTLS_BROKEN, format!("{server}: the handshake after STARTTLS succeeds")),
        }
        if !injected {
            self.pass(&STARTTLS_INJECTION, format!("{server}: nothing follows the reply to STARTTLS"));
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
                format!("the certificate is self-signed ({subject})"),
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
                format!("the certificate is invalid: {}", other.clone().unwrap_or_default()),
                "the certificate holds in every other respect".to_owned(),
            ),
        ] {
            // A fault is said once: a self-signed certificate has no other issuer.
            let hidden = *check == CERTIFICATE_ISSUER_UNKNOWN && is_self_signed;
            if fails && *check == CERTIFICATE_SELF_SIGNED {
                // Senders do not verify the certificate of an MX, unless its domain publishes DANE or MTA-STS.
                self.push(check, Status::Info, format!("{server}: {wrong}"));
            } else if fails && !hidden {
                self.warn(check, format!("{server}: {wrong}"), None, Some(REPORT_IT));
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
