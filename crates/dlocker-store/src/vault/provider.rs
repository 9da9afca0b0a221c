//! Members of staff sign in through the bank's identity provider, and get a first passkey.

use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::refusal;
use dlocker_bank::staff::{By, Identity, Officer, PasskeyCodeRecord, desk, first_passkey, recognise};
use dlocker_protocol::encoded::from_base64url;
use dlocker_protocol::log::Actor;
use dlocker_protocol::staff::{
    Act, ActBy, FirstPasskey, FirstPasskeyAnswer, SessionView, SignInWays, StaffName, passkey_code,
};
use dlocker_protocol::{Digest, PublicKey, SessionId, Timestamp};

use super::books::{Asked, Books};
use super::order::once;
use super::{Answer, Vault, malformed};
use crate::store::Store;

impl<S: Store> Vault<S> {
    /// How staff sign in here; `provider` is the issuer where there is one.
    #[must_use]
    pub fn ways(&self, provider: Option<&str>) -> SignInWays {
        SignInWays { passkey: self.limits().staff.by_passkey, provider: provider.map(str::to_owned) }
    }

    /// Before the provider is asked: the session, if this very sign-in began it already, for a retry is no news to the provider.
    ///
    /// # Errors
    /// `session-over` for a key that was used.
    pub async fn began_at_provider(
        &self,
        key: PublicKey,
        sign_in: Digest,
        now: Timestamp,
    ) -> Answer<Option<SessionView>> {
        let Some(session) = Self::found(self.inner.store.session(SessionId::of(&key)).await)? else { return Ok(None) };
        let limits = &self.limits().staff;
        let name = StaffName::parse(&session.staff).map_err(|_| refusal::session_over())?;
        let member = Self::found(self.inner.store.staff(name).await)?.ok_or_else(refusal::session_over)?;
        let again = session.sign_in == sign_in && !session.is_over(limits, now);
        if again { Ok(Some(session.view(&member, limits))) } else { Err(refusal::session_over()) }
    }

    /// Begins a session for `key`, which has signed the request, in the name of whom the provider vouches for. Who is seen for the first time is made known.
    ///
    /// # Errors
    /// `nonce`, `unsigned` for a sign-in that was used, `forbidden` for another name than before or one of somebody else, and where there is no provider.
    pub async fn sign_in_by_provider(
        &self,
        key: PublicKey,
        nonce: &str,
        said: Identity,
        now: Timestamp,
    ) -> Answer<SessionView> {
        let id = SessionId::of(&key);
        let (at, actor) = (desk(&said.name), Actor::Staff(said.name.as_str().to_owned()));
        let asked = Asked { actor, nonce: Some(self.nonce(nonce, now)?), now, staff: Some(ActBy::Session(id)) };
        let limits = self.limits().staff.clone();
        if !limits.by_provider {
            return Err(refusal::no_provider());
        }
        let work = move |books: &mut Books<'_>, _: Option<&mut _>| {
            let (named, holder) = (books.tx.staff(&said.name)?, books.tx.staff_of_subject(&said.subject_digest())?);
            let (member, is_new) = recognise(&said, named, holder.as_ref())?;
            let used: UsedNonce = once(&said.sign_in, said.fresh_until);
            if !books.tx.use_nonce(&used)? || books.tx.session(id)?.is_some() {
                return Err(refusal::sign_in().into());
            }
            if is_new {
                books.tx.put_person(&member)?;
                books.note_act(Act::Added, None);
            }
            let session = said.session(key, now);
            books.begin_session(&session, &limits)?;
            let (subject, roles) = (said.subject.clone(), said.roles.clone());
            books.note_act(Act::ProviderSignedIn { session: id, subject, roles }, None);
            Ok(session.view(&member, &limits))
        };
        self.change_any(at, asked, work).await
    }

    /// Keeps a code for the first passkey of who asks. Codes that were made before lapse.
    ///
    /// # Errors
    /// `forbidden`, see [`first_passkey`]; `malformed` for a code that is not 32 bytes.
    pub async fn first_passkey(
        &self,
        staff: &Officer,
        nonce: &str,
        request: FirstPasskey,
        now: Timestamp,
    ) -> Answer<FirstPasskeyAnswer> {
        let asked = self.by_staff(staff, nonce, now)?;
        let By::Session(id) = staff.by else { return Err(refusal::not_first_passkey()) };
        if from_base64url(&request.code).is_none_or(|code| code.len() != 32) {
            return Err(malformed("the code is not 32 bytes in base64url"));
        }
        let officer = staff.clone();
        let work = move |books: &mut Books<'_>, _: Option<&mut _>| {
            let session = books.tx.session(id)?.ok_or_else(refusal::session_over)?;
            first_passkey(&officer, &session, &books.tx.passkeys(&officer.name)?, now)?;
            let record = PasskeyCodeRecord::new(&officer.name, now);
            // Else a code that somebody else asked for could be used after the person's own.
            books.tx.drop_passkey_codes(&officer.name)?;
            books.tx.put_passkey_code(&passkey_code(&request.code), &record)?;
            books.note_act(Act::PasskeyInvited, None);
            Ok(FirstPasskeyAnswer { expires: record.expires })
        };
        self.change_any(desk(&staff.name), asked, work).await
    }
}
