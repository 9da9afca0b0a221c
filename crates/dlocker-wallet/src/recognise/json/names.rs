//! Which members of an object are kept, noted, or passed over.

use std::fmt;

use serde::de::{Deserializer, Visitor};

/// Members whose values are kept.
const KEPT: [&str; 52] = [
    "@context",
    "Crypto",
    "accounts",
    "address",
    "alg",
    "cnf",
    "cred_def_id",
    "credentialSubject",
    "crv",
    "crypto",
    "cryptosuite",
    "enc",
    "encrypted",
    "exp",
    "expirationDate",
    "exporterDisplayName",
    "exporterRpId",
    "header",
    "id",
    "iss",
    "issuer",
    "issuerId",
    "jwk",
    "keys",
    "kid",
    "kty",
    "n",
    "name",
    "passwordProtected",
    "proof",
    "protected",
    "pub",
    "pubkey",
    "recipients",
    "schemaId",
    "schema_id",
    "seed_version",
    "sub",
    "tag",
    "title",
    "typ",
    "type",
    "use_encryption",
    "validUntil",
    "value",
    "vc",
    "vct",
    "version",
    "wallet_type",
    "x",
    "y",
    "cipher",
];
/// Members of which only that they are there is kept.
const NOTED: [&str; 23] = [
    "attrNames",
    "checksum",
    "ciphertext",
    "collections",
    "data",
    "e",
    "encKeyValidation_DO_NOT_EDIT",
    "encrypted_key",
    "folders",
    "items",
    "iv",
    "kdf",
    "keystore",
    "mac",
    "primary",
    "r_key",
    "signature",
    "signature_correctness_proof",
    "timestamp",
    "username",
    "values",
    "witness",
    "rev_reg",
];
/// The same for secrets: their values are not even read.
const PRESENT: [&str; 5] = ["d", "k", "priv", "p_key", "seed"];
/// Names of a link secret, noted where the value is one: `ms` is also milliseconds, and the name of a package.
const LINK_SECRET: [&str; 4] = ["ms", "link_secret", "linkSecret", "linkSecretValue"];
/// Members that hold a private key whatever object they are in.
const SECRET: [&str; 5] =
    ["privateKeyJwk", "privateKeyBase58", "privateKeyMultibase", "secretKeyMultibase", "privateKeyHex"];

/// The name of a member, told apart without keeping it.
pub(super) enum Name {
    Kept(&'static str),
    Present(&'static str),
    Noted(&'static str),
    LinkSecret(&'static str),
    Secret,
    Other,
}

impl<'de> serde::Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Name, D::Error> {
        input.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        let among = |list: &[&'static str]| list.iter().find(|known| **known == name).copied();
        let present = || among(&PRESENT).map(Name::Present);
        let link = || among(&LINK_SECRET).map(Name::LinkSecret);
        let secret = || among(&SECRET).map(|_| Name::Secret);
        let kept = among(&KEPT).map(Name::Kept).or_else(|| among(&NOTED).map(Name::Noted));
        Ok(kept.or_else(present).or_else(link).or_else(secret).unwrap_or(Name::Other))
    }
}
