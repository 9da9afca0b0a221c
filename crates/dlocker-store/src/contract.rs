//! What every backend must hold. A backend's tests call [`run_all`]; a promise that fails panics with its name.

use std::future::Future;

use dlocker_bank::intent::{IntentRecord, State};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::presentation::{For, PresentationRecord, Stage};
use dlocker_bank::refusal;
use dlocker_bank::snapshot::{SnapshotRecord, SnapshotState};
use dlocker_bank::staff::{ActRecord, InviteRecord, PasskeyRecord, SessionRecord};
use dlocker_bank::telling::{Lane, MessageRecord, State as MessageState};
use dlocker_protocol::intent::Change;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::snapshot::PackSet;
use dlocker_protocol::staff::{Act, ActBy, StaffName};
use dlocker_protocol::{
    DeviceId, Digest, Handle, IntentId, LockerId, PasskeyId, PresentationId, PublicKey, SnapshotId, Timestamp,
};

use crate::store::{Ended, Fault, LockerRead, LockerTx, Store};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn id(number: u8) -> LockerId {
    LockerId::from_array([number; 16])
}

fn handle(name: &str) -> Result<Handle, Fault> {
    Handle::parse(name).map_err(|e| Fault(e.to_string()))
}

fn record(number: u8) -> Result<LockerRecord, Fault> {
    Ok(LockerRecord::new(id(number), handle("owner@example.com")?, NOW))
}

fn require(holds: bool, promise: &str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault(format!("the backend breaks its contract: {promise}"))) }
}

/// Runs every check against fresh stores from `make`.
///
/// # Errors
/// What the backend does not hold, in words.
pub async fn run_all<S: Store>(make: impl Fn() -> S) -> Result<(), Fault> {
    check(keeps_all_or_nothing(&make())).await?;
    check(keeps_what_is_refused_but_kept(&make())).await?;
    check(survives_a_panic(&make())).await?;
    check(glances_at_what_it_reads(&make())).await?;
    check(uses_a_nonce_once_in_each_locker(&make())).await?;
    check(appends_each_log_number_once(&make())).await?;
    check(pages_in_order(&make())).await?;
    check(keeps_intents_oldest_first(&make())).await?;
    check(gives_a_handle_and_an_invite_to_one_locker(&make())).await?;
    check(moves_a_handle_only_from_its_locker(&make())).await?;
    check(keeps_where_a_snapshot_stands(&make())).await?;
    check(clears_one_locker_and_leaves_its_row_and_its_log(&make())).await?;
    check(gives_a_passkey_to_one_person(&make())).await?;
    check(finds_a_request_to_a_wallet_by_its_id(&make())).await?;
    check(ends_a_session_for_good(&make())).await?;
    check(tells_what_staff_did_in_the_order_of_time(&make())).await?;
    check(finds_what_is_due_over_all_lockers(&make())).await?;
    check(forgets_messages_that_are_over(&make())).await
}

async fn check(promise: impl Future<Output = Result<(), Ended>>) -> Result<(), Fault> {
    promise.await.map_err(|ended| match ended {
        Ended::Fault(fault) => fault,
        Ended::Refused(problem) | Ended::Kept(problem) => Fault(problem.detail),
    })
}

async fn is_there(store: &impl Store, number: u8) -> Result<bool, Ended> {
    store.read(id(number), |tx| Ok(tx.locker()?.is_some())).await
}

async fn keeps_all_or_nothing(store: &impl Store) -> Result<(), Ended> {
    let refused = |tx: &mut dyn LockerTx| -> Result<(), Ended> {
        tx.put_locker(&record(1)?)?;
        Err(refusal::frozen().into())
    };
    let ended = store.transact(id(1), refused).await;
    require(ended == Err(Ended::Refused(refusal::frozen())), "a refusal comes back as it is")?;
    require(!is_there(store, 1).await?, "what was refused is undone")?;
    store.transact(id(1), |tx| Ok(tx.put_locker(&record(1)?)?)).await?;
    require(is_there(store, 1).await?, "what was answered can be read at once")?;
    Ok(require(!is_there(store, 2).await?, "a locker's records are its own")?)
}

