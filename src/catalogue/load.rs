//! Receiver files, read and checked.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::check;
use super::error::ReceiverError;
use super::model::{
    Cause, Counted, DecidedBy, Evidence, Formerly, Limit, Receiver, Reply, Role, Rule, Signs, SizeLimit,
    Wording,
};
use super::read::{Fields, Source, position, unknown};
use crate::dns::Name;

/// The version of the file format.
pub const SCHEMA: &str = "mxcheck-receiver/v1";

/// The largest receiver file, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// Reads and checks a receiver file.
pub fn load(path: &Path) -> Result<Receiver, ReceiverError> {
    let file = path.display().to_string();
    let octets = read(path).map_err(|what| ReceiverError::File { file: file.clone(), what })?;
    let text = String::from_utf8(octets).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
        let (line, column) = position(&text, good);
        let what = "this is not UTF-8: a receiver file is text in UTF-8".to_owned();
        ReceiverError::Place { file: file.clone(), line, column, what }
    })?;
    parse(&file, &text)
}

/// The octets of a file that is not too large, or why there are none.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let wanted = "a receiver file is a TOML file";
    let mut octets = Vec::new();
    let opened = File::open(path).and_then(|file| {
        if file.metadata()?.is_dir() {
            return Ok(true);
        }
        // The limit holds for what has no size of its own, too: a pipe or a device.
        file.take(MAX_FILE + 1).read_to_end(&mut octets)?;
        Ok(false)
    });
    match opened {
        Ok(false) if octets.len() as u64 > MAX_FILE => {
            Err(format!("it is larger than 1 MiB ({MAX_FILE} bytes), the most that is accepted"))
        }
        Ok(false) => Ok(octets),
        Ok(true) => Err(format!("it is a directory: {wanted}")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(format!("there is no such file: {wanted}"))
        }
        Err(error) => Err(format!("it cannot be read: {error}")),
    }
}

/// Checks the text of a receiver file; `file` is its name in messages.
pub fn parse(file: &str, text: &str) -> Result<Receiver, ReceiverError> {
    let source = Source { file, text };
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        source.fault(&span, format!("this is not valid TOML: {}", error.message()))
    })?;
    Loader { source: &source, ids: HashMap::new() }.receiver(table)
}

struct Loader<'a> {
    source: &'a Source<'a>,
    /// Every rule id so far, with the offset at which it stands.
    ids: HashMap<String, usize>,
}

impl<'a> Loader<'a> {
    fn receiver(mut self, table: Spanned<DeTable<'a>>) -> Result<Receiver, ReceiverError> {
        let required = ["schema", "name", "title", "rule"];
        let optional = [
            "as_of",
            "as_of_note",
            "contact",
            "notes",
            "mail_from_domain",
            "mx_suffixes",
            "size",
            "signs",
            "evidence",
            "limit",
        ];
        // Of another version of the format, every other message would mislead.
        let schema = table.get_ref().get("schema");
        if let Some((schema, text)) = schema.and_then(|value| Some((value, value.get_ref().as_str()?)))
            && text != SCHEMA
        {
            return Err(self.source.fault(&schema.span(), unknown("schema", text, [SCHEMA].into_iter())));
        }
        // The root table's span ends with its last key; a fault of the whole file is at its start.
        let table = Spanned::new(0..0, table.into_inner());
        let mut fields = Fields::new(self.source, "a receiver", &required, &optional, table)?;
        fields.required_line("schema")?;
        let name = self.id(fields.required_line("name")?, "name")?;
        let mut receiver = Receiver {
            title: fields.required_line("title")?.into_inner(),
            as_of: self.year(&mut fields, "as_of")?,
            as_of_note: fields.prose("as_of_note")?,
            contact: fields.prose("contact")?,
            notes: fields.proses("notes")?,
            mail_from_domain: fields.prose("mail_from_domain")?,
            mx_suffixes: self.suffixes(fields.lines("mx_suffixes")?)?,
            size: fields.table("size")?.map(|table| self.size(table)).transpose()?,
            signs: fields.table("signs")?.map(|table| self.signs(table)).transpose()?.unwrap_or_default(),
            evidence: Vec::new(),
            rules: Vec::new(),
            limits: Vec::new(),
            name,
        };
        for table in fields.tables("evidence")? {
            receiver.evidence.push(self.evidence(table)?);
        }
        for table in fields.tables("rule")? {
            let rule = self.rule(table, &receiver)?;
            receiver.rules.push(rule);
        }
        if receiver.rules.is_empty() {
            return Err(fields.fault("a receiver needs at least one [[rule]]"));
        }
        for table in fields.tables("limit")? {
            let limit = self.limit(table, &receiver)?;
            receiver.limits.push(limit);
        }
        Ok(receiver)
    }

