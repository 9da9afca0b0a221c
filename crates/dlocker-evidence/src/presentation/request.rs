//! The signed request (RFC 9101, OpenID4VP 1.0, sections 5 and 5.9).

use base64ct::{Base64, Encoding as _};
use dlocker_identity::jws;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{Digest, Signature, Timestamp};
use serde_json::{Value, json};

use crate::jwe::CONTENT_ENCRYPTION;

/// Who the verifier is, by which its signature is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientId {
    /// A DNS name in the first certificate of the chain, each in DER.
    X509SanDns {
        /// The name.
        name: String,
        /// The chain, leaf first, without the anchor.
        chain: Vec<Vec<u8>>,
    },
    /// The SHA-256 of the first certificate of the chain, each in DER.
    X509Hash {
        /// The chain, leaf first, without the anchor.
        chain: Vec<Vec<u8>>,
    },
    /// A DID, with the key in its document.
    Did {
        /// The DID.
        did: String,
        /// The fragment of the key in it, `#` included.
        key: String,
    },
}

impl ClientId {
    /// The full client identifier with its prefix.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::X509SanDns { name, .. } => format!("x509_san_dns:{name}"),
            Self::X509Hash { chain } => {
                let leaf = chain.first().map(Vec::as_slice).unwrap_or_default();
                format!("x509_hash:{}", to_base64url(Digest::plain(leaf).as_bytes()))
            }
            Self::Did { did, .. } => format!("decentralized_identifier:{did}"),
        }
    }

    fn header(&self) -> Value {
        let mut header = json!({ "alg": jws::ES256, "typ": "oauth-authz-req+jwt" });
        match self {
            Self::X509SanDns { chain, .. } | Self::X509Hash { chain } => {
                // With padding (RFC 7515, section 4.1.6).
                let chain: Vec<String> = chain.iter().map(|one| Base64::encode_string(one)).collect();
                header["x5c"] = json!(chain);
            }
            Self::Did { did, key } => header["kid"] = json!(format!("{did}{key}")),
        }
        header
    }
}

/// What is asked of a wallet.
#[derive(Debug, Clone)]
pub struct RequestObject<'a> {
    /// Who asks.
    pub client: &'a ClientId,
    /// Where the answer is posted.
    pub response_uri: &'a str,
    /// See [`nonce`](crate::nonce()).
    pub nonce: &'a str,
    /// Comes back with the answer.
    pub state: &'a str,
    /// See [`query`](super::query).
    pub query: Value,
    /// See [`transaction_data`](super::transaction_data); none where the nonce says enough.
    pub transaction_data: Option<&'a str>,
    /// The key that the answer is encrypted to ([`ResponseKey::jwk`](crate::jwe::ResponseKey::jwk)); none where it comes plain.
    pub encrypt_to: Option<Value>,
    /// When it is made.
    pub now: Timestamp,
    /// When it is over.
    pub expires: Timestamp,
}

impl RequestObject<'_> {
    /// The JWT, signed by `sign` with the key that the client identifier stands for (ES256, 64 bytes). `wallet_nonce` comes back as the wallet gave it.
    ///
    /// # Errors
    /// What `sign` returns.
    pub fn sign<E>(
        &self,
        wallet_nonce: Option<&str>,
        sign: impl FnOnce(&[u8]) -> Result<Signature, E>,
    ) -> Result<String, E> {
        let mut payload = json!({
            "aud": "https://self-issued.me/v2",
            "iat": self.now.seconds(),
            "exp": self.expires.seconds(),
            "client_id": self.client.text(),
            "response_type": "vp_token",
            "response_mode": if self.encrypt_to.is_some() { "direct_post.jwt" } else { "direct_post" },
            "response_uri": self.response_uri,
            "nonce": self.nonce,
            "state": self.state,
            "dcql_query": self.query,
            "client_metadata": self.metadata(),
        });
        if let Some(data) = self.transaction_data {
            payload["transaction_data"] = json!([data]);
        }
        if let Some(nonce) = wallet_nonce {
            payload["wallet_nonce"] = json!(nonce);
        }
        let input = jws::signing_input(&self.client.header(), &payload);
        let signature = sign(input.as_bytes())?;
        Ok(jws::compact(&input, &signature))
    }

    /// What the verifier understands, and where answers are encrypted, to which key and how (OpenID4VP 1.0, sections 5.1 and 8.3).
    fn metadata(&self) -> Value {
        let mut metadata = json!({ "vp_formats_supported": formats() });
        if let Some(key) = &self.encrypt_to {
            metadata["jwks"] = json!({ "keys": [key] });
            metadata["encrypted_response_enc_values_supported"] = json!(CONTENT_ENCRYPTION);
        }
        metadata
    }
}

fn formats() -> Value {
    json!({
        "dc+sd-jwt": { "sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"] },
        "jwt_vc_json": { "alg_values": ["ES256"] },
        "mso_mdoc": { "issuerauth_alg_values": [-7], "deviceauth_alg_values": [-7] },
    })
}

/// The link that a wallet opens, and that is shown as a QR code.
#[must_use]
pub fn link(client: &ClientId, request_uri: &str) -> String {
    format!("openid4vp://?client_id={}&request_uri={}", escaped(&client.text()), escaped(request_uri))
}

