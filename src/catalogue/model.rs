//! What is known of a receiver: its documented replies, and what causes them.

use serde::Serialize;

use super::applies::Applies;
use super::check::{Check, Input};
use super::source::{AsOf, RuleSource};
use crate::dns::Name;
use crate::smtp_reply::Stage;

/// A closed set of words: the enum, its kebab-case names in TOML, JSON and text,
/// and the list of all of them for error messages.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word for it in receiver files and in JSON.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [$name] = $name::ALL;
            fn name(self) -> &'static str { $name::name(self) }
        }
    };
}

/// One of a closed set of words, as the loader reads them.
pub(super) trait Word: Copy + 'static {
    /// What a message calls the set.
    const WHAT: &'static str;
    const ALL: &'static [Self];
    fn name(self) -> &'static str;
}

impl Word for Stage {
    const WHAT: &'static str = "stage";
    const ALL: &'static [Stage] = Stage::ALL;
    fn name(self) -> &'static str {
        Stage::name(self)
    }
}

words! {
    /// Where a rule applies. Predictions are made from rules of role `mx` alone.
    Role, "role" {
        /// The receiver's MX hosts, which take mail from other servers.
        Mx = "mx",
        /// The server where the receiver's own customers hand in their mail.
        Submission = "submission",
        /// The customer's mail program or account settings.
        Settings = "settings",
        /// The content of a message.
        Message = "message",
    }
}

words! {
    /// How it is known that the receiver does so.
    Basis, "basis" {
        /// The receiver's own pages say it.
        Documented = "documented",
        /// It follows from what they say, or from the standards, but is not said.
        Inferred = "inferred",
        /// Its servers were seen doing it.
        Observed = "observed",
        /// Somebody else reports it.
        Reported = "reported",
    }
}

words! {
    /// How sure a cause is to bring about the reply. High and medium decide a
    /// prediction, low is a risk only.
    Confidence, "confidence" {
        /// Documented for exactly this; decides.
        High = "high",
        /// Documented less exactly, or seen often; decides.
        Medium = "medium",
        /// Possible; a risk, which decides nothing.
        Low = "low",
    }
}

words! {
    /// From which status of its check on a cause brings the reply about.
    Severity, "status" {
        /// From a failure on; a warning makes it a risk.
        Fail = "fail",
        /// From a warning on: what is a warning in general is refused by this receiver.
        Warn = "warn",
        /// From a remark on, such as that there is no DMARC record.
        Info = "info",
    }
}

words! {
    /// Whether a receiver takes it amiss when recipients are asked for and nothing is sent.
    Probing, "way of probing" {
        /// Nothing is known against it.
        Allowed = "allowed",
        /// It blocks addresses that do so.
        Forbidden = "forbidden",
    }
}

words! {
    /// What the receiver looks at when it decides on a rule.
    DecidedBy, "deciding input" {
        /// Records of the sender's domain, address or HELO name.
        Dns = "dns",
        /// A DNS-based block list (RFC 5782).
        Dnsbl = "dnsbl",
        /// The argument of EHLO or HELO.
        Helo = "helo",
        /// The sender's SPF record (RFC 7208).
        Spf = "spf",
        /// The commands of the session.
        Session = "session",
        /// The size of the message.
        Size = "size",
        /// The header or the content of the message.
        Message = "message",
        /// The recipient's mailbox.
        Recipient = "recipient",
        /// What this sender did before.
        History = "history",
        /// The volume and the pace of a mailing.
        Plan = "plan",
        /// Something that only the receiver knows.
        Receiver = "receiver",
        /// The settings of a mail program or an account.
        Settings = "settings",
    }
}

impl DecidedBy {
    /// What a prediction lacks that has not seen this input.
    pub fn input(self) -> &'static str {
        match self {
            DecidedBy::Dns => "an answer from DNS",
            DecidedBy::Dnsbl => "an answer from the block list",
            DecidedBy::Helo => "the HELO name",
            DecidedBy::Spf => "the sending address",
            DecidedBy::Session => "the commands of the session",
            DecidedBy::Size => "the size of the message",
            DecidedBy::Message => "the message",
            DecidedBy::Recipient => "the recipient's mailbox",
            DecidedBy::History => "this server's history at the receiver",
            DecidedBy::Plan => "the plan of the mailing",
            DecidedBy::Receiver => "what only the receiver knows",
            DecidedBy::Settings => "the settings",
        }
    }
}

