//! A reply matched against the receivers' catalogue.

use std::net::IpAddr;

use super::clean::clean;
use super::explanation::Explanation;
use super::host::{self, HostAt, Part};
use super::squeeze::Squeezed;
use super::stage;
use super::wordings::{Entry, Hits, Wordings};
use crate::catalogue::{Confidence, Formerly, Receiver, Rule, owners};
use crate::dns::Name;
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

/// What is known of where a reply came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The step at which it was given.
    pub stage: Option<Stage>,
    /// The server that gave it.
    pub host: Option<&'a Name>,
}

/// A reply that is one of a receiver's documented rejections.
#[derive(Clone, Debug)]
pub struct Recognised<'a> {
    /// The receiver.
    pub receiver: &'a Receiver,
    /// The rejection.
    pub rule: &'a Rule,
    /// The older wording of it that was seen, where it has an id of its own.
    pub former: Option<&'a Formerly>,
    /// What this wording in particular says, where that is more than the rule's summary.
    pub meaning: Option<&'a str>,
    /// The step at which it was given, as far as that is known or follows from the reply.
    pub stage: Option<Stage>,
    /// The case code of the explanation's address: `rdns`.
    pub case: Option<String>,
    /// The address of the explanation, as the reply gives it.
    pub url: Option<String>,
    /// The sending address that the reply names.
    pub address: Option<IpAddr>,
    /// A server where the receiver's own customers hand in their mail gave it.
    pub at_submission: bool,
    /// How sure it is that this receiver answered so, for this reason.
    pub confidence: Confidence,
}

impl Recognised<'_> {
    /// The catalogue's id of what was seen: that of the older wording, where it is one.
    pub fn id(&self) -> &str {
        self.former.map_or(&self.rule.id, |former| &former.id)
    }
}

/// Finds out which rejection of these receivers a reply is. For many replies, a [`Recogniser`]
/// prepares once what this prepares at each call.
pub fn recognise<'a>(
    receivers: &'a [Receiver],
    reply: &ServerReply,
    context: Context<'_>,
) -> Option<Recognised<'a>> {
    Recogniser::new(receivers).recognise(reply, context)
}

/// The receivers' wording, prepared for any number of replies.
#[derive(Debug)]
pub struct Recogniser<'a> {
    receivers: &'a [Receiver],
    wordings: Wordings<'a>,
}

/// What was recognised, and where in the text it is.
#[derive(Clone, Debug)]
pub(super) struct Judged<'a> {
    pub recognised: Recognised<'a>,
    /// Where the wording (or the explanation's address) is, in bytes.
    pub span: (usize, usize),
    /// Whether it only opens replies: what follows may say more.
    pub is_opening: bool,
}

/// What shows that a receiver gave a reply.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Its host said it, or only its servers say so.
    own: bool,
    /// Somebody else's host said it.
    foreign: bool,
    /// A submission host of the receiver.
    submission: bool,
    /// Its host said it, or is mentioned: of receivers that share their rules, this is the one.
    by_host: bool,
}

impl<'a> Recogniser<'a> {
    /// Prepares the wording of these receivers.
    pub fn new(receivers: &'a [Receiver]) -> Recogniser<'a> {
        Recogniser { receivers, wordings: Wordings::of(receivers) }
    }

    /// The receivers.
    pub fn receivers(&self) -> &'a [Receiver] {
        self.receivers
    }