async fn keeps_what_is_refused_but_kept(store: &impl Store) -> Result<(), Ended> {
    let kept = |tx: &mut dyn LockerTx| -> Result<(), Ended> {
        tx.put_locker(&record(1)?)?;
        Err(Ended::Kept(refusal::wrong_code()))
    };
    let ended = store.transact(id(1), kept).await;
    require(ended == Err(Ended::Kept(refusal::wrong_code())), "a kept refusal comes back as it is")?;
    Ok(require(is_there(store, 1).await?, "what was refused but kept is kept")?)
}

async fn survives_a_panic(store: &impl Store) -> Result<(), Ended> {
    let panics = |tx: &mut dyn LockerTx| -> Result<(), Ended> {
        tx.put_locker(&record(1)?)?;
        std::panic::resume_unwind(Box::new("on purpose"))
    };
    let ended = store.transact(id(1), panics).await;
    require(matches!(ended, Err(Ended::Fault(_))), "a panic is a fault")?;
    require(!is_there(store, 1).await?, "what panicked is undone")?;
    store.transact(id(1), |tx| Ok(tx.put_locker(&record(1)?)?)).await?;
    Ok(require(is_there(store, 1).await?, "after a panic the store goes on")?)
}

async fn glances_at_what_it_reads(store: &impl Store) -> Result<(), Ended> {
    store.transact(id(1), |tx| Ok(tx.put_locker(&record(1)?)?)).await?;
    let glance = async |number| store.glance(id(number), |tx| Ok(tx.locker()?.is_some())).await;
    require(glance(1).await?, "what was answered can be seen at once")?;
    require(!glance(2).await?, "a locker's records are its own")?;
    let refused = store.glance(id(1), |_| Err::<(), _>(refusal::frozen().into())).await;
    require(refused == Err(Ended::Refused(refusal::frozen())), "a refusal comes back as it is")?;
    let ended = store.glance(id(1), |_| -> Result<(), Ended> { std::panic::resume_unwind(Box::new("on purpose")) });
    require(matches!(ended.await, Err(Ended::Fault(_))), "a panic is a fault")?;
    Ok(require(glance(1).await?, "after a panic the store goes on")?)
}

async fn uses_a_nonce_once_in_each_locker(store: &impl Store) -> Result<(), Ended> {
    let nonce = UsedNonce { random: [7; 16], expires: NOW.plus_millis(1000) };
    let mut used = Vec::new();
    for number in [1, 1, 2] {
        used.push(store.transact(id(number), move |tx| Ok(tx.use_nonce(&nonce)?)).await?);
    }
    require(used == [true, false, true], "a nonce is used once in each locker")?;
    store.transact(id(1), |tx| Ok(tx.forget_nonces(NOW)?)).await?;
    let again = store.transact(id(1), move |tx| Ok(tx.use_nonce(&nonce)?)).await?;
    Ok(require(!again, "a nonce that is not over is not forgotten")?)
}

async fn appends_each_log_number_once(store: &impl Store) -> Result<(), Ended> {
    store.transact(id(1), |tx| Ok(tx.append(1, b"first")?)).await?;
    let again = store.transact(id(1), |tx| Ok(tx.append(1, b"other")?)).await;
    require(matches!(again, Err(Ended::Fault(_))), "a log entry is never written over")?;
    let entries = store.read(id(1), |tx| Ok(tx.entries(1, 10)?)).await?;
    Ok(require(entries == [b"first".to_vec()], "a log entry stays as it was")?)
}

