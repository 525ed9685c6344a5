//! The sender domain and its MX RRset.

use super::Input;

checks! {
    /// The sender domain does not exist.
    DOMAIN_DOES_NOT_EXIST = Check {
        id: "domain-does-not-exist",
        title: "the sender domain does not exist",
        doc: "DNS answers NXDOMAIN for the domain of MAIL FROM, or for the name that it is an alias of: nobody \
              could answer such a sender. Usually a typing error in the mail program, a host name in place of a \
              domain, or a domain that has expired.",
        references: &["RFC 5321 section 5.1", "RFC 2308 section 2.1"],
        input: Input::SenderDomain,
    };

    /// The sender domain has neither MX nor address.
    DOMAIN_HAS_NO_MAIL_HOST = Check {
        id: "domain-has-no-mail-host",
        title: "the sender domain has no MX and no address record",
        doc: "A domain without MX records takes its mail at its own A or AAAA record, the implicit MX. With none of \
              them, mail cannot be answered.",
        references: &["RFC 5321 section 5.1"],
        input: Input::SenderDomain,
    };

    /// The sender domain says that it takes no mail.
    DOMAIN_IS_NULL_MX = Check {
        id: "domain-is-null-mx",
        title: "the sender domain publishes a null MX",
        doc: "The single MX record `0 .` says that the domain accepts no mail at all. Receivers reject senders that \
              they could not answer. Next to other MX records, a null MX means nothing and is a fault.",
        references: &["RFC 7505 section 3", "RFC 7505 section 4.2"],
        input: Input::SenderDomain,
    };

    /// The sender domain is an alias.
    DOMAIN_IS_ALIAS = Check {
        id: "domain-is-alias",
        title: "the sender domain is an alias",
        doc: "The domain is a CNAME (or below a DNAME), and its mail hosts are those of the name that it \
              points to. That is allowed; worth knowing, because the records to change stand elsewhere.",
        references: &["RFC 5321 section 5.1", "RFC 6672"],
        input: Input::SenderDomain,
    };

    /// The sender domain has no start of authority.
    DOMAIN_HAS_NO_SOA = Check {
        id: "domain-has-no-soa",
        title: "the sender domain has no SOA record of its own",
        doc: "The domain is a name within a zone, not the top of one. Some receivers look for an SOA record to find out \
              whether a domain exists. An ordinary subdomain has none, so this is a warning. Checked where a chosen \
              receiver looks at it.",
        references: &["RFC 1035 section 3.3.13"],
        input: Input::SenderDomain,
        is_on_demand: true,
    };

    /// The MX RRset could not be looked up.
    MX_LOOKUP_FAILED = Check {
        id: "mx-lookup-failed",
        title: "the sender domain's MX records could not be looked up",
        doc: "The lookup ended in neither records nor a clear \"there are none\": no answer, SERVFAIL, REFUSED, an \
              alias loop. When other names were answered, the domain's own nameservers are to blame, and a receiver \
              defers the mail; when nothing was answered, it is our resolver, and nothing is known.",
        references: &["RFC 5321 section 5.1", "RFC 2308 section 7"],
        input: Input::SenderDomain,
        is_failed_lookup: true,
    };
}
