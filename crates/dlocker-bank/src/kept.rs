//! Points in rows that are read with every request. They were parsed when they were taken in, so whether they are on the curve, which costs more than
//! reading all the rest of a row, is not found out at each reading: a device's key is held by its tag and its id, K by custody, which compares it with
//! the key that it unwraps, and nothing verifies with bytes that are no point.

use dlocker_protocol::PublicKey;
use dlocker_protocol::oprf::OprfPublicKey;
use minicbor::decode::Decoder;
use minicbor::encode::{Encoder, Write};

/// A compressed point.
pub(crate) trait Point: Sized {
    /// Its bytes.
    fn bytes(&self) -> &[u8; 33];
    /// The point of kept bytes.
    fn of(bytes: [u8; 33]) -> Self;
}

impl Point for PublicKey {
    fn bytes(&self) -> &[u8; 33] {
        self.as_bytes()
    }

    fn of(bytes: [u8; 33]) -> Self {
        Self::from_kept(bytes)
    }
}

impl Point for OprfPublicKey {
    fn bytes(&self) -> &[u8; 33] {
        self.as_bytes()
    }

    fn of(bytes: [u8; 33]) -> Self {
        Self::from_kept(bytes)
    }
}

/// The same bytes as everywhere else.
pub(crate) fn encode<C, T: Point, W: Write>(
    point: &T,
    e: &mut Encoder<W>,
    _: &mut C,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    e.bytes(point.bytes())?.ok()
}

/// 33 bytes with one of the two tags.
pub(crate) fn decode<C, T: Point>(d: &mut Decoder<'_>, _: &mut C) -> Result<T, minicbor::decode::Error> {
    let bytes: [u8; 33] =
        d.bytes()?.try_into().map_err(|_| minicbor::decode::Error::message("a compressed point has 33 bytes"))?;
    match bytes[0] {
        2 | 3 => Ok(T::of(bytes)),
        _ => Err(minicbor::decode::Error::message("not a compressed point")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::signature::SigningKey;
    use dlocker_protocol::{LockerId, Timestamp, cbor};

    use super::*;
    use crate::device::{DeviceRecord, tagged};

    fn row() -> (SigningKey, DeviceRecord) {
        let key = SigningKey::from_bytes(&[7; 32]).unwrap();
        let row = DeviceRecord::issued(key.public_key(), Timestamp::from_millis(1));
        (key, row)
    }

    /// `row` with other bytes where the key stands.
    fn with_key(row: &DeviceRecord, bytes: &[u8; 33]) -> Option<DeviceRecord> {
        let mut encoded = cbor::encode(row);
        let at = encoded.windows(33).position(|window| window == row.key.as_bytes()).unwrap();
        encoded[at..at + 33].copy_from_slice(bytes);
        cbor::decode(&encoded, "row").ok()
    }

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let (_, row) = row();
        assert_eq!(with_key(&row, row.key.as_bytes()).unwrap(), row);
        // The same bytes as a key has in any other document.
        assert!(cbor::encode(&row).windows(35).any(|window| window == cbor::encode(&row.key)));
        for tag in [0, 1, 4, 5, 255] {
            let mut bytes = *row.key.as_bytes();
            bytes[0] = tag;
            assert!(with_key(&row, &bytes).is_none(), "tag {tag}");
        }
    }

    #[test]
    fn nothing_verifies_with_kept_bytes_that_are_no_point_and_no_tag_fits_them() {
        let (key, row) = row();
        let mut off_the_curve = [0; 33];
        (off_the_curve[0], off_the_curve[32]) = (2, 1);
        let altered = with_key(&row, &off_the_curve).unwrap();
        assert!(PublicKey::from_bytes(&off_the_curve).is_err());
        assert!(row.key.verifies(b"m", &key.sign(b"m")) && !altered.key.verifies(b"m", &key.sign(b"m")));
        let locker = LockerId::from_array([1; 16]);
        assert_ne!(tagged(locker, &altered), tagged(locker, &row));
    }
}
