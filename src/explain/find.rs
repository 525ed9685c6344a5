//! Every refusal in a text: a reply, log lines, a bounce, an exception.

use super::clean::{clean, head};
use super::host;
use super::recognise::{Context, Judged, Recognised, Recogniser};
use super::squeeze::{CodeAt, Squeezed, letters};
use crate::dns::Name;
use crate::evidence::clue::{Clue, Clues};
use crate::evidence::identity::{Identity, mailbox};
use crate::evidence::log::is_log_line;
use crate::smtp_reply::ServerReply;

/// The longest line of a reply that is kept, in characters (RFC 5321 allows 512 octets).
const MAX_LINE: usize = 512;
/// The most lines of a reply that are kept.
const MAX_LINES: usize = 20;
/// The most refusals that are read out of one text.
const MAX_REFUSALS: usize = 10_000;

/// A refusal in a text.
#[derive(Clone, Debug)]
pub struct Refusal<'a> {
    /// Which documented rejection it is; none if it is not one.
    pub recognised: Option<Recognised<'a>>,
    /// The reply, as far as it is still there.
    pub reply: ServerReply,
    /// The recipient that it was about, a valid address.
    pub recipient: Option<String>,
    /// The line of the text at which it begins, from 1.
    pub line: usize,
    /// What is around it reports the sender.
    pub identity: Identity,
}

impl<'a> Refusal<'a> {
    /// Keeps of two tellings of one refusal what each has.
    pub fn merge(&mut self, other: Refusal<'a>) {
        merge(self, other);
    }
}

/// A reply with what its reporter put around it.
struct Segment<'t> {
    text: &'t str,
    line: usize,
    /// The reporter's own line of a log: it means itself.
    is_log: bool,
}

impl<'a> Recogniser<'a> {
    /// Every refusal in a text, in its order. In anything but a log, the same one reported twice
    /// counts once.
    pub fn find(&self, text: &str) -> Vec<Refusal<'a>> {
        let mut found: Vec<Refusal<'a>> = Vec::new();
        for block in blocks(text) {
            let clean = clean(block.text);
            let mut known = Surroundings::default();
            let clue = block.is_log.then(|| Clues::default().read(block.text.trim_end().as_bytes()));
            if clue.as_ref().is_some_and(|clue| clue.is_rejected) {
                continue;
            }
            for (text, line) in self.segments(&clean) {
                let line = block.line + line;
                let Some(refusal) = self.refusal(text, line, clue.as_ref(), &mut known) else { continue };
                if let (false, Some(last)) = (block.is_log, found.last_mut())
                    && let Some(summary) = summarised(last, &refusal)
                {
                    last.recipient = last.recipient.take().or(summary.recipient);
                    continue;
                }
                if !block.is_log {
                    drop_announcement(&mut found, &refusal);
                }
                // Two tellings of one refusal are near each other.
                let near = found.len().saturating_sub(64);
                match found[near..].iter_mut().find(|other| !block.is_log && is_same(other, &refusal)) {
                    Some(other) => merge(other, refusal),
                    None => found.push(refusal),
                }
                if found.len() >= MAX_REFUSALS {
                    return found;
                }
            }
        }
        found
    }

    /// The refusal in one segment.
    fn refusal(
        &self,
        text: &str,
        line: usize,
        clue: Option<&Clue<'_>>,
        known: &mut Surroundings,
    ) -> Option<Refusal<'a>> {
        let is_log = clue.is_some();
        if is_log && is_of_receiving_part(text) {
            return None;
        }
        let squeezed = Squeezed::of(text);
        let mut context = Context::default();
        match said_host(text) {
            Some(host) => known.host = Some(host),
            None => context.host = known.host.as_ref().filter(|_| !is_log),
        }
        known.recipient = recipient(text).or(known.recipient.take());
        let judged = self.judge(text, &squeezed, context);
        let span = judged.as_ref().map(|judged| judged.span);
        let reply = match span {
            Some(span) => reply_at(text, &squeezed, span),
            None => reply_at(text, &squeezed, unknown_reply(text, &squeezed, is_log)?),
        };
        let recipient = known.recipient.clone();
        let named = Identity::of(head(text, 16 << 10));
        known.identity = match clue {
            Some(clue) => clue.identity().or(named),
            None => named.or(std::mem::take(&mut known.identity)),
        };
        let identity = known.identity.clone();
        Some(Refusal { recognised: judged.map(|judged| judged.recognised), reply, recipient, line, identity })
    }

    /// Cuts a text into pieces that hold one reply each; with each, how many lines precede it.
    fn segments<'t>(&self, text: &'t str) -> Vec<(&'t str, usize)> {
        let mut segments = Vec::new();
        let (mut start, mut start_line) = (0, 0);
        // The last line of this segment that began with a code.
        let mut last: Option<CodeAt> = None;
        let mut has_code = false;
        let mut coded_lines = 0;
        let mut at = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let code = if line.len() < 4_096 { leading_code(line) } else { None };
            // No reply is longer; and what was gathered is judged again at each of its lines.
            let is_full = coded_lines >= MAX_LINES && code.is_some();
            let is_new = is_full
                || match (code, last) {
                    (Some(code), Some(last)) if !last.continues => {
                        code.code != last.code || self.is_specific(&text[start..at])
                    }
                    (Some(code), Some(last)) => code.code != last.code,
                    _ => has_code && begins_report(line),
                };
            if is_new && at > start {
                segments.push((&text[start..at], start_line));
                (start, start_line) = (at, number);
                last = None;
                has_code = false;
                coded_lines = 0;
            }
            coded_lines += usize::from(code.is_some());
            // A reply goes on in the next line if the last code of this one says so.
            let codes = Squeezed::of(line).codes;
            last = codes.last().copied().or(last);
            has_code |= !codes.is_empty();
            at += line.len();
        }
        segments.push((&text[start..], start_line));
        segments
    }

    /// Whether a text holds a wording that nothing has to follow.
    fn is_specific(&self, text: &str) -> bool {
        let judged = self.judge(text, &Squeezed::of(text), Context::default());
        judged.is_some_and(|Judged { is_opening, .. }| !is_opening)
    }
}

