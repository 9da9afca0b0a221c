//! Suspended and replaced devices get nothing, whatever they ask.

use super::*;
use dlocker_protocol::case::{VetoRequest, Vouch, VouchRequest};

async fn every_verb(bank: &Bank, phone: &Phone, pin: &Method, owner: &Owner) -> Vec<(&'static str, ProblemCode)> {
    let (vault, locker, device) = (&bank.vault, phone.locker, phone.id);
    let target = MethodTarget::Active(pin.id);
    let reply_key = Bytes(owner.unsealing.sealing_key().as_bytes().to_vec());
    let nonce = || bank.nonce(T0);
    let register = RegisterRequest {
        registration: RegistrationId::random(&mut rng()),
        method: pin.id,
        kind: MethodKind::Pin,
        guesses: None,
    };
    let release = ReleaseRequest { blinded: blinded(), reply_key: reply_key.clone() };
    let evaluate = EvaluateRequest { blinded: blinded(), reply_key };
    let roster = bank.request(owner, bank.roster(owner, &[phone], &[pin]), Vec::new());
    let pack: bytes::Bytes = vec![0; 64 << 10].into();
    let digest = Digest::plain(&pack);
    let id = PackId::random(&mut rng());
    let header = bank.header(phone, owner, &[(id, pack.to_vec())]);
    let (case, _, _) = bank.case("owner@example.com", T0).await;
    let vouch = Vouch {
        trustee: vault.trustee(),
        case,
        transcript: Digest::plain(b"transcript"),
        code: "493817".to_owned(),
        device,
        at: T0,
    };
    let vouch = VouchRequest { vouch: Draft::new(vouch).sign(&phone.key) };
    vec![
        ("vouch", code(vault.vouch((case, device), &nonce().await, vouch, T0).await)),
        ("locker", code(vault.locker(locker, device, T0).await)),
        ("rosters", code(vault.rosters(locker, device, 1).await)),
        ("log", code(vault.log(locker, device, 1, T0).await)),
        ("snapshots", code(vault.snapshots(locker, device, 0).await)),
        ("admit", code(vault.admit(locker, device, &nonce().await, T0).await)),
        ("publish", code(vault.publish_roster(locker, device, &nonce().await, roster, T0).await)),
        ("register", code(vault.register(locker, device, &nonce().await, register, T0).await)),
        ("evaluate", code(vault.evaluate(locker, device, &nonce().await, pin.registration, evaluate, T0).await)),
        ("release", code(vault.release(locker, device, &nonce().await, target, release, T0).await)),
        ("settle", code(bank.settle(phone, target, 1, None, T0).await)),
        ("put", code(vault.put_pack(locker, device, id, pack, digest, T0).await)),
        ("get", code(vault.get_pack(locker, device, id, T0).await)),
        ("commit", code(bank.commit(phone, header, T0).await)),
        ("veto", code(vault.veto(case, device, &nonce().await, VetoRequest::default(), T0).await)),
        ("case", code(vault.case_view(case, device, T0).await)),
    ]
}

#[tokio::test]
async fn p6_suspended_and_replaced_devices_get_nothing() {
    let bank = Bank::open(limits());
    let (old, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let new = bank.recovered("owner@example.com", T0).await;
    for (verb, code) in every_verb(&bank, &old, &pin, &owner).await {
        assert_eq!(code, ProblemCode::Suspended, "{verb}");
    }
    bank.unlock(&new, &pin, T0).await.unwrap();
    let kept = bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    for (verb, code) in every_verb(&bank, &old, &kept, &owner).await {
        assert_eq!(code, ProblemCode::Replaced, "{verb}");
    }
}

#[tokio::test]
async fn a_stranger_to_the_locker_gets_nothing() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    let (stranger, _, _) = bank.with_pin("other@example.com").await;
    let stranger = Phone { locker: phone.locker, ..stranger };
    for (verb, code) in every_verb(&bank, &stranger, &pin, &owner).await {
        assert_eq!(code, ProblemCode::Unsigned, "{verb}");
    }
}