async fn pages_in_order(store: &impl Store) -> Result<(), Ended> {
    let fill = |tx: &mut dyn LockerTx| -> Result<(), Ended> {
        for place in [2_u8, 1, 3] {
            let wire = [place; 10];
            let snapshot = SnapshotId::from_array([place; 16]);
            let row = SnapshotRecord::committed(u64::from(place), Digest::plain(&wire), 1, NOW);
            tx.put_snapshot(snapshot, &row, &wire)?;
        }
        Ok(())
    };
    store.transact(id(1), fill).await?;
    let all = store.read(id(1), |tx| Ok(tx.snapshots(0, 10, 1000)?)).await?;
    let places: Vec<u64> = all.iter().map(|(place, _)| *place).collect();
    require(places == [1, 2, 3], "snapshots come in the order of their places")?;
    let cut = store.read(id(1), |tx| Ok(tx.snapshots(1, 10, 15)?)).await?;
    require(cut.len() == 1 && cut[0].0 == 2, "a page ends at its bytes, but has at least one")?;
    let large = store.read(id(1), |tx| Ok(tx.snapshots(0, 10, 1)?)).await?;
    Ok(require(large.len() == 1, "a page has at least one")?)
}

fn intent(number: u8, made: u64) -> IntentRecord {
    IntentRecord {
        id: IntentId::from_array([number; 16]),
        made: NOW.plus_millis(made),
        due: NOW.plus_millis(made + 1),
        by: DeviceId::from_array([1; 16]),
        change: Change::ShortenWait { seconds: None },
        signed: Vec::new(),
        state: State::Waiting,
    }
}

async fn keeps_intents_oldest_first(store: &impl Store) -> Result<(), Ended> {
    let (old, new) = (intent(2, 1), intent(1, 2));
    for intent in [new.clone(), old.clone(), intent(3, 3)] {
        store.transact(id(1), move |tx| Ok(tx.put_intent(&intent)?)).await?;
    }
    let ended = IntentRecord { state: State::Completed { at: NOW }, ..new };
    let again = ended.clone();
    store.transact(id(1), move |tx| Ok(tx.put_intent(&again)?)).await?;
    store.transact(id(1), |tx| Ok(tx.drop_intent(IntentId::from_array([3; 16]))?)).await?;
    let kept = store.read(id(1), |tx| Ok(tx.intents()?)).await?;
    require(kept == [old, ended], "intents come oldest first, as they were kept last, and without the dropped ones")?;
    let others = store.read(id(2), |tx| Ok(tx.intents()?)).await?;
    Ok(require(others.is_empty(), "a locker's intents are its own")?)
}

async fn gives_a_handle_and_an_invite_to_one_locker(store: &impl Store) -> Result<(), Ended> {
    let owner = handle("owner@example.com")?;
    let invite = InviteRecord { expires: NOW, used_by: None, tx_code: None, granted: None, case: None };
    let digest = Digest::plain(b"invite");
    let mut claimed = Vec::new();
    for number in [1, 1, 2] {
        let (owner, invite) = (owner.clone(), invite.clone());
        let both = move |tx: &mut dyn LockerTx| Ok((tx.claim_handle(&owner)?, tx.put_invite(&digest, &invite)?));
        claimed.push(store.transact(id(number), both).await?);
    }
    require(claimed == [(true, true), (true, true), (false, false)], "a handle and an invite have one locker")?;
    require(store.locker_of_handle(owner).await? == Some(id(1)), "a handle finds its locker")?;
    Ok(require(store.locker_of_invite(digest).await? == Some(id(1)), "an invite finds its locker")?)
}

async fn moves_a_handle_only_from_its_locker(store: &impl Store) -> Result<(), Ended> {
    let owner = handle("owner@example.com")?;
    let claimed = owner.clone();
    store.transact(id(1), move |tx| Ok(tx.claim_handle(&claimed)?)).await?;
    let mut moved = Vec::new();
    for from in [3, 1, 1] {
        let owner = owner.clone();
        moved.push(store.transact(id(2), move |tx| Ok(tx.move_handle(&owner, id(from))?)).await?);
    }
    require(moved == [false, true, false], "a handle moves from the locker that has it, once")?;
    Ok(require(store.locker_of_handle(owner).await? == Some(id(2)), "a handle that moved finds its new locker")?)
}