/// An SMTP reply as the receiver documents it (RFC 5321 section 4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reply {
    /// The three-digit code, 400 to 599; none where it is not known.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), such as `5.7.1`.
    pub enhanced: Option<String>,
    /// The text after the codes; ` / ` is between the lines of a longer one.
    pub text: Option<String>,
}

impl Reply {
    /// True for a 4xx code: the sender tries again later. None without a code.
    pub fn is_transient(&self) -> Option<bool> {
        self.code.map(|code| code < 500)
    }
}

impl std::fmt::Display for Reply {
    /// The reply on one line, as far as it is known: `554 5.7.1 text`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code.map(|code| code.to_string());
        let parts = [code.as_deref(), self.enhanced.as_deref(), self.text.as_deref()];
        for (i, part) in parts.into_iter().flatten().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

/// A check whose failure brings about a rule's reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The check that has to fail.
    pub check: &'static Check,
    /// Where the receiver answers for this cause; it may differ from the rule's own stage. None
    /// where it does not answer: the rule is about what a message is, not about a session.
    pub stage: Option<Stage>,
    /// How it is known that this cause brings the reply about.
    pub basis: Basis,
    /// How sure it does.
    pub confidence: Confidence,
    /// From which status of the check on it does.
    pub status: Severity,
}

/// How a reply reads on the wire. It is compared by its letters and digits alone, as reporters
/// break lines, repeat codes and escape what is between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What the reply says; all of several parts, wherever each is.
    pub parts: Vec<String>,
    /// The codes that it comes with; with another one it means something else. None: any.
    pub codes: Vec<u16>,
    /// The step at which alone it means this; none: any.
    pub stage: Option<Stage>,
    /// Other servers say the same: without a host of the receiver it shows little.
    pub generic: bool,
    /// Many servers say the same: it counts only where a host of the receiver is seen.
    pub needs_host: bool,
    /// It also opens other replies, and means this only when nothing more specific follows.
    pub opening: bool,
    /// The first year in which it was seen.
    pub since: Option<u16>,
    /// The last year in which it was seen.
    pub until: Option<u16>,
    /// What this wording in particular says, where that is more than the rule's summary.
    pub meaning: Option<String>,
}

/// What shows that a reply is from this receiver's servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Words that its servers alone say.
    pub brands: Vec<String>,
    /// What it says in place of a greeting when it refuses a connection.
    pub greetings: Vec<String>,
    /// Pages that its replies send people to, from the host's name on.
    pub explanations: Vec<String>,
    /// First labels of hosts that send its own customers' mail on: what they report is what
    /// somebody else answered.
    pub relays: Vec<String>,
    /// First labels of hosts where its own customers hand in their mail.
    pub submission: Vec<String>,
    /// Whether its servers send enhanced status codes (RFC 2034).
    pub enhanced: bool,
}

impl Default for Signs {
    fn default() -> Signs {
        Signs {
            brands: Vec::new(),
            greetings: Vec::new(),
            explanations: Vec::new(),
            relays: Vec::new(),
            submission: Vec::new(),
            enhanced: true,
        }
    }
}

/// An older reply for the same rejection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formerly {
    /// The full id: `ionos/421-invalid-sender-domain`.
    pub id: String,
    /// Where the receiver answered with it; none where that is not known.
    pub stage: Option<Stage>,
    /// The older reply itself.
    pub reply: Reply,
    /// What it was sent for, in one sentence.
    pub summary: String,
    /// How the older reply is known.
    pub basis: Basis,
    /// The document that it was taken from.
    pub source: Option<RuleSource>,
    /// When it was so: its own date, else that of the document.
    pub as_of: Option<AsOf>,
    /// How it reads on the wire, next to the text of the reply.
    pub wire: Vec<Wording>,
}

