//! Each format on its own, by name: for tests and fuzzing, which want to reach every recogniser, and not only the first that takes an input.

use super::*;
use crate::item::ItemInfo;

/// A recogniser of one format.
#[derive(Clone, Copy)]
pub struct Format {
    /// The name of its fuzz target.
    pub name: &'static str,
    /// Looks at a whole input. `None` when it is not of this format.
    pub recognise: fn(&[u8]) -> Option<ItemInfo>,
}

/// Every recogniser, in the order of their names.
pub const FORMATS: &[Format] = &[
    Format { name: "age_file", recognise: age::recognise_file },
    Format { name: "age_keys", recognise: |bytes| text(bytes).and_then(age::recognise_keys) },
    Format { name: "anoncreds", recognise: |bytes| in_json(bytes, anoncreds::recognise) },
    Format { name: "cms", recognise: |bytes| cms::recognise(bytes, true) },
    Format { name: "cms_mail", recognise: |bytes| text(bytes).and_then(cms::recognise_mail) },
    Format { name: "der_certificate", recognise: x509::recognise },
    Format { name: "der_key", recognise: |bytes| keys::recognise(bytes, Kind::DerKey) },
    Format { name: "electrum", recognise: |bytes| in_json(bytes, electrum::recognise) },
    Format { name: "electrum_changed", recognise: |bytes| text(bytes).and_then(electrum::recognise_changed) },
    Format { name: "electrum_encrypted", recognise: |bytes| text(bytes).and_then(electrum::recognise_encrypted) },
    Format { name: "ethereum", recognise: |bytes| in_json(bytes, ethereum::recognise) },
    Format { name: "gnupg", recognise: |bytes| gnupg::recognise(bytes, bytes.len() as u64) },
    Format { name: "gnupg_lines", recognise: gnupg::recognise_lines },
    Format { name: "jose", recognise: |bytes| in_json(bytes, jose::recognise) },
    Format { name: "jwe", recognise: |bytes| text(bytes).and_then(|text| jwe::recognise_compact(text, true)) },
    Format { name: "jwe_json", recognise: |bytes| in_json(bytes, jwe::recognise_json) },
    Format { name: "kdbx", recognise: kdbx::recognise },
    Format { name: "keystore", recognise: keystore::recognise },
    Format { name: "lines", recognise: |bytes| text(bytes).and_then(lines::recognise) },
    Format { name: "mdoc", recognise: mdoc::recognise },
    Format { name: "mdoc_text", recognise: |bytes| text(bytes).and_then(mdoc::recognise_text) },
    Format { name: "openssh_private", recognise: openssh::recognise_private },
    Format { name: "openssh_public", recognise: |bytes| text(bytes).and_then(openssh::recognise_public) },
    Format { name: "otp", recognise: |bytes| text(bytes).and_then(otp::recognise) },
    Format { name: "passwords", recognise: |bytes| in_json(bytes, passwords::recognise) },
    Format { name: "pem", recognise: |bytes| text(bytes).and_then(pem::recognise) },
    Format { name: "pgp", recognise: |bytes| pgp::recognise(bytes, true) },
    Format { name: "pgp_armor", recognise: |bytes| text(bytes).and_then(|text| pgp::recognise_text(text, true)) },
    Format { name: "pgp_explained", recognise: |bytes| text(bytes).and_then(pgp::recognise_explained) },
    Format { name: "pgp_start", recognise: |bytes| pgp::recognise(bytes, false) },
    Format { name: "pkcs12", recognise: pkcs12::recognise },
    Format { name: "signify", recognise: |bytes| text(bytes).and_then(signify::recognise) },
    Format { name: "softhsm", recognise: softhsm::recognise },
    Format { name: "token", recognise: |bytes| text(bytes).and_then(token::recognise) },
    Format { name: "w3c", recognise: |bytes| in_json(bytes, w3c::recognise) },
    Format { name: "whole", recognise: |bytes| Some(recognise(bytes, bytes.len() as u64)) },
    Format { name: "wireguard", recognise: |bytes| text(bytes).and_then(wireguard::recognise) },
    Format { name: "words", recognise: |bytes| text(bytes).and_then(words::recognise) },
];

fn in_json(bytes: &[u8], recognise: fn(&json::Json) -> Option<ItemInfo>) -> Option<ItemInfo> {
    recognise(&json::parse(text(bytes)?)?.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_fuzz_target() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for format in FORMATS {
            let name = format.name;
            assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in the manifest");
            let target = std::fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).unwrap();
            assert!(target.contains(&format!("dlocker_fuzz::check(\"{name}\"")), "{name} checks something else");
        }
        let targets = std::fs::read_dir(folder.join("fuzz_targets")).unwrap().count();
        // And one for the databases, which SQLite opens, and one for the credentials that the bank looks at.
        assert!(manifest.contains("path = \"fuzz_targets/database.rs\""));
        assert!(manifest.contains("path = \"fuzz_targets/evidence.rs\""));
        assert_eq!(targets, FORMATS.len() + 2);
    }
}
