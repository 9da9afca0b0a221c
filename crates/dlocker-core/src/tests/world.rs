use dlocker_protocol::method::{MethodKind, MethodRecord, Stretch};
use dlocker_protocol::roster::{
    DepartedDevice, Policy, Roster, RosterDevice, RosterDraft, RosterMethod, RosterTrustee, SignedRoster,
};
use dlocker_protocol::signature::{Document as _, SigningKey};
use dlocker_protocol::{DeviceId, LockerId, MethodId, RegistrationId, Timestamp};

use super::{Bank, TestRng};
use crate::method::{Answer, OpenError, OpenedMethod, Registered, Registration, RegistrationPart, open, register};
use crate::roster::RosterChain;
use crate::secret::{KitSecret, OwnerSecret, Stretched, stretch};
use crate::seed::{EpochKeys, LockerSeed, sealed_seed_digest};

/// A locker with one method and one device, and everything that its banks keep of it.
pub(crate) struct World {
    pub(crate) rng: TestRng,
    pub(crate) locker: LockerId,
    pub(crate) method: MethodId,
    pub(crate) banks: Vec<Bank>,
    pub(crate) secret: OwnerSecret,
    pub(crate) record: MethodRecord,
    pub(crate) masked_shares: Vec<[u8; 32]>,
    pub(crate) seed: LockerSeed,
    pub(crate) sealed_seed: Vec<u8>,
    pub(crate) device: SigningKey,
    pub(crate) rosters: Vec<SignedRoster>,
}

impl World {
    /// One bank, opened with a kit.
    pub(crate) fn new(seed: u64) -> Self {
        Self::shared(seed, 1, 1)
    }

    /// `n` banks of which `t` must answer, opened with a kit.
    pub(crate) fn shared(seed: u64, t: u8, n: u8) -> Self {
        let kit = KitSecret::random(&mut TestRng::of(seed + 1000));
        Self::with(seed, (t, n), OwnerSecret::Kit(kit), None)
    }

    pub(crate) fn with(seed: u64, (t, n): (u8, u8), secret: OwnerSecret, settings: Option<Stretch>) -> Self {
        let mut rng = TestRng::of(seed);
        let (locker, method) = (LockerId::random(&mut rng), MethodId::random(&mut rng));
        let banks: Vec<Bank> = (0..n).map(|_| Bank::new(&mut rng)).collect();
        let first = LockerSeed::random(&mut rng);
        let w = stretch(&secret, settings.as_ref()).unwrap();
        let parts = banks.iter().map(|bank| part(bank, &w, &mut rng)).collect();
        let registration = Registration {
            locker,
            method,
            registration: RegistrationId::random(&mut rng),
            kind: secret.kind(),
            stretch: settings,
            threshold: t,
            parts,
            owner_key: first.keys(locker, 1).owner_key(),
        };
        let Registered { record, masked_shares } = register(registration, &w, &mut rng).unwrap();
        let key = &record.transcript.sealing_key;
        let sealed_seed = first.seal_to_method(locker, 1, method, key, &mut rng).unwrap();
        let device = SigningKey::random(&mut rng);
        let rosters = Vec::new();
        let mut world = Self {
            rng,
            locker,
            method,
            banks,
            secret,
            record,
            masked_shares,
            seed: first,
            sealed_seed,
            device,
            rosters,
        };
        let keys = world.keys();
        let roster = world.roster(&keys, 1);
        world.rosters.push(RosterDraft::new(roster).sign(&keys.owner, None));
        world
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.rosters.last().map_or(1, |roster| roster.unverified().epoch)
    }

    pub(crate) fn keys(&self) -> EpochKeys {
        self.seed.keys(self.locker, self.epoch())
    }

    pub(crate) fn w(&self) -> Stretched {
        stretch(&self.secret, self.record.transcript.stretch.as_ref()).unwrap()
    }

    /// What the banks with these share indices answer to w.
    pub(crate) fn answers(&mut self, indices: &[u8], w: &Stretched) -> Vec<Answer> {
        let at = |index: u8| usize::from(index) - 1;
        indices
            .iter()
            .map(|&index| Answer {
                index,
                output: self.banks[at(index)].output(w, &mut self.rng),
                masked_share: self.masked_shares[at(index)].to_vec(),
            })
            .collect()
    }

