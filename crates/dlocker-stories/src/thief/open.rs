//! Opening with a PIN that was watched.

use dlocker_core::method::{Answer as Share, OpenError, open};
use dlocker_core::oprf::blind;
use dlocker_core::roster::RosterChain;
use dlocker_core::secret::{OwnerSecret, stretch};
use dlocker_protocol::method::{MethodKind, MethodRecord, MethodView};
use dlocker_protocol::release::{
    ProofOfSuccess, ReleaseAnswer, ReleaseRequest, ReleaseResponse, SettleRequest, SettleResponse, release_context,
};
use dlocker_protocol::roster::{RostersPage, SignedRoster};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::Document;
use dlocker_protocol::{Bytes, cbor};

use super::speak::rng;
use super::{Answer, Seized, Thief};

impl Thief {
    /// The method of this kind.
    #[track_caller]
    #[must_use]
    pub fn method(&self, kind: MethodKind) -> MethodView {
        self.view().methods.into_iter().find(|method| method.kind == kind).expect("a method of this kind")
    }

    /// The whole chain of rosters, in their wire forms.
    #[track_caller]
    #[must_use]
    pub fn rosters(&self) -> Vec<SignedRoster> {
        let page: RostersPage = self.get(&self.path("rosters?from=1")).taken();
        page.rosters.iter().map(|bytes| SignedRoster::from_bytes(&bytes.0).expect("a roster")).collect()
    }

    /// Opens with `secret`: all of the locker's keys. `Err` is the bank's refusal, or nothing where the secret was wrong.
    ///
    /// # Errors
    /// See above.
    pub fn open(&self, secret: &OwnerSecret) -> Result<Seized<'_>, Option<Answer>> {
        let view = self.method(secret.kind());
        let record: MethodRecord = cbor::decode(&view.record.0, MethodRecord::LABEL).expect("a record");
        let w = stretch(secret, record.transcript.stretch.as_ref()).expect("settings within bounds");
        let (blinding, blinded) = blind(&w, &mut rng()).expect("a blinded element");
        let reply = UnsealingKey::random(&mut rng()).expect("a key");
        let request = ReleaseRequest { blinded, reply_key: Bytes(reply.sealing_key().as_bytes().to_vec()) };
        let answer = self.post(&self.path(&format!("methods/{}/releases", view.id)), &request);
        if answer.status >= 400 {
            return Err(Some(answer));
        }
        let answer: ReleaseResponse = answer.taken();
        let part = record.part_of(self.trustee()).expect("this bank's part");
        let context = release_context(self.locker, view.id, &part.oprf_key, self.device(), &blinded);
        let plain = sealed::open(&reply, &context, &answer.sealed.0).expect("sealed to us");
        let released: ReleaseAnswer = cbor::decode(&plain, "release answer").expect("an answer");
        let proof = ProofOfSuccess {
            trustee: self.trustee(),
            locker: self.locker,
            method: view.id,
            oprf_key: part.oprf_key,
            opening: released.opening,
            device: self.device(),
        };
        let share = Share {
            index: part.index,
            output: blinding.finalize(&released.evaluated),
            masked_share: released.masked_share,
        };
        let settle = self.path(&format!("methods/{}/openings/{}", view.id, released.opening.number));
        let opened = match open(&record, &w, &[share]) {
            Ok(opened) => opened,
            Err(OpenError::WrongSecret) => {
                let _: SettleResponse = self.post(&settle, &SettleRequest { proof: None }).taken();
                return Err(None);
            }
            Err(error) => panic!("{error}"),
        };
        let settled = SettleRequest { proof: Some(opened.prove(proof)) };
        let _: SettleResponse = self.post(&settle, &settled).taken();
        let chain = RosterChain::from_first(&self.rosters()).expect("the owner's rosters");
        let epoch = chain.current().epoch;
        let seed = opened.unseal_seed(epoch, &released.sealed_seed).expect("a seed");
        let keys = seed.keys(self.locker, epoch);
        Ok(Seized { thief: self, seed, keys, method: view.id })
    }
}
