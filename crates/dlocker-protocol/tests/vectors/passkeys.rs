//! What members of staff have a passkey sign, and what authenticators say about it.

use dlocker_protocol::case::Approval;
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::passkey::{Asserted, Assertion, BadPasskey, NewCredential, RelyingParty};
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{Order, PasskeyCreation, SignIn, StaffOrder, passkey_code};
use dlocker_protocol::{Bytes, CaseId, Digest, PublicKey, Timestamp, cbor};
use p256::ecdsa::Signature;
use serde_json::{Value, json};

use crate::File;
use crate::bytes::{cut, extra_field, hex, indefinite, key, trailing, unhex};
use crate::documents::{device, locker, trustee};
use crate::run::text;

const AT: Timestamp = Timestamp::from_millis(1_763_000_000_000);
const ORIGIN: &str = "https://bank.example";
const CREDENTIAL: [u8; 16] = [0x1c; 16];
const PASSKEY: u8 = 0x46;
/// User present and verified.
const GOOD: u8 = 0x05;

pub(crate) fn files() -> Vec<File> {
    [documents(), assertions(), client_data(), authenticators(), creations()].concat()
}

fn sign_in() -> SignIn {
    let session = key(0x47).public_key();
    SignIn { trustee: trustee(), staff: "officer1".into(), session, nonce: "AAAA".repeat(13), at: AT }
}

fn order(order: Order) -> StaffOrder {
    StaffOrder { trustee: trustee(), staff: "officer1".into(), order, nonce: "AAAA".repeat(13), at: AT }
}

fn creation() -> PasskeyCreation {
    PasskeyCreation { trustee: trustee(), staff: "officer1".into(), code: passkey_code("one-time code") }
}

fn document(label: &str, bytes: &[u8]) -> Value {
    json!({ "tests": "document", "label": label, "bytes": hex(bytes) })
}

fn documents() -> Vec<File> {
    let good = cbor::encode(&sign_in());
    let of = |bytes: &[u8]| document("staff-sign-in", bytes);
    let ordered = |what: Order| document("staff-order", &cbor::encode(&order(what)));
    let case = CaseId::from_array([0x18; 16]);
    let rejected = Order::Reject { case, reason: "not the owner".into() };
    vec![
        ("staff_sign_in", "accepted", of(&good)),
        ("staff_sign_in_cut", "malformed", of(&cut(&good))),
        ("staff_sign_in_trailing_byte", "malformed", of(&trailing(&good))),
        ("staff_sign_in_indefinite_array", "malformed", of(&indefinite(&good))),
        ("staff_sign_in_extra_field", "malformed", of(&extra_field(&good))),
        ("staff_order_reject", "accepted", ordered(rejected.clone())),
        ("staff_order_freeze", "accepted", ordered(Order::Freeze { locker: locker() })),
        ("staff_order_thaw", "accepted", ordered(Order::Thaw { locker: locker(), guesses_for: None })),
        (
            "staff_order_thaw_guesses",
            "accepted",
            ordered(Order::Thaw { locker: locker(), guesses_for: Some(device()) }),
        ),
        ("staff_order_suspend", "accepted", ordered(Order::Suspend { locker: locker(), device: device() })),
        ("staff_order_cut", "malformed", document("staff-order", &cut(&cbor::encode(&order(rejected))))),
        ("passkey_creation", "accepted", document("passkey-creation", &cbor::encode(&creation()))),
    ]
}

/// What an authenticator makes of a challenge, still open to tampering.
struct Made {
    kind: &'static str,
    challenge: Digest,
    origin: &'static str,
    more: &'static str,
    party: &'static str,
    flags: u8,
    counter: u32,
    after: Vec<u8>,
    signer: u8,
}

fn made(challenge: Digest) -> Made {
    let (party, after) = ("bank.example", Vec::new());
    Made {
        kind: "webauthn.get",
        challenge,
        origin: ORIGIN,
        more: "",
        party,
        flags: GOOD,
        counter: 7,
        after,
        signer: PASSKEY,
    }
}

