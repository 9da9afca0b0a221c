//! One registration: a fresh key at the bank, a record made here, and a real opening of what the bank stored.

use dlocker_core::method::{Registered, Registration, RegistrationPart, register};
use dlocker_core::oprf::{OprfOutput, blind};
use dlocker_core::secret::{OwnerSecret, Stretched, stretch};
use dlocker_core::seed::{LockerSeed, sealed_seed_digest};
use dlocker_protocol::method::{
    EvaluateRequest, EvaluateResponse, MethodKind, RegisterRequest, RegisterResponse, StoreRecordRequest, Stretch,
};
use dlocker_protocol::release::{Evaluation, evaluation_context};
use dlocker_protocol::roster::{EpochPart, RosterMethod};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::Document;
use dlocker_protocol::{Bytes, MethodId, PublicKey, RegistrationId, Timestamp, cbor};

use crate::connect::Connection;
use crate::error::{Error, Result};
use crate::platform::Platform;
use crate::unlock::ReleasePath;

/// For which epoch a method is registered.
pub(crate) struct Epoch<'a> {
    pub(crate) number: u64,
    pub(crate) seed: &'a LockerSeed,
    pub(crate) owner_key: PublicKey,
}

/// What to register.
pub(crate) struct Wanted<'a> {
    pub(crate) method: MethodId,
    pub(crate) secret: &'a OwnerSecret,
    pub(crate) guesses: Option<u32>,
    pub(crate) added: Timestamp,
}

/// A registration that was opened for real and waits for a roster that names it.
pub(crate) struct Pending {
    pub(crate) entry: RosterMethod,
    pub(crate) part: EpochPart,
    pub(crate) registration: RegistrationId,
}

impl<P: Platform> Connection<'_, P> {
    /// Registers a method; nothing counts until a roster names it.
    pub(crate) async fn register(&self, wanted: &Wanted<'_>, epoch: &Epoch<'_>) -> Result<Pending> {
        let mut rng = self.platform().rng();
        let kind = wanted.secret.kind();
        let registration = RegistrationId::random(&mut rng);
        let request = RegisterRequest { registration, method: wanted.method, kind, guesses: wanted.guesses };
        let granted: RegisterResponse = self.session.post(&self.path("registrations"), &request).await?;
        let settings = kind.is_stretched().then(|| recommended(&mut rng));
        let w = stretch(wanted.secret, settings.as_ref()).map_err(Error::unexpected)?;
        let output = self.evaluate(registration, &w).await?;
        let part = RegistrationPart { trustee: self.session.audience(), oprf_key: granted.oprf_key, output };
        let inputs = Registration {
            locker: self.enrolled.locker,
            method: wanted.method,
            registration,
            kind,
            stretch: settings,
            threshold: 1,
            parts: vec![part],
            owner_key: epoch.owner_key,
        };
        let registered = register(inputs, &w, &mut rng).map_err(Error::unexpected)?;
        let sealed_seed = epoch
            .seed
            .seal_to_method(
                self.enrolled.locker,
                epoch.number,
                wanted.method,
                &registered.record.transcript.sealing_key,
                &mut rng,
            )
            .map_err(Error::unexpected)?;
        self.store_record(registration, &registered, &sealed_seed).await?;
        self.open_for_real(registration, &registered, &w, epoch).await?;
        let entry = RosterMethod {
            id: wanted.method,
            kind,
            record: registered.record.digest(),
            sealed_seed: sealed_seed_digest(&sealed_seed),
            guesses: granted.guesses,
            renew: false,
            added: wanted.added,
            device: (kind == MethodKind::Device).then(|| self.session.device()),
        };
        let part = EpochPart { method: wanted.method, registration: Some(registration), sealed_seed: None };
        Ok(Pending { entry, part, registration })
    }

    async fn evaluate(&self, registration: RegistrationId, w: &Stretched) -> Result<OprfOutput> {
        let mut rng = self.platform().rng();
        let (blinding, blinded) = blind(w, &mut rng).map_err(Error::unexpected)?;
        let reply = UnsealingKey::random(&mut rng)?;
        let request = EvaluateRequest { blinded, reply_key: Bytes(reply.sealing_key().as_bytes().to_vec()) };
        let path = self.path(&format!("registrations/{registration}/evaluations"));
        let answer: EvaluateResponse = self.session.post(&path, &request).await?;
        let context = evaluation_context(self.enrolled.locker, registration, &blinded);
        let plain = sealed::open(&reply, &context, &answer.sealed.0).map_err(Error::damaged)?;
        let evaluation: Evaluation = cbor::decode(&plain, "evaluation")?;
        Ok(blinding.finalize(&evaluation.evaluated))
    }

    async fn store_record(&self, registration: RegistrationId, made: &Registered, sealed_seed: &[u8]) -> Result<()> {
        let share = made.masked_shares.first().ok_or_else(|| Error::unexpected("no share was made"))?;
        let request = StoreRecordRequest {
            record: Bytes(cbor::encode(&made.record)),
            masked_share: Bytes(share.to_vec()),
            sealed_seed: Bytes(sealed_seed.to_vec()),
        };
        self.session.put(&self.path(&format!("registrations/{registration}/record")), &request).await
    }

    /// Opens the record as the bank stored it: a method that would not open is never made active.
    async fn open_for_real(
        &self,
        registration: RegistrationId,
        made: &Registered,
        w: &Stretched,
        epoch: &Epoch<'_>,
    ) -> Result<()> {
        let method = made.record.transcript.method;
        let path = ReleasePath { base: format!("registrations/{registration}"), method };
        let released = self.release(&path, w, &made.record, made.record.transcript.kind.words()).await?;
        let seed = released.opened.unseal_seed(epoch.number, &released.sealed_seed).map_err(Error::damaged)?;
        let owner_key = seed.keys(self.enrolled.locker, epoch.number).owner.public_key();
        if owner_key == epoch.owner_key {
            Ok(())
        } else {
            Err(Error::damaged("the stored method opens something else"))
        }
    }
}

fn recommended(rng: &mut impl rand_core::CryptoRng) -> Stretch {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    Stretch::recommended(salt)
}
