//! A bank that answers with rosters, records and seeds of its own making.

use std::cell::Cell;
use std::rc::Rc;

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_core::seed::{LockerSeed, sealed_seed_digest};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::oprf::OprfPublicKey;
use dlocker_protocol::release::{ReleaseAnswer, ReleaseRequest, ReleaseResponse, release_context};
use dlocker_protocol::roster::{
    Policy, Roster, RosterDevice, RosterDraft, RosterMethod, RosterTrustee, RostersPage, SignedRoster,
};
use dlocker_protocol::sealed::{self, SealingKey, UnsealingKey};
use dlocker_protocol::signature::http::{AUDIENCE, Params, Request, content_digest, signature_base, signature_header};
use dlocker_protocol::signature::{Document, SigningKey};
use dlocker_protocol::{Bytes, DeviceId, Digest, LockerId, TrusteeId, cbor};
use dlocker_stories::in_process::{House, Meddler, Phone};
use getrandom::SysRng;
use rand_core::UnwrapErr;

pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// What the bank makes up.
pub(crate) struct Forger {
    pub(crate) locker: LockerId,
    pub(crate) trustee: TrusteeId,
    /// Answered instead of the real rosters.
    pub(crate) rosters: Option<Vec<SignedRoster>>,
    /// Shown instead of the method's record.
    pub(crate) record: Option<MethodRecord>,
    /// Handed out instead of the sealed seed.
    pub(crate) sealed_seed: Option<Vec<u8>>,
    /// Openings that were asked for.
    pub(crate) releases: Rc<Cell<u32>>,
    /// The phone's key. A bank need not sign to itself; here it lets the real router answer a request that was changed.
    device: SigningKey,
    swapped: Option<Swapped>,
}

struct Swapped {
    mine: UnsealingKey,
    phones: SealingKey,
    request: ReleaseRequest,
}

impl Forger {
    pub(crate) async fn of(house: &House, phone: &Phone, locker: LockerId) -> Self {
        Self {
            locker,
            trustee: house.view.id,
            rosters: None,
            record: None,
            sealed_seed: None,
            releases: Rc::default(),
            device: phone.device_key_in_the_clear(),
            swapped: None,
        }
    }

    /// Puts a reply key of the bank's own into a request for a release.
    fn swap(&mut self, request: &mut HttpRequest) {
        let mut asked: ReleaseRequest = serde_json::from_slice(&request.body).unwrap();
        let mine = UnsealingKey::random(&mut rng()).unwrap();
        let phones = SealingKey::from_bytes(&asked.reply_key.0).unwrap();
        asked.reply_key = Bytes(mine.sealing_key().as_bytes().to_vec());
        request.body = serde_json::to_vec(&asked).unwrap().into();
        self.sign(request);
        self.swapped = Some(Swapped { mine, phones, request: asked });
    }

    fn sign(&self, request: &mut HttpRequest) {
        let body = Digest::plain(&request.body);
        let header = |name: &str| request.headers.iter().find(|(n, _)| *n == name).unwrap().1.clone();
        let params = Params::parse(&header("signature-input")).unwrap();
        let path = request.url[request.url.find("/v1/").unwrap()..].to_owned();
        let said = Request { method: request.method, path: &path, query: "", body: &body, audience: self.trustee };
        let signature = self.device.sign(signature_base(&said, &params).as_bytes());
        for (name, value) in &mut request.headers {
            match *name {
                "content-digest" => *value = content_digest(&body),
                "signature" => *value = signature_header(&signature),
                "signature-input" => *value = params.signature_input(),
                AUDIENCE => *value = self.trustee.to_string(),
                _ => {}
            }
        }
    }

