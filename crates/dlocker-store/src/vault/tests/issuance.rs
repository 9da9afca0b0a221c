//! The Locker ID over OpenID4VCI, below the messages: seats, codes, tokens, and what the status list says.

use dlocker_protocol::PublicKey;

use super::*;

fn dpop(jti: u8) -> DpopKey {
    DpopKey { key: Digest::plain(b"a wallet's key"), once: Digest::plain(&[jti]) }
}

fn fresh_keys<const N: usize>() -> [PublicKey; N] {
    core::array::from_fn(|_| SigningKey::random(&mut rng()).public_key())
}

impl Bank {
    async fn invited(&self, handle: &str) -> String {
        let invite = format!("{:?}", Digest::of("test", handle.as_bytes()));
        let request = InviteRequest { handle: Handle::parse(handle).unwrap(), invite: invite.clone(), tx_code: None };
        self.vault.invite(self.officer(0), &self.nonce(T0).await, request, T0).await.unwrap();
        invite
    }

    async fn redeemed(&self, code: &str, jti: u8, keys: &[PublicKey], now: Timestamp) -> Result<Vec<Enrolled>, Denied> {
        let token = self.vault.grant(code, None, dpop(jti), now).await.unwrap()?;
        let proofs = keys.iter().map(|key| (*key, self.vault.issue_c_nonce(now))).collect();
        self.vault.redeem(&token.text, dpop(jti + 1), proofs, now).await.unwrap()
    }

    /// What the status list says of a device.
    async fn listed(&self, locker: LockerId, device: DeviceId) -> u8 {
        let at = self.vault.status_place(locker, device, T0).await.unwrap();
        let list = self.vault.status_list(at.list).await.unwrap().unwrap();
        (list[usize::try_from(at.place / 4).unwrap()] >> (2 * (at.place % 4))) & 3
    }
}