    fn rule(&mut self, table: Spanned<DeTable<'a>>, receiver: &Receiver) -> Result<Rule, ReceiverError> {
        let required = ["id", "roles", "summary", "decided_by", "basis", "explanation", "remedy"];
        let optional = [
            "stage",
            "code",
            "enhanced",
            "text",
            "basis_note",
            "source",
            "year",
            "needs",
            "always_risk",
            "queue",
            "wire",
            "cases",
            "formerly",
            "cause",
        ];
        let mut fields = Fields::new(self.source, "a rule", &required, &optional, table)?;
        let id = fields.required_line("id")?;
        let id = self.rule_id(id, receiver)?;
        let roles = fields.words::<Role>("roles")?;
        let is_mx = roles.iter().find(|role| *role.get_ref() == Role::Mx);
        let stage = fields.word("stage")?;
        let reply = self.reply(&mut fields)?;
        if let Some(role) = is_mx {
            // Without these two no prediction could say what happens, and when.
            if stage.is_none() {
                let what =
                    "a rule of role mx needs a \"stage\": connect, ehlo, auth, mail-from, rcpt-to or data";
                return Err(self.source.fault(&role.span(), what));
            }
            if reply.code.is_none() {
                let what = "a rule of role mx needs a \"code\": 400 to 599";
                return Err(self.source.fault(&role.span(), what));
            }
        }
        let decided_by: Vec<DecidedBy> =
            fields.words("decided_by")?.into_iter().map(Spanned::into_inner).collect();
        let (source, year) = self.provenance(&mut fields, receiver)?;
        let inputs = || decided_by.iter().map(|by| by.input()).collect::<Vec<_>>().join(" or ");
        let mut rule = Rule {
            id,
            stage,
            reply,
            summary: fields.required_prose("summary")?,
            basis: fields.required_word("basis")?,
            basis_note: fields.prose("basis_note")?,
            source,
            year,
            explanation: fields.required_prose("explanation")?,
            remedy: fields.required_prose("remedy")?,
            needs: fields.prose("needs")?.unwrap_or_else(inputs),
            always_risk: fields.prose("always_risk")?,
            queue: fields.prose("queue")?,
            wire: self.wire(&mut fields)?,
            cases: self.cases(&mut fields)?,
            formerly: Vec::new(),
            causes: Vec::new(),
            roles: roles.iter().map(|role| *role.get_ref()).collect(),
            decided_by,
        };
        for table in fields.tables("formerly")? {
            rule.formerly.push(self.formerly(table, receiver)?);
        }
        for table in fields.tables("cause")? {
            let span = table.span();
            if is_mx.is_none() {
                let what = "a cause is for predictions, and those are made of rules of role mx only";
                return Err(self.source.fault(&span, what));
            }
            let cause = self.cause(table, &rule.causes)?;
            rule.causes.push(cause);
        }
        Ok(rule)
    }

    fn cause(&self, table: Spanned<DeTable<'a>>, before: &[Cause]) -> Result<Cause, ReceiverError> {
        let required = ["check", "stage", "basis", "confidence"];
        let mut fields = Fields::new(self.source, "a cause", &required, &[], table)?;
        let check = fields.required_line("check")?;
        let id = check.get_ref();
        if check::find(id).is_none() {
            let what = unknown("check", id, check::all().map(|check| check.id));
            return Err(self.source.fault(&check.span(), what));
        }
        if before.iter().any(|cause| cause.check == *id) {
            let what = format!("check {id:?} is a cause of this rule already: once is enough");
            return Err(self.source.fault(&check.span(), what));
        }
        Ok(Cause {
            stage: fields.required_word("stage")?,
            basis: fields.required_word("basis")?,
            confidence: fields.required_word("confidence")?,
            check: check.into_inner(),
        })
    }

    fn formerly(
        &mut self,
        table: Spanned<DeTable<'a>>,
        receiver: &Receiver,
    ) -> Result<Formerly, ReceiverError> {
        let required = ["id", "summary", "basis"];
        let optional = ["stage", "code", "enhanced", "text", "source", "year", "wire"];
        let mut fields = Fields::new(self.source, "an older reply", &required, &optional, table)?;
        let id = fields.required_line("id")?;
        let (source, year) = self.provenance(&mut fields, receiver)?;
        Ok(Formerly {
            id: self.rule_id(id, receiver)?,
            stage: fields.word("stage")?,
            reply: self.reply(&mut fields)?,
            summary: fields.required_prose("summary")?,
            basis: fields.required_word("basis")?,
            source,
            year,
            wire: self.wire(&mut fields)?,
        })
    }

