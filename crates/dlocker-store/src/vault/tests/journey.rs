//! The main journey, as the bank sees it.

use super::*;

#[tokio::test]
async fn a_wallet_goes_in_and_a_lost_phone_is_replaced() {
    let bank = Bank::open(limits());
    let (old, owner, pin) = bank.with_pin("owner@example.com").await;
    let pack = bank.put(&old, T0).await;
    let header = bank.header(&old, &owner, std::slice::from_ref(&pack));
    let digest = bank.commit(&old, header.clone(), T0).await.unwrap();
    assert_eq!(bank.commit(&old, header, T0).await.unwrap(), digest, "the same header again is the same request");
    assert_eq!(code(bank.vault.get_pack(old.locker, old.id, pack.0, T0).await), ProblemCode::NotOpened);

    let new = bank.recovered("owner@example.com", T0).await;
    assert_eq!(code(bank.vault.locker(old.locker, old.id, T0).await), ProblemCode::Suspended);
    assert_eq!(bank.unlock(&new, &pin, T0).await.unwrap(), 10);
    assert_eq!(bank.vault.get_pack(new.locker, new.id, pack.0, T0).await.unwrap(), pack.1);
    let page = bank.vault.snapshots(new.locker, new.id, 0).await.unwrap();
    assert_eq!((page.snapshots.len(), page.next), (1, None));
    let view = bank.vault.locker(new.locker, new.id, T0).await.unwrap();
    assert_eq!((view.methods.len(), view.devices.len(), view.used), (1, 2, 64 << 10));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn every_verb_can_be_sent_again() {
    let bank = Bank::open(limits());
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    let request =
        PublishRosterRequest { expected: None, ..bank.request(&owner, owner.current.clone().unwrap(), Vec::new()) };
    let again = bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await;
    assert_eq!(again.unwrap().digest, owner.current.as_ref().unwrap().digest());
    let (case, key, typed) = bank.case("owner@example.com", T0).await;
    for at in [0, 1] {
        bank.approve(at, case, &typed.to_string(), T0).await.unwrap();
        bank.approve(at, case, &typed.to_string(), T0).await.unwrap();
    }
    let id = DeviceId::of(&key.public_key());
    let first = bank.vault.reissue(case, id, &bank.nonce(T0).await, T0).await.unwrap();
    let second = bank.vault.reissue(case, id, &bank.nonce(later(5)).await, later(5)).await.unwrap();
    assert_eq!(first, second);
    for _ in 0..2 {
        bank.vault.admit(first.enrolled.locker, id, &bank.nonce(T0).await, T0).await.unwrap();
    }
    let log = bank.events(&Phone { key, id, locker: first.enrolled.locker }).await;
    let admitted = log.iter().filter(|event| matches!(event, log::Event::Admitted { device } if *device == id));
    assert_eq!(admitted.count(), 1);
}

#[tokio::test]
async fn a_nonce_is_used_once() {
    let bank = Bank::open(limits());
    let (phone, _, _) = bank.with_pin("owner@example.com").await;
    let nonce = bank.nonce(T0).await;
    bank.vault.admit(phone.locker, phone.id, &nonce, T0).await.unwrap();
    assert_eq!(code(bank.vault.admit(phone.locker, phone.id, &nonce, T0).await), ProblemCode::Nonce);
    assert_eq!(code(bank.vault.admit(phone.locker, phone.id, "x", T0).await), ProblemCode::Nonce);
}

#[tokio::test]
async fn an_unknown_handle_looks_like_a_known_one() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let mut views = Vec::new();
    for handle in ["owner@example.com", "nobody@example.com"] {
        let (case, key, _) = bank.case(handle, T0).await;
        let id = DeviceId::of(&key.public_key());
        let view = bank.vault.case_view(case, id, T0).await.unwrap();
        let reissue = code(bank.vault.reissue(case, id, &bank.nonce(T0).await, T0).await);
        views.push((view.state, view.approvals, view.approvals_needed, view.due, reissue));
    }
    assert_eq!(views[0], views[1]);
    let (case, _, typed) = bank.case("nobody@example.com", T0).await;
    assert_eq!(code(bank.approve(0, case, &typed.to_string(), T0).await), ProblemCode::NotFound);
}

#[tokio::test]
async fn three_wrong_codes_close_a_case_for_good() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let (case, _, typed) = bank.case("owner@example.com", T0).await;
    let wrong = if typed.to_string() == "000000" { "000001" } else { "000000" };
    for second in 0..3 {
        let at = T0.plus_millis(second * 1000);
        assert_eq!(code(bank.approve(0, case, wrong, at).await), ProblemCode::WrongCode);
    }
    assert_eq!(code(bank.approve(0, case, &typed.to_string(), T0).await), ProblemCode::CaseOver);
}

#[tokio::test]
async fn a_wrong_code_that_is_sent_again_because_the_answer_was_lost_counts_once() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let (case, _, typed) = bank.case("owner@example.com", T0).await;
    let wrong = if typed.to_string() == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        assert_eq!(code(bank.approve(0, case, wrong, T0).await), ProblemCode::WrongCode);
    }
    bank.approve(0, case, &typed.to_string(), T0).await.unwrap();
}

