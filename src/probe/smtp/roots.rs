//! The trusted issuers of certificates.

use std::fmt;
use std::io;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::file;

/// The largest file of certificates that is read, in octets. The usual bundle has 0.2 MB.
const FILE_LIMIT: u64 = 16 * 1024 * 1024;

/// Why a file of certificates cannot be used.
#[derive(Debug)]
pub enum RootsError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It has more than 16 MiB.
    TooLarge,
    /// It holds no certificate in PEM form (RFC 7468).
    NoCertificate,
    /// It is damaged, or one of its certificates is, counted from 1: why.
    Malformed(usize, String),
}

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RootsError::Unreadable(error) => f.write_str(&file::unreadable(error)),
            RootsError::TooLarge => f.write_str("larger than 16 MiB"),
            RootsError::NoCertificate => {
                f.write_str("no certificates; PEM form is expected (-----BEGIN CERTIFICATE-----)")
            }
            RootsError::Malformed(number, why) => {
                write!(f, "certificate {number} cannot be read: {why}")
            }
        }
    }
}

impl std::error::Error for RootsError {}

/// Returns the issuers that this machine trusts; those of its certificates that cannot be read are left out. Empty
/// where it has none: then no certificate is said to be of an unknown issuer.
///
/// Where they are found is said by `SSL_CERT_FILE` and `SSL_CERT_DIR`, where set.
pub fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// The certificates of a PEM file, which then are the only ones trusted.
pub fn roots_of_file(path: &Path) -> Result<RootCertStore, RootsError> {
    let octets = file::read(path, FILE_LIMIT).map_err(RootsError::Unreadable)?.ok_or(RootsError::TooLarge)?;
    let mut roots = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(&octets).enumerate() {
        let malformed = |why: String| RootsError::Malformed(index + 1, why);
        let certificate = certificate.map_err(|error| malformed(error.to_string()))?;
        roots.add(certificate).map_err(|error| malformed(error.to_string()))?;
    }
    if roots.is_empty() { Err(RootsError::NoCertificate) } else { Ok(roots) }
}
