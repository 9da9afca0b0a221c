//! Chains of rosters for tests: signed as the owner signs them.

use dlocker_core::roster::RosterChain;
use dlocker_core::seed::LockerSeed;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::roster::{
    DepartedDevice, Policy, Roster, RosterDevice, RosterDraft, RosterMethod, RosterTrustee, SignedRoster,
};
use dlocker_protocol::signature::{Document as _, SigningKey};
use dlocker_protocol::{DeviceId, Digest, LockerId, MethodId, Timestamp, TrusteeId};

/// Random enough for a test.
struct Counting(u64);

impl rand_core::TryRng for Counting {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.0 += 1;
        Ok(u32::try_from(self.0).unwrap())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 += 1;
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0 += 1;
        bytes.fill(u8::try_from(self.0 % 251).unwrap());
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Counting {}

/// The n-th device.
pub(crate) fn device(n: u8) -> RosterDevice {
    let key = SigningKey::from_bytes(&[n; 32]).unwrap().public_key();
    RosterDevice { id: DeviceId::of(&key), key, name: format!("device {n}"), added: Timestamp::from_millis(1) }
}

/// The n-th method.
pub(crate) fn method(n: u8, kind: MethodKind, device: Option<DeviceId>) -> RosterMethod {
    RosterMethod {
        id: MethodId::from_array([n; 16]),
        kind,
        record: Digest::plain(&[n]),
        sealed_seed: Digest::plain(&[n, n]),
        guesses: 10,
        renew: false,
        added: Timestamp::from_millis(1),
        device,
    }
}

/// A chain whose first roster has device 1 and kit 1, and each later one what an edit makes of the one before. Devices leave by name.
pub(crate) fn chain(edits: &[&dyn Fn(&mut Roster)]) -> RosterChain {
    let seed = LockerSeed::random(&mut Counting(1));
    let locker = LockerId::from_array([9; 16]);
    let keys = seed.keys(locker, 1);
    let log_key = SigningKey::from_bytes(&[99; 32]).unwrap().public_key();
    let mut rosters = vec![Roster {
        locker,
        number: 1,
        epoch: 1,
        predecessor: None,
        signed_at: Timestamp::from_millis(1),
        owner_key: keys.owner.public_key(),
        sealing_key: keys.unsealing.sealing_key(),
        prior_seed: None,
        trustees: vec![RosterTrustee { id: TrusteeId::of(&log_key), log_key }],
        devices: vec![device(1)],
        methods: vec![method(1, MethodKind::Kit, None)],
        policy: Policy::default(),
        departed: Vec::new(),
        deleted: Vec::new(),
    }];
    for edit in edits {
        let before = rosters.last().unwrap();
        let mut next = Roster {
            number: before.number + 1,
            predecessor: Some(before.digest()),
            departed: Vec::new(),
            deleted: Vec::new(),
            ..before.clone()
        };
        edit(&mut next);
        let left = before.devices.iter().filter(|old| next.devices.iter().all(|new| new.id != old.id));
        next.departed = left.map(|old| DepartedDevice { id: old.id, last: None }).collect();
        rosters.push(next);
    }
    let signed: Vec<SignedRoster> =
        rosters.into_iter().map(|roster| RosterDraft::new(roster).sign(&keys.owner, None)).collect();
    RosterChain::from_first(&signed).unwrap()
}
