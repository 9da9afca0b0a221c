//! Requests to wallets: the key that an answer is encrypted to is of one request, lies wrapped, and goes with the answer.

use dlocker_bank::Record as _;
use dlocker_bank::presentation::{PresentationRecord, ResponseMode, Stage};
use dlocker_evidence::Format;
use dlocker_evidence::trust::{EntrySettings, TrustList};
use dlocker_protocol::PresentationId;

use super::*;

/// The key of RFC 9449, figure 1.
const ISSUER: &str = "did:jwk:eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSJ9";

fn trust() -> TrustList {
    let entry = EntrySettings {
        name: "id".to_owned(),
        format: Format::SdJwtVc,
        kind: "urn:eudi:pid:1".to_owned(),
        issuers: vec![ISSUER.to_owned()],
        claims: [("family_name".to_owned(), vec!["family_name".to_owned()])].into(),
    };
    TrustList::parse(&[entry], |_| Err("no files".to_owned())).unwrap()
}

impl Bank {
    async fn asks(&self, phone: &Phone, mode: ResponseMode) -> PresentationRecord {
        let (trust, nonce) = (trust(), self.nonce(T0).await);
        let wanted = Wanted { trust: &trust, mode };
        self.vault.ask_for_identity((phone.locker, phone.id), &nonce, wanted, T0).await.unwrap()
    }
}

#[tokio::test]
async fn each_request_has_a_response_key_of_its_own_that_opens_again_after_the_wallet_fetched_it() {
    let bank = Bank::open(limits());
    let phone = bank.customer("owner@example.com").await;
    let (one, other) =
        (bank.asks(&phone, ResponseMode::Encrypted).await, bank.asks(&phone, ResponseMode::Encrypted).await);
    let key = |record: &PresentationRecord| bank.vault.response_key(record).unwrap().unwrap().public();
    assert_ne!(key(&one), key(&other));
    let fetched = bank.vault.fetch_presentation(one.id, T0).await.unwrap();
    assert_eq!(key(&fetched), key(&one));
    let plain = bank.asks(&phone, ResponseMode::Plain).await;
    assert!(bank.vault.response_key(&plain).unwrap().is_none());
}

#[tokio::test]
async fn a_response_key_is_gone_once_the_request_is_answered() {
    let bank = Bank::open(limits());
    let phone = bank.customer("owner@example.com").await;
    for presented in [Presented::Declined, Presented::Nothing("No.".to_owned())] {
        let asked = bank.asks(&phone, ResponseMode::Encrypted).await;
        bank.vault.fetch_presentation(asked.id, T0).await.unwrap();
        bank.vault.take_presentation(asked.id, presented, T0).await.unwrap();
        let kept = bank.vault.presentation(asked.id).await.unwrap();
        assert!(!matches!(kept.stage, Stage::Asked | Stage::Fetched));
        assert_eq!(kept.response_key, None);
    }
}

#[tokio::test]
async fn a_response_key_in_the_row_of_another_request_or_locker_opens_nothing() {
    let bank = Bank::open(limits());
    let phone = bank.customer("owner@example.com").await;
    let asked = bank.asks(&phone, ResponseMode::Encrypted).await;
    let moved = [
        PresentationRecord { id: PresentationId::random(&mut rng()), ..asked.clone() },
        PresentationRecord { locker: LockerId::random(&mut rng()), ..asked.clone() },
        PresentationRecord { response_key: Some(vec![1; 61]), ..asked.clone() },
        PresentationRecord { response_key: Some(Vec::new()), ..asked },
    ];
    for record in moved {
        let refused = bank.vault.response_key(&record).map(drop);
        assert_eq!(code(refused), dlocker_protocol::problem::ProblemCode::Internal);
    }
}

#[tokio::test]
async fn the_database_holds_no_response_key_in_clear() {
    let bank = Bank::open(limits());
    let phone = bank.customer("owner@example.com").await;
    let asked = bank.asks(&phone, ResponseMode::Encrypted).await;
    let wrapped = asked.response_key.clone().unwrap();
    let place = dlocker_custody::WrapPurpose {
        locker: asked.locker,
        registration: RegistrationId::from_array(*asked.id.as_bytes()),
        what: "response-key",
    };
    let scalar = bank.custody.unwrap(place, &wrapped).unwrap();
    let row = asked.to_row();
    assert!(row.windows(wrapped.len()).any(|part| part == wrapped), "the row is what is kept");
    assert!(!row.windows(16).any(|part| scalar.windows(16).any(|secret| secret == part)));
}
