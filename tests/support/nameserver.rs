//! A nameserver on loopback that answers, or fails to, as a test says.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use hickory_resolver::proto::op::{Edns, Message, Query, ResponseCode};
use hickory_resolver::proto::rr::rdata::opt::EdnsOption;
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, NS, NULL, PTR, SOA, TXT};
use hickory_resolver::proto::rr::{
    DNSClass, Name as WireName, RData, Record as WireRecord, RecordType as WireType,
};
use mxcheck::dns::{Dns, Lookup, Name, Outcome, Question, Record, RecordData, RecordType, Source, look_up};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::{Semaphore, oneshot};

/// What the server does with a question.
#[derive(Clone, Debug)]
pub(crate) enum Behaviour {
    /// NOERROR with these records, in the form of master files with TTL and class.
    Records(Vec<Record>),
    /// NXDOMAIN after these aliases, with an SOA record or without.
    NxDomain(Vec<Record>, Option<Record>),
    /// NOERROR after these aliases, with an SOA record or without.
    NoData(Vec<Record>, Option<Record>),
    /// NOERROR without answer, with the nameservers of a zone: a referral.
    Referral(Vec<Record>),
    /// A response code alone.
    Rcode(u16),
    /// A response code in a message that does not repeat the question.
    BareRcode(u16),
    /// No answer.
    Silent,
    /// The same, later.
    Late(Duration, Box<Behaviour>),
    /// TC over UDP; the answer over TCP.
    OverTcp(Box<Behaviour>),
    /// TC over UDP; over TCP the connection is closed.
    TruncatedOnly,
    /// TC over UDP; over TCP nothing comes.
    TruncatedThenSilent,
    /// The answer under another id.
    WrongId(Box<Behaviour>),
    /// The answer to another question.
    WrongQuestion(Box<Behaviour>),
    /// The wrong id first, then the answer as it should be.
    ForgedFirst(Box<Behaviour>),
    /// The id, then what is no DNS message.
    Garbage,
    /// FORMERR to a question with EDNS; the answer to one without.
    NoEdns(Box<Behaviour>),
    /// SERVFAIL, but the answer to a question with the CD bit: what it validates is bogus.
    Bogus(Box<Behaviour>),
    /// The answer with the flag AA.
    Authoritative(Box<Behaviour>),
    /// The answer with an extended DNS error.
    ExtendedError(u16, Box<Behaviour>),
    /// NOERROR without answer from a server that recurses, with these records in the authority section.
    Authority(Vec<Record>),
    /// The answer with all its records in class CH.
    Chaos(Box<Behaviour>),
    /// BADVERS to a question with EDNS; the answer to one without.
    BadVersion(Box<Behaviour>),
    /// An OPT record in the answer section to a question with EDNS; the answer to one without.
    MisplacedOpt(Box<Behaviour>),
    /// The answer with a TXT record without data in place of its records.
    EmptyTxt,
}

impl Behaviour {
    /// What a resolver of the public DNS answers to this question whatever else it holds: it knows the top-level
    /// domains.
    pub(crate) fn of_public_root(question: &Question) -> Option<Behaviour> {
        let is_asked = question.rtype == RecordType::NS && question.name.labels().len() == 1;
        let line = format!("{0}. 300 IN NS ns.{0}.", question.name);
        is_asked.then(|| Behaviour::Records(vec![record(&line)]))
    }
}

type Script = Arc<dyn Fn(&Question) -> Behaviour + Send + Sync>;
type Faults = Arc<dyn Fn(&Question) -> Option<Behaviour> + Send + Sync>;

#[derive(Clone)]
enum Answers {
    Script(Script),
    Dns(Arc<dyn Dns>),
    /// What the script does not know is answered from the other source.
    Faulty(Faults, Arc<dyn Dns>),
}

/// How often each question came over UDP.
type Counts = Arc<Mutex<HashMap<(String, RecordType), usize>>>;

