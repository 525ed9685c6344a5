//! The dates of log lines: syslog's without a year, RFC 3339, and Exim's own.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Serialize, Serializer};

const DAY: i64 = 86_400;
/// A step between two lines that is longer than this is a step over New Year where dates have no year.
const HALF_A_YEAR: i64 = 183 * DAY;
/// Lines of several processes need not be in order; a log goes back only by more than this.
const DISORDER: i64 = 5;

/// A moment as the log shows it: seconds since 1970 in UTC, and the offset in which it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Seconds east of UTC.
    pub offset: i32,
}

impl When {
    /// The same offset, other seconds.
    pub fn at(self, seconds: i64) -> When {
        When { seconds, ..self }
    }

    fn civil(self) -> Option<DateTime> {
        let offset = Offset::from_seconds(self.offset).ok()?;
        Some(offset.to_datetime(Timestamp::from_second(self.seconds).ok()?))
    }

    /// The same date and time of day in an earlier year.
    fn years_before(self, years: i16) -> When {
        let earlier = || {
            let civil = self.civil()?;
            let day = civil.day().min(28.max(days_in_month(civil.year() - years, civil.month())));
            let civil = civil.with().year(civil.year() - years).day(day).build().ok()?;
            let offset = Offset::from_seconds(self.offset).ok()?;
            Some(self.at(offset.to_timestamp(civil).ok()?.as_second()))
        };
        if years == 0 { self } else { earlier().unwrap_or(self) }
    }
}

fn days_in_month(year: i16, month: i8) -> i8 {
    jiff::civil::Date::new(year, month, 1).map_or(28, |date| date.days_in_month())
}

impl std::fmt::Display for When {
    /// RFC 3339: `2026-11-22T20:17:58+01:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(civil) = self.civil() else { return f.write_str("-") };
        write!(f, "{}T{}", civil.date(), civil.time().strftime("%H:%M:%S"))?;
        if self.offset == 0 {
            return f.write_str("Z");
        }
        let minutes = self.offset.abs() / 60;
        write!(f, "{}{:02}:{:02}", if self.offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How a line's date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `Nov 22 20:17:58` (RFC 3164).
    Syslog,
    /// `2026-11-22T20:17:58.123456+01:00` (RFC 3339, RFC 5424).
    Rfc3339,
    /// `2026-11-22 20:17:58`, with or without ` +0100`: Exim's own files.
    Exim,
}

/// Reads dates, line after line, and keeps what they lack: the year and the zone.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    /// No line of the file is later than this, but for a day: when it was written last.
    written: i64,
    /// The year of the first line, where that was reported.
    first_year: Option<i16>,
    /// How many years that is from what the time of the files says.
    shift: Option<i16>,
    /// How many years too late the time of this file lets its first line seem: it is longer than a year.
    late: i16,
    /// The year that the time of the file gives its first date without one.
    inferred: Option<i16>,
    /// How many files were begun.
    files: u32,
    /// Some dates name their year.
    has_years: bool,
    /// The file's first date.
    begin: Option<i64>,
    /// The year of dates without one, from the first such line of a file on.
    year: Option<i16>,
    last: Option<i64>,
    /// The second of the two readings of an hour that summer time's end repeats.
    later_fold: bool,
    /// The last syslog date up to its minute, and that minute's start.
    minute: ([u8; 12], When),
    /// How often the log went back in time, and the farthest step, in seconds.
    pub steps_back: u64,
    /// The farthest step back, in seconds.
    pub farthest_back: u64,
    /// How many years too late the file's dates without a year were read: it is longer than a year.
    pub late_years: i16,
}

impl Clock {
    /// A clock for lines that were written in this zone, where they do not name one.
    pub fn new(zone: TimeZone, first_year: Option<i16>) -> Clock {
        Clock {
            zone,
            written: i64::MAX,
            first_year,
            shift: None,
            late: 0,
            inferred: None,
            files: 0,
            has_years: false,
            begin: None,
            year: None,
            last: None,
            later_fold: false,
            minute: ([0; 12], When { seconds: 0, offset: 0 }),
            steps_back: 0,
            farthest_back: 0,
            late_years: 0,
        }
    }

