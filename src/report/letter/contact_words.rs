//! The words of the text for a receiver's contact form, in English and in German.

use crate::catalogue::{Counted, Rule};
use crate::report::WindowView;

/// The words of the text, in one language.
pub(super) struct Words {
    pub subject: &'static str,
    pub greeting: &'static str,
    pub opening: &'static str,
    pub reply: &'static str,
    pub details: &'static str,
    pub receiver: &'static str,
    pub address: &'static str,
    pub domain: &'static str,
    pub helo: &'static str,
    pub rule: &'static str,
    pub url: &'static str,
    pub first: &'static str,
    pub last: &'static str,
    pub count: &'static str,
    pub lines: &'static str,
    pub more: &'static str,
    pub redacted: &'static str,
    pub checked: &'static str,
    pub nothing_checked: &'static str,
    pub fine: &'static str,
    pub wrong: &'static str,
    pub unseen: &'static str,
    pub unknown: &'static str,
    pub request: &'static str,
    pub closing: &'static str,
}

pub(super) const EN: Words = Words {
    subject: "Mail refused",
    greeting: "Hello,",
    opening: "your servers refuse mail from our mail server. These are the details that you ask for.",
    reply: "Error message",
    details: "Details",
    receiver: "Refused by",
    address: "Sending IP address",
    domain: "Sender domain",
    helo: "HELO name",
    rule: "Recognised as",
    url: "Explanation given",
    first: "First occurrence",
    last: "Last occurrence",
    count: "Occurrences",
    lines: "Log lines",
    more: "further lines are left out",
    redacted: "The local parts of recipients' addresses are replaced by ***.",
    checked: "What was checked",
    nothing_checked: "Nothing yet.",
    fine: "in order",
    wrong: "at fault",
    unseen: "cannot be seen from outside",
    unknown: "not known",
    request: "Please tell us what caused the refusal and what has to be corrected, or lift the block.",
    closing: "Kind regards",
};

pub(super) const DE: Words = Words {
    subject: "Abgewiesene E-Mails",
    greeting: "Guten Tag,",
    opening: "Ihre Server weisen E-Mails unseres Mailservers ab. Hier die Angaben, um die Sie bitten.",
    reply: "Fehlermeldung",
    details: "Angaben",
    receiver: "Abgewiesen von",
    address: "Sendende IP-Adresse",
    domain: "Absenderdomain",
    helo: "HELO-Name",
    rule: "Erkannt als",
    url: "Genannte Erklärung",
    first: "Erstes Auftreten",
    last: "Letztes Auftreten",
    count: "Anzahl",
    lines: "Logzeilen",
    more: "weitere Zeilen sind ausgelassen",
    redacted: "Die lokalen Teile der Empfängeradressen sind durch *** ersetzt.",
    checked: "Was geprüft wurde",
    nothing_checked: "Noch nichts.",
    fine: "in Ordnung",
    wrong: "fehlerhaft",
    unseen: "von außen nicht zu sehen",
    unknown: "nicht bekannt",
    request: "Bitte teilen Sie uns mit, was die Abweisung ausgelöst hat und was zu korrigieren ist, oder heben Sie die \
              Sperre auf.",
    closing: "Mit freundlichen Grüßen",
};

