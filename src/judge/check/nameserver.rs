//! The authoritative nameservers: each one's faults are warnings, those of all of a zone decide.

use super::{Evidence, Finding, Findings, Fix, Status, Subject};
use crate::catalogue::check::{
    Check, Input, NAMESERVER_DOES_NOT_ANSWER, NAMESERVER_IS_LAME, NAMESERVER_IS_SLOW, NAMESERVERS_DISAGREE,
};
use crate::dns::{Failure, NotAsked, Told};
use crate::judge::assess::{Answers, Assessment, Blame, Server, ZoneServers};
use crate::probe::facts::ZoneUse;

pub(super) fn judge(assessment: &Assessment<'_>, findings: &mut Findings) {
    // Without --authoritative nobody is asked: resolvers have had their answers.
    findings.settle(Input::Nameservers);
    for (of, failure) in assessment.zones_unknown {
        zone_unknown(of, *failure, findings);
    }
    for zone in &assessment.authority {
        for server in &zone.servers {
            answers(server, findings);
            if server.answers_at_all() {
                lame(server, zone, findings);
                slow(server, findings);
            }
        }
        for (name, failure) in &zone.evidence.unresolved {
            let subject = Subject::Server(name.to_string());
            findings.push(match failure {
                None => {
                    let summary = format!("the nameserver {name} of {} has no address", zone.evidence.zone);
                    Finding::new(&NAMESERVER_DOES_NOT_ANSWER, Status::Warn, subject, summary)
                }
                Some(failure) => {
                    let summary =
                        format!("the address of the nameserver {name} is not known, so it was not asked");
                    Finding::new(&NAMESERVER_DOES_NOT_ANSWER, Status::Unknown, subject, summary)
                        .with_evidence([Evidence::session(failure.to_string())])
                }
            });
        }
        all_of_a_zone(zone, findings);
        disagree(zone, findings);
    }
}

/// Without a zone nobody could be asked; whatever else depends on that lookup is reported by itself.
fn zone_unknown(of: &ZoneUse, failure: Failure, findings: &mut Findings) {
    let (subject, what) = match of {
        ZoneUse::Domain(name) => (Subject::Domain(name.clone()), name.to_string()),
        ZoneUse::Address(ip) => (Subject::Address(*ip), format!("the PTR record of {ip}")),
    };
    let summary = format!("which zone holds {what} is not known, so its nameservers were not asked");
    let finding = Finding::new(&NAMESERVER_DOES_NOT_ANSWER, Status::Unknown, subject, summary);
    findings.push(finding.with_evidence([Evidence::session(format!("its SOA record: {failure}"))]));
}

fn subject(server: &Server<'_>) -> Subject {
    Subject::Server(server.title())
}

fn note(text: String) -> Fix {
    Fix { note: Some(text), ..Fix::default() }
}

fn answers(server: &Server<'_>, findings: &mut Findings) {
    let title = server.title();
    let told = |list: &[Told]| list.iter().find_map(|told| told.as_ref().err()).map(ToString::to_string);
    let why = |list| told(list).unwrap_or_else(|| "no answer".to_owned());
    let (udp, tcp) = (&server.evidence.udp, &server.evidence.tcp);
    let (summary, advice) = match server.answers {
        Answers::NotAsked(reason) => {
            let summary = format!("the nameserver {title} was {}", Failure::NotAsked(reason));
            // A host without IPv6 is no fault of the sender's, nor of the run's.
            let status = if reason == NotAsked::NoRoute { Status::Info } else { Status::Unknown };
            let finding = Finding::new(&NAMESERVER_DOES_NOT_ANSWER, status, subject(server), summary);
            let evidence = Evidence::session(Failure::NotAsked(reason).to_string());
            findings.push(finding.with_evidence([evidence]));
            return;
        }
        Answers::Both if server.cuts_answers => (
            format!("the nameserver {title} cuts answers short over UDP, and does not give them over TCP"),
            "Let it answer over TCP port 53 for every record, and its firewall let that through.",
        ),
        Answers::Both => {
            let summary = format!("the nameserver {title} answers over UDP and TCP");
            findings.push(Finding::new(&NAMESERVER_DOES_NOT_ANSWER, Status::Pass, subject(server), summary));
            return;
        }
        Answers::UdpOnly => (
            format!("the nameserver {title} does not answer over TCP: {}", why(tcp)),
            "Open TCP port 53 on it and in its firewall.",
        ),
        Answers::TcpOnly => (
            format!("the nameserver {title} does not answer over UDP: {}", why(udp)),
            "Open UDP port 53 on it and in its firewall.",
        ),
        Answers::None => (
            format!("the nameserver {title} does not answer: {}", why(udp)),
            "Start it, or take it out of the NS records of the zone and of the delegation at the registrar.",
        ),
    };
    let finding = Finding::new(&NAMESERVER_DOES_NOT_ANSWER, Status::Warn, subject(server), summary);
    findings.push(finding.with_fix(note(advice.to_owned())));
}

