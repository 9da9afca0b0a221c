//! P4: the guess limit holds.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn p4_parallel_wrong_guesses_give_exactly_the_limit() {
    let bank = Arc::new(Bank::open(limits()));
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (phone, pin) = (Arc::new(phone), Arc::new(pin));
    let guesses: Vec<_> = (0..25)
        .map(|_| {
            let (bank, phone, pin) = (bank.clone(), phone.clone(), pin.clone());
            tokio::spawn(async move { bank.guess(&phone, &pin, T0).await })
        })
        .collect();
    let mut answered = 0;
    for guess in guesses {
        match guess.await.unwrap() {
            Ok(_) => answered += 1,
            Err(problem) => assert_eq!(problem.code, ProblemCode::Frozen),
        }
    }
    assert_eq!(answered, 10);
    assert_eq!(bank.vault.locker(phone.locker, phone.id, T0).await.unwrap().methods[0].guesses_left, 0);
}

#[tokio::test]
async fn p4_a_retry_is_answered_again_and_not_counted() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (target, blinded) = (MethodTarget::Active(pin.id), blinded());
    let first = bank.release(&phone, &pin, target, blinded, T0).await.unwrap();
    let second = bank.release(&phone, &pin, target, blinded, T0).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(bank.settle(&phone, target, first.number, None, T0).await.unwrap(), 9);
}

#[tokio::test]
async fn p4_a_replayed_proof_clears_nothing_new() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let target = MethodTarget::Active(pin.id);
    let opening = bank.release(&phone, &pin, target, blinded(), T0).await.unwrap();
    assert_eq!(bank.prove(&phone, &pin, target, opening, T0).await.unwrap(), 10);
    assert_eq!(bank.prove(&phone, &pin, target, opening, T0).await.unwrap(), 10);
    assert_eq!(bank.guess(&phone, &pin, T0).await.unwrap(), 9);
    assert_eq!(code(bank.prove(&phone, &pin, target, opening, T0).await), ProblemCode::Conflict);
    assert_eq!(bank.guess(&phone, &pin, T0).await.unwrap(), 8);
}

#[tokio::test]
async fn p4_a_proof_for_anything_else_is_refused() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let other = bank.registered(&phone, MethodId::random(&mut rng()), T0).await;
    let target = MethodTarget::Active(pin.id);
    let opening = bank.release(&phone, &pin, target, blinded(), T0).await.unwrap();
    let right = bank.proof(&phone, &pin, opening);
    let wrong = [
        ProofOfSuccess { trustee: TrusteeId::from_array([1; 16]), ..right.clone() },
        ProofOfSuccess { locker: LockerId::from_array([1; 16]), ..right.clone() },
        ProofOfSuccess { method: other.id, ..right.clone() },
        ProofOfSuccess { oprf_key: other.oprf_key, ..right.clone() },
        ProofOfSuccess { opening: Opening { number: opening.number + 1, ..opening }, ..right.clone() },
        ProofOfSuccess { opening: Opening { nonce: [0; 16], ..opening }, ..right.clone() },
        ProofOfSuccess { device: DeviceId::from_array([1; 16]), ..right.clone() },
    ];
    for proof in wrong {
        let signed = Draft::new(proof).sign(&pin.success);
        assert_eq!(code(bank.settle(&phone, target, opening.number, Some(signed), T0).await), ProblemCode::Proof);
    }
    let by_another_key = Draft::new(right.clone()).sign(&other.success);
    let settled = bank.settle(&phone, target, opening.number, Some(by_another_key), T0).await;
    assert_eq!(code(settled), ProblemCode::Proof);
    let signed = Draft::new(right).sign(&pin.success);
    assert_eq!(bank.settle(&phone, target, opening.number, Some(signed), T0).await.unwrap(), 10);
}

