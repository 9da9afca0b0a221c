//! mdocs, as an issuer and a wallet make them, each part open to change.

use coset::cbor::value::Value;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{Digest, PublicKey};

use super::{Authority, CLIENT, NONCE, RESPONSE_URI, holder, key};

pub(crate) const DOC_TYPE: &str = "org.iso.18013.5.1.mDL";
pub(crate) const NAME_SPACE: &str = "org.iso.18013.5.1";

pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    coset::cbor::ser::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// `#6.24(bstr .cbor value)`.
pub(crate) fn embed(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(encode(value))))
}

pub(crate) fn map(members: Vec<(&str, Value)>) -> Value {
    Value::Map(members.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

pub(crate) fn date(text: &str) -> Value {
    Value::Tag(0, Box::new(Value::from(text)))
}

/// A map with one member set, or taken away.
pub(crate) fn with(map: &Value, member: &str, change: Option<Value>) -> Value {
    let mut members = map.as_map().unwrap().clone();
    members.retain(|(name, _)| name.as_text() != Some(member));
    members.extend(change.map(|to| (Value::from(member), to)));
    Value::Map(members)
}

pub(crate) fn item(id: u64, name: &str, value: Value) -> Value {
    map(vec![
        ("digestID", Value::from(id)),
        ("random", Value::Bytes(vec![u8::try_from(id).unwrap(); 24])),
        ("elementIdentifier", Value::from(name)),
        ("elementValue", value),
    ])
}

pub(crate) fn cose_key(key: &PublicKey) -> Value {
    let (x, y) = key.coordinates();
    let number = |n: i64, value: Value| (Value::from(n), value);
    Value::Map(vec![
        number(1, Value::from(2)),
        number(-1, Value::from(1)),
        number(-2, Value::Bytes(x.to_vec())),
        number(-3, Value::Bytes(y.to_vec())),
    ])
}

/// An mdoc and its presentation before anything is signed.
#[derive(Clone)]
pub(crate) struct Mdoc {
    pub(crate) doc_type: String,
    /// Items that are disclosed.
    pub(crate) items: Vec<Value>,
    /// Items that the issuer signed.
    pub(crate) issued: Vec<Value>,
    pub(crate) mso: Value,
    pub(crate) protected: Value,
    pub(crate) chain: Value,
    pub(crate) occasion: (String, String, Option<[u8; 32]>, String),
    pub(crate) device_elements: Value,
    pub(crate) device_auth: Option<Value>,
    issuer: u8,
    holder: u8,
}

fn es256() -> Value {
    Value::Map(vec![(Value::from(1), Value::from(-7))])
}

impl Mdoc {
    /// An honest one: name and birth date are disclosed, the number is kept back.
    pub(crate) fn honest(authority: &Authority) -> Self {
        let issued = vec![
            item(0, "family_name", Value::from("Möbius")),
            item(1, "birth_date", Value::Tag(1004, Box::new(Value::from("1790-11-17")))),
            item(2, "document_number", Value::from("17")),
        ];
        let mso = map(vec![
            ("version", Value::from("1.0")),
            ("digestAlgorithm", Value::from("SHA-256")),
            ("valueDigests", map(vec![(NAME_SPACE, digests(&issued))])),
            ("deviceKeyInfo", map(vec![("deviceKey", cose_key(&holder().public_key()))])),
            ("docType", Value::from(DOC_TYPE)),
            (
                "validityInfo",
                map(vec![
                    ("signed", date("2025-11-12T00:00:00Z")),
                    ("validFrom", date("2025-11-12T00:00:00Z")),
                    ("validUntil", date("2025-11-14T00:00:00Z")),
                ]),
            ),
        ]);
        Self {
            doc_type: DOC_TYPE.to_owned(),
            items: issued[..2].to_vec(),
            issued,
            mso,
            protected: es256(),
            chain: Value::Bytes(authority.leaf(&key(0x31))),
            occasion: (CLIENT.to_owned(), NONCE.to_owned(), None, RESPONSE_URI.to_owned()),
            device_elements: Value::Map(vec![]),
            device_auth: None,
            issuer: 0x31,
            holder: 0x0a,
        }
    }

    pub(crate) fn signed_by(mut self, issuer: u8) -> Self {
        self.issuer = issuer;
        self
    }

    pub(crate) fn presented_by(mut self, holder: u8) -> Self {
        self.holder = holder;
        self
    }

    /// With a member of the security object set, or taken away.
    pub(crate) fn mso(mut self, name: &str, to: Option<Value>) -> Self {
        self.mso = with(&self.mso, name, to);
        self
    }

    pub(crate) fn issuer_auth(&self) -> Value {
        let payload = encode(&embed(&self.mso));
        let unprotected = Value::Map(vec![(Value::from(33), self.chain.clone())]);
        sign1(&self.protected, unprotected, Some(payload.clone()), &payload, self.issuer)
    }

    pub(crate) fn device_auth(&self) -> Value {
        let elements = embed(&self.device_elements);
        let (client, nonce, thumbprint, uri) = &self.occasion;
        let thumbprint = thumbprint.map_or(Value::Null, |digest| Value::Bytes(digest.to_vec()));
        let info = encode(&Value::Array(vec![
            Value::from(client.as_str()),
            Value::from(nonce.as_str()),
            thumbprint,
            Value::from(uri.as_str()),
        ]));
        let handover = vec![Value::from("OpenID4VPHandover"), Value::Bytes(Digest::plain(&info).as_bytes().to_vec())];
        let transcript = Value::Array(vec![Value::Null, Value::Null, Value::Array(handover)]);
        let doc_type = Value::from(self.doc_type.as_str());
        let signed = Value::Array(vec![Value::from("DeviceAuthentication"), transcript, doc_type, elements]);
        let signed = encode(&embed(&signed));
        map(vec![("deviceSignature", sign1(&es256(), Value::Map(vec![]), None, &signed, self.holder))])
    }

    /// The document as it is presented.
    pub(crate) fn document(&self) -> Value {
        let items = self.items.iter().map(embed).collect();
        let issuer =
            map(vec![("nameSpaces", map(vec![(NAME_SPACE, Value::Array(items))])), ("issuerAuth", self.issuer_auth())]);
        let device = map(vec![
            ("nameSpaces", embed(&self.device_elements)),
            ("deviceAuth", self.device_auth.clone().unwrap_or_else(|| self.device_auth())),
        ]);
        map(vec![("docType", Value::from(self.doc_type.as_str())), ("issuerSigned", issuer), ("deviceSigned", device)])
    }

    pub(crate) fn present(&self) -> String {
        response(vec![self.document()])
    }
}

/// Digests of items by their ids.
pub(crate) fn digests(items: &[Value]) -> Value {
    let digest = |item: &Value| Value::Bytes(Digest::plain(&encode(&embed(item))).as_bytes().to_vec());
    Value::Map(items.iter().map(|item| (item.as_map().unwrap()[0].1.clone(), digest(item))).collect())
}

/// base64url of a response with these documents.
pub(crate) fn response(documents: Vec<Value>) -> String {
    to_base64url(&encode(&response_map(documents)))
}

pub(crate) fn response_map(documents: Vec<Value>) -> Value {
    map(vec![("version", Value::from("1.0")), ("documents", Value::Array(documents)), ("status", Value::from(0))])
}

/// A `COSE_Sign1` with this payload in it, signed over `signed`.
pub(crate) fn sign1(protected: &Value, unprotected: Value, payload: Option<Vec<u8>>, signed: &[u8], by: u8) -> Value {
    // Bytes are taken as they are: a header that was encoded otherwise.
    let protected = Value::Bytes(protected.as_bytes().cloned().unwrap_or_else(|| encode(protected)));
    let structure = Value::Array(vec![
        Value::from("Signature1"),
        protected.clone(),
        Value::Bytes(vec![]),
        Value::Bytes(signed.to_vec()),
    ]);
    let signature = key(by).sign(&encode(&structure));
    let payload = payload.map_or(Value::Null, Value::Bytes);
    Value::Array(vec![protected, unprotected, payload, Value::Bytes(signature.as_bytes().to_vec())])
}
