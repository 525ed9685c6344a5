//! Findings + receiver → verdict: the session walked stage by stage, as the receiver would.
//!
//! A rule fires at a stage when a check that causes it there has failed, and high or medium
//! confidence links the two; a warning, or a failure with low confidence, makes it a risk. The
//! first rule that fires, in session order and within a stage in the receiver's own order,
//! decides. Nothing here asks anything or knows a receiver by name.

use std::net::IpAddr;

pub use super::outcome::Outcome;

use crate::catalogue::check::{Check, Input};
use crate::catalogue::{
    Basis, Cause, Condition, Confidence, Occasion, Reach, Receiver, Reply, Role, Rule, RuleSource, Severity,
};
use crate::judge::assess::Blame;
use crate::judge::check::{Finding, Findings, Status};
use crate::smtp_reply::ServerReply;
use crate::smtp_reply::Stage;

/// How far a stage was judged, and what it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Something was judged, and nothing fired.
    Pass,
    /// The receiver refuses here.
    Reject,
    /// The receiver defers here.
    Defer,
    /// A lookup that failed on our side hides it.
    Unknown,
    /// No input for it was given.
    NotJudged,
}

/// One stage of the predicted session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageVerdict {
    /// The stage.
    pub stage: Stage,
    /// What it came to.
    pub state: StageState,
}

/// A rule that fired or may fire, next to the one that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMention {
    /// The rule's full id.
    pub rule: String,
    /// Where the receiver would answer it.
    pub stage: Stage,
    /// What it would answer.
    pub reply: Reply,
    /// The checks that bring it about.
    pub because: Vec<&'static str>,
    /// The same in words.
    pub why: String,
}

/// A rule that neither fired nor was ruled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undetermined {
    /// The rule's full id.
    pub rule: String,
    /// What would have to be known.
    pub needs: String,
    /// The same as inputs; none when only the receiver knows.
    pub inputs: Vec<Input>,
    /// True when a lookup for it was made and failed.
    pub has_failed: bool,
}

/// What a receiver was seen to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// What became of the session; unknown when it broke.
    pub outcome: Outcome,
    /// Where it ended; null when the recipient was accepted.
    pub stage: Option<Stage>,
    /// What was answered there; null when nothing usable was.
    pub reply: Option<ObservedReply>,
    /// The rejection that it was recognised as, by its full id.
    pub rule: Option<String>,
    /// True when that rejection is about the recipient: its mailbox does not exist, is full, is closed.
    pub is_about_recipient: bool,
}

impl Observed {
    /// What a session came to.
    pub fn new(
        outcome: Outcome,
        stage: Option<Stage>,
        reply: Option<ServerReply>,
        rule: Option<&Rule>,
        is_about_recipient: bool,
    ) -> Observed {
        let reply = reply.map(|reply| ObservedReply { text: reply.text(), reply });
        Observed { outcome, stage, reply, rule: rule.map(|rule| rule.id.clone()), is_about_recipient }
    }
}

/// A reply as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedReply {
    /// Its codes and lines.
    pub reply: ServerReply,
    /// Its lines, joined with spaces.
    pub text: String,
}

/// What one receiver would answer to the sender at one address.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The receiver's name.
    pub receiver: String,
    /// The sending address; null when none is known.
    pub address: Option<IpAddr>,
    /// What becomes of the session.
    pub outcome: Outcome,
    /// Where that is decided; null when the mail is accepted.
    pub stage: Option<Stage>,
    /// The rule that decides, by its full id.
    pub rule: Option<String>,
    /// The predicted reply.
    pub reply: Option<Reply>,
    /// How it is known that the receiver answers so.
    pub basis: Option<Basis>,
    /// How sure that is.
    pub confidence: Option<Confidence>,
    /// The checks that decide.
    pub because: Vec<&'static str>,
    /// The document that the rule was taken from.
    pub source: Option<RuleSource>,
    /// The session up to the stage that decides.
    pub stages: Vec<StageVerdict>,
    /// Further rules that fired, in session order.
    pub others: Vec<RuleMention>,
    /// What may happen but does not decide.
    pub risks: Vec<RuleMention>,
    /// Every rule for senders that neither fired nor was ruled out.
    pub undetermined: Vec<Undetermined>,
    /// What the receiver was seen to answer; null when it was not tried.
    pub observed: Option<Observed>,
    /// Whether that agrees with the prediction: outcome and stage are equal, and the rule seen, where
    /// one was recognised, is the predicted one or a risk. Null when it was not tried, when nobody
    /// answered, and when the session came from another address than was judged.
    pub agrees: Option<bool>,
    /// Why it does not agree, or cannot be compared, as far as that is known.
    pub difference: Option<String>,
    /// What counts: the predicted outcome, or what a live session has shown in its place.
    pub counted: Outcome,
}

