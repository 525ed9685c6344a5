//! The page of `mxcheck log`.

use std::io::{self, Write};

use colored::Colorize;

use super::Detail;
use super::layout::{counted, grouped};
use crate::catalogue::Confidence;
use crate::evidence::log::Place;
use crate::explain::log::Subject;
use crate::report::terminal::{Mark, Style, duration};
use crate::report::{Amount, LogReport, OtherRefusals, RejectionView, WindowView};

/// How many other refusals a page names, but with `-v`.
const OTHERS: usize = 8;
/// How many windows of one limit a page shows, but with `-v`.
const OVER: usize = 5;

/// Writes the page. With `-q` and recipients that do not exist: these alone, one a line.
pub fn write(report: &LogReport, style: Style, detail: Detail, out: &mut impl Write) -> io::Result<()> {
    if let (Some(dead), Detail::Quiet) = (&report.dead_recipients, detail) {
        for recipient in dead {
            writeln!(out, "{}", style.printable(&recipient.address))?;
        }
        return Ok(());
    }
    let mut lines = Vec::new();
    head(report, style, detail, &mut lines);
    rejections(report, style, detail, &mut lines);
    if detail != Detail::Quiet {
        others(&report.unrecognised, style, detail, &mut lines);
    }
    windows(report, style, detail, &mut lines);
    dead_recipients(report, style, &mut lines);
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn head(report: &LogReport, style: Style, detail: Detail, lines: &mut Vec<String>) {
    let counts = &report.lines;
    let mut text =
        format!("{}, {}", counted(report.files.len() as u64, "file"), counted(counts.total, "line"));
    if let Some(span) = &report.span {
        text.push_str(&format!(", {} to {}", span.from, span.to));
    }
    lines.extend(style.wrap(&text, "", "  ").into_iter().map(|line| line.bold().to_string()));
    if detail == Detail::Quiet {
        return;
    }
    let deliveries = &report.deliveries;
    let mut parts = Vec::new();
    parts.extend(deliveries.sent.map(|sent| format!("{} sent", grouped(sent))));
    parts.push(format!("{} deferred", grouped(deliveries.deferred)));
    parts.push(format!("{} failed", grouped(deliveries.failed)));
    lines.push(format!("  {}", parts.join(", ")));
    // Where only lines of refusals are looked at, the others are not dated.
    if counts.out_of_time > 0 && deliveries.sent.is_some() {
        let outside = counted(counts.out_of_time, "line");
        lines.push(format!("  {outside} outside of the time asked for, not counted"));
    }
    if detail == Detail::Verbose {
        let programs = [
            ("Postfix", counts.postfix),
            ("Exim", counts.exim),
            ("sendmail", counts.sendmail),
            ("OpenSMTPD", counts.opensmtpd),
            ("other programs", counts.other),
        ];
        let programs: Vec<String> = programs
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} {}", grouped(*count)))
            .collect();
        lines.extend(style.wrap(&format!("Lines looked at: {}", programs.join(", ")), "  ", "  "));
    }
    let mut warn = |text: String| {
        let text = style.printable(&text);
        lines.extend(style.wrap(&text, &format!("{} ", Mark::Warn.show(style)), "  "));
    };
    for file in &report.files {
        if let Some(fault) = &file.fault {
            warn(format!(
                "{}: not read to its end, after {}: {fault}",
                file.file,
                counted(file.bytes, "byte")
            ));
        }
    }
    if counts.unreadable > 0 {
        warn(format!(
            "{} could not be read: no date, or no format that is known",
            counted(counts.unreadable, "line")
        ));
    }
    if counts.cut > 0 {
        warn(format!("{} of over 64 KiB, cut there", counted(counts.cut, "line")));
    }
    if let Some(span) = report.span.filter(|span| span.steps_back > 0) {
        let farthest = duration(u32::try_from(span.farthest_back).unwrap_or(u32::MAX));
        warn(format!(
            "The log goes back in time {}, at most by {farthest}",
            counted(span.steps_back, "time")
        ));
    }
    if report.is_limit_unknown() {
        warn(format!(
            "{} overlap in time, as logs of two servers do: together they may pass a limit that no window shows. \
             Merge them into one log first (sort -m, where dates begin with their year)",
            some(&report.overlapping)
        ));
    }
    for overflow in &report.overflows {
        warn(format!("The table of {} was full: {} left out", overflow.table, grouped(overflow.left_out)));
    }
    if !report.is_readable() {
        warn("No line of this is of a mail program".to_owned());
    }
}

