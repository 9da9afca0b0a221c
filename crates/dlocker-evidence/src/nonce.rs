//! Nonces that name what a presentation is for.
//!
//! OpenID4VP 1.0 defines where a holder confirms transaction data for SD-JWT VCs only (annex B.3.3). A W3C VC as JWT has no such place, and an mdoc only
//! one that its issuer would have had to foresee. But every format signs the nonce: one that is made of the transaction data binds what the holder
//! signs to them.

use dlocker_protocol::Digest;
use dlocker_protocol::encoded::{from_base64url, to_base64url};

use crate::{EvidenceError, Occasion};

const RANDOM: usize = 16;
const LABEL: &str = "presentation/nonce";

/// The nonce of a request with these transaction data (each in base64url, as they are sent): base64url of 16 fresh random bytes and a digest over the
/// SHA-256 of each. 64 characters.
#[must_use]
pub fn nonce(random: &[u8; RANDOM], transaction_data: &[String]) -> String {
    to_base64url(&[random.as_slice(), digest(transaction_data).as_bytes()].concat())
}

/// Whether a nonce was made for these transaction data.
fn names(nonce: &str, transaction_data: &[String]) -> bool {
    let bytes = from_base64url(nonce).unwrap_or_default();
    bytes.split_at_checked(RANDOM).is_some_and(|(_, tail)| tail == digest(transaction_data).as_bytes())
}

/// Whether what the holder signed confirms the transaction data of the occasion, for a format that has no other place for them than the nonce.
pub(crate) fn confirms(occasion: &Occasion<'_>) -> Result<(), EvidenceError> {
    if occasion.transaction_data.is_empty() || names(occasion.nonce, occasion.transaction_data) {
        Ok(())
    } else {
        Err(EvidenceError::NotConfirmed { part: "nonce" })
    }
}

fn digest(transaction_data: &[String]) -> Digest {
    let each = transaction_data.iter().flat_map(|text| *Digest::plain(text.as_bytes()).as_bytes());
    Digest::of(LABEL, &each.collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_names_its_transaction_data_and_no_other() {
        let data = ["YQ".to_owned(), "Yg".to_owned()];
        let made = nonce(&[7; 16], &data);
        assert_eq!(made.len(), 64);
        assert!(names(&made, &data));
        assert_ne!(made, nonce(&[8; 16], &data));
        for other in [&data[..1], &data[1..], &[], &["Yg".to_owned(), "YQ".to_owned()], &["YQYg".to_owned()]] {
            assert!(!names(&made, other), "{other:?}");
        }
        for other in ["", "YQ", &made[..63], &made[1..], &format!("{made}AAAA")] {
            assert!(!names(other, &data), "{other}");
        }
    }
}
