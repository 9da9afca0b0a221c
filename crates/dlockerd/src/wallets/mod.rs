//! Wallets of other makers: what the bank asks them over OpenID4VP, who it says that it is, and what it looks up of issuers.

mod fetch;
mod verify;

use std::sync::Arc;

use dlocker_bank::presentation::{PresentationRecord, view};
use dlocker_custody::Custody;
use dlocker_evidence::presentation::{ClientId, RequestObject, link, query};
use dlocker_evidence::trust::TrustList;
use dlocker_identity::jwk;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{PresentationId, PublicKey, Timestamp};
use serde_json::{Value, json};

use crate::server::StartError;
use fetch::Fetcher;

/// Fragment of the issuer key in the bank's DID documents.
const KEY: &str = "#issuer";

/// Who the bank is to wallets.
pub struct Wallets {
    trust: TrustList,
    address: String,
    client: ClientId,
    fetcher: Fetcher,
}

impl Wallets {
    /// `address` is where wallets reach the bank: scheme, host and port, without a slash at the end.
    ///
    /// # Errors
    /// [`StartError::Machine`] where no connections can be made from here.
    pub(crate) fn new(trust: TrustList, address: String, custody: &Arc<dyn Custody>) -> Result<Self, StartError> {
        let client = client(&address, &custody.issuer_key());
        Ok(Self { trust, address, client, fetcher: Fetcher::new()? })
    }

    /// Who is believed for what.
    pub(crate) const fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// A request as the device sees it that asked.
    pub(crate) fn view(&self, record: &PresentationRecord, now: Timestamp) -> PresentationView {
        let at = format!("{}/oid4vp/requests/{}", self.address, record.id);
        view(record, link(&self.client, &at), now)
    }

    fn response_uri(&self, id: PresentationId) -> String {
        format!("{}/oid4vp/responses/{id}", self.address)
    }

    /// The signed request object.
    ///
    /// # Errors
    /// `internal` if custody cannot sign.
    pub(crate) fn request(
        &self,
        record: &PresentationRecord,
        wallet_nonce: Option<&str>,
        custody: &dyn Custody,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let request = RequestObject {
            client: &self.client,
            response_uri: &self.response_uri(record.id),
            nonce: &record.nonce,
            state: &record.id.to_string(),
            query: query(&self.trust),
            transaction_data: &record.data,
            now,
            expires: record.expires,
        };
        request.sign(wallet_nonce, |message| custody.sign_locker_id(message)).map_err(|error| {
            tracing::error!(%error, "a request to a wallet could not be signed");
            Problem::new(ProblemCode::Internal, "The request could not be signed. Nothing is lost: ask for a new one.")
        })
    }

    /// The bank's DID document, where it has a DID that is found by its address.
    pub(crate) fn did_document(&self, key: &PublicKey) -> Option<Value> {
        let ClientId::Did { did, .. } = &self.client else { return None };
        did.starts_with("did:web:").then(|| {
            let id = format!("{did}{KEY}");
            json!({
                "@context": ["https://www.w3.org/ns/did/v1"],
                "id": did,
                "verificationMethod": [{ "id": id, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk(key) }],
                "authentication": [id],
                "assertionMethod": [id],
            })
        })
    }
}

/// A bank that is reached by TLS is known by its address, any other by its key.
fn client(address: &str, key: &PublicKey) -> ClientId {
    match address.strip_prefix("https://") {
        Some(host) => ClientId::Did { did: format!("did:web:{}", host.replace(':', "%3A")), key: KEY.to_owned() },
        None => {
            let did = format!("did:jwk:{}", to_base64url(jwk(key).to_string().as_bytes()));
            ClientId::Did { did, key: "#0".to_owned() }
        }
    }
}
