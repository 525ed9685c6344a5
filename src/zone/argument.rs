//! `--zone FILE[=ORIGIN]`.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::dns::Name;

/// A zone file as it was named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneArgument {
    /// The file.
    pub path: PathBuf,
    /// The origin that was given for it.
    pub origin: Option<Name>,
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

/// The name of a file, without `.zone`, `.db` or `.txt`, as a domain name.
pub(super) fn origin_of_file_name(path: &Path) -> Option<Name> {
    let name = path.file_name()?.to_str()?;
    let stem = [".zone", ".db", ".txt"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let in_domain_names = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-' | b'_');
    stem.bytes().all(in_domain_names).then(|| stem.parse().ok()).flatten()
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
    fn takes_an_origin_from_a_file_name() {
        let origin = |path: &str| origin_of_file_name(Path::new(path)).map(|name| name.to_string());
        assert_eq!(origin("x/Example.test.zone"), Some("example.test".into()));
        assert_eq!(origin("example.test.db"), Some("example.test".into()));
        assert_eq!(origin("example.test"), Some("example.test".into()));
        assert_eq!(origin("my file.zone"), None);
        assert_eq!(origin(".zone"), None);
        assert_eq!(origin("a..b"), None);
    }
}
