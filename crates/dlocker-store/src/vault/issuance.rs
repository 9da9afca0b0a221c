//! The Locker ID over OpenID4VCI: codes, access tokens, proofs of keys.

use dlocker_bank::issuance::{Denied, Offered, TOKEN_LIFE, TokenRecord, TxCode, grant, redeem};
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::nonce::{UsedNonce, issue, parse};
use dlocker_bank::refusal;
use dlocker_bank::staff::{InviteRecord, invite_digest};
use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::{CaseId, DeviceId, Digest, PublicKey, Timestamp};

use super::books::{Asked, Books};
use super::case::{CarriedOut, carry_out};
use super::{Answer, Enrolled, Vault, answer, random};
use crate::store::{Ended, LockerTx, Store};

/// How long a DPoP proof is remembered, in milliseconds: longer than its `iat` is near any clock.
const DPOP_LIFE: u64 = 5 * 60 * 1000;
/// What separates these tags from those of nonces and of one another.
const C_NONCE: &[u8] = b"dlocker/v1/c-nonce/";
const TX_CODE: &[u8] = b"dlocker/v1/tx-code/";
const NOTIFICATION: &[u8] = b"dlocker/v1/notification/";

/// A DPoP proof that was found right.
#[derive(Clone, Copy, Debug)]
pub struct DpopKey {
    /// Thumbprint of the key.
    pub key: Digest,
    /// Digest over key and `jti`: seen once in each locker.
    pub once: Digest,
}

impl DpopKey {
    fn nonce(&self, now: Timestamp) -> UsedNonce {
        let random = core::array::from_fn(|i| self.once.as_bytes()[i]);
        UsedNonce { random, expires: now.plus_millis(DPOP_LIFE) }
    }
}

/// An access token on its way to the wallet. No Debug.
pub struct AccessToken {
    /// The token.
    pub text: String,
    /// For how many seconds it is good.
    pub seconds: u64,
}

fn token_digest(token: &str) -> Digest {
    Digest::of("access-token", token.as_bytes())
}

impl<S: Store> Vault<S> {
    /// A nonce for key proofs, good for ten minutes.
    #[must_use]
    pub fn issue_c_nonce(&self, now: Timestamp) -> String {
        issue(now, random(), |bytes| self.custody().nonce_tag(&[C_NONCE, bytes].concat()))
    }

    fn c_nonce(&self, text: &str, now: Timestamp) -> Option<UsedNonce> {
        parse(text, now, |bytes, tag| self.custody().is_nonce_tag(&[C_NONCE, bytes].concat(), tag))
    }

    /// The transaction code of an offer as it is kept.
    pub(super) fn tx_code(&self, code: &Digest, digits: &str) -> TxCode {
        TxCode::new(self.custody().nonce_tag(&tagged(code, digits)))
    }

    fn offered(&self, code: &Digest, digits: Option<&str>, kept: Option<&TxCode>) -> Offered {
        match (digits, kept) {
            (None, _) => Offered::Nothing,
            (Some(_), None) => Offered::Code(false),
            (Some(digits), Some(kept)) => Offered::Code(self.custody().is_nonce_tag(&tagged(code, digits), &kept.tag)),
        }
    }

