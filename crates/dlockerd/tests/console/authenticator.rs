//! A software authenticator: the crate `passkey`, as a browser and its authenticator would speak.

use dlocker_protocol::Digest;
use dlocker_protocol::passkey::{Asserted, Assertion, NewCredential};
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::PasskeyOptions;
use passkey::authenticator::{Authenticator, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData};
use passkey::crypto::iana::Algorithm;
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::{Aaguid, Ctap2Error};
use passkey::types::webauthn::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, CredentialCreationOptions,
    CredentialRequestOptions, PublicKeyCredentialCreationOptions, PublicKeyCredentialParameters,
    PublicKeyCredentialRequestOptions, PublicKeyCredentialRpEntity, PublicKeyCredentialType,
    PublicKeyCredentialUserEntity, ResidentKeyRequirement, UserVerificationRequirement,
};
use reqwest::Url;

/// A person who touches the authenticator and shows a finger.
struct Person;

#[async_trait::async_trait]
impl UserValidationMethod for Person {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(
        &self,
        _: UiHint<'a, Passkey>,
        presence: bool,
        verification: bool,
    ) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification })
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(true)
    }
}

/// A browser with an authenticator for one passkey.
#[derive(Default)]
pub(crate) struct Browser {
    passkey: Option<Passkey>,
    /// Whether it asks the authenticator not to verify its user.
    pub(crate) careless: bool,
}

impl Browser {
    fn authenticator(&self) -> Authenticator<Option<Passkey>, Person, RustCryptoBackend> {
        let passkey = self.passkey.clone();
        let mut authenticator = Authenticator::new(Aaguid::new_empty(), passkey, Person, RustCryptoBackend);
        authenticator.set_make_credentials_with_signature_counter(true);
        authenticator
    }

    fn verification(&self) -> UserVerificationRequirement {
        if self.careless { UserVerificationRequirement::Discouraged } else { UserVerificationRequirement::Required }
    }

    /// `navigator.credentials.create` with the bank's options, on the page at `origin`.
    pub(crate) async fn create(&mut self, origin: &str, options: &PasskeyOptions) -> Option<NewCredential> {
        let public_key = PublicKeyCredentialCreationOptions {
            rp: PublicKeyCredentialRpEntity { id: Some(options.rp_id.clone()), name: "bank".into() },
            user: PublicKeyCredentialUserEntity {
                id: options.user.as_bytes().to_vec().into(),
                name: options.staff.to_string(),
                display_name: options.staff.to_string(),
            },
            challenge: options.challenge.as_bytes().to_vec().into(),
            pub_key_cred_params: vec![PublicKeyCredentialParameters {
                ty: PublicKeyCredentialType::PublicKey,
                alg: Algorithm::ES256,
            }],
            timeout: None,
            exclude_credentials: None,
            authenticator_selection: Some(AuthenticatorSelectionCriteria {
                authenticator_attachment: None,
                resident_key: Some(ResidentKeyRequirement::Required),
                require_resident_key: true,
                user_verification: self.verification(),
            }),
            hints: None,
            attestation: AttestationConveyancePreference::None,
            attestation_formats: None,
            extensions: None,
        };
        let origin = Url::parse(origin).unwrap();
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let made = client.register(&origin, CredentialCreationOptions { public_key }, DefaultClientData).await;
        self.passkey = client.authenticator().store().clone();
        let response = made.ok()?.response;
        Some(NewCredential {
            authenticator_data: bytes(&response.authenticator_data),
            client_data: bytes(&response.client_data_json),
        })
    }

    /// `navigator.credentials.get` over a document, on the page at `origin`.
    pub(crate) async fn sign<T: Document>(&mut self, origin: &str, document: T) -> Asserted<T> {
        let digest = document.digest();
        Asserted::new(document, self.assert(origin, &digest).await)
    }

    pub(crate) async fn assert(&mut self, origin: &str, challenge: &Digest) -> Assertion {
        let origin = Url::parse(origin).unwrap();
        let public_key = PublicKeyCredentialRequestOptions {
            challenge: challenge.as_bytes().to_vec().into(),
            timeout: None,
            rp_id: origin.domain().map(str::to_owned),
            allow_credentials: None,
            user_verification: self.verification(),
            hints: None,
            attestation: AttestationConveyancePreference::None,
            attestation_formats: None,
            extensions: None,
        };
        let asked = CredentialRequestOptions { public_key };
        let mut client = Client::new(self.authenticator()).allows_insecure_localhost(true);
        let got = client.authenticate(&origin, asked, DefaultClientData).await.unwrap();
        self.passkey = client.authenticator().store().clone();
        Assertion {
            credential: bytes(&got.raw_id),
            authenticator_data: bytes(&got.response.authenticator_data),
            client_data: bytes(&got.response.client_data_json),
            signature: bytes(&got.response.signature),
        }
    }
}

fn bytes(bytes: &[u8]) -> dlocker_protocol::Bytes {
    dlocker_protocol::Bytes(bytes.to_vec())
}
