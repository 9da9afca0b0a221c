//! An owner who knows as much of the owner's side as the bank can check: one kit, rosters, intents.

use dlocker_protocol::intent::{Change, Intent, IntentRequest};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::{
    EvaluateRequest, EvaluateResponse, MethodKind, MethodRecord, RegisterRequest, RegisterResponse, StoreRecordRequest,
    Transcript, TrusteePart,
};
use dlocker_protocol::oprf::{BlindedElement, OprfPublicKey};
use dlocker_protocol::release::{
    Opening, ProofOfSuccess, ReleaseAnswer, ReleaseRequest, ReleaseResponse, SettleRequest, release_context,
};
use dlocker_protocol::roster::{
    EpochPart, Policy, PublishRosterRequest, Roster, RosterDevice, RosterDraft, RosterMethod, RosterTrustee,
};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::{Document, Draft, Signed, SigningKey};
use dlocker_protocol::{Bytes, Digest, IntentId, MethodId, RegistrationId, cbor};

use super::{Answer, Bench, Caller, Phone, generator, rng};

/// The owner of a locker with one kit, as of its newest roster.
pub struct Owner {
    key: SigningKey,
    pub roster: Roster,
    pub kit: Kit,
}

/// A registered kit.
pub struct Kit {
    pub id: MethodId,
    registration: RegistrationId,
    oprf_key: OprfPublicKey,
    success: SigningKey,
    record: Digest,
    seed: Vec<u8>,
    guesses: u32,
}

impl Owner {
    /// The roster that would come next, if nothing else changed.
    pub fn next(&self) -> Roster {
        let mut roster = self.roster.clone();
        roster.number += 1;
        roster.predecessor = Some(self.roster.digest());
        roster
    }

    /// The roster that lets a device in.
    pub fn with_device(&self, device: &Caller, name: &str) -> Roster {
        let mut roster = self.next();
        roster.devices.push(RosterDevice {
            id: device.id(),
            key: device.key.public_key(),
            name: name.into(),
            added: roster.signed_at,
        });
        roster
    }

    /// The roster that chooses another wait.
    pub fn with_wait(&self, seconds: Option<u64>) -> Roster {
        let mut roster = self.next();
        roster.policy.recovery_wait = seconds;
        roster
    }

    fn publish_request(&self, roster: &Roster, expected: Option<Digest>) -> PublishRosterRequest {
        let signed = RosterDraft::new(roster.clone()).sign(&self.key, None);
        PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts: Vec::new() }
    }

    /// An intent of this owner, made at `phone`.
    pub fn intent(&self, bench: &Bench, phone: &Phone, change: Change) -> (IntentId, IntentRequest) {
        let id = IntentId::random(&mut rng());
        let (locker, device, at) = (phone.locker, phone.caller.id(), bench.now());
        let intent = Intent { locker, id, roster: self.roster.digest(), device, change, at };
        (id, IntentRequest { intent: Draft::new(intent).sign(&self.key) })
    }
}

impl Bench {
    pub async fn view(&self, phone: &Phone) -> LockerView {
        self.get(&phone.caller, &format!("/v1/lockers/{}", phone.locker)).await.json()
    }

    /// Registers a kit, opens it for real and publishes the first roster.
    pub async fn owner(&self, phone: &Phone) -> Owner {
        let unsealing = UnsealingKey::random(&mut rng()).unwrap();
        let kit = self.register_kit(phone, &unsealing).await;
        let key = SigningKey::random(&mut rng());
        let owner = Owner { roster: self.first_roster(phone, &kit, &key, &unsealing), key, kit };
        let mut request = owner.publish_request(&owner.roster, None);
        let registration = Some(owner.kit.registration);
        request.epoch_parts = vec![EpochPart { method: owner.kit.id, registration, sealed_seed: None }];
        let published = self.post(&phone.caller, &format!("/v1/lockers/{}/rosters", phone.locker), &request).await;
        assert_eq!(published.status, 200, "{published:?}");
        owner
    }

    /// Publishes a roster; the owner goes on from it if the bank took it.
    pub async fn publish(&self, phone: &Phone, owner: &mut Owner, roster: Roster) -> Answer {
        let request = owner.publish_request(&roster, Some(owner.roster.digest()));
        let answer = self.post(&phone.caller, &format!("/v1/lockers/{}/rosters", phone.locker), &request).await;
        if answer.status == 200 {
            owner.roster = roster;
        }
        answer
    }

    /// One opening with the kit, proved.
    pub async fn unlock(&self, phone: &Phone, owner: &Owner) -> Answer {
        let base = format!("/v1/lockers/{}/methods/{}", phone.locker, owner.kit.id);
        self.open_kit(phone, &owner.kit, &base).await
    }

    /// One opening that nothing proves: a wrong guess.
    pub async fn guess(&self, phone: &Phone, owner: &Owner) -> Answer {
        let base = format!("/v1/lockers/{}/methods/{}", phone.locker, owner.kit.id);
        match self.release(phone, &owner.kit, &base).await {
            Ok(opening) => self.settle(phone, &base, opening, None).await,
            Err(refused) => refused,
        }
    }

