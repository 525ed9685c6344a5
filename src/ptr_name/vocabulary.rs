//! The words that providers and mail hosts put into names. Data only: to add a word, add it to
//! its list; compounds of listed words (`dynamicip`, `modemcable`) are found by themselves.
//!
//! A word belongs here when a provider that nobody has seen would use it.

/// What a word in a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An access line or a changing address, and hardly anything else.
    Access,
    /// An access line where a number or another word of providers is next to it.
    MaybeAccess,
    /// A fixed address.
    Static,
    /// A fixed address, in combination only.
    MaybeStatic,
    /// The customers of the provider.
    Customer,
    /// The address or the line itself.
    Line,
    /// A machine, as hosting providers number them.
    Machine,
    /// Parts of compounds that say nothing alone.
    Filler,
}

/// No word of [`WORDS`] is longer.
pub(super) const LONGEST: usize = 14;

/// The words of each kind, with spaces between.
pub(super) const WORDS: &[(Kind, &str)] = &[
    (
        Kind::Access,
        "adsl aftr bootp catv cgn cgnat dhcp dialer dialin dialpool dialup dinamic dinamica dinamichesky \
         dinamico dinamik dinamis docsis dsl dslam dslgw dyn dynamic dynamical dynamicky \
         dynamiczny dynamik dynamique dynamisch dynip epon fttb fttc ftth ftthb fttx gpon gprs \
         gshdsl hdsl hfc homeuser hsd hsdpa hsi hspa isdn l2tp natpool ppp pppoa pppoe pptp \
         residencial residential resnet revip rezidential sdsl shdsl umts vdsl vpdn wimax wisp \
         wlanpool xdsl xgspon zmienne zmienny",
    ),
    (
        Kind::MaybeAccess,
        "abo abonent abonenty apn bb bng bras bredband broadband cable cablemodem cabo cdma cpool dial \
         dip dorm dormitory dorms fiber fiberlink fibra fibre fios ggsn gsm homenet hotspot \
         hspot kabel lte mobil mobile modem movel movil pgw pon pool pools res resi satellite \
         vsat wifi wireless wlan wll",
    ),
    (
        Kind::Static,
        "estatica estatico festip fixedip fixip ipfija ipfijo ipfissi ipfisso ipfix ipfixe static statica \
         staticip staticky statico statik statique statisch statyczny stcip",
    ),
    (
        Kind::MaybeStatic,
        "biz busi business corp corporate ded dedi dedicado dedicated dedie empresa empresarial empresas \
         enterprise entreprise fest feste fija fijo firma fisso fix fixe fixed fixo leased \
         leasedline office pro smb sme soho sta stat stc",
    ),
    (
        Kind::Customer,
        "abonado abonados abonne abonnent abonnes asiakas assinante assinantes client cliente clientes \
         clienti clients cpe cst cust customer customers custs dclient enduser endusers hosted \
         hostedby klant klanten klienci klient klienti klienty kund kunde kunden kunder member \
         members musteri pelanggan subs subscr subscriber subscribers suscriptor tenant ugyfel \
         user users usuario usuarios utente utenti zakaznik",
    ),
    (
        Kind::Line,
        "addr address adr colo colocation compute deploy ec host hosts ip ipaddr ipaddress ips ipv isp \
         line linea linha ptr rdns rev reverse reverso unit",
    ),
    (
        Kind::Machine,
        "box cloud cloudserver ct droplet guest hosting instance kvm machine node ns ovz root rootserver \
         sd serv server serveur servidor serwer srv svr vds vm vmd vmi vps vserver vsrv vz \
         webserver xen xvm",
    ),
    (
        Kind::Filler,
        "access con conn d gateway gw home inet internet lan link nat net network port range rede router \
         rt subnet wan",
    ),
];

/// Words of mail hosts that count as a whole.
pub(super) const MAIL_WORDS: &str = "antispam barracuda bounce bounces campaign correio correo courriel courrier delivery egress esa \
    ex exch exchange exim forward fwd imap imaps inbound iport ironport list lists listserv \
    mailing mailman marketing mda mgw mimecast mout msa mta mtas mx mxin mxout mxs news \
    newsletter notification notify out outbound outgoing owa pmta pochta poczta pop post posta \
    poste posten postfix posti proofpoint relay relays sender senders sendmail spam spamfilter \
    transactional zimbra";

/// Parts that make any word a word of mail.
pub(super) const MAIL_PARTS: &[&str] = &["mail", "smtp", "mta", "relay", "mout", "exmbx", "mbx"];

/// Words that say alone that nobody named the host, in any label.
pub(super) const UNNAMED: &str = "desconhecido desconocido inconnu nieznany nodns nohost nohostname noname nonexistent nopointer \
    noptr nordns norecord norev norevdns noreverse notassigned notconfigured notinuse notset \
    notused nxdomain placeholder sconosciuto unallocated unassigned unbekannt unconfigured \
    undefined unknown unnamed unregistered unresolved unset unspecified unused";

/// Words that say so as the first label.
pub(super) const UNNAMED_FIRST: &str = "default dummy generic inaddr invalid inverse inverso libre localhost ptr rdns reservado reserve \
    reserved reserviert revdns reverse reversedns reverso spare vacant";

/// Words that say so together with a word of [`UNNAMED_FILLERS`].
pub(super) const NEGATIONS: &str = "bez brak kein keine missing no non none not sans sem sin without";

/// Words that are next to those above.
pub(super) const UNNAMED_FILLERS: &str = "addr address assigned available configurado configured customer defined dns domain entry for \
    found host hostname in ip ipv is lookup name named please ptr range rdns record resolution \
    rev revdns reverse reverso set setup space static this unassigned up use used yet";

/// Access words that no other word starts or ends with, so that they count in unknown compounds.
pub(super) const ACCESS_PARTS: &[&str] =
    &["dsl", "dhcp", "pppoe", "dialup", "dialin", "wimax", "gprs", "umts"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_of_one_kind() {
        let mut words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        assert!(words.iter().all(|word| word.len() > 1 || *word == "d"), "{words:?}");
        let count = words.len();
        assert!(words.iter().all(|word| word.len() <= LONGEST), "{words:?}");
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
