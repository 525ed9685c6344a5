//! The authoritative nameservers of a sender's zones on a page: a table, and until when caches keep old answers.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::report::document::{ServerState, ServerView, ZoneServersView};
use crate::report::terminal::{Mark, Style};

/// The tables, each with what it is about.
pub(super) fn nameservers(zones: &[ZoneServersView], style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    for zone in zones {
        lines.push(style.printable(&format!("Nameservers of {} (for {})", zone.zone, zone.about)));
        let rows: Vec<[String; 6]> = std::iter::once(["", "nameserver", "address", "UDP", "TCP", "serial"])
            .map(|head| head.map(str::to_owned))
            .chain(zone.servers.iter().map(|server| row(server, style)))
            .collect();
        lines.extend(table(&rows));
        let unresolved = zone.unresolved.iter().map(|name| (name, Mark::Fail, "has no address"));
        let unknown = zone.address_unknown.iter();
        let unknown =
            unknown.map(|server| (&server.name, Mark::Unknown, "was not asked: its address is not known"));
        for (name, mark, what) in unresolved.chain(unknown) {
            let name = name.to_string();
            lines.push(format!("  {} {} {what}", mark.show(style), style.printable(&name)));
        }
        if zone.left_out > 0 {
            lines.push(format!("  {} more were not asked", zone.left_out));
        }
        if let Some(text) = expiry(zone) {
            lines.extend(style.wrap(&text, "  ", "  "));
        }
        lines.push(String::new());
    }
    lines
}

fn row(server: &ServerView, style: Style) -> [String; 6] {
    let mark = match server.state {
        ServerState::Good => Mark::Pass,
        ServerState::Slow | ServerState::UdpOnly | ServerState::TcpOnly => Mark::Warn,
        ServerState::Lame | ServerState::Silent => Mark::Fail,
        ServerState::NotAsked => Mark::Unknown,
    };
    let is_asked = server.state != ServerState::NotAsked;
    let time = |times: &[u64]| {
        let mut times = times.to_vec();
        times.sort_unstable();
        times.get(times.len() / 2).map_or_else(
            || if is_asked { "no answer" } else { "not asked" }.to_owned(),
            |time| format!("{time} ms"),
        )
    };
    let serial = match server.serial {
        Some(serial) => serial.to_string(),
        None if server.state == ServerState::Lame => "lame".to_owned(),
        None => "-".to_owned(),
    };
    [
        mark.show(style).to_string(),
        style.printable(&server.name.to_string()),
        server.address.clone(),
        time(&server.udp_ms),
        time(&server.tcp_ms),
        serial,
    ]
}

/// Columns as wide as their widest cell; marks may be coloured, and are one character wide.
fn table(rows: &[[String; 6]]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (1..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells = row[1..].iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let mark = if row[0].is_empty() { " " } else { &row[0] };
        format!("  {mark} {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Until when old answers are kept, in a sentence.
fn expiry(zone: &ZoneServersView) -> Option<String> {
    let clock = |time: &Option<String>| shown(time.as_deref()?, zone.asked_at.as_deref()?);
    let mut parts = Vec::new();
    if let Some(time) = clock(&zone.expires.records) {
        parts.push(format!("Old answers expire at {time} at the earliest"));
    }
    if let Some(time) = clock(&zone.expires.negative) {
        parts.push(format!("new names may stay unknown until {time}"));
    }
    if let Some(time) = clock(&zone.expires.delegation) {
        parts.push(format!("old nameservers are kept until {time}"));
    }
    (!parts.is_empty()).then(|| format!("{}; some caches keep answers longer.", parts.join("; ")))
}

/// A time by the clock of the reader, with the day where it is another one.
fn shown(time: &str, now: &str) -> Option<String> {
    let local = |text: &str| Some(text.parse::<Timestamp>().ok()?.to_zoned(TimeZone::system()));
    let (time, now) = (local(time)?, local(now)?);
    let form = if time.date() == now.date() { "%H:%M" } else { "%H:%M on %Y-%m-%d" };
    Some(time.strftime(form).to_string())
}
