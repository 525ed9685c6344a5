//! Certificates of servers, made for a test, and those who issue them.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

/// A server's certificate and key, with what else it sends.
pub(crate) struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Identity {
    /// What a server with these versions of TLS needs.
    pub(crate) fn server(&self, versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .expect("ring has them")
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), key)
            .expect("the key fits");
        Arc::new(config)
    }

    /// The same with TLS 1.2 and 1.3.
    pub(crate) fn any(&self) -> Arc<ServerConfig> {
        self.server(rustls::ALL_VERSIONS)
    }
}

/// The parameters of a certificate: its common name, its names, the years from and to.
pub(crate) fn parameters(common_name: &str, names: &[&str], years: (i32, i32)) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut parameters = CertificateParams::new(names).expect("names");
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    parameters.not_before = date_time_ymd(years.0, 1, 1);
    parameters.not_after = date_time_ymd(years.1, 1, 1);
    parameters
}

/// From long ago to far ahead.
pub(crate) const VALID: (i32, i32) = (2000, 4000);

/// Somebody who issues certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub certificate: CertificateDer<'static>,
    pub pem: String,
}

impl Authority {
    pub(crate) fn new(common_name: &str) -> Authority {
        let key = KeyPair::generate().expect("a key");
        let mut parameters = parameters(common_name, &[], VALID);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).expect("a certificate");
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Authority { issuer: Issuer::new(parameters, key), certificate: der, pem }
    }

    pub(crate) fn issue(&self, parameters: &CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("a certificate");
        Identity { chain: vec![certificate.der().clone()], key: key.serialize_der() }
    }

    pub(crate) fn roots(&self) -> Arc<RootCertStore> {
        trusting(&self.certificate)
    }
}

/// A certificate that has signed itself.
pub(crate) fn self_signed(parameters: &CertificateParams) -> Identity {
    let key = KeyPair::generate().expect("a key");
    let certificate = parameters.self_signed(&key).expect("a certificate");
    Identity { chain: vec![certificate.der().clone()], key: key.serialize_der() }
}

/// Trust in this alone.
pub(crate) fn trusting(certificate: &CertificateDer<'static>) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).expect("a certificate");
    Arc::new(roots)
}
