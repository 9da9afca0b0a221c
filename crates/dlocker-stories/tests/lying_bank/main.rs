//! A bank that lies, with every byte it has, its own keys, and a device key of its own: the owner's program believes none of it, and
//! once the bank is honest again all is well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod bits;
mod changes;
mod forger;
mod log;
mod questions;
mod records;
mod rosters;
mod snapshots;

use dlocker_client::{Result, connect};
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::signature::Document;
use dlocker_protocol::{LockerId, cbor};
use dlocker_stories::in_process::{Content, House, OwnersKey, Phone, wallet};

const HANDLE: &str = "owner@example.com";

/// A bank, a phone with a backup in its locker, and the next phone, whose recovery is approved.
struct Stage {
    house: House,
    kit: OwnersKey,
    old: Phone,
    new: Phone,
    content: Content,
}

impl Stage {
    async fn set() -> Self {
        let house = House::quick().await;
        let kit = OwnersKey::kit();
        let old = house.customer_with(HANDLE, &[&kit]).await;
        let content = wallet("first");
        old.back_up(&content).await.unwrap();
        let new = house.approved_phone(HANDLE).await;
        Self { house, kit, old, new, content }
    }

    async fn locker(&self) -> LockerId {
        connect(&self.old).await.unwrap().enrolled().locker
    }

    async fn record(&self) -> MethodRecord {
        let methods = connect(&self.old).await.unwrap().methods().await.unwrap();
        cbor::decode(&methods[0].record.0, MethodRecord::LABEL).unwrap()
    }

    /// The old phone, still the owner's, sees through it.
    async fn old_phone_is_not_fooled(&self) {
        is_damaged(&self.old.open_with(&self.kit).await);
        self.old.trust_again();
        assert_eq!(self.old.open_with(&self.kit).await.unwrap(), self.content);
    }

    /// The next phone sees through it, and recovers once the bank is honest.
    async fn new_phone_is_not_fooled(&self) {
        is_damaged(&self.new.go_on_with_recovery(&self.kit).await);
        self.new.trust_again();
        assert_eq!(self.new.go_on_with_recovery(&self.kit).await.unwrap(), self.content);
    }
}

/// It was noticed, and that is what the error says.
fn is_damaged<T>(result: &Result<T>) {
    let error = result.as_ref().err().expect("noticed");
    assert_eq!(error.code(), "damaged", "{error}");
}
