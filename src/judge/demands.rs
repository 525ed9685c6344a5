//! What the chosen receivers look at and others do not.

use super::assess::{Assessment, SpfRecordClass};
use crate::catalogue::check::{Check, DOMAIN_HAS_NO_SOA, HELO_DOMAIN_IS_LISTED, SENDER_IS_UNAUTHENTICATED};
use crate::catalogue::{Receiver, Role, Rule};
use crate::probe::Demanded;
use crate::spf::SpfResult;

/// The checks on demand that a rule of a chosen receiver has as its cause: they are judged, the others are not, and
/// only what they need is looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Demands(Vec<&'static Check>);

impl Demands {
    /// Returns what these receivers look at.
    pub(super) fn of(receivers: &[Receiver]) -> Demands {
        let rules = receivers.iter().flat_map(|receiver| &receiver.rules);
        let causes = rules.filter(|rule| rule.has_role(Role::Mx)).flat_map(Rule::sender_causes);
        let mut checks: Vec<&'static Check> = Vec::new();
        for check in causes.map(|cause| cause.check).filter(|check| check.is_on_demand) {
            if !checks.contains(&check) {
                checks.push(check);
            }
        }
        Demands(checks)
    }

    /// Returns true when none of the checks on demand is judged.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true when a check is judged.
    pub(super) fn include(&self, check: &'static Check) -> bool {
        !check.is_on_demand || self.0.contains(&check)
    }

    /// Returns what has to be looked up for them, after all else is known.
    pub(super) fn lookups(&self, assessment: &Assessment<'_>) -> Demanded {
        // Where SPF speaks for every address, nothing hangs on a key.
        let has_passed = |result: SpfResult| result == SpfResult::Pass;
        let mut results = assessment.deciding_spf().map(|of| of.evaluation.result).peekable();
        let is_spf_enough = match results.peek() {
            Some(_) => results.all(has_passed),
            None => {
                let class = assessment.spf_record.as_ref().map(|state| state.class);
                !matches!(
                    class,
                    Some(
                        SpfRecordClass::NoDomain
                            | SpfRecordClass::Missing
                            | SpfRecordClass::Malformed(_)
                            | SpfRecordClass::Wrong(_)
                    )
                )
            }
        };
        Demanded {
            soa: self.include(&DOMAIN_HAS_NO_SOA),
            domain_keys: self.include(&SENDER_IS_UNAUTHENTICATED) && !is_spf_enough,
            helo_lists: self.include(&HELO_DOMAIN_IS_LISTED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::parse;

    fn receiver(check: &str) -> Receiver {
        let example = include_str!("../../fixtures/receivers/example-receiver.toml");
        let text = example.replace("check = \"ptr-is-generic\"", &format!("check = \"{check}\""));
        parse("example.toml", &text).unwrap()
    }

    #[test]
    fn what_no_chosen_receiver_looks_at_is_not_demanded() {
        let named = |names: &[&str]| -> Vec<Receiver> {
            names.iter().filter_map(|name| Receiver::built_in_named(name)).collect()
        };
        assert!(Demands::of(&named(&["ionos", "gmx", "one-com"])).is_empty());
        let demands = Demands::of(&[receiver("domain-has-no-soa")]);
        assert!(!demands.is_empty());
        assert!(demands.include(&DOMAIN_HAS_NO_SOA) && !demands.include(&HELO_DOMAIN_IS_LISTED));
        let ordinary = crate::catalogue::check::find("ptr-missing").unwrap();
        assert!(demands.include(ordinary) && Demands::default().include(ordinary));
    }
}
