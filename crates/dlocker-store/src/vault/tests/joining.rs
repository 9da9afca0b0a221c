//! A second phone joins, is confirmed, and is revoked.

use dlocker_protocol::LinkId;
use dlocker_protocol::device::{JoinRequest, LinkRequest};
use dlocker_protocol::roster::DepartedDevice;

use super::*;

pub(super) const DAY: u64 = 24 * 3600 * 1000;

impl Bank {
    pub(super) async fn link(&self, phone: &Phone, now: Timestamp) -> Answer<LinkId> {
        let link = LinkId::random(&mut rng());
        self.vault.make_link(phone.locker, phone.id, &self.nonce(now).await, LinkRequest { link }, now).await?;
        Ok(link)
    }

    pub(super) async fn ask_to_join(&self, locker: LockerId, link: LinkId, now: Timestamp) -> Answer<Phone> {
        let key = SigningKey::random(&mut rng());
        self.join_with(locker, link, &key, now).await?;
        Ok(Phone { id: DeviceId::of(&key.public_key()), key, locker })
    }

    async fn join_with(&self, locker: LockerId, link: LinkId, key: &SigningKey, now: Timestamp) -> Answer<Timestamp> {
        let device_key = key.public_key();
        let request = JoinRequest { link, device_key, name: "phone".to_owned(), mac: Bytes(vec![7; 32]) };
        Ok(self.vault.join(locker, device_key, &self.nonce(now).await, request, now).await?.expires)
    }

    /// A second phone that was confirmed on the first day, and is admitted.
    pub(super) async fn with_second(&self, handle: &str) -> (Phone, Phone, Owner, Method) {
        let (first, mut owner, pin) = self.with_pin(handle).await;
        self.unlock(&first, &pin, T0).await.unwrap();
        let link = self.link(&first, T0).await.unwrap();
        let second = self.ask_to_join(first.locker, link, T0).await.unwrap();
        self.confirm(&mut owner, &[&first, &second], &[&pin], T0).await.unwrap();
        self.vault.locker_id(second.locker, second.id, &self.nonce(T0).await, T0).await.unwrap();
        self.vault.admit(second.locker, second.id, &self.nonce(T0).await, T0).await.unwrap();
        (first, second, owner, pin)
    }

    /// The first of the phones publishes a roster with all of them, and these methods as they are.
    pub(super) async fn confirm(
        &self,
        owner: &mut Owner,
        phones: &[&Phone],
        methods: &[&Method],
        now: Timestamp,
    ) -> Answer<()> {
        let roster = self.roster(owner, phones, methods);
        let request = self.request(owner, roster.clone(), parts(methods));
        let (locker, device) = (phones[0].locker, phones[0].id);
        self.vault.publish_roster(locker, device, &self.nonce(now).await, request, now).await?;
        owner.current = Some(roster);
        Ok(())
    }
}

#[tokio::test]
async fn a_second_phone_joins_on_the_first_day() {
    let bank = Bank::open(limits());
    let (first, second, owner, _) = bank.with_second("owner@example.com").await;
    let view = bank.vault.locker(second.locker, second.id, T0).await.unwrap();
    assert_eq!((view.devices.len(), view.joins.len()), (2, 0));
    for phone in [&first, &second] {
        let pack = bank.put(phone, T0).await;
        bank.commit(phone, bank.header(phone, &owner, std::slice::from_ref(&pack)), T0).await.unwrap();
    }
    let events = bank.events(&first).await;
    assert!(events.iter().any(|event| matches!(event, log::Event::LinkMade { .. })));
    assert!(events.iter().any(|event| matches!(event, log::Event::JoinAsked { device, .. } if *device == second.id)));
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn a_link_needs_an_opening_and_is_used_once_within_15_minutes() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    assert_eq!(code(bank.link(&phone, T0).await), ProblemCode::NotOpened);
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let link = bank.link(&phone, T0).await.unwrap();
    let late = later(15 * 60 * 1000);
    assert_eq!(code(bank.ask_to_join(phone.locker, link, late).await.map(|_| ())), ProblemCode::Invite);
    let key = SigningKey::random(&mut rng());
    let first = bank.join_with(phone.locker, link, &key, T0).await.unwrap();
    assert_eq!(bank.join_with(phone.locker, link, &key, later(5)).await.unwrap(), first, "a retry is the same request");
    assert_eq!(code(bank.ask_to_join(phone.locker, link, T0).await.map(|_| ())), ProblemCode::Invite);
    assert_eq!(code(bank.link(&phone, later(3600 * 1000)).await), ProblemCode::NotOpened);
}

