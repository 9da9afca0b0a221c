//! The one-time link.

use super::*;

#[tokio::test]
async fn a_link_registers_one_passkey_and_no_second() {
    let bank = Bank::open(with_page());
    let (passkey, code) = (Passkey::fresh(), bank.passkey_link(0, T0));
    let challenge = bank.challenge(&code, T0).await.unwrap();
    let credential = passkey.create(&challenge);
    let registered = bank.register_with(&code, credential.clone()).await.unwrap();
    assert_eq!((registered.staff.as_str(), registered.passkey.synced), ("officer1", false));
    assert_eq!(bank.register_with(&code, credential.clone()).await.unwrap(), registered, "a retry is the same request");
    let other = Passkey::fresh().create(&challenge);
    assert_eq!(code_of(bank.register_with(&code, other).await), ProblemCode::Invite);
    assert_eq!(code_of(bank.challenge(&code, T0).await), ProblemCode::Invite, "it is used up");
    let people = list_staff(&bank.data).unwrap();
    assert_eq!((people.len(), people[0].passkeys.len(), people[1].passkeys.len()), (2, 1, 0));
    remove_passkey(&bank.data, &bank.officer(0).name, people[0].passkeys[0].id, T0).unwrap();
    assert_eq!(code_of(bank.register_with(&code, credential).await), ProblemCode::Invite, "a removed one stays out");
}

#[tokio::test]
async fn a_link_lapses_after_15_minutes_and_with_the_next_one() {
    let bank = Bank::open(with_page());
    let code = bank.passkey_link(0, T0);
    assert!(bank.challenge(&code, later(15 * MINUTE - 1)).await.is_ok());
    assert_eq!(code_of(bank.challenge(&code, later(15 * MINUTE)).await), ProblemCode::Invite);
    let next = bank.passkey_link(0, T0);
    assert_eq!(code_of(bank.challenge(&code, T0).await), ProblemCode::Invite);
    assert!(bank.challenge(&next, T0).await.is_ok());
    assert_eq!(code_of(bank.challenge("made up", T0).await), ProblemCode::Invite);
    remove_staff(&bank.data, &bank.officer(0).name, T0).unwrap();
    assert_eq!(code_of(bank.challenge(&next, T0).await), ProblemCode::Invite, "with its person");
}

#[tokio::test]
async fn a_passkey_made_for_another_link_or_person_is_refused_and_the_link_stays_good() {
    let bank = Bank::open(with_page());
    let (one, two) = (bank.passkey_link(0, T0), bank.passkey_link(1, T0));
    let (passkey, other) = (Passkey::fresh(), bank.challenge(&two, T0).await.unwrap());
    assert_eq!(code_of(bank.register_with(&one, passkey.create(&other)).await), ProblemCode::Malformed);
    let own = bank.challenge(&one, T0).await.unwrap();
    bank.register_with(&one, passkey.create(&own)).await.unwrap();
    let taken = bank.register_with(&two, passkey.create(&other)).await;
    assert_eq!(code_of(taken), ProblemCode::Taken, "a credential belongs to one person");
}

#[tokio::test]
async fn without_a_page_there_are_no_passkeys_and_of_one_person_at_most_eight() {
    let bank = Bank::open(limits());
    let code = bank.passkey_link(0, T0);
    assert_eq!(code_of(bank.challenge(&code, T0).await), ProblemCode::Forbidden);
    let bank = Bank::open(with_page());
    for _ in 0..8 {
        bank.passkey(0).await;
    }
    let code = bank.passkey_link(0, T0);
    let challenge = bank.challenge(&code, T0).await.unwrap();
    let ninth = bank.register_with(&code, Passkey::fresh().create(&challenge)).await;
    assert_eq!(code_of(ninth), ProblemCode::Forbidden);
}

fn code_of<T: std::fmt::Debug>(answer: Answer<T>) -> ProblemCode {
    answer.unwrap_err().code
}
