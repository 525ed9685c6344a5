//! The pages of `mxcheck receivers` and `mxcheck checks`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use colored::Colorize;

use super::age;
use crate::catalogue::{AsOf, Formerly, Probing, Receiver, Role, Rule};
use crate::report::terminal::Style;
use crate::report::{CheckEntry, ChecksReport};

/// Lists receivers, each with its rules, a line each.
pub fn write_receivers(receivers: &[Receiver], style: Style, out: &mut impl Write) -> io::Result<()> {
    for (index, receiver) in receivers.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_receiver(receiver, style, out)?;
    }
    write_ages(receivers, style, out)?;
    writeln!(out, "\nmxcheck receivers RULE explains one: mxcheck receivers 550-invalid-dns-mx")
}

/// The rules by their age, the oldest first.
fn write_ages(receivers: &[Receiver], style: Style, out: &mut impl Write) -> io::Result<()> {
    let mut by_date: BTreeMap<Option<AsOf>, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for rule in receivers.iter().flat_map(|receiver| &receiver.rules) {
        // A rule that was taken over is that of the other receiver.
        let receiver = rule.id.split('/').next().unwrap_or_default();
        let rules = by_date.entry(rule.as_of).or_default().entry(receiver).or_default();
        if !rules.contains(&rule.short_id()) {
            rules.push(rule.short_id());
        }
    }
    writeln!(out, "\n{}", "Rules by age".bold())?;
    for (as_of, receivers) in by_date {
        let date = as_of.map_or_else(|| "undated".to_owned(), |as_of| as_of.to_string());
        let old = as_of.is_some_and(|as_of| age::is_old(as_of, style.today));
        writeln!(out, "  {date}{}", if old { ", over 2 years old" } else { "" })?;
        for (receiver, rules) in receivers {
            let text = style.printable(&format!("{receiver}: {}", rules.join(", ")));
            for line in style.wrap(&text, "    ", "      ") {
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}

/// One receiver with its rules, a line each.
pub fn write_receiver(receiver: &Receiver, style: Style, out: &mut impl Write) -> io::Result<()> {
    let as_of = receiver.as_of.map(|as_of| format!(", as of {as_of}")).unwrap_or_default();
    let title = style.printable(&receiver.title).bold();
    writeln!(out, "{} {title}{as_of}", style.printable(&receiver.name))?;
    if !receiver.is_default {
        paragraph("Judged where it is named, or --to leads to it.", "  ", style, out)?;
    }
    if receiver.probe == Probing::Forbidden {
        let text = "Blocks addresses that ask for recipients and send nothing: sessions stop before RCPT TO.";
        paragraph(text, "  ", style, out)?;
    }
    for note in receiver.as_of_note.iter().chain(&receiver.notes) {
        paragraph(note, "  ", style, out)?;
    }
    for role in Role::ALL {
        let rules: Vec<&Rule> =
            receiver.rules.iter().filter(|rule| rule.roles.first() == Some(role)).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "  {}", heading(*role).bold())?;
        for rule in rules {
            let stage = rule.stage.map(|stage| stage.title()).unwrap_or("-");
            let reply = style.printable(&rule.reply.to_string());
            // A reply is never broken: people search for it.
            let line = format!("    {:<28} {stage:<10} {reply}", rule.short_id());
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn heading(role: Role) -> &'static str {
    match role {
        Role::Mx => "Answers of the MX hosts to other servers",
        Role::Submission => "Answers of the submission server to own customers",
        Role::Settings => "Settings of mail programs and accounts",
        Role::Message => "Contents of messages",
    }
}

/// One rule, explained.
pub fn write_rule(receiver: &Receiver, rule: &Rule, style: Style, out: &mut impl Write) -> io::Result<()> {
    let reply = rule.reply.to_string();
    let reply = if reply.is_empty() { "no reply of its own".to_owned() } else { style.printable(&reply) };
    writeln!(out, "{}", style.printable(&rule.id).bold())?;
    writeln!(out, "  {reply}")?;
    for other in &rule.replies {
        writeln!(out, "  or {}", style.printable(&other.to_string()))?;
    }
    let stage = rule.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default();
    let roles: Vec<&str> = rule.roles.iter().map(|role| role.name()).collect();
    paragraph(&format!("{}{stage} ({})", receiver.title, roles.join(", ")), "  ", style, out)?;
    let conditions: Vec<String> = rule.applies.conditions().iter().map(ToString::to_string).collect();
    if !conditions.is_empty() {
        paragraph(&format!("Applies to: {}", conditions.join("; ")), "  ", style, out)?;
    }
    writeln!(out)?;
    paragraph(&rule.explanation, "  ", style, out)?;
    writeln!(out)?;
    paragraph(&format!("What to do: {}", rule.remedy), "  ", style, out)?;
    if let Some(queue) = &rule.queue {
        writeln!(out)?;
        paragraph(queue, "  ", style, out)?;
    }
    if let Some(risk) = &rule.always_risk {
        writeln!(out)?;
        paragraph(&format!("Always a risk: {risk}"), "  ", style, out)?;
    }
    if !rule.causes.is_empty() {
        writeln!(out, "\n  Set off by")?;
    }
    for cause in &rule.causes {
        writeln!(
            out,
            "    {:<30} {:<13} {}, {} confidence",
            cause.check.id,
            cause.stage.map(|stage| format!("at {}", stage.title())).unwrap_or_default(),
            cause.basis,
            cause.confidence
        )?;
    }
    for formerly in &rule.formerly {
        writeln!(out)?;
        write_formerly(formerly, style, out)?;
    }
    writeln!(out)?;
    let as_of = rule.as_of.map(|as_of| format!(" {as_of}")).unwrap_or_default();
    let note = rule.basis_note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
    let source = rule.source.as_ref().map(|source| format!(": {}", source.title)).unwrap_or_default();
    paragraph(&format!("Basis: {}{as_of}{source}{note}", rule.basis), "  ", style, out)?;
    match rule.source.as_ref().and_then(|source| source.url.as_ref()) {
        Some(url) => paragraph(url, "  ", style, out),
        None => Ok(()),
    }
}

fn write_formerly(formerly: &Formerly, style: Style, out: &mut impl Write) -> io::Result<()> {
    let as_of = formerly.as_of.map(|as_of| format!(" ({as_of})")).unwrap_or_default();
    let text = format!("Formerly {}{as_of}: {}. {}", formerly.id, formerly.reply, formerly.summary);
    paragraph(&text, "  ", style, out)
}

/// Lists the checks, a line each.
pub fn write_checks(report: &ChecksReport, style: Style, out: &mut impl Write) -> io::Result<()> {
    for check in &report.checks {
        row(&format!("{:<30}", check.id), check.title, style, out)?;
    }
    writeln!(out)?;
    writeln!(out, "mxcheck checks ID explains one: mxcheck checks mx-exchange-is-alias")
}

/// One check, explained.
pub fn write_check(check: &CheckEntry, style: Style, out: &mut impl Write) -> io::Result<()> {
    let title = format!("{}: {}", check.id, style.printable(check.title));
    for line in style.wrap(&title, "", "") {
        writeln!(out, "{}", line.replacen(check.id, &check.id.bold().to_string(), 1))?;
    }
    writeln!(out)?;
    paragraph(check.explanation, "  ", style, out)?;
    writeln!(out)?;
    paragraph(&format!("Needs: {}", check.needs), "  ", style, out)?;
    paragraph(&format!("References: {}", check.references.join(", ")), "  ", style, out)?;
    for rule in &check.rules {
        let text = format!(
            "Sets off {}{} ({}, {} confidence)",
            rule.rule,
            rule.stage.map(|stage| format!(" at {}", stage.title())).unwrap_or_default(),
            rule.basis,
            rule.confidence
        );
        paragraph(&text, "  ", style, out)?;
    }
    Ok(())
}

/// A line of a list; what does not fit goes on below its own column.
fn row(first: &str, text: &str, style: Style, out: &mut impl Write) -> io::Result<()> {
    for line in style.wrap(&style.printable(text), first, &" ".repeat(first.chars().count())) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn paragraph(text: &str, indent: &str, style: Style, out: &mut impl Write) -> io::Result<()> {
    for line in style.wrap(&style.printable(text), indent, indent) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