/// One rejection or limit of a receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The full id: `ionos/550-invalid-dns-mx`.
    pub id: String,
    /// The servers or settings that answer with it; at least one.
    pub roles: Vec<Role>,
    /// Where the receiver answers; always known for a rule of role `mx`.
    pub stage: Option<Stage>,
    /// The reply as documented. Without a code the receiver demands something, and what it answers otherwise is
    /// not known: then the rule is a risk and never decides.
    pub reply: Reply,
    /// What it answers as well for the same thing, now and then.
    pub replies: Vec<Reply>,
    /// Which senders and recipients it applies to.
    pub applies: Applies,
    /// The cause in one sentence.
    pub summary: String,
    /// What the receiver looks at, all of it.
    pub decided_by: Vec<DecidedBy>,
    /// How the rule as a whole is known.
    pub basis: Basis,
    /// Which part of the rule has another basis.
    pub basis_note: Option<String>,
    /// The document that it was taken from.
    pub source: Option<RuleSource>,
    /// When it was so: its own date, else that of the document.
    pub as_of: Option<AsOf>,
    /// What the reply means.
    pub explanation: String,
    /// What to do about it.
    pub remedy: String,
    /// What a prediction lacks when it can neither show that the rule applies nor that it does not.
    pub needs: String,
    /// Set where nothing about the sender can rule the reply out: why it may always come.
    pub always_risk: Option<String>,
    /// What the sender's own queue shows, where that misleads.
    pub queue: Option<String>,
    /// How it reads on the wire, next to the text of the reply.
    pub wire: Vec<Wording>,
    /// Case codes that mean it in the address of an explanation: `rdns`.
    pub cases: Vec<String>,
    /// Older replies for the same rejection.
    pub formerly: Vec<Formerly>,
    /// The checks that bring it about; none where nothing a sender publishes does.
    pub causes: Vec<Cause>,
}

impl Rule {
    /// The id without the receiver's name: `550-invalid-dns-mx`.
    pub fn short_id(&self) -> &str {
        short(&self.id)
    }

    /// The causes that predictions are made of. Those that only a message shows are for
    /// `mxcheck message`.
    pub fn sender_causes(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter().filter(|cause| cause.check.input != Input::Message)
    }

    /// Returns the documented reply, and what is answered as well for the same thing.
    pub fn all_replies(&self) -> impl Iterator<Item = &Reply> {
        std::iter::once(&self.reply).chain(&self.replies)
    }

    /// Returns true when the recipient's mailbox alone decides it.
    pub fn is_about_recipient(&self) -> bool {
        !self.decided_by.is_empty() && self.decided_by.iter().all(|by| *by == DecidedBy::Recipient)
    }

    /// Returns true when it is said at that place, perhaps among others.
    pub fn has_role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// True when it speaks of another mail server and its records, so that a customer who hands in mail
    /// is rejected for another reason with the same words. What a message, a session or a recipient fires is
    /// the same for both.
    pub fn is_for_other_servers(&self) -> bool {
        use DecidedBy::{Message, Recipient, Session, Size};
        let is_for_all = |by: &DecidedBy| matches!(by, Message | Recipient | Session | Size);
        self.has_role(Role::Mx) && !self.has_role(Role::Submission) && !self.decided_by.iter().all(is_for_all)
    }
}

/// The part of a full id after the receiver's name.
fn short(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, short)| short)
}

/// The largest message that a receiver takes, in bytes as sent (RFC 1870).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimit {
    /// A message of more bytes than this is refused.
    pub limit: u64,
    /// A message of this many bytes or more is at risk.
    pub risk_from: u64,
}

words! {
    /// What a limit counts.
    Counted, "counted thing" {
        /// Messages handed in.
        Messages = "messages",
        /// Recipients of messages handed in.
        Recipients = "recipients",
        /// Messages that are bulk mail.
        Bulk = "bulk",
        /// Messages that were classified as spam.
        Spam = "spam",
        /// Deliveries that failed for good.
        Failed = "failed",
        /// Messages of a script without a valid sender address.
        Script = "script",
        /// Messages that wait in the receiver's queue at one time.
        Queued = "queued",
        /// Connections that are open at one time.
        Connections = "connections",
        /// Different names given with HELO or EHLO.
        HeloNames = "helo-names",
        /// Recipients that do not exist, in percent of all recipients.
        UnknownRecipients = "unknown-recipients",
    }
}

words! {
    /// Whose doings a limit counts together.
    Per, "holder of a limit" {
        /// All accounts of one sender domain.
        Domain = "domain",
        /// One sending address.
        Address = "address",
    }
}

