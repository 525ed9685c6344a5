//! A receiver file's text, read and checked.

use std::collections::HashMap;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::applies::Applies;
use super::check::{self, Input};
use super::error::ReceiverError;
use super::model::{
    Basis, Cause, Confidence, Evidence, Formerly, Limit, Probing, Receiver, Reply, Role, Rule, Severity,
    Signs,
};
use super::read::{Fields, Source, position, unknown};
use super::source::{AsOf, RuleSource};
use crate::file;

/// The version of the file format.
pub const SCHEMA: &str = "mxcheck-receiver/v1";

/// The largest receiver file, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// Where the receivers are that a file may extend.
pub(super) trait Bases {
    /// Returns the receiver of this name for the receiver `extending` it.
    fn base(&mut self, extending: &str, name: &str) -> Result<Receiver, NoBase>;
}

/// Why there is no receiver to extend.
pub(super) enum NoBase {
    /// There is none of this name; these are known.
    Unknown(Vec<String>),
    /// It extends, over the others named, the receiver that extends it.
    Circle(Vec<String>),
    /// Its own file has a fault.
    Faulty(ReceiverError),
}

/// Reads a receiver file.
pub(super) fn read_text(path: &Path) -> Result<String, ReceiverError> {
    let file = path.display().to_string();
    let octets = read(path).map_err(|what| ReceiverError::File { file: file.clone(), what })?;
    String::from_utf8(octets).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
        let (line, column) = position(&text, good);
        let what = "this is not UTF-8: a receiver file is text in UTF-8".to_owned();
        ReceiverError::Place { file, line, column, what }
    })
}

/// The octets of a file that is not too large, or why there are none.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    match file::read(path, MAX_FILE) {
        Ok(Some(octets)) => Ok(octets),
        Ok(None) => Err(format!("larger than {} MiB", MAX_FILE >> 20)),
        Err(error) => Err(file::unreadable(&error)),
    }
}

/// Checks the text of a receiver file; `file` is its name in messages.
pub(super) fn parse_with(file: &str, text: &str, bases: &mut dyn Bases) -> Result<Receiver, ReceiverError> {
    let source = Source { file, text };
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        source.fault(&span, format!("this is not valid TOML: {}", error.message()))
    })?;
    Loader { source: &source, bases, ids: HashMap::new() }.receiver(table)
}

/// Returns the name that a receiver file gives, with its place, as far as it can be read.
pub(super) fn name_of(text: &str) -> Option<Spanned<String>> {
    let table = DeTable::parse(text).ok()?;
    let name = table.get_ref().get("name")?;
    Some(Spanned::new(name.span(), name.get_ref().as_str()?.to_owned()))
}

/// The fields of a rule that a change may give.
const RULE_FIELDS: [&str; 22] = [
    "roles",
    "summary",
    "decided_by",
    "basis",
    "explanation",
    "remedy",
    "stage",
    "code",
    "enhanced",
    "text",
    "replies",
    "applies",
    "basis_note",
    "source",
    "as_of",
    "needs",
    "always_risk",
    "queue",
    "wire",
    "cases",
    "formerly",
    "cause",
];

/// A rule of which nothing else is known yet.
fn blank(id: String, basis: Basis) -> Rule {
    Rule {
        id,
        roles: Vec::new(),
        stage: None,
        reply: Reply::default(),
        replies: Vec::new(),
        applies: Applies::default(),
        summary: String::new(),
        decided_by: Vec::new(),
        basis,
        basis_note: None,
        source: None,
        as_of: None,
        explanation: String::new(),
        remedy: String::new(),
        needs: String::new(),
        always_risk: None,
        queue: None,
        wire: Vec::new(),
        cases: Vec::new(),
        formerly: Vec::new(),
        causes: Vec::new(),
    }
}

pub(super) struct Loader<'a> {
    pub(super) source: &'a Source<'a>,
    bases: &'a mut dyn Bases,
    /// Every rule id so far, with the offset at which it is.
    ids: HashMap<String, usize>,
}

