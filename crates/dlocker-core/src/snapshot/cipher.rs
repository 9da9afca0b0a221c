//! ChaCha20-Poly1305 (RFC 8439) of whole segments, under keys that are used once: in Rust everywhere, and with the feature `accelerated` by
//! aws-lc-rs, which makes better use of a processor's vectors. Both give the same bytes.

#[cfg(not(feature = "accelerated"))]
pub(super) use portable::{open, seal};
#[cfg(feature = "accelerated")]
pub(super) use vectors::{open, seal};

#[cfg(any(test, not(feature = "accelerated")))]
mod portable {
    use chacha20poly1305::aead::{AeadInOut, KeyInit};
    use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};

    /// Seals in place and appends the tag; none for what is too long.
    pub(in crate::snapshot) fn seal(key: &[u8; 32], associated_data: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        ChaCha20Poly1305::new(&Key::from(*key)).encrypt_in_place(&Nonce::default(), associated_data, buffer).ok()
    }

    /// Opens in place and cuts the tag off; none for what the key did not seal.
    pub(in crate::snapshot) fn open(key: &[u8; 32], associated_data: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        ChaCha20Poly1305::new(&Key::from(*key)).decrypt_in_place(&Nonce::default(), associated_data, buffer).ok()
    }
}

#[cfg(feature = "accelerated")]
mod vectors {
    use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

    fn key(bytes: &[u8; 32]) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, bytes).ok().map(LessSafeKey::new)
    }

    /// Seals in place and appends the tag; none for what is too long.
    pub(in crate::snapshot) fn seal(bytes: &[u8; 32], associated_data: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let tag = key(bytes)?.seal_in_place_separate_tag(nonce, Aad::from(associated_data), buffer).ok()?;
        buffer.extend_from_slice(tag.as_ref());
        Some(())
    }

    /// Opens in place and cuts the tag off; none for what the key did not seal.
    pub(in crate::snapshot) fn open(bytes: &[u8; 32], associated_data: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let len = key(bytes)?.open_in_place(nonce, Aad::from(associated_data), buffer).ok()?.len();
        buffer.truncate(len);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{open, portable, seal};

    /// What this build uses and the portable cipher are the same one.
    #[test]
    fn both_ciphers_give_and_open_the_same_bytes() {
        let (key, context) = ([7; 32], b"where it belongs");
        for len in [0_usize, 1, 63, 64, 4097, 100_000] {
            let plain: Vec<u8> = (0..len).map(|n| n as u8).collect();
            let (mut one, mut other) = (plain.clone(), plain.clone());
            seal(&key, context, &mut one).unwrap();
            portable::seal(&key, context, &mut other).unwrap();
            assert_eq!(one, other);
            assert_eq!(one.len(), len + 16);
            let mut altered = one.clone();
            altered[len / 2] ^= 1;
            assert!(open(&key, context, &mut altered).is_none());
            assert!(open(&key, b"elsewhere", &mut one.clone()).is_none());
            open(&key, context, &mut other).unwrap();
            portable::open(&key, context, &mut one).unwrap();
            assert!(one == plain && other == plain);
        }
    }
}
