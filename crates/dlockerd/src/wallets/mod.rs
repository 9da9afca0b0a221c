//! Wallets of other makers: what the bank asks them over OpenID4VP, who it says that it is, and what it looks up of issuers.

mod fetch;
mod verify;

use dlocker_bank::presentation::{For, PresentationRecord, ResponseMode, view};
use dlocker_custody::Custody;
use dlocker_evidence::jwe::ResponseKey;
use dlocker_evidence::presentation::{ClientId, RequestObject, link, query, query_of_kind};
use dlocker_evidence::trust::TrustList;
use dlocker_identity::{VCT, jwk};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::identity::PresentationView;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{PresentationId, PublicKey, Timestamp};
use dlocker_store::vault::Wanted;
use serde_json::{Value, json};

use crate::config::{ClientIdPrefix, WalletConfig};
use crate::issuer::Issuer;
use crate::server::StartError;
use fetch::Fetcher;

/// The id of the query for a Locker ID.
const OWN: &str = "locker-id";
/// Fragment of the issuer key in the bank's DID documents.
const KEY: &str = "#issuer";

/// Who the bank is to wallets.
pub struct Wallets {
    trust: TrustList,
    address: String,
    client: ClientId,
    mode: ResponseMode,
    fetcher: Fetcher,
}

impl Wallets {
    /// The bank as the settings name it; wallets reach it where its Locker IDs are issued.
    ///
    /// # Errors
    /// [`StartError::Misuse`] where the address has no name that the prefix wants, [`StartError::Machine`] where no connections can be made from here.
    pub(crate) fn new(
        trust: TrustList,
        settings: WalletConfig,
        issuer: &Issuer,
        custody: &dyn Custody,
    ) -> Result<Self, StartError> {
        let client = client(settings.client_id, issuer, &custody.issuer_key())?;
        // A wallet compares the name with the host that it answers to.
        let named = matches!(client, ClientId::X509SanDns { .. }).then(|| issuer.place.named_url()).flatten();
        let address = named.unwrap_or_else(|| issuer.url().to_owned());
        Ok(Self { trust, address, client, mode: settings.response_mode.into(), fetcher: Fetcher::new()? })
    }

    /// What wallets are asked.
    pub(crate) const fn wanted(&self) -> Wanted<'_> {
        Wanted { trust: &self.trust, mode: self.mode }
    }

    /// A request as the device sees it that asked.
    pub(crate) fn view(&self, record: &PresentationRecord, now: Timestamp) -> PresentationView {
        let at = format!("{}/openid4vp/requests/{}", self.address, record.id);
        view(record, link(&self.client, &at), now)
    }

    fn response_uri(&self, id: PresentationId) -> String {
        format!("{}/openid4vp/responses/{id}", self.address)
    }

    /// The signed request object.
    ///
    /// # Errors
    /// `internal` if custody cannot sign.
    pub(crate) fn request(
        &self,
        record: &PresentationRecord,
        (state, key, wallet_nonce): (&str, Option<&ResponseKey>, Option<&str>),
        custody: &dyn Custody,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let request = RequestObject {
            client: &self.client,
            response_uri: &self.response_uri(record.id),
            nonce: &record.nonce,
            state,
            query: if record.purpose == For::Admission { query_of_kind(OWN, VCT) } else { query(&self.trust) },
            transaction_data: record.data.as_deref(),
            encrypt_to: key.map(ResponseKey::jwk),
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

/// By its name, where it has one and is reached by TLS, else by its certificate; or as the settings say.
fn client(prefix: Option<ClientIdPrefix>, issuer: &Issuer, key: &PublicKey) -> Result<ClientId, StartError> {
    let chain = issuer.chain.clone();
    let host = issuer.url().strip_prefix("https://");
    let usual = if host.is_some() && issuer.place.name().is_some() {
        ClientIdPrefix::X509SanDns
    } else {
        ClientIdPrefix::X509Hash
    };
    match prefix.unwrap_or(usual) {
        ClientIdPrefix::X509Hash => Ok(ClientId::X509Hash { chain }),
        ClientIdPrefix::X509SanDns => {
            let name = issuer.place.name().ok_or_else(|| {
                StartError::Misuse(
                    "identity.client_id is \"x509_san_dns\", and the bank's address has no DNS name: set public_url, or use \"x509_hash\"".into(),
                )
            })?;
            Ok(ClientId::X509SanDns { name: name.to_owned(), chain })
        }
        ClientIdPrefix::DecentralizedIdentifier => Ok(match host {
            Some(host) => ClientId::Did { did: format!("did:web:{}", did_path(host)), key: KEY.to_owned() },
            // Found by its key: a bank without TLS, say one that is being tried out.
            None => {
                let did = format!("did:jwk:{}", to_base64url(jwk(key).to_string().as_bytes()));
                ClientId::Did { did, key: "#0".to_owned() }
            }
        }),
    }
}

/// Host, port and path as did:web writes them.
fn did_path(host: &str) -> String {
    host.replace(':', "%3A").replace('/', ":")
}
