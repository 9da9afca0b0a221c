//! P6: recovery is a rotation.

use super::*;

pub(super) fn contains(folder: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return contains(&path, needle);
        }
        std::fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

pub(super) async fn wrapped_key(bank: &Bank, phone: &Phone, registration: RegistrationId) -> Vec<u8> {
    let read = bank.vault.inner.store.read(phone.locker, move |tx| Ok(tx.registration(registration)?.unwrap()));
    answer(read.await).unwrap().wrapped_key
}

#[tokio::test]
async fn p6_a_replaced_key_is_nowhere_in_the_files_after_the_second_opening() {
    let bank = Bank::open(limits());
    let (_, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let phone = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let pin = bank.rotated(&mut owner, &phone, pin, T0).await.unwrap();
    let key = wrapped_key(&bank, &phone, pin.registration).await;
    let data = bank.data.clone();
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let new = bank.registered(&phone, pin.id, T0).await;
    bank.publish(&mut owner, &phone, &[&new], T0).await.unwrap();
    assert!(contains(&data, &key[..32]), "until a second opening it is kept");
    bank.unlock(&phone, &new, T0).await.unwrap();
    assert!(!contains(&data, &key[..32]));
    assert!(matches!(bank.events(&phone).await.last(), Some(log::Event::KeyDestroyed { .. })));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p6_a_rotation_keeps_the_new_device_and_clears_the_guesses() {
    let bank = Bank::open(limits());
    let (old, mut owner, pin) = bank.with_pin("owner@example.com").await;
    bank.guess(&old, &pin, T0).await.unwrap();
    let new = bank.recovered("owner@example.com", T0).await;
    bank.unlock(&new, &pin, T0).await.unwrap();
    let kept = bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    let view = bank.vault.locker(new.locker, new.id, T0).await.unwrap();
    assert_eq!(view.methods[0].state, method::MethodState::Renew);
    assert!(view.methods[0].guesses_by.is_empty());
    assert_eq!(code(bank.vault.locker(old.locker, old.id, T0).await), ProblemCode::Replaced);
    assert_eq!(bank.unlock(&new, &kept, T0).await.unwrap(), 10);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p6_a_thief_who_knows_the_pin_cannot_rotate() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    assert_eq!(code(bank.rotated(&mut owner, &phone, pin, T0).await.map(|_| ())), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p6_a_recovery_rotates_once() {
    let bank = Bank::open(limits());
    let (_, mut owner, pin) = bank.with_pin("owner@example.com").await;
    let new = bank.recovered("owner@example.com", T0).await;
    let kept = bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    assert_eq!(code(bank.rotated(&mut owner, &new, kept, T0).await.map(|_| ())), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p6_of_two_rosters_at_once_one_wins() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    let mut codes = Vec::new();
    for hours in [48, 96] {
        let mut roster = bank.roster(&owner, &[&phone], &[&pin]);
        roster.policy.recovery_wait = Some(hours * 3600);
        let request = bank.request(&owner, roster, Vec::new());
        let published = bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await;
        codes.push(published.map(|_| ()).map_err(|problem| problem.code));
    }
    assert_eq!(codes, [Ok(()), Err(ProblemCode::Conflict)]);
}