/// What an earlier segment of the same text shows about a later one.
#[derive(Default)]
struct Surroundings {
    host: Option<Name>,
    recipient: Option<String>,
    identity: Identity,
}

/// Lines of a log, each with the lines that continue it; else the text whole.
fn blocks(text: &str) -> Vec<Segment<'_>> {
    let mut blocks: Vec<Segment<'_>> = Vec::new();
    let (mut start, mut start_line, mut is_log) = (0, 1, false);
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let begins = is_log_line(line.as_bytes()) && transcript_of_server(line).is_none();
        if begins || (is_log && line.trim().is_empty()) {
            if at > start {
                blocks.push(Segment { text: &text[start..at], line: start_line, is_log });
            }
            (start, start_line, is_log) = (at, number + 1, begins);
        }
        at += line.len();
    }
    if at > start {
        blocks.push(Segment { text: &text[start..], line: start_line, is_log });
    }
    blocks
}

/// What the server said in a line of a transcript that PHP's mailer writes, with or without a time.
fn transcript_of_server(line: &str) -> Option<&str> {
    const MARK: &str = "SERVER -> CLIENT:";
    let at = line[..floor(line, 80)].find(MARK)?;
    Some(&line[at + MARK.len()..])
}

/// Whether a line is of the part of a server that takes mail: what that refuses is somebody else's problem.
fn is_of_receiving_part(line: &str) -> bool {
    line.contains("/smtpd[") || line.contains("/postscreen[")
}

/// The reply code at the start of a line, after what transcripts and quotes put before it.
fn leading_code(line: &str) -> Option<CodeAt> {
    let bare = line.trim_start_matches([' ', '\t', '>', '<', '|', '"', '\'', '*', '`', '[', '-', '~']);
    let bare = ["S:", "SERVER:", "Remote host said:", "smtp;"]
        .iter()
        .find_map(|who| bare.strip_prefix(who))
        .or_else(|| transcript_of_server(bare))
        .unwrap_or(bare);
    let bare = bare.trim_start();
    let code = Squeezed::of(&bare[..bare.len().min(32).min(floor(bare, 32))]).codes.first().copied()?;
    (code.start == 0).then_some(code)
}

/// The largest character boundary that is not after `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Whether a line begins the report of another refusal.
fn begins_report(line: &str) -> bool {
    let trimmed = line.trim_start_matches([' ', '\t', '>', '|']);
    let lower: String = trimmed.chars().take(200).collect::<String>().to_ascii_lowercase();
    lower.starts_with("final-recipient:")
        || lower.starts_with("reporting-mta:")
        || lower.starts_with("host ")
        || lower.starts_with("smtp error from remote")
        || lower.starts_with("remote server returned")
        || lower.contains(" said: ")
        || lower.contains("refused to talk to me")
        || is_recipient_line(trimmed)
}

