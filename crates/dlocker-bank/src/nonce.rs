//! Nonces for requests: stateless when issued, used once. Text: base64url of expiry (8 bytes, big-endian milliseconds), 16 random bytes, tag (16 bytes).

use dlocker_protocol::Timestamp;
use dlocker_protocol::encoded::{from_base64url, to_base64url};

/// How long a nonce is good, in milliseconds.
pub const LIFE: u64 = 10 * 60 * 1000;

const BODY: usize = 24;
const LEN: usize = BODY + 16;

/// What identifies a nonce in the table of used ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsedNonce {
    /// The random part.
    pub random: [u8; 16],
    /// When it need not be remembered any longer.
    pub expires: Timestamp,
}

/// A fresh nonce; `tag` computes the trustee's tag.
#[must_use]
pub fn issue(now: Timestamp, random: [u8; 16], tag: impl FnOnce(&[u8]) -> [u8; 16]) -> String {
    let mut bytes = Vec::with_capacity(LEN);
    bytes.extend_from_slice(&now.plus_millis(LIFE).millis().to_be_bytes());
    bytes.extend_from_slice(&random);
    let tag = tag(&bytes);
    bytes.extend_from_slice(&tag);
    to_base64url(&bytes)
}

/// The nonce of this text, if it is the trustee's own and not over; whether it was used is for the transaction to say.
#[must_use]
pub fn parse(text: &str, now: Timestamp, is_tag: impl FnOnce(&[u8], &[u8]) -> bool) -> Option<UsedNonce> {
    let bytes: [u8; LEN] = from_base64url(text)?.try_into().ok()?;
    let (body, tag) = bytes.split_at(BODY);
    if !is_tag(body, tag) {
        return None;
    }
    let (expires, random) = body.split_at(8);
    let expires = Timestamp::from_millis(u64::from_be_bytes(expires.try_into().ok()?));
    let alive = now < expires && expires <= now.plus_millis(LIFE);
    alive.then_some(UsedNonce { random: random.try_into().ok()?, expires })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tag(bytes: &[u8]) -> [u8; 16] {
        let digest = dlocker_protocol::Digest::of("test", bytes);
        digest.as_bytes()[..16].try_into().unwrap()
    }

    fn is_tag(bytes: &[u8], given: &[u8]) -> bool {
        tag(bytes) == given
    }

    #[test]
    fn a_nonce_is_good_for_ten_minutes_and_not_longer() {
        let now = Timestamp::from_millis(1_000_000);
        let text = issue(now, [7; 16], tag);
        assert_eq!(parse(&text, now, is_tag).unwrap().random, [7; 16]);
        assert!(parse(&text, now.plus_millis(LIFE - 1), is_tag).is_some());
        assert!(parse(&text, now.plus_millis(LIFE), is_tag).is_none());
    }

    #[test]
    fn an_altered_or_cut_nonce_is_refused() {
        let now = Timestamp::from_millis(1_000_000);
        let text = issue(now, [7; 16], tag);
        for cut in 0..text.len() {
            assert!(parse(&text[..cut], now, is_tag).is_none());
            let mut altered = text.clone().into_bytes();
            altered[cut] = if altered[cut] == b'A' { b'B' } else { b'A' };
            assert!(parse(&String::from_utf8(altered).unwrap(), now, is_tag).is_none());
        }
        assert!(parse(&format!("{text}A"), now, is_tag).is_none());
    }
}
