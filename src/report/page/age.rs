//! How old what is known of a rule is.

use crate::catalogue::{AsOf, Rule};
use crate::report::terminal::Style;

/// Says of what time a rule is that is old: receivers change their rules. `None` for one that is not, and for one
/// without a date.
pub(super) fn remark(rule: Option<&Rule>, style: Style) -> Option<String> {
    let as_of = rule?.as_of?;
    is_old(as_of, style.today).then(|| format!("as of {as_of}"))
}

/// Returns true for what is older than two years.
pub(super) fn is_old(as_of: AsOf, today: AsOf) -> bool {
    as_of.months_before(today) > 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_two_years_is_old() {
        let date = |text: &str| text.parse::<AsOf>().unwrap();
        let today = date("2026-11");
        for (as_of, old) in [
            ("2015", true),
            ("2024-10", true),
            ("2024-11", false),
            // A year alone may mean its last month.
            ("2024", false),
            ("2023", true),
            ("2026-11", false),
            ("2027", false),
        ] {
            assert_eq!(is_old(date(as_of), today), old, "{as_of}");
        }
    }
}
