//! How a file is cut, and what its label says.

use dlocker_client::backup::{Cut, ItemLabel};
use dlocker_wallet::{Facets, ItemInfo, Kind};

/// Longest label, issuer or expiry in bytes.
const LABEL: usize = 256;

/// How a file of this kind and length is cut into pieces.
#[must_use]
pub const fn cut(kind: Kind, len: u64) -> Cut {
    match kind {
        Kind::AskarStore | Kind::Sqlite | Kind::NssDatabase => Cut::Database(len),
        _ => Cut::Plain,
    }
}

/// What the manifest says of a file.
#[must_use]
pub fn label(info: &ItemInfo, facets: Facets) -> ItemLabel {
    let short = |text: &Option<String>| text.as_deref().map(|text| text[..text.floor_char_boundary(LABEL)].to_owned());
    ItemLabel {
        kind: info.kind.code(),
        label: short(&info.label),
        issuer: short(&info.issuer),
        expires: short(&info.expires),
        facets: Some(facets.bits()).filter(|bits| *bits != 0),
        key: info.key.map(|mark| mark.0),
    }
}