    /// Exchanges the code of an offer, and its transaction code, for an access token that is good with this DPoP key alone.
    ///
    /// # Errors
    /// `nonce` for a DPoP proof that was used before; a wrong transaction code is counted, durably, before it is answered.
    pub async fn grant(
        &self,
        code: &str,
        digits: Option<&str>,
        dpop: DpopKey,
        now: Timestamp,
    ) -> Answer<Result<AccessToken, Denied>> {
        let Ok(code) = invite_digest(code) else { return Ok(Err(Denied::Grant)) };
        let Some(locker) = Self::found(self.inner.store.locker_of_invite(code).await)? else {
            return Ok(Err(Denied::Grant));
        };
        let token = AccessToken { text: to_base64url(&random::<32>()), seconds: TOKEN_LIFE / 1000 };
        let row = TokenRecord { expires: now.plus_millis(TOKEN_LIFE), key: dpop.key, code, issued: false };
        let digest = token_digest(&token.text);
        let (vault, digits) = (self.clone(), digits.map(str::to_owned));
        let work = move |books: &mut Books<'_>, _: &mut LockerRecord| {
            let Some(mut invite) = books.tx.invite(&code)? else { return Ok(Err(Denied::Grant)) };
            let offered = vault.offered(&code, digits.as_deref(), invite.tx_code.as_ref());
            let granted = grant(&mut invite, offered, dpop.key, now);
            books.tx.put_invite(&code, &invite)?;
            if granted.is_ok() {
                books.tx.put_token(&digest, &row)?;
            }
            Ok(granted)
        };
        let asked = Asked { nonce: Some(dpop.nonce(now)), ..Asked::by_bank(now) };
        Ok(self.change(locker, asked, work).await?.map(|()| token))
    }

    /// Issues Locker IDs to the keys that were proved, for an access token; the same again for the same keys. The caller writes the Locker IDs; that
    /// they are issued is logged before.
    ///
    /// # Errors
    /// `nonce` for a DPoP proof that was used before; the problems of an enrolment.
    pub async fn redeem(
        &self,
        token: &str,
        dpop: DpopKey,
        proofs: Vec<(PublicKey, String)>,
        now: Timestamp,
    ) -> Answer<Result<Vec<Enrolled>, Denied>> {
        let digest = token_digest(token);
        let Some(locker) = Self::found(self.inner.store.locker_of_token(digest).await)? else {
            return Ok(Err(Denied::Token));
        };
        let nonces: Option<Vec<UsedNonce>> = proofs.iter().map(|(_, nonce)| self.c_nonce(nonce, now)).collect();
        let keys: Vec<PublicKey> = proofs.iter().map(|(key, _)| *key).collect();
        let work = move |books: &mut Books<'_>, locker: &mut LockerRecord| {
            let token = books.tx.token(&digest)?.filter(|token| token.key == dpop.key && now < token.expires);
            let Some(token) = token else { return Ok(Err(Denied::Token)) };
            let Some(nonces) = nonces else { return Ok(Err(Denied::Nonce)) };
            if !use_all(books.tx, &nonces)? {
                return Ok(Err(Denied::Nonce));
            }
            let invite = books.tx.invite(&token.code)?.ok_or_else(refusal::invite)?;
            let issued = match invite.case {
                Some(case) => reissue(books, locker, (invite, token.code), (case, &keys, dpop.key), now)?,
                None => enrol(books, locker, (invite, token.code), (&keys, dpop.key), now)?,
            };
            if issued.is_ok() {
                books.tx.put_token(&digest, &TokenRecord { issued: true, ..token })?;
            }
            Ok(issued)
        };
        let first = proofs.first().map(|(key, _)| DeviceId::of(key)).ok_or_else(refusal::unknown_key)?;
        let issued = self.change(locker, Asked::by_device(first, dpop.nonce(now), now), work).await?;
        Ok(match issued {
            Err(denied) => Err(denied),
            Ok(Redeemed::Enrolled(enrolled)) => Ok(enrolled),
            Ok(Redeemed::Recovered(done)) => Ok(vec![self.follow(*done, now).await?.enrolled]),
        })
    }

    /// Whether an offer with this code can be taken, and if so whether it asks for a transaction code.
    ///
    /// # Errors
    /// Only `internal`.
    pub async fn offer(&self, code: &str, now: Timestamp) -> Answer<Option<bool>> {
        let Ok(digest) = invite_digest(code) else { return Ok(None) };
        let Some(locker) = Self::found(self.inner.store.locker_of_invite(digest).await)? else { return Ok(None) };
        let read = self.inner.store.glance(locker, move |tx| Ok(tx.invite(&digest)?));
        let invite = answer(read.await)?.filter(|invite| invite.is_open(now));
        Ok(invite.map(|invite| invite.tx_code.is_some()))
    }

    /// The id under which a wallet may say what became of what this token gave.
    #[must_use]
    pub fn notification_id(&self, token: &str) -> String {
        to_base64url(&self.custody().nonce_tag(&[NOTIFICATION, token_digest(token).as_bytes().as_slice()].concat()))
    }

    /// Whether a wallet that says what became of a credential got one with this token, under this id.
    ///
    /// # Errors
    /// `nonce` for a DPoP proof that was used before.
    pub async fn notified(&self, token: &str, dpop: DpopKey, id: &str, now: Timestamp) -> Answer<Result<(), Denied>> {
        let digest = token_digest(token);
        let Some(locker) = Self::found(self.inner.store.locker_of_token(digest).await)? else {
            return Ok(Err(Denied::Token));
        };
        let own = self.notification_id(token) == id;
        let work = move |books: &mut Books<'_>, _: &mut LockerRecord| {
            let token = books.tx.token(&digest)?.filter(|token| token.key == dpop.key && now < token.expires);
            Ok(match token {
                None => Err(Denied::Token),
                Some(token) if token.issued && own => Ok(()),
                Some(_) => Err(Denied::Notification),
            })
        };
        let asked = Asked { nonce: Some(dpop.nonce(now)), ..Asked::by_bank(now) };
        self.change(locker, asked, work).await
    }
}