    /// Finds out which rejection a reply is.
    pub fn recognise(&self, reply: &ServerReply, context: Context<'_>) -> Option<Recognised<'a>> {
        // The code before each line, as it came; what a reporter left out stays out.
        let prefix = match (reply.code, &reply.enhanced) {
            (Some(code), Some(enhanced)) => format!("{code} {enhanced} "),
            (Some(code), None) => format!("{code} "),
            _ => String::new(),
        };
        let text = reply.lines.iter().map(|line| format!("{prefix}{line}\n")).collect::<String>();
        let text = clean(&text);
        let squeezed = Squeezed::of(&text);
        self.judge(&text, &squeezed, context).map(|judged| judged.recognised)
    }

    /// Judges one reply with what is around it; the text is clean and squeezed already.
    pub(super) fn judge(&self, text: &str, squeezed: &Squeezed, context: Context<'_>) -> Option<Judged<'a>> {
        let hits = self.wordings.find(squeezed);
        if !hits.any {
            // The address without its host is all that is left of some.
            let explanation = Explanation::without_address(text)?;
            return self.by_case(&explanation, None, &Evidence::default(), context, (0, 0), None);
        }
        let hosts = host::hosts(text);
        let end = hits.last;
        let explanation = hits.explanation.map(|(_, at)| Explanation::at(text, squeezed.span(at, at + 1).0));
        let explanation = explanation.filter(|found| found.case.is_some() || found.url.is_some());
        let explanation = explanation.or_else(|| Explanation::without_address(text)).unwrap_or_default();
        let squeezed_text = std::str::from_utf8(&squeezed.octets).unwrap_or_default();
        let named = context.stage.or_else(|| stage::named(squeezed_text, text));
        let stage = named.or(hits.greeting.is_some().then_some(Stage::Connect));
        let evidence: Vec<Evidence> = (0..self.receivers.len())
            .map(|receiver| self.evidence(receiver, &hits, &hosts, squeezed.span(0, end).1, context))
            .collect();

        let case = explanation.case.as_deref();
        let candidates = hits.entries().into_iter().filter_map(|number| {
            let entry = &self.wordings.entries[number];
            let (at, end) = hits.whole(number, entry.parts)?;
            let evidence = &evidence[entry.receiver];
            let span = squeezed.span(at, end);
            let code = code_of(squeezed, span.0);
            let fits = self.fits(entry, evidence, code, stage, text, span, squeezed);
            let has_case = case.is_some_and(|case| entry.rule.cases.iter().any(|known| known == case));
            let own_case = has_case && self.rules_of_case(case.unwrap_or_default()).len() == 1;
            let by_code = code.is_some() && !entry.codes.is_empty();
            let by_stage = entry.stage().is_some() && entry.stage() == stage;
            let conditions = 2 * usize::from(by_stage) + usize::from(by_code);
            // The last specific line decides. Of what it may mean: the case code, where that means one
            // thing only, then the most exact wording, then what the receiver's own pages call so.
            let rank = (
                evidence.own,
                !entry.is_opening(),
                end,
                own_case,
                entry.letters,
                conditions,
                has_case,
                entry.is_documented,
                evidence.by_host,
            );
            fits.then_some((rank, std::cmp::Reverse(number), entry, span))
        });
        let best = candidates.max_by_key(|(rank, number, ..)| (*rank, *number));
        let best = best.map(|(_, _, entry, span)| (entry, span));
        // Where the reason was to come, the text may have been cut off in the middle of it.
        let is_open = best.is_none_or(|(entry, _)| entry.is_opening()) && case.is_none();
        let best = if is_open { self.cut_off(squeezed, &evidence, stage).or(best) } else { best };

        let by_case = || {
            let receiver = hits.explanation.map(|(receiver, _)| receiver);
            let evidence = receiver.map(|receiver| evidence[receiver]).unwrap_or_default();
            let at = hits.explanation.map_or((0, 0), |(_, at)| squeezed.span(at, at + 1));
            let known = Context { stage, ..context };
            self.by_case(&explanation, code_of(squeezed, at.0), &evidence, known, at, receiver)
        };
        let Some((entry, span)) = best else { return by_case() };
        if entry.is_opening()
            && case.is_some_and(|case| !entry.rule.cases.iter().any(|known| known == case))
            && let Some(judged) = by_case()
        {
            return Some(judged);
        }
        // "… mailbox unavailable / Sender address …": it says what for, and no rule documents that.
        if entry.is_opening() && gives_another_reason(text, squeezed, span.1) {
            return None;
        }
        let evidence = &evidence[entry.receiver];
        let recognised = Recognised {
            receiver: &self.receivers[entry.receiver],
            rule: entry.rule,
            former: entry.former,
            meaning: entry.wording.and_then(|wording| wording.meaning.as_deref()),
            stage: stage.or(entry.stage()).or(entry.former.map_or(entry.rule.stage, |former| former.stage)),
            case: explanation.case,
            url: explanation.url,
            address: explanation
                .address
                .or_else(|| address_after(text, span.1))
                .or_else(|| address_before(text, span.0)),
            at_submission: evidence.submission,
            confidence: confidence(entry, evidence),
        };
        Some(Judged { recognised, span, is_opening: entry.is_opening() })
    }

    /// The wording whose beginning a text ends with, where that is one rule's only.
    fn cut_off(
        &self,
        squeezed: &Squeezed,
        evidence: &[Evidence],
        stage: Option<Stage>,
    ) -> Option<(&Entry<'a>, (usize, usize))> {
        const LEAST: usize = 8;
        let end = squeezed.octets.len();
        let tail = &squeezed.octets[end.saturating_sub(80)..];
        let code = code_of(squeezed, usize::MAX);
        let mut found: Option<(&Entry<'a>, usize)> = None;
        for entry in
            self.wordings.entries.iter().filter(|entry| evidence[entry.receiver].own && !entry.is_opening())
        {
            let of_code = code.is_none_or(|code| entry.codes.is_empty() || entry.codes.contains(&code));
            let of_stage = entry.stage().is_none_or(|wanted| stage.is_none_or(|stage| stage == wanted));
            let ending = entry.ending.as_bytes();
            let longest = ending.len().saturating_sub(1).min(tail.len());
            let kept = (LEAST..=longest).rev().find(|kept| tail.ends_with(&ending[..*kept]));
            let Some(kept) = kept.filter(|_| of_code && of_stage) else { continue };
            let rank = |entry: &Entry<'_>, kept: usize| (kept, evidence[entry.receiver].by_host);
            match found {
                Some((other, _)) if other.rule.id != entry.rule.id => return None,
                Some((other, longest)) if rank(other, longest) >= rank(entry, kept) => {}
                _ => found = Some((entry, kept)),
            }
        }
        found.map(|(entry, kept)| (entry, squeezed.span(end - kept, end)))
    }

    /// Whether a wording that was found means its rule here.
    #[allow(clippy::too_many_arguments)]
    fn fits(
        &self,
        entry: &Entry<'_>,
        evidence: &Evidence,
        code: Option<u16>,
        stage: Option<Stage>,
        text: &str,
        span: (usize, usize),
        squeezed: &Squeezed,
    ) -> bool {
        if code.is_some_and(|code| !entry.codes.is_empty() && !entry.codes.contains(&code)) {
            return false;
        }
        if entry.stage().is_some_and(|wanted| stage.is_some_and(|stage| stage != wanted)) {
            return false;
        }
        if entry.is(|wording| wording.needs_host, false) && !evidence.own {
            return false;
        }
        if entry.is_number {
            let glued = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if glued(text[..span.0].chars().next_back()) || glued(text[span.1..].chars().next()) {
                return false;
            }
        }
        // Outlook's codes and the like are no replies: no server has said them.
        if entry.is_generic && !evidence.own && entry.rule.reply.code.is_some() {
            let sends_enhanced = self.receivers[entry.receiver].signs.enhanced;
            if evidence.foreign || (!sends_enhanced && has_own_enhanced(text, squeezed, span.0)) {
                return false;
            }
        }
        true
    }

    fn evidence(
        &self,
        number: usize,
        hits: &Hits,
        hosts: &[HostAt],
        end: usize,
        context: Context<'_>,
    ) -> Evidence {
        let receiver = &self.receivers[number];
        let is = |name: &Name, labels: &[String]| {
            name.labels().next().is_some_and(|first| {
                let first = String::from_utf8_lossy(first).to_ascii_lowercase();
                labels.iter().any(|label| {
                    first
                        .strip_prefix(label.as_str())
                        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
                })
            })
        };
        let is_relay = |name: &Name| is(name, &receiver.signs.relays);
        let answers = |name: &Name| receiver.runs(name) && !is_relay(name);
        let brand = hits.brands.contains(&number) || hits.explanation.is_some_and(|(of, _)| of == number);
        let mut evidence = Evidence { own: brand, ..Evidence::default() };
        let said = match context.host {
            Some(host) => Some(host),
            None => {
                let said = |host: &&HostAt| {
                    host.part == Part::Said && !(receiver.runs(&host.name) && is_relay(&host.name))
                };
                let before = hosts.iter().filter(|host| host.at < end).rfind(|host| said(host));
                before.or_else(|| hosts.iter().find(|host| said(host))).map(|host| &host.name)
            }
        };
        match said {
            Some(name) if answers(name) => {
                (evidence.own, evidence.by_host) = (true, true);
                evidence.submission = is(name, &receiver.signs.submission);
            }
            Some(_) => evidence.foreign = true,
            None => {
                let mentioned =
                    hosts.iter().filter(|host| host.part == Part::Mentioned && host.name.labels().len() > 2);
                let mut mentioned = mentioned.filter(|host| answers(&host.name));
                if let Some(host) = mentioned.next() {
                    (evidence.own, evidence.by_host) = (true, true);
                    evidence.submission = is(&host.name, &receiver.signs.submission);
                }
            }
        }
        evidence
    }

    /// The rules that a case code may mean, each with the first receiver that has it: one that
    /// extends another shares its rules.
    fn rules_of_case(&self, case: &str) -> Vec<(usize, &'a Rule)> {
        let mut found: Vec<(usize, &Rule)> = Vec::new();
        for (number, receiver) in self.receivers.iter().enumerate() {
            for rule in receiver.rules.iter().filter(|rule| rule.cases.iter().any(|known| known == case)) {
                if !found.iter().any(|(_, known)| known.id == rule.id) {
                    found.push((number, rule));
                }
            }
        }
        found
    }

    /// Of the receivers that have a rule, the one whose host or page was seen, else the first.
    fn owner(&self, first: usize, rule: &'a Rule, seen: Option<usize>) -> (&'a Receiver, &'a Rule) {
        let of_seen = seen.map(|seen| &self.receivers[seen]);
        let shared = of_seen
            .and_then(|seen| seen.rules.iter().find(|known| known.id == rule.id).map(|known| (seen, known)));
        shared.unwrap_or((&self.receivers[first], rule))
    }

    /// What the case code alone shows.
    fn by_case(
        &self,
        explanation: &Explanation,
        code: Option<u16>,
        evidence: &Evidence,
        context: Context<'_>,
        span: (usize, usize),
        // The receiver whose host or page was seen, as far as one was.
        seen: Option<usize>,
    ) -> Option<Judged<'a>> {
        let case = explanation.case.as_deref()?;
        let rules = self.rules_of_case(case);
        let find = |fits: &dyn Fn(&Rule) -> bool| rules.iter().find(|(_, rule)| fits(rule));
        let of_code = code.and_then(|code| find(&|rule| rule.reply.code == Some(code)));
        // A URL alone is what is left of a bounce, which follows a permanent refusal.
        let permanent = || find(&|rule| rule.reply.is_transient() == Some(false));
        let &(first, rule) = of_code.or_else(permanent).or(rules.first())?;
        let host = context.host.and_then(|host| owners(self.receivers, host).first().copied());
        let host = host.and_then(|host| self.receivers.iter().position(|known| known.name == host.name));
        let (receiver, rule) = self.owner(first, rule, host.or(seen));
        let recognised = Recognised {
            receiver,
            rule,
            former: None,
            meaning: None,
            stage: context.stage.or(rule.stage),
            case: explanation.case.clone(),
            url: explanation.url.clone(),
            address: explanation.address,
            at_submission: evidence.submission,
            confidence: if seen.is_none() && context.host.is_none() {
                Confidence::Low
            } else {
                Confidence::Medium
            },
        };
        Some(Judged { recognised, span, is_opening: false })
    }
}

/// How sure it is that the receiver said this.
fn confidence(entry: &Entry<'_>, evidence: &Evidence) -> Confidence {
    let for_others = evidence.submission && entry.rule.is_for_other_servers();
    match (evidence.own, entry.is_generic, evidence.foreign) {
        // To its own customers the receiver says such things about somebody else's domain.
        (true, ..) if for_others => Confidence::Low,
        (true, ..) => Confidence::High,
        (false, true, _) | (false, _, true) => Confidence::Low,
        (false, false, false) => Confidence::Medium,
    }
}

/// The code that a wording at this place comes with: the nearest before it, else the first.
fn code_of(squeezed: &Squeezed, at: usize) -> Option<u16> {
    let before = squeezed.codes.iter().rfind(|code| code.start <= at);
    before.or(squeezed.codes.first()).map(|code| code.code)
}

/// Whether the code before this place has an enhanced code that says more than the code itself:
/// `x.0.0` is filled in by reporters.
fn has_own_enhanced(text: &str, squeezed: &Squeezed, at: usize) -> bool {
    let code = squeezed.codes.iter().rfind(|code| code.start <= at);
    code.is_some_and(|code| {
        let enhanced = &text[code.enhanced.0..code.enhanced.1];
        !enhanced.is_empty() && !enhanced.ends_with(".0.0")
    })
}

/// Whether the same reply goes on after this place with words of its own, not only with the address
/// of the explanation. A line that is not announced may belong to another reply, unless it begins
/// with `Reject due to`.
fn gives_another_reason(text: &str, squeezed: &Squeezed, at: usize) -> bool {
    let Some(mut last) = squeezed.codes.iter().rfind(|code| code.start <= at) else { return false };
    for next in squeezed.codes.iter().filter(|next| next.start >= at) {
        if next.code != last.code {
            return false;
        }
        let line = text[next.end..].trim_start_matches(['-', ' ', '_']);
        let line = line.lines().next().unwrap_or_default();
        let is = |words: &str| {
            line.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))
                && line[words.len()..].starts_with(|c: char| c.is_ascii_alphabetic())
        };
        let is_reason = line.starts_with(|c: char| c.is_ascii_alphabetic())
            && line.split_whitespace().nth(1).is_some_and(|word| word.starts_with(char::is_alphabetic))
            && !leads_to_explanation(line);
        if is("reject due to ") || (last.continues && is_reason) {
            return true;
        }
        last = next;
    }
    false
}

