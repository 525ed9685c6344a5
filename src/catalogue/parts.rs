//! The smaller tables of a receiver file: wordings, signs, sizes, limits, names.

use toml::Spanned;
use toml::de::DeTable;

use super::applies::{Applies, IpVersion};
use super::error::ReceiverError;
use super::load::Loader;
use super::model::{Counted, Limit, Receiver, Reply, Rule, Signs, SizeLimit, Wording};
use super::read::{Fields, unknown};
use crate::dns::Name;

impl<'a> Loader<'a> {
    /// `replies`: what is answered as well. Without a text, that of the rule.
    pub(super) fn replies(
        &self,
        fields: &mut Fields<'a>,
        first: &Reply,
    ) -> Result<Vec<Reply>, ReceiverError> {
        let mut replies = Vec::new();
        for table in fields.tables("replies")? {
            let mut fields = Fields::new(self.source, "a reply", &["code"], &["enhanced", "text"], table)?;
            let span = fields.span();
            let mut reply = self.reply(&mut fields)?;
            reply.text = reply.text.or_else(|| first.text.clone());
            if reply == *first || replies.contains(&reply) {
                let what = format!("\"{reply}\" is a reply of this rule already: once is enough");
                return Err(self.source.fault(&span, what));
            }
            replies.push(reply);
        }
        Ok(replies)
    }

    /// `applies`: which senders and recipients the rule applies to.
    pub(super) fn applies(&self, table: Spanned<DeTable<'a>>) -> Result<Applies, ReceiverError> {
        let optional = ["bulk", "ip", "tenant", "recipient"];
        let mut fields = Fields::new(self.source, "a condition", &[], &optional, table)?;
        let ip = fields.number("ip", 4..7)?;
        let ip = match ip.as_ref().map(|ip| *ip.get_ref()) {
            None => None,
            Some(4) => Some(IpVersion::V4),
            Some(6) => Some(IpVersion::V6),
            Some(other) => {
                let span = ip.map_or(0..0, |ip| ip.span());
                return Err(self.source.fault(&span, format!("\"ip\" is {other}: 4 and 6 are accepted")));
            }
        };
        let recipients = fields.lines("recipient")?.into_iter().map(|domain| {
            domain.get_ref().parse::<Name>().map_err(|error| {
                let what = format!("{:?} is no domain of recipients: {error}", domain.get_ref());
                self.source.fault(&domain.span(), what)
            })
        });
        Ok(Applies {
            bulk: fields.flag("bulk", false)?,
            tenant: fields.flag("tenant", false)?,
            ip,
            recipients: recipients.collect::<Result<_, _>>()?,
        })
    }

    /// `[[rule.wire]]`: how the reply reads.
    pub(super) fn wire(&self, fields: &mut Fields<'a>) -> Result<Vec<Wording>, ReceiverError> {
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

    /// Replies are compared by letters and digits: with fewer than four of them nothing is reported.
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
    pub(super) fn cases(&self, fields: &mut Fields<'a>) -> Result<Vec<String>, ReceiverError> {
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

    /// `[signs]`: how the receiver's replies are recognised. What is not given is that of `base`.
    pub(super) fn signs(&self, table: Spanned<DeTable<'a>>, base: Signs) -> Result<Signs, ReceiverError> {
        let optional = ["brands", "greetings", "explanations", "relays", "submission", "enhanced"];
        let mut fields = Fields::new(self.source, "signs", &[], &optional, table)?;
        let mut texts = |name: &str, base: Vec<String>| {
            if !fields.is_given(name) {
                return Ok(base);
            }
            let read = |text: Spanned<String>| {
                self.check_parts(&text, std::slice::from_ref(text.get_ref()))?;
                Ok(text.into_inner())
            };
            fields.lines(name)?.into_iter().map(read).collect::<Result<Vec<_>, ReceiverError>>()
        };
        let brands = texts("brands", base.brands)?;
        let greetings = texts("greetings", base.greetings)?;
        let explanations = texts("explanations", base.explanations)?;
        let mut labels = |name: &str, base: Vec<String>| {
            if !fields.is_given(name) {
                return Ok(base);
            }
            let lower = |label: Spanned<String>| label.into_inner().to_ascii_lowercase();
            Ok::<_, ReceiverError>(fields.lines(name)?.into_iter().map(lower).collect::<Vec<_>>())
        };
        let (relays, submission) = (labels("relays", base.relays)?, labels("submission", base.submission)?);
        let enhanced = fields.flag("enhanced", base.enhanced)?;
        Ok(Signs { brands, greetings, explanations, relays, submission, enhanced })
    }

    pub(super) fn size(&self, table: Spanned<DeTable<'a>>) -> Result<SizeLimit, ReceiverError> {
        let mut fields = Fields::new(self.source, "a size limit", &["limit"], &["risk_from"], table)?;
        let limit = *fields.required_number("limit", 1..1 << 63)?.get_ref();
        let risk_from = fields.number("risk_from", 1..1 << 63)?;
        if let Some(risk_from) = risk_from.as_ref().filter(|from| *from.get_ref() > limit) {
            let what = format!("the risk starts above the limit: at most {limit} is accepted");
            return Err(self.source.fault(&risk_from.span(), what));
        }
        Ok(SizeLimit { limit, risk_from: risk_from.map_or(limit, Spanned::into_inner) })
    }

    pub(super) fn limit(
        &self,
        table: Spanned<DeTable<'a>>,
        receiver: &Receiver,
    ) -> Result<Limit, ReceiverError> {
        let required = ["rule", "what", "allowed", "per", "basis"];
        let optional = ["seconds", "at_least", "basis_note"];
        let span = table.span();
        let mut fields = Fields::new(self.source, "a limit", &required, &optional, table)?;
        let rule = fields.required_line("rule")?;
        // An older reply's id would name a rule that no longer answers.
        let is_it = |known: &&Rule| known.id == *rule.get_ref() || known.short_id() == rule.get_ref();
        let Some(of_rule) = receiver.rules.iter().find(is_it) else {
            let known = receiver.rules.iter().map(|rule| rule.short_id());
            return Err(self.source.fault(&rule.span(), unknown("rule", rule.get_ref(), known)));
        };
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
            rule: of_rule.id.clone(),
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

    /// Other names for the receiver: of a word's or a domain's form.
    pub(super) fn brands(&self, values: Vec<Spanned<String>>) -> Result<Vec<String>, ReceiverError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        let read = |brand: Spanned<String>| match brand.get_ref().chars().all(fits) {
            true => Ok(brand.into_inner()),
            false => {
                let what = format!(
                    "{:?} is no brand: accepted are lower-case letters, digits, hyphens and dots (a-z 0-9 - .)",
                    brand.get_ref()
                );
                Err(self.source.fault(&brand.span(), what))
            }
        };
        values.into_iter().map(read).collect()
    }

    pub(super) fn suffixes(&self, values: Vec<Spanned<String>>) -> Result<Vec<Name>, ReceiverError> {
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
}