    async fn open_kit(&self, phone: &Phone, kit: &Kit, base: &str) -> Answer {
        match self.release(phone, kit, base).await {
            Ok(opening) => {
                let proof = Draft::new(self.proof(phone, kit, opening)).sign(&kit.success);
                self.settle(phone, base, opening, Some(proof)).await
            }
            Err(refused) => refused,
        }
    }

    async fn release(&self, phone: &Phone, kit: &Kit, base: &str) -> Result<Opening, Answer> {
        let reply = UnsealingKey::random(&mut rng()).unwrap();
        // Another element each time: the same again would be a retry.
        let element = SigningKey::random(&mut rng()).public_key();
        let blinded = BlindedElement::from_bytes(element.as_bytes()).unwrap();
        let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
        let released =
            self.post(&phone.caller, &format!("{base}/releases"), &ReleaseRequest { blinded, reply_key }).await;
        if released.status != 200 {
            return Err(released);
        }
        let response: ReleaseResponse = released.json();
        let context = release_context(phone.locker, kit.id, &kit.oprf_key, phone.caller.id(), &blinded);
        let plain = sealed::open(&reply, &context, &response.sealed.0).unwrap();
        Ok(cbor::decode::<ReleaseAnswer>(&plain, "release").unwrap().opening)
    }

    async fn settle(
        &self,
        phone: &Phone,
        base: &str,
        opening: Opening,
        proof: Option<Signed<ProofOfSuccess>>,
    ) -> Answer {
        self.post(&phone.caller, &format!("{base}/openings/{}", opening.number), &SettleRequest { proof }).await
    }

    fn proof(&self, phone: &Phone, kit: &Kit, opening: Opening) -> ProofOfSuccess {
        ProofOfSuccess {
            trustee: self.view.id,
            locker: phone.locker,
            method: kit.id,
            oprf_key: kit.oprf_key,
            opening,
            device: phone.caller.id(),
        }
    }

    async fn register_kit(&self, phone: &Phone, unsealing: &UnsealingKey) -> Kit {
        let (method, registration) = (MethodId::random(&mut rng()), RegistrationId::random(&mut rng()));
        let base = format!("/v1/lockers/{}/registrations", phone.locker);
        let request = RegisterRequest { registration, method, kind: MethodKind::Kit, guesses: None };
        let begun: RegisterResponse = self.post(&phone.caller, &base, &request).await.json();
        let base = format!("{base}/{registration}");
        let reply_key = Bytes(unsealing.sealing_key().as_bytes().to_vec());
        let request = EvaluateRequest { blinded: generator(), reply_key };
        let _: EvaluateResponse = self.post(&phone.caller, &format!("{base}/evaluations"), &request).await.json();

        let (success, share, seed) = (SigningKey::random(&mut rng()), vec![7; 32], vec![9; 64]);
        let part = TrusteePart {
            trustee: self.view.id,
            index: 1,
            oprf_key: begun.oprf_key,
            masked_share: Digest::of("masked-share", &share),
        };
        let transcript = Transcript {
            locker: phone.locker,
            method,
            registration,
            kind: MethodKind::Kit,
            threshold: 1,
            trustees: vec![part],
            stretch: None,
            sealing_key: unsealing.sealing_key(),
            success_key: success.public_key(),
        };
        let record = MethodRecord { transcript, envelope: vec![1; 64], commitment: Digest::plain(b"c") };
        let request = StoreRecordRequest {
            record: Bytes(cbor::encode(&record)),
            masked_share: Bytes(share),
            sealed_seed: Bytes(seed.clone()),
        };
        let body = serde_json::to_vec(&request).unwrap();
        let stored = self.with_nonce(&phone.caller, self.call("PUT", &format!("{base}/record"), body)).await;
        assert_eq!(stored.status, 204, "{stored:?}");
        let (oprf_key, guesses) = (begun.oprf_key, begun.guesses);
        let kit = Kit { id: method, registration, oprf_key, success, record: record.digest(), seed, guesses };
        let opened = self.open_kit(phone, &kit, &base).await;
        assert_eq!(opened.status, 200, "{opened:?}");
        kit
    }

    fn first_roster(&self, phone: &Phone, kit: &Kit, key: &SigningKey, unsealing: &UnsealingKey) -> Roster {
        let now = self.now();
        let device = RosterDevice {
            id: phone.caller.id(),
            key: phone.caller.key.public_key(),
            name: "phone".into(),
            added: now,
        };
        let method = RosterMethod {
            id: kit.id,
            kind: MethodKind::Kit,
            record: kit.record,
            sealed_seed: Digest::of("sealed-seed", &kit.seed),
            guesses: kit.guesses,
            renew: false,
            added: now,
            device: None,
        };
        Roster {
            locker: phone.locker,
            number: 1,
            epoch: 1,
            predecessor: None,
            signed_at: now,
            owner_key: key.public_key(),
            sealing_key: unsealing.sealing_key(),
            prior_seed: None,
            trustees: vec![RosterTrustee { id: self.view.id, log_key: self.view.log_key }],
            devices: vec![device],
            methods: vec![method],
            policy: Policy::default(),
            departed: Vec::new(),
            deleted: Vec::new(),
        }
    }
}