    fn answer_release(&mut self, response: &mut HttpResponse) {
        let Some(Swapped { mine, phones, request }) = self.swapped.take() else { return };
        let mut answer: ReleaseResponse = serde_json::from_slice(&response.body).unwrap();
        let record: MethodRecord = cbor::decode(&answer.record.0, MethodRecord::LABEL).unwrap();
        let method = record.transcript.method;
        let device = DeviceId::of(&self.device.public_key());
        let context = |key: OprfPublicKey| release_context(self.locker, method, &key, device, &request.blinded);
        let plain = sealed::open(&mine, &context(answer.oprf_key), &answer.sealed.0).unwrap();
        let mut inner: ReleaseAnswer = cbor::decode(&plain, "release answer").unwrap();
        if let Some(seed) = &self.sealed_seed {
            inner.sealed_seed = seed.clone();
        }
        if let Some(record) = &self.record {
            answer.record = Bytes(cbor::encode(record));
            if let Some(part) = record.part_of(self.trustee) {
                answer.oprf_key = part.oprf_key;
            }
        }
        let sealed = sealed::seal(&phones, &context(answer.oprf_key), &cbor::encode(&inner), &mut rng());
        answer.sealed = Bytes(sealed.unwrap());
        response.body = serde_json::to_vec(&answer).unwrap();
    }
}

impl Meddler for Forger {
    fn before(&mut self, request: &mut HttpRequest) {
        if request.method == "POST" && request.url.contains("/methods/") && request.url.ends_with("/releases") {
            self.releases.set(self.releases.get() + 1);
            self.swap(request);
        }
    }

    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if response.status != 200 {
            return;
        }
        if request.method == "POST" && request.url.ends_with("/releases") {
            self.answer_release(response);
        }
        if let (true, Some(rosters)) = (request.url.contains("/rosters?from="), &self.rosters) {
            let from: usize = request.url.rsplit('=').next().unwrap().parse().unwrap();
            let current = rosters.len() as u64;
            let rosters = rosters.iter().skip(from - 1).map(|roster| Bytes(roster.to_bytes())).collect();
            response.body = serde_json::to_vec(&RostersPage { rosters, current }).unwrap();
        }
        if let (true, Some(record)) = (request.url.ends_with(&self.locker.to_string()), &self.record) {
            let mut view: LockerView = serde_json::from_slice(&response.body).unwrap();
            view.methods[0].record = Bytes(cbor::encode(record));
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

/// A locker of the bank's own making, with the owner's method in it and the bank's device.
pub(crate) struct Forged {
    pub(crate) seed: LockerSeed,
    pub(crate) sealed_seed: Vec<u8>,
    pub(crate) roster: Roster,
}

/// The bank seals a seed of its own to the owner's method and signs a first roster with it.
pub(crate) fn forged(house: &House, record: &MethodRecord) -> Forged {
    let transcript = &record.transcript;
    let seed = LockerSeed::random(&mut rng());
    let sealed_seed =
        seed.seal_to_method(transcript.locker, 1, transcript.method, &transcript.sealing_key, &mut rng()).unwrap();
    let keys = seed.keys(transcript.locker, 1);
    let key = SigningKey::random(&mut rng()).public_key();
    let now = house.clock.now();
    let method = RosterMethod {
        id: transcript.method,
        kind: transcript.kind,
        record: record.digest(),
        sealed_seed: sealed_seed_digest(&sealed_seed),
        guesses: 100,
        renew: false,
        added: now,
        device: None,
    };
    let roster = Roster {
        locker: transcript.locker,
        number: 1,
        epoch: 1,
        predecessor: None,
        signed_at: now,
        owner_key: keys.owner.public_key(),
        sealing_key: keys.unsealing.sealing_key(),
        prior_seed: None,
        trustees: vec![RosterTrustee { id: house.view.id, log_key: house.view.log_key }],
        devices: vec![RosterDevice { id: DeviceId::of(&key), key, name: "the owner's".into(), added: now }],
        methods: vec![method],
        policy: Policy::default(),
        departed: Vec::new(),
        deleted: Vec::new(),
    };
    Forged { seed, sealed_seed, roster }
}

impl Forged {
    /// Its first roster.
    pub(crate) fn first(&self) -> SignedRoster {
        let keys = self.seed.keys(self.roster.locker, self.roster.epoch);
        RosterDraft::new(self.roster.clone()).sign(&keys.owner, None)
    }
}
