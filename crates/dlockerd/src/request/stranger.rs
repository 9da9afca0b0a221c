//! A request that anybody may send: small, and limited by address.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Refusal;
use super::content::{from_json, read};
use crate::server::App;

const LIMIT: usize = 16 << 10;

/// From whoever it may be.
pub(crate) struct StrangerRequest<T> {
    pub(crate) peer: Peer,
    pub(crate) message: T,
}

impl<T: DeserializeOwned> FromRequest<App> for StrangerRequest<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let peer = Peer::from_request_parts(&mut parts, app).await?;
        let bytes = read(&parts.headers, body, LIMIT).await?;
        Ok(Self { peer, message: from_json(&bytes)? })
    }
}

/// The address at the other end of the connection: the proxy's, if there is one in front. Of an IPv6 address only the
/// network (/64), because one customer has all of it.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // Without a connection (a router called directly) all share one bucket.
        Ok(Self(address.map_or(IpAddr::from([0, 0, 0, 0]), network)))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}
