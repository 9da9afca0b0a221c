//! Methods: registered, opened, guessed.

use super::*;

pub(in crate::vault::tests) fn blinded() -> BlindedElement {
    BlindedElement::from_bytes(SigningKey::random(&mut rng()).public_key().as_bytes()).unwrap()
}

impl Bank {
    /// A registration up to its stored record, not opened yet.
    pub(in crate::vault::tests) async fn stored(&self, phone: &Phone, method: MethodId, now: Timestamp) -> Method {
        let (kind, registration) = (MethodKind::Pin, RegistrationId::random(&mut rng()));
        let request = RegisterRequest { registration, method, kind, guesses: None };
        let begun = self.vault.register(phone.locker, phone.id, &self.nonce(now).await, request, now).await.unwrap();
        let reply = UnsealingKey::random(&mut rng()).unwrap();
        let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
        let request = EvaluateRequest { blinded: blinded(), reply_key };
        let nonce = self.nonce(now).await;
        self.vault.evaluate(phone.locker, phone.id, &nonce, registration, request, now).await.unwrap();
        let (success, share, seed) = (SigningKey::random(&mut rng()), vec![7; 32], random::<64>().to_vec());
        let part = TrusteePart {
            trustee: self.vault.trustee(),
            index: 1,
            oprf_key: begun.oprf_key,
            masked_share: Digest::of("masked-share", &share),
        };
        let transcript = Transcript {
            locker: phone.locker,
            method,
            registration,
            kind,
            threshold: 1,
            trustees: vec![part],
            stretch: Some(Stretch::recommended([1; 16])),
            sealing_key: reply.sealing_key(),
            success_key: success.public_key(),
        };
        let record = MethodRecord { transcript, envelope: vec![1; 64], commitment: Digest::plain(b"c") };
        let request = StoreRecordRequest {
            record: Bytes(cbor::encode(&record)),
            masked_share: Bytes(share),
            sealed_seed: Bytes(seed.clone()),
        };
        let nonce = self.nonce(now).await;
        self.vault.store_record(phone.locker, phone.id, &nonce, registration, request, now).await.unwrap();
        let (oprf_key, guesses) = (begun.oprf_key, begun.guesses);
        Method { id: method, kind, registration, oprf_key, success, record: record.digest(), seed, guesses }
    }

    /// A registration, stored and opened for real.
    pub(in crate::vault::tests) async fn registered(&self, phone: &Phone, method: MethodId, now: Timestamp) -> Method {
        let method = self.stored(phone, method, now).await;
        let target = MethodTarget::Pending(method.registration);
        let opening = self.release(phone, &method, target, blinded(), now).await.unwrap();
        self.prove(phone, &method, target, opening, now).await.unwrap();
        method
    }

    pub(in crate::vault::tests) async fn release(
        &self,
        phone: &Phone,
        method: &Method,
        target: MethodTarget,
        blinded: BlindedElement,
        now: Timestamp,
    ) -> Answer<Opening> {
        let reply = UnsealingKey::random(&mut rng()).unwrap();
        let reply_key = Bytes(reply.sealing_key().as_bytes().to_vec());
        let request = ReleaseRequest { blinded, reply_key };
        let nonce = self.nonce(now).await;
        let response = self.vault.release(phone.locker, phone.id, &nonce, target, request, now).await?;
        let context = release_context(phone.locker, method.id, &response.oprf_key, phone.id, &blinded);
        let plain = sealed::open(&reply, &context, &response.sealed.0).unwrap();
        let answer: ReleaseAnswer = cbor::decode(&plain, "release").unwrap();
        assert_eq!(answer.sealed_seed, method.seed);
        Ok(answer.opening)
    }

    pub(in crate::vault::tests) fn proof(&self, phone: &Phone, method: &Method, opening: Opening) -> ProofOfSuccess {
        ProofOfSuccess {
            trustee: self.vault.trustee(),
            locker: phone.locker,
            method: method.id,
            oprf_key: method.oprf_key,
            opening,
            device: phone.id,
        }
    }

    pub(in crate::vault::tests) async fn settle(
        &self,
        phone: &Phone,
        target: MethodTarget,
        number: u64,
        proof: Option<dlocker_protocol::signature::Signed<ProofOfSuccess>>,
        now: Timestamp,
    ) -> Answer<u32> {
        let nonce = self.nonce(now).await;
        let request = SettleRequest { proof };
        let settled = self.vault.settle(phone.locker, phone.id, &nonce, target, number, request, now).await?;
        Ok(settled.guesses_left)
    }

    pub(in crate::vault::tests) async fn prove(
        &self,
        phone: &Phone,
        method: &Method,
        target: MethodTarget,
        opening: Opening,
        now: Timestamp,
    ) -> Answer<u32> {
        let proof = Draft::new(self.proof(phone, method, opening)).sign(&method.success);
        self.settle(phone, target, opening.number, Some(proof), now).await
    }

    /// One opening with the right secret.
    pub(in crate::vault::tests) async fn unlock(&self, phone: &Phone, method: &Method, now: Timestamp) -> Answer<u32> {
        let target = MethodTarget::Active(method.id);
        let opening = self.release(phone, method, target, blinded(), now).await?;
        self.prove(phone, method, target, opening, now).await
    }

    /// One opening with a wrong secret.
    pub(in crate::vault::tests) async fn guess(&self, phone: &Phone, method: &Method, now: Timestamp) -> Answer<u32> {
        let target = MethodTarget::Active(method.id);
        let opening = self.release(phone, method, target, blinded(), now).await?;
        self.settle(phone, target, opening.number, None, now).await
    }
}
