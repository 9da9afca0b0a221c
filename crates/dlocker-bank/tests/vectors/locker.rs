//! Records that fit the vectors.

use dlocker_bank::device::{DeviceRecord, State};
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::{CurrentMethod, LockerRecord};
use dlocker_bank::method::{RegistrationRecord, RegistrationState, StoredRecord};
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{DeviceId, Digest, Handle, LockerId, MethodId, PublicKey, RegistrationId, Timestamp, TrusteeId};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_763_000_001_000);

pub(crate) fn key(byte: u8) -> PublicKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap().public_key()
}

pub(crate) fn trustee() -> TrusteeId {
    TrusteeId::of(&key(0x40))
}

pub(crate) fn device() -> DeviceId {
    DeviceId::of(&key(0x31))
}

/// A locker with both phones of the vectors admitted, and no roster.
pub(crate) fn locker() -> LockerRecord {
    let handle = Handle::parse("owner@example.com").unwrap();
    let mut locker = LockerRecord::new(LockerId::from_array([0x11; 16]), handle, NOW);
    for byte in [0x31, 0x32] {
        let device = DeviceRecord::issued(key(byte), NOW);
        locker.devices.push(DeviceRecord { state: State::Active, ..device });
    }
    locker
}

/// The method of the vectors as the current roster has it.
pub(crate) fn method() -> CurrentMethod {
    let registration = registration();
    CurrentMethod { id: registration.method, kind: registration.kind, registration: registration.id, renew: false }
}

/// A registration of it that was opened for real and waits for its roster.
pub(crate) fn registration() -> RegistrationRecord {
    let expires = NOW.plus_millis(60_000);
    RegistrationRecord {
        id: RegistrationId::from_array([0x14; 16]),
        method: MethodId::from_array([0x12; 16]),
        kind: MethodKind::Kit,
        device: device(),
        oprf_key: OprfPublicKey::from_bytes(key(0x41).as_bytes()).unwrap(),
        wrapped_key: Vec::new(),
        state: RegistrationState::Pending { expires, used: 1, evaluated: Vec::new(), opened: true },
        stored: Some(StoredRecord {
            record: b"record".to_vec(),
            digest: Digest::of("method-record", b"record"),
            success_key: key(0x42),
            masked_share: Vec::new(),
            sealed_seed: Vec::new(),
            sealed_seed_digest: Digest::of("sealed-seed", b"seed of epoch 1"),
        }),
    }
}

pub(crate) fn ledger() -> GuessLedger {
    GuessLedger { limit: 10, openings: 0, devices: Vec::new(), excuses: Vec::new() }
}
