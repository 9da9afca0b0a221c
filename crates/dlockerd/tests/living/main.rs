//! Living with a locker, at the level of HTTP: second devices, changes that wait, freezes, vetoes, fresh starts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../kit/mod.rs"]
mod kit;

mod cases;
mod freezes;
mod intents;
mod joins;

use dlocker_protocol::log::{Event, LogEntry, LogPage};
use dlocker_protocol::{Timestamp, cbor};
use kit::lost::HANDLE;
use kit::owner::Owner;
use kit::{Bench, Caller, Phone};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

/// A bank, an officer, and an owner whose phone has just opened the locker.
struct Home {
    bench: Bench,
    officer: Caller,
    phone: Phone,
    owner: Owner,
}

impl Home {
    async fn start(config: &str) -> Self {
        let bench = Bench::start(config).await;
        let officer = bench.staff("officer1");
        let phone = bench.phone(&officer, HANDLE).await;
        let owner = bench.owner(&phone).await;
        // The opening of a registration that is still pending does not count as one.
        assert_eq!(bench.unlock(&phone, &owner).await.status, 200);
        Self { bench, officer, phone, owner }
    }

    fn path(&self, below: &str) -> String {
        format!("/v1/lockers/{}/{below}", self.phone.locker)
    }

    fn staff_path(&self, below: &str) -> String {
        format!("/v1/staff/lockers/{}/{below}", self.phone.locker)
    }

    async fn unlock(&self) -> kit::Answer {
        self.bench.unlock(&self.phone, &self.owner).await
    }
}

/// The newest events of a locker's log.
async fn events(bench: &Bench, phone: &Phone) -> Vec<Event> {
    let page: LogPage = bench.get(&phone.caller, &format!("/v1/lockers/{}/log?from=1", phone.locker)).await.json();
    page.entries.iter().map(|entry| cbor::decode::<LogEntry>(&entry.0, "entry").unwrap().event).collect()
}

/// Whether `moment` is `expected` within the seconds that a test takes.
fn about(moment: Timestamp, expected: Timestamp) -> bool {
    moment.millis().abs_diff(expected.millis()) < 60_000
}
