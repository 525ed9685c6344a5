//! The authoritative nameservers of the sender's zones, asked one by one (`--authoritative`).

use super::Input;

checks! {
    /// A nameserver does not answer.
    NAMESERVER_DOES_NOT_ANSWER = Check {
        id: "nameserver-does-not-answer",
        title: "an authoritative nameserver does not answer",
        doc: "A nameserver that the zone or its parent names has no address, or answers nothing over UDP, over TCP, or \
              over both. Resolvers ask the others, which takes time; a receiver that does not wait defers the mail. \
              TCP is needed for every answer that does not fit into a datagram. Where no nameserver of the zone \
              answers, mail is deferred for certain.",
        references: &["RFC 1034 section 4.1", "RFC 7766 section 5", "RFC 9210 section 3"],
        input: Input::Nameservers,
    };

    /// A nameserver does not hold the zone.
    NAMESERVER_IS_LAME = Check {
        id: "nameserver-is-lame",
        title: "a nameserver does not answer with authority",
        doc: "The nameserver answers, and does not hold the zone: it refuses, fails, refers elsewhere, or gives an \
              answer without the flag AA. Usually it was left in the delegation after a move, or its copy of the \
              zone has expired. Resolvers lose time with it.",
        references: &["RFC 1912 section 2.8", "RFC 9499 section 7"],
        input: Input::Nameservers,
    };

    /// A nameserver is slow.
    NAMESERVER_IS_SLOW = Check {
        id: "nameserver-is-slow",
        title: "an authoritative nameserver takes more than a second",
        doc: "One SOA question is put three times, one after the other; the middle one of the three times counts, so \
              that a lost datagram does not. A receiver that looks up several names before it answers has no \
              patience for seconds: IONOS documents a slow nameserver as a reason for its 451.",
        references: &["RFC 1034 section 5.3.3"],
        input: Input::Nameservers,
    };

    /// The nameservers of a zone do not say the same.
    NAMESERVERS_DISAGREE = Check {
        id: "nameservers-disagree",
        title: "the nameservers of a zone, or zone and parent, say different things",
        doc: "The nameservers hold different versions of the zone (its serial number) or different records, or the \
              parent names other nameservers or addresses than the zone itself. Which answer a receiver gets is \
              chance. Just after a change that is normal, for as long as the SOA record's refresh time.",
        references: &["RFC 1034 section 4.3.5", "RFC 1912 section 2.3", "RFC 1034 section 4.2.2"],
        input: Input::Nameservers,
    };
}