impl<'a> Loader<'a> {
    fn receiver(mut self, table: Spanned<DeTable<'a>>) -> Result<Receiver, ReceiverError> {
        let optional = [
            "extends",
            "brands",
            "as_of",
            "as_of_note",
            "contact",
            "notes",
            "mail_from_domain",
            "mx_suffixes",
            "default",
            "probe",
            "size",
            "signs",
            "evidence",
            "drop",
            "change",
            "rule",
            "limit",
        ];
        // Of another version of the format, every other message would mislead.
        let schema = table.get_ref().get("schema");
        if let Some((schema, text)) = schema.and_then(|value| Some((value, value.get_ref().as_str()?)))
            && text != SCHEMA
        {
            return Err(self.source.fault(&schema.span(), unknown("schema", text, [SCHEMA].into_iter())));
        }
        // What is not taken over has to be here.
        let required: &[&str] = match table.get_ref().contains_key("extends") {
            true => &["schema", "name", "title"],
            false => &["schema", "name", "title", "rule"],
        };
        // The root table's span ends with its last key; a fault of the whole file is at its start.
        let table = Spanned::new(0..0, table.into_inner());
        let mut fields = Fields::new(self.source, "a receiver", required, &optional, table)?;
        fields.required_line("schema")?;
        let name = self.id(fields.required_line("name")?, "name")?;
        let extends = fields.line("extends")?;
        let base = extends.as_ref().map(|extends| self.base(&name, extends)).transpose()?;
        let (own_notes, own_probe) = (fields.is_given("notes"), fields.is_given("probe"));
        let mut receiver = Receiver {
            title: fields.required_line("title")?.into_inner(),
            extends: extends.map(Spanned::into_inner),
            brands: self.brands(fields.lines("brands")?)?,
            as_of: self.as_of(&mut fields)?,
            as_of_note: fields.prose("as_of_note")?,
            contact: fields.prose("contact")?,
            notes: fields.proses("notes")?,
            mail_from_domain: fields.prose("mail_from_domain")?,
            mx_suffixes: self.suffixes(fields.lines("mx_suffixes")?)?,
            is_default: fields.flag("default", true)?,
            probe: fields.word("probe")?.unwrap_or(Probing::Allowed),
            size: fields.table("size")?.map(|table| self.size(table)).transpose()?,
            signs: Signs::default(),
            evidence: Vec::new(),
            rules: Vec::new(),
            limits: Vec::new(),
            name,
        };
        let signs = fields.table("signs")?;
        for table in fields.tables("evidence")? {
            receiver.evidence.push(self.evidence(table)?);
        }
        if let Some(base) = base {
            receiver.signs = base.signs;
            if !own_notes {
                receiver.notes = base.notes;
            }
            if !own_probe {
                receiver.probe = base.probe;
            }
            if receiver.as_of.is_none() {
                (receiver.as_of, receiver.as_of_note) = (base.as_of, receiver.as_of_note.or(base.as_of_note));
            }
            receiver.contact = receiver.contact.or(base.contact);
            receiver.mail_from_domain = receiver.mail_from_domain.or(base.mail_from_domain);
            receiver.size = receiver.size.or(base.size);
            receiver.evidence.extend(base.evidence);
            receiver.rules = base.rules;
            receiver.limits = base.limits;
        }
        if let Some(table) = signs {
            receiver.signs = self.signs(table, receiver.signs)?;
        }
        self.take_over(&mut fields, &mut receiver)?;
        for table in fields.tables("rule")? {
            let rule = self.rule(table, &receiver, None)?;
            receiver.rules.push(rule);
        }
        if receiver.rules.is_empty() {
            return Err(fields.fault("a receiver needs at least one [[rule]]"));
        }
        let mut limits = Vec::new();
        for table in fields.tables("limit")? {
            limits.push(self.limit(table, &receiver)?);
        }
        // The limits of a rule are given together.
        let is_kept = |limit: &Limit| {
            receiver.rules.iter().any(|rule| rule.id == limit.rule)
                && !limits.iter().any(|own| own.rule == limit.rule)
        };
        receiver.limits = receiver.limits.iter().filter(|limit| is_kept(limit)).cloned().collect();
        receiver.limits.extend(limits);
        Ok(receiver)
    }

    /// Looks up the receiver that this one extends.
    fn base(&mut self, name: &str, extends: &Spanned<String>) -> Result<Receiver, ReceiverError> {
        let wanted = extends.get_ref();
        let what = match self.bases.base(name, wanted) {
            Ok(base) => return Ok(base),
            Err(NoBase::Faulty(error)) => return Err(error),
            Err(NoBase::Circle(way)) if way.len() <= 1 => format!("{name} extends itself: name another one"),
            Err(NoBase::Circle(way)) => {
                format!("{name} extends itself, by way of {}: name another one", way[1..].join(", "))
            }
            Err(NoBase::Unknown(known)) => unknown("receiver", wanted, known.iter().map(String::as_str)),
        };
        Err(self.source.fault(&extends.span(), what))
    }

