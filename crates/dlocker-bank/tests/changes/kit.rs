//! A locker with two phones, three methods and a roster that names them.

use dlocker_bank::device::{DeviceRecord, JoinRecord, State};
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::intent::{IntentRecord, Making, make};
use dlocker_bank::limits::Limits;
use dlocker_bank::locker::{CurrentMethod, LockerRecord, RosterHead};
use dlocker_bank::method::{RegistrationRecord, RegistrationState, StoredRecord};
use dlocker_bank::roster::{Affected, Publish, publish};
use dlocker_bank::{Decided, Stop};
use dlocker_protocol::intent::{Change, Intent};
use dlocker_protocol::log::Event;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::problem::ProblemCode;
use dlocker_protocol::roster::{
    Contact, Contacts, DepartedDevice, EpochPart, EvidenceKind, Policy, RecoveryRule, Retention, Roster, RosterDevice,
    RosterDraft, RosterMethod, RosterTrustee, SignedRoster,
};
use dlocker_protocol::sealed::SealingKey;
use dlocker_protocol::signature::{Document, Draft, SigningKey};
use dlocker_protocol::{
    DeviceId, Digest, Handle, IntentId, LinkId, LockerId, MethodId, PublicKey, RegistrationId, Timestamp, TrusteeId,
};

pub(crate) const BEGUN: Timestamp = Timestamp::from_millis(1_800_000_000_000);
pub(crate) const HOUR: u64 = 3600 * 1000;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Who is told too.
pub(crate) fn told(addresses: &[&str]) -> Contacts {
    Contacts::of(addresses.iter().map(|address| Contact::parse(address).unwrap()).collect()).unwrap()
}

/// Two pieces of evidence, of which a credential may be one; a day where it agrees with an officer.
pub(crate) fn rule() -> RecoveryRule {
    let from = [EvidenceKind::Credential].into_iter().collect();
    RecoveryRule { needed: 2, from, wait_agreed: Some(DAY / 1000) }
}

/// The newest of each of the last so many days stays.
pub(crate) fn keeping(days: u32) -> Retention {
    Retention { young: DAY / 1000, last: None, daily: Some(days), weekly: None, monthly: None, yearly: None }
}

/// The first day is long over.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000 + 10 * DAY);
pub(crate) const KIT: u8 = 0x51;
pub(crate) const PIN: u8 = 0x52;
pub(crate) const OWN: u8 = 0x53;
/// A method that is registered, stored and opened for real, and on no roster.
pub(crate) const NEW: u8 = 0x54;
pub(crate) const OWNER: u8 = 0x21;
pub(crate) const FIRST: u8 = 0x31;
pub(crate) const SECOND: u8 = 0x32;
/// Asks to join.
pub(crate) const THIRD: u8 = 0x33;

pub(crate) fn signing(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap()
}

pub(crate) fn key(byte: u8) -> PublicKey {
    signing(byte).public_key()
}

pub(crate) fn phone(byte: u8) -> DeviceId {
    DeviceId::of(&key(byte))
}

pub(crate) fn method_id(byte: u8) -> MethodId {
    MethodId::from_array([byte; 16])
}

pub(crate) fn registration_id(byte: u8) -> RegistrationId {
    RegistrationId::from_array([byte; 16])
}

pub(crate) fn device_entry(byte: u8) -> RosterDevice {
    RosterDevice { id: phone(byte), key: key(byte), name: format!("phone {byte}"), added: BEGUN }
}

fn kind(byte: u8) -> MethodKind {
    match byte {
        PIN => MethodKind::Pin,
        OWN => MethodKind::Device,
        _ => MethodKind::Kit,
    }
}

pub(crate) fn entry(method: u8) -> RosterMethod {
    RosterMethod {
        id: method_id(method),
        kind: kind(method),
        record: Digest::of("method-record", &[method]),
        sealed_seed: Digest::of("sealed-seed", &[method]),
        guesses: 5,
        renew: false,
        added: BEGUN,
        device: (method == OWN).then(|| phone(FIRST)),
    }
}

/// The registration of a method; `registration` may be another one than the method's own byte.
pub(crate) fn row(method: u8, registration: u8, state: RegistrationState) -> (RegistrationRecord, GuessLedger) {
    let record = RegistrationRecord {
        id: registration_id(registration),
        method: method_id(method),
        kind: kind(method),
        device: phone(FIRST),
        oprf_key: OprfPublicKey::from_bytes(key(registration).as_bytes()).unwrap(),
        wrapped_key: Vec::new(),
        state,
        stored: Some(StoredRecord {
            record: vec![registration],
            digest: Digest::of("method-record", &[registration]),
            success_key: key(registration),
            masked_share: Vec::new(),
            sealed_seed: Vec::new(),
            sealed_seed_digest: Digest::of("sealed-seed", &[registration]),
        }),
    };
    (record, GuessLedger::new(5))
}

pub(crate) fn proved(expires: Timestamp) -> RegistrationState {
    RegistrationState::Pending { expires, used: 3, evaluated: Vec::new(), opened: true }
}

pub(crate) struct World {
    pub(crate) locker: LockerRecord,
    pub(crate) current: Roster,
    pub(crate) rows: Vec<(RegistrationRecord, GuessLedger)>,
    pub(crate) intents: Vec<IntentRecord>,
    pub(crate) limits: Limits,
    pub(crate) now: Timestamp,
}