    /// `[[rule.wire]]`: how the reply reads.
    fn wire(&self, fields: &mut Fields<'a>) -> Result<Vec<Wording>, ReceiverError> {
        fields.tables("wire")?.into_iter().map(|table| self.wording(table)).collect()
    }

    fn wording(&self, table: Spanned<DeTable<'a>>) -> Result<Wording, ReceiverError> {
        let optional = ["codes", "stage", "generic", "needs_host", "opening", "since", "until", "meaning"];
        let mut fields = Fields::new(self.source, "a wording", &["text"], &optional, table)?;
        let text = fields.required_line("text")?;
        let parts: Vec<String> = text.get_ref().split(" / ").map(str::to_owned).collect();
        self.check_parts(&text, &parts)?;
        let codes = fields.numbers("codes", 400..600)?;
        Ok(Wording {
            parts,
            codes: codes.into_iter().map(|code| code as u16).collect(),
            stage: fields.word("stage")?,
            generic: fields.flag("generic", false)?,
            needs_host: fields.flag("needs_host", false)?,
            opening: fields.flag("opening", false)?,
            since: self.year(&mut fields, "since")?,
            until: self.year(&mut fields, "until")?,
            meaning: fields.prose("meaning")?,
        })
    }

    /// Replies are compared by letters and digits: with fewer than four of them nothing is told.
    fn check_parts(&self, text: &Spanned<String>, parts: &[String]) -> Result<(), ReceiverError> {
        let few = |part: &&String| part.bytes().filter(u8::is_ascii_alphanumeric).count() < 4;
        match parts.iter().find(few) {
            None => Ok(()),
            Some(part) => {
                let what = format!(
                    "{part:?} has fewer than 4 letters or digits (a-z 0-9), by which replies are compared"
                );
                Err(self.source.fault(&text.span(), what))
            }
        }
    }