/// Percent-encoded for a query (RFC 3986, section 3.4).
fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let one = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dlocker_protocol::encoded::from_base64url;
    use dlocker_protocol::signature::SigningKey;

    use zeroize::Zeroizing;

    use super::*;
    use crate::jwe::ResponseKey;
    use crate::presentation::{kit::trust, query};

    fn signed(client: &ClientId, wallet_nonce: Option<&str>) -> (Value, Value, bool) {
        signed_for(client, wallet_nonce, None)
    }

    fn signed_for(client: &ClientId, wallet_nonce: Option<&str>, encrypt_to: Option<Value>) -> (Value, Value, bool) {
        let key = SigningKey::from_bytes(&[7; 32]).unwrap();
        let now = Timestamp::from_millis(1_800_000_000_000);
        let object = RequestObject {
            client,
            response_uri: "https://bank.example/openid4vp/responses/presentation-a",
            nonce: "n",
            state: "presentation-a",
            query: query(&trust()),
            transaction_data: Some("e30"),
            encrypt_to,
            now,
            expires: now.plus_millis(600_000),
        };
        let jwt = object.sign(wallet_nonce, |message| Ok::<_, ()>(key.sign(message))).unwrap();
        let parts: Vec<&str> = jwt.split('.').collect();
        let read = |part: &str| serde_json::from_slice(&from_base64url(part).unwrap()).unwrap();
        let is_ours = jws::split(&jwt, "request").unwrap().is_by(&key.public_key());
        (read(parts[0]), read(parts[1]), is_ours)
    }

    #[test]
    fn each_prefix_names_the_key_in_its_own_place() {
        let chain = vec![b"leaf".to_vec(), b"between".to_vec()];
        let dns = ClientId::X509SanDns { name: "bank.example".into(), chain: chain.clone() };
        let (header, payload, is_ours) = signed(&dns, None);
        assert!(is_ours);
        assert_eq!(
            header,
            json!({ "alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": ["bGVhZg==", "YmV0d2Vlbg=="] })
        );
        assert_eq!(payload["client_id"], "x509_san_dns:bank.example");
        let hash = ClientId::X509Hash { chain };
        let expected = format!("x509_hash:{}", to_base64url(Digest::plain(b"leaf").as_bytes()));
        assert_eq!(signed(&hash, None).1["client_id"], expected.as_str());
        let did = ClientId::Did { did: "did:web:bank.example".into(), key: "#issuer".into() };
        let (header, payload, _) = signed(&did, None);
        assert_eq!(header["kid"], "did:web:bank.example#issuer");
        assert_eq!(payload["client_id"], "decentralized_identifier:did:web:bank.example");
    }

    #[test]
    fn a_request_says_where_the_answer_goes_for_how_long_and_what_it_is_for() {
        let did = ClientId::Did { did: "did:web:bank.example".into(), key: "#issuer".into() };
        let (_, payload, _) = signed(&did, Some("wallet's own"));
        for (member, value) in [
            ("aud", json!("https://self-issued.me/v2")),
            ("response_type", json!("vp_token")),
            ("response_mode", json!("direct_post")),
            ("response_uri", json!("https://bank.example/openid4vp/responses/presentation-a")),
            ("nonce", json!("n")),
            ("state", json!("presentation-a")),
            ("transaction_data", json!(["e30"])),
            ("wallet_nonce", json!("wallet's own")),
            ("iat", json!(1_800_000_000)),
            ("exp", json!(1_800_000_600)),
        ] {
            assert_eq!(payload[member], value, "{member}");
        }
        assert!(payload.get("iss").is_none(), "the client identifier is who asks");
        assert!(signed(&did, None).1.get("wallet_nonce").is_none());
    }

    #[test]
    fn a_request_for_an_encrypted_answer_names_its_key_and_how_and_a_plain_one_names_neither() {
        let did = ClientId::Did { did: "did:web:bank.example".into(), key: "#issuer".into() };
        let key = ResponseKey::from_bytes(&Zeroizing::new([0x61; 32])).unwrap();
        let (_, payload, _) = signed_for(&did, None, Some(key.jwk()));
        assert_eq!(payload["response_mode"], "direct_post.jwt");
        let expected = json!([{
            "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES",
            "x": "mi-feZen-rJFPAAri9wI_kyLYiHOaJ93HA7pBn4OA5M", "y": "JvWqGL4-c2W41cwAMUxo2JiS6l7KgeVv7-DFmqLxMm4", "kid": "AyO8DlDKpy5wD7nM_Tae6JFnlCidsSUrkf9rL94Vll0",
        }]);
        assert_eq!(payload["client_metadata"]["jwks"]["keys"], expected);
        let enc = &payload["client_metadata"]["encrypted_response_enc_values_supported"];
        assert_eq!(*enc, json!(["A128GCM", "A256GCM"]));
        assert!(payload["client_metadata"]["vp_formats_supported"].is_object());
        let (_, plain, _) = signed(&did, None);
        let metadata = plain["client_metadata"].as_object().unwrap();
        assert_eq!(metadata.keys().collect::<Vec<_>>(), ["vp_formats_supported"]);
    }

    #[test]
    fn a_link_has_both_parts_escaped() {
        let client = ClientId::X509SanDns { name: "bank.example".into(), chain: Vec::new() };
        assert_eq!(
            link(&client, "https://bank.example/r/1?a=b"),
            "openid4vp://?client_id=x509_san_dns%3Abank.example&request_uri=https%3A%2F%2Fbank.example%2Fr%2F1%3Fa%3Db"
        );
    }
}