impl Made {
    fn client_data(&self) -> Vec<u8> {
        let challenge = to_base64url(self.challenge.as_bytes());
        let Self { kind, origin, more, .. } = self;
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false{more}}}"#)
            .into_bytes()
    }

    fn authenticator_data(&self) -> Vec<u8> {
        let hash = Digest::plain(self.party.as_bytes());
        [&hash.as_bytes()[..], &[self.flags], &self.counter.to_be_bytes(), &self.after].concat()
    }

    fn assertion(&self) -> Assertion {
        signed(self.client_data(), self.authenticator_data(), self.signer)
    }
}

fn signed(client_data: Vec<u8>, authenticator_data: Vec<u8>, signer: u8) -> Assertion {
    let message = [&authenticator_data[..], Digest::plain(&client_data).as_bytes()].concat();
    let signature = Signature::from_slice(key(signer).sign(&message).as_bytes()).unwrap();
    Assertion {
        credential: Bytes(CREDENTIAL.to_vec()),
        authenticator_data: Bytes(authenticator_data),
        client_data: Bytes(client_data),
        signature: Bytes(signature.to_der().as_bytes().to_vec()),
    }
}

fn approval() -> Approval {
    Approval {
        trustee: trustee(),
        case: CaseId::from_array([0x18; 16]),
        transcript: Digest::plain(b"transcript"),
        code: "493817".into(),
        evidence: "passport seen".into(),
        staff: "officer1".into(),
        at: AT,
        face_to_face: true,
        lost_since: None,
        documents: None,
    }
}

fn asserted(assertion: &Assertion) -> Value {
    json!({
        "tests": "asserted",
        "label": Approval::LABEL,
        "document": hex(cbor::encode(&approval())),
        "credential": hex(&assertion.credential.0),
        "authenticator_data": hex(&assertion.authenticator_data.0),
        "client_data": hex(&assertion.client_data.0),
        "signature": hex(&assertion.signature.0),
        "key": hex(key(PASSKEY).public_key().as_bytes()),
        "origin": ORIGIN,
    })
}

fn with(change: impl FnOnce(&mut Made)) -> Value {
    let mut one = made(approval().digest());
    change(&mut one);
    asserted(&one.assertion())
}

fn assertions() -> Vec<File> {
    let good = made(approval().digest()).assertion();
    let tampered = |change: fn(&mut Assertion)| {
        let mut assertion = good.clone();
        change(&mut assertion);
        asserted(&assertion)
    };
    vec![
        ("asserted", "accepted", asserted(&good)),
        ("asserted_highest_counter", "accepted", with(|one| one.counter = u32::MAX)),
        ("asserted_counts_not", "accepted", with(|one| one.counter = 0)),
        ("asserted_synced", "accepted", with(|one| one.flags |= 0x18)),
        ("asserted_by_another_key", "bad signature", with(|one| one.signer = 0x7e)),
        ("asserted_signature_cut", "malformed", tampered(|one| one.signature.0 = cut(&one.signature.0))),
        ("asserted_signature_raw", "malformed", tampered(|one| one.signature = Bytes(vec![1; 64]))),
        ("asserted_signature_none", "malformed", tampered(|one| one.signature = Bytes(Vec::new()))),
        ("asserted_counter_altered", "bad signature", tampered(|one| one.authenticator_data.0[36] ^= 1)),
        ("asserted_other_challenge", "challenge", with(|one| one.challenge = sign_in().digest())),
    ]
}