/// What a check looks at, in German: followed by "in Ordnung" or "fehlerhaft". None for checks that
/// no rejection rests on.
pub fn german_check(id: &str) -> Option<&'static str> {
    Some(match id {
        "address-is-listed" => "Sendende Adresse auf öffentlichen Sperrlisten (DNSBL)",
        "domain-does-not-exist" => "Absenderdomain im DNS",
        "domain-has-no-mail-host" => "MX- oder Adresseintrag der Absenderdomain",
        "domain-is-listed" => "Absenderdomain auf öffentlichen Sperrlisten (DNSBL)",
        "domain-is-null-mx" => "Null-MX der Absenderdomain",
        "helo-does-not-match-address" => {
            "Adresseintrag des HELO-Namens, verglichen mit der sendenden Adresse"
        }
        "helo-does-not-resolve" => "Adresseintrag des HELO-Namens",
        "helo-is-address-literal" | "helo-is-malformed" | "helo-is-not-fqdn" => "Form des HELO-Namens",
        "helo-lookup-failed" => "Abfrage des HELO-Namens",
        "message-is-too-large" => "Größe der Nachricht",
        "mx-exchange-does-not-exist" => "Existenz der MX-Hosts",
        "mx-exchange-has-no-address" | "mx-exchange-is-ipv6-only" => "Adresseinträge der MX-Hosts",
        "mx-exchange-is-alias" => "MX-Einträge, die auf einen Alias (CNAME) zeigen",
        "mx-exchange-is-ip-address" => "MX-Einträge, die eine IP-Adresse statt eines Namens nennen",
        "mx-exchange-lookup-failed" => "Abfrage der MX-Hosts",
        "mx-lookup-failed" => "Abfrage der MX-Einträge",
        "ptr-does-not-resolve" => "Adresseintrag des PTR-Namens",
        "ptr-is-dynamic" => "PTR-Name ohne Merkmale einer dynamischen Adresse",
        "ptr-is-generic" => "PTR-Name, der kein Standardname des Providers ist",
        "ptr-is-malformed" => "Form des PTR-Namens",
        "ptr-is-not-confirmed" => "Adresseintrag des PTR-Namens, verglichen mit der sendenden Adresse",
        "ptr-lookup-failed" => "Abfrage des PTR-Eintrags",
        "ptr-missing" => "PTR-Eintrag der sendenden Adresse",
        "sender-address-is-malformed" => "Form der Absenderadresse",
        "spf-fail" => "SPF der Absenderdomain",
        _ => return None,
    })
}

/// What the given checks look at, or else those that a rule rests on, in German, each once.
pub fn german_checks(because: &[String], rule: Option<&Rule>) -> String {
    let of_rule = || rule.into_iter().flat_map(|rule| &rule.causes).map(|cause| cause.check.as_str());
    let mut ids: Vec<&str> = because.iter().map(String::as_str).collect();
    if ids.is_empty() {
        ids = of_rule().collect();
    }
    let mut names: Vec<&str> = Vec::new();
    for name in ids.into_iter().map(|id| german_check(id).unwrap_or(id)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        "Sperre durch eigene Listen oder Messungen des Empfängers".to_owned()
    } else {
        names.join("; ")
    }
}

/// A limit's worst window, in German.
pub fn german_window(window: &WindowView) -> String {
    let what = match window.what {
        Counted::Messages => "Nachrichten",
        Counted::Recipients => "Empfänger",
        Counted::Bulk => "Massennachrichten",
        Counted::Spam => "als Spam erkannte Nachrichten",
        Counted::Failed => "fehlgeschlagene Zustellungen",
        Counted::Script => "Nachrichten eines Skripts",
        Counted::Queued => "wartende Nachrichten",
        Counted::Connections => "gleichzeitige Verbindungen",
        Counted::HeloNames => "HELO-Namen",
        Counted::UnknownRecipients => "Anteil unbekannter Empfänger",
    };
    let time = match window.seconds {
        None => String::new(),
        Some(86_400) => " an einem Tag".to_owned(),
        Some(3_600) => " in einer Stunde".to_owned(),
        Some(seconds) if seconds % 3_600 == 0 => format!(" in {} Stunden", seconds / 3_600),
        Some(seconds) => format!(" in {} Minuten", seconds / 60),
    };
    format!("{what}{time}: höchstens {}, erlaubt {}", window.worst, window.allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Receiver;

    #[test]
    fn whatever_a_rejection_rests_on_has_a_german_name() {
        for receiver in Receiver::built_in() {
            for cause in receiver.rules.iter().flat_map(|rule| &rule.causes) {
                assert!(german_check(&cause.check).is_some(), "{}", cause.check);
            }
        }
    }

    #[test]
    fn checks_are_named_once() {
        let because = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let checks = because(&["helo-is-malformed", "helo-is-not-fqdn", "ptr-missing"]);
        assert_eq!(german_checks(&checks, None), "Form des HELO-Namens; PTR-Eintrag der sendenden Adresse");
        assert_eq!(german_checks(&[], None), "Sperre durch eigene Listen oder Messungen des Empfängers");
        let receivers = Receiver::built_in();
        let rule = receivers.iter().find_map(|receiver| receiver.rule("ionos/554-ip-blacklisted"));
        assert_eq!(german_checks(&[], rule), "Sendende Adresse auf öffentlichen Sperrlisten (DNSBL)");
    }
}