/// How much of something a receiver takes in a time. A rule is hit by more than is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The full id of the rule that is hit: `one-com/sending-limit`.
    pub rule: String,
    /// The unit of `allowed`.
    pub what: Counted,
    /// The most that is taken; for unknown recipients, a percentage.
    pub allowed: u64,
    /// The length of the window in seconds; none where the limit holds for every moment.
    pub seconds: Option<u32>,
    /// How many of the whole there must be before a percentage says anything.
    pub at_least: Option<u64>,
    /// Whose share it is: what each of them does is counted apart.
    pub per: Per,
    /// How the figure is known.
    pub basis: Basis,
    /// Where the figure comes from, if not from the rule's own source.
    pub basis_note: Option<String>,
}

/// A page or document that rules were taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The name that rules refer to.
    pub source: String,
    /// The document's own title.
    pub title: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// What it speaks for, as far as that is known.
    pub as_of: Option<AsOf>,
    /// How the date is known, and what else to know about it.
    pub note: Option<String>,
}

/// A receiver of mail: how to recognise it, and what it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The name for `--receiver`, and the first part of the id of each rule of its own.
    pub name: String,
    /// The name for people: `1&1/IONOS`.
    pub title: String,
    /// The receiver whose rules it took over.
    pub extends: Option<String>,
    /// Other names for it, which `--receiver` accepts.
    pub brands: Vec<String>,
    /// What its rules speak for; each has a date of its own.
    pub as_of: Option<AsOf>,
    /// How the date is known, or which rules have another.
    pub as_of_note: Option<String>,
    /// The contact for a rejected sender.
    pub contact: Option<String>,
    /// What cannot be known from outside.
    pub notes: Vec<String>,
    /// What to say where it has no rule for the sender domain.
    pub mail_from_domain: Option<String>,
    /// Domains under which its MX hosts are named.
    pub mx_suffixes: Vec<Name>,
    /// True when it is judged where no receiver was named and no recipient leads to one.
    pub is_default: bool,
    /// Whether it may be asked for recipients when nothing is sent.
    pub probe: Probing,
    /// The largest message; none where it is not known.
    pub size: Option<SizeLimit>,
    /// What its replies are recognised by.
    pub signs: Signs,
    /// The documents that its rules name as their `source`.
    pub evidence: Vec<Evidence>,
    /// In the order that decides within a stage.
    pub rules: Vec<Rule>,
    /// How much it takes in a time.
    pub limits: Vec<Limit>,
}

impl Receiver {
    /// The full id of one of its rules: the receiver's name, a slash, the short id.
    pub fn full_id(&self, short_id: &str) -> String {
        format!("{}/{short_id}", self.name)
    }

    /// The rule with this id, full or short, also when it is the id of an older reply.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let current = self.rules.iter().find(|rule| same_id(&rule.id, id));
        current.or_else(|| self.former(id).map(|(rule, _)| rule))
    }

    /// The older reply with this id, full or short, and the rule that has superseded it.
    pub fn former(&self, id: &str) -> Option<(&Rule, &Formerly)> {
        self.rules
            .iter()
            .find_map(|rule| rule.formerly.iter().find(|f| same_id(&f.id, id)).map(|f| (rule, f)))
    }

    /// Whether this is its name or one of its brands.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.brands.iter().any(|brand| brand == name)
    }

    /// The document that a rule's `source` names.
    pub fn evidence(&self, source: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.source == source)
    }

    /// Whether an MX host of this name is one of the receiver's.
    pub fn runs(&self, exchange: &Name) -> bool {
        self.mx_suffixes.iter().any(|suffix| exchange.is_at_or_below(suffix))
    }
}

fn same_id(full: &str, wanted: &str) -> bool {
    full == wanted || short(full) == wanted
}

/// Returns every rule with this id, with the first receiver that has it: a short id may be known at
/// more than one receiver, and a receiver may have changed what it took over.
pub fn find_rule<'a>(receivers: &'a [Receiver], id: &str) -> Vec<(&'a Receiver, &'a Rule)> {
    let mut found: Vec<(&Receiver, &Rule)> = Vec::new();
    for receiver in receivers {
        if let Some(rule) = receiver.rule(id)
            && !found.iter().any(|(_, known)| *known == rule)
        {
            found.push((receiver, rule));
        }
    }
    found
}
