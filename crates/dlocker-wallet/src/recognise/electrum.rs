//! Wallets of Electrum: JSON, JSON with later changes behind it, or encrypted as a whole.

use super::base64;
use super::json::{self, Json};
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises the JSON. Label: the type of the wallet.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    let wallet = json.object()?;
    let label = wallet.text("wallet_type")?;
    if !matches!(wallet.get("seed_version")?, Json::Number(_)) {
        return None;
    }
    let info = ItemInfo::of(Kind::ElectrumWallet).labelled(Some(label));
    // The keys inside may be encrypted while the rest is not.
    let shut = matches!(wallet.get("use_encryption"), Some(Json::Bool(true)));
    Some(if shut { info.with(Facets::ENCRYPTED) } else { info.raw() })
}

/// Newer versions write changes behind the JSON, each after a comma.
pub(super) fn recognise_changed(text: &str) -> Option<ItemInfo> {
    let (json, rest) = json::parse_first(text)?;
    rest.trim_start().starts_with(',').then(|| recognise(&json))?
}

/// The whole file encrypted: base64 of a message that begins with `BIE1` (a password) or `BIE2` (a hardware wallet).
pub(super) fn recognise_encrypted(text: &str) -> Option<ItemInfo> {
    let hardware = match base64::start(text, 6)?.get(..4)? {
        b"BIE1" => Facets::NONE,
        b"BIE2" => Facets::HARDWARE,
        _ => return None,
    };
    let all = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    all.then(|| ItemInfo::of(Kind::ElectrumWallet).with(Facets::ENCRYPTED | hardware))
}
