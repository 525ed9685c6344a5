//! How lines of a log begin, also where they are quoted.

/// Returns whether a line begins with a time as log lines do: syslog's (RFC 3164), RFC 3339, Exim's.
pub fn is_log_line(line: &[u8]) -> bool {
    let line = unquoted(line);
    // `<22>Apr  2 …`
    let line = match line.iter().take(5).position(|&octet| octet == b'>') {
        Some(end) if line[0] == b'<' => without_label(&line[end + 1..]),
        _ => line,
    };
    let digits = |range: std::ops::Range<usize>| {
        line.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let is = |at: usize, octet: u8| line.get(at) == Some(&octet);
    let is_date = digits(0..4) && is(4, b'-') && digits(5..7) && is(7, b'-') && digits(8..10);
    if is_date && (is(10, b'T') || is(10, b' ')) && digits(11..13) && is(13, b':') {
        return true;
    }
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    let is_month = line.get(..3).is_some_and(|month| MONTHS.contains(&month));
    is_month
        && is(3, b' ')
        && (is(4, b' ') || digits(4..5))
        && digits(5..6)
        && is(6, b' ')
        && digits(7..9)
        && is(9, b':')
}

/// Returns a line without what mail programs and syslogs put before its time: `> `, `mail.info:`.
pub fn unquoted(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|octet| !matches!(octet, b'>' | b' ' | b'|'));
    without_label(&line[start.unwrap_or(line.len())..])
}

fn without_label(line: &[u8]) -> &[u8] {
    match line.iter().take(24).position(|&octet| octet == b':') {
        Some(end) if is_label(&line[..end]) => &line[end + 1..],
        _ => line,
    }
}

fn is_label(text: &[u8]) -> bool {
    text.contains(&b'.') && text.iter().all(|octet| octet.is_ascii_lowercase() || *octet == b'.')
}
