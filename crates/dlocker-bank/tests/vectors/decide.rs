//! What the bank decides about a vector: nothing, or the word for the refusal.

use dlocker_bank::case::{self, Approving, CaseRecord, Vouching, approve, open, reveal as open_commitment};
use dlocker_bank::device::State;
use dlocker_bank::limits::Limits;
use dlocker_bank::locker::{Recovering, RosterHead};
use dlocker_bank::log::{LogTip, append};
use dlocker_bank::method::{Settling, settle};
use dlocker_bank::roster::{Affected, Publish, publish};
use dlocker_bank::snapshot::{Found, PackRecord, PackState, SnapshotRecord, check_header, commit};
use dlocker_bank::staff::Voice;
use dlocker_bank::{Stop, refusal};
use dlocker_protocol::case::{Approval, CaseTranscript, OpenCaseRequest, RevealRequest, Vouch};
use dlocker_protocol::log::{LogEntry, LogHead};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::release::ProofOfSuccess;
use dlocker_protocol::roster::{EpochPart, Roster, SignedRoster};
use dlocker_protocol::signature::Signed;
use dlocker_protocol::snapshot::{Held, SnapshotHeader};
use dlocker_protocol::staff::{StaffMember, StaffName};
use dlocker_protocol::{Bytes, CaseId, Digest, cbor};
use serde_json::Value;

use crate::locker::{NOW, device, key, ledger, locker, method, registration, trustee};
use crate::unhex;

type Outcome = Result<(), &'static str>;

/// Refused for this reason and no other.
fn refused(problem: &Problem, expected: &Problem) -> &'static str {
    assert_eq!(problem, expected);
    "refused"
}

fn stopped(stop: Stop, expected: &Problem) -> &'static str {
    match stop {
        Stop::Refuse(problem) => refused(&problem, expected),
        Stop::Keep(problem, _) => panic!("{problem:?}"),
    }
}

pub(crate) fn rosters(file: &Value) -> Outcome {
    let (mut locker, mut registrations) = (locker(), vec![(registration(), ledger())]);
    let mut current: Option<Roster> = None;
    // Nothing waits at this bank: the vectors are about what a roster may say at all.
    let mut limits = Limits::default();
    limits.changes.wait = 0;
    for wire in file["rosters"].as_array().unwrap() {
        let signed = SignedRoster::from_bytes(&unhex(wire)).map_err(|_| "malformed")?;
        let said = signed.unverified().clone();
        // The seed as this roster names it lies with the registration already.
        registrations[0].0.stored.as_mut().unwrap().sealed_seed_digest = said.methods[0].sealed_seed;
        // The new phone's Locker ID was re-issued to it before it signs the next epoch.
        let new = said.devices.first().map_or_else(device, |device| device.id);
        if let Some(row) = locker.device_mut(new) {
            row.state = State::Active;
        }
        locker.recovering = Some(Recovering { device: new, case: CaseId::from_array([0x20; 16]), lost_since: None });
        // Who leaves has backed up as the roster says.
        for gone in &said.departed {
            locker.device_mut(gone.id).unwrap().chain = gone.last;
        }
        let first = EpochPart { method: method().id, registration: Some(method().registration), sealed_seed: None };
        let ask = Publish {
            device: new,
            signed: &signed,
            expected: locker.roster.map(|head| head.digest),
            parts: if current.is_none() { &[first] } else { &[] },
            trustee: (trustee(), key(0x40)),
            limits: &limits,
        };
        let affected = Affected { registrations: &mut registrations, intents: &mut [] };
        let published = publish(&mut locker, current.as_ref(), affected, &ask, NOW);
        let published = published.map_err(|stop| stopped(stop, &refusal::roster_forged()))?;
        assert!(published.answer.fresh);
        current = Some(said);
    }
    Ok(())
}

pub(crate) fn snapshot(file: &Value) -> Outcome {
    let signed = Signed::<SnapshotHeader>::from_bytes(&unhex(&file["wire"])).map_err(|_| "malformed")?;
    let mut locker = locker();
    let said = signed.unverified();
    let header =
        check_header(&locker, &signed, device()).map_err(|problem| refused(&problem, &refusal::header()))?.clone();
    locker.methods.push(method());
    let head =
        RosterHead { number: 1, epoch: said.epoch, digest: said.roster, recovery_wait: None, recovery_rule: None };
    locker.roster = Some(head);
    let before = said.previous.map(|digest| dlocker_protocol::roster::ChainHead { number: said.number - 1, digest });
    locker.device_mut(device()).unwrap().chain = before;
    let pack = |pack: &dlocker_protocol::snapshot::PackRef| {
        let (size, digest) = (pack.size, pack.digest);
        Some(PackRecord { size, digest, state: PackState::Stored, pins: 0, at: NOW, released: false })
    };
    let found = Found {
        same_id: None,
        packs: said.packs.iter().map(pack).collect(),
        refers: said.refers.iter().map(|earlier| Some(SnapshotRecord::committed(1, earlier.digest, 2, NOW))).collect(),
        retention: None,
        before: said.drops.iter().map(|id| Held { id: *id, number: 1, created: said.created, part: true }).collect(),
        log: Some(said.log.digest),
        listed: true,
        header_bytes: unhex(&file["wire"]).len() as u64,
    };
    let committed = commit(&mut locker, &header, signed.digest(), &found, NOW).unwrap();
    assert_eq!(committed.answer.row.map(|row| row.place), Some(1));
    Ok(())
}