fn lame(server: &Server<'_>, zone: &ZoneServers<'_>, findings: &mut Findings) {
    let (title, zone) = (server.title(), &zone.evidence.zone);
    let subject = subject(server);
    findings.push(match &server.lame {
        None => {
            let summary = format!("the nameserver {title} answers for {zone} with authority");
            Finding::new(&NAMESERVER_IS_LAME, Status::Pass, subject, summary)
        }
        Some(why) => {
            let summary = format!("the nameserver {title} does not hold the zone {zone}: {why}");
            let advice = format!(
                "Let {} hold the zone, or take it out of the NS records and of the delegation at the registrar.",
                server.evidence.name
            );
            Finding::new(&NAMESERVER_IS_LAME, Status::Warn, subject, summary).with_fix(note(advice))
        }
    });
}

fn slow(server: &Server<'_>, findings: &mut Findings) {
    let Some(time) = server.time else { return };
    let title = server.title();
    let milliseconds = time.as_millis();
    let (status, summary) = match server.is_slow() {
        true => (Status::Warn, format!("the nameserver {title} takes {milliseconds} ms to answer")),
        false => (Status::Pass, format!("the nameserver {title} answers in {milliseconds} ms")),
    };
    let finding = Finding::new(&NAMESERVER_IS_SLOW, status, subject(server), summary);
    let advice = "Find out what delays it (load, reverse lookups for its log, a distant hidden primary).";
    findings.push(if server.is_slow() { finding.with_fix(note(advice.to_owned())) } else { finding });
}

/// Where no nameserver is of use, nobody gets an answer in time.
fn all_of_a_zone(zone: &ZoneServers<'_>, findings: &mut Findings) {
    let is_asked = |server: &&Server<'_>| !matches!(server.answers, Answers::NotAsked(_));
    let servers: Vec<&Server<'_>> = zone.servers.iter().filter(is_asked).collect();
    let are_all_known = servers.len() == zone.servers.len()
        && zone.evidence.left_out == 0
        && zone.evidence.unresolved.iter().all(|(_, failure)| failure.is_none());
    let of_no_use = servers.iter().all(|server| server.is_of_no_use());
    if !of_no_use || (zone.servers.is_empty() && zone.evidence.unresolved.is_empty()) {
        return;
    }
    let name = &zone.evidence.zone;
    let is_any = |fits: fn(&Server<'_>) -> bool| servers.iter().copied().any(fits);
    let (check, words): (&'static Check, &str) = if is_any(|server| server.is_slow()) {
        (&NAMESERVER_IS_SLOW, "each nameserver of {} is slow, lame or silent")
    } else if is_any(|server| server.answers_at_all()) {
        (&NAMESERVER_IS_LAME, "no nameserver of {} answers with authority")
    } else {
        (&NAMESERVER_DOES_NOT_ANSWER, "no nameserver of {} answers")
    };
    let summary = words.replace("{}", &name.to_string());
    let subject = Subject::Domain(name.clone());
    let evidence = servers.iter().map(|server| Evidence::session(server_line(server)));
    // Where nobody answers, not even a nameserver of the parent, our own network may be what keeps queries back.
    let is_silent = servers.iter().all(|server| !server.answers_at_all());
    let is_ours = is_silent && zone.evidence.parent.is_none();
    let finding = if !are_all_known {
        let summary = match servers.is_empty() {
            true => format!("no nameserver of {name} could be asked from here"),
            false => format!("{summary} of those that could be asked from here"),
        };
        Finding::new(check, Status::Warn, subject, summary)
    } else if is_ours {
        let summary = format!(
            "{summary} here, nor one of its parent: whether this network lets queries out is unknown"
        );
        Finding::new(check, Status::Unknown, subject, summary).blaming(Blame::Resolver)
    } else {
        Finding::new(check, Status::Fail, subject, summary)
    };
    let finding = finding.with_evidence(evidence);
    findings.push(match &zone.evidence.of {
        ZoneUse::Domain(_) => finding,
        ZoneUse::Address(ip) => finding.for_address(*ip, false),
    });
}

/// What a nameserver did, as a line of evidence.
fn server_line(server: &Server<'_>) -> String {
    let what = match (server.answers, &server.lame, server.time) {
        (Answers::None | Answers::NotAsked(_), ..) => "no answer".to_owned(),
        (_, Some(why), _) => why.clone(),
        (_, None, Some(time)) => format!("answered in {} ms", time.as_millis()),
        (_, None, None) => "answered".to_owned(),
    };
    format!("{}: {what}", server.title())
}

fn disagree(zone: &ZoneServers<'_>, findings: &mut Findings) {
    let name = &zone.evidence.zone;
    let subject = || Subject::Domain(name.clone());
    if zone.disagreements.is_empty() {
        let is_any = zone.servers.iter().any(|server| server.serial.is_some());
        if is_any {
            let summary = format!("the nameservers of {name} say the same");
            findings.push(Finding::new(&NAMESERVERS_DISAGREE, Status::Pass, subject(), summary));
        }
        return;
    }
    let summary = format!("the nameservers of {name} do not say the same: {}", zone.disagreements.join("; "));
    let advice = "After a change, wait for the secondary nameservers to fetch the zone. If it stays so, check \
                  transfers (NOTIFY, AXFR) and the delegation at the registrar.";
    let finding = Finding::new(&NAMESERVERS_DISAGREE, Status::Warn, subject(), summary);
    findings.push(finding.with_fix(note(advice.to_owned())));
}
