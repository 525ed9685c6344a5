//! Domains, their MX and their senders on loopback, and runs of the real program in that world.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use mxcheck::resolver::Offline;
use mxcheck::zone::{Overlay, Zone};
use serde_json::Value;

use super::nameserver::{Behaviour, Nameserver};
use super::smtp_server::{Script, SmtpServer};

/// The recipients and the senders. Names below `broken.test` are not answered.
const TEST: &str = "
$TTL 60
@ SOA ns hostmaster 1 7200 3600 1209600 60
@ NS ns
ns A 127.0.0.53
good MX 10 mail.good
mail.good A 127.0.0.1
mail.good A 127.0.0.2
mail.good AAAA ::1
noptr MX 10 mail.good
ionos MX 10 mx00.kundenserver.de.
one MX 10 mx1.one.com.
both MX 10 mx00.kundenserver.de.
both MX 20 mx1.one.com.
elsewhere MX 10 mx.elsewhere
mx.elsewhere A 127.0.0.1
implicit A 127.0.0.1
null MX 0 .
bare TXT none
gone MX 10 nothing.gone
gone MX 20 text.gone
text.gone TXT none
half MX 10 nothing.half
half MX 20 mx.elsewhere
literal MX 10 127.0.0.1.
several MX 10 first.several
several MX 20 second.several
several MX 30 third.several
several MX 40 fourth.several
first.several A 127.0.0.11
second.several A 127.0.0.1
third.several A 127.0.0.13
fourth.several A 127.0.0.14
careful MX 10 mx.conditions.test.
six MX 10 mx.six
mx.six AAAA ::1
unseen MX 10 mx.broken
";

/// The names of addresses: 127.0.0.1 is a mail server, 127.0.0.2 has no name.
const REVERSE: &str = "
$TTL 60
@ SOA ns.test. hostmaster.test. 1 7200 3600 1209600 60
@ NS ns.test.
1.0.0 PTR mail.good.test.
";

const HOSTS: [(&str, &str); 5] = [
    ("conditions.test", "mx A 127.0.0.1"),
    ("kundenserver.de", "mx00 A 127.0.0.1"),
    ("one.com", "mx1 A 127.0.0.1"),
    ("com", "nothing TXT none"),
    (".", "nothing TXT none"),
];

/// A nameserver, and a server for mail where a test wants one.
pub(crate) struct World {
    pub nameserver: Nameserver,
    /// The port of all servers.
    pub port: u16,
    servers: Vec<SmtpServer>,
}

impl World {
    /// One in which 127.0.0.1 has a server.
    pub(crate) async fn new(script: Script) -> World {
        World::with(vec![script]).await
    }

    /// The same; each connection has its own script, further ones the last.
    pub(crate) async fn with(scripts: Vec<Script>) -> World {
        let mut world = World::empty();
        world.add((Ipv4Addr::LOCALHOST, 0).into(), scripts).await;
        world.port = world.servers[0].address.port();
        world
    }

    /// One without servers; at its port nobody listens.
    pub(crate) fn empty() -> World {
        let head = "$TTL 60\n@ SOA ns.test. hostmaster.test. 1 7200 3600 1209600 60\n@ NS ns.test.\n";
        let texts = [("test", TEST.to_owned()), ("127.in-addr.arpa", REVERSE.to_owned())];
        let hosts = HOSTS.map(|(origin, record)| (origin, format!("{head}{record}\n")));
        let zones = texts
            .into_iter()
            .chain(hosts)
            .map(|(origin, text)| Zone::parse("world.zone", &text, Some(origin.parse().unwrap())).unwrap());
        let dns = Arc::new(Overlay::new(zones.collect(), Arc::new(Offline)).unwrap());
        let broken: mxcheck::dns::Name = "broken.test".parse().unwrap();
        let nameserver = Nameserver::serving_with_faults(dns, move |question| {
            question.name.is_at_or_below(&broken).then_some(Behaviour::Rcode(2))
        });
        let free = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        World { nameserver, port: free.local_addr().unwrap().port(), servers: Vec::new() }
    }

    /// Adds a server at another address, with the same port.
    pub(crate) async fn add_at(&mut self, ip: &str, script: Script) {
        let ip: IpAddr = ip.parse().unwrap();
        self.add(SocketAddr::new(ip, self.port), vec![script]).await;
    }

    async fn add(&mut self, address: SocketAddr, scripts: Vec<Script>) {
        self.servers.push(SmtpServer::start_at(address, scripts).await);
    }

    /// The commands that the servers have seen, connection by connection, server by server.
    pub(crate) fn commands(&self) -> Vec<Vec<String>> {
        self.servers.iter().flat_map(|server| server.seen().commands).collect()
    }

    /// Runs the program in this world. `PORT` in an argument is the port of the servers.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Run {
        self.run_at(arguments, "80").await
    }

    /// The same on a terminal of so many columns.
    pub(crate) async fn run_at(&self, arguments: &[&str], columns: &str) -> Run {
        let nameserver = self.nameserver.address().to_string();
        let port = self.port.to_string();
        let mut command = crate::support::program();
        command.args(arguments.iter().map(|argument| argument.replace("PORT", &port)));
        // Where nothing comes back, it comes back soon.
        command.args(["--nameserver", &nameserver, "--timeout", "5"]);
        command
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", columns)
            .stdin(Stdio::null())
            .current_dir(std::env::temp_dir());
        let mut command = assert_cmd::Command::from_std(command);
        command.timeout(Duration::from_secs(60));
        // The servers of this world run meanwhile.
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |octets| String::from_utf8(octets).unwrap();
        Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The same for JSON: the exit code, and the document, which satisfies the schema.
    pub(crate) async fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let run = self.run(&[arguments, &["--json"]].concat()).await;
        let document: Value = serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}{}", run.stdout, run.stderr));
        let faults: Vec<String> = schema()
            .iter_errors(&document)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{arguments:?}: against the schema: {faults:?}");
        (run.code, document)
    }

    /// A page with what differs from run to run taken out.
    pub(crate) fn redacted(&self, page: &str) -> String {
        let mut redacted = String::new();
        for line in page.lines() {
            let line = line.replace(&format!(":{}", self.port), ":PORT");
            let line = line.replace(&format!("--port {}", self.port), "--port PORT");
            let line = line.replace(&self.nameserver.address().to_string(), "NAMESERVER");
            redacted.push_str(&line);
            redacted.push('\n');
        }
        redacted
    }
}

/// What a run gave.
pub(crate) struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

fn schema() -> &'static jsonschema::Validator {
    static SCHEMA: std::sync::OnceLock<jsonschema::Validator> = std::sync::OnceLock::new();
    SCHEMA.get_or_init(|| {
        let output = crate::support::program().arg("schema").output().unwrap();
        jsonschema::validator_for(&serde_json::from_slice(&output.stdout).unwrap()).unwrap()
    })
}

/// Runs a test with its servers.
pub(crate) fn within<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bounded = async { tokio::time::timeout(Duration::from_secs(120), future).await };
    runtime.block_on(bounded).expect("the test ends")
}

/// A file that is removed at the end.
pub(crate) struct Scratch(pub PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str, text: impl AsRef<[u8]>) -> Scratch {
        let path = std::env::temp_dir().join(format!("mxcheck-smtp-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Scratch(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
