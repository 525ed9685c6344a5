//! `--zone FILE[=ORIGIN]`.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::dns::Name;

/// The file that is stdin, as `-` is.
pub const STDIN: &str = "/dev/stdin";

/// A zone file as it was named on the command line; `-` is stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneArgument {
    /// The file.
    pub path: PathBuf,
    /// The origin that was given for it.
    pub origin: Option<Name>,
}

impl ZoneArgument {
    /// Returns true when the zone comes through stdin.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-") || self.path == Path::new(STDIN)
    }
}

/// Reads `FILE[=ORIGIN]`. A file whose name holds a `=` is taken whole when it
/// exists; otherwise what follows the last `=` is the origin, if it is a domain name.
impl FromStr for ZoneArgument {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<ZoneArgument, Infallible> {
        let whole = || ZoneArgument { path: PathBuf::from(text), origin: None };
        let Some((path, origin)) = text.rsplit_once('=') else { return Ok(whole()) };
        match parse_origin(origin) {
            Some(origin) if !Path::new(text).exists() => {
                Ok(ZoneArgument { path: PathBuf::from(path), origin: Some(origin) })
            }
            _ => Ok(whole()),
        }
    }
}

/// A domain name that was typed; letters beyond ASCII become A-labels.
fn parse_origin(text: &str) -> Option<Name> {
    if text.is_ascii() {
        let typable = text.bytes().all(|octet| octet.is_ascii_graphic());
        return typable.then(|| text.parse().ok()).flatten();
    }
    idna::domain_to_ascii(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Option<String>) {
        let argument: ZoneArgument = text.parse().unwrap();
        (argument.path.to_string_lossy().into_owned(), argument.origin.map(|origin| origin.to_string()))
    }

    #[test]
    fn splits_file_and_origin() {
        assert_eq!(parsed("a.zone"), ("a.zone".into(), None));
        assert_eq!(parsed("a.zone=example.test."), ("a.zone".into(), Some("example.test".into())));
        assert_eq!(parsed("a=b.zone=example.test"), ("a=b.zone".into(), Some("example.test".into())));
        assert_eq!(parsed("a=b..c"), ("a=b..c".into(), None));
        assert_eq!(
            parsed("r=0/25.2.0.192.in-addr.arpa"),
            ("r".into(), Some("0/25.2.0.192.in-addr.arpa".into()))
        );
        assert_eq!(parsed("a=münchen.test"), ("a".into(), Some("xn--mnchen-3ya.test".into())));
    }

    #[test]
    fn a_hyphen_is_stdin() {
        let is_stdin = |text: &str| text.parse::<ZoneArgument>().is_ok_and(|argument| argument.is_stdin());
        assert!(is_stdin("-") && is_stdin("-=a.test") && !is_stdin("./-") && !is_stdin("-x"));
    }
}
