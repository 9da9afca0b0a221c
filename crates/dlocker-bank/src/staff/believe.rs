//! Whether a member of staff vouches for a document: with the key of their key file, or by one of their passkeys.

use dlocker_protocol::Digest;
use dlocker_protocol::Timestamp;
use dlocker_protocol::passkey::{Asserted, Proof, RelyingParty, Vouched};
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::Document;
use dlocker_protocol::staff::{Act, StaffMember};

use super::PasskeyRecord;
use crate::refusal;

/// A document that a member of staff vouches for: nothing else makes one.
#[derive(Clone, Debug)]
pub struct Believed<T> {
    document: T,
    digest: Digest,
    signed: Vec<u8>,
    used: Option<Used>,
}

/// A passkey that was used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Used {
    /// Its row after it.
    pub passkey: PasskeyRecord,
    /// By which it can be checked again.
    pub proof: Proof,
    /// That its counter did not go up, if it did not.
    pub warning: Option<Act>,
}

impl<T> Believed<T> {
    /// What it says.
    pub const fn document(&self) -> &T {
        &self.document
    }

    /// Its digest: the same whoever vouches.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// What is kept of it: the wire form with a key's signature; of a passkey's the document alone, the rest being in the proof.
    #[must_use]
    pub fn signed(&self) -> &[u8] {
        &self.signed
    }

    /// The passkey that was used, if one was.
    #[must_use]
    pub const fn used(&self) -> Option<&Used> {
        self.used.as_ref()
    }
}

/// Whose word it must be.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    /// The member of staff.
    pub member: &'a StaffMember,
    /// Their passkeys as they are now.
    pub passkeys: &'a [PasskeyRecord],
    /// Where passkeys count; nowhere, if this bank has no page.
    pub party: Option<&'a RelyingParty>,
}

impl Voice<'_> {
    /// The document, if this person vouches for it.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn believe<T: Document + Clone>(&self, vouched: &Vouched<T>, now: Timestamp) -> Result<Believed<T>, Problem> {
        match vouched {
            Vouched::Asserted(asserted) => self.believe_passkey(asserted, now),
            Vouched::Signed(signed) => {
                let key = self.member.key.as_ref().ok_or_else(refusal::approval)?;
                let document = signed.verify(key).map_err(|_| refusal::approval())?.clone();
                Ok(Believed { document, digest: signed.digest(), signed: signed.to_bytes(), used: None })
            }
        }
    }

    /// The document, if one of this person's passkeys vouches for it.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn believe_passkey<T: Document + Clone>(
        &self,
        asserted: &Asserted<T>,
        now: Timestamp,
    ) -> Result<Believed<T>, Problem> {
        let party = self.party.ok_or_else(refusal::no_page)?;
        let named = |passkey: &&PasskeyRecord| {
            passkey.credential == asserted.credential() && passkey.staff == self.member.name.as_str()
        };
        let passkey = self.passkeys.iter().find(named).ok_or_else(refusal::unknown_passkey)?;
        let (document, said) = asserted.verify(&passkey.key, party).map_err(refusal::passkey)?;
        let proof = asserted.proof(passkey.key, party);
        let used = Used { warning: warning(passkey, said.counter), proof, passkey: after(passkey, said.counter, now) };
        Ok(Believed {
            document: document.clone(),
            digest: asserted.digest(),
            signed: used.proof.document.0.clone(),
            used: Some(used),
        })
    }
}

fn after(passkey: &PasskeyRecord, counter: u32, now: Timestamp) -> PasskeyRecord {
    let used = Some(passkey.used.map_or(now, |used| used.max(now)));
    PasskeyRecord { counter: passkey.counter.max(counter), used, ..passkey.clone() }
}

/// A counter that does not go up may mean a copy, or two answers that arrived the other way round. It is noted, and shuts nobody out: the audit
/// has it, and the operator removes the passkey. Authenticators that do not count say 0 for ever.
fn warning(passkey: &PasskeyRecord, now: u32) -> Option<Act> {
    let before = passkey.counter;
    let counts = before != 0 || now != 0;
    (counts && now <= before).then(|| Act::CounterBack { passkey: passkey.id(), before, now })
}
