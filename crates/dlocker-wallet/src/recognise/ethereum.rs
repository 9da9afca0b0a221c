//! Ethereum keystores: version 3 (Web3 Secret Storage) and version 4 (EIP-2335, for validators).

use super::json::Json;
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises a keystore by its version and its `crypto`. Label: the address or the public key.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    let object = json.object()?;
    let crypto = object.get("crypto").or_else(|| object.get("Crypto"))?.object()?;
    let needs: &[&str] = match object.get("version")? {
        Json::Number(3) => &["cipher", "ciphertext", "kdf", "mac"],
        Json::Number(4) => &["kdf", "checksum", "cipher"],
        _ => return None,
    };
    let label = object.text("address").or_else(|| object.text("pubkey"));
    let fits = needs.iter().all(|name| crypto.has(name));
    fits.then(|| ItemInfo::of(Kind::EthereumKeystore).labelled(label).with(Facets::ENCRYPTED))
}