#[tokio::test]
async fn p3_a_batch_is_for_one_seat_and_the_first_that_is_presented_takes_it() {
    let bank = Bank::open(limits());
    let keys = fresh_keys::<3>();
    let enrolled = bank.redeemed(&bank.invited("owner@example.com").await, 1, &keys, T0).await.unwrap();
    let locker = enrolled[0].locker;
    let ids = keys.map(|key| DeviceId::of(&key));
    for id in ids {
        assert_eq!(bank.listed(locker, id).await, 0);
    }
    bank.vault.admit(locker, ids[1], &bank.nonce(T0).await, T0).await.unwrap();
    for (id, said) in ids.into_iter().zip([1, 0, 1]) {
        assert_eq!(bank.listed(locker, id).await, said);
    }
    for id in [ids[0], ids[2]] {
        let refused = bank.vault.admit(locker, id, &bank.nonce(T0).await, T0).await;
        assert_eq!(code(refused), ProblemCode::Replaced);
    }
    bank.vault.admit(locker, ids[1], &bank.nonce(T0).await, T0).await.unwrap();
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_code_serves_its_first_keys_again_and_no_others() {
    let bank = Bank::open(limits());
    let code = bank.invited("owner@example.com").await;
    let [first, other] = fresh_keys();
    let enrolled = bank.redeemed(&code, 1, &[first], T0).await.unwrap();
    assert_eq!(bank.redeemed(&code, 3, &[first], T0).await.unwrap(), enrolled);
    assert_eq!(bank.redeemed(&code, 5, &[other], T0).await, Err(Denied::Proof));
    assert_eq!(bank.redeemed(&code, 7, &[first, other], T0).await, Err(Denied::Proof));
    let stranger = DpopKey { key: Digest::plain(b"another"), once: Digest::plain(b"9") };
    assert!(matches!(bank.vault.grant(&code, None, stranger, T0).await, Ok(Err(Denied::Grant))));
}

#[tokio::test]
async fn a_token_is_good_for_five_minutes_with_its_own_key_and_a_proof_once() {
    let bank = Bank::open(limits());
    let code_of_offer = bank.invited("owner@example.com").await;
    let token = bank.vault.grant(&code_of_offer, None, dpop(1), T0).await.unwrap().ok().unwrap().text;
    let [key] = fresh_keys();
    let proofs = |now| vec![(key, bank.vault.issue_c_nonce(now))];
    let other = DpopKey { key: Digest::plain(b"another"), once: Digest::plain(b"2") };
    let redeem = |dpop, now: Timestamp| bank.vault.redeem(&token, dpop, proofs(now), now);
    assert_eq!(redeem(other, T0).await, Ok(Err(Denied::Token)));
    assert_eq!(redeem(dpop(3), later(5 * 60 * 1000)).await, Ok(Err(Denied::Token)));
    assert_eq!(code(redeem(dpop(1), T0).await), ProblemCode::Nonce, "the proof of the token request");
    assert!(redeem(dpop(4), later(5 * 60 * 1000 - 1)).await.unwrap().is_ok());
}

#[tokio::test]
async fn wrong_transaction_codes_are_counted_before_they_are_answered_and_the_fifth_voids_the_offer() {
    let folder = tempfile::tempdir().unwrap();
    let bank = Bank::open_in(folder.path(), limits());
    let invite = "i".repeat(43);
    let handle = Handle::parse("owner@example.com").unwrap();
    let request = InviteRequest { handle, invite: invite.clone(), tx_code: Some("123456".to_owned()) };
    bank.vault.invite(bank.officer(0), &bank.nonce(T0).await, request.clone(), T0).await.unwrap();
    let weak = InviteRequest { tx_code: Some("12345".to_owned()), ..request };
    assert_eq!(code(bank.vault.invite(bank.officer(0), &bank.nonce(T0).await, weak, T0).await), ProblemCode::Malformed);
    for jti in 0..4 {
        let answer = bank.vault.grant(&invite, Some("000000"), dpop(jti), T0).await;
        assert!(matches!(answer, Ok(Err(Denied::Grant))));
    }
    let opened = bank.vault.grant(&invite, Some("123456"), dpop(10), T0).await.unwrap();
    assert!(opened.is_ok(), "four are not five");
    assert_eq!(bank.vault.offer(&invite, T0).await, Ok(Some(true)));
    assert!(bank.vault.grant(&invite, Some("000000"), dpop(11), T0).await.unwrap().is_err());
    drop(bank);
    let custody = Arc::new(SoftwareCustody::open(&folder.path().join("keys")).unwrap());
    let setup = VaultSetup { data: folder.path().join("data"), custody, limits: limits() };
    let again = Vault::open(setup).unwrap();
    assert!(again.grant(&invite, Some("123456"), dpop(12), T0).await.unwrap().is_err(), "after a restart too");
    assert_eq!(again.offer(&invite, T0).await, Ok(None));
}

#[tokio::test]
async fn p6_a_recovery_is_carried_out_at_the_credential_endpoint_for_the_key_of_the_case_alone() {
    let bank = Bank::open(limits());
    let lost = bank.customer("owner@example.com").await;
    let (case, key, said) = bank.case("owner@example.com", T0).await;
    let id = DeviceId::of(&key.public_key());
    let offer = async || bank.vault.offer_reissue(case, id, &bank.nonce(T0).await, T0).await;
    assert_eq!(code(offer().await.map(drop)), ProblemCode::Waiting);
    for officer in [0, 1] {
        bank.approve(officer, case, &said.to_string(), T0).await.unwrap();
    }
    let void = offer().await.unwrap().code;
    let code_of_offer = offer().await.unwrap().code;
    assert!(bank.vault.grant(&void, None, dpop(1), T0).await.unwrap().is_err(), "the newer one counts");
    let [other] = fresh_keys();
    for keys in [vec![other], vec![key.public_key(), other]] {
        let jti = u8::try_from(10 * keys.len()).unwrap();
        assert_eq!(bank.redeemed(&code_of_offer, jti, &keys, T0).await, Err(Denied::Proof));
    }
    assert_eq!(bank.listed(lost.locker, lost.id).await, 0, "nothing was carried out");
    let enrolled = bank.redeemed(&code_of_offer, 40, &[key.public_key()], T0).await.unwrap();
    assert_eq!(enrolled[0].locker, lost.locker);
    assert_eq!((bank.listed(lost.locker, lost.id).await, bank.listed(lost.locker, id).await), (2, 0));
    let again = bank.redeemed(&code_of_offer, 50, &[key.public_key()], T0).await.unwrap();
    assert_eq!(again, enrolled, "the connection broke");
    let anew = offer().await.unwrap().code;
    assert_eq!(bank.redeemed(&anew, 60, &[key.public_key()], T0).await.unwrap(), enrolled);
    let request = device::EnrolRequest { invite: anew, device_key: key.public_key() };
    let refused = bank.vault.enrol(key.public_key(), &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(refused), ProblemCode::Invite);
    assert_eq!(bank.findings(), []);
}
