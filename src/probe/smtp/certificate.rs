//! A server's certificate: what is in it, and everything that is wrong with it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

use crate::probe::facts::{Certificate, CertificateFault};

/// Reads the fields that are reported; none when it is not an X.509 certificate.
pub(super) fn read(der: &CertificateDer<'_>) -> Option<Certificate> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.into_iter().flat_map(|extension| &extension.value.general_names);
    Some(Certificate {
        subject: certificate.subject().to_string(),
        names: names.filter_map(name).collect(),
        issuer: certificate.issuer().to_string(),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
    })
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(octets) => {
            let v4 = || <[u8; 4]>::try_from(*octets).map(IpAddr::from);
            let v6 = |_| <[u8; 16]>::try_from(*octets).map(IpAddr::from);
            v4().or_else(v6).ok().map(|ip| ip.to_string())
        }
        _ => None,
    }
}

/// What a certificate is compared with.
pub(super) struct Judge {
    /// Who may have issued it.
    pub roots: Arc<RootCertStore>,
    /// How it may be signed.
    pub algorithms: WebPkiSupportedAlgorithms,
    /// What it should be for; none where no certificate can be for it.
    pub wanted: Option<ServerName<'static>>,
}

impl Judge {
    /// Everything that is wrong with a certificate at a time, not the first fault alone as the
    /// verifier shows it: an expired one for another name has both.
    pub(super) fn faults(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Vec<CertificateFault> {
        let parsed = match ParsedCertificate::try_from(end_entity) {
            Ok(parsed) => parsed,
            Err(error) => return vec![CertificateFault::Other(words(&error))],
        };
        let mut faults = Vec::new();
        let mut at = now;
        if let Some((fault, valid)) = outside_validity(end_entity, now) {
            faults.push(fault);
            at = valid;
        }
        let is_named = |wanted: &ServerName<'_>| verify_server_name(&parsed, wanted).is_ok();
        if !self.wanted.as_ref().is_some_and(is_named) {
            faults.push(CertificateFault::Name);
        }
        let fault = self.issuer_fault(end_entity, &parsed, intermediates, at);
        faults.extend(fault.filter(|fault| !faults.contains(fault)));
        faults
    }

    /// What is wrong with the chain at a time at which the certificate itself is valid.
    fn issuer_fault(
        &self,
        end_entity: &CertificateDer<'_>,
        parsed: &ParsedCertificate<'_>,
        intermediates: &[CertificateDer<'_>],
        at: UnixTime,
    ) -> Option<CertificateFault> {
        let algorithms = self.algorithms.all;
        let verify = |roots, intermediates| {
            verify_server_cert_signed_by_trust_anchor(parsed, roots, intermediates, at, algorithms)
        };
        let error = verify(&self.roots, intermediates).err()?;
        // It as a root: whether that is trusted itself, and whether it has signed itself.
        let mut itself = RootCertStore::empty();
        if itself.add(end_entity.clone().into_owned()).is_ok() && is_self_issued(end_entity) {
            if itself.roots.iter().all(|root| self.roots.roots.contains(root)) {
                return None;
            }
            let by_another = matches!(
                verify(&itself, &[]),
                Err(Error::InvalidCertificate(
                    CertificateError::BadSignature | CertificateError::UnknownIssuer
                ))
            );
            if !by_another {
                return Some(CertificateFault::SelfSigned);
            }
        }
        Some(match &error {
            Error::InvalidCertificate(CertificateError::UnknownIssuer) if self.roots.is_empty() => {
                CertificateFault::Other("no issuers are known here to hold it against".to_owned())
            }
            Error::InvalidCertificate(CertificateError::UnknownIssuer) => CertificateFault::UnknownIssuer,
            Error::InvalidCertificate(
                CertificateError::Expired | CertificateError::ExpiredContext { .. },
            ) => CertificateFault::Expired,
            Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            ) => CertificateFault::NotYetValid,
            error => CertificateFault::Other(words(error)),
        })
    }
}

/// What the verifier says, without the words in front that the fault says already.
fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => error.to_string(),
        error => error.to_string(),
    }
}

/// The fault of a certificate outside its time, and the time at which it was valid last or will be
/// first: what else is wrong with it is seen there.
fn outside_validity(der: &CertificateDer<'_>, now: UnixTime) -> Option<(CertificateFault, UnixTime)> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    let validity = certificate.validity();
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let at = |seconds: i64| UnixTime::since_unix_epoch(Duration::from_secs(seconds.try_into().unwrap_or(0)));
    let (first, last) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    if seconds > last {
        Some((CertificateFault::Expired, at(last)))
    } else if seconds < first {
        Some((CertificateFault::NotYetValid, at(first)))
    } else {
        None
    }
}

fn is_self_issued(der: &CertificateDer<'_>) -> bool {
    parse_x509_certificate(der)
        .is_ok_and(|(_, certificate)| certificate.subject().as_raw() == certificate.issuer().as_raw())
}