pub(crate) fn roster() -> Roster {
    Roster {
        locker: LockerId::from_array([1; 16]),
        number: 7,
        epoch: 1,
        predecessor: Some(Digest::plain(b"before")),
        signed_at: BEGUN,
        owner_key: key(OWNER),
        sealing_key: SealingKey::from_bytes(&[9; 1216]).unwrap(),
        prior_seed: None,
        trustees: vec![RosterTrustee { id: TrusteeId::of(&key(0x40)), log_key: key(0x40) }],
        devices: vec![device_entry(FIRST), device_entry(SECOND)],
        methods: vec![entry(KIT), entry(PIN), entry(OWN)],
        policy: Policy {
            recovery_wait: Some(96 * 3600),
            retention: Some(keeping(30)),
            recovery: Some(rule()),
            contacts: told(&["bob@example.org"]),
        },
        departed: Vec::new(),
        deleted: Vec::new(),
    }
}

impl World {
    /// Ten days after the first roster.
    pub(crate) fn new() -> Self {
        Self::at(NOW)
    }

    pub(crate) fn at(now: Timestamp) -> Self {
        let current = roster();
        let handle = Handle::parse("owner@example.com").unwrap();
        let mut locker = LockerRecord::new(current.locker, handle, BEGUN);
        for byte in [FIRST, SECOND] {
            let row = DeviceRecord::issued(key(byte), BEGUN);
            locker.devices.push(DeviceRecord { state: State::Active, ..row });
        }
        let link = LinkId::from_array([8; 16]);
        let name = device_entry(THIRD).name;
        locker.joins.push(JoinRecord { id: phone(THIRD), link, key: key(THIRD), name, mac: [0; 32], at: now });
        let of = |byte| CurrentMethod {
            id: method_id(byte),
            kind: kind(byte),
            registration: registration_id(byte),
            renew: false,
        };
        locker.methods = [KIT, PIN, OWN].map(of).to_vec();
        let Policy { recovery_wait, recovery: recovery_rule, .. } = current.policy;
        locker.roster =
            Some(RosterHead { number: 7, epoch: 1, digest: current.digest(), recovery_wait, recovery_rule });
        locker.begun = Some(BEGUN);
        let current_row = |byte| row(byte, byte, RegistrationState::Current { proved: 2 });
        let mut rows = [KIT, PIN, OWN].map(current_row).to_vec();
        rows.push(row(NEW, NEW, proved(now.plus_millis(HOUR))));
        Self { locker, current, rows, intents: Vec::new(), limits: Limits::default(), now }
    }

    /// The next roster of the same epoch, changed by `edit`.
    pub(crate) fn next(&self, edit: impl FnOnce(&mut Roster)) -> Roster {
        let mut next = self.current.clone();
        next.number += 1;
        next.predecessor = Some(self.current.digest());
        next.departed.clear();
        next.deleted.clear();
        edit(&mut next);
        next
    }

    pub(crate) fn sign(&self, roster: Roster) -> SignedRoster {
        RosterDraft::new(roster).sign(&signing(OWNER), None)
    }

    /// The first phone publishes this roster.
    pub(crate) fn publish(&mut self, roster: Roster, parts: &[EpochPart]) -> Result<Vec<Event>, ProblemCode> {
        let signed = self.sign(roster);
        self.publish_by(FIRST, &signed, parts)
    }

    pub(crate) fn publish_by(
        &mut self,
        by: u8,
        signed: &SignedRoster,
        parts: &[EpochPart],
    ) -> Result<Vec<Event>, ProblemCode> {
        let ask = Publish {
            device: phone(by),
            signed,
            expected: self.locker.roster.map(|head| head.digest),
            parts,
            trustee: (TrusteeId::of(&key(0x40)), key(0x40)),
            limits: &self.limits,
        };
        let (mut locker, mut rows, mut intents) = (self.locker.clone(), self.rows.clone(), self.intents.clone());
        let affected = Affected { registrations: &mut rows, intents: &mut intents };
        let decided = publish(&mut locker, Some(&self.current), affected, &ask, self.now).map_err(code)?;
        assert!(decided.answer.fresh);
        (self.locker, self.rows, self.intents) = (locker, rows, intents);
        self.current = signed.unverified().clone();
        Ok(decided.events)
    }

    /// The first phone asks for a change.
    pub(crate) fn intend(&mut self, id: u8, change: Change) -> Result<IntentRecord, ProblemCode> {
        self.intend_with(Intent {
            locker: self.locker.id,
            id: IntentId::from_array([id; 16]),
            roster: self.current.digest(),
            device: phone(FIRST),
            change,
            at: self.now,
        })
    }

    pub(crate) fn intend_with(&mut self, intent: Intent) -> Result<IntentRecord, ProblemCode> {
        let registration = match &intent.change {
            Change::AddMethod { registration, .. } => Some(*registration),
            _ => None,
        };
        let signed = Draft::new(intent).sign(&signing(OWNER));
        let ask = Making {
            device: phone(FIRST),
            signed: &signed,
            current: &self.current,
            snapshots: true,
            limits: &self.limits,
        };
        let named = self.rows.iter_mut().map(|(row, _)| row).find(|row| Some(row.id) == registration);
        let made = make(&mut self.locker, &self.intents, named, &ask, self.now);
        let Decided { answer, .. } = made.map_err(code)?;
        if self.intents.iter().all(|one| one.id != answer.id) {
            self.intents.push(answer.clone());
        }
        Ok(answer)
    }
}

pub(crate) fn code(stop: Stop) -> ProblemCode {
    match stop {
        Stop::Refuse(problem) | Stop::Keep(problem, _) => problem.code,
    }
}

pub(crate) fn part(method: u8, registration: u8) -> EpochPart {
    EpochPart { method: method_id(method), registration: Some(registration_id(registration)), sealed_seed: None }
}

pub(crate) fn departed(byte: u8) -> DepartedDevice {
    DepartedDevice { id: phone(byte), last: None }
}
