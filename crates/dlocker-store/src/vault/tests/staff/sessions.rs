//! Signing in and out, and the time of a session.

use super::*;

async fn state(bank: &Bank, id: SessionId, now: Timestamp) -> Result<(), ProblemCode> {
    let (officer, session) = bank.vault.session(id, now).await.map_err(|problem| problem.code)?;
    bank.vault.session_used(&officer, &session, now).await.map_err(|problem| problem.code)
}

const OVER: Result<(), ProblemCode> = Err(ProblemCode::SessionOver);

#[tokio::test]
async fn a_session_lasts_8_hours_and_half_an_hour_without_being_used() {
    let bank = Bank::open(with_page());
    let desk = bank.desk(0).await;
    assert_eq!((desk.officer.name.as_str(), desk.officer.by), ("officer1", By::Session(desk.view.id)));
    assert_eq!((desk.view.ends, desk.view.idle_ends), (later(8 * HOUR), later(HOUR / 2)));
    assert_eq!(state(&bank, desk.view.id, later(30 * MINUTE)).await, OVER);
    for used in (20..480).step_by(20) {
        assert_eq!(state(&bank, desk.view.id, later(used * MINUTE)).await, Ok(()), "{used}");
    }
    assert_eq!(state(&bank, desk.view.id, later(8 * HOUR)).await, OVER);
    assert_eq!(state(&bank, SessionId::random(&mut rng()), T0).await, OVER, "one that never was");
}

#[tokio::test]
async fn a_session_that_was_looked_at_and_not_used_ends_all_the_same() {
    let bank = Bank::open(with_page());
    let desk = bank.desk(0).await;
    bank.vault.session(desk.view.id, later(20 * MINUTE)).await.unwrap();
    assert_eq!(state(&bank, desk.view.id, later(31 * MINUTE)).await, OVER, "a forged request keeps nothing alive");
}

#[tokio::test]
async fn a_sign_in_is_answered_again_and_counts_once() {
    let bank = Bank::open(with_page());
    let (passkey, key) = (bank.passkey(0).await, SigningKey::random(&mut rng()));
    let signed = passkey.sign(bank.said(0, key.public_key(), T0).await);
    let view = bank.sign_in(&key, signed.clone(), T0).await.unwrap();
    assert_eq!(bank.sign_in(&key, signed.clone(), later(MINUTE)).await.unwrap(), view);
    let (officer, _) = bank.vault.session(view.id, T0).await.unwrap();
    bank.vault.sign_out(&officer, &bank.nonce(T0).await, T0).await.unwrap();
    assert_eq!(state(&bank, view.id, T0).await, OVER);
    assert_eq!(refused(bank.sign_in(&key, signed.clone(), later(MINUTE)).await), ProblemCode::Unsigned);
    assert_eq!(refused(bank.sign_in(&key, signed, later(11 * MINUTE)).await), ProblemCode::Nonce);
    let by_key = bank.vault.sign_out(bank.officer(0), &bank.nonce(T0).await, T0).await;
    assert_eq!(by_key.unwrap_err().code, ProblemCode::Malformed);
}

#[tokio::test]
async fn what_a_passkey_signed_for_another_person_key_or_bank_signs_nobody_in() {
    let bank = Bank::open(with_page());
    let (passkey, key) = (bank.passkey(0).await, SigningKey::random(&mut rng()));
    let said = bank.said(0, key.public_key(), T0).await;
    let other_key = SignIn { session: SigningKey::random(&mut rng()).public_key(), ..said.clone() };
    let other_bank = SignIn { trustee: TrusteeId::from_array([9; 16]), ..said.clone() };
    for wrong in [other_key, other_bank] {
        assert_eq!(refused(bank.sign_in(&key, passkey.sign(wrong), T0).await), ProblemCode::Unsigned);
    }
    let other_person = SignIn { staff: "officer2".into(), ..said.clone() };
    assert_eq!(refused(bank.sign_in(&key, passkey.sign(other_person), T0).await), ProblemCode::Forbidden);
    for nobody in ["nobody", "Officer1", "officer 1"] {
        let nobody = SignIn { staff: nobody.into(), ..said.clone() };
        assert_eq!(refused(bank.sign_in(&key, passkey.sign(nobody), T0).await), ProblemCode::Unsigned);
    }
    let stranger = Passkey::fresh().sign(said.clone());
    assert_eq!(refused(bank.sign_in(&key, stranger, T0).await), ProblemCode::Forbidden);
    let thief = Passkey { key: SigningKey::random(&mut rng()), ..passkey };
    assert_eq!(refused(bank.sign_in(&key, thief.sign(said), T0).await), ProblemCode::Forbidden, "with its id alone");
}

#[tokio::test]
async fn removing_a_passkey_or_a_person_ends_their_sessions_at_once() {
    let bank = Bank::open(with_page());
    let (one, two) = (bank.desk(0).await, bank.desk(0).await);
    let name = bank.officer(0).name.clone();
    remove_passkey(&bank.data, &name, one.view.passkey.unwrap(), T0).unwrap();
    assert_eq!(state(&bank, one.view.id, T0).await, OVER);
    assert_eq!(state(&bank, two.view.id, T0).await, Ok(()), "the other passkey's goes on");
    let said = bank.said(0, one.key.public_key(), T0).await;
    assert_eq!(refused(bank.sign_in(&one.key, one.passkey.sign(said), T0).await), ProblemCode::Forbidden);
    remove_staff(&bank.data, &name, T0).unwrap();
    assert_eq!(state(&bank, two.view.id, T0).await, OVER);
    assert_eq!(bank.vault.staff_key(&name).await.unwrap_err().code, ProblemCode::Unsigned, "nor does the key file");
    assert!(remove_passkey(&bank.data, &name, two.view.passkey.unwrap(), T0).is_err());
}

fn refused(answer: Answer<SessionView>) -> ProblemCode {
    answer.unwrap_err().code
}
