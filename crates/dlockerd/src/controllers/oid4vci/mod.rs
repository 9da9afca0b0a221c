//! The Locker ID over OpenID4VCI 1.0: what wallets ask.

pub(crate) mod authorization_server;
pub(crate) mod credential;
pub(crate) mod issuer;
pub(crate) mod nonce;
pub(crate) mod notification;
pub(crate) mod offer;
pub(crate) mod status_list;
pub(crate) mod token;
