//! A member of staff gets a passkey by a one-time link.

use dlocker_bank::refusal;
use dlocker_bank::staff::{PasskeyCodeRecord, Registering, desk, register, usable};
use dlocker_protocol::log::Actor;
use dlocker_protocol::staff::{
    Act, ActBy, PasskeyOptions, PasskeyOptionsRequest, RegisterPasskeyRequest, RegisterPasskeyResponse, StaffName,
    passkey_code,
};
use dlocker_protocol::{Bytes, Digest, Timestamp};

use super::books::{Asked, Books};
use super::{Answer, Vault, answer};
use crate::store::Store;

impl<S: Store> Vault<S> {
    /// What a page needs to make a passkey with this code.
    ///
    /// # Errors
    /// `invite`, `forbidden` where this bank has no page.
    pub async fn passkey_options(&self, request: PasskeyOptionsRequest, now: Timestamp) -> Answer<PasskeyOptions> {
        let party = self.limits().staff.party.clone().ok_or_else(refusal::no_page)?;
        let (code, name, digest) = self.link(&request.code).await?;
        let code = usable(Some(code), None, now)?;
        let (trustee, staff) = (self.trustee(), name.clone());
        let read = self.inner.store.read(desk(&name), move |tx| Ok(tx.passkeys(&name)?));
        let exclude = answer(read.await)?.into_iter().map(|passkey| Bytes(passkey.credential)).collect();
        Ok(PasskeyOptions {
            rp_id: party.id().to_owned(),
            origin: party.origin().to_owned(),
            challenge: code.challenge(trustee, digest),
            user: Digest::of("passkey-user", staff.as_str().as_bytes()),
            staff,
            exclude,
            expires: code.expires,
        })
    }

    /// Registers a passkey. The same again by the same credential is answered again.
    ///
    /// # Errors
    /// `invite`, `malformed` for a credential that is not of the profile, `taken`, `forbidden` where this bank has no page.
    pub async fn register_passkey(
        &self,
        request: RegisterPasskeyRequest,
        now: Timestamp,
    ) -> Answer<RegisterPasskeyResponse> {
        let party = self.limits().staff.party.clone().ok_or_else(refusal::no_page)?;
        let (_, name, digest) = self.link(&request.code).await?;
        let actor = Actor::Staff(name.as_str().to_owned());
        let asked = Asked { actor, nonce: None, now, staff: Some(ActBy::Link) };
        let (trustee, at) = (self.trustee(), desk(&name));
        let work = move |books: &mut Books<'_>, _: Option<&mut _>| {
            books.tx.staff(&name)?.ok_or_else(refusal::passkey_code)?;
            let (code, known) = (books.tx.passkey_code(&digest)?, books.tx.passkeys(&name)?);
            let asked = Registering { credential: &request.credential, code: digest, trustee, party: &party };
            let (code, passkey, is_new) = register(code, &known, &asked, now)?;
            if is_new {
                if !books.tx.put_passkey(&passkey)? {
                    return Err(refusal::passkey_taken().into());
                }
                books.tx.put_passkey_code(&digest, &code)?;
                books.note_act(Act::PasskeyAdded { passkey: passkey.id(), synced: passkey.synced }, None);
            }
            Ok(RegisterPasskeyResponse { staff: name, passkey: passkey.view() })
        };
        self.change_any(at, asked, work).await
    }

    /// The link that this code belongs to, and whose it is.
    async fn link(&self, code: &str) -> Answer<(PasskeyCodeRecord, StaffName, Digest)> {
        let digest = passkey_code(code);
        let record = Self::found(self.inner.store.passkey_code(digest).await)?.ok_or_else(refusal::passkey_code)?;
        let name = StaffName::parse(&record.staff).map_err(|_| refusal::passkey_code())?;
        Ok((record, name, digest))
    }
}