    /// Case codes: lower-case letters and digits.
    fn cases(&self, fields: &mut Fields<'a>) -> Result<Vec<String>, ReceiverError> {
        let fits = |case: &str| {
            (2..=8).contains(&case.len())
                && case.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let read = |case: Spanned<String>| match fits(case.get_ref()) {
            true => Ok(case.into_inner()),
            false => {
                let what = format!(
                    "{:?} is no case code: accepted are 2 to 8 lower-case letters and digits, such as rdns",
                    case.get_ref()
                );
                Err(self.source.fault(&case.span(), what))
            }
        };
        fields.lines("cases")?.into_iter().map(read).collect()
    }

    /// `[signs]`: what the receiver's replies are told by.
    fn signs(&self, table: Spanned<DeTable<'a>>) -> Result<Signs, ReceiverError> {
        let optional = ["brands", "greetings", "explanations", "relays", "submission", "enhanced"];
        let mut fields = Fields::new(self.source, "signs", &[], &optional, table)?;
        let mut texts = |name: &str| {
            let read = |text: Spanned<String>| {
                self.check_parts(&text, std::slice::from_ref(text.get_ref()))?;
                Ok(text.into_inner())
            };
            fields.lines(name)?.into_iter().map(read).collect::<Result<Vec<_>, ReceiverError>>()
        };
        let (brands, greetings, explanations) =
            (texts("brands")?, texts("greetings")?, texts("explanations")?);
        let mut labels = |name: &str| {
            let lower = |label: Spanned<String>| label.into_inner().to_ascii_lowercase();
            Ok::<_, ReceiverError>(fields.lines(name)?.into_iter().map(lower).collect::<Vec<_>>())
        };
        let (relays, submission) = (labels("relays")?, labels("submission")?);
        let enhanced = fields.flag("enhanced", true)?;
        Ok(Signs { brands, greetings, explanations, relays, submission, enhanced })
    }

    /// `code`, `enhanced` and `text`.
    fn reply(&self, fields: &mut Fields<'a>) -> Result<Reply, ReceiverError> {
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

    /// `source`, which must be among the evidence, and `year`, else the evidence's.
    fn provenance(
        &self,
        fields: &mut Fields<'a>,
        receiver: &Receiver,
    ) -> Result<(Option<String>, Option<u16>), ReceiverError> {
        let source = fields.line("source")?;
        let year = self.year(fields, "year")?;
        let Some(source) = source else { return Ok((None, year)) };
        let Some(evidence) = receiver.evidence(source.get_ref()) else {
            let known = receiver.evidence.iter().map(|evidence| evidence.source.as_str());
            let what = if receiver.evidence.is_empty() {
                format!("unknown source {:?}: describe it in an [[evidence]] table", source.get_ref())
            } else {
                unknown("source", source.get_ref(), known) + " (the [[evidence]] tables)"
            };
            return Err(self.source.fault(&source.span(), what));
        };
        Ok((Some(source.into_inner()), year.or(evidence.year)))
    }

    fn evidence(&self, table: Spanned<DeTable<'a>>) -> Result<Evidence, ReceiverError> {
        let mut fields =
            Fields::new(self.source, "an evidence", &["source", "title"], &["year", "note"], table)?;
        Ok(Evidence {
            source: fields.required_line("source")?.into_inner(),
            title: fields.required_line("title")?.into_inner(),
            year: self.year(&mut fields, "year")?,
            note: fields.prose("note")?,
        })
    }

    fn size(&self, table: Spanned<DeTable<'a>>) -> Result<SizeLimit, ReceiverError> {
        let mut fields = Fields::new(self.source, "a size limit", &["limit"], &["risk_from"], table)?;
        let limit = *fields.required_number("limit", 1..1 << 63)?.get_ref();
        let risk_from = fields.number("risk_from", 1..1 << 63)?;
        if let Some(risk_from) = risk_from.as_ref().filter(|from| *from.get_ref() > limit) {
            let what = format!("the risk starts above the limit: at most {limit} is accepted");
            return Err(self.source.fault(&risk_from.span(), what));
        }
        Ok(SizeLimit { limit, risk_from: risk_from.map_or(limit, Spanned::into_inner) })
    }

    fn limit(&self, table: Spanned<DeTable<'a>>, receiver: &Receiver) -> Result<Limit, ReceiverError> {
        let required = ["rule", "what", "allowed", "per", "basis"];
        let optional = ["seconds", "at_least", "basis_note"];
        let span = table.span();
        let mut fields = Fields::new(self.source, "a limit", &required, &optional, table)?;
        let rule = fields.required_line("rule")?;
        // An older reply's id would name a rule that no longer answers.
        let known = receiver.rules.iter().map(|rule| rule.short_id());
        if !known.clone().any(|id| id == rule.get_ref()) {
            return Err(self.source.fault(&rule.span(), unknown("rule", rule.get_ref(), known)));
        }
        let what: Counted = fields.required_word("what")?;
        let is_share = what == Counted::UnknownRecipients;
        let allowed = fields.required_number("allowed", if is_share { 0..100 } else { 0..1 << 32 })?;
        let seconds = fields.number("seconds", 1..31 * 86_400)?;
        let at_least = fields.number("at_least", 1..1 << 32)?;
        let is_of_a_moment = matches!(what, Counted::Queued | Counted::Connections);
        let fault = match (&seconds, &at_least) {
            (Some(seconds), _) if is_of_a_moment => {
                Some((seconds.span(), format!("{what} are counted at one time: \"seconds\" has no meaning")))
            }
            (None, _) if !is_of_a_moment => {
                Some((span, format!("a limit of {what} needs \"seconds\", the length of its window")))
            }
            (_, Some(at_least)) if !is_share => {
                Some((at_least.span(), format!("\"at_least\" is for percentages, and {what} is none")))
            }
            _ => None,
        };
        if let Some((span, what)) = fault {
            return Err(self.source.fault(&span, what));
        }
        Ok(Limit {
            rule: receiver.full_id(rule.get_ref()),
            what,
            allowed: allowed.into_inner(),
            seconds: seconds.map(|seconds| *seconds.get_ref() as u32),
            at_least: at_least.map(Spanned::into_inner),
            per: fields.required_word("per")?,
            basis: fields.required_word("basis")?,
            basis_note: fields.prose("basis_note")?,
        })
    }

    fn year(&self, fields: &mut Fields<'a>, name: &str) -> Result<Option<u16>, ReceiverError> {
        Ok(fields.number(name, 1980..2100)?.map(|year| *year.get_ref() as u16))
    }

    fn suffixes(&self, values: Vec<Spanned<String>>) -> Result<Vec<Name>, ReceiverError> {
        values
            .into_iter()
            .map(|value| {
                let name = value.get_ref().parse::<Name>().map_err(|error| error.to_string());
                // A suffix of one label would take in every host of a top-level domain.
                let name = name.and_then(|name| match name.parent() {
                    Some(parent) if parent != Name::root() => Ok(name),
                    _ => Err("it has one label only".to_owned()),
                });
                name.map_err(|why| {
                    let what = format!(
                        "{:?} is no domain of MX hosts: {why}; accepted is a name such as mx.example.net",
                        value.get_ref()
                    );
                    self.source.fault(&value.span(), what)
                })
            })
            .collect()
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

/// Whether this is `class.subject.detail` (RFC 3463 section 2) of the code's class.
fn is_enhanced(enhanced: &str, code: u16) -> bool {
    let parts: Vec<&str> = enhanced.split('.').collect();
    let digits = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts[0] == (code / 100).to_string() && parts[1..].iter().all(digits)
}