/// A running server; it stops when it is dropped.
pub(crate) struct Nameserver {
    address: SocketAddr,
    counts: Counts,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Nameserver {
    /// A server that asks a closure what to do.
    pub(crate) fn start(script: impl Fn(&Question) -> Behaviour + Send + Sync + 'static) -> Nameserver {
        Nameserver::run(Answers::Script(Arc::new(script)), None)
    }

    /// The same at an address where nobody listens any more.
    pub(crate) fn at(
        address: SocketAddr,
        script: impl Fn(&Question) -> Behaviour + Send + Sync + 'static,
    ) -> Nameserver {
        Nameserver::run(Answers::Script(Arc::new(script)), Some(address))
    }

    /// A server that does the same with every question.
    pub(crate) fn always(behaviour: Behaviour) -> Nameserver {
        Nameserver::start(move |_| behaviour.clone())
    }

    /// A server that holds these records and no other: it follows aliases among
    /// them, and knows neither NXDOMAIN nor SOA records.
    pub(crate) fn holding(records: &[&str]) -> Nameserver {
        let records = self::records(records);
        Nameserver::start(move |question| {
            let mut answer: Vec<Record> = Vec::new();
            let mut name = question.name.clone();
            for _ in 0..20 {
                let found = records.iter().filter(|r| r.name == name && r.rtype == question.rtype);
                let before = answer.len();
                answer.extend(found.cloned());
                let alias = records.iter().find(|r| r.name == name && r.rtype == RecordType::CNAME);
                match alias.map(|alias| (&alias.data, alias)) {
                    Some((RecordData::Cname(target), alias)) if answer.len() == before => {
                        answer.push(alias.clone());
                        name = target.clone();
                    }
                    _ => break,
                }
            }
            Behaviour::Records(answer)
        })
    }

    /// A server that answers from another source as a recursive resolver does:
    /// it follows aliases, and any failure is SERVFAIL.
    pub(crate) fn serving(dns: Arc<dyn Dns>) -> Nameserver {
        Nameserver::run(Answers::Dns(dns), None)
    }

    /// The same, but for the questions that a closure has an answer to.
    pub(crate) fn serving_with_faults(
        dns: Arc<dyn Dns>,
        fault: impl Fn(&Question) -> Option<Behaviour> + Send + Sync + 'static,
    ) -> Nameserver {
        Nameserver::run(Answers::Faulty(Arc::new(fault), dns), None)
    }

    /// Where it listens, over UDP and TCP.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often a question came over UDP.
    pub(crate) fn asked(&self, name: &str, rtype: RecordType) -> usize {
        self.counts.lock().unwrap().get(&(name.to_owned(), rtype)).copied().unwrap_or(0)
    }

    /// How many questions came over UDP.
    pub(crate) fn asked_in_all(&self) -> usize {
        self.counts.lock().unwrap().values().sum()
    }

    /// How many questions came again after they had come once.
    pub(crate) fn asked_again(&self) -> usize {
        self.counts.lock().unwrap().values().map(|count| count - 1).sum()
    }

    fn run(answers: Answers, address: Option<SocketAddr>) -> Nameserver {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let counts = Counts::default();
        let kept = counts.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let (udp, tcp) = listen(address).await;
                tell.send(udp.local_addr().unwrap()).unwrap();
                tokio::select! {
                    () = serve_udp(Arc::new(udp), answers.clone(), kept) => {}
                    () = serve_tcp(tcp, answers) => {}
                    _ = stopped => {}
                }
            });
        });
        let address = told.recv().unwrap();
        Nameserver { address, counts, stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Nameserver {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// An address on loopback where nobody listens.
pub(crate) fn closed_address() -> SocketAddr {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.local_addr().unwrap()
}

/// UDP and TCP sockets with the same port, a free one if none is given.
async fn listen(address: Option<SocketAddr>) -> (UdpSocket, TcpListener) {
    let address = address.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    for _ in 0..50 {
        let tcp = TcpListener::bind(address).await.unwrap();
        if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
    panic!("no port is free for both UDP and TCP");
}

/// Questions under way at a time, and connections.
const MOST: usize = 16_384;

async fn serve_udp(socket: Arc<UdpSocket>, answers: Answers, counts: Counts) {
    let slots = Arc::new(Semaphore::new(MOST));
    let mut buffer = [0; 4096];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut buffer).await else { continue };
        let Ok(query) = Message::from_vec(&buffer[..length]) else { continue };
        let Some(question) = question(&query) else { continue };
        *counts.lock().unwrap().entry((question.name.to_string(), question.rtype)).or_default() += 1;
        let slot = slots.clone().acquire_owned().await;
        let (socket, answers) = (socket.clone(), answers.clone());
        tokio::spawn(async move {
            let _slot = slot;
            let behaviour = behaviour(&answers, &question).await;
            for message in messages(behaviour, &query, false).await {
                let _ = socket.send_to(&message, peer).await;
            }
        });
    }
}

async fn serve_tcp(listener: TcpListener, answers: Answers) {
    let slots = Arc::new(Semaphore::new(MOST));
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let slot = slots.clone().acquire_owned().await;
        let answers = answers.clone();
        tokio::spawn(async move {
            let _slot = slot;
            let _ =
                tokio::time::timeout(Duration::from_secs(10), serve_connection(&mut stream, &answers)).await;
        });
    }
}

