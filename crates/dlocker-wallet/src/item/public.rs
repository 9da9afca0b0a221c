//! The mark of a key pair: the same for the public half and the private one, in whatever format they come.

use sha2::{Digest, Sha256};

/// The first 8 bytes of SHA-256 over the kind of a public key and the number that makes it: enough to find the two halves
/// of a pair in one wallet, not meant to resist anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyMark(pub [u8; 8]);

impl KeyMark {
    /// Of an RSA key: its modulus, big-endian; leading zeroes do not count.
    #[must_use]
    pub fn rsa(modulus: &[u8]) -> KeyMark {
        KeyMark::of("rsa", trimmed(modulus))
    }

    /// Of a DSA or ElGamal key: the public number y, big-endian; leading zeroes do not count.
    #[must_use]
    pub fn dsa(y: &[u8]) -> KeyMark {
        KeyMark::of("dsa", trimmed(y))
    }

    /// Of a key on a Weierstrass curve: its point in SEC 1 encoding, compressed or not. Only x counts. `None` for what is no point.
    #[must_use]
    pub fn point(sec1: &[u8]) -> Option<KeyMark> {
        let (&form, rest) = sec1.split_first()?;
        let x = match form {
            2 | 3 => rest,
            4 => rest.get(..rest.len() / 2)?,
            _ => return None,
        };
        (!x.is_empty()).then(|| KeyMark::of("point", trimmed(x)))
    }

    /// Of a key whose public half is one string of bytes: Ed25519, X25519, Ed448, X448, ML-DSA, ML-KEM.
    #[must_use]
    pub fn bytes(public: &[u8]) -> KeyMark {
        KeyMark::of("bytes", public)
    }

    /// Of a key that is known by a number of its own and not by its bytes: minisign, signify, age.
    #[must_use]
    pub fn id(id: &[u8]) -> KeyMark {
        KeyMark::of("id", id)
    }

    fn of(kind: &str, number: &[u8]) -> KeyMark {
        let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(number).finalize();
        let mut mark = [0; 8];
        mark.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        KeyMark(mark)
    }
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeroes = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeroes..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_has_the_same_mark_however_it_is_written() {
        assert_eq!(KeyMark::rsa(&[0, 0, 7, 1]), KeyMark::rsa(&[7, 1]));
        assert_eq!(KeyMark::point(&[4, 1, 2, 3, 4]), KeyMark::point(&[3, 1, 2]));
        assert_ne!(KeyMark::rsa(&[7]), KeyMark::dsa(&[7]));
        assert_eq!(KeyMark::point(&[5, 1]), None);
        assert_eq!(KeyMark::point(&[]), None);
        assert_eq!(KeyMark::point(&[4]), None);
    }
}
