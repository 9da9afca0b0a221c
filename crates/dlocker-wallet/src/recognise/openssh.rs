//! OpenSSH keys: `openssh-key-v1` (PROTOCOL.key of OpenSSH) and the single line of a public key (RFC 4253, section 6.6).

use super::base64;
use crate::item::{ItemInfo, Kind};

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Recognises the decoded body of an `OPENSSH PRIVATE KEY` block. Label: the comment if the key is not encrypted and has one,
/// otherwise the type of the public key.
pub(super) fn recognise_private(bytes: &[u8]) -> Option<ItemInfo> {
    let mut key = Wire(bytes.strip_prefix(MAGIC)?);
    let cipher = key.string()?;
    key.string()?;
    key.string()?;
    if key.number()? == 0 {
        return None;
    }
    let kind = Wire(key.string()?).text()?;
    let secret = key.string()?;
    let open = cipher == b"none";
    let comment = if open { comment(secret) } else { None };
    let label = comment.filter(|c| !c.is_empty()).unwrap_or(kind);
    Some(ItemInfo { raw_key: open, ..ItemInfo::of(Kind::OpensshKey).labelled(Some(label)) })
}

/// The comment behind the first private key of an unencrypted section.
fn comment(secret: &[u8]) -> Option<&str> {
    let mut secret = Wire(secret);
    if secret.number()? != secret.number()? {
        return None;
    }
    match secret.text()? {
        "ssh-ed25519" => secret.skip(2)?,
        "ssh-rsa" => secret.skip(6)?,
        "ssh-dss" => secret.skip(5)?,
        kind if kind.starts_with("ecdsa-sha2-") => secret.skip(3)?,
        // Keys in a token: public part, application, one byte of flags, handle, reserved.
        "sk-ssh-ed25519@openssh.com" => secret.skip_token(2)?,
        "sk-ecdsa-sha2-nistp256@openssh.com" => secret.skip_token(3)?,
        _ => return None,
    }
    secret.text()
}

/// Recognises a text that is exactly one public key line: type, base64, optional comment.
pub(super) fn recognise_public(text: &str) -> Option<ItemInfo> {
    let mut words = text.splitn(3, ' ');
    let (kind, body, comment) = (words.next()?, words.next()?, words.next());
    let known = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| kind.starts_with(start));
    if !known || text.contains('\n') {
        return None;
    }
    let bytes = base64::standard(body.as_bytes())?;
    let fits = Wire(&bytes).text()? == kind;
    fits.then(|| ItemInfo::of(Kind::OpensshKey).labelled(comment.or(Some(kind))))
}

/// Reads the data types of SSH (RFC 4251, section 5).
struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    fn number(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*digits))
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let (string, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(string)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.string()?).ok()
    }

    fn skip(&mut self, strings: usize) -> Option<()> {
        (0..strings).try_for_each(|_| self.string().map(|_| ()))
    }

    fn skip_token(&mut self, public_strings: usize) -> Option<()> {
        self.skip(public_strings)?;
        self.0 = self.0.get(1..)?;
        self.skip(2)
    }
}