    /// `drop` and `[[change]]`: what becomes of the rules of the receiver that is extended.
    fn take_over(&mut self, fields: &mut Fields<'a>, receiver: &mut Receiver) -> Result<(), ReceiverError> {
        for id in fields.lines("drop")? {
            let at = self.taken_over(&id, receiver)?;
            receiver.rules.remove(at);
        }
        let mut changed: Vec<usize> = Vec::new();
        for table in fields.tables("change")? {
            let rule = table.get_ref().get("rule").map(Spanned::span);
            let mut head = Fields::new(self.source, "a change", &["rule"], &RULE_FIELDS, table)?;
            let id = head.required_line("rule")?;
            let at = self.taken_over(&id, receiver)?;
            if changed.contains(&at) {
                let what = format!("{} is changed above already: one table is enough", id.get_ref());
                return Err(self.source.fault(&rule.unwrap_or(0..0), what));
            }
            changed.push(at);
            receiver.rules[at] = self.rule_of(head, receiver, Some(receiver.rules[at].clone()))?;
        }
        Ok(())
    }

    /// The place of a rule that was taken over, by its id.
    fn taken_over(&self, id: &Spanned<String>, receiver: &Receiver) -> Result<usize, ReceiverError> {
        let wanted = id.get_ref();
        let found = receiver.rules.iter().position(|rule| rule.id == *wanted || rule.short_id() == wanted);
        found.ok_or_else(|| {
            let what = if receiver.extends.is_none() {
                "a receiver without \"extends\" has no rules to drop or change".to_owned()
            } else {
                unknown("rule", wanted, receiver.rules.iter().map(|rule| rule.id.as_str()))
            };
            self.source.fault(&id.span(), what)
        })
    }

    fn rule(
        &mut self,
        table: Spanned<DeTable<'a>>,
        receiver: &Receiver,
        base: Option<Rule>,
    ) -> Result<Rule, ReceiverError> {
        let required = ["id", "roles", "summary", "decided_by", "basis", "explanation", "remedy"];
        let fields = Fields::new(self.source, "a rule", &required, &RULE_FIELDS[6..], table)?;
        self.rule_of(fields, receiver, base)
    }

    /// Reads a rule; what is not given is that of `base`.
    fn rule_of(
        &mut self,
        mut fields: Fields<'a>,
        receiver: &Receiver,
        base: Option<Rule>,
    ) -> Result<Rule, ReceiverError> {
        let mut rule = match base {
            Some(base) => base,
            None => {
                let id = fields.required_line("id")?;
                blank(self.rule_id(id, receiver)?, fields.required_word("basis")?)
            }
        };
        let mut is_mx = rule.has_role(Role::Mx).then(|| fields.span());
        if fields.is_given("roles") {
            let roles = fields.words::<Role>("roles")?;
            is_mx = roles.iter().find(|role| *role.get_ref() == Role::Mx).map(Spanned::span);
            rule.roles = roles.into_iter().map(Spanned::into_inner).collect();
        }
        rule.stage = fields.word("stage")?.or(rule.stage);
        let reply = self.reply(&mut fields)?;
        if reply.code.is_some() {
            (rule.reply.code, rule.reply.enhanced) = (reply.code, reply.enhanced);
        }
        rule.reply.text = reply.text.or(rule.reply.text);
        if fields.is_given("replies") {
            rule.replies = self.replies(&mut fields, &rule.reply)?;
        }
        if let Some(table) = fields.table("applies")? {
            rule.applies = self.applies(table)?;
        }
        // Without it no prediction could say when it happens.
        if let Some(role) = is_mx.as_ref().filter(|_| rule.stage.is_none()) {
            let what = "a rule of role mx needs a \"stage\": connect, ehlo, auth, mail-from, rcpt-to or data";
            return Err(self.source.fault(role, what));
        }
        if fields.is_given("decided_by") {
            rule.decided_by = fields.words("decided_by")?.into_iter().map(Spanned::into_inner).collect();
            let inputs = rule.decided_by.iter().map(|by| by.input()).collect::<Vec<_>>();
            rule.needs = inputs.join(" or ");
        }
        rule.needs = fields.prose("needs")?.unwrap_or(rule.needs);
        if fields.is_given("source") {
            (rule.source, rule.as_of) = self.provenance(&mut fields, receiver)?;
        } else if let Some(as_of) = self.as_of(&mut fields)? {
            rule.as_of = Some(as_of);
            if let Some(source) = &mut rule.source {
                source.as_of = Some(as_of);
            }
        }
        rule.summary = fields.prose("summary")?.unwrap_or(rule.summary);
        rule.explanation = fields.prose("explanation")?.unwrap_or(rule.explanation);
        rule.remedy = fields.prose("remedy")?.unwrap_or(rule.remedy);
        rule.basis = fields.word("basis")?.unwrap_or(rule.basis);
        rule.basis_note = fields.prose("basis_note")?.or(rule.basis_note);
        rule.always_risk = fields.prose("always_risk")?.or(rule.always_risk);
        rule.queue = fields.prose("queue")?.or(rule.queue);
        if fields.is_given("wire") {
            rule.wire = self.wire(&mut fields)?;
        }
        if fields.is_given("cases") {
            rule.cases = self.cases(&mut fields)?;
        }
        if fields.is_given("formerly") {
            rule.formerly.clear();
            for table in fields.tables("formerly")? {
                rule.formerly.push(self.formerly(table, receiver)?);
            }
        }
        if fields.is_given("cause") {
            rule.causes.clear();
            for table in fields.tables("cause")? {
                let cause = self.cause(table, &rule)?;
                rule.causes.push(cause);
            }
        }
        // What decides needs an answer; a demand is a risk where nobody knows what follows.
        let decides = |cause: &Cause| cause.confidence != Confidence::Low;
        let is_risk_at_most = match rule.causes.is_empty() {
            true => rule.always_risk.is_some(),
            false => !rule.causes.iter().any(decides),
        };
        match is_mx {
            Some(role) if rule.reply.code.is_none() && !is_risk_at_most => {
                let what = "a rule of role mx needs a \"code\": 400 to 599; it may be left out where all causes have low \
                            confidence, and with \"always_risk\"";
                Err(self.source.fault(&role, what))
            }
            _ => Ok(rule),
        }
    }