/// Whether a line only leads to the page about the reply; it may be broken off.
fn leads_to_explanation(line: &str) -> bool {
    let words: Vec<String> = line.split_whitespace().take(3).map(str::to_ascii_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["for", "explanation" | "explanations" | "details" | "more" | "further", ..]
            | ["see", ..]
            | ["please", "see" | "visit", ..]
            | ["visit", ..]
    )
}

/// The address in `IP address 192.0.2.10: Invalid DNS PTR`, right before the wording.
fn address_before(text: &str, start: usize) -> Option<IpAddr> {
    let before = text[..start].trim_end_matches([' ', ':']);
    let (said, address) = before.rsplit_once(' ')?;
    let is_named = ["IP", "IP address"].iter().any(|name| {
        said.len() >= name.len()
            && said.as_bytes()[said.len() - name.len()..].eq_ignore_ascii_case(name.as_bytes())
    });
    let address = address.trim_matches(['[', ']', '(', ')']);
    address.parse::<IpAddr>().ok().filter(|_| is_named).map(|ip| ip.to_canonical())
}

/// The address in `resource record, IP=192.0.2.10`, right after the wording.
fn address_after(text: &str, end: usize) -> Option<IpAddr> {
    let rest = text[end..].trim_start_matches([',', ' ', '.', ':', '\n', '\r', '=']);
    let rest = rest
        .strip_prefix("IP")
        .or(rest.strip_prefix("ip"))
        .unwrap_or(rest)
        .trim_start_matches(['=', ':', ' ']);
    let length = rest.bytes().take_while(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':')).count();
    let address = rest[..length].trim_end_matches(['.', ':']);
    address.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}
