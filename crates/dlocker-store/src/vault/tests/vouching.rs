//! A device of the locker vouches: kept, told, limited, and taken back with a device that was lost.

use dlocker_protocol::case::{CaseState, CaseView, OpenCaseRequest, Vouch, VouchRequest, commitment};

use super::*;

impl Bank {
    /// What this device says for the new phone that shows `said`.
    async fn vouch(&self, phone: &Phone, case: CaseId, said: &str, now: Timestamp) -> Answer<CaseView> {
        let transcript = self.vault.case_view(case, phone.id, now).await?.transcript.unwrap();
        let (trustee, device) = (self.vault.trustee(), phone.id);
        let vouch = Vouch { trustee, case, transcript, code: said.to_owned(), device, at: now };
        let request = VouchRequest { vouch: Draft::new(vouch).sign(&phone.key) };
        self.vault.vouch((case, device), &self.nonce(now).await, request, now).await
    }
}

#[tokio::test]
async fn a_vouch_and_an_officer_make_a_case_ready_and_stand_in_the_log() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (case, _, said) = bank.case("owner@example.com", T0).await;
    assert_eq!(code(bank.vouch(&phone, case, &said.to_string(), T0).await), ProblemCode::NotOpened);
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let view = bank.vouch(&phone, case, &said.to_string(), T0).await.unwrap();
    assert_eq!((view.state, view.vouched.len()), (CaseState::Approving, 1));
    let view = bank.approve(0, case, &said.to_string(), T0).await.unwrap();
    assert_eq!(view.case.state, CaseState::Ready);
    let vouched = |event: &log::Event| matches!(event, log::Event::CaseVouched { .. });
    assert_eq!(bank.events(&phone).await.iter().filter(|event| vouched(event)).count(), 1);
}

#[tokio::test]
async fn p7_a_wrong_code_is_kept_and_ends_nothing() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (case, _, said) = bank.case("owner@example.com", T0).await;
    let said = said.to_string();
    let wrong = if said == "111111" { "222222" } else { "111111" };
    bank.unlock(&phone, &pin, T0).await.unwrap();
    for millis in 0..3 {
        assert_eq!(code(bank.vouch(&phone, case, wrong, later(millis)).await), ProblemCode::WrongCode);
    }
    assert_eq!(code(bank.vouch(&phone, case, &said, T0).await), ProblemCode::Forbidden, "the count is kept");
    for officer in 0..2 {
        bank.approve(officer, case, &said, T0).await.unwrap();
    }
    assert_eq!(bank.vault.case_view(case, phone.id, T0).await.unwrap().state, CaseState::Ready);
}

#[tokio::test]
async fn p7_what_a_lost_device_vouched_for_goes_with_it() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (case, _, said) = bank.case("owner@example.com", T0).await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    bank.vouch(&phone, case, &said.to_string(), T0).await.unwrap();
    bank.approve(0, case, &said.to_string(), T0).await.unwrap();
    bank.suspend(&phone, T0).await.unwrap();
    let (officer, _) = &bank.officers[1];
    let view = bank.vault.case(officer, case, T0).await.unwrap().case;
    assert_eq!((view.state, view.approvals, view.vouched.len()), (CaseState::Approving, 1, 0));
}

#[tokio::test]
async fn p7_devices_alone_stand_for_eight_cases() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    for _ in 0..8 {
        let (case, _, said) = bank.case("owner@example.com", T0).await;
        bank.vouch(&phone, case, &said.to_string(), T0).await.unwrap();
    }
    let (case, _, said) = bank.case("owner@example.com", T0).await;
    assert_eq!(code(bank.vouch(&phone, case, &said.to_string(), T0).await), ProblemCode::RateLimited);
    bank.approve(0, case, &said.to_string(), T0).await.unwrap();
}

#[tokio::test]
async fn a_case_whose_phone_has_shown_no_key_is_nobody_s_to_look_at() {
    let bank = Bank::open(limits());
    let (phone, _, _) = bank.with_pin("owner@example.com").await;
    let handle = Handle::parse("owner@example.com").unwrap();
    let key = SigningKey::random(&mut rng()).public_key();
    let commitment = commitment(&key, &random::<32>(), bank.vault.trustee(), &handle);
    let opened = bank.vault.open_case(OpenCaseRequest { handle, commitment }, T0).await.unwrap();
    assert_eq!(code(bank.vault.case_view(opened.case, phone.id, T0).await), ProblemCode::NotFound);
}