/// `<a@b.test>: …` or an address alone.
fn is_recipient_line(line: &str) -> bool {
    let line = line.trim();
    let first = line.split_whitespace().next().unwrap_or_default();
    let address = first.trim_end_matches(':').trim_start_matches('<').trim_end_matches('>');
    let stands_alone = first.len() == line.len() || (first.starts_with('<') && first.ends_with(":"));
    stands_alone && address.contains('@') && !address.contains("//") && mailbox(address).is_some()
}

/// The host that a segment says gave the reply.
fn said_host(text: &str) -> Option<Name> {
    let hosts = host::hosts(text);
    hosts.into_iter().rfind(|host| host.part == host::Part::Said).map(|host| host.name)
}

/// The recipient that a segment names.
fn recipient(text: &str) -> Option<String> {
    // Exim's log: `… 1abcde-000000-AA ** a@b.test R=dnslookup T=remote_smtp: …`
    let of_exim = [" ** ", " == "].iter().filter_map(|mark| text.split_once(mark));
    for (_, rest) in of_exim.filter(|(_, rest)| rest.contains(" R=") && rest.contains(" T=")) {
        if let Some(address) = address_at(rest) {
            return Some(address);
        }
    }
    const MARKS: [&str; 10] = [
        "final-recipient: rfc822;",
        "final-recipient:rfc822;",
        "original-recipient: rfc822;",
        " to=<",
        "rcpt to:<",
        "rcpt to: <",
        "rcpt to:",
        "recipient: <",
        "message recipient \"",
        "for <",
    ];
    let lower = text.to_ascii_lowercase();
    for mark in MARKS {
        for (at, _) in lower.match_indices(mark).take(4) {
            if let Some(address) = address_at(&text[at + mark.len()..]) {
                return Some(address);
            }
        }
    }
    let lines = text.lines().take(200).map(|line| line.trim_start_matches([' ', '\t', '>', '|']));
    let of_line =
        |line: &str| is_recipient_line(line).then(|| address_at(line.trim_start_matches('<'))).flatten();
    lines.filter_map(of_line).next()
}

fn address_at(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '\t', '<', '"', '\'']);
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '"' | '\'' | ',' | ';' | ')' | '<' | '('))
        .unwrap_or(text.len());
    mailbox(text[..end].trim_end_matches(':'))
}

/// The reply around a place of a text: its lines, each without its code.
fn reply_at(text: &str, squeezed: &Squeezed, span: (usize, usize)) -> ServerReply {
    let codes = &squeezed.codes;
    let Some(mut first) = codes.iter().rposition(|code| code.start <= span.0) else {
        let line = without_unopened(bounded(line_around(text, span)));
        return ServerReply { code: codes.first().map(|code| code.code), enhanced: None, lines: vec![line] };
    };
    let code = codes[first].code;
    let mut last = first;
    let is_next = |one: &CodeAt, other: &CodeAt| {
        let between = &text[one.end.min(other.start)..other.start];
        one.code == other.code && between.len() < 600 && !between.contains("\n\n")
    };
    while first > 0 && codes[first - 1].continues && is_next(&codes[first - 1], &codes[first]) {
        first -= 1;
    }
    while last + 1 < codes.len()
        && is_next(&codes[last], &codes[last + 1])
        && (codes[last].continues || codes[last + 1].start < span.0 + 40)
    {
        last += 1;
    }
    let mut lines: Vec<String> = Vec::new();
    for number in first..=last {
        let end = if number < last {
            codes[number + 1].start
        } else {
            let end = end_of_reply(text, codes[number].end, span.1);
            codes.get(number + 1).map_or(end, |next| end.min(next.start))
        };
        let line = bounded(&text[codes[number].end..end.max(codes[number].end)]);
        if !line.is_empty() && lines.len() < MAX_LINES {
            lines.push(line);
        }
    }
    if let Some(line) = lines.pop() {
        lines.push(without_unopened(line));
    }
    let (from, to) = codes[first].enhanced;
    let enhanced = Some(text[from..to].to_owned()).filter(|enhanced| !enhanced.is_empty());
    ServerReply { code: Some(code), enhanced, lines }
}

