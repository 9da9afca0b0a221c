//! A small wallet, and many small credentials.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::KeyRing;

/// A wallet such as a person has: keys, an identity, a few credentials, a note.
pub fn small_wallet(folder: &Path) {
    KeyRing::make(&folder.join("keys"));
    let files = [
        ("credentials/degree.json", W3C_VC),
        ("credentials/identity.sd-jwt", SD_JWT_VC),
        ("credentials/login.jwt", JWT),
        ("credentials/signing.jwk", JWK),
        ("notes/read me.txt", "The landlord has the spare key.\n"),
    ];
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }
}

/// `count` credentials of about 1.7 kB each in folders of 500, no two alike; `round` changes every one of them.
pub fn credentials(folder: &Path, count: usize, round: usize) {
    for n in 0..count {
        let sub = folder.join(format!("{:03}", n / 500));
        if n % 500 == 0 {
            fs::create_dir_all(&sub).expect("the folder can be made");
        }
        fs::write(sub.join(format!("{n:05}.json")), credential(n, round)).expect("the file can be written");
    }
}

/// `len` bytes that do not compress, other ones for each `seed`.
#[must_use]
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).take(len.div_ceil(8)).flatten().take(len).collect()
}

fn credential(n: usize, round: usize) -> String {
    let seed = u64::try_from(n * 1000 + round).unwrap_or(u64::MAX);
    let proof: String = noise(320, seed).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential","MembershipCredential"],"issuer":"did:example:issuer{:03}","validUntil":"2031-01-01T00:00:00Z","credentialSubject":{{"id":"did:example:holder{n}","memberNumber":{n},"level":"gold","since":"20{:02}-05-01"}},"proof":{{"type":"DataIntegrityProof","cryptosuite":"ecdsa-rdfc-2019","proofValue":"{proof}"}}}}"#,
        n % 200,
        n % 25
    )
}

const W3C_VC: &str = r#"{
  "@context": ["https://www.w3.org/ns/credentials/v2"],
  "type": ["VerifiableCredential", "DegreeCredential"],
  "issuer": "did:web:university.example",
  "validUntil": "2035-06-30T00:00:00Z",
  "credentialSubject": { "id": "did:example:owner", "degree": "Master of Gardening" }
}
"#;

/// Header `{"alg":"ES256","typ":"JWT"}`, payload `{"iss":"https://login.example","sub":"owner","exp":2000000000}`, a signature of zeros.
const JWT: &str = concat!(
    "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.",
    "eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUiLCJzdWIiOiJvd25lciIsImV4cCI6MjAwMDAwMDAwMH0.",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
);

/// Header `{"alg":"ES256","typ":"dc+sd-jwt"}`, payload `{"iss":"https://id.example","vct":"urn:example:identity","exp":2000000000,"_sd_alg":"sha-256"}`.
const SD_JWT_VC: &str = concat!(
    "eyJhbGciOiJFUzI1NiIsInR5cCI6ImRjK3NkLWp3dCJ9.",
    "eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJ2Y3QiOiJ1cm46ZXhhbXBsZTppZGVudGl0eSIsImV4cCI6MjAwMDAwMDAwMCwiX3NkX2FsZyI6InNoYS0yNTYifQ.",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "~WyJzYWx0LXNhbHQtc2FsdCIsImdpdmVuX25hbWUiLCJBZGEiXQ~\n",
);

/// The private key of RFC 7517, appendix A.2.
const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"}
"#;
