//! The address of the explanation that a reply gives, with its case code.

use std::net::IpAddr;

/// The longest address that is read, in bytes.
const MAX_URL: usize = 400;

/// The page that explains a refusal, as far as the text still has its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Explanation {
    /// The address, put together where it was broken; none when only its parameters are left.
    pub url: Option<String>,
    /// The parameter `c`.
    pub case: Option<String>,
    /// The sending address: `ip`, or `v` next to `i=ip`.
    pub address: Option<IpAddr>,
}

impl Explanation {
    /// Reads the address that begins at or shortly before `host`, the place of its host's name.
    pub(super) fn at(text: &str, host: usize) -> Explanation {
        let start = text[..host]
            .char_indices()
            .rev()
            .take(14)
            .map(|(at, _)| at)
            .find(|at| text[*at..].starts_with("http"));
        let url = joined(&text[start.unwrap_or(host)..]);
        let mut explanation = Explanation::of_parameters(&url);
        explanation.url = start.map(|_| url).filter(|url| url.contains("://"));
        explanation
    }

    /// Reads parameters that are without the address that they belong to: `?ip=192.0.2.1&c=bl`.
    pub(super) fn without_address(text: &str) -> Option<Explanation> {
        let at = ["?c=", "&c=", "?ip="].iter().filter_map(|mark| text.find(mark)).min()?;
        let space = text[..at].char_indices().rev().find(|(_, c)| c.is_whitespace());
        let start = space.map_or(0, |(space, c)| space + c.len_utf8());
        let explanation = Explanation::of_parameters(&joined(&text[start..]));
        explanation.case.is_some().then_some(explanation)
    }

    fn of_parameters(url: &str) -> Explanation {
        let mut explanation = Explanation::default();
        let Some((_, query)) = url.split_once('?') else { return explanation };
        for parameter in query.split(['&', '?']) {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let value = value.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != ':');
            match name {
                "c" => {
                    let code: String = value.chars().take_while(char::is_ascii_alphanumeric).collect();
                    explanation.case = Some(code.to_ascii_lowercase()).filter(|c| (2..=8).contains(&c.len()));
                }
                "ip" | "v" => {
                    let address = value.parse::<IpAddr>().ok().map(|ip| ip.to_canonical());
                    explanation.address = explanation.address.or(address);
                }
                _ => {}
            }
        }
        explanation
    }
}

/// An address that line ends may have broken, put together.
fn joined(text: &str) -> String {
    let mut url = String::new();
    let mut rest = text;
    for _ in 0..4 {
        let length = rest.bytes().take_while(|b| is_url_octet(*b)).count().min(MAX_URL - url.len());
        let (part, after) = rest.split_at(length);
        url.push_str(part);
        let next = after.trim_start_matches([' ', '\t', '\r', '\n']);
        let next = next.trim_start_matches(['|', '>']).trim_start();
        // A gap inside a parameter is a line end, and no more than that with indentation.
        if after.len() - next.len() > 40 || next.len() == after.len() || !goes_on(&url, next) {
            break;
        }
        rest = next;
    }
    let end = url.trim_end_matches(['.', ',', ')', ';', ':', '\'', '"', ']', '>', '*', '_']).len();
    url.truncate(end);
    url
}

/// Whether what follows a gap still belongs to an address.
fn goes_on(url: &str, next: &str) -> bool {
    let length = next.bytes().take_while(|b| is_url_octet(*b)).count();
    let token = &next[..length];
    if token.is_empty() || token.contains("://") {
        return false;
    }
    if url.ends_with(['=', '&', '?', '/']) || token.starts_with(['&', '?', '/', '=']) {
        return true;
    }
    let has_parameters =
        ["&c=", "&i=", "&v=", "&r=", "?c=", "?ip=", "&ip=", "?id="].iter().any(|mark| token.contains(mark));
    let is_open = !url.ends_with(['.', ')', ';', ',']) || token.as_bytes()[0].is_ascii_digit();
    has_parameters && is_open
}

fn is_url_octet(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Explanation {
        Explanation::at(text, text.find("postmaster").unwrap())
    }

    #[test]
    fn addresses_of_every_form() {
        let old = read("visit http://postmaster.gmx.net/en/error-messages?ip=192.0.2.10&c=bip (in reply");
        assert_eq!(
            old.url.as_deref(),
            Some("http://postmaster.gmx.net/en/error-messages?ip=192.0.2.10&c=bip")
        );
        assert_eq!((old.case.as_deref(), old.address), (Some("bip"), "192.0.2.10".parse().ok()));
        let new = read("https://postmaster.web.de/de/case?c=r0601&i=ip&v=2001:db8::1&r=1MqZMI-1subuH3f4i.");
        assert_eq!((new.case.as_deref(), new.address), (Some("r0601"), "2001:db8::1".parse().ok()));
        let broken = read("https://postmaster.web.de/en/error-messages?ip=192.0.2.10&c=\n  hi\n\nBest");
        assert_eq!(broken.case.as_deref(), Some("hi"));
        let inside = read("https://postmaster.web.de/en/error-messages?ip=192.0\n.2.10&c=rdns)");
        assert_eq!((inside.case.as_deref(), inside.address), (Some("rdns"), "192.0.2.10".parse().ok()));
        assert_eq!(read("see postmaster.gmx.net for more").case, None);
        assert!(Explanation::without_address("\u{a0}?c=rdns").is_some());
        let cut = Explanation::without_address("rror-messages?ip=192.0.2.1&c=rdns").unwrap();
        assert_eq!((cut.case.as_deref(), cut.url), (Some("rdns"), None));
    }
}
