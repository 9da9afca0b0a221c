//! Records as rows: a version byte, then canonical CBOR.

use dlocker_protocol::cbor;
use minicbor::{Decode, Encode};

/// A row that does not hold what it should: written by a newer program, or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stored {what} cannot be read ({why}); run `dlockerd doctor`, and restore the data folder from a backup if it is damaged"
)]
pub struct BadRow {
    /// Which record.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
}

/// Something that is kept as one row.
pub trait Record: Encode<()> + for<'b> Decode<'b, ()> + Clone + Send + 'static {
    /// Its name in messages.
    const WHAT: &'static str;
    /// Version of its form; the first byte of the row.
    const VERSION: u8 = 1;

    /// The row.
    fn to_row(&self) -> Vec<u8> {
        let mut row = vec![Self::VERSION];
        row.extend_from_slice(&cbor::encode(self));
        row
    }

    /// The record of a row.
    ///
    /// # Errors
    /// [`BadRow`] on another version, and on anything but the canonical form.
    fn from_row(row: &[u8]) -> Result<Self, BadRow> {
        let bad = |why| BadRow { what: Self::WHAT, why };
        let (version, body) = row.split_first().ok_or(bad("empty"))?;
        if *version != Self::VERSION {
            return Err(bad("of another version"));
        }
        cbor::decode(body, Self::WHAT).map_err(|_| bad("damaged"))
    }
}

/// A field that a row keeps as a byte string.
macro_rules! record {
    ($name:ident, $what:literal) => {
        impl $crate::Record for $name {
            const WHAT: &'static str = $what;
        }
    };
}
pub(crate) use record;