fn rejections(report: &LogReport, style: Style, detail: Detail, lines: &mut Vec<String>) {
    if detail == Detail::Quiet {
        for rejection in &report.rejections {
            lines.push(rejection_line(rejection, style));
        }
        return;
    }
    lines.push(String::new());
    if report.rejections.is_empty() {
        let (mark, of) = match (report.is_readable(), report.is_whole()) {
            (true, true) => (Mark::Pass, ""),
            (true, false) => (Mark::Unknown, " in what was read"),
            (false, true) if report.lines.total == 0 => (Mark::Unknown, ": the log is empty"),
            (false, false) if report.lines.total == 0 => (Mark::Unknown, " in what was read"),
            (false, _) => (Mark::Unknown, ": no line of a mail program was found"),
        };
        lines.push(format!("{} No documented rejection{of}", mark.show(style)));
        return;
    }
    lines.push("Rejections".bold().to_string());
    for rejection in &report.rejections {
        lines.push(format!("  {}", rejection_line(rejection, style)));
        let mut say = |text: String| lines.extend(style.wrap(&style.printable(&text), "      ", "      "));
        say(format!("first {}, last {}", place(&rejection.first), place(&rejection.last)));
        for (what, named) in [("from", &rejection.domains), ("answered by", &rejection.hosts)] {
            if !named.is_empty() {
                say(format!("{what} {}", some(named)));
            }
        }
        if !rejection.addresses.is_empty() {
            let addresses: Vec<String> = rejection.addresses.iter().map(ToString::to_string).collect();
            say(format!("sending address {}", some(&addresses)));
        }
        if let Some(matched) = report.matches.iter().find(|matched| matched.rule == rejection.rule) {
            say(matched.summary.clone());
            say(format!("What to do: {}", matched.fix));
        }
        if rejection.confidence == Confidence::Low {
            say("Only the wording speaks for it: other providers say the same.".to_owned());
        }
        // A log line is never broken: people search for it.
        lines.push(format!("      {}", style.printable(&rejection.example)));
    }
}

fn rejection_line(rejection: &RejectionView, style: Style) -> String {
    let mark = if rejection.confidence == Confidence::Low { Mark::Unknown } else { Mark::Fail };
    let rule = style.printable(&rejection.rule);
    format!("{} {:>7}  {}", mark.show(style), grouped(rejection.count), rule.bold())
}

fn place(place: &Place) -> String {
    let time = place.time.map(|time| format!("{time} ")).unwrap_or_default();
    format!("{time}({}:{})", place.file, place.line)
}

/// The first few of a list.
fn some(list: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = list.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if list.len() > SHOWN {
        text.push_str(" and others");
    }
    text
}

fn others(others: &[OtherRefusals], style: Style, detail: Detail, lines: &mut Vec<String>) {
    if others.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push("Other refusals".bold().to_string());
    let shown = if detail == Detail::Verbose { others.len() } else { OTHERS };
    for other in others.iter().take(shown) {
        let code = other.reply.code.map_or("-".to_owned(), |code| code.to_string());
        let enhanced = other.reply.enhanced.as_deref().unwrap_or("");
        let text: String = other.reply.text.iter().flat_map(|text| text.chars()).take(100).collect();
        let first = format!("    {:>7}  {code} {enhanced:<6} ", grouped(other.count));
        let text = format!("{text} ({}:{})", other.first.file, other.first.line);
        let first = style.printable(&first);
        lines.extend(style.wrap(&style.printable(&text), &first, &" ".repeat(first.chars().count())));
    }
    if others.len() > shown {
        let rest: u64 = others.iter().skip(shown).map(|other| other.count).sum();
        lines.push(format!("    {:>7}  with other codes (-v shows them)", grouped(rest)));
    }
}

