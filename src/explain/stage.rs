//! The step of the session that a reporter names next to a reply.

use crate::smtp_reply::Stage;

/// What reporters write, in lower case by letters and digits alone, most specific first.
const MARKS: &[(&str, Stage)] = &[
    // Postfix
    ("inreplytoendofdata", Stage::Data),
    ("inreplytodata", Stage::Data),
    ("inreplytorcptto", Stage::RcptTo),
    ("inreplytomailfrom", Stage::MailFrom),
    ("inreplytoehlo", Stage::Ehlo),
    ("inreplytohelo", Stage::Ehlo),
    ("refusedtotalktome", Stage::Connect),
    // Exim
    ("afterinitialconnection", Stage::Connect),
    ("afterpipelinedendofdata", Stage::Data),
    ("afterendofdata", Stage::Data),
    ("afterdata", Stage::Data),
    ("afterpipelineddata", Stage::Data),
    ("afterrcptto", Stage::RcptTo),
    ("afterpipelinedrcptto", Stage::RcptTo),
    ("aftermailfrom", Stage::MailFrom),
    ("afterpipelinedmailfrom", Stage::MailFrom),
    ("afterehlo", Stage::Ehlo),
    ("afterhelo", Stage::Ehlo),
    // The platform's own outgoing relays
    ("fortextcommand", Stage::Data),
    ("fordatacommand", Stage::Data),
    ("forrcpttocommand", Stage::RcptTo),
    ("formailfromcommand", Stage::MailFrom),
    ("forinitialconnection", Stage::Connect),
    // qmail
    ("connectedtobutgreetingfailed", Stage::Connect),
    ("butgreetingfailed", Stage::Connect),
    ("butsenderwasrejected", Stage::MailFrom),
    ("doesnotlikerecipient", Stage::RcptTo),
    ("failedafterisentthemessage", Stage::Data),
    ("failedondatacommand", Stage::Data),
    // Libraries
    ("smtprecipientsrefused", Stage::RcptTo),
    ("smtpsenderrefused", Stage::MailFrom),
    ("smtpdataerror", Stage::Data),
    ("smtpconnecterror", Stage::Connect),
    ("smtpheloerror", Stage::Ehlo),
    ("smtpauthenticationerror", Stage::Auth),
    ("smtpaddressfailedexception", Stage::RcptTo),
    ("smtpsenderfailedexception", Stage::MailFrom),
    ("authenticationfailedexception", Stage::Auth),
    ("thefollowingrecipientsfailed", Stage::RcptTo),
    ("dataendcommandfailed", Stage::Data),
    ("datanotaccepted", Stage::Data),
    ("mailfromcommandfailed", Stage::MailFrom),
    ("rcpttocommandfailed", Stage::RcptTo),
    ("allrecipientswererejected", Stage::RcptTo),
    ("mailcommandfailed", Stage::MailFrom),
    ("datacommandfailed", Stage::Data),
    ("messagefailed", Stage::Data),
    ("invalidgreeting", Stage::Connect),
    ("invalidlogin", Stage::Auth),
    ("commandauth", Stage::Auth),
    ("commandrcptto", Stage::RcptTo),
    ("commandmailfrom", Stage::MailFrom),
    ("commanddata", Stage::Data),
    ("commandconn", Stage::Connect),
    // Transcripts
    ("dataeom", Stage::Data),
];

/// The step that the surroundings of a reply name. What is before the last reply command of a
/// transcript counts too.
pub(super) fn named(squeezed: &str, text: &str) -> Option<Stage> {
    let marked = MARKS.iter().find(|(mark, _)| squeezed.contains(mark)).map(|(_, stage)| *stage);
    marked.or_else(|| transcript(text))
}

/// `>>> RCPT To:<…>` of sendmail, and `MAIL FROM:<…>` typed or logged on a line of its own.
fn transcript(text: &str) -> Option<Stage> {
    let is_command =
        |line: &str, verb: &str| line.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb));
    text.lines()
        .take(2_000)
        .filter_map(|line| {
            let line = line.trim_start().trim_start_matches(['>', '~', ' ']);
            let said = ["C:", "CLIENT:", "--->"].iter().find_map(|who| line.strip_prefix(who));
            // PHP's mailer may put a time before it.
            let of_php = || line.split_once("CLIENT -> SERVER:").filter(|(time, _)| time.len() < 60);
            let line = said.or_else(|| of_php().map(|(_, said)| said)).unwrap_or(line);
            let line = line.trim_start();
            match () {
                () if is_command(line, "RCPT TO:") => Some(Stage::RcptTo),
                () if is_command(line, "MAIL FROM:") => Some(Stage::MailFrom),
                () if line.trim_end() == "DATA" || line.trim_end() == "." => Some(Stage::Data),
                () if is_command(line, "AUTH ") => Some(Stage::Auth),
                () if is_command(line, "EHLO ") || is_command(line, "HELO ") => Some(Stage::Ehlo),
                () => None,
            }
        })
        .last()
}

#[cfg(test)]
mod tests {
    use super::super::squeeze::letters;
    use super::*;

    fn stage(text: &str) -> Option<Stage> {
        named(&letters(text), text)
    }

    #[test]
    fn reporters_name_the_step() {
        assert_eq!(stage("550 x (in reply to RCPT TO command)"), Some(Stage::RcptTo));
        assert_eq!(stage("554 x (in reply to end of DATA command)"), Some(Stage::Data));
        assert_eq!(stage("host a.test[192.0.2.1] refused to talk to me: 554 x"), Some(Stage::Connect));
        assert_eq!(
            stage("SMTP error from remote mail server after MAIL FROM:<a@b.test>: 550 x"),
            Some(Stage::MailFrom)
        );
        assert_eq!(stage(">>> RCPT To:<a@b.test>\n<<< 550 x"), Some(Stage::RcptTo));
        assert_eq!(stage(">>> DATA (EOM)\n<<< 554 x"), Some(Stage::Data));
        assert_eq!(stage("554 x"), None);
    }
}
