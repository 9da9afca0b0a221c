//! A visit log that was rewritten, forked or cut.

use std::sync::Arc;

use dlocker_client::connect;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_custody::Custody;
use dlocker_protocol::log::{Event, LogEntry, LogHead, LogPage};
use dlocker_protocol::signature::{Document, Draft, Signed, SigningKey};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Bytes, cbor};
use dlocker_stories::in_process::{Meddler, wallet};

use super::forger::rng;
use super::{Stage, is_damaged};

/// Tells another log, with heads signed by the real key.
struct Historian {
    custody: Arc<dyn Custody>,
    lie: fn(Vec<LogEntry>) -> Vec<LogEntry>,
    key: Option<SigningKey>,
}

fn position(entry: &LogEntry) -> LogPosition {
    LogPosition { number: entry.number, digest: entry.digest() }
}

/// The same events as a log that follows.
fn chained(entries: Vec<LogEntry>) -> Vec<LogEntry> {
    let mut chained: Vec<LogEntry> = Vec::new();
    for (number, mut entry) in (1..).zip(entries) {
        entry.number = number;
        entry.previous = chained.last().map(Document::digest);
        chained.push(entry);
    }
    chained
}

impl Historian {
    fn head(&self, before: &LogHead, entries: &[LogEntry]) -> Signed<LogHead> {
        let position = entries.last().map_or(before.position, position);
        let draft = Draft::new(LogHead { position, ..before.clone() });
        match &self.key {
            Some(key) => draft.sign(key),
            None => self.custody.sign_log_head(draft).unwrap(),
        }
    }
}

impl Meddler for Historian {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if !request.url.contains("/log?from=") || response.status != 200 {
            return;
        }
        let page: LogPage = serde_json::from_slice(&response.body).unwrap();
        let entries = page.entries.iter().map(|e| cbor::decode(&e.0, LogEntry::LABEL).unwrap()).collect();
        let entries = (self.lie)(entries);
        let head = self.head(page.head.unverified(), &entries);
        let entries = entries.iter().map(|entry| Bytes(cbor::encode(entry))).collect();
        response.body = serde_json::to_vec(&LogPage { entries, head }).unwrap();
    }
}

/// Leaves out the visits of the last hours.
fn cut(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries.truncate(3);
    entries
}

/// Leaves out every opening, and numbers the rest anew.
fn without_openings(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries.retain(|entry| !matches!(entry.event, Event::Released { .. } | Event::Opened { .. }));
    chained(entries)
}

/// Says that an opening was something else.
fn rewritten(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries[1].at = entries[0].at;
    chained(entries)
}

fn gap(mut entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries.remove(1);
    entries
}

fn honest(entries: Vec<LogEntry>) -> Vec<LogEntry> {
    entries
}

const LIES: [fn(Vec<LogEntry>) -> Vec<LogEntry>; 4] = [cut, without_openings, rewritten, gap];

fn historian(stage: &Stage, lie: fn(Vec<LogEntry>) -> Vec<LogEntry>, key: Option<SigningKey>) -> Historian {
    Historian { custody: Arc::clone(&stage.house.custody), lie, key }
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_a_log_told_differently_is_noticed_by_who_has_seen_it() {
    let stage = Stage::set().await;
    connect(&stage.old).await.unwrap().visit_log().await.unwrap();
    for lie in LIES {
        stage.old.meddle(historian(&stage, lie, None));
        is_damaged(&connect(&stage.old).await.unwrap().visit_log().await);
    }
    let key = Some(SigningKey::random(&mut rng()));
    stage.old.meddle(historian(&stage, honest, key));
    is_damaged(&connect(&stage.old).await.unwrap().visit_log().await);
    is_damaged(&stage.old.back_up(&wallet("later")).await);
    stage.old.trust_again();
    connect(&stage.old).await.unwrap().visit_log().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_a_log_told_differently_is_noticed_by_a_new_phone() {
    let stage = Stage::set().await;
    for lie in LIES {
        stage.new.meddle(historian(&stage, lie, None));
        is_damaged(&stage.new.go_on_with_recovery(&stage.kit).await);
    }
    let key = Some(SigningKey::random(&mut rng()));
    stage.new.meddle(historian(&stage, honest, key));
    stage.new_phone_is_not_fooled().await;
}
