//! Addresses to which mail may go.

/// An e-mail address of the plain form that every server takes: a dot-atom of ASCII, `@`, and a host name with a dot (RFC 5321, section 4.1.2, without
/// quoted names, comments and address literals). So nothing in it can end a line or begin another header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailAddress(String);

/// The text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plain e-mail address")]
pub struct BadAddress;

/// Longest name before the `@` in bytes (RFC 5321, section 4.5.3.1.1).
const LONGEST_NAME: usize = 64;
/// Longest address in bytes.
const LONGEST: usize = 254;

impl MailAddress {
    /// Parses it.
    ///
    /// # Errors
    /// [`BadAddress`] on anything else.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let (name, host) = text.split_once('@').ok_or(BadAddress)?;
        let fits = text.len() <= LONGEST && name.len() <= LONGEST_NAME;
        let is_name = name.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom));
        let is_host = host.contains('.') && host.split('.').all(is_label);
        if fits && is_name && is_host { Ok(Self(text.to_owned())) } else { Err(BadAddress) }
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

const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
}

fn is_label(label: &str) -> bool {
    let clean = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    clean && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}
