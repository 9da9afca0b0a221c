//! The holder's key that a credential is bound to: what must be there to show it.

use super::json::{Json, Object, parse_object};
use super::{base64, jose};
use crate::item::KeyMark;

/// A did:key of one of the keys here is shorter.
const DID_LIMIT: usize = 128;
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Of the claims of a token: the confirmation (RFC 7800), or the DID of the subject.
pub(super) fn of_claims(claims: &Object) -> Option<KeyMark> {
    let confirmed = || claims.get("cnf")?.object();
    let key = || jose::mark(confirmed()?.get("jwk")?.object()?);
    let named = || of_did(confirmed()?.text("kid")?);
    let in_vc = || of_subject(claims.get("vc")?.object()?);
    key().or_else(named).or_else(|| of_did(claims.text("sub")?)).or_else(in_vc).or_else(|| of_subject(claims))
}

/// Of a W3C credential: the DID of its subject, where it has one subject.
pub(super) fn of_subject(credential: &Object) -> Option<KeyMark> {
    let subject = match credential.get("credentialSubject")? {
        Json::List { kept, len: 1 } => kept.first()?,
        one => one,
    };
    of_did(subject.object()?.text("id")?)
}

/// Of a DID that is a key itself: `did:jwk` or `did:key`, with or without a fragment. What others stand for is not in the wallet.
fn of_did(did: &str) -> Option<KeyMark> {
    let did = did.split_once('#').map_or(did, |(did, _)| did);
    if let Some(key) = did.strip_prefix("did:jwk:") {
        return jose::mark(&parse_object(&base64::url(key)?)?);
    }
    let bytes = base58(did.strip_prefix("did:key:z").filter(|key| key.len() <= DID_LIMIT)?)?;
    match bytes.as_slice() {
        // Ed25519 and X25519; secp256k1, P-256, P-384, P-521 (the multicodec table).
        [0xed | 0xec, 0x01, key @ ..] => Some(KeyMark::bytes(key)),
        [0xe7, 0x01, point @ ..] | [0x80..=0x82, 0x24, point @ ..] => KeyMark::point(point),
        _ => None,
    }
}

/// Base58 as Bitcoin has it; big-endian.
fn base58(text: &str) -> Option<Vec<u8>> {
    let mut number: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let mut carry = BASE58.iter().position(|known| *known == letter)?;
        for byte in number.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        if carry > 0 {
            number.insert(0, carry as u8);
        }
    }
    let zeroes = text.bytes().take_while(|letter| *letter == b'1').count();
    Some([vec![0; zeroes], number].concat())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(claims: &str) -> Option<KeyMark> {
        of_claims(&parse_object(claims.as_bytes()).unwrap())
    }

    #[test]
    fn a_did_key_has_the_mark_of_its_key() {
        // The first example of the did:key method, with its Ed25519 key as the JWK beside it has it.
        let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        let bytes = base58(did.strip_prefix("did:key:z").unwrap()).unwrap();
        assert_eq!((bytes.len(), &bytes[..2]), (34, &[0xed, 0x01][..]));
        assert_eq!(of_did(&format!("{did}#key")), Some(KeyMark::bytes(&bytes[2..])));
        assert_eq!(of_did("did:key:z6Mkh0"), None);
        assert_eq!(of_did(&format!("did:key:z{}", "6".repeat(500))), None);
        assert_eq!(of_did("did:web:issuer.example"), None);
        assert_eq!(base58("112").unwrap(), [0, 0, 1]);
    }

    #[test]
    fn the_key_is_found_wherever_the_claims_have_it() {
        let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"AQID"}"#;
        let did = format!("did:jwk:{}", "eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IkFRSUQifQ");
        let mark = Some(KeyMark::bytes(&[1, 2, 3]));
        assert_eq!(of(&format!(r#"{{"cnf":{{"jwk":{jwk}}}}}"#)), mark);
        assert_eq!(of(&format!(r#"{{"cnf":{{"kid":"{did}#0"}}}}"#)), mark);
        assert_eq!(of(&format!(r#"{{"sub":"{did}"}}"#)), mark);
        assert_eq!(of(&format!(r#"{{"vc":{{"credentialSubject":{{"id":"{did}"}}}}}}"#)), mark);
        assert_eq!(of(&format!(r#"{{"credentialSubject":[{{"id":"{did}"}}]}}"#)), mark);
        assert_eq!(of(r#"{"sub":"alice","cnf":{"jkt":"x"}}"#), None);
    }
}