#[tokio::test]
async fn p4_junk_registrations_give_no_guess() {
    let bank = Bank::open(limits());
    let (phone, mut owner, pin) = bank.with_pin("owner@example.com").await;
    for _ in 0..10 {
        bank.guess(&phone, &pin, T0).await.unwrap();
    }
    let junk = bank.registered(&phone, pin.id, T0).await;
    assert_eq!(code(bank.guess(&phone, &pin, T0).await), ProblemCode::Frozen);
    let thief = Owner { key: SigningKey::random(&mut rng()), ..Owner::new() };
    let mut forged = bank.roster(&owner, &[&phone], &[&junk]);
    forged.owner_key = thief.key.public_key();
    let request = PublishRosterRequest {
        roster: Bytes(RosterDraft::new(forged).sign(&thief.key, None).to_bytes()),
        expected: owner.current.as_ref().map(Document::digest),
        epoch_parts: parts(&[&junk]),
    };
    let published = bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(published), ProblemCode::Forbidden);
    // Not with the owner key either: within an epoch a method is registered anew only where a rotation left it to be renewed.
    assert_eq!(code(bank.publish(&mut owner, &phone, &[&junk], T0).await), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p4_a_pending_registration_allows_three_evaluations() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let pending = bank.stored(&phone, pin.id, T0).await;
    let target = MethodTarget::Pending(pending.registration);
    for _ in 0..2 {
        let opening = bank.release(&phone, &pending, target, blinded(), T0).await.unwrap();
        bank.settle(&phone, target, opening.number, None, T0).await.unwrap();
    }
    assert_eq!(code(bank.release(&phone, &pending, target, blinded(), T0).await), ProblemCode::RegistrationOver);
    let late = bank.stored(&phone, pin.id, T0).await;
    let target = MethodTarget::Pending(late.registration);
    let ten_minutes = later(10 * 60 * 1000);
    assert_eq!(code(bank.release(&phone, &late, target, blinded(), ten_minutes).await), ProblemCode::RegistrationOver);
}

#[tokio::test]
async fn p4_waits_double_after_the_third_wrong_guess_in_a_row() {
    let mut limits = limits();
    limits.guesses.first_wait = 30_000;
    let bank = Bank::open(limits);
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let mut now = T0;
    for _ in 0..3 {
        bank.guess(&phone, &pin, now).await.unwrap();
    }
    for wait in [30_000, 60_000, 120_000] {
        let early = bank.guess(&phone, &pin, now.plus_millis(wait - 1)).await.unwrap_err();
        assert_eq!((early.code, early.retry_after), (ProblemCode::GuessWait, Some(1)));
        now = now.plus_millis(wait);
        bank.guess(&phone, &pin, now).await.unwrap();
    }
}

#[tokio::test]
async fn p4_a_thaw_is_for_the_new_device_alone() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    for _ in 0..10 {
        bank.guess(&phone, &pin, T0).await.unwrap();
    }
    let new = bank.recovered("owner@example.com", T0).await;
    for left in (0..10).rev() {
        assert_eq!(bank.guess(&new, &pin, T0).await.unwrap(), left);
    }
    assert_eq!(code(bank.guess(&new, &pin, T0).await), ProblemCode::Frozen);
    assert_eq!(code(bank.guess(&phone, &pin, T0).await), ProblemCode::Suspended);
}

#[tokio::test]
async fn the_doctor_knows_that_a_retired_record_may_have_inherited_guesses() {
    let bank = Bank::open(limits());
    let (phone, _, _) = bank.with_pin("owner@example.com").await;
    let add = move |tx: &mut dyn crate::store::LockerTx| {
        let mut row = tx.registrations()?.remove(0);
        let mut ledger = tx.ledger(&row.oprf_key)?.unwrap();
        ledger.devices[0].spent = 5;
        tx.put_ledger(&row.oprf_key, &ledger)?;
        row.state = dlocker_bank::method::RegistrationState::Retired { at: T0, replaced_by: None };
        Ok(tx.put_registration(&row)?)
    };
    answer(bank.vault.inner.store.transact(phone.locker, add).await).unwrap();
    assert_eq!(bank.findings(), []);
}