async fn keeps_where_a_snapshot_stands(store: &impl Store) -> Result<(), Ended> {
    let (snapshot, digest) = (SnapshotId::from_array([1; 16]), Digest::plain(b"header"));
    let committed = SnapshotRecord::committed(1, digest, 9, NOW);
    let gone = PackSet::first(9);
    let released = SnapshotRecord { state: SnapshotState::Released, dropped: true, gone, ..committed.clone() };
    let [row, again] = [released.clone(), released.clone()];
    let missing = store.transact(id(1), move |tx| Ok(tx.put_snapshot_row(snapshot, &row)?)).await;
    require(matches!(missing, Err(Ended::Fault(_))), "what is not there has no state")?;
    let fresh = committed.clone();
    store.transact(id(1), move |tx| Ok(tx.put_snapshot(snapshot, &fresh, b"header")?)).await?;
    let held = store.read(id(1), |tx| Ok(tx.held_snapshots(0, 10, 1000)?)).await?;
    require(held == [(1, b"header".to_vec())], "a snapshot that is not released is held")?;
    let row = store.read(id(1), move |tx| Ok(tx.snapshot_row(snapshot)?)).await?;
    require(row == Some(committed), "a snapshot that was just committed is kept as it was put")?;
    store.transact(id(1), move |tx| Ok(tx.put_snapshot_row(snapshot, &again)?)).await?;
    let row = store.read(id(1), move |tx| Ok((tx.snapshot_row(snapshot)?, tx.snapshot_header(snapshot)?))).await?;
    require(row == (Some(released), Some(b"header".to_vec())), "a state is kept, and the header with it")?;
    let held = store.read(id(1), |tx| Ok(tx.held_snapshots(0, 10, 1000)?)).await?;
    Ok(require(held.is_empty(), "a released snapshot is not held")?)
}

async fn clears_one_locker_and_leaves_its_row_and_its_log(store: &impl Store) -> Result<(), Ended> {
    let (snapshot, invited) = (SnapshotId::from_array([1; 16]), Digest::plain(b"invite"));
    for number in [1, 2] {
        let fill = move |tx: &mut dyn LockerTx| -> Result<(), Ended> {
            tx.put_locker(&record(number)?)?;
            tx.append(1, b"entry")?;
            tx.put_roster(1, b"roster")?;
            tx.put_snapshot(snapshot, &SnapshotRecord::committed(1, Digest::plain(b"header"), 1, NOW), b"header")?;
            tx.put_intent(&intent(1, 1))?;
            tx.put_invite(
                &Digest::plain(&[number]),
                &InviteRecord { expires: NOW, used_by: None, tx_code: None, granted: None, case: None },
            )?;
            Ok(())
        };
        store.transact(id(number), fill).await?;
    }
    store
        .transact(id(1), move |tx| {
            Ok(tx.put_invite(
                &invited,
                &InviteRecord { expires: NOW, used_by: None, tx_code: None, granted: None, case: None },
            )?)
        })
        .await?;
    store.transact(id(1), |tx| Ok(tx.clear()?)).await?;
    let mut left = Vec::new();
    for number in [1, 2] {
        let count = |tx: &dyn LockerRead| -> Result<_, Ended> {
            let rows = tx.rosters(1, 10)?.len() + tx.snapshots(0, 10, 1000)?.len() + tx.intents()?.len();
            let kept = tx.locker()?.is_some() && tx.entries(1, 10)? == [b"entry".to_vec()];
            Ok((rows, tx.registrations()?.len() + tx.packs()?.len() + tx.cases()?.len(), kept))
        };
        left.push(store.read(id(number), count).await?);
    }
    require(
        left == [(0, 0, true), (3, 0, true)],
        "what is cleared is gone, but for row and log, and the others' is not",
    )?;
    let gone = store.locker_of_invite(invited).await?.is_none();
    let stays = store.locker_of_invite(Digest::plain(&[2])).await?.is_some();
    Ok(require(gone && stays, "an invite to a cleared locker is gone, and others are not")?)
}

fn name(text: &str) -> Result<StaffName, Fault> {
    StaffName::parse(text).map_err(|e| Fault(e.to_string()))
}

fn key() -> Result<PublicKey, Fault> {
    SigningKey::from_bytes(&[7; 32]).map(|key| key.public_key()).map_err(|e| Fault(e.to_string()))
}