    /// Begins a file that was written last at this time, in seconds since 1970, and in which dates without a year
    /// seem so many years too late.
    pub fn begin_file(&mut self, written: i64, late: i16) {
        self.written = written;
        self.late = late;
        self.minute.0 = [0; 12];
        (self.year, self.inferred, self.begin) = (None, None, None);
        self.late_years = 0;
        self.files += 1;
    }

    /// The same clock, going by the time of the files alone; none where it does so already.
    pub fn by_files(&self) -> Option<Clock> {
        self.first_year.map(|_| Clock { first_year: None, shift: None, ..self.clone() })
    }

    /// The year that was reported is that of a line for which the time of its file gives this one.
    pub fn set_first(&mut self, inferred: i16) {
        self.shift = self.first_year.map(|year| year.saturating_sub(inferred));
    }

    /// The year that the time of the file gives its first date without one; none where there is no such date.
    pub fn inferred(&self) -> Option<i16> {
        self.inferred
    }

    /// The first and the last date of the file so far.
    pub fn of_file(&self) -> Option<(i64, i64)> {
        self.begin.zip(self.last)
    }

    /// The time of a line, how it is written, and what follows it. None where the line has no date.
    pub fn read<'a>(&mut self, line: &'a [u8]) -> Option<(When, DateForm, &'a [u8])> {
        let (when, mut form, mut rest) = match line.first()? {
            b'0'..=b'9' => self.numeric(line)?,
            b'A'..=b'Z' => self.syslog(line)?,
            b'<' => {
                // <PRI>, and RFC 5424's version after it.
                let end = line.iter().take(6).position(|&b| b == b'>')?;
                let rest = &line[end + 1..];
                let rest = rest.strip_prefix(b"1 ").unwrap_or(rest);
                match rest.first()? {
                    b'0'..=b'9' => self.numeric(rest)?,
                    _ => self.syslog(rest)?,
                }
            }
            _ => return None,
        };
        if let Some(last) = self.last
            && when.seconds < last - DISORDER
        {
            self.steps_back += 1;
            self.farthest_back = self.farthest_back.max((last - when.seconds) as u64);
        }
        self.last = Some(when.seconds);
        if self.begin.is_none() {
            self.begin = self.last;
        }
        if form == DateForm::Rfc3339
            && rest.first().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && let Some((inner, text)) = second_date(rest)
        {
            (form, rest) = (inner, text);
        }
        Some((when, form, rest))
    }

    fn syslog<'a>(&mut self, line: &'a [u8]) -> Option<(When, DateForm, &'a [u8])> {
        if line.len() > 16 && line[..12] == self.minute.0 && line[12] == b':' {
            let seconds = two_digits(&line[13..15])?;
            let when = self.minute.1;
            return Some((when.at(when.seconds + seconds), DateForm::Syslog, rest(&line[15..])?));
        }
        let month = month(line.get(..3)?)?;
        let mut at = 3;
        while line.get(at) == Some(&b' ') && at < 5 {
            at += 1;
        }
        let mut day: i8 = 0;
        while let Some(digit) = line.get(at).filter(|b| b.is_ascii_digit()) {
            day = day.checked_mul(10)?.checked_add((digit - b'0') as i8).filter(|day| *day <= 31)?;
            at += 1;
        }
        let time = line.get(at..at + 9)?;
        if time[0] != b' ' || time[3] != b':' || time[6] != b':' || day == 0 {
            return None;
        }
        let (hour, minute) = (two_digits(&time[1..3])?, two_digits(&time[4..6])?);
        let second = two_digits(&time[7..9])?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let rest = rest(&line[at + 9..])?;
        let start = self.with_a_year(month, day, hour as i8, minute as i8)?;
        if at == 6 {
            self.minute.0.copy_from_slice(&line[..12]);
            self.minute.1 = start;
        }
        Some((start.at(start.seconds + second), DateForm::Syslog, rest))
    }

    /// The start of a minute of which the year is not written.
    fn with_a_year(&mut self, month: i8, day: i8, hour: i8, minute: i8) -> Option<When> {
        if self.year.is_none() {
            let limit = self.written.saturating_add(DAY);
            let this = self.civil_year(self.written)?;
            let is_later = self.local(this, month, day, hour, minute)?.seconds > limit;
            let inferred = (if is_later { this - 1 } else { this }).saturating_sub(self.late);
            self.inferred = Some(inferred);
            if self.shift.is_none() {
                self.set_first(inferred);
            }
            let year = inferred.saturating_add(self.shift.unwrap_or(0));
            self.year = Some(year);
            return self.local(year, month, day, hour, minute);
        }
        let year = self.year?;
        let mut when = self.local(year, month, day, hour, minute)?;
        if let Some(last) = self.last {
            let step = if when.seconds < last - HALF_A_YEAR {
                1
            } else if when.seconds > last + HALF_A_YEAR {
                -1
            } else {
                0
            };
            if step != 0 {
                self.year = Some(year + step);
                when = self.local(year + step, month, day, hour, minute)?;
                let limit = self.written.saturating_add(DAY);
                // What goes back again was no New Year, but a clock that was not set yet.
                self.late_years = 0;
                if self.first_year.is_none() && when.seconds > limit {
                    let written = self.civil_year(self.written)?;
                    self.late_years = (year + step - written).max(1);
                }
            }
        }
        Some(when)
    }

    fn civil_year(&self, seconds: i64) -> Option<i16> {
        let timestamp = Timestamp::from_second(seconds.clamp(0, 253_000_000_000)).ok()?;
        Some(self.zone.to_datetime(timestamp).year())
    }

    /// A local date and time, which may be one that summer time leaves out or repeats.
    fn local(&mut self, year: i16, month: i8, day: i8, hour: i8, minute: i8) -> Option<When> {
        // 29 February of a year that has none comes from a year that is not known yet.
        let date = match jiff::civil::Date::new(year, month, day) {
            Ok(date) => date,
            Err(_) if (month, day) == (2, 29) => jiff::civil::Date::new(year, 3, 1).ok()?,
            Err(_) => return None,
        };
        let ambiguous = self.zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0));
        let is_ambiguous = matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Fold { .. });
        let mut timestamp = ambiguous.earlier().ok()?;
        if is_ambiguous {
            // The hour comes a second time where the first reading would go back.
            self.later_fold |= self.last.is_some_and(|last| timestamp.as_second() < last - DISORDER - 60);
            if self.later_fold {
                timestamp = ambiguous.later().ok()?;
            }
        } else {
            self.later_fold = false;
        }
        let offset = self.zone.to_offset(timestamp).seconds();
        Some(When { seconds: timestamp.as_second(), offset })
    }

    /// A date that begins with its year.
    fn numeric<'a>(&mut self, line: &'a [u8]) -> Option<(When, DateForm, &'a [u8])> {
        let text = line.get(..19)?;
        if text[4] != b'-' || text[7] != b'-' || text[13] != b':' || text[16] != b':' {
            return None;
        }
        let year = i16::try_from(two_digits(&text[..2])? * 100 + two_digits(&text[2..4])?).ok()?;
        let [month, day, hour, minute, second] = [5, 8, 11, 14, 17].map(|at| two_digits(&text[at..at + 2]));
        let (month, day, hour, minute) = (month? as i8, day? as i8, hour? as i8, minute? as i8);
        let second = second?;
        if hour > 23 || minute > 59 || second > 60 || !(1970..=9000).contains(&year) {
            return None;
        }
        let form = match text[10] {
            b'T' => DateForm::Rfc3339,
            b' ' => DateForm::Exim,
            _ => return None,
        };
        let mut rest = after_fraction(&line[19..])?;
        let offset = named_offset(rest);
        self.has_years = true;
        let when = match offset {
            Some((offset, length)) => {
                rest = &rest[length..];
                let days = days_from_civil(i64::from(year), i64::from(month), i64::from(day))?;
                let local = days * DAY + i64::from(hour) * 3600 + i64::from(minute) * 60 + second;
                When { seconds: local - i64::from(offset), offset }
            }
            None => {
                // Most lines are in the minute of the line before.
                let key: [u8; 12] = text[4..16].try_into().ok()?;
                if self.minute.0 != key || self.year != Some(year) {
                    self.minute = (key, self.local(year, month, day, hour, minute)?);
                    self.year = Some(year);
                }
                self.minute.1.at(self.minute.1.seconds + second)
            }
        };
        Some((when, form, self::rest(rest)?))
    }

    /// A moment in the offset of this zone, where dates name none, else in that of another moment.
    pub fn at(&self, seconds: i64, like: When) -> When {
        let in_zone =
            |seconds| Timestamp::from_second(seconds).ok().map(|t| self.zone.to_offset(t).seconds());
        match in_zone(like.seconds) {
            Some(offset) if offset == like.offset => {
                When { seconds, offset: in_zone(seconds).unwrap_or(offset) }
            }
            _ => like.at(seconds),
        }
    }

    /// A time as it is to be shown, when all is read: logs of over a year without years began
    /// earlier than their first line alone shows. Only for what cannot be read a second time.
    pub fn corrected(&self, when: When) -> When {
        // Which file a date was in, and whether it named its year, is not kept.
        if self.has_years || self.files > 1 { when } else { when.years_before(self.late_years) }
    }
}

