//! Any octets as a text with refusals: no panic, places inside the text, nothing endless.

use std::sync::LazyLock;

use mxcheck::catalogue::Receiver;
use mxcheck::explain::{Context, Recogniser, clean, scan};
use mxcheck::smtp_reply::ServerReply;

static RECEIVERS: LazyLock<Vec<Receiver>> = LazyLock::new(Receiver::built_in);
static RECOGNISER: LazyLock<Recogniser<'static>> = LazyLock::new(|| Recogniser::new(&RECEIVERS));

/// Holds what has to be so for any input.
pub(crate) fn hold(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    assert!(clean(&text).len() <= text.len() * 3);
    let lines = text.lines().count().max(1) + text.matches("\\n").count();
    for refusal in RECOGNISER.find(&text) {
        assert!((1..=lines + 1).contains(&refusal.line), "line {} of {lines}", refusal.line);
        assert!(refusal.reply.lines.len() <= 20);
        if let Some(found) = &refusal.recognised {
            assert!(found.receiver.rule(found.id()).is_some());
        }
    }
    let reply =
        ServerReply { code: Some(550), enhanced: None, lines: text.lines().map(str::to_owned).collect() };
    RECOGNISER.recognise(&reply, Context::default());
    scan(&mut &octets[..], &RECOGNISER, |_| {}).1.unwrap();
}
