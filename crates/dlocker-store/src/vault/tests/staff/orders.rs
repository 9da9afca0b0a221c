//! What a session may do alone, and what needs a passkey's word.

use dlocker_protocol::case::RejectRequest;
use dlocker_protocol::locker::LockerState;
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::staff::{Act, FreezeRequest, StaffAct, StaffLockerView, SuspendRequest, ThawRequest};

use super::*;

impl Bank {
    async fn freeze_at(&self, desk: &Desk, locker: LockerId, request: FreezeRequest) -> Answer<StaffLockerView> {
        self.vault.freeze_by_staff(&desk.officer, &self.nonce(T0).await, locker, request, T0).await
    }

    async fn thaw_at(&self, desk: &Desk, locker: LockerId, request: ThawRequest) -> Answer<StaffLockerView> {
        self.vault.thaw_by_staff(&desk.officer, &self.nonce(T0).await, locker, request, T0).await
    }

    async fn reject_at(&self, desk: &Desk, case: CaseId, request: RejectRequest) -> Answer<case::StaffCaseView> {
        self.vault.reject(&desk.officer, &self.nonce(T0).await, case, request, T0).await
    }

    async fn suspend_at(&self, desk: &Desk, phone: &Phone, request: SuspendRequest) -> Answer<StaffLockerView> {
        let which = (phone.locker, phone.id);
        self.vault.suspend_device(&desk.officer, &self.nonce(T0).await, which, request, T0).await
    }

    async fn approval(&self, desk: &Desk, case: CaseId, code: &CaseCode) -> Approval {
        let transcript = self.vault.case(&desk.officer, case, T0).await.unwrap().case.transcript.unwrap();
        Approval {
            trustee: self.vault.trustee(),
            case,
            transcript,
            code: code.to_string(),
            evidence: "passport".to_owned(),
            staff: desk.officer.name.as_str().to_owned(),
            at: T0,
            face_to_face: false,
            lost_since: None,
            documents: None,
        }
    }

    async fn approve_at(&self, desk: &Desk, case: CaseId, approval: Vouched<Approval>) -> Answer<case::StaffCaseView> {
        let request = ApproveRequest { approval };
        self.vault.approve(&desk.officer, &self.nonce(T0).await, case, request, T0).await
    }
}

#[tokio::test]
async fn p3_a_session_alone_neither_rejects_nor_freezes_for_good_nor_thaws_nor_suspends() {
    let bank = Bank::open(with_page());
    let (phone, desk) = (bank.customer("owner@example.com").await, bank.desk(0).await);
    let (case, _, typed) = bank.case("owner@example.com", T0).await;
    bank.approve(1, case, &typed.to_string(), T0).await.unwrap();
    let confirmed = FreezeRequest { confirmed: true, order: None };
    assert_eq!(forbidden(bank.freeze_at(&desk, phone.locker, confirmed).await), ProblemCode::Forbidden);
    assert_eq!(forbidden(bank.thaw_at(&desk, phone.locker, ThawRequest::default()).await), ProblemCode::Forbidden);
    assert_eq!(forbidden(bank.suspend_at(&desk, &phone, SuspendRequest::default()).await), ProblemCode::Forbidden);
    let request = RejectRequest { reason: "no".into(), order: None };
    assert_eq!(forbidden(bank.reject_at(&desk, case, request).await), ProblemCode::Forbidden);
    let view = bank.freeze_at(&desk, phone.locker, FreezeRequest::default()).await.unwrap();
    assert_eq!(view.state, LockerState::Frozen, "after a call it freezes by itself: that lapses");
}

#[tokio::test]
async fn an_order_counts_for_what_it_says_and_once() {
    let bank = Bank::open(with_page());
    let (phone, desk) = (bank.customer("owner@example.com").await, bank.desk(0).await);
    let locker = phone.locker;
    let freeze = bank.order(&desk, Order::Freeze { locker }, T0).await;
    let thaw = bank.order(&desk, Order::Thaw { locker, guesses_for: None }, T0).await;
    let wrong = ThawRequest { guesses_for: None, order: freeze.clone() };
    assert_eq!(forbidden(bank.thaw_at(&desk, locker, wrong).await), ProblemCode::Forbidden, "another order");
    let more = ThawRequest { guesses_for: Some(phone.id), order: thaw.clone() };
    assert_eq!(forbidden(bank.thaw_at(&desk, locker, more).await), ProblemCode::Forbidden, "more than was ordered");

    let request = FreezeRequest { confirmed: true, order: freeze.clone() };
    assert_eq!(bank.freeze_at(&desk, locker, request.clone()).await.unwrap().state, LockerState::Frozen);
    let lift = ThawRequest { guesses_for: None, order: thaw };
    assert_ne!(bank.thaw_at(&desk, locker, lift.clone()).await.unwrap().state, LockerState::Frozen);
    let again = bank.freeze_at(&desk, locker, request.clone()).await.unwrap();
    assert_ne!(again.state, LockerState::Frozen, "an old order sent again shows the locker and does nothing");
    let late = later(10 * MINUTE);
    let stale = bank.vault.freeze_by_staff(&desk.officer, &bank.nonce(late).await, locker, request, late).await;
    assert_eq!(forbidden(stale), ProblemCode::Nonce);
}

