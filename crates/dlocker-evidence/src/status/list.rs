//! The list itself: statuses of 1, 2, 4 or 8 bits, compressed.

use dlocker_protocol::encoded::from_base64url;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde_json::{Map, Value};

/// A list may not be longer than this many bytes: 67 million credentials of one bit each.
const MAX_LIST: usize = 8 * 1024 * 1024;

/// The status at this place: 0 is valid. `None` for a list that is not one, or that has no such place.
pub(super) fn status(list: &Map<String, Value>, index: u64) -> Option<u8> {
    let bits = list.get("bits").and_then(Value::as_u64).filter(|bits| matches!(bits, 1 | 2 | 4 | 8))?;
    let compressed = from_base64url(list.get("lst")?.as_str()?)?;
    let statuses = decompress_to_vec_zlib_with_limit(&compressed, MAX_LIST).ok()?;
    let first = index.checked_mul(bits)?;
    let byte = statuses.get(usize::try_from(first / 8).ok()?)?;
    let mask = u8::try_from((1_u16 << bits) - 1).ok()?;
    Some(byte >> (first % 8) & mask)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::encoded::to_base64url;
    use miniz_oxide::deflate::compress_to_vec_zlib;
    use serde_json::json;

    use super::*;

    fn list(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn the_examples_of_the_draft_are_read() {
        // Section 4.1 (1 bit) and 4.2 (2 bits).
        let one = list(&json!({"bits": 1, "lst": "eNrbuRgAAhcBXQ"}));
        let known = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
        for (index, status_there) in (0_u64..).zip(known) {
            assert_eq!(status(&one, index), Some(status_there), "{index}");
        }
        assert_eq!(status(&one, 16), None);
        let two = list(&json!({"bits": 2, "lst": "eNo76fITAAPfAgc"}));
        let known = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
        for (index, status_there) in (0_u64..).zip(known) {
            assert_eq!(status(&two, index), Some(status_there), "{index}");
        }
        assert_eq!(status(&two, 12), None);
    }

    #[test]
    fn wider_statuses_are_read_from_the_lowest_bits_on() {
        let lst = to_base64url(&compress_to_vec_zlib(&[0xA5, 0x0F], 9));
        let four = list(&json!({"bits": 4, "lst": lst}));
        assert_eq!([0, 1, 2, 3].map(|i| status(&four, i).unwrap()), [5, 10, 15, 0]);
        let eight = list(&json!({"bits": 8, "lst": lst}));
        assert_eq!([0, 1].map(|i| status(&eight, i).unwrap()), [0xA5, 0x0F]);
        assert_eq!(status(&eight, u64::MAX), None);
    }

    #[test]
    fn what_is_no_list_or_too_long_says_nothing() {
        let bomb = to_base64url(&compress_to_vec_zlib(&vec![0; MAX_LIST + 1], 9));
        let whole = to_base64url(&compress_to_vec_zlib(&[0; 16], 9));
        for value in [
            json!({"bits": 1, "lst": bomb}),
            json!({"bits": 3, "lst": whole}),
            json!({"bits": 0, "lst": whole}),
            json!({"bits": "1", "lst": whole}),
            json!({"lst": whole}),
            json!({"bits": 1, "lst": &whole[..whole.len() - 2]}),
            json!({"bits": 1, "lst": "!!"}),
            json!({"bits": 1, "lst": ""}),
            json!({"bits": 1}),
        ] {
            assert_eq!(status(&list(&value), 0), None, "{value}");
        }
    }
}
