//! Large mail providers and filter gateways, by the names of their exchanges: where one of them
//! takes a domain's mail, the hosts that send it are theirs too, or at least not the exchanges.

use crate::dns::Name;

/// Endings of exchange names and who they belong to.
const EXCHANGES: &[(&str, &str)] = &[
    ("google.com", "Google"),
    ("googlemail.com", "Google"),
    ("mail.protection.outlook.com", "Microsoft 365"),
    ("mx.microsoft", "Microsoft 365"),
    ("olc.protection.outlook.com", "Outlook.com"),
    ("pphosted.com", "Proofpoint"),
    ("ppe-hosted.com", "Proofpoint"),
    ("mimecast.com", "Mimecast"),
    ("messagelabs.com", "Symantec Email Security"),
    ("barracudanetworks.com", "Barracuda"),
    ("iphmx.com", "Cisco"),
    ("hornetsecurity.com", "Hornetsecurity"),
    ("antispameurope.com", "Hornetsecurity"),
    ("antispamcloud.com", "SpamExperts"),
    ("mailspamprotection.com", "SpamExperts"),
    ("trendmicro.com", "Trend Micro"),
    ("trendmicro.eu", "Trend Micro"),
    ("sophos.com", "Sophos"),
    ("mx.cloudflare.net", "Cloudflare"),
    ("forwardemail.net", "Forward Email"),
    ("improvmx.com", "ImprovMX"),
    ("mailgun.org", "Mailgun"),
    ("sendgrid.net", "SendGrid"),
    ("amazonaws.com", "Amazon"),
    ("awsapps.com", "Amazon WorkMail"),
    ("zoho.com", "Zoho"),
    ("zoho.eu", "Zoho"),
    ("yandex.net", "Yandex"),
    ("yandex.ru", "Yandex"),
    ("yahoodns.net", "Yahoo"),
    ("icloud.com", "iCloud"),
    ("protonmail.ch", "Proton"),
    ("messagingengine.com", "Fastmail"),
    ("mailbox.org", "mailbox.org"),
    ("posteo.de", "Posteo"),
    ("secureserver.net", "GoDaddy"),
    ("emailsrvr.com", "Rackspace"),
    ("registrar-servers.com", "Namecheap"),
    ("privateemail.com", "Namecheap"),
    ("ovh.net", "OVH"),
    ("gandi.net", "Gandi"),
    ("infomaniak.ch", "Infomaniak"),
    ("rzone.de", "Strato"),
    ("kundenserver.de", "IONOS"),
    ("perfora.net", "IONOS"),
    ("ionos.com", "IONOS"),
    ("ionos.de", "IONOS"),
    ("one.com", "One.com"),
    ("kasserver.com", "All-Inkl"),
    ("mailprotect.be", "Combell"),
    ("transip.email", "TransIP"),
    ("seznam.cz", "Seznam"),
    ("qq.com", "Tencent"),
    ("mxhichina.com", "Alibaba"),
];

/// The provider whose exchange this is; none for a host of the domain's own, as far as is known.
pub fn of(exchange: &Name) -> Option<&'static str> {
    let text = exchange.to_string();
    EXCHANGES.iter().find_map(|(ending, provider)| {
        let rest = text.strip_suffix(ending)?;
        (rest.is_empty() || rest.ends_with('.')).then_some(*provider)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_whole_labels() {
        let of = |text: &str| of(&text.parse().unwrap());
        assert_eq!(of("aspmx.l.google.com"), Some("Google"));
        assert_eq!(of("alias-test.mail.protection.outlook.com"), Some("Microsoft 365"));
        assert_eq!(of("mail.notgoogle.com"), None);
        assert_eq!(of("mx.example.com"), None);
    }
}