/// Where the last line of a reply ends: where the reporter goes on, or the line does and nothing
/// shows that a reporter broke it there; not before `least`, the end of what was recognised.
fn end_of_reply(text: &str, start: usize, least: usize) -> usize {
    const ENDS: [&str; 11] =
        [" (in reply", "(in reply", "', ", "'}", "'\n", "\", ", "\"\n", "\">", ")]", "'>", " [SMTP"];
    let from = floor(text, least.max(start));
    let rest = &text[from..];
    let end = ENDS.iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = indent(&text[line_start..]);
    // Postfix ends what it quotes, wherever the lines were broken.
    let quoted = rest.find("(in reply").filter(|at| *at < 1_200 && !rest[..*at].contains("\n\n"));
    let mut newlines = rest[..end].match_indices('\n').map(|(at, _)| at);
    let last = newlines.find(|newline| {
        let line = &rest[newline + 1..];
        let is_broken = self::indent(line) > indent || quoted.is_some_and(|quoted| quoted > *newline);
        let is_empty = line.lines().next().is_none_or(|line| line.trim().is_empty());
        is_empty || !is_broken || begins_report(line.lines().next().unwrap_or_default())
    });
    from + last.unwrap_or(end)
}

/// How many spaces a line begins with.
fn indent(line: &str) -> usize {
    line.bytes().take_while(|octet| matches!(octet, b' ' | b'\t')).count()
}

fn line_around(text: &str, span: (usize, usize)) -> &str {
    let start = text[..span.0].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.1..].find('\n').map_or(text.len(), |at| span.1 + at);
    &text[start..end]
}

/// One line without what separates it from its code, and not too long.
fn bounded(line: &str) -> String {
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    // Python shows the octets of a reply as b'…'.
    let bare = words.trim_start_matches([',', ' ']);
    let words = bare.strip_prefix("b'").or(bare.strip_prefix("b\"")).unwrap_or(&words);
    let line = words.trim_start_matches(['-', ' ', '_', ':', ',', '.', ';', '\'', '"', ')']);
    let is_around = |c: char| matches!(c, ' ' | '\'' | '"' | '<' | '*' | '_' | '`' | '|');
    let line = line.trim_end_matches(is_around);
    // An address keeps its bracket.
    let is_closed = line.strip_suffix('>').is_some_and(|head| head.rfind('<') > head.rfind('>'));
    let line = if is_closed { line } else { line.trim_end_matches(|c| c == '>' || is_around(c)) };
    line.chars().take(MAX_LINE).collect()
}

/// The line without the brackets at its end that the reporter had opened: Postfix puts a reply
/// into `(host … refused to talk to me: …)`.
fn without_unopened(mut line: String) -> String {
    while let Some((opening, closing)) =
        [('(', ')'), ('[', ']'), ('{', '}')].into_iter().find(|(_, closing)| line.ends_with(*closing))
        && line.matches(closing).count() > line.matches(opening).count()
    {
        line.pop();
        line.truncate(line.trim_end_matches([' ', '\'', '"']).len());
    }
    line
}

/// Where a reply is that no receiver documents: a code at the start of a line, with an
/// enhanced code, or after words that introduce replies.
fn unknown_reply(text: &str, squeezed: &Squeezed, is_log: bool) -> Option<(usize, usize)> {
    const INTRODUCTIONS: [&str; 22] = [
        "said:",
        "talk to me:",
        "smtp;",
        "smtp; ",
        "reason:",
        "response:",
        "returned",
        "stat=",
        "error",
        "error:",
        "code:",
        "code",
        "reply:",
        "server:",
        "(",
        "command:",
        ">:",
        "]:",
        "<<<",
        "said",
        "rejected",
        "mit:",
    ];
    const LOG_MARKS: [&str; 10] = [
        "said:",
        "refused to talk",
        "SMTP error",
        "stat=",
        "status=",
        "result=",
        " ** ",
        " == ",
        "response",
        "Remote host said",
    ];
    if is_log && !LOG_MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let introduced = |code: &&CodeAt| {
        let before = text[..code.start].trim_end_matches([' ', '\t', '\'', '"', '\n', '#', '<', '_', '*']);
        let line_start = text[..code.start].rfind('\n').map_or(0, |at| at + 1);
        let on_line =
            text[line_start..code.start].trim_start_matches([' ', '\t', '>', '<', '|', '"', '\'', '*', '`']);
        let start = floor(before, before.len().saturating_sub(24));
        let lower = before[start..].to_ascii_lowercase();
        let is_introduced = INTRODUCTIONS.iter().any(|words| lower.ends_with(words));
        let has_text = text[code.end..].chars().take(80).any(char::is_alphabetic);
        (on_line.is_empty() && has_text && !is_log) || code.enhanced.1 > 0 || is_introduced
    };
    let place = squeezed.codes.iter().position(|code| introduced(&code))?;
    let code = squeezed.codes[place];
    // `code "451", with message "451-…`: the reply is the second one.
    let repeated = squeezed.codes.get(place + 1).filter(|next| {
        let between = letters(&text[code.end..next.start]);
        next.code == code.code && ["", "withmessage", "msg", "message"].contains(&between.as_str())
    });
    let code = repeated.unwrap_or(&code);
    Some((code.start, code.end))
}