async fn gives_a_passkey_to_one_person(store: &impl Store) -> Result<(), Ended> {
    let of = |staff: &str, counter| -> Result<PasskeyRecord, Fault> {
        let (staff, credential) = (staff.to_owned(), vec![1; 16]);
        Ok(PasskeyRecord { staff, credential, key: key()?, counter, synced: false, added: NOW, used: None })
    };
    let mut kept = Vec::new();
    for passkey in [of("officer1", 1)?, of("officer1", 2)?, of("officer2", 3)?] {
        kept.push(store.transact(id(1), move |tx| Ok(tx.put_passkey(&passkey)?)).await?);
    }
    require(kept == [true, true, false], "a credential is one person's")?;
    let (one, two) = (name("officer1")?, name("officer2")?);
    let read = store.read(id(2), move |tx| Ok((tx.passkeys(&one)?, tx.passkeys(&two)?))).await?;
    Ok(require(read == (vec![of("officer1", 2)?], Vec::new()), "a passkey is as it was kept last")?)
}

async fn finds_a_request_to_a_wallet_by_its_id(store: &impl Store) -> Result<(), Ended> {
    let (one, other) = (presentation(1, 1, NOW.plus_millis(1)), presentation(2, 2, NOW.plus_millis(1)));
    for record in [one.clone(), other.clone()] {
        store.transact(record.locker, move |tx| Ok(tx.put_presentation(&record)?)).await?;
    }
    require(store.presentation(one.id).await?.is_some_and(|kept| kept == one), "a request is found by its id alone")?;
    let open = store.read(id(1), |tx| Ok(tx.open_presentations(NOW)?)).await?;
    require(open == [one.clone()], "a locker's open requests are its own")?;
    let over = store.read(id(1), |tx| Ok(tx.open_presentations(NOW.plus_millis(1))?)).await?;
    require(over.is_empty(), "a request whose time is over is not open")?;
    let (late, gone) = (presentation(3, 1, NOW.plus_millis(2 * 24 * 3600 * 1000)), one.id);
    store.transact(id(1), move |tx| Ok(tx.put_presentation(&late)?)).await?;
    require(store.presentation(gone).await?.is_none(), "a request is forgotten a day after its end")?;
    require(store.presentation(other.id).await?.is_some(), "another locker's is not touched")?;
    Ok(())
}

fn presentation(number: u8, locker: u8, expires: Timestamp) -> PresentationRecord {
    PresentationRecord {
        id: PresentationId::from_array([number; 16]),
        locker: id(locker),
        purpose: For::Admission,
        nonce: String::new(),
        data: None,
        expires,
        stage: Stage::Asked,
        response_key: Some(vec![number; 61]),
    }
}

async fn ends_a_session_for_good(store: &impl Store) -> Result<(), Ended> {
    let (passkey, sign_in) = (PasskeyId::from_array([1; 16]), Digest::plain(b"sign-in"));
    let (key, passkey) = (key()?, Some(passkey));
    let session =
        SessionRecord { key, staff: "officer1".into(), passkey, sign_in, began: NOW, used: NOW, provider: None };
    let (which, used) = (session.id(), SessionRecord { used: NOW.plus_millis(1), ..session.clone() });
    let again = used.clone();
    store.transact(id(1), move |tx| Ok(tx.put_session(&session)?)).await?;
    store.transact(id(1), move |tx| Ok(tx.touch_session(&used)?)).await?;
    require(store.session(which).await? == Some(again.clone()), "a session is found as it was used last")?;
    let ended = store.transact(id(1), move |tx| Ok((tx.drop_session(which)?, tx.drop_session(which)?))).await?;
    require(ended == (true, false), "a session ends once")?;
    store.transact(id(1), move |tx| Ok(tx.touch_session(&again)?)).await?;
    Ok(require(store.session(which).await?.is_none(), "a use does not bring a session back")?)
}

