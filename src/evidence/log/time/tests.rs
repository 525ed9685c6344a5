use super::*;

fn utc(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

fn read(clock: &mut Clock, text: &str) -> String {
    let line = format!("{text} rest");
    match clock.read(line.as_bytes()) {
        Some((when, _, b"rest")) => when.to_string(),
        Some((_, _, rest)) => panic!("{text}: {}", String::from_utf8_lossy(rest)),
        None => "none".to_owned(),
    }
}

#[test]
fn dates_in_every_form() {
    let mut clock = Clock::new(TimeZone::UTC, Some(2026));
    clock.begin_file(utc("2026-12-01T00:00:00Z"), 0);
    for (text, wanted) in [
        ("Nov 22 20:17:58", "2026-11-22T20:17:58Z"),
        ("Nov 22 20:17:59", "2026-11-22T20:17:59Z"),
        ("Nov  2 01:02:03", "2026-11-02T01:02:03Z"),
        ("Nov 2 01:02:04", "2026-11-02T01:02:04Z"),
        ("<22>Nov 22 20:17:58", "2026-11-22T20:17:58Z"),
        ("2026-11-22T20:17:58.123456+01:00", "2026-11-22T20:17:58+01:00"),
        ("2026-11-22T20:17:58Z", "2026-11-22T20:17:58Z"),
        ("<22>1 2026-11-22T20:17:58-0330", "2026-11-22T20:17:58-03:30"),
        ("2026-11-22 20:17:58", "2026-11-22T20:17:58Z"),
        ("2026-11-22 20:17:58.123 +0100", "2026-11-22T20:17:58+01:00"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        // A container's log driver puts a date in front of the program's own.
        ("2026-03-01T09:00:00.123456789Z Mar  1 10:00:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.123456789Z 2026-03-01 10:00:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.123456789Z 2026-03-01 10:00:00.123 +0100", "2026-03-01T09:00:00Z"),
    ] {
        assert_eq!(read(&mut clock, text), wanted, "{text}");
    }
    for text in [
        "",
        "N",
        "Nov 260 20:17:58",
        "Nov",
        "Nov 22",
        "Nov 22 20:17",
        "Nov 32 20:17:58",
        "Nov 0 20:17:58",
        "Nov 22 24:00:00",
        "Nov 31 00:00:00",
        "Xyz 22 20:17:58",
        "2026-02-30T00:00:00Z",
        "2026-13-01 00:00:00",
        "2026-11-22",
        "2026-11-22x20:17:58",
        "<22",
        "<22>",
        "2026-11-22T20:17:58+25:00",
        "\u{e4}\u{f6}",
    ] {
        assert_eq!(read(&mut clock, text), "none", "{text}");
    }
}

#[test]
fn the_year_is_that_of_the_file_and_changes_at_new_year() {
    let mut clock = Clock::new(TimeZone::UTC, None);
    clock.begin_file(utc("2026-01-03T12:00:00Z"), 0);
    for (text, wanted) in [
        ("Dec 30 10:00:00", "2025-12-30T10:00:00Z"),
        ("Dec 31 23:59:59", "2025-12-31T23:59:59Z"),
        ("Jan  1 00:00:01", "2026-01-01T00:00:01Z"),
        // A line of the year before comes late.
        ("Dec 31 23:59:59", "2025-12-31T23:59:59Z"),
        ("Jan  3 11:00:00", "2026-01-03T11:00:00Z"),
    ] {
        assert_eq!(read(&mut clock, text), wanted, "{text}");
    }
    assert_eq!((clock.steps_back, clock.late_years), (0, 0));
    // The next file was written in the summer after: its lines are of that year.
    clock.begin_file(utc("2026-07-01T00:00:00Z"), 0);
    assert_eq!(read(&mut clock, "Jun 30 10:00:00"), "2026-06-30T10:00:00Z");
}

#[test]
fn a_log_of_more_than_a_year_is_corrected_from_its_end() {
    let mut clock = Clock::new(TimeZone::UTC, None);
    clock.begin_file(utc("2026-03-01T12:00:00Z"), 0);
    for text in ["Feb 10 00:00:00", "Aug  1 00:00:00", "Jan 10 00:00:00"] {
        read(&mut clock, text);
    }
    let (when, ..) = clock.read(b"Feb 20 00:00:00 x").unwrap();
    assert_eq!(clock.corrected(when).to_string(), "2026-02-20T00:00:00Z");
}

#[test]
fn a_clock_that_was_not_set_yet_moves_no_other_date() {
    let mut clock = Clock::new(TimeZone::UTC, None);
    clock.begin_file(utc("2026-11-20T12:00:00Z"), 0);
    for text in ["Nov 10 00:00:00", "Jan  1 00:00:05"] {
        read(&mut clock, text);
    }
    assert_eq!(read(&mut clock, "Nov 20 10:00:00"), "2026-11-20T10:00:00Z");
    assert_eq!(clock.late_years, 0);
}

#[test]
fn going_back_is_counted_once_for_each_step() {
    let mut clock = Clock::new(TimeZone::UTC, Some(2026));
    for text in
        ["Nov 22 10:00:00", "Nov 22 09:00:00", "Nov 22 09:00:10", "Nov 22 09:00:07", "Nov 22 08:00:00"]
    {
        read(&mut clock, text);
    }
    assert_eq!((clock.steps_back, clock.farthest_back), (2, 3610 - 3));
}

#[test]
fn an_hour_that_summer_time_repeats_is_not_counted_back() {
    let Ok(zone) = TimeZone::get("Europe/Berlin") else { return };
    let mut clock = Clock::new(zone, Some(2026));
    for (text, wanted) in [
        ("Oct 25 01:59:00", "2026-10-25T01:59:00+02:00"),
        ("Oct 25 02:30:00", "2026-10-25T02:30:00+02:00"),
        ("Oct 25 02:59:59", "2026-10-25T02:59:59+02:00"),
        ("Oct 25 02:00:00", "2026-10-25T02:00:00+01:00"),
        ("Oct 25 02:30:00", "2026-10-25T02:30:00+01:00"),
        ("Oct 25 03:00:00", "2026-10-25T03:00:00+01:00"),
    ] {
        assert_eq!(read(&mut clock, text), wanted, "{text}");
    }
    assert_eq!(clock.steps_back, 0);
}

#[test]
fn limits_of_time() {
    let end = utc("2026-11-22T12:00:00Z");
    for (text, wanted) in [
        ("2026-11-20", "2026-11-20T00:00:00Z"),
        ("2026-11-20T10:00:00", "2026-11-20T10:00:00Z"),
        ("2026-11-20 10:00", "2026-11-20T10:00:00Z"),
        ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00Z"),
        ("2h", "2026-11-22T10:00:00Z"),
        ("3d ago", "2026-11-19T12:00:00Z"),
        ("90m", "2026-11-22T10:30:00Z"),
        ("1w", "2026-11-15T12:00:00Z"),
    ] {
        assert_eq!(TimeLimit::parse(text, &TimeZone::UTC).unwrap().moment(end), utc(wanted), "{text}");
    }
    for (text, wanted) in [
        ("2026-11-20", "2026-11-20T23:59:59Z"),
        ("2026-12-31", "2026-12-31T23:59:59Z"),
        ("2026-11-20T10:00:00", "2026-11-20T10:00:00Z"),
        ("2h", "2026-11-22T10:00:00Z"),
    ] {
        assert_eq!(TimeLimit::parse_end(text, &TimeZone::UTC).unwrap().moment(end), utc(wanted), "{text}");
    }
    for text in ["", "yesterday", "2h3", "h", "-2h", "99999999999999999999d", "2026-13-01"] {
        assert!(TimeLimit::parse(text, &TimeZone::UTC).is_err(), "{text}");
    }
}

#[test]
fn zones() {
    assert_eq!(parse_zone("utc"), Ok(TimeZone::UTC));
    let offset = parse_zone("+05:30").unwrap();
    assert_eq!(offset.to_offset(Timestamp::UNIX_EPOCH).seconds(), 19_800);
    assert!(parse_zone("+05:30x").is_err() && parse_zone("Nowhere/City").is_err() && parse_zone("").is_err());
}