/// What follows `.123456`, where that is.
fn after_fraction(text: &[u8]) -> Option<&[u8]> {
    match text.split_first() {
        Some((b'.' | b',', digits)) => Some(&digits[digits.iter().position(|b| !b.is_ascii_digit())?..]),
        _ => Some(text),
    }
}

/// The offset behind a time of day, and its length; none where none is written.
fn named_offset(text: &[u8]) -> Option<(i32, usize)> {
    match text {
        [b'Z', ..] => Some((0, 1)),
        [b' ', sign @ (b'+' | b'-'), digits @ ..] => offset(*sign, digits).map(|(o, n)| (o, n + 2)),
        [sign @ (b'+' | b'-'), digits @ ..] => offset(*sign, digits).map(|(o, n)| (o, n + 1)),
        _ => None,
    }
}

/// The program's own date behind one that a container's log driver put in front, and what follows it. The
/// outer one is as good, and names its zone.
fn second_date(text: &[u8]) -> Option<(DateForm, &[u8])> {
    match text {
        // "Mar  1 09:00:00 ": no host is called so.
        [b'A'..=b'Z', _, _, b' ', _, _, b' ', _, _, b':', _, _, b':', seconds @ ..] => {
            month(&text[..3])?;
            two_digits(seconds.get(..2)?)?;
            Some((DateForm::Syslog, rest(&seconds[2..])?))
        }
        [_, _, _, _, b'-', _, _, b'-', _, _, b' ', _, _, b':', _, _, b':', seconds @ ..] => {
            two_digits(seconds.get(..2)?)?;
            let after = after_fraction(&seconds[2..])?;
            let length = named_offset(after).map_or(0, |(_, length)| length);
            Some((DateForm::Exim, rest(&after[length..])?))
        }
        _ => None,
    }
}