    fn cause(&self, table: Spanned<DeTable<'a>>, rule: &Rule) -> Result<Cause, ReceiverError> {
        let is_mx = rule.has_role(Role::Mx);
        let (required, optional): (&[&str], &[&str]) = match is_mx {
            true => (&["check", "stage", "basis", "confidence"], &["status"]),
            false => (&["check", "basis", "confidence"], &["stage", "status"]),
        };
        let mut fields = Fields::new(self.source, "a cause", required, optional, table)?;
        let id = fields.required_line("check")?;
        let fault = |what: String| Err(self.source.fault(&id.span(), what));
        let Some(check) = check::find(id.get_ref()) else {
            return fault(unknown("check", id.get_ref(), check::all().map(|check| check.id)));
        };
        if rule.causes.iter().any(|cause| cause.check == check) {
            return fault(format!("check {:?} is a cause of this rule already: once is enough", check.id));
        }
        if !is_mx && !matches!(check.input, Input::Message | Input::Size) {
            return fault(format!(
                "{} is for predictions, and those are made of rules of role mx only; other rules have causes \
                 that a message shows",
                check.id
            ));
        }
        Ok(Cause {
            check,
            stage: fields.word("stage")?.or(rule.stage),
            basis: fields.required_word("basis")?,
            confidence: fields.required_word("confidence")?,
            status: fields.word("status")?.unwrap_or(Severity::Fail),
        })
    }

    fn formerly(
        &mut self,
        table: Spanned<DeTable<'a>>,
        receiver: &Receiver,
    ) -> Result<Formerly, ReceiverError> {
        let required = ["id", "summary", "basis"];
        let optional = ["stage", "code", "enhanced", "text", "source", "as_of", "wire"];
        let mut fields = Fields::new(self.source, "an older reply", &required, &optional, table)?;
        let id = fields.required_line("id")?;
        let (source, as_of) = self.provenance(&mut fields, receiver)?;
        Ok(Formerly {
            id: self.rule_id(id, receiver)?,
            stage: fields.word("stage")?,
            reply: self.reply(&mut fields)?,
            summary: fields.required_prose("summary")?,
            basis: fields.required_word("basis")?,
            source,
            as_of,
            wire: self.wire(&mut fields)?,
        })
    }

