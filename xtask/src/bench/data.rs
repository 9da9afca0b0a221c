//! Data sets: what people have in wallets, made up from a seed, so that every run has the same.
//!
//! What compression and deduplication make of a wallet depends on its entropy. A credential here holds about 450 random bytes (a key, a
//! signature, an id, digests of salted claims) in the words and structure that it shares with every other of its kind; names, places and
//! dates are drawn from lists, as they would be. By that the solid `tar | zstd -3 | age` stores 0.44 of what restic does.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// How many credentials there are.
pub(super) const CREDENTIALS: u64 = 20_000;
/// In folders of this many.
const FOLDER: u64 = 500;

/// Random numbers that are the same for the same seed: SplitMix64.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap_or_default()]
    }

    /// `bytes` random bytes as base64url.
    fn base64(&mut self, bytes: usize) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..(bytes * 4).div_ceil(3)).map(|_| char::from(ALPHABET[(self.next() >> 58) as usize])).collect()
    }

    /// `bytes` random bytes as hexadecimal digits.
    fn hex(&mut self, bytes: usize) -> String {
        (0..bytes * 2).map(|_| char::from(b"0123456789abcdef"[(self.next() >> 60) as usize])).collect()
    }
}

/// A file of `mebibytes` that does not compress.
pub(super) fn random_file(path: &Path, mebibytes: u64, seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(|e| e.to_string())?);
    for _ in 0..mebibytes << 17 {
        file.write_all(&random.next().to_le_bytes()).map_err(|e| e.to_string())?;
    }
    file.into_inner().map_err(|e| e.to_string())?.sync_all().map_err(|e| e.to_string())
}

/// 20,000 credentials of about 1.75 kB each in folders of 500, no two alike.
pub(super) fn credentials(folder: &Path) -> Result<(), String> {
    for n in 0..CREDENTIALS {
        if n % FOLDER == 0 {
            fs::create_dir_all(folder.join(format!("{:03}", n / FOLDER))).map_err(|e| e.to_string())?;
        }
        write_credential(folder, n, n)?;
    }
    Ok(())
}

/// Reissues one credential in a hundred: another id, other dates, another signature.
pub(super) fn change_one_percent(folder: &Path, round: u64) -> Result<(), String> {
    (round % 100..CREDENTIALS).step_by(100).try_for_each(|n| write_credential(folder, n, n + (round + 1) * CREDENTIALS))
}

fn write_credential(folder: &Path, n: u64, seed: u64) -> Result<(), String> {
    let path = folder.join(format!("{:03}/{n:05}.json", n / FOLDER));
    fs::write(path, credential(n, &mut Random::new(seed))).map_err(|e| e.to_string())
}

const GIVEN: [&str; 16] = [
    "Ada", "Bela", "Chen", "Dilek", "Emre", "Fatou", "Goran", "Hana", "Ines", "Jonas", "Keiko", "Luca", "Mei", "Noor",
    "Olga", "Pavel",
];
const FAMILY: [&str; 16] = [
    "Andersson",
    "Bianchi",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Horvat",
    "Ivanova",
    "Jansen",
    "Kaya",
    "Laine",
    "Moreau",
    "Nowak",
    "Okafor",
    "Petrov",
];
const KINDS: [&str; 6] = ["Degree", "Membership", "Residence", "Insurance", "Employment", "Vaccination"];
const PLACES: [&str; 8] = ["Lisbon", "Ljubljana", "Malmo", "Ghent", "Porto", "Riga", "Seville", "Tartu"];

fn credential(n: u64, random: &mut Random) -> String {
    let kind = random.of(&KINDS);
    let issuer = random.below(40);
    let (given, family, place) = (random.of(&GIVEN), random.of(&FAMILY), random.of(&PLACES));
    let (day, month, year) = (random.below(28) + 1, random.below(12) + 1, random.below(8) + 2018);
    let (id, holder, digests) = (random.hex(16), random.base64(32), digests(random));
    let (number, status, proof) = (random.below(10_000_000), random.below(131_072), random.base64(64));
    format!(
        r#"{{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/examples/v2",
    "https://issuer{issuer:02}.example/contexts/{kind}/v3.jsonld"
  ],
  "id": "urn:uuid:{id}",
  "type": ["VerifiableCredential", "{kind}Credential"],
  "issuer": {{ "id": "did:web:issuer{issuer:02}.example", "name": "Office number {issuer} for {kind} of {place}" }},
  "validFrom": "{year}-{month:02}-{day:02}T08:00:00Z",
  "validUntil": "{}-{month:02}-{day:02}T08:00:00Z",
  "credentialStatus": {{
    "id": "https://issuer{issuer:02}.example/status/3#{status}",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "{status}"
  }},
  "credentialSubject": {{
    "id": "did:key:z{holder}",
    "givenName": "{given}",
    "familyName": "{family}",
    "memberNumber": {number},
    "placeOfBirth": "{place}",
    "_sd": [
      "{digests}"
    ],
    "_sd_alg": "sha-256"
  }},
  "proof": {{
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-rdfc-2019",
    "created": "{year}-{month:02}-{day:02}T08:00:{:02}Z",
    "verificationMethod": "did:web:issuer{issuer:02}.example#key-1",
    "proofPurpose": "assertionMethod",
    "proofValue": "z{proof}"
  }}
}}
"#,
        year + 10,
        n % 60
    )
}

/// Digests of 10 claims.
fn digests(random: &mut Random) -> String {
    (0..10).map(|_| random.base64(32)).collect::<Vec<_>>().join("\",\n      \"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_credential_and_its_length_is_that_of_the_issue() {
        let one = credential(7, &mut Random::new(7));
        assert_eq!(one, credential(7, &mut Random::new(7)));
        assert_ne!(one, credential(8, &mut Random::new(8)));
        assert!(serde_json::from_str::<serde_json::Value>(&one).is_ok());
        let lengths: usize = (0..100).map(|n| credential(n, &mut Random::new(n)).len()).sum();
        assert!((1_600..2_000).contains(&(lengths / 100)), "{}", lengths / 100);
    }
}