#[tokio::test]
async fn an_invite_works_once_and_a_locker_in_use_is_not_invited_to() {
    let bank = Bank::open(limits());
    let phone = bank.customer("owner@example.com").await;
    let key = SigningKey::random(&mut rng());
    let invite = format!("{:?}", Digest::of("test", b"owner@example.com"));
    let request = device::EnrolRequest { invite: invite.clone(), device_key: key.public_key() };
    let other = bank.vault.enrol(key.public_key(), &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(other), ProblemCode::Invite);
    let request = device::EnrolRequest { invite, device_key: phone.key.public_key() };
    let again = bank.vault.enrol(phone.key.public_key(), &bank.nonce(T0).await, request, T0).await;
    assert_eq!(again.unwrap().locker, phone.locker);
    let request =
        InviteRequest { handle: Handle::parse("owner@example.com").unwrap(), invite: "z".repeat(43), tx_code: None };
    let taken = bank.vault.invite(bank.officer(1), &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(taken), ProblemCode::Taken);
}

#[tokio::test]
async fn a_full_locker_takes_nothing_and_loses_nothing() {
    let bank = Bank::open(Limits { locker_bytes: 100 << 10, ..limits() });
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    let (id, bytes) = bank.put(&phone, T0).await;
    let more: bytes::Bytes = vec![1; 64 << 10].into();
    let digest = Digest::plain(&more);
    let put = bank.vault.put_pack(phone.locker, phone.id, PackId::random(&mut rng()), more, digest, T0).await;
    assert_eq!(code(put), ProblemCode::Quota);
    bank.unlock(&phone, &pin, T0).await.unwrap();
    assert_eq!(bank.vault.get_pack(phone.locker, phone.id, id, T0).await.unwrap(), bytes);
}

#[tokio::test]
async fn what_no_snapshot_pins_is_collected_after_a_day() {
    let bank = Bank::open(limits());
    let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
    let (kept, stray) = (bank.put(&phone, T0).await, bank.put(&phone, T0).await);
    bank.commit(&phone, bank.header(&phone, &owner, std::slice::from_ref(&kept)), T0).await.unwrap();
    let day = later(24 * 3600 * 1000);
    bank.vault.sweep(day).await;
    bank.unlock(&phone, &pin, day).await.unwrap();
    assert_eq!(bank.vault.get_pack(phone.locker, phone.id, kept.0, day).await.unwrap(), kept.1);
    assert_eq!(code(bank.vault.get_pack(phone.locker, phone.id, stray.0, day).await), ProblemCode::NotFound);
    assert_eq!(bank.vault.locker(phone.locker, phone.id, day).await.unwrap().used, 64 << 10);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn missing_and_damaged_packs_are_found_by_the_doctor() {
    let bank = Bank::open(limits());
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    let packs = [bank.put(&phone, T0).await, bank.put(&phone, T0).await];
    bank.commit(&phone, bank.header(&phone, &owner, &packs), T0).await.unwrap();
    assert_eq!(bank.findings(), []);
    let blobs = crate::blobs::FolderBlobs::looking_at(&bank.data.join(BLOBS));
    std::fs::remove_file(blobs.path(phone.locker, packs[0].0)).unwrap();
    std::fs::write(blobs.path(phone.locker, packs[1].0), vec![0; 64 << 10]).unwrap();
    let whats: Vec<_> = bank.findings().into_iter().map(|finding| finding.what).collect();
    assert_eq!(whats.len(), 2, "{whats:?}");
    assert!(whats.iter().any(|what| what.contains("missing")) && whats.iter().any(|what| what.contains("damaged")));
}

#[tokio::test]
async fn a_foreign_keys_folder_is_found_by_the_doctor() {
    let bank = Bank::open(limits());
    bank.with_pin("owner@example.com").await;
    let foreign = SoftwareCustody::create(&bank.data.join("keys"), &mut rng()).unwrap();
    let findings = crate::doctor::examine(&bank.data, Some(&foreign));
    assert!(findings.iter().any(|finding| finding.what.contains("inside the data folder")));
    assert!(findings.iter().any(|finding| finding.what.contains("does not unwrap")));
}

#[tokio::test]
async fn snapshots_that_do_not_fit_are_refused() {
    let bank = Bank::open(limits());
    let (phone, owner, _) = bank.with_pin("owner@example.com").await;
    let pack = bank.put(&phone, T0).await;
    let good = bank.header(&phone, &owner, std::slice::from_ref(&pack));
    let strange = PackRef { id: PackId::random(&mut rng()), ..good.packs[0] };
    let refused = [
        (SnapshotHeader { epoch: 2, ..good.clone() }, ProblemCode::StaleEpoch),
        (SnapshotHeader { roster: Digest::plain(b"x"), ..good.clone() }, ProblemCode::Conflict),
        (SnapshotHeader { number: 2, ..good.clone() }, ProblemCode::Conflict),
        (SnapshotHeader { previous: Some(Digest::plain(b"x")), ..good.clone() }, ProblemCode::Conflict),
        (SnapshotHeader { log: LogPosition { number: 1, ..good.log }, ..good.clone() }, ProblemCode::Conflict),
        (SnapshotHeader { packs: vec![strange], ..good.clone() }, ProblemCode::MissingPacks),
        (SnapshotHeader { locker: LockerId::from_array([1; 16]), ..good.clone() }, ProblemCode::Malformed),
        (SnapshotHeader { device: DeviceId::from_array([1; 16]), ..good.clone() }, ProblemCode::Malformed),
    ];
    for (header, expected) in refused {
        assert_eq!(code(bank.commit(&phone, header, T0).await), expected);
    }
    bank.commit(&phone, good.clone(), T0).await.unwrap();
    let other = SnapshotHeader { number: 2, ..good };
    assert_eq!(code(bank.commit(&phone, other, T0).await), ProblemCode::Taken);
}
