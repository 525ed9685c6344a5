//! Keys of lists that are asked with one: they are in the questions on the wire and nowhere else.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::dns::{Answer, Dns, Failure, Name, Question, Record, RecordData};

/// YXDOMAIN: with its key the name is too long (RFC 6672 section 2.2 uses it so).
const YXDOMAIN: u16 = 6;

/// The zone of a list with its key, and the name that means it everywhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    zone: Name,
    shown: Name,
    /// The labels that are the key.
    secret: Vec<Vec<u8>>,
    /// What is in their place.
    mark: String,
}

impl Key {
    /// The key in the first `labels` labels of a zone; `number` shows several of one service
    /// apart. None when nothing would be left.
    pub(super) fn new(zone: &Name, labels: usize, number: usize) -> Option<Key> {
        let mark = if number == 1 { "***".to_owned() } else { format!("***{number}") };
        let rest = zone.labels().skip(labels);
        let shown = Name::from_labels(std::iter::once(mark.as_bytes()).chain(rest)).ok()?;
        let secret = zone.labels().take(labels).map(<[u8]>::to_vec).collect();
        Some(Key { zone: zone.clone(), shown, secret, mark })
    }

    /// The zone as it is shown.
    pub fn shown(&self) -> &Name {
        &self.shown
    }

    /// Whether it is the key of this zone.
    pub(super) fn is_of(&self, zone: &Name) -> bool {
        self.zone == *zone
    }

    /// Hides the key in the name of a zone file, and in its origin.
    pub fn conceal_zone(&self, file: &str, origin: &Name) -> (String, Name) {
        (self.conceal_text(file), self.conceal_name(origin))
    }

    /// Hides the key in a text.
    pub fn conceal_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.conceal_octets(text.as_bytes())).into_owned()
    }

    fn conceal_octets(&self, octets: &[u8]) -> Vec<u8> {
        let mut concealed = octets.to_vec();
        for secret in self.secret.iter().filter(|secret| !secret.is_empty()) {
            let mut rest = concealed.as_slice();
            let mut whole = Vec::with_capacity(concealed.len());
            while !rest.is_empty() {
                let here = rest.get(..secret.len());
                if here.is_some_and(|here| here.eq_ignore_ascii_case(secret)) {
                    whole.extend_from_slice(self.mark.as_bytes());
                    rest = &rest[secret.len()..];
                } else {
                    whole.push(rest[0]);
                    rest = &rest[1..];
                }
            }
            concealed = whole;
        }
        concealed
    }

    fn conceal_name(&self, name: &Name) -> Name {
        if name == &self.zone {
            return self.shown.clone();
        }
        if let Some(shown) = name.with_suffix_replaced(&self.zone, &self.shown) {
            return shown;
        }
        let is_secret = |label: &[u8]| self.secret.iter().any(|secret| secret == label);
        if !name.labels().any(is_secret) {
            return name.clone();
        }
        let labels = name.labels().map(|label| if is_secret(label) { self.mark.as_bytes() } else { label });
        Name::from_labels(labels).unwrap_or_else(|_| self.shown.clone())
    }

    fn conceal(&self, record: &mut Record) {
        record.name = self.conceal_name(&record.name);
        match &mut record.data {
            RecordData::A(_) | RecordData::Aaaa(_) => {}
            RecordData::Ns(name)
            | RecordData::Cname(name)
            | RecordData::Dname(name)
            | RecordData::Ptr(name)
            | RecordData::Mx { exchange: name, .. } => *name = self.conceal_name(name),
            RecordData::Soa { mname, rname, .. } => {
                *mname = self.conceal_name(mname);
                *rname = self.conceal_name(rname);
            }
            RecordData::Txt(strings) => {
                // A character string has at most 255 octets, and the mark may be longer than the key.
                for string in strings {
                    *string = self.conceal_octets(string);
                    string.truncate(255);
                }
            }
            RecordData::Other(text) => {
                *text = self.conceal_text(text);
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.shown)
    }
}

/// Puts the keys into the questions that go down, and takes them out of the answers that come up:
/// whatever is above, a recording too, sees `***` in their place.
pub struct Keyed {
    below: Arc<dyn Dns>,
    keys: Vec<Key>,
}

impl Keyed {
    /// Lays the keys over `below`.
    pub fn new(keys: Vec<Key>, below: Arc<dyn Dns>) -> Keyed {
        Keyed { below, keys }
    }

    async fn ask_with_key(&self, question: &Question) -> Answer {
        let key = self.keys.iter().find(|key| question.name.is_at_or_below(&key.shown));
        let answer = match key {
            None => self.below.ask(question).await,
            Some(key) if question.name == key.shown => {
                self.below.ask(&Question { name: key.zone.clone(), rtype: question.rtype }).await
            }
            Some(key) => match question.name.with_suffix_replaced(&key.shown, &key.zone) {
                Some(name) => self.below.ask(&Question { name, rtype: question.rtype }).await,
                None => Err(Failure::Rcode(YXDOMAIN)),
            },
        };
        let mut answer = answer?;
        if !self.keys.is_empty() {
            let response = Arc::make_mut(&mut answer);
            for key in &self.keys {
                response.records.iter_mut().chain(&mut response.soa).for_each(|record| key.conceal(record));
            }
        }
        Ok(answer)
    }
}

impl Dns for Keyed {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
        Box::pin(self.ask_with_key(question))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::FutureExt;

    use super::*;
    use crate::dns::{RecordType, Response, Source};

    /// Gives the same records for every question, and keeps the names asked for.
    struct Server(Vec<Record>, Mutex<Vec<String>>);

    impl Dns for Server {
        fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Answer> {
            self.1.lock().unwrap().push(question.name.to_string());
            let response = Response {
                nxdomain: false,
                records: self.0.clone(),
                soa: None,
                authoritative: false,
                source: Source::Live,
            };
            Box::pin(std::future::ready(Ok(Arc::new(response))))
        }
    }

    #[test]
    fn the_key_is_on_the_wire_and_nowhere_else() {
        let zone: Name = "abc123.zen.dq.spamhaus.net".parse().unwrap();
        let key = Key::new(&zone, 1, 1).unwrap();
        let record = |data: RecordData, rtype| Record {
            name: zone.child(b"2").unwrap(),
            rtype,
            ttl: 60,
            data,
            source: Source::Live,
        };
        let text = RecordData::Txt(vec![b"see https://x.test/?key=ABC123&ip=192.0.2.1".to_vec()]);
        let alias = RecordData::Cname("a.abc123.other.test".parse().unwrap());
        let records = vec![record(text, RecordType::TXT), record(alias, RecordType::CNAME)];
        let server = Arc::new(Server(records, Mutex::default()));
        let keyed = Keyed::new(vec![key.clone()], server.clone());
        let question = Question { name: key.shown().child(b"2").unwrap(), rtype: RecordType::TXT };
        let answer = keyed.ask(&question).now_or_never().unwrap().unwrap();
        assert_eq!(*server.1.lock().unwrap(), ["2.abc123.zen.dq.spamhaus.net"]);
        let shown = format!("{answer:?}").to_lowercase();
        assert!(!shown.contains("abc123"), "{shown}");
        assert_eq!(answer.records[0].name.to_string(), "2.***.zen.dq.spamhaus.net");
        assert_eq!(answer.records[0].data.to_string(), "\"see https://x.test/?key=***&ip=192.0.2.1\"");
        assert_eq!(answer.records[1].data.to_string(), "a.***.other.test.");
    }
}