pub(crate) fn proof(file: &Value) -> Outcome {
    let proof = Signed::<ProofOfSuccess>::from_bytes(&unhex(&file["wire"])).map_err(|_| "malformed")?;
    let (mut locker, mut registration, mut ledger) = (locker(), registration(), ledger());
    let opening = ledger.count(device(), Digest::plain(b"blinded"), [0x74; 16], NOW);
    let settling = Settling { device: device(), opening: opening.number, proof: Some(&proof), trustee: trustee() };
    let settled = settle(&mut locker, &mut registration, &mut ledger, &settling, NOW);
    let left = settled.map_err(|stop| stopped(stop, &refusal::proof()))?.answer.guesses_left;
    assert_eq!(left, 10);
    Ok(())
}

/// The case of the transcript, its commitment opened.
pub(crate) fn reveal(file: &Value) -> Result<CaseRecord, &'static str> {
    let said: CaseTranscript = cbor::decode(&unhex(&file["transcript"]), "case").map_err(|_| "malformed")?;
    let commitment = Digest::from_bytes(&unhex(&file["commitment"])).unwrap();
    let (mut case, _) = open(OpenCaseRequest { handle: said.handle, commitment }, said.case, said.bank_nonce, NOW);
    let request = RevealRequest { device_key: said.device_key, phone_nonce: Bytes(said.phone_nonce.to_vec()) };
    open_commitment(&mut case, &request, trustee(), NOW)
        .map_err(|problem| refused(&problem, &refusal::commitment()))?;
    assert_eq!(case.transcript(trustee()).unwrap().code().to_string(), file["gives"]["code"].as_str().unwrap());
    Ok(case)
}

pub(crate) fn approval(file: &Value, case: &Value) -> Outcome {
    let approval = Signed::<Approval>::from_bytes(&unhex(&file["wire"])).map_err(|_| "malformed")?;
    let staff = StaffMember::local(StaffName::parse("officer1").unwrap(), key(0x43), None);
    let limits = Limits::default();
    let voice = Voice { member: &staff, passkeys: &[], party: None };
    let believed = voice.believe(&Vouched::Signed(approval), NOW);
    let approval = believed.map_err(|problem| refused(&problem, &refusal::approval()))?;
    let ask = Approving { staff: &staff, approval: &approval, trustee: trustee(), limits: &limits.recovery };
    let decided = approve(Some(&locker()), &mut reveal(case)?, &ask, NOW);
    let events = decided.map_err(|stop| stopped(stop, &refusal::approval()))?.events;
    assert_eq!(events.len(), 2);
    Ok(())
}

pub(crate) fn vouch(file: &Value, case: &Value) -> Outcome {
    let vouch = Signed::<Vouch>::from_bytes(&unhex(&file["wire"])).map_err(|_| "malformed")?;
    let (limits, mut locker) = (Limits::default(), locker());
    locker.device_mut(device()).unwrap().opened = Some(NOW);
    let ask = Vouching { device: device(), vouch: &vouch, trustee: trustee(), limits: &limits.recovery };
    let decided = case::vouch(&locker, &mut reveal(case)?, &ask, NOW);
    let events = decided.map_err(|stop| stopped(stop, &refusal::vouch()))?.events;
    assert_eq!(events.len(), 2);
    Ok(())
}

/// The entries, if the bank's own log would have them byte for byte.
pub(crate) fn log(file: &Value) -> Outcome {
    let mut tip: Option<LogTip> = None;
    for bytes in file["entries"].as_array().unwrap() {
        let bytes = unhex(bytes);
        let said: LogEntry = cbor::decode(&bytes, "log-entry").map_err(|_| "malformed")?;
        let tip = tip.get_or_insert_with(|| LogTip::empty(said.at));
        let written = append(tip, locker().id, &said.actor, said.event, said.at);
        if cbor::encode(&written) != bytes {
            return Err("chain");
        }
    }
    Ok(())
}

pub(crate) fn head(file: &Value) -> Outcome {
    let head = Signed::<LogHead>::from_bytes(&unhex(&file["wire"])).map_err(|_| "malformed")?;
    head.verify(&key(0x40)).map(|_| ()).map_err(|_| "refused")
}
