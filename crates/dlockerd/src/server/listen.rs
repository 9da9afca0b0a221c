//! Listening: plain http on loopback only, slow senders shown the door.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::ServerConfig;
use tokio::task::JoinHandle;

use super::StartError;
use crate::config::BankConfig;

/// A head that takes longer than this is given up.
const HEAD: Duration = Duration::from_secs(20);
/// The largest head in bytes; ours are well under 2 KiB.
const HEAD_BYTES: usize = 16 << 10;

/// Whether this program may listen there with these settings.
///
/// # Errors
/// Words that say why not, and what would be allowed.
pub fn is_allowed(listen: SocketAddr, config: &BankConfig) -> Result<(), String> {
    if listen.ip().to_canonical().is_loopback() || config.tls.is_some() || config.public_url.is_some() {
        return Ok(());
    }
    Err(format!(
        "plain http is served on loopback addresses only, and {listen} is not one. Set [tls] certificate and key in bank.toml, \
         or public_url if a proxy in front of this program speaks TLS, or listen on 127.0.0.1."
    ))
}

/// Binds the address.
pub(super) fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let bound = TcpListener::bind(listen).and_then(|listener| {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    });
    bound.map_err(|e| {
        StartError::Machine(format!(
            "{listen} cannot be listened on: {e}. Another program may have it; choose another port."
        ))
    })
}

/// Serves until the handle says stop.
pub(super) fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Arc<ServerConfig>>,
    handle: Handle<SocketAddr>,
) -> Result<JoinHandle<std::io::Result<()>>, StartError> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)
        .map_err(|e| StartError::Machine(format!("the listener cannot be used: {e}")))?
        .http1_only()
        .first_request_timeout(HEAD)
        .handle(handle);
    server.http_builder().http1().header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    Ok(match tls {
        None => tokio::spawn(server.acceptor(NoDelayAcceptor::new()).serve(service)),
        Some(config) => {
            let config = RustlsConfig::from_config(config);
            let acceptor = RustlsAcceptor::new(config).handshake_timeout(HEAD).acceptor(NoDelayAcceptor::new());
            tokio::spawn(server.acceptor(acceptor).serve(service))
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn plain_http_is_for_loopback_alone() {
        let plain = BankConfig::default();
        for address in ["127.0.0.1:80", "127.9.9.9:0", "[::1]:80", "[::ffff:127.0.0.1]:80"] {
            assert!(is_allowed(address.parse().unwrap(), &plain).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:80", "192.168.1.2:80", "[::]:80", "[fe80::1]:80"] {
            let words = is_allowed(address.parse().unwrap(), &plain).unwrap_err();
            assert!(words.contains("loopback") && words.contains("public_url"), "{words}");
        }
    }

    #[test]
    fn tls_or_a_proxy_opens_every_address() {
        for text in ["public_url = \"https://bank.example\"", "[tls]\ncertificate = \"c\"\nkey = \"k\""] {
            let config = BankConfig::parse(text, Path::new("")).unwrap();
            assert!(is_allowed("0.0.0.0:443".parse().unwrap(), &config).is_ok(), "{text}");
        }
    }
}