/// What a token was redeemed for.
enum Redeemed {
    Enrolled(Vec<Enrolled>),
    Recovered(Box<CarriedOut>),
}

/// An offer, with the digest of its code.
type Offer = (InviteRecord, Digest);

fn enrol(
    books: &mut Books<'_>,
    locker: &mut LockerRecord,
    (mut invite, code): Offer,
    (keys, dpop): (&[PublicKey], Digest),
    now: Timestamp,
) -> Result<Result<Redeemed, Denied>, Ended> {
    let decision = match redeem(locker, &mut invite, keys, dpop, now) {
        Ok(decision) => decision,
        Err(denied) => return Ok(Err(denied)),
    };
    let enrolled = books.decide(decision)?;
    books.tx.put_invite(&code, &invite)?;
    Ok(Ok(Redeemed::Enrolled(enrolled)))
}

/// Carries a recovery out: for the one key that the case names.
fn reissue(
    books: &mut Books<'_>,
    locker: &mut LockerRecord,
    (mut invite, code): Offer,
    (case, keys, dpop): (CaseId, &[PublicKey], Digest),
    now: Timestamp,
) -> Result<Result<Redeemed, Denied>, Ended> {
    let record = books.tx.case(case)?.ok_or_else(refusal::no_case)?;
    let named = record.device_key();
    let [key] = keys else { return Ok(Err(Denied::Proof)) };
    if named != Some(*key) {
        return Ok(Err(Denied::Proof));
    }
    let device = DeviceId::of(key);
    let done = carry_out(books, locker, (case, device), now)?;
    (invite.used_by, invite.granted) = (Some(device), Some(dpop));
    books.tx.put_invite(&code, &invite)?;
    Ok(Ok(Redeemed::Recovered(Box::new(done))))
}

fn tagged(code: &Digest, digits: &str) -> Vec<u8> {
    [TX_CODE, code.as_bytes(), digits.as_bytes()].concat()
}

/// The proofs of one batch may share a nonce (OpenID4VCI 1.0, section 8.2); it is used once all the same.
fn use_all(tx: &mut dyn LockerTx, nonces: &[UsedNonce]) -> Result<bool, crate::store::Fault> {
    let mut used: Vec<[u8; 16]> = Vec::new();
    for nonce in nonces {
        if used.contains(&nonce.random) {
            continue;
        }
        if !tx.use_nonce(nonce)? {
            return Ok(false);
        }
        used.push(nonce.random);
    }
    Ok(true)
}
