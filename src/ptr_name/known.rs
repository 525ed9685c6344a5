//! Two short lists: senders whose individual names look like a provider's, and providers' default
//! forms. The features find nearly all of the latter without the list; it adds certainty.

use super::Class;
use super::host::Host;

/// Below these suffixes each name is that of a mail host which its owner named, digits or not.
const SENDERS: &[(&str, &str)] = &[
    ("facebook.com", "Facebook"),
    ("outbound.protection.outlook.com", "Microsoft"),
    ("prod.protection.outlook.com", "Microsoft"),
    ("amazonses.com", "Amazon SES"),
    ("sendgrid.net", "SendGrid"),
    ("mailgun.net", "Mailgun"),
    ("mailgun.org", "Mailgun"),
    ("qq.com", "Tencent"),
    ("mail.aliyun.com", "Alibaba"),
    ("163.com", "NetEase"),
    ("126.com", "NetEase"),
    ("mcsv.net", "Mailchimp"),
    ("mcdlv.net", "Mailchimp"),
    ("rsgsv.net", "Mailchimp"),
    ("mandrillapp.com", "Mailchimp"),
    ("sparkpostmail.com", "SparkPost"),
    ("mtasv.net", "Postmark"),
    ("mailjet.com", "Mailjet"),
    ("sender-sib.com", "Brevo"),
    ("mailin.fr", "Brevo"),
    ("exacttarget.com", "Salesforce"),
    ("mta.salesforce.com", "Salesforce"),
    ("hubspotemail.net", "HubSpot"),
    ("constantcontact.com", "Constant Contact"),
    ("ccsend.com", "Constant Contact"),
    ("createsend.com", "Campaign Monitor"),
    ("cmail19.com", "Campaign Monitor"),
    ("cmail20.com", "Campaign Monitor"),
    ("elasticemail.com", "Elastic Email"),
    ("emsmtp.com", "Emarsys"),
    ("emarsys.net", "Emarsys"),
    ("iphmx.com", "Cisco"),
    ("pphosted.com", "Proofpoint"),
    ("mimecast.com", "Mimecast"),
    ("messagelabs.com", "Symantec"),
    ("ess.barracudanetworks.com", "Barracuda"),
    ("me.com", "Apple"),
    ("icloud.com", "Apple"),
    ("apple.com", "Apple"),
    ("mail.yahoo.com", "Yahoo"),
    ("google.com", "Google"),
    ("linkedin.com", "LinkedIn"),
    ("twitter.com", "Twitter"),
    ("mail.ru", "VK"),
    ("mail.yandex.net", "Yandex"),
    ("naver.com", "Naver"),
    ("rzone.de", "STRATO"),
];

/// Default forms: `#` is a run of digits, `*` any characters.
const DEFAULTS: &[(&str, &str, Class)] = &[
    ("h#.stratoserver.net", "STRATO", Class::Generic),
    ("v#.*srv.de", "netcup", Class::Generic),
    ("v#.yourvserver.net", "netcup", Class::Generic),
    ("vm?#.contaboserver.net", "Contabo", Class::Generic),
    ("m#.contaboserver.net", "Contabo", Class::Generic),
    ("static.*.clients.your-server.de", "Hetzner", Class::Generic),
    ("li#-#.members.linode.com", "Linode", Class::Generic),
    ("*.ip.linodeusercontent.com", "Linode", Class::Generic),
    ("ns#.ip-*", "OVHcloud", Class::Generic),
    ("ip#.ip-*", "OVHcloud", Class::Generic),
    ("vps*.ovh.net", "OVHcloud", Class::Generic),
    ("ns#.ovh.net", "OVHcloud", Class::Generic),
    ("?s#.kimsufi.com", "OVHcloud", Class::Generic),
    ("sd-#.dedibox.fr", "Scaleway", Class::Generic),
    ("*.rev.poneytelecom.eu", "Scaleway", Class::Generic),
    ("*.instances.scw.cloud", "Scaleway", Class::Generic),
    ("ec2-*.amazonaws.com", "Amazon EC2", Class::Generic),
    ("*.bc.googleusercontent.com", "Google Cloud", Class::Generic),
    ("*.vultrusercontent.com", "Vultr", Class::Generic),
    ("ip-*.ip.secureserver.net", "GoDaddy", Class::Generic),
    ("s#.onlinehome-server.*", "IONOS", Class::Generic),
    ("u#.onlinehome-server.*", "IONOS", Class::Generic),
    ("ip*.pbiaas.com", "IONOS", Class::Generic),
    ("*.static.akamaitechnologies.com", "Akamai", Class::Generic),
    ("*.1e100.net", "Google", Class::Generic),
    ("*.dip?.t-ipconnect.de", "Deutsche Telekom", Class::Dynamic),
    ("*.dip.t-dialin.net", "Deutsche Telekom", Class::Dynamic),
];

/// The sender that names its hosts so.
pub(super) fn sender(host: &Host) -> Option<&'static str> {
    SENDERS.iter().find(|(suffix, _)| host.is_below(suffix)).map(|(_, sender)| *sender)
}

/// The provider whose default form the name has, and what the form reveals.
pub(super) fn default_form(host: &Host) -> Option<(&'static str, Class)> {
    let name = host.text().as_bytes();
    DEFAULTS
        .iter()
        .find(|(pattern, ..)| matches(pattern.as_bytes(), name))
        .map(|(_, provider, class)| (*provider, *class))
}

/// `#` is a run of digits, `*` any characters, `?` one.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', rest @ ..] => (0..=name.len()).any(|at| matches(rest, &name[at..])),
        [b'#', rest @ ..] => {
            let digits = name.iter().take_while(|octet| octet.is_ascii_digit()).count();
            digits > 0 && matches(rest, &name[digits..])
        }
        [b'?', rest @ ..] => !name.is_empty() && matches(rest, &name[1..]),
        [octet, rest @ ..] => name.first() == Some(octet) && matches(rest, &name[1..]),
    }
}
