//! Configurations of WireGuard (wg(8), wg-quick(8)).

use super::base64;
use crate::item::{ItemInfo, Kind};

/// Recognises a text of sections `[Interface]` and `[Peer]` with at least one key, and nothing else. Label: the address.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    let (mut in_section, mut keys, mut private, mut label) = (false, 0, false, None);
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if line.starts_with('[') {
            in_section = ["[interface]", "[peer]"].iter().any(|name| line.eq_ignore_ascii_case(name));
            in_section.then_some(())?;
            continue;
        }
        let (name, value) = line.split_once('=').filter(|_| in_section)?;
        let (name, value) = (name.trim(), value.trim());
        let is_key = ["PrivateKey", "PublicKey", "PresharedKey"].iter().any(|key| name.eq_ignore_ascii_case(key));
        if is_key {
            is_key_text(value).then_some(())?;
            keys += 1;
            private |= !name.eq_ignore_ascii_case("PublicKey");
        }
        label = label.or(name.eq_ignore_ascii_case("Address").then_some(value));
    }
    let info = ItemInfo::of(Kind::WireguardConfig).labelled(label);
    (keys > 0).then(|| if private { info.raw() } else { info })
}

/// 32 bytes in base64.
pub(super) fn is_key_text(text: &str) -> bool {
    text.len() == 44 && base64::standard(text.as_bytes()).is_some_and(|bytes| bytes.len() == 32)
}
