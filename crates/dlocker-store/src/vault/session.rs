//! Members of staff sign in with a passkey, and a session's key signs for them from then on.

use dlocker_bank::limits::StaffLimits;
use dlocker_bank::nonce::UsedNonce;
use dlocker_bank::refusal;
use dlocker_bank::staff::{By, Officer, SessionRecord, desk, sign_in};
use dlocker_protocol::log::Actor;
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::staff::{
    Act, ActBy, AuditPage, Duty, SessionView, SignIn, SignInRequest, StaffMember, StaffName, StaffSelf,
};
use dlocker_protocol::{PublicKey, SessionId, Timestamp};

use super::books::{Asked, Books};
use super::order::once;
use super::{Answer, Vault, answer};
use crate::store::{Ended, Store};

/// Most acts in one page of the audit; and then the rest of the same millisecond.
const PAGE: usize = 512;

impl<S: Store> Vault<S> {
    /// Whose session it is, and its row, read from the database each time, so that removing a person or a passkey counts at once. The caller
    /// verifies the request with its key, and then says that it [was used](Vault::session_used).
    ///
    /// # Errors
    /// `session-over`, for sessions that never were too.
    pub async fn session(&self, id: SessionId, now: Timestamp) -> Answer<(Officer, SessionRecord)> {
        let session = Self::found(self.inner.store.session(id).await)?.ok_or_else(refusal::session_over)?;
        if session.is_over(&self.limits().staff, now) {
            return Err(refusal::session_over());
        }
        let name = StaffName::parse(&session.staff).map_err(|_| refusal::session_over())?;
        let member = Self::found(self.inner.store.staff(name).await)?.ok_or_else(refusal::session_over)?;
        Ok((Officer { member, by: By::Session(id), roles: session.roles() }, session))
    }

    /// Notes that a session was used, where that is to be written down.
    ///
    /// # Errors
    /// Only `internal`.
    pub async fn session_used(&self, officer: &Officer, session: &SessionRecord, now: Timestamp) -> Answer<()> {
        let Some(touched) = session.touched(&self.limits().staff, now) else { return Ok(()) };
        let done = self.inner.store.transact(desk(&officer.name), move |tx| Ok(tx.touch_session(&touched)?));
        answer(done.await)
    }

    /// Begins a session for `key`, which has signed the request and for which a passkey of the person vouches. The same for a retry.
    ///
    /// # Errors
    /// `unsigned` for an unknown person, another bank or key, or a sign-in that was used; `nonce`; `forbidden` for what the passkey signed, for people of the
    /// identity provider, and where passkeys sign nobody in.
    pub async fn sign_in(
        &self,
        key: PublicKey,
        nonce: &str,
        request: SignInRequest,
        now: Timestamp,
    ) -> Answer<SessionView> {
        let name = named(request.sign_in.unverified())?;
        let (id, fresh) = (SessionId::of(&key), self.nonce(&request.sign_in.unverified().nonce, now));
        let actor = Actor::Staff(name.as_str().to_owned());
        let asked = Asked { actor, nonce: Some(self.nonce(nonce, now)?), now, staff: Some(ActBy::Session(id)) };
        let vault = self.clone();
        let at = desk(&name);
        let work = move |books: &mut Books<'_>, _: Option<&mut _>| {
            let member = books.tx.staff(&name)?.ok_or_else(refusal::unknown_staff)?;
            let limits = &vault.limits().staff;
            if let Some(session) = books.tx.session(id)? {
                let again = session.sign_in == request.sign_in.digest() && !session.is_over(limits, now);
                return if again { Ok(session.view(&member, limits)) } else { Err(refusal::session_over().into()) };
            }
            let session = vault.begin(books, &member, (key, &request), fresh)?;
            Ok(session.view(&member, limits))
        };
        self.change_any(at, asked, work).await
    }

    fn begin(
        &self,
        books: &mut Books<'_>,
        member: &StaffMember,
        (key, request): (PublicKey, &SignInRequest),
        fresh: Result<UsedNonce, Problem>,
    ) -> Result<SessionRecord, Ended> {
        let limits = &self.limits().staff;
        if !limits.by_passkey {
            return Err(refusal::no_local_sign_in().into());
        }
        let asks = Officer::by_key(member.clone());
        let believed = books.believe(&asks, &Vouched::Asserted(request.sign_in.clone()), limits)?;
        let session = sign_in(&believed, (member, key), self.trustee(), books.now)?;
        if !books.tx.use_nonce(&once(&believed.digest(), fresh?.expires))? {
            return Err(refusal::sign_in().into());
        }
        books.begin_session(&session, limits)?;
        if let Some(used) = believed.used() {
            let act = Act::SignedIn { session: session.id(), passkey: used.passkey.id() };
            books.note_act(act, Some(used.proof.clone()));
        }
        Ok(session)
    }

    /// Ends the session that asks.
    ///
    /// # Errors
    /// `malformed` for a request that a key file signed.
    pub async fn sign_out(&self, staff: &Officer, nonce: &str, now: Timestamp) -> Answer<()> {
        let By::Session(session) = staff.by else { return Err(refusal::not_a_session()) };
        let asked = self.by_staff(staff, nonce, now)?;
        let work = move |books: &mut Books<'_>, _: Option<&mut _>| {
            if books.tx.drop_session(session)? {
                books.note_act(Act::SignedOut { session }, None);
            }
            Ok(())
        };
        self.change_any(desk(&staff.name), asked, work).await
    }

    /// Who asks.
    ///
    /// # Errors
    /// Only `internal`.
    pub async fn me(&self, staff: &Officer) -> Answer<StaffSelf> {
        let (officer, limits) = (staff.clone(), self.limits().staff.clone());
        let read = self.inner.store.read(desk(&staff.name), move |tx| {
            let session = match officer.by {
                By::Key => None,
                By::Session(id) => tx.session(id)?.map(|session| session.view(&officer, &limits)),
            };
            let passkeys = tx.passkeys(&officer.name)?.iter().map(|passkey| passkey.view()).collect();
            let may = officer.duties();
            Ok(StaffSelf { staff: officer.member.name, roles: officer.roles, may, session, passkeys })
        });
        answer(read.await)
    }

    /// What members of staff did from this moment on, oldest first.
    ///
    /// # Errors
    /// `forbidden` for other roles.
    pub async fn audit(&self, staff: &Officer, from: Timestamp) -> Answer<AuditPage> {
        staff.may(Duty::ReadAudit)?;
        let acts = Self::found(self.inner.store.acts(from, PAGE as u64).await)?;
        let next = acts.last().filter(|_| acts.len() >= PAGE).map(|last| last.at.millis() + 1);
        Ok(AuditPage { acts, next })
    }
}

impl Books<'_> {
    /// Keeps a fresh session, and forgets those of its person that are over.
    pub(super) fn begin_session(&mut self, session: &SessionRecord, limits: &StaffLimits) -> Result<(), Ended> {
        let name = StaffName::parse(&session.staff).map_err(|_| refusal::unknown_staff())?;
        for old in self.tx.sessions(&name)? {
            if old.is_over(limits, self.now) {
                self.tx.drop_session(old.id())?;
            }
        }
        Ok(self.tx.put_session(session)?)
    }
}

/// The name as it is written everywhere; in another case it would be another document for the same person.
fn named(said: &SignIn) -> Answer<StaffName> {
    let name = StaffName::parse(&said.staff).ok().filter(|name| name.as_str() == said.staff);
    name.ok_or_else(refusal::unknown_staff)
}