async fn serve_connection(stream: &mut TcpStream, answers: &Answers) -> std::io::Result<()> {
    loop {
        let mut octets = vec![0; usize::from(stream.read_u16().await?)];
        stream.read_exact(&mut octets).await?;
        let Ok(query) = Message::from_vec(&octets) else { return Ok(()) };
        let Some(question) = question(&query) else { return Ok(()) };
        let behaviour = behaviour(answers, &question).await;
        if matches!(behaviour, Behaviour::TruncatedOnly) {
            return Ok(());
        }
        for message in messages(behaviour, &query, true).await {
            stream.write_all(&u16::try_from(message.len()).unwrap().to_be_bytes()).await?;
            stream.write_all(&message).await?;
        }
    }
}

fn question(query: &Message) -> Option<Question> {
    let query = query.queries.first()?;
    Some(Question { name: Name::from(&query.name), rtype: RecordType(query.query_type.into()) })
}

async fn behaviour(answers: &Answers, question: &Question) -> Behaviour {
    match answers {
        Answers::Script(script) => script(question),
        Answers::Faulty(fault, _) if fault(question).is_some() => fault(question).unwrap(),
        Answers::Dns(_) | Answers::Faulty(..) if Behaviour::of_public_root(question).is_some() => {
            Behaviour::of_public_root(question).unwrap()
        }
        Answers::Dns(dns) | Answers::Faulty(_, dns) => {
            look_up(dns.as_ref(), &question.name, question.rtype).await.into()
        }
    }
}

/// What a recursive resolver answers that has looked this up.
impl From<Lookup> for Behaviour {
    fn from(lookup: Lookup) -> Behaviour {
        let aliases = lookup.aliases;
        match lookup.outcome {
            Outcome::Found(records) => Behaviour::Records(aliases.into_iter().chain(records).collect()),
            Outcome::NoData { soa, .. } => Behaviour::NoData(aliases, soa),
            Outcome::NxDomain { soa, .. } => Behaviour::NxDomain(aliases, soa),
            Outcome::Failed(_) => Behaviour::Rcode(ResponseCode::ServFail.into()),
        }
    }
}

