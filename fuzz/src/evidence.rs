//! What must hold for whatever somebody presents.

use std::sync::LazyLock;

use dlocker_evidence::jwe::ResponseKey;
use dlocker_evidence::presentation::{Awaited, NotTaken, parse_of_kind};
use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_evidence::{Fetched, Format, Occasion, needed, verify};
use dlocker_protocol::Timestamp;
use dlocker_protocol::encoded::to_base64url;
use serde_json::Value;
use zeroize::Zeroizing;

/// Good presentations, and what believes them.
const VECTORS: [&str; 4] = [
    include_str!("../../spec/vectors/evidence/sd_jwt.json"),
    include_str!("../../spec/vectors/evidence/sd_jwt_nested.json"),
    include_str!("../../spec/vectors/evidence/jwt_vc.json"),
    include_str!("../../spec/vectors/evidence/mdoc.json"),
];

/// Good encrypted answers, to the key whose bytes are all `0x61`.
const ANSWERS: [&str; 2] =
    [include_str!("../../spec/vectors/jwe/a128gcm.json"), include_str!("../../spec/vectors/jwe/a256gcm.json")];

/// What stands in them.
static SAID: LazyLock<Vec<String>> = LazyLock::new(|| {
    let gives = |text: &str| serde_json::from_str::<Value>(text).expect("a vector")["gives"].as_str().expect("a text").to_owned();
    ANSWERS.iter().map(|text| gives(text)).collect()
});

static KEY: LazyLock<ResponseKey> =
    LazyLock::new(|| ResponseKey::from_bytes(&Zeroizing::new([0x61; 32])).expect("a scalar"));

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

/// Gives an input as the whole body of an answer, plain and encrypted, and as a JWE alone. Nothing opens but what the vectors have.
fn answer(input: &[u8]) {
    let state = "state of the request";
    for key in [None, Some(&*KEY)] {
        let parsed = parse_of_kind(input, Awaited { state, key }, "national-id");
        let seen = input.windows(b"state".len()).any(|part| part == b"state");
        let encoded = input.contains(&b'%') || input.windows(b"response".len()).any(|part| part == b"response");
        assert!(seen || encoded || matches!(parsed, Err(NotTaken::Unproven(_))), "taken from who has no state");
    }
    if let Some(opened) = core::str::from_utf8(input).ok().and_then(|text| KEY.open(text).ok()) {
        assert!(SAID.iter().any(|said| said.as_bytes() == opened.as_slice()), "what nobody encrypted was opened");
    }
}

/// Presents an input as each format: the texts as they are, an mdoc as the bytes that travel in base64url. No panic, and nothing is believed but what the
/// vectors have. The same for the answer of a wallet around it.
pub fn check(input: &[u8]) {
    answer(input);
    for good in GOOD.iter() {
        match (good.format, core::str::from_utf8(input)) {
            (Format::Mdoc, _) => good.check(&to_base64url(input)),
            (_, Ok(text)) => good.check(text),
            (_, Err(_)) => {}
        }
    }
}