fn client_data() -> Vec<File> {
    let bytes = |text: &str| {
        let one = made(approval().digest());
        asserted(&signed(text.as_bytes().to_vec(), one.authenticator_data(), PASSKEY))
    };
    let good = String::from_utf8(made(approval().digest()).client_data()).unwrap();
    vec![
        ("asserted_client_data_with_more", "accepted", with(|one| one.more = r#","other_keys":"can be added""#)),
        ("asserted_created", "ceremony", with(|one| one.kind = "webauthn.create")),
        ("asserted_payment", "ceremony", with(|one| one.kind = "payment.get")),
        ("asserted_other_origin", "origin", with(|one| one.origin = "https://bank.example.evil.example")),
        ("asserted_other_port", "origin", with(|one| one.origin = "https://bank.example:8443")),
        ("asserted_without_tls", "origin", with(|one| one.origin = "http://bank.example")),
        ("asserted_in_a_frame", "origin", bytes(&good.replace("\"crossOrigin\":false", "\"crossOrigin\":true"))),
        ("asserted_under_a_top_origin", "origin", with(|one| one.more = r#","topOrigin":"https://evil.example""#)),
        ("asserted_origin_twice", "malformed", with(|one| one.more = r#","origin":"https://evil.example""#)),
        ("asserted_challenge_padded", "challenge", bytes(&good.replace("\",\"origin\"", "=\",\"origin\""))),
        ("asserted_client_data_array", "malformed", bytes(&format!("[{good}]"))),
        ("asserted_client_data_cut", "malformed", bytes(&good[..good.len() - 1])),
        ("asserted_client_data_trailing", "malformed", bytes(&format!("{good}x"))),
        ("asserted_client_data_none", "malformed", bytes("")),
    ]
}

fn authenticators() -> Vec<File> {
    vec![
        ("asserted_other_party", "relying party", with(|one| one.party = "evil.example")),
        ("asserted_parent_party", "relying party", with(|one| one.party = "example")),
        ("asserted_user_not_present", "user not verified", with(|one| one.flags = 0x04)),
        ("asserted_user_not_verified", "user not verified", with(|one| one.flags = 0x01)),
        ("asserted_with_extensions", "malformed", with(|one| (one.flags, one.after) = (0x85, vec![0xa0]))),
        ("asserted_with_protection", "accepted", with(|one| (one.flags, one.after) = (0x85, protection()))),
        ("asserted_with_protection_unsaid", "malformed", with(|one| one.after = protection())),
        ("asserted_extensions_unsaid", "malformed", with(|one| one.flags = 0x85)),
        ("asserted_extensions_too_long", "malformed", with(|one| (one.flags, one.after) = (0x85, vec![0xa1; 513]))),
        ("asserted_with_a_credential", "malformed", with(|one| one.flags = 0x45)),
        ("asserted_backed_up_not_eligible", "malformed", with(|one| one.flags = 0x15)),
        ("asserted_authenticator_data_longer", "malformed", with(|one| one.after = vec![0])),
        ("asserted_authenticator_data_cut", "malformed", {
            let one = made(approval().digest());
            asserted(&signed(one.client_data(), cut(&one.authenticator_data()), PASSKEY))
        }),
    ]
}

/// `{"credProtect": 2}`: what a security key adds when a browser has it protect the credential. Nobody asked for it, and it counts for nothing.
fn protection() -> Vec<u8> {
    [&[0xa1, 0x6b][..], b"credProtect", &[0x02]].concat()
}

fn cose(signer: u8) -> Vec<u8> {
    let (x, y) = key(signer).public_key().coordinates();
    [&unhex(&"a5010203262001215820".into())[..], &x, &[0x22, 0x58, 0x20], &y].concat()
}

fn created(change: impl FnOnce(&mut Made), cose: &[u8], length: u16) -> Value {
    let mut one = made(creation().digest());
    one.kind = "webauthn.create";
    one.flags = 0x45;
    one.after = [&[0; 16][..], &length.to_be_bytes(), &CREDENTIAL, cose].concat();
    change(&mut one);
    json!({
        "tests": "new-passkey",
        "challenge": hex(creation().digest().as_bytes()),
        "authenticator_data": hex(one.authenticator_data()),
        "client_data": hex(one.client_data()),
        "origin": ORIGIN,
    })
}

fn creations() -> Vec<File> {
    let good = cose(PASSKEY);
    let altered = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let of = |cose: &[u8]| created(|_| (), cose, 16);
    let like = |change: fn(&mut Made)| created(change, &good, 16);
    // A map with its members in another order, and EdDSA on Ed25519.
    let reordered = [&[0xa5, 0x03, 0x26, 0x01, 0x02][..], &good[5..]].concat();
    let ed25519 = [&unhex(&"a4010103272006215820".into())[..], &good[10..42]].concat();
    vec![
        ("new_passkey", "accepted", of(&good)),
        ("new_passkey_synced", "accepted", like(|one| one.flags |= 0x18)),
        ("new_passkey_other_algorithm", "malformed", of(&altered(4, 0x27))),
        ("new_passkey_other_curve", "malformed", of(&altered(6, 0x02))),
        ("new_passkey_other_type", "malformed", of(&altered(2, 0x03))),
        ("new_passkey_ed25519", "malformed", of(&ed25519)),
        ("new_passkey_members_in_another_order", "malformed", of(&reordered)),
        ("new_passkey_not_on_the_curve", "malformed", of(&altered(76, good[76] ^ 1))),
        ("new_passkey_key_cut", "malformed", of(&cut(&good))),
        ("new_passkey_key_trailing", "malformed", of(&trailing(&good))),
        ("new_passkey_no_key", "malformed", of(&[])),
        ("new_passkey_length_zero", "malformed", created(|_| (), &good, 0)),
        ("new_passkey_length_beyond_the_end", "malformed", created(|_| (), &good, u16::MAX)),
        ("new_passkey_without_credential", "malformed", like(|one| (one.flags, one.after) = (0x05, Vec::new()))),
        ("new_passkey_with_extensions", "malformed", like(|one| one.flags |= 0x80)),
        ("new_passkey_protected", "accepted", {
            let protect = |one: &mut Made| (one.flags, one.after) = (0xc5, [&one.after[..], &protection()].concat());
            created(protect, &good, 16)
        }),
        ("new_passkey_protection_unsaid", "malformed", like(|one| one.after.extend(protection()))),
        ("new_passkey_user_not_verified", "user not verified", like(|one| one.flags = 0x41)),
        ("new_passkey_other_origin", "origin", like(|one| one.origin = "https://evil.example")),
        ("new_passkey_other_party", "relying party", like(|one| one.party = "evil.example")),
        ("new_passkey_other_challenge", "challenge", like(|one| one.challenge = sign_in().digest())),
        ("new_passkey_asserted", "ceremony", like(|one| one.kind = "webauthn.get")),
    ]
}

fn word(bad: BadPasskey) -> &'static str {
    match bad {
        BadPasskey::Malformed => "malformed",
        BadPasskey::Ceremony => "ceremony",
        BadPasskey::Challenge => "challenge",
        BadPasskey::Origin => "origin",
        BadPasskey::Party => "relying party",
        BadPasskey::Unverified => "user not verified",
        BadPasskey::Signature => "bad signature",
    }
}

fn party(file: &Value) -> RelyingParty {
    RelyingParty::of_origin(text(&file["origin"])).unwrap()
}

fn part(file: &Value, name: &str) -> Bytes {
    Bytes(unhex(&file[name]))
}

pub(crate) fn run_asserted(file: &Value) -> Result<Value, &'static str> {
    let assertion = Assertion {
        credential: part(file, "credential"),
        authenticator_data: part(file, "authenticator_data"),
        client_data: part(file, "client_data"),
        signature: part(file, "signature"),
    };
    let asserted = Asserted::<Approval>::from_parts(unhex(&file["document"]), assertion).map_err(|_| "malformed")?;
    let key = PublicKey::from_bytes(&unhex(&file["key"])).unwrap();
    let (_, said) = asserted.verify(&key, &party(file)).map_err(word)?;
    assert_eq!(asserted.proof(key, &party(file)).verify(), Ok(said), "and it can be checked again later");
    Ok(json!({ "challenge": hex(asserted.digest().as_bytes()), "counter": said.counter }))
}

pub(crate) fn run_new(file: &Value) -> Result<Value, &'static str> {
    let new =
        NewCredential { authenticator_data: part(file, "authenticator_data"), client_data: part(file, "client_data") };
    let challenge = Digest::from_bytes(&unhex(&file["challenge"])).unwrap();
    let passkey = new.check(&challenge, &party(file)).map_err(word)?;
    Ok(json!({
        "credential": hex(&passkey.credential),
        "key": hex(passkey.key.as_bytes()),
        "counter": passkey.counter,
        "synced": passkey.synced,
    }))
}
