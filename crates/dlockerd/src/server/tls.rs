//! TLS 1.3 and 1.2 by rustls and aws-lc, with X25519MLKEM768 preferred for the key exchange.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::StartError;
use crate::config::TlsFiles;

/// Reads certificate and key.
pub(super) fn server_config(files: &TlsFiles) -> Result<Arc<ServerConfig>, StartError> {
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| unreadable("certificate", &files.certificate, &e))?;
    if chain.is_empty() {
        return Err(unreadable("certificate", &files.certificate, &"there is no certificate in it"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|e| unreadable("key", &files.key, &e))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|e| StartError::Misuse(format!("[tls] certificate and key cannot be used together: {e}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn unreadable(what: &str, path: &Path, why: &dyn std::fmt::Display) -> StartError {
    StartError::Misuse(format!("the TLS {what} {} cannot be read: {why}. It must be a PEM file.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hybrid_key_exchange_is_offered_first() {
        let groups = aws_lc_rs::default_provider().kx_groups;
        assert_eq!(groups[0].name(), rustls::NamedGroup::X25519MLKEM768);
    }

    #[test]
    fn missing_files_are_named() {
        let files = TlsFiles { certificate: "/nowhere/chain.pem".into(), key: "/nowhere/key.pem".into() };
        let Err(error) = server_config(&files) else { unreachable!("there is no such file") };
        assert!(error.to_string().contains("/nowhere/chain.pem"), "{error}");
    }
}
