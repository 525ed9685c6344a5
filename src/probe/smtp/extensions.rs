//! What a server says it can do, in its answer to EHLO (RFC 5321 section 4.1.1.1).

use crate::smtp_reply::ServerReply;

/// What a middlebox writes over a keyword: as many X as it has letters, the last one kept by some.
const STARTTLS_LENGTH: usize = "STARTTLS".len();

/// The keywords in upper case with their parameters, each once. Behind a keyword, `=` is taken
/// for a space, as in the `AUTH=LOGIN` of old servers.
pub(super) fn of(reply: &ServerReply) -> Vec<(String, String)> {
    let mut extensions: Vec<(String, String)> = Vec::new();
    for line in reply.lines.iter().skip(1) {
        let (keyword, parameters) = line.trim().split_once([' ', '=', '\t']).unwrap_or((line.trim(), ""));
        let keyword = keyword.to_uppercase();
        if !keyword.is_empty() && extensions.iter().all(|(known, _)| *known != keyword) {
            extensions.push((keyword, parameters.trim().to_owned()));
        }
    }
    extensions
}

/// The keyword that is where STARTTLS was taken out: `XXXXXXXX` or `XXXXXXXA`.
pub(super) fn stripped(extensions: &[(String, String)]) -> Option<String> {
    let is_stripped = |keyword: &&String| {
        keyword.len() == STARTTLS_LENGTH
            && keyword.bytes().take(STARTTLS_LENGTH - 1).all(|octet| octet == b'X')
            && keyword.bytes().all(|octet| octet.is_ascii_alphanumeric())
    };
    extensions.iter().map(|(keyword, _)| keyword).find(is_stripped).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &[&str]) -> ServerReply {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        ServerReply { code: Some(250), enhanced: None, lines }
    }

    #[test]
    fn keywords_are_read_in_any_case() {
        let lines = [
            "SIZE.test greets",
            "size 100",
            "StartTLS",
            "AUTH PLAIN LOGIN",
            "AUTH=LOGIN",
            " X-A  b c ",
            "",
            "SIZE=7",
        ];
        let extensions = of(&reply(&lines));
        let expected = [("SIZE", "100"), ("STARTTLS", ""), ("AUTH", "PLAIN LOGIN"), ("X-A", "b c")];
        let expected = expected.map(|(keyword, parameters)| (keyword.to_owned(), parameters.to_owned()));
        assert_eq!(extensions, expected);
        assert!(of(&reply(&["alone"])).is_empty());
        assert!(of(&reply(&[])).is_empty());
    }

    #[test]
    fn a_keyword_that_was_written_over_is_seen() {
        let cases = [
            ("XXXXXXXA", true),
            ("XXXXXXXX", true),
            ("xxxxxxxx", true),
            ("XXXX", false),
            ("XXXXXXXXX", false),
            ("XXXXXXX-", false),
            ("XFORWARD", false),
            ("STARTTLS", false),
        ];
        for (keyword, expected) in cases {
            let found = stripped(&of(&reply(&["mx.test", "SIZE", keyword])));
            assert_eq!(found, expected.then(|| keyword.to_uppercase()), "{keyword}");
        }
    }
}
