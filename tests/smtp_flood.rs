//! What the SMTP dry run holds in memory while a server floods it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test, and says where")]
#![expect(unsafe_code, reason = "an allocator that counts has to be one")]

#[path = "support/certificates.rs"]
mod certificates;
#[path = "support/dry_run.rs"]
mod dry_run;
#[path = "support/smtp_server.rs"]
mod smtp_server;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use certificates::{VALID, parameters, self_signed};
use dry_run::{accepts, one, options, run, told};
use smtp_server::{Act, Script, SmtpServer, say};

/// What a session may hold, the server's own 0.2 MB included. The bar is 32 MB.
const LIMIT: usize = 2_000_000;

/// The system's allocator, counting what is held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn flood(first: &str, unit: &[u8], times: usize) -> Vec<Act> {
    vec![Act::Flood(first.as_bytes().to_vec(), unit.to_vec(), times)]
}

/// Each where it floods; what the last step is reported as, after the ones before.
fn floods() -> Vec<(String, Script, &'static str)> {
    let good = Script::default();
    let kinds = |code: &str| {
        let lines = format!("{code}-x\r\n");
        let line = [flood(&format!("{code} "), b"x", 10_000_000), say("\r\n")].concat();
        let many = [flood("", lines.as_bytes(), 99_999), say(format!("{code} x\r\n"))].concat();
        [
            ("endless line", flood(&format!("{code} "), b"x", usize::MAX), "!too-long"),
            ("endless lines", flood("", lines.as_bytes(), usize::MAX), "!too-long"),
            ("10 MB line", line, "!too-long"),
            ("100,000 lines", many, "!too-long"),
            ("endless empty lines", flood(&lines, b"\r\n", usize::MAX), "!not-a-reply"),
            ("endless replies", flood("", format!("{code} x\r\n").as_bytes(), usize::MAX), "!out-of-step"),
        ]
    };
    let mut floods = Vec::new();
    for (name, acts, told) in kinds("220") {
        floods.push((format!("connect: {name}"), Script { greeting: acts, ..good.clone() }, told));
    }
    for (name, acts, told) in kinds("250") {
        floods.push((format!("EHLO: {name}"), Script { ehlo: acts.clone(), ..good.clone() }, told));
        floods.push((format!("RCPT TO: {name}"), Script { rcpt: acts.clone(), ..good.clone() }, told));
        let identity = self_signed(&parameters("mx", &["mx.good.test"], VALID));
        let inside = Script { secured_ehlo: acts, ..Script::with_tls(&identity.any()) };
        floods.push((format!("inside TLS: {name}"), inside, told));
    }
    // Records of a handshake message that is longer than any may be, and ever more of it.
    let record = [b"\x16\x03\x03\x40\x00\x02\xff\xff\xff".as_slice(), &[0; 0x4000 - 4]].concat();
    for (name, unit) in [("garbage", b"x".to_vec()), ("endless handshake message", record)] {
        let acts = [say("220 go ahead\r\n"), vec![Act::Listen], flood("", &unit, usize::MAX)].concat();
        // In plain text it goes on.
        floods.push((format!("handshake: {name}"), Script::with_starttls(acts), ""));
    }
    floods
}

#[test]
fn a_flood_is_not_held_in_memory() {
    run(async {
        for (name, script, ending) in floods() {
            let server = SmtpServer::start(script).await;
            let before = HELD.load(Ordering::Relaxed);
            MOST.store(before, Ordering::Relaxed);
            let session = one(&server, &options()).await;
            let held = MOST.load(Ordering::Relaxed) - before;
            assert!(held < LIMIT, "{name}: {held} octets");
            let told = told(&session);
            if ending.is_empty() {
                assert!(told.contains("starttls 220 !handshake"), "{name}: {told}");
            } else {
                assert!(told.ends_with(ending), "{name}: {told}");
                assert!(!accepts(&session), "{name}: {told}");
            }
        }
        assert!(MOST.load(Ordering::Relaxed) > 0, "it is counted");
    });
}