#[tokio::test]
async fn who_asks_to_join_gets_nothing_until_a_roster_names_it() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    let link = bank.link(&phone, T0).await.unwrap();
    let asks = bank.ask_to_join(phone.locker, link, T0).await.unwrap();
    assert!(bank.vault.device_key(asks.locker, asks.id).await.is_ok());
    let fetched = bank.vault.locker_id(asks.locker, asks.id, &bank.nonce(T0).await, T0).await;
    assert_eq!(code(fetched), ProblemCode::Waiting);
    assert_eq!(code(bank.vault.locker(asks.locker, asks.id, T0).await), ProblemCode::Unsigned);
    assert_eq!(bank.vault.locker(phone.locker, phone.id, T0).await.unwrap().joins.len(), 1);
    assert_eq!(bank.vault.locker(phone.locker, phone.id, later(DAY)).await.unwrap().joins.len(), 0);
}

#[tokio::test]
async fn p7_eight_links_and_joins_are_open_at_most() {
    let bank = Bank::open(limits());
    let (phone, _, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&phone, &pin, T0).await.unwrap();
    for used in 0..8 {
        let link = bank.link(&phone, T0).await.unwrap();
        if used % 2 == 0 {
            bank.ask_to_join(phone.locker, link, T0).await.unwrap();
        }
    }
    assert_eq!(code(bank.link(&phone, T0).await), ProblemCode::RateLimited);
    bank.link(&phone, later(20 * 60 * 1000)).await.unwrap();
}

#[tokio::test]
async fn p6_a_revoked_phone_gets_nothing_at_once_and_its_newest_backup_counts() {
    let bank = Bank::open(limits());
    let (first, second, mut owner, pin) = bank.with_second("owner@example.com").await;
    let pack = bank.put(&second, T0).await;
    let header = bank.header(&second, &owner, std::slice::from_ref(&pack));
    bank.commit(&second, header, T0).await.unwrap();
    let now = later(2 * DAY);
    let mut roster = bank.roster(&owner, &[&first], &[&pin]);
    roster.departed = vec![DepartedDevice { id: second.id, last: None }];
    let cut = bank.request(&owner, roster.clone(), Vec::new());
    let published = bank.vault.publish_roster(first.locker, first.id, &bank.nonce(now).await, cut, now).await;
    assert_eq!(code(published), ProblemCode::Conflict, "a backup that came meanwhile is not cut off");
    let chains = bank.vault.locker(first.locker, first.id, now).await.unwrap().chains;
    roster.departed[0].last = Some(chains[0].head);
    let request = bank.request(&owner, roster.clone(), Vec::new());
    bank.vault.publish_roster(first.locker, first.id, &bank.nonce(now).await, request, now).await.unwrap();
    owner.current = Some(roster);
    assert_eq!(code(bank.vault.locker(second.locker, second.id, now).await), ProblemCode::Replaced);
    assert_eq!(bank.findings(), []);
}

#[tokio::test]
async fn p6_a_rotation_forgets_who_asked_to_join() {
    let bank = Bank::open(limits());
    let (first, mut owner, pin) = bank.with_pin("owner@example.com").await;
    bank.unlock(&first, &pin, T0).await.unwrap();
    let link = bank.link(&first, T0).await.unwrap();
    let asks = bank.ask_to_join(first.locker, link, T0).await.unwrap();
    let new = bank.recovered("owner@example.com", T0).await;
    let pin = bank.rotated(&mut owner, &new, pin, T0).await.unwrap();
    assert_eq!(code(bank.vault.device_key(asks.locker, asks.id).await), ProblemCode::Unsigned);
    let mut roster = bank.roster(&owner, &[&new, &asks], &[&pin]);
    roster.methods[0].renew = true;
    let request = bank.request(&owner, roster, Vec::new());
    let published = bank.vault.publish_roster(new.locker, new.id, &bank.nonce(T0).await, request, T0).await;
    assert_eq!(code(published), ProblemCode::Malformed);
}
