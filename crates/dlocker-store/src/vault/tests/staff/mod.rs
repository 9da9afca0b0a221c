//! Members of staff with passkeys: links, sessions, orders, and what is kept of it all.

mod audited;
mod links;
mod orders;
mod sessions;

use std::cell::Cell;

use dlocker_bank::staff::{By, Officer};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::passkey::{Asserted, Assertion, NewCredential, RelyingParty};
use dlocker_protocol::staff::{
    Order, PasskeyOptionsRequest, RegisterPasskeyRequest, RegisterPasskeyResponse, SessionView, SignIn, SignInRequest,
    StaffOrder,
};
use dlocker_protocol::{PublicKey, SessionId};

use super::*;

const MINUTE: u64 = 60 * 1000;
const HOUR: u64 = 60 * MINUTE;
const ORIGIN: &str = "https://bank.example";

fn with_page() -> Limits {
    let mut limits = limits();
    limits.staff.party = Some(RelyingParty::of_origin(ORIGIN).unwrap());
    limits
}

/// An authenticator with one passkey.
struct Passkey {
    key: SigningKey,
    credential: Vec<u8>,
    counter: Cell<u32>,
}

impl Passkey {
    fn fresh() -> Self {
        let key = SigningKey::random(&mut rng());
        Self { key, credential: random::<16>().to_vec(), counter: Cell::new(0) }
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        self.counter.set(self.counter.get() + 1);
        [&Digest::plain(b"bank.example").as_bytes()[..], &[flags], &self.counter.get().to_be_bytes()].concat()
    }

    fn create(&self, challenge: &Digest) -> NewCredential {
        let (x, y) = self.key.public_key().coordinates();
        let cose_x = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        let id = [&[0; 16][..], &(self.credential.len() as u16).to_be_bytes(), &self.credential].concat();
        let data = [&self.head(0x45)[..], &id, &cose_x, &x, &[0x22, 0x58, 0x20], &y].concat();
        NewCredential { authenticator_data: Bytes(data), client_data: Bytes(client_data("create", challenge)) }
    }

    fn sign<T: Document>(&self, document: T) -> Asserted<T> {
        let (client_data, data) = (client_data("get", &document.digest()), self.head(0x05));
        let message = [&data[..], Digest::plain(&client_data).as_bytes()].concat();
        let signature = der(self.key.sign(&message).as_bytes());
        let assertion = Assertion {
            credential: Bytes(self.credential.clone()),
            authenticator_data: Bytes(data),
            client_data: Bytes(client_data),
            signature: Bytes(signature),
        };
        Asserted::new(document, assertion)
    }
}

fn client_data(ceremony: &str, challenge: &Digest) -> Vec<u8> {
    let challenge = to_base64url(challenge.as_bytes());
    format!(r#"{{"type":"webauthn.{ceremony}","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false}}"#)
        .into_bytes()
}

/// r || s as the DER that authenticators send.
fn der(signature: &[u8; 64]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let start = half.iter().position(|byte| *byte != 0).unwrap();
        let mut value = half[start..].to_vec();
        if value[0] & 0x80 != 0 {
            value.insert(0, 0);
        }
        [&[2, value.len() as u8], &value[..]].concat()
    };
    let body = [integer(&signature[..32]), integer(&signature[32..])].concat();
    [&[0x30, body.len() as u8], &body[..]].concat()
}

/// A session of an officer, and the passkey that began it.
struct Desk {
    officer: Officer,
    key: SigningKey,
    passkey: Passkey,
    view: SessionView,
}

impl Bank {
    fn passkey_link(&self, at: usize, now: Timestamp) -> String {
        let code = to_base64url(&random::<32>());
        invite_passkey(&self.data, &self.officer(at).name, &code, now).unwrap();
        code
    }

    async fn challenge(&self, code: &str, now: Timestamp) -> Answer<Digest> {
        let request = PasskeyOptionsRequest { code: code.to_owned() };
        Ok(self.vault.passkey_options(request, now).await?.challenge)
    }

    async fn register_with(&self, code: &str, credential: NewCredential) -> Answer<RegisterPasskeyResponse> {
        self.vault.register_passkey(RegisterPasskeyRequest { code: code.to_owned(), credential }, T0).await
    }

    /// A passkey of this officer.
    async fn passkey(&self, at: usize) -> Passkey {
        let (passkey, code) = (Passkey::fresh(), self.passkey_link(at, T0));
        let challenge = self.challenge(&code, T0).await.unwrap();
        self.register_with(&code, passkey.create(&challenge)).await.unwrap();
        passkey
    }

    async fn said(&self, at: usize, session: PublicKey, now: Timestamp) -> SignIn {
        let staff = self.officer(at).name.as_str().to_owned();
        SignIn { trustee: self.vault.trustee(), staff, session, nonce: self.nonce(now).await, at: now }
    }

    async fn sign_in(&self, key: &SigningKey, sign_in: Asserted<SignIn>, now: Timestamp) -> Answer<SessionView> {
        let request = SignInRequest { session_key: key.public_key(), sign_in };
        self.vault.sign_in(key.public_key(), &self.nonce(now).await, request, now).await
    }

    /// This officer at the console.
    async fn desk(&self, at: usize) -> Desk {
        let (passkey, key) = (self.passkey(at).await, SigningKey::random(&mut rng()));
        let said = self.said(at, key.public_key(), T0).await;
        let view = self.sign_in(&key, passkey.sign(said), T0).await.unwrap();
        let (officer, _) = self.vault.session(view.id, T0).await.unwrap();
        Desk { officer, key, passkey, view }
    }

    async fn order(&self, desk: &Desk, order: Order, now: Timestamp) -> Option<Asserted<StaffOrder>> {
        let (trustee, staff) = (self.vault.trustee(), desk.officer.name.as_str().to_owned());
        Some(desk.passkey.sign(StaffOrder { trustee, staff, order, nonce: self.nonce(now).await, at: now }))
    }
}
