//! Times as master files write them: seconds, or BIND's units.

/// The longest time to live (RFC 2181 section 8).
pub(super) const MAX_TTL: u32 = 0x7fff_ffff;

/// Why a word is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotATime {
    /// It is something else.
    Syntax,
    /// It does not fit into 32 bits.
    TooLarge,
}

/// Reads seconds (`3600`) or numbers with units (`1h30m`, `1W2D`), in any case.
pub(super) fn parse_time(raw: &[u8]) -> Result<u32, NotATime> {
    let mut total: u64 = 0;
    let mut rest = raw;
    while !rest.is_empty() {
        let digits = rest.iter().position(|octet| !octet.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 {
            return Err(NotATime::Syntax);
        }
        let value = parse_digits(&rest[..digits]);
        let unit: u64 = match rest.get(digits).map(u8::to_ascii_lowercase) {
            // A number without a unit is alone.
            None if digits == raw.len() => 1,
            Some(b's') => 1,
            Some(b'm') => 60,
            Some(b'h') => 3600,
            Some(b'd') => 86400,
            Some(b'w') => 604_800,
            _ => return Err(NotATime::Syntax),
        };
        total = total.saturating_add(value.saturating_mul(unit));
        rest = rest.get(digits + 1..).unwrap_or_default();
    }
    if raw.is_empty() {
        return Err(NotATime::Syntax);
    }
    u32::try_from(total).map_err(|_| NotATime::TooLarge)
}

/// The value of ASCII digits, at most `u64::MAX`.
fn parse_digits(digits: &[u8]) -> u64 {
    digits.iter().fold(0u64, |value, digit| {
        value.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
    })
}

/// Reads a decimal number of 32 bits.
pub(super) fn parse_number(raw: &[u8]) -> Option<u32> {
    let all_digits = !raw.is_empty() && raw.iter().all(u8::is_ascii_digit);
    all_digits.then(|| parse_digits(raw)).and_then(|value| u32::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_seconds_and_units() {
        assert_eq!(parse_time(b"3600"), Ok(3600));
        assert_eq!(parse_time(b"1h30m"), Ok(5400));
        assert_eq!(parse_time(b"1W2D"), Ok(777_600));
        assert_eq!(parse_time(b"0"), Ok(0));
        for word in ["", "h", "1h30", "1x", "-1", "1 h", "IN"] {
            assert_eq!(parse_time(word.as_bytes()), Err(NotATime::Syntax), "{word}");
        }
        assert_eq!(parse_time(b"4294967295"), Ok(u32::MAX));
        assert_eq!(parse_time(b"4294967296"), Err(NotATime::TooLarge));
        assert_eq!(parse_time("9".repeat(99).as_bytes()), Err(NotATime::TooLarge));
    }
}