/// Sendmail's own line after a reply that it quotes: `<<< 550 …` and then
/// `550 5.1.1 <a@b.test>... User unknown` or `554 5.0.0 Service unavailable`. It says the same in
/// sendmail's words.
struct Summary {
    recipient: Option<String>,
}

fn summarised(quoted: &Refusal<'_>, summary: &Refusal<'_>) -> Option<Summary> {
    const PHRASES: [&str; 5] =
        ["User unknown", "Service unavailable", "Deferred", "Data format error", "Message is too large"];
    if quoted.recognised.is_none() || summary.recognised.is_some() || summary.reply.enhanced.is_none() {
        return None;
    }
    let class = |refusal: &Refusal<'_>| refusal.reply.code.map(|code| code / 100);
    let line = summary.reply.lines.first()?;
    let (is_phrase, recipient) = match line.split_once("... ") {
        Some((address, phrase)) => (
            PHRASES.iter().any(|known| phrase.starts_with(known)),
            Some(mailbox(address.trim().trim_start_matches('<').trim_end_matches('>'))?),
        ),
        None => (PHRASES.contains(&line.as_str()), None),
    };
    let is_other = recipient.is_some() && quoted.recipient.is_some() && quoted.recipient != recipient;
    (is_phrase && !is_other && class(quoted) == class(summary)).then_some(Summary { recipient })
}

/// Takes off a code without words that only announced the reply that comes: `Last error: 554 5.0.0`.
fn drop_announcement(found: &mut Vec<Refusal<'_>>, refusal: &Refusal<'_>) {
    let is_announcement = |last: &Refusal<'_>| {
        last.recognised.is_none()
            && last.reply.lines.is_empty()
            && last.reply.code == refusal.reply.code
            && (last.recipient.is_none()
                || refusal.recipient.is_none()
                || last.recipient == refusal.recipient)
    };
    if refusal.recognised.is_some() && found.last().is_some_and(is_announcement) {
        found.pop();
    }
}

/// Whether a text shows the same refusal twice.
fn is_same(one: &Refusal<'_>, other: &Refusal<'_>) -> bool {
    let same_or_missing = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    if !same_or_missing(&one.recipient, &other.recipient) {
        return false;
    }
    match (&one.recognised, &other.recognised) {
        (Some(a), Some(b)) => {
            a.id() == b.id()
                && same_or_missing(&a.url, &b.url)
                && (a.address.is_none() || b.address.is_none() || a.address == b.address)
        }
        (None, None) => one.reply.code == other.reply.code && one.reply.text() == other.reply.text(),
        _ => false,
    }
}

/// Keeps of two tellings what each has.
fn merge<'a>(kept: &mut Refusal<'a>, other: Refusal<'a>) {
    kept.recipient = kept.recipient.take().or(other.recipient);
    kept.identity = std::mem::take(&mut kept.identity).or(other.identity);
    if kept.reply.code.is_none() && other.reply.code.is_some() {
        kept.reply = other.reply;
    }
    if let (Some(kept), Some(other)) = (&mut kept.recognised, other.recognised) {
        if other.confidence < kept.confidence {
            kept.confidence = other.confidence;
        }
        kept.case = kept.case.take().or(other.case);
        kept.url = kept.url.take().or(other.url);
        kept.address = kept.address.or(other.address);
    }
}
