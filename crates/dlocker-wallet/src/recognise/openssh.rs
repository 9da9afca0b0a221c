//! OpenSSH keys: `openssh-key-v1` (PROTOCOL.key of OpenSSH), the single line of a public key (RFC 4253, section 6.6), and
//! certificates (PROTOCOL.certkeys).

use sha2::{Digest, Sha256};

use super::bytes::Bytes;
use super::{base64, date};
use crate::item::{Facets, ItemInfo, KeyMark, Kind};

const MAGIC: &[u8] = b"openssh-key-v1\0";
const CERTIFICATE: &str = "-cert-v01@openssh.com";

/// Recognises the decoded body of an `OPENSSH PRIVATE KEY` block. Label: the comment if the key is not encrypted and has one,
/// otherwise the type of the public key.
pub(super) fn recognise_private(bytes: &[u8]) -> Option<ItemInfo> {
    let mut key = Bytes(bytes.strip_prefix(MAGIC)?);
    let cipher = key.string()?;
    key.strings(2)?;
    if key.u32()? == 0 {
        return None;
    }
    let mut public = Bytes(key.string()?);
    let kind = public.text()?;
    let mark = numbers(kind, &mut public);
    let secret = key.string()?;
    let open = cipher == b"none";
    let comment = if open { comment(secret) } else { None };
    let label = comment.filter(|c| !c.is_empty()).unwrap_or(kind);
    let shut = if open { Facets::NONE } else { Facets::ENCRYPTED };
    let info = ItemInfo::of(Kind::OpensshKey).labelled(Some(label)).with(shut | hardware(kind)).of_key(mark.flatten());
    Some(ItemInfo { raw_key: open, ..info })
}

/// Keys that live in a security key.
fn hardware(kind: &str) -> Facets {
    if kind.starts_with("sk-") { Facets::HARDWARE } else { Facets::NONE }
}

/// The comment behind the first private key of an unencrypted section.
fn comment(secret: &[u8]) -> Option<&str> {
    let mut secret = Bytes(secret);
    if secret.u32()? != secret.u32()? {
        return None;
    }
    match secret.text()? {
        "ssh-ed25519" => secret.strings(2)?,
        "ssh-rsa" => secret.strings(6)?,
        "ssh-dss" => secret.strings(5)?,
        kind if kind.starts_with("ecdsa-sha2-") => secret.strings(3)?,
        // Keys in a token: public part, application, one byte of flags, handle, reserved.
        "sk-ssh-ed25519@openssh.com" => token(&mut secret, 2)?,
        "sk-ecdsa-sha2-nistp256@openssh.com" => token(&mut secret, 3)?,
        _ => return None,
    }
    secret.text()
}

fn token(secret: &mut Bytes<'_>, public_strings: usize) -> Option<()> {
    secret.strings(public_strings)?;
    secret.skip(1)?;
    secret.strings(2)
}

/// Steps over the public numbers behind the type, and marks the key by them. `None` for a type that this version does not know.
fn numbers(kind: &str, public: &mut Bytes<'_>) -> Option<Option<KeyMark>> {
    Some(match kind {
        "ssh-ed25519" => Some(KeyMark::bytes(public.string()?)),
        "ssh-rsa" => {
            public.string()?;
            Some(KeyMark::rsa(public.string()?))
        }
        "ssh-dss" => {
            public.strings(3)?;
            Some(KeyMark::dsa(public.string()?))
        }
        "sk-ssh-ed25519@openssh.com" => {
            let mark = KeyMark::bytes(public.string()?);
            public.string()?;
            Some(mark)
        }
        "sk-ecdsa-sha2-nistp256@openssh.com" => {
            let mark = point(public)?;
            public.string()?;
            mark
        }
        kind if kind.starts_with("ecdsa-sha2-") => point(public)?,
        _ => return None,
    })
}

fn point(public: &mut Bytes<'_>) -> Option<Option<KeyMark>> {
    public.string()?;
    Some(KeyMark::point(public.string()?))
}

/// Recognises a text that is exactly one line with a public key or a certificate: type, base64, optional comment.
pub(super) fn recognise_public(text: &str) -> Option<ItemInfo> {
    let mut words = text.splitn(3, ' ');
    let (kind, body, comment) = (words.next()?, words.next()?, words.next());
    let known = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| kind.starts_with(start));
    if !known || text.contains('\n') {
        return None;
    }
    let bytes = base64::standard(body.as_bytes())?;
    let mut bytes = Bytes(&bytes);
    if bytes.text()? != kind {
        return None;
    }
    if let Some(plain) = kind.strip_suffix(CERTIFICATE) {
        return certificate(plain, bytes);
    }
    let mark = numbers(kind, &mut bytes).flatten();
    let facets = Facets::PUBLIC_HALF | hardware(kind);
    Some(ItemInfo::of(Kind::OpensshKey).labelled(comment.or(Some(kind))).with(facets).of_key(mark))
}

/// What a certificate says behind its type. Label: its key id; issuer: the fingerprint of the key that signed it, as `ssh-keygen` shows it.
fn certificate(plain: &str, mut bytes: Bytes<'_>) -> Option<ItemInfo> {
    let kind = if plain.starts_with("sk-") { format!("{plain}@openssh.com") } else { plain.to_owned() };
    bytes.string()?;
    let mark = numbers(&kind, &mut bytes)?;
    // Serial number, and whether it is a user's or a host's.
    bytes.skip(8 + 4)?;
    let id = bytes.text()?;
    bytes.string()?;
    bytes.skip(8)?;
    let until = bytes.u64()?;
    bytes.strings(3)?;
    let signer = Sha256::digest(bytes.string()?);
    let signer = format!("SHA256:{}", data_encoding::BASE64_NOPAD.encode(&signer));
    let expires = i64::try_from(until).ok().and_then(date::from_unix);
    let label = if id.is_empty() { kind.as_str() } else { id };
    let facets = Facets::PUBLIC_HALF | hardware(&kind);
    let info = ItemInfo::of(Kind::OpensshCertificate).labelled(Some(label)).issued_by(Some(&signer));
    Some(info.expiring(expires).with(facets).of_key(mark))
}
