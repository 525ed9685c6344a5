//! Where a rule was taken from, and when it was so.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A year, or a year and a month: `2018`, `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsOf {
    year: u16,
    month: Option<u8>,
}

impl AsOf {
    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Returns the present month (UTC).
    pub fn this_month() -> AsOf {
        let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
        AsOf { year: now.year().unsigned_abs(), month: Some(now.month().unsigned_abs()) }
    }

    /// Returns how many months this is before another date, 0 for a later one. A year alone means its last month.
    pub fn months_before(self, other: AsOf) -> u32 {
        let months = |date: AsOf| u32::from(date.year) * 12 + u32::from(date.month.unwrap_or(12));
        months(other).saturating_sub(months(self))
    }
}

impl FromStr for AsOf {
    type Err = ();

    fn from_str(text: &str) -> Result<AsOf, ()> {
        let number = |text: &str, digits: usize| {
            let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| text.parse::<u16>().ok()).flatten().ok_or(())
        };
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (number(year, 4)?, Some(number(month, 2)?)),
            None => (number(text, 4)?, None),
        };
        let fits = (1980..2100).contains(&year) && month.is_none_or(|month| (1..=12).contains(&month));
        if fits { Ok(AsOf { year, month: month.map(|month| month as u8) }) } else { Err(()) }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            Some(month) => write!(f, "{}-{month:02}", self.year),
            None => write!(f, "{}", self.year),
        }
    }
}

impl Serialize for AsOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for AsOf {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AsOf".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2})?$" })
    }
}

/// The document that a rule was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleSource {
    /// Its title.
    pub title: String,
    /// Its address; null where it has none.
    pub url: Option<String>,
    /// What the rule speaks for: a year, or a year and a month.
    pub as_of: Option<AsOf>,
}

#[cfg(test)]
mod tests {
    use super::AsOf;

    #[test]
    fn a_date_is_a_year_or_a_month() {
        let read = |text: &str| text.parse::<AsOf>().map(|as_of| as_of.to_string());
        assert_eq!(read("2018"), Ok("2018".to_owned()));
        assert_eq!(read("2026-11"), Ok("2026-11".to_owned()));
        for wrong in ["", "18", "1979", "2100", "2026-0", "2026-13", "2026-1", "2026-11-01", "+201", "2018 "]
        {
            assert_eq!(read(wrong), Err(()), "{wrong}");
        }
    }
}