    pub(crate) fn open(&mut self, indices: &[u8]) -> Result<OpenedMethod, OpenError> {
        let w = self.w();
        let answers = self.answers(indices, &w);
        open(&self.record, &w, &answers)
    }

    pub(crate) fn chain(&self) -> RosterChain {
        RosterChain::from_first(&self.rosters).unwrap()
    }

    /// The roster that could come next under these keys, in the present epoch.
    pub(crate) fn roster(&self, keys: &EpochKeys, epoch: u64) -> Roster {
        let before = self.rosters.last();
        Roster {
            locker: self.locker,
            number: before.map_or(1, |roster| roster.unverified().number + 1),
            epoch,
            predecessor: before.map(SignedRoster::digest),
            signed_at: Timestamp::from_millis(1_800_000_000_000),
            owner_key: keys.owner_key(),
            sealing_key: keys.sealing_key(),
            prior_seed: before.and_then(|roster| roster.unverified().prior_seed.clone()),
            trustees: self.banks.iter().map(trustee).collect(),
            devices: vec![device(&self.device)],
            methods: vec![self.roster_method()],
            policy: Policy::default(),
            departed: Vec::new(),
            deleted: Vec::new(),
        }
    }

    fn roster_method(&self) -> RosterMethod {
        RosterMethod {
            id: self.method,
            kind: self.record.transcript.kind,
            record: self.record.digest(),
            sealed_seed: sealed_seed_digest(&self.sealed_seed),
            guesses: 100,
            renew: false,
            added: Timestamp::from_millis(1_800_000_000_000),
            device: None,
        }
    }

    /// A new seed, sealed to the same method; the device is replaced by a new one.
    pub(crate) fn rotate(&mut self, departed: Vec<DepartedDevice>) {
        let roster = self.rotated(departed);
        self.rosters.push(roster);
    }

    /// The first roster of the next epoch, with everything else of the world moved there.
    pub(crate) fn rotated(&mut self, departed: Vec<DepartedDevice>) -> SignedRoster {
        let epoch = self.epoch() + 1;
        let prior_keys = self.keys();
        let prior = core::mem::replace(&mut self.seed, LockerSeed::random(&mut self.rng));
        let keys = self.seed.keys(self.locker, epoch);
        let to = self.record.transcript.sealing_key.clone();
        self.sealed_seed = self.seed.seal_to_method(self.locker, epoch, self.method, &to, &mut self.rng).unwrap();
        self.device = SigningKey::random(&mut self.rng);
        let sealed_prior = self.seed.seal_prior(self.locker, epoch, &prior, &mut self.rng);
        let roster = Roster { prior_seed: Some(sealed_prior), departed, ..self.roster(&keys, epoch) };
        RosterDraft::new(roster).sign(&keys.owner, Some(&prior_keys.owner))
    }

    /// The present device, leaving with this head.
    pub(crate) fn leaving(&self, last: Option<dlocker_protocol::roster::ChainHead>) -> Vec<DepartedDevice> {
        vec![DepartedDevice { id: DeviceId::of(&self.device.public_key()), last }]
    }
}

fn part(bank: &Bank, w: &Stretched, rng: &mut TestRng) -> RegistrationPart {
    RegistrationPart { trustee: bank.id(), oprf_key: bank.oprf_key(), output: bank.output(w, rng) }
}

fn trustee(bank: &Bank) -> RosterTrustee {
    RosterTrustee { id: bank.id(), log_key: bank.log_public_key() }
}

pub(crate) fn device(key: &SigningKey) -> RosterDevice {
    let (id, key) = (DeviceId::of(&key.public_key()), key.public_key());
    RosterDevice { id, key, name: "phone".into(), added: Timestamp::from_millis(1_800_000_000_000) }
}

#[test]
fn a_world_opens() {
    let mut world = World::new(1);
    assert_eq!(world.secret.kind(), MethodKind::Kit);
    let opened = world.open(&[1]).ok().unwrap();
    let seed = opened.unseal_seed(1, &world.sealed_seed).unwrap();
    assert!(world.chain().accepts(&opened, &world.record, &world.sealed_seed, &seed).is_ok());
}