/// What follows a date: the space is taken off.
fn rest(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(b" ")
}

fn two_digits(text: &[u8]) -> Option<i64> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
        }
        _ => None,
    }
}

/// `0100` or `01:00`, in seconds, and its length.
fn offset(sign: u8, digits: &[u8]) -> Option<(i32, usize)> {
    let hours = two_digits(digits.get(..2)?)?;
    let (minutes, length) = match digits.get(2) {
        Some(b':') => (two_digits(digits.get(3..5)?)?, 5),
        _ => (two_digits(digits.get(2..4)?)?, 4),
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let fits = hours < 24 && minutes < 60;
    fits.then_some((if sign == b'-' { -seconds } else { seconds }, length))
}

fn month(name: &[u8]) -> Option<i8> {
    const NAMES: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    NAMES.chunks(3).position(|known| known == name).map(|index| index as i8 + 1)
}

/// Days since 1970-01-01 of a date in the Gregorian calendar; none where there is no such date.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    if day > 28 && day > i64::from(days_in_month(year as i16, month as i8)) {
        return None;
    }
    // March is the first month, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era_day = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(era_day + (153 * month + 2) / 5 + day - 1 - 719_468)
}

/// A limit of `--since` and `--until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// A moment, in seconds since 1970.
    Moment(i64),
    /// So many seconds before the log's end.
    BeforeEnd(i64),
}

