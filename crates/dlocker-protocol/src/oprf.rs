//! Points of the OPRF on the wire (RFC 9497, ciphersuite P256-SHA256, mode OPRF): 33 bytes, decoded strictly.

use p256::PublicKey as Point;

/// 33 bytes, tag 02 or 03, a canonical x-coordinate of a point on the curve. The identity has no such encoding.
fn is_point(bytes: &[u8; 33]) -> bool {
    matches!(bytes[0], 2 | 3) && Point::from_sec1_bytes(bytes).is_ok()
}

crate::encoded::byte_type! {
    /// `blindedElement` of RFC 9497, section 3.3.1: what the owner sends. It says nothing about the secret, not even to a quantum computer.
    BlindedElement, 33, is_point
}

crate::encoded::byte_type! {
    /// `evaluatedElement` of RFC 9497, section 3.3.1: the trustee's answer.
    EvaluatedElement, 33, is_point
}

crate::encoded::byte_type! {
    /// K = kG: names the OPRF key of one registration. Guesses are counted by it.
    OprfPublicKey, 33, is_point
}

impl OprfPublicKey {
    /// The point that these bytes were when they were parsed once, kept since where nobody else writes. It is only ever compared.
    #[must_use]
    pub const fn from_kept(bytes: [u8; 33]) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use p256::elliptic_curve::sec1::ToSec1Point;

    fn generator() -> Vec<u8> {
        p256::AffinePoint::GENERATOR.to_sec1_point(true).as_bytes().to_vec()
    }

    #[test]
    fn the_generator_is_a_point() {
        assert!(BlindedElement::from_bytes(&generator()).is_ok());
    }

    #[test]
    fn other_encodings_of_a_point_are_refused() {
        let mut compact = generator();
        compact[0] = 5;
        let mut trailing = generator();
        trailing.push(0);
        let uncompressed = p256::AffinePoint::GENERATOR.to_sec1_point(false).as_bytes().to_vec();
        let mut above_the_field = vec![0xff; 33];
        above_the_field[0] = 2;
        let mut off_the_curve = vec![0; 33];
        off_the_curve[0] = 2;
        off_the_curve[32] = 1;
        for bytes in [compact, trailing, uncompressed, above_the_field, off_the_curve, vec![0], vec![], vec![0; 33]] {
            assert!(BlindedElement::from_bytes(&bytes).is_err(), "{bytes:02x?}");
        }
    }
}