/// The messages that a behaviour sends, each whole.
async fn messages(mut behaviour: Behaviour, query: &Message, tcp: bool) -> Vec<Vec<u8>> {
    let mut reply = reply_to(query);
    let mut forged = None;
    let mut is_chaos = false;
    loop {
        behaviour = match behaviour {
            Behaviour::Late(wait, then) => {
                tokio::time::sleep(wait).await;
                *then
            }
            Behaviour::OverTcp(then) if tcp => *then,
            Behaviour::OverTcp(_) | Behaviour::TruncatedOnly => {
                reply.metadata.truncation = true;
                break;
            }
            Behaviour::TruncatedThenSilent if tcp => return Vec::new(),
            Behaviour::TruncatedThenSilent => {
                reply.metadata.truncation = true;
                break;
            }
            Behaviour::WrongId(then) => {
                reply.metadata.id = reply.metadata.id.wrapping_add(1);
                *then
            }
            Behaviour::ForgedFirst(then) => {
                let mut other = reply.clone();
                other.metadata.id = other.metadata.id.wrapping_add(1);
                forged = Some(other);
                *then
            }
            Behaviour::WrongQuestion(then) => {
                reply.queries = vec![Query::query(WireName::from_ascii("other.test.").unwrap(), WireType::A)];
                *then
            }
            Behaviour::NoEdns(then) => {
                reply.edns = None;
                match query.edns {
                    Some(_) => Behaviour::Rcode(ResponseCode::FormErr.into()),
                    None => *then,
                }
            }
            Behaviour::Authoritative(then) => {
                reply.metadata.authoritative = true;
                *then
            }
            Behaviour::ExtendedError(code, then) => {
                if let Some(edns) = &mut reply.edns {
                    edns.options_mut().insert(EdnsOption::Unknown(15, code.to_be_bytes().to_vec()));
                }
                *then
            }
            Behaviour::Chaos(then) => {
                is_chaos = true;
                *then
            }
            Behaviour::BadVersion(then) | Behaviour::MisplacedOpt(then) if query.edns.is_none() => *then,
            Behaviour::BadVersion(_) => {
                reply.metadata.response_code = ResponseCode::BADVERS;
                break;
            }
            Behaviour::MisplacedOpt(_) => {
                reply.edns = None;
                let mut octets = reply.to_vec().unwrap();
                // One answer: the root's name, type OPT, a payload of 1232, no flags, no data.
                octets[7] = 1;
                octets.extend([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
                return vec![octets];
            }
            Behaviour::EmptyTxt => {
                reply.edns = None;
                let mut octets = reply.to_vec().unwrap();
                // Two answers, owned by the name asked for: one without data, one with a string.
                octets[7] = 2;
                octets.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]);
                octets.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 1, b'x']);
                return vec![octets];
            }
            Behaviour::Authority(records) => {
                reply.add_authorities(records.iter().map(wire));
                break;
            }
            Behaviour::Bogus(then) if query.metadata.checking_disabled => *then,
            Behaviour::Bogus(_) => Behaviour::Rcode(ResponseCode::ServFail.into()),
            Behaviour::Garbage => {
                let mut octets = query.metadata.id.to_be_bytes().to_vec();
                // The flags of a usual answer, then nonsense.
                octets.extend([0x81, 0x80]);
                octets.extend([0xff; 40]);
                return vec![octets];
            }
            Behaviour::Silent => return Vec::new(),
            Behaviour::BareRcode(code) => {
                reply.queries.clear();
                reply.edns = None;
                Behaviour::Rcode(code)
            }
            Behaviour::Rcode(code) => {
                reply.metadata.response_code = code.into();
                break;
            }
            Behaviour::Records(records) => {
                reply.add_answers(records.iter().map(wire));
                break;
            }
            Behaviour::NoData(aliases, soa) => {
                reply.add_answers(aliases.iter().map(wire));
                reply.add_authorities(soa.iter().map(wire));
                break;
            }
            Behaviour::NxDomain(aliases, soa) => {
                reply.metadata.response_code = ResponseCode::NXDomain;
                reply.add_answers(aliases.iter().map(wire));
                reply.add_authorities(soa.iter().map(wire));
                break;
            }
            Behaviour::Referral(nameservers) => {
                reply.metadata.recursion_available = false;
                reply.add_authorities(nameservers.iter().map(wire));
                break;
            }
        };
    }
    if is_chaos {
        reply.answers.iter_mut().for_each(|record| record.dns_class = DNSClass::CH);
    }
    let mut octets = reply.to_vec().unwrap();
    let room = if tcp { usize::from(u16::MAX) } else { usize::from(query.max_payload()) };
    if octets.len() > room {
        octets = reply.truncate().to_vec().unwrap();
    }
    forged.map(|other| other.to_vec().unwrap()).into_iter().chain([octets]).collect()
}

