//! The dialogue of an SMTP session in the signs of swaks: `->` is what was sent, `<-` what the server says, `<**` a reply
//! that is an error; with a tilde in place of the hyphen it is inside TLS.

use crate::probe::facts::Step;
use crate::report::StepView;

/// The port where a session begins with TLS.
const IMPLICIT_TLS: u16 = 465;

/// A session, as far as it has come.
#[derive(Clone, Copy, Debug)]
pub struct Dialogue {
    begins_encrypted: bool,
    is_encrypted: bool,
}

/// A line of a dialogue. The text may hold what the server sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialogueLine {
    /// Whose line it is, in four columns.
    pub sign: &'static str,
    /// The line.
    pub text: String,
    /// Whether it is an error.
    pub is_error: bool,
}

impl Dialogue {
    /// Returns one that has not begun, with a server at this port.
    pub fn new(port: u16) -> Dialogue {
        let begins_encrypted = port == IMPLICIT_TLS;
        Dialogue { begins_encrypted, is_encrypted: begins_encrypted }
    }

    /// Returns the lines of the next step, at most so many of a reply, with the time where that is asked for.
    pub fn step(&mut self, step: &StepView, limit: usize, has_time: bool) -> Vec<DialogueLine> {
        if step.stage == Step::Connect {
            self.is_encrypted = self.begins_encrypted;
        }
        let mut lines = Vec::new();
        let mut push = |sign: &'static str, text: String, is_error: bool| {
            lines.push(DialogueLine { sign, text, is_error });
        };
        if let Some(command) = &step.command {
            push(if self.is_encrypted { " ~> " } else { " -> " }, command.clone(), false);
        }
        let time = match has_time {
            true => format!("  ({} ms)", step.elapsed_ms),
            false => String::new(),
        };
        if let Some(reply) = &step.reply {
            let is_error = !reply.is_positive();
            let sign = match (is_error, self.is_encrypted) {
                (false, false) => "<-  ",
                (false, true) => "<~  ",
                (true, false) => "<** ",
                (true, true) => "<~* ",
            };
            let code = reply.code.map(|code| code.to_string()).unwrap_or_default();
            let enhanced = reply.enhanced.as_ref().map(|enhanced| format!("{enhanced} ")).unwrap_or_default();
            let last = reply.lines.len().saturating_sub(1);
            for (place, line) in reply.lines.iter().enumerate().take(limit) {
                let separator = if place == last || limit == 1 { ' ' } else { '-' };
                let time = if place == last.min(limit - 1) { time.as_str() } else { "" };
                push(sign, format!("{code}{separator}{enhanced}{line}{time}"), is_error);
            }
            if reply.lines.is_empty() {
                push(sign, format!("{code}{time}"), is_error);
            }
            if reply.lines.len() > limit && limit > 1 {
                let more = reply.lines.len() - limit;
                push(sign, format!("... and {more} more lines (-v shows them)"), is_error);
            }
            self.is_encrypted |= step.stage == Step::Starttls && !is_error && step.error.is_none();
        }
        if let Some(error) = &step.error {
            push("*** ", format!("{error}{time}"), true);
        }
        lines
    }
}