impl TimeLimit {
    /// Reads `2026-11-22`, `2026-11-22T20:17:58[+01:00]`, or a span such as `90m`, `2h`, `3d`, `1w`.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<TimeLimit, &'static str> {
        const EXPECTED: &str = "not a time; type a date (2026-11-22), a date and time (2026-11-22T20:17:58+01:00), or a span before \
            the log's last line (90m, 2h, 3d, 1w)";
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let unit = text[digits..].trim().trim_end_matches("ago").trim();
        let unit = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3600,
            "d" => DAY,
            "w" => 7 * DAY,
            _ => 0,
        };
        if digits > 0 && unit > 0 {
            let count: i64 = text[..digits].parse().map_err(|_| EXPECTED)?;
            return count.checked_mul(unit).map(TimeLimit::BeforeEnd).ok_or(EXPECTED);
        }
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Ok(TimeLimit::Moment(timestamp.as_second()));
        }
        // DateTime would read a date alone as its midnight.
        let civil = match date_alone(text) {
            Some(date) => date.at(0, 0, 0, 0),
            None => text.parse::<DateTime>().map_err(|_| EXPECTED)?,
        };
        let timestamp = zone.to_ambiguous_timestamp(civil).compatible().map_err(|_| EXPECTED)?;
        Ok(TimeLimit::Moment(timestamp.as_second()))
    }

    /// The same as an end: a date alone is its whole day.
    pub fn parse_end(text: &str, zone: &TimeZone) -> Result<TimeLimit, &'static str> {
        let next = date_alone(text.trim()).and_then(|date| date.tomorrow().ok());
        match next.map(|next| TimeLimit::parse(&next.to_string(), zone)) {
            Some(Ok(TimeLimit::Moment(next))) => Ok(TimeLimit::Moment(next - 1)),
            _ => TimeLimit::parse(text, zone),
        }
    }

    /// The moment, for a log that ends then.
    pub fn moment(self, end: i64) -> i64 {
        match self {
            TimeLimit::Moment(seconds) => seconds,
            TimeLimit::BeforeEnd(span) => end.saturating_sub(span),
        }
    }
}

/// `2026-11-22`.
fn date_alone(text: &str) -> Option<jiff::civil::Date> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// Reads `local`, `utc`, `+01:00` or the name of a time zone.
pub fn parse_zone(text: &str) -> Result<TimeZone, &'static str> {
    match text {
        "local" => return Ok(TimeZone::system()),
        "utc" | "UTC" | "Z" => return Ok(TimeZone::UTC),
        _ => {}
    }
    if let Some(sign) = text.bytes().next().filter(|b| matches!(b, b'+' | b'-'))
        && let Some((seconds, length)) = offset(sign, &text.as_bytes()[1..])
        && length + 1 == text.len()
        && let Ok(offset) = Offset::from_seconds(seconds)
    {
        return Ok(TimeZone::fixed(offset));
    }
    TimeZone::get(text)
        .map_err(|_| "not a time zone; type local, utc, an offset (+01:00) or a name (Europe/Berlin)")
}

/// The time now, in seconds since 1970: when a stream is being written.
pub(super) fn now() -> i64 {
    Timestamp::now().as_second()
}

/// When a file was written last, in seconds since 1970.
pub(super) fn written(metadata: &std::fs::Metadata) -> i64 {
    metadata
        .modified()
        .ok()
        .and_then(|time| Timestamp::try_from(time).ok())
        .map_or_else(now, |t| t.as_second())
}

#[cfg(test)]
mod tests;
