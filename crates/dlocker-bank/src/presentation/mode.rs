//! How a wallet answers.

/// How a wallet answers a request (OpenID4VP 1.0, sections 8.2 and 8.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ResponseMode {
    /// `direct_post.jwt`: encrypted to a key that no other request has, so that whatever ends TLS in front of the bank learns nothing of who was shown.
    #[default]
    Encrypted,
    /// `direct_post`: plain, for wallets that cannot encrypt.
    Plain,
}
