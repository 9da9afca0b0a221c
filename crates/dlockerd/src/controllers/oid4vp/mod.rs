//! What wallets of other makers ask, over OpenID4VP 1.0.

pub(crate) mod answer;
pub(crate) mod did;
pub(crate) mod fetch;