#[tokio::test]
async fn an_order_by_somebody_elses_passkey_is_refused() {
    let bank = Bank::open(with_page());
    let (phone, one, two) = (bank.customer("owner@example.com").await, bank.desk(0).await, bank.desk(1).await);
    let locker = phone.locker;
    let order = bank.order(&two, Order::Freeze { locker }, T0).await;
    let request = FreezeRequest { confirmed: true, order };
    assert_eq!(forbidden(bank.freeze_at(&one, locker, request).await), ProblemCode::Forbidden);
    let (trustee, staff) = (bank.vault.trustee(), "officer1".to_owned());
    let said = StaffOrder { trustee, staff, order: Order::Freeze { locker }, nonce: bank.nonce(T0).await, at: T0 };
    let request = FreezeRequest { confirmed: true, order: Some(two.passkey.sign(said)) };
    assert_eq!(forbidden(bank.freeze_at(&one, locker, request).await), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p3_key_file_and_passkey_of_one_officer_count_once() {
    let bank = Bank::open(with_page());
    bank.customer("owner@example.com").await;
    let (one, two) = (bank.desk(0).await, bank.desk(1).await);
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    bank.approve(0, case, &code.to_string(), T0).await.unwrap();
    let mut approval = bank.approval(&one, case, &code).await;
    approval.evidence = "driving licence".into();
    let twice = bank.approve_at(&one, case, Vouched::Asserted(one.passkey.sign(approval))).await;
    assert_eq!(forbidden(twice), ProblemCode::Forbidden, "the same person by another key");
    let approval = bank.approval(&two, case, &code).await;
    let view = bank.approve_at(&two, case, Vouched::Asserted(two.passkey.sign(approval))).await.unwrap();
    assert_eq!((view.case.state, view.case.approvals), (case::CaseState::Ready, 2));
    assert_eq!(view.approved_by.iter().map(|by| by.passkey).collect::<Vec<_>>(), [false, true]);
    assert_eq!(view.needs, [case::CaseNeed::Owner]);
}

#[tokio::test]
async fn p3_an_approval_that_a_session_key_signed_is_no_approval() {
    let bank = Bank::open(with_page());
    bank.customer("owner@example.com").await;
    let desk = bank.desk(0).await;
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    let approval = bank.approval(&desk, case, &code).await;
    let signed = Vouched::Signed(Draft::new(approval.clone()).sign(&desk.key));
    assert_eq!(forbidden(bank.approve_at(&desk, case, signed).await), ProblemCode::Forbidden);
    let other = Passkey { key: SigningKey::random(&mut rng()), ..desk.passkey };
    let forged = Vouched::Asserted(other.sign(approval));
    let desk = Desk { passkey: other, ..desk };
    assert_eq!(forbidden(bank.approve_at(&desk, case, forged).await), ProblemCode::Forbidden);
}

#[tokio::test]
async fn p3_the_code_that_an_officer_typed_is_shown_to_no_other_one() {
    let bank = Bank::open(with_page());
    bank.customer("owner@example.com").await;
    let desk = bank.desk(0).await;
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    let mut wrong = bank.approval(&desk, case, &code).await;
    wrong.code = if wrong.code.starts_with('0') {
        wrong.code.replacen('0', "1", 1)
    } else {
        wrong.code.replacen(&wrong.code[..1], "0", 1)
    };
    bank.approve_at(&desk, case, Vouched::Asserted(desk.passkey.sign(wrong))).await.unwrap_err();
    // A copy of the passkey: its counter goes back, and that is an act of its own.
    desk.passkey.counter.set(0);
    let approval = bank.approval(&desk, case, &code).await;
    bank.approve_at(&desk, case, Vouched::Asserted(desk.passkey.sign(approval))).await.unwrap();
    let page = bank.vault.audit(bank.officer(1), Timestamp::from_millis(0)).await.unwrap();
    let signed = |act: &&StaffAct| act.signed && !matches!(act.act, Act::SignedIn { .. });
    let signed: Vec<_> = page.acts.iter().filter(signed).collect();
    assert_eq!(signed.len(), 3, "a wrong code, a counter that went back, an approval");
    assert!(signed.iter().all(|act| act.proof.is_none()), "{signed:?}");
}

#[tokio::test]
async fn p5_an_auditor_checks_a_passkeys_approval_again_with_what_is_kept() {
    let bank = Bank::open(with_page());
    let (phone, desk) = (bank.customer("owner@example.com").await, bank.desk(0).await);
    let (case, _, code) = bank.case("owner@example.com", T0).await;
    let approval = bank.approval(&desk, case, &code).await;
    let digest = approval.digest();
    bank.approve_at(&desk, case, Vouched::Asserted(desk.passkey.sign(approval))).await.unwrap();
    let read = bank.vault.inner.store.read(phone.locker, move |tx| Ok(tx.case(case)?.unwrap())).await;
    let record = answer(read).unwrap().stage.evidence().unwrap().approvals[0].clone();
    let proof = record.proof.unwrap();
    assert_eq!((proof.digest(), record.digest, proof.key), (digest, digest, desk.passkey.key.public_key()));
    assert_eq!(proof.document.0, record.signed);
    proof.verify().unwrap();
    let mut altered = proof;
    altered.document.0[30] ^= 1;
    assert!(altered.verify().is_err());
    assert_eq!(bank.findings(), []);
    let forge = move |tx: &mut dyn crate::store::LockerTx| {
        let mut record = tx.case(case)?.unwrap();
        if let dlocker_bank::case::Stage::Alarmed(alarmed) = &mut record.stage {
            alarmed.approvals[0].face_to_face = true;
        }
        Ok(tx.put_case(&record)?)
    };
    answer(bank.vault.inner.store.transact(phone.locker, forge).await).unwrap();
    let found = bank.findings();
    assert!(found.iter().any(|finding| finding.what.contains("not what a passkey signed")), "{found:?}");
}

fn forbidden<T: std::fmt::Debug>(answer: Answer<T>) -> ProblemCode {
    answer.unwrap_err().code
}
