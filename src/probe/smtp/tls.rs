//! The TLS handshake of a session: any certificate will do, as it does for opportunistic TLS
//! (RFC 7435); what is wrong with it is reported.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, Resumption};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, DigitallySignedStruct, Error, PeerIncompatible, ProtocolVersion, RootCertStore,
    SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Server;
use super::certificate::{self, Judge};
use crate::probe::facts::{StepFailure, TlsSession};

/// What the handshakes with one server need.
pub(super) struct Tls {
    connector: TlsConnector,
    /// What is asked for in SNI (RFC 6066 section 3), unless it is an address.
    name: ServerName<'static>,
    judge: Judge,
}

impl Tls {
    /// `roots` holds the trusted issuers.
    pub(super) fn new(server: &Server, roots: Arc<RootCertStore>) -> Tls {
        // Never the process's default: who calls this may have none, or another.
        let provider = Arc::new(ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let address = ServerName::IpAddress(server.address.ip().into());
        let (name, wanted) = match &server.exchange {
            None => (address.clone(), Some(address)),
            // What no certificate can be for cannot be asked for either.
            Some(exchange) => match ServerName::try_from(exchange.to_string()) {
                Ok(name) => (name.clone(), Some(name)),
                Err(_) => (address, None),
            },
        };
        let connector = TlsConnector::from(Arc::new(config(provider, algorithms)));
        Tls { connector, name, judge: Judge { roots, algorithms, wanted } }
    }

    /// Holds the handshake, and judges the certificate.
    pub(super) async fn handshake(
        &self,
        stream: TcpStream,
    ) -> io::Result<(TlsStream<TcpStream>, TlsSession)> {
        let stream = self.connector.connect(self.name.clone(), stream).await?;
        let connection = stream.get_ref().1;
        let version = connection.protocol_version().map(version_name).unwrap_or_default();
        let cipher = connection.negotiated_cipher_suite();
        // The library's names of the suites of TLS 1.3 are not those of RFC 8446.
        let cipher = cipher.and_then(|cipher| cipher.suite().as_str()).unwrap_or_default();
        let cipher = cipher.replacen("TLS13_", "TLS_", 1);
        let (end_entity, intermediates) = connection.peer_certificates().and_then(<[_]>::split_first).unzip();
        let session = TlsSession {
            version,
            cipher,
            certificate: end_entity.and_then(certificate::read),
            faults: match (end_entity, intermediates) {
                (Some(end_entity), Some(intermediates)) => {
                    self.judge.faults(end_entity, intermediates, UnixTime::now())
                }
                _ => Vec::new(),
            },
        };
        Ok((stream, session))
    }
}

/// How TLS failed; none when the error is not its own.
pub(super) fn failure(error: &io::Error) -> Option<StepFailure> {
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match error {
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | Error::AlertReceived(AlertDescription::ProtocolVersion) => StepFailure::OldTls(error.to_string()),
        _ => StepFailure::Handshake(error.to_string()),
    })
}

#[expect(clippy::expect_used, reason = "a fact about the built-in provider")]
fn config(provider: Arc<CryptoProvider>, algorithms: WebPkiSupportedAlgorithms) -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites for TLS 1.2 and 1.3");
    let verifier = Arc::new(AnyCertificate { algorithms });
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    // There is one session, and a server may send as many tickets as it likes.
    config.resumption = Resumption::disabled();
    config
}

fn version_name(version: ProtocolVersion) -> String {
    match version {
        ProtocolVersion::TLSv1_2 => "TLSv1.2".to_owned(),
        ProtocolVersion::TLSv1_3 => "TLSv1.3".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Takes every certificate, but the server has to hold its key.
#[derive(Debug)]
struct AnyCertificate {
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // It is judged when the handshake is over: the connection keeps the chain.
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