/// The most severe outcome that counts: reject, then defer, then unknown, then accept. Verdicts of which nothing was
/// judged count only where there are no others.
pub fn overall(verdicts: &[Verdict]) -> Outcome {
    verdicts.iter().map(|verdict| verdict.counted).max().unwrap_or(Outcome::NotJudged)
}

/// Predicts what each receiver answers to the sender at each of its addresses. Whatever address the occasion holds is
/// replaced by each of them.
pub fn judge_all(
    receivers: &[Receiver],
    findings: &Findings,
    addresses: &[IpAddr],
    occasion: Occasion<'_>,
) -> Vec<Verdict> {
    let addresses: Vec<Option<IpAddr>> = match addresses {
        [] => vec![None],
        given => given.iter().copied().map(Some).collect(),
    };
    let pairs =
        receivers.iter().flat_map(|receiver| addresses.iter().map(move |address| (receiver, *address)));
    pairs.map(|(receiver, address)| judge(receiver, findings, Occasion { address, ..occasion })).collect()
}

/// Predicts what a receiver answers on an occasion; without an address, the sending address is not known.
pub fn judge(receiver: &Receiver, findings: &Findings, occasion: Occasion<'_>) -> Verdict {
    let view = View::new(receiver, findings, occasion);
    let mut fired = Vec::new();
    let mut risks = Vec::new();
    let mut stages = Vec::new();
    let mut session_goes_on = true;
    for &stage in view.stages() {
        let mut decisive: Option<&Rule> = None;
        for rule in &view.rules {
            let firing = rule.firing(stage);
            if !firing.is_empty() {
                decisive = decisive.or(Some(rule.rule));
                fired.push(Fired { rule: rule.rule, stage, causes: firing });
            } else if let Some(risk) = rule.risk(stage) {
                risks.push(risk);
            }
        }
        // The session ends at the first refusal; what would fire later is reported anyway.
        if session_goes_on {
            let state = decisive.map_or_else(|| view.quiet_state(stage), refusal);
            stages.push(StageVerdict { stage, state });
            session_goes_on = decisive.is_none();
        }
    }
    let unknown = stages.iter().find(|s| s.state == StageState::Unknown).map(|s| s.stage);
    let undetermined = view.undetermined(&fired);
    let mut fired = fired.into_iter();
    let decided = fired.next();
    let others = fired.map(|fired| fired.mention()).collect();
    let mut verdict = Verdict {
        receiver: receiver.name.clone(),
        address: occasion.address,
        outcome: Outcome::Accept,
        stage: None,
        rule: None,
        reply: None,
        basis: None,
        confidence: None,
        because: Vec::new(),
        source: None,
        stages,
        others,
        risks,
        undetermined,
        observed: None,
        agrees: None,
        difference: None,
        counted: Outcome::Accept,
    };
    if let Some(decided) = decided {
        verdict.outcome = match refusal(decided.rule) {
            StageState::Defer => Outcome::Defer,
            _ => Outcome::Reject,
        };
        let surest = decided.causes.iter().min_by_key(|(cause, _)| cause.confidence);
        verdict.stage = Some(decided.stage);
        verdict.rule = Some(decided.rule.id.clone());
        verdict.reply = Some(decided.rule.reply.clone());
        verdict.basis = surest.map(|(cause, _)| cause.basis);
        verdict.confidence = surest.map(|(cause, _)| cause.confidence);
        verdict.source = decided.rule.source.clone();
        verdict.because = check_ids(&decided.causes);
    } else if let Some(stage) = unknown {
        verdict.outcome = Outcome::Unknown;
        verdict.stage = Some(stage);
        verdict.because = view.unknown_checks(stage);
    } else if verdict.stages.iter().all(|step| step.state == StageState::NotJudged) {
        verdict.outcome = Outcome::NotJudged;
    }
    verdict.counted = verdict.outcome;
    verdict
}

/// A cause of a rule, and the finding that sets it off.
type Firing<'a> = (&'a Cause, &'a Finding);

struct Fired<'a> {
    rule: &'a Rule,
    stage: Stage,
    causes: Vec<Firing<'a>>,
}

impl Fired<'_> {
    fn mention(&self) -> RuleMention {
        mention(self.rule, self.stage, &self.causes)
    }
}