fn windows(report: &LogReport, style: Style, detail: Detail, lines: &mut Vec<String>) {
    let Some(windows) = report.windows.as_ref().filter(|windows| !windows.is_empty()) else { return };
    if detail == Detail::Quiet {
        lines
            .extend(windows.iter().filter(|window| window.is_hit()).map(|window| window_line(window, style)));
        return;
    }
    lines.push(String::new());
    lines.push("Limits".bold().to_string());
    let mut of_limit = (String::new(), 0);
    for window in windows {
        let key = format!("{} {}", window.rule, window.limit);
        of_limit = if of_limit.0 == key { (key, of_limit.1 + 1) } else { (key, 1) };
        if of_limit.1 > OVER && detail != Detail::Verbose {
            if of_limit.1 == OVER + 1 {
                lines.push("    more are over this limit (-v shows them)".to_owned());
            }
            continue;
        }
        lines.push(format!("  {}", window_line(window, style)));
        let mut say = |text: String| lines.extend(style.wrap(&style.printable(&text), "      ", "      "));
        say(format!("{} ({}), from {} to {}", subject(window), window.rule, window.from, window.to));
        if !window.names.is_empty() && window.is_over {
            say(some(&window.names));
        }
        if window.is_over || detail == Detail::Verbose {
            window.note.iter().for_each(|note| say(note.clone()));
        }
        let stretch = duration(u32::try_from(window.stretch_seconds).unwrap_or(u32::MAX));
        lines.push(format!("      {}  {stretch} each", drawing(&window.series, style)));
    }
}

fn window_line(window: &WindowView, style: Style) -> String {
    let mark = match window.is_over {
        true if window.of_client => Mark::Warn,
        true => Mark::Fail,
        false if window.is_unknown() => Mark::Unknown,
        false => Mark::Pass,
    };
    let margin = match window.margin {
        Amount::Count(margin) if margin < 0 => format!("{} over", -margin),
        Amount::Percent(margin) if margin < 0.0 => format!("{} over", Amount::Percent(-margin)),
        margin => format!("{margin} left"),
    };
    let text = format!("{} at most: {} ({margin})", window.limit, window.worst);
    format!("{} {}", mark.show(style), if window.is_over { text.bold() } else { text.normal() })
}

fn subject(window: &WindowView) -> String {
    match &window.subject {
        Subject::Domain(name) | Subject::Address(name) => name.clone(),
        Subject::Host(name) => format!("host {name}"),
        Subject::Unknown => "a sender that the log does not tell".to_owned(),
    }
}

/// The values as blocks between nothing and the highest of them.
fn drawing(series: &[u32], style: Style) -> String {
    const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const ASCII: [char; 9] = [' ', '.', ':', '-', '=', '+', '*', '%', '#'];
    let steps = if style.unicode { BLOCKS } else { ASCII };
    let highest = u64::from(series.iter().copied().max().unwrap_or(0)).max(1);
    let step = |value: &u32| {
        let filled = (u64::from(*value) * 8).div_ceil(highest);
        steps[filled as usize]
    };
    let edge = if style.unicode { '│' } else { '|' };
    format!("{edge}{}{edge}", series.iter().map(step).collect::<String>())
}

fn dead_recipients(report: &LogReport, style: Style, lines: &mut Vec<String>) {
    let Some(dead) = &report.dead_recipients else { return };
    lines.push(String::new());
    if dead.is_empty() {
        lines.push(format!("{} No recipient that does not exist", Mark::Pass.show(style)));
        return;
    }
    lines.push("Recipients that do not exist".bold().to_string());
    for recipient in dead {
        lines.push(format!("  {}", style.printable(&recipient.address)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_reach_from_nothing_to_the_highest() {
        let series = [0, 1, 4, 8];
        assert_eq!(drawing(&series, Style::plain(true, 80)), "│ ▁▄█│");
        assert_eq!(drawing(&series, Style::plain(false, 80)), "| .=#|");
        assert_eq!(drawing(&[], Style::plain(false, 80)), "||");
        assert_eq!(drawing(&[u32::MAX], Style::plain(false, 80)), "|#|");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(counted(1, "line"), "1 line");
        assert_eq!(counted(1_234_567, "line"), "1,234,567 lines");
        assert_eq!(grouped(999), "999");
    }
}
