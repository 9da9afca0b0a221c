//! A device that asks for nothing but releases, and settles each with its proof.

use std::path::Path;

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::{Platform, Unlock, connect};
use dlocker_core::method::{Answer, open};
use dlocker_core::oprf::blind;
use dlocker_core::secret::{Stretched, stretch};
use dlocker_protocol::method::MethodRecord;
use dlocker_protocol::release::{
    ProofOfSuccess, ReleaseAnswer, ReleaseRequest, ReleaseResponse, SettleRequest, release_context,
};
use dlocker_protocol::sealed::{self, UnsealingKey};
use dlocker_protocol::signature::Document as _;
use dlocker_protocol::signature::http::{AUDIENCE, Params, Request, content_digest, signature_base, signature_header};
use dlocker_protocol::{Bytes, DeviceId, Digest, LockerId, TrusteeId, cbor};
use serde::Serialize;

use crate::Outcome;
use crate::handset::Handset;

/// A device with its conversation.
pub(crate) struct Teller {
    handset: Handset,
    url: String,
    bank: TrusteeId,
    locker: LockerId,
    device: DeviceId,
    nonce: String,
}

impl Teller {
    /// The device of this home.
    pub(crate) fn of(folder: &Path) -> Outcome<Self> {
        let handset = Handset::of(folder)?;
        let (_, enrolled) = dlocker_client::home::enrolled(&handset)?;
        let device = DeviceId::of(&handset.key.public_key());
        let (url, bank, locker) = (enrolled.bank.url, enrolled.bank.id, enrolled.locker);
        Ok(Self { handset, url, bank, locker, device, nonce: String::new() })
    }

    /// Opens `rounds` times.
    pub(crate) fn open_again_and_again(mut self, unlock: &Unlock, rounds: usize) -> Outcome<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let record = self.record(unlock).await?;
            let w = stretch(&unlock.secret, record.transcript.stretch.as_ref())?;
            for _ in 0..rounds {
                self.open_once(&record, &w).await?;
            }
            Ok(())
        })
    }

    /// The record that the method of `unlock` has now, and a first nonce.
    async fn record(&mut self, unlock: &Unlock) -> Outcome<MethodRecord> {
        let view = connect(&self.handset).await?.view().await?;
        let wanted = view.methods.iter().find(|m| unlock.method.is_none_or(|id| id == m.id));
        let record = cbor::decode(&wanted.ok_or("no such method")?.record.0, MethodRecord::LABEL)?;
        let url = format!("{}/v1/nonces", self.url);
        let request = HttpRequest { method: "POST", url, headers: Vec::new(), body: Vec::new().into() };
        self.nonce = self.handset.send(request).await?.nonce.ok_or("no nonce")?;
        Ok(record)
    }

    async fn open_once(&mut self, record: &MethodRecord, w: &Stretched) -> Outcome<()> {
        let rng = &mut self.handset.rng();
        let (method, part) = (record.transcript.method, record.part_of(self.bank).ok_or("not this bank's method")?);
        let (blinding, blinded) = blind(w, rng)?;
        let reply = UnsealingKey::random(rng)?;
        let request = ReleaseRequest { blinded, reply_key: Bytes(reply.sealing_key().as_bytes().to_vec()) };
        let answer = self.post(&format!("methods/{method}/releases"), &request).await?;
        let answer: ReleaseResponse = serde_json::from_slice(&answer.body)?;
        let context = release_context(self.locker, method, &part.oprf_key, self.device, &blinded);
        let plain = sealed::open(&reply, &context, &answer.sealed.0)?;
        let answer: ReleaseAnswer = cbor::decode(&plain, "release answer")?;
        let output = blinding.finalize(&answer.evaluated);
        let share = Answer { index: part.index, output, masked_share: answer.masked_share.clone() };
        let opened = open(record, w, &[share])?;
        let proof = ProofOfSuccess {
            trustee: self.bank,
            locker: self.locker,
            method,
            oprf_key: part.oprf_key,
            opening: answer.opening,
            device: self.device,
        };
        let request = SettleRequest { proof: Some(opened.prove(proof)) };
        self.post(&format!("methods/{method}/openings/{}", answer.opening.number), &request).await.map(drop)
    }

    /// Signs and sends; the nonce for the next request comes with the answer.
    async fn post(&mut self, rest: &str, message: &impl Serialize) -> Outcome<HttpResponse> {
        let body = serde_json::to_vec(message)?;
        let (path, digest) = (format!("/v1/lockers/{}/{rest}", self.locker), Digest::plain(&body));
        let said = Request { method: "POST", path: &path, query: "", body: &digest, audience: self.bank };
        let nonce = Some(std::mem::take(&mut self.nonce));
        let params = Params { created: self.handset.now().seconds(), keyid: self.device.to_string(), nonce };
        let signature = self.handset.key.sign(signature_base(&said, &params).as_bytes());
        let headers = vec![
            ("content-digest", content_digest(&digest)),
            (AUDIENCE, self.bank.to_string()),
            ("signature-input", params.signature_input()),
            ("signature", signature_header(&signature)),
            ("content-type", "application/json".to_owned()),
        ];
        let url = format!("{}{path}", self.url);
        let answer = self.handset.send(HttpRequest { method: "POST", url, headers, body: body.into() }).await?;
        if answer.status >= 300 {
            return Err(String::from_utf8_lossy(&answer.body).into());
        }
        self.nonce = answer.nonce.clone().ok_or("an answer without a nonce")?;
        Ok(answer)
    }
}
