//! SPF classified: the result for each address given, and how the record is whoever sends.

use super::Blame;
use crate::dns::Failure;
use crate::probe::facts::Facts;
use crate::spf::{Budget, Evaluation, NearRecord, SpfResult, Standing};

/// An SPF result, and the side at fault for a lookup that failed in it.
#[derive(Clone, Copy, Debug)]
pub struct SpfResultFor<'a> {
    /// The evaluation, with its records.
    pub evaluation: &'a Evaluation,
    /// The failed lookup behind a temperror, and whose fault it is.
    pub failure: Option<(Failure, Blame)>,
}

/// The sender domain's record, whoever sends.
#[derive(Clone, Copy, Debug)]
pub struct SpfRecordState<'a> {
    /// The record, walked.
    pub budget: &'a Budget,
    /// How it is.
    pub class: SpfRecordClass<'a>,
}

/// How the sender domain's record is, whoever sends.
#[derive(Clone, Copy, Debug)]
pub enum SpfRecordClass<'a> {
    /// The domain does not exist.
    NoDomain,
    /// There is no record.
    Missing,
    /// There is one that only looks like SPF.
    Malformed(&'a NearRecord),
    /// The record could not be looked up.
    Unknown(Failure, Blame),
    /// There is a record, and something that it needs could not be looked up.
    PartlyUnknown(Failure, Blame),
    /// It is a permerror for every address that it does not name.
    Wrong(&'a Evaluation),
    /// It is a permerror for the addresses of one family.
    WrongForOneFamily(&'a Evaluation),
    /// It lets everybody pass.
    PermitsEveryone(&'a Evaluation),
    /// A record that it leads to is wrong, and few addresses come that far.
    WrongInside,
    /// It can be evaluated.
    Valid,
}

/// Classifies what SPF says of each address given.
pub(super) fn results<'a>(facts: &'a Facts, blame: &dyn Fn(Failure) -> Blame) -> Vec<SpfResultFor<'a>> {
    let with_blame = |evaluation: &'a Evaluation| SpfResultFor {
        evaluation,
        failure: evaluation.failure.map(|failure| (failure, blame(failure))),
    };
    facts.spf.iter().map(with_blame).collect()
}

/// Classifies the record.
pub(super) fn record<'a>(budget: &'a Budget, blame: &dyn Fn(Failure) -> Blame) -> SpfRecordState<'a> {
    let unmatched = [&budget.ip4, &budget.ip6];
    let with = |result| unmatched.into_iter().find(|evaluation| evaluation.result == result);
    let failure = || unmatched.iter().find_map(|evaluation| evaluation.failure);
    let class = match (budget.standing(), budget.permerror()) {
        _ if budget.ip4.nxdomain => SpfRecordClass::NoDomain,
        (Standing::Wrong, Some(evaluation)) => SpfRecordClass::Wrong(evaluation),
        (Standing::WrongForOneFamily, Some(evaluation)) => SpfRecordClass::WrongForOneFamily(evaluation),
        (Standing::Missing, _) => match &budget.record.near {
            Some(near) => SpfRecordClass::Malformed(near),
            None => SpfRecordClass::Missing,
        },
        _ => match (failure(), budget.record.record.is_some(), with(SpfResult::Pass)) {
            (Some(failure), false, _) => SpfRecordClass::Unknown(failure, blame(failure)),
            (Some(failure), true, _) => SpfRecordClass::PartlyUnknown(failure, blame(failure)),
            (None, _, Some(evaluation)) => SpfRecordClass::PermitsEveryone(evaluation),
            (None, _, None) if budget.standing() == Standing::WrongInside => SpfRecordClass::WrongInside,
            (None, _, None) => SpfRecordClass::Valid,
        },
    };
    SpfRecordState { budget, class }
}
