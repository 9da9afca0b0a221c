//! What must hold for whatever somebody presents.

use std::sync::LazyLock;

use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_evidence::{Fetched, Format, Occasion, needed, verify};
use dlocker_protocol::Timestamp;
use dlocker_protocol::encoded::to_base64url;
use serde_json::Value;

/// Good presentations, and what believes them.
const VECTORS: [&str; 4] = [
    include_str!("../../spec/vectors/evidence/sd_jwt.json"),
    include_str!("../../spec/vectors/evidence/sd_jwt_nested.json"),
    include_str!("../../spec/vectors/evidence/jwt_vc.json"),
    include_str!("../../spec/vectors/evidence/mdoc.json"),
];

struct Good {
    format: Format,
    file: Value,
    trust: TrustList,
    /// In hex.
    fingerprint: String,
}

static GOOD: LazyLock<Vec<Good>> = LazyLock::new(|| VECTORS.iter().map(|text| Good::read(text)).collect());

impl Good {
    fn read(text: &str) -> Self {
        let file: Value = serde_json::from_str(text).expect("a vector");
        let entries: Vec<EntrySettings> = serde_json::from_value(file["trust"].clone()).expect("entries");
        let pem = |name: &str| Ok(file["files"][name].as_str().unwrap_or_default().as_bytes().to_vec());
        let trust = TrustList::parse(&entries, pem).expect("a trust list");
        let format = serde_json::from_value(file["format"].clone()).expect("a format");
        let fingerprint = file["gives"]["fingerprint"].as_str().expect("a fingerprint").to_owned();
        Self { format, file, trust, fingerprint }
    }

    fn text(&self, member: &str) -> &str {
        self.file[member].as_str().expect("a text")
    }

    fn check(&self, presented: &str) {
        let occasion = Occasion {
            nonce: self.text("nonce"),
            client_id: self.text("client_id"),
            response_uri: self.text("response_uri"),
            encryption_thumbprint: None,
            transaction_data: &[],
            now: Timestamp::parse(self.text("now")).expect("a moment"),
        };
        let fetched = Fetched::default();
        let asked = needed(self.format, presented, &occasion, &self.trust, &fetched);
        if let Ok(verified) = verify(self.format, presented, &occasion, &self.trust, &fetched) {
            // Of an mdoc less may be shown than the holder meant to: its device does not sign which elements are. What is shown is still the issuer's.
            let fingerprint: String = verified.fingerprint.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(GOOD.iter().any(|good| good.fingerprint == fingerprint), "what nobody signed was believed");
            assert!(asked.is_ok_and(|needed| needed.is_empty()), "believed, and still asked for something");
        }
    }
}

/// Presents an input as each format: the texts as they are, an mdoc as the bytes that travel in base64url. No panic, and nothing is believed but what the
/// vectors have.
pub fn check(input: &[u8]) {
    for good in GOOD.iter() {
        match (good.format, core::str::from_utf8(input)) {
            (Format::Mdoc, _) => good.check(&to_base64url(input)),
            (_, Ok(text)) => good.check(text),
            (_, Err(_)) => {}
        }
    }
}