/// Whether a finding has the status from which on its check brings the reply about.
fn brings_about(cause: &Cause, finding: &Finding) -> bool {
    match finding.status {
        Status::Fail => true,
        Status::Warn => cause.status != Severity::Fail,
        Status::Info => cause.status == Severity::Info,
        Status::Unknown | Status::Pass => false,
    }
}

fn mention(rule: &Rule, stage: Stage, causes: &[Firing<'_>]) -> RuleMention {
    let mut why: Vec<&str> = causes.iter().map(|(_, finding)| finding.summary.as_str()).collect();
    why.dedup();
    RuleMention {
        rule: rule.id.clone(),
        stage,
        reply: rule.reply.clone(),
        because: check_ids(causes),
        why: why.join("; "),
    }
}

fn check_ids(causes: &[Firing<'_>]) -> Vec<&'static str> {
    let mut ids: Vec<&'static str> = Vec::new();
    for (_, finding) in causes {
        if !ids.contains(&finding.check.id) {
            ids.push(finding.check.id);
        }
    }
    ids
}

/// What a rule's reply does to a session.
fn refusal(rule: &Rule) -> StageState {
    if rule.reply.is_transient() == Some(true) { StageState::Defer } else { StageState::Reject }
}

/// One receiver's view of the findings about one address.
struct View<'a> {
    findings: &'a Findings,
    /// Those that concern this receiver and this address.
    here: Vec<&'a Finding>,
    /// The receiver's rules for other servers.
    rules: Vec<RuleView<'a>>,
}

/// A rule that is not ruled out, and every finding about one of its causes.
struct RuleView<'a> {
    rule: &'a Rule,
    /// The conditions that are not known to hold; with any, the rule is a risk at most.
    open: Vec<Condition>,
    touched: Vec<Firing<'a>>,
}

impl<'a> View<'a> {
    fn new(receiver: &'a Receiver, findings: &'a Findings, occasion: Occasion<'_>) -> View<'a> {
        let address = occasion.address;
        let concerns = |finding: &&Finding| {
            let here = finding.receiver.as_ref().is_none_or(|name| *name == receiver.name);
            let about_assumed = finding.assumed && address.is_none();
            here && (about_assumed || finding.address.is_none_or(|ip| Some(ip) == address))
        };
        let here: Vec<&Finding> = findings.list.iter().filter(concerns).collect();
        let rules = receiver.rules.iter().filter(|rule| rule.has_role(Role::Mx));
        let rules = rules.filter_map(|rule| RuleView::new(rule, &here, occasion)).collect();
        View { findings, here, rules }
    }

    /// The stages of a session with another server, where nobody logs in.
    fn stages(&self) -> &'static [Stage] {
        &[Stage::Connect, Stage::Ehlo, Stage::MailFrom, Stage::RcptTo, Stage::Data]
    }

    /// The findings of a check, without those about addresses that were not given.
    fn given_findings(&self, check: &'static Check) -> impl Iterator<Item = &'a Finding> {
        self.here.iter().copied().filter(move |finding| finding.check == check && !finding.assumed)
    }

    /// The state of a stage at which nothing fired.
    fn quiet_state(&self, stage: Stage) -> StageState {
        if !self.unknown_checks(stage).is_empty() {
            return StageState::Unknown;
        }
        let is_judged = |_: &Cause, finding: &Finding| {
            finding.status != Status::Unknown && !finding.assumed && finding.was_looked_up()
        };
        let judged = self.rules.iter().any(|rule| rule.deciding(stage, is_judged).next().is_some());
        if judged { StageState::Pass } else { StageState::NotJudged }
    }

    /// The checks of a stage that could decide and could not be judged for our own fault.
    fn unknown_checks(&self, stage: Stage) -> Vec<&'static str> {
        let is_hidden = |_: &Cause, finding: &Finding| {
            finding.status == Status::Unknown && finding.blame.is_some_and(Blame::is_ours)
        };
        let hidden = self.rules.iter().flat_map(|rule| rule.deciding(stage, is_hidden));
        let mut hidden: Vec<Firing<'_>> = hidden.collect();
        // The lookup that failed says it all; what it hides is named only where no cause of the
        // receiver is the lookup itself.
        if hidden.iter().any(|(cause, _)| cause.check.is_failed_lookup) {
            hidden.retain(|(cause, _)| cause.check.is_failed_lookup);
        }
        check_ids(&hidden)
    }

    fn undetermined(&self, fired: &[Fired<'_>]) -> Vec<Undetermined> {
        self.rules
            .iter()
            .map(|view| view.rule)
            .filter(|rule| !fired.iter().any(|fired| std::ptr::eq(fired.rule, *rule)))
            .filter_map(|rule| self.missing(rule))
            .collect()
    }

    /// What is missing to rule a rule out; none when it is.
    fn missing(&self, rule: &Rule) -> Option<Undetermined> {
        let undetermined = |needs, inputs, has_failed| {
            Some(Undetermined { rule: rule.id.clone(), needs, inputs, has_failed })
        };
        if rule.sender_causes().next().is_none() {
            return undetermined(rule.needs.clone(), Vec::new(), false);
        }
        let mut has_failed = false;
        let mut inputs: Vec<Input> = Vec::new();
        let mut needs: Vec<String> = Vec::new();
        for check in rule.sender_causes().map(|cause| cause.check) {
            let failed = self.given_findings(check).any(|finding| finding.status == Status::Unknown);
            if inputs.contains(&check.input) || !(failed || self.is_open(check)) {
                continue;
            }
            inputs.push(check.input);
            has_failed |= failed;
            let why = if failed { ", which could not be looked up" } else { "" };
            needs.push(format!("{}{why}", check.input));
        }
        if inputs.is_empty() { None } else { undetermined(needs.join("; "), inputs, has_failed) }
    }

    fn is_open(&self, check: &'static Check) -> bool {
        self.given_findings(check).next().is_none() && !self.findings.is_settled(check.input)
    }
}

impl<'a> RuleView<'a> {
    /// Makes a view of a rule; `None` where it is for others.
    fn new(rule: &'a Rule, here: &[&'a Finding], occasion: Occasion<'_>) -> Option<RuleView<'a>> {
        let open = match rule.applies.reach(occasion) {
            Reach::Holds => Vec::new(),
            Reach::Perhaps(open) => open,
            Reach::RuledOut => return None,
        };
        let about = |cause: &'a Cause| {
            let findings = here.iter().filter(move |finding| finding.check == cause.check);
            findings.map(move |finding| (cause, *finding))
        };
        Some(RuleView { rule, open, touched: rule.causes.iter().flat_map(about).collect() })
    }

    /// What touches the rule at a stage and fits.
    fn at(&self, stage: Stage, fits: impl Fn(&Cause, &Finding) -> bool) -> impl Iterator<Item = Firing<'a>> {
        let touched = self.touched.iter().copied();
        touched.filter(move |(cause, finding)| cause.stage == Some(stage) && fits(cause, finding))
    }

    /// What touches the rule at a stage and could decide.
    fn deciding(
        &self,
        stage: Stage,
        fits: impl Fn(&Cause, &Finding) -> bool,
    ) -> impl Iterator<Item = Firing<'a>> {
        let decides = self.open.is_empty();
        let at =
            self.at(stage, move |cause, finding| cause.confidence != Confidence::Low && fits(cause, finding));
        at.filter(move |_| decides)
    }

    /// What sets the rule off at a stage.
    fn firing(&self, stage: Stage) -> Vec<Firing<'a>> {
        let is_failed = |cause: &Cause, finding: &Finding| {
            let is_senders_failure =
                finding.status == Status::Unknown && finding.blame == Some(Blame::Sender);
            is_senders_failure || brings_about(cause, finding)
        };
        self.deciding(stage, is_failed).collect()
    }

    /// The rule as something that may happen at a stage.
    fn risk(&self, stage: Stage) -> Option<RuleMention> {
        let is_risk =
            |cause: &Cause, finding: &Finding| finding.status >= Status::Warn || brings_about(cause, finding);
        let causes: Vec<Firing<'_>> = self.at(stage, is_risk).collect();
        if !causes.is_empty() {
            let mention = mention(self.rule, stage, &causes);
            return Some(RuleMention { why: self.with_conditions(&mention.why), ..mention });
        }
        let why = self.rule.always_risk.as_ref().filter(|_| self.rule.stage == Some(stage))?;
        Some(RuleMention { why: self.with_conditions(why), ..mention(self.rule, stage, &[]) })
    }

    /// What makes the rule a risk, with the conditions that are not known to hold.
    fn with_conditions(&self, why: &str) -> String {
        if self.open.is_empty() {
            return why.to_owned();
        }
        let in_words = |condition: &Condition| match condition.flag() {
            Some(flag) => format!("{condition} (add {flag})"),
            None => condition.to_string(),
        };
        let conditions: Vec<String> = self.open.iter().map(in_words).collect();
        format!("{}; {}", why.trim_end_matches('.'), conditions.join("; "))
    }
}