fn reply_to(query: &Message) -> Message {
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_desired = query.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    reply.add_queries(query.queries.iter().cloned());
    if query.edns.is_some() {
        reply.set_edns(Edns::new());
    }
    reply
}

fn wire(record: &Record) -> WireRecord {
    let name = |name: &Name| name.to_wire();
    let data = match &record.data {
        RecordData::A(ip) => RData::A(A(*ip)),
        RecordData::Aaaa(ip) => RData::AAAA(AAAA(*ip)),
        RecordData::Ns(target) => RData::NS(NS(name(target))),
        RecordData::Cname(target) => RData::CNAME(CNAME(name(target))),
        RecordData::Ptr(target) => RData::PTR(PTR(name(target))),
        RecordData::Mx { preference, exchange } => RData::MX(MX::new(*preference, name(exchange))),
        RecordData::Soa { mname, rname, serial, refresh, retry, expire, minimum } => RData::SOA(SOA::new(
            name(mname),
            name(rname),
            *serial,
            refresh.cast_signed(),
            retry.cast_signed(),
            expire.cast_signed(),
            *minimum,
        )),
        RecordData::Txt(strings) => RData::TXT(TXT::from_bytes(strings.iter().map(Vec::as_slice).collect())),
        // hickory has no DNAME data: the name as it is on the wire.
        RecordData::Dname(target) => {
            let mut octets = Vec::new();
            for label in target.labels() {
                octets.push(u8::try_from(label.len()).unwrap());
                octets.extend_from_slice(label);
            }
            octets.push(0);
            RData::Unknown { code: WireType::DNAME, rdata: NULL::with(octets) }
        }
        RecordData::Other(text) => panic!("the test server does not know how to send {text}"),
    };
    WireRecord::from_rdata(name(&record.name), record.ttl, data)
}

/// Records from lines such as `a.test. 300 IN A 192.0.2.1`.
pub(crate) fn records(lines: &[&str]) -> Vec<Record> {
    lines.iter().map(|line| record(line)).collect()
}

/// A record from a line such as `a.test. 300 IN A 192.0.2.1`.
pub(crate) fn record(line: &str) -> Record {
    let fields: Vec<&str> = line.split(' ').collect();
    let [owner, ttl, "IN", rtype, rdata @ ..] = fields.as_slice() else { panic!("no record: {line}") };
    let name = |index: usize| -> Name { rdata[index].parse().unwrap() };
    let number = |index: usize| -> u32 { rdata[index].parse().unwrap() };
    let data = match *rtype {
        "A" => RecordData::A(rdata[0].parse().unwrap()),
        "AAAA" => RecordData::Aaaa(rdata[0].parse().unwrap()),
        "NS" => RecordData::Ns(name(0)),
        "CNAME" => RecordData::Cname(name(0)),
        "DNAME" => RecordData::Dname(name(0)),
        "PTR" => RecordData::Ptr(name(0)),
        "MX" => RecordData::Mx { preference: rdata[0].parse().unwrap(), exchange: name(1) },
        "SOA" => RecordData::Soa {
            mname: name(0),
            rname: name(1),
            serial: number(2),
            refresh: number(3),
            retry: number(4),
            expire: number(5),
            minimum: number(6),
        },
        "TXT" => {
            let text = rdata.join(" ");
            let strings = text.trim_matches('"').split("\" \"");
            RecordData::Txt(strings.map(|string| string.as_bytes().to_vec()).collect())
        }
        other => panic!("the test server does not know the type {other}"),
    };
    Record {
        name: owner.parse().unwrap(),
        rtype: rtype.parse().unwrap(),
        ttl: ttl.parse().unwrap(),
        data,
        source: Source::Live,
    }
}
