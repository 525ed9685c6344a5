//! A part of a list, the same wherever the list is read.

use std::fmt;
use std::str::FromStr;

/// Every `of`th line, from the `number`th on: the parts 1/3, 2/3 and 3/3 are the whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// The whole list.
    pub const WHOLE: Shard = Shard { number: 1, of: 1 };

    /// Whether a line, counted from 1, belongs to it.
    pub fn holds(self, line: u64) -> bool {
        (line.wrapping_sub(1)) % self.of == self.number - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Reads `3/16`.
impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Shard, &'static str> {
        let expected = "not a part of a list; type K/N with K from 1 to N, such as 3/16";
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('/') {
            Some((number, of)) if is_number(number) && is_number(of) => match (number.parse(), of.parse()) {
                (Ok(number), Ok(of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
                _ => Err(expected),
            },
            _ => Err(expected),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_belongs_to_one_part() {
        let parts: Vec<Shard> = (1..=3).map(|number| format!("{number}/3").parse().unwrap()).collect();
        for line in 1..100 {
            assert_eq!(parts.iter().filter(|part| part.holds(line)).count(), 1);
            assert!(Shard::WHOLE.holds(line));
        }
        assert!(parts[0].holds(1) && parts[2].holds(3));
        for wrong in ["", "3", "0/3", "4/3", "1/0", "+1/3", "1/3/5", "a/b", "1/99999999999999999999"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
