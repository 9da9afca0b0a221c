//! Addresses to which mail may go.

use dlocker_protocol::roster::is_mail_address;

/// An e-mail address of the plain form that every server takes: see [`is_mail_address`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailAddress(String);

/// The text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain e-mail address")]
pub struct BadAddress;

impl MailAddress {
    /// Parses it.
    ///
    /// # Errors
    /// [`BadAddress`] on anything else.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        if is_mail_address(text) { Ok(Self(text.to_owned())) } else { Err(BadAddress) }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, host)| host)
    }
}