async fn tells_what_staff_did_in_the_order_of_time(store: &impl Store) -> Result<(), Ended> {
    let act = |staff: &str, millis| {
        let (at, staff) = (NOW.plus_millis(millis), staff.to_owned());
        ActRecord { at, staff, by: ActBy::Key, act: Act::Frozen { confirmed: false }, proof: None }
    };
    for (locker, staff, millis) in [(1, "c", 2), (1, "a", 0), (2, "b", 1), (2, "d", 2), (1, "e", 3)] {
        let act = act(staff, millis);
        store.transact(id(locker), move |tx| Ok(tx.note_act(&act)?)).await?;
    }
    let undone = act("f", 0);
    let refused = store.transact(id(1), move |tx| {
        tx.note_act(&undone)?;
        Err::<(), _>(refusal::frozen().into())
    });
    require(refused.await.is_err(), "a refusal is one")?;
    let page = store.acts(NOW.plus_millis(1), 2).await?;
    let said: Vec<_> = page.iter().map(|act| (act.staff.as_str(), act.locker)).collect();
    let expected = [("b", Some(id(2))), ("c", Some(id(1))), ("d", Some(id(2)))];
    Ok(require(said == expected, "a page goes to the end of its last millisecond, and what was refused was not done")?)
}

fn message(number: u64, state: MessageState) -> MessageRecord {
    let (lane, entries) = (Lane::Mail, vec![number]);
    MessageRecord {
        lane,
        to: None,
        entries,
        more: 0,
        made: NOW,
        urgent: false,
        gathers: false,
        attempts: 0,
        state,
        reader: None,
    }
}

fn waiting(millis: u64) -> MessageState {
    MessageState::Waiting { next: NOW.plus_millis(millis), why: None }
}

async fn finds_what_is_due_over_all_lockers(store: &impl Store) -> Result<(), Ended> {
    let rows = [(1, 1, waiting(5)), (1, 2, waiting(9)), (2, 1, waiting(3)), (2, 2, MessageState::Sent { at: NOW })];
    for (locker, number, state) in rows {
        let message = message(number, state);
        store.transact(id(locker), move |tx| Ok(tx.put_message(&message)?)).await?;
    }
    let due = |millis, limit| store.due_messages(Lane::Mail, NOW.plus_millis(millis), limit);
    require(due(8, 10).await? == [(id(2), 1), (id(1), 1)], "what is due comes in the order of its time")?;
    require(due(9, 1).await? == [(id(2), 1)], "and no more than was asked for")?;
    let other = store.due_messages(Lane::Webhook, NOW.plus_millis(9), 10).await?;
    require(other.is_empty(), "a lane's messages are its own")?;
    let undone = store.transact(id(2), |tx| {
        tx.put_message(&message(1, MessageState::Sent { at: NOW }))?;
        Err::<(), _>(refusal::frozen().into())
    });
    require(undone.await.is_err() && due(4, 10).await? == [(id(2), 1)], "what was refused changed no message")?;
    store.transact(id(2), |tx| Ok(tx.put_message(&message(1, waiting(20)))?)).await?;
    require(due(9, 10).await? == [(id(1), 1), (id(1), 2)], "a message is due when it was last said to be")?;
    let one = store.read(id(1), |tx| Ok((tx.message(Lane::Mail, 2)?, tx.messages(Lane::Mail)?.len()))).await?;
    Ok(require(one == (Some(message(2, waiting(9))), 2), "a message is as it was kept")?)
}

async fn forgets_messages_that_are_over(store: &impl Store) -> Result<(), Ended> {
    let (sent, open) = (message(1, MessageState::Sent { at: NOW }), message(2, waiting(0)));
    let over = sent.over().unwrap_or(NOW);
    for message in [sent, open] {
        store.transact(id(1), move |tx| Ok(tx.put_message(&message)?)).await?;
    }
    let before = Timestamp::from_millis(over.millis() - 1);
    let old = store.read(id(1), move |tx| Ok((tx.has_old_messages(before)?, tx.has_old_messages(over)?))).await?;
    require(old == (false, true), "a message is over when its row says so")?;
    store.transact(id(1), move |tx| Ok(tx.forget_messages(over)?)).await?;
    let left = store.read(id(1), |tx| Ok(tx.messages(Lane::Mail)?)).await?;
    Ok(require(left == [message(2, waiting(0))], "what waits is never forgotten")?)
}