    /// `code`, `enhanced` and `text`.
    pub(super) fn reply(&self, fields: &mut Fields<'a>) -> Result<Reply, ReceiverError> {
        let code = fields.number("code", 400..600)?.map(|code| *code.get_ref() as u16);
        let enhanced = fields.line("enhanced")?;
        if let Some(enhanced) = &enhanced {
            let fault = match code {
                None => Some("an enhanced code goes with a \"code\", which is missing".to_owned()),
                Some(code) if !is_enhanced(enhanced.get_ref(), code) => Some(format!(
                    "{:?} is no enhanced code for {code}: accepted is {}.x.y, x and y up to 3 digits (RFC 3463)",
                    enhanced.get_ref(),
                    code / 100
                )),
                Some(_) => None,
            };
            if let Some(what) = fault {
                return Err(self.source.fault(&enhanced.span(), what));
            }
        }
        let text = fields.line("text")?.map(Spanned::into_inner);
        Ok(Reply { code, enhanced: enhanced.map(Spanned::into_inner), text })
    }

    /// `source`, which must be among the evidence, and `as_of`, else the evidence's.
    fn provenance(
        &self,
        fields: &mut Fields<'a>,
        receiver: &Receiver,
    ) -> Result<(Option<RuleSource>, Option<AsOf>), ReceiverError> {
        let source = fields.line("source")?;
        let as_of = self.as_of(fields)?;
        let Some(source) = source else { return Ok((None, as_of)) };
        let Some(evidence) = receiver.evidence(source.get_ref()) else {
            let known = receiver.evidence.iter().map(|evidence| evidence.source.as_str());
            let what = if receiver.evidence.is_empty() {
                format!("unknown source {:?}: describe it in an [[evidence]] table", source.get_ref())
            } else {
                unknown("source", source.get_ref(), known) + " (the [[evidence]] tables)"
            };
            return Err(self.source.fault(&source.span(), what));
        };
        let as_of = as_of.or(evidence.as_of);
        let source = RuleSource { title: evidence.title.clone(), url: evidence.url.clone(), as_of };
        Ok((Some(source), as_of))
    }

    fn evidence(&self, table: Spanned<DeTable<'a>>) -> Result<Evidence, ReceiverError> {
        let optional = ["url", "as_of", "note"];
        let mut fields = Fields::new(self.source, "an evidence", &["source", "title"], &optional, table)?;
        let url = fields.line("url")?;
        if let Some(url) = url.as_ref().filter(|url| !is_web_address(url.get_ref())) {
            let what = format!("{:?} is no web address: accepted are https://… and http://…", url.get_ref());
            return Err(self.source.fault(&url.span(), what));
        }
        Ok(Evidence {
            source: fields.required_line("source")?.into_inner(),
            title: fields.required_line("title")?.into_inner(),
            url: url.map(Spanned::into_inner),
            as_of: self.as_of(&mut fields)?,
            note: fields.prose("note")?,
        })
    }

    /// `as_of`: a year, as a number or as text, or a month.
    fn as_of(&self, fields: &mut Fields<'a>) -> Result<Option<AsOf>, ReceiverError> {
        let Some(text) = fields.number_or_line("as_of")? else { return Ok(None) };
        let read = text.get_ref().parse();
        let what = || {
            format!(
                "\"as_of\" is {}: a year from 1980 to 2099 or a month is accepted, such as \"2018\" or \"2026-11\"",
                text.get_ref()
            )
        };
        read.map(Some).map_err(|()| self.source.fault(&text.span(), what()))
    }

    fn rule_id(&mut self, value: Spanned<String>, receiver: &Receiver) -> Result<String, ReceiverError> {
        let span = value.span();
        let id = self.id(value, "id")?;
        match self.ids.insert(id.clone(), span.start) {
            None => Ok(receiver.full_id(&id)),
            Some(first) => {
                let (first, _) = position(self.source.text, first);
                let what = format!("there is a rule {id:?} in line {first} already: each needs its own id");
                Err(self.source.fault(&span, what))
            }
        }
    }

    /// A name or an id: lower-case letters, digits and hyphens.
    fn id(&self, value: Spanned<String>, field: &str) -> Result<String, ReceiverError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if value.get_ref().chars().all(fits) {
            return Ok(value.into_inner());
        }
        let what = format!(
            "\"{field}\" is {:?}: accepted are lower-case letters, digits and hyphens (a-z 0-9 -)",
            value.get_ref()
        );
        Err(self.source.fault(&value.span(), what))
    }
}

/// Whether this is the address of a web page, without spaces and quotes.
fn is_web_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
        && url.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>'))
}

/// Whether this is `class.subject.detail` (RFC 3463 section 2) of the code's class.
fn is_enhanced(enhanced: &str, code: u16) -> bool {
    let parts: Vec<&str> = enhanced.split('.').collect();
    let digits = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts[0] == (code / 100).to_string() && parts[1..].iter().all(digits)
}
