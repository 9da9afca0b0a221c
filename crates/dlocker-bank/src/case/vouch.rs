//! A device that is still trusted vouches for whoever holds the new phone.

use dlocker_protocol::case::{CaseCode, Vouch};
use dlocker_protocol::log::Event;
use dlocker_protocol::problem::Problem;
use dlocker_protocol::signature::{Document, Signed};
use dlocker_protocol::{DeviceId, Digest, PublicKey, Timestamp, TrusteeId};
use minicbor::{Decode, Encode};

use super::evidence::add;
use super::veto::has_just_opened;
use super::{Alarmed, CaseRecord};
use crate::device::acting;
use crate::limits::RecoveryLimits;
use crate::locker::{LockerRecord, in_use};
use crate::refusal::{self, Decided, Decision, Stop};

/// Most devices whose vouch a case notes. They count once together, so more would be noise in the owner's log.
const MOST: usize = 4;
/// Wrong codes after which a device can vouch in this case no more.
const WRONG_CODES: u8 = 3;
/// Most cases of a locker that are alive, for which one device vouched, and which no officer approved and nobody vetoed.
const MOST_UNAPPROVED: usize = 8;

/// An accepted vouch.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct VouchRecord {
    /// By which device of the locker.
    #[n(0)]
    pub device: DeviceId,
    /// When, by the bank's clock.
    #[n(1)]
    pub at: Timestamp,
    /// Digest of the signed vouch.
    #[n(2)]
    pub digest: Digest,
    /// The signed vouch as it came, kept as evidence.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signed: Vec<u8>,
    /// Since when it counts no more: its device was suspended as lost.
    #[n(4)]
    pub withdrawn: Option<Timestamp>,
}

impl VouchRecord {
    /// Whether it still counts.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// How often a device vouched with a wrong code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct WrongVouches {
    /// Which device.
    #[n(0)]
    pub device: DeviceId,
    /// How often.
    #[n(1)]
    pub count: u8,
    /// Digest of the last one: the same again is a retry whose answer was lost, and counts no more.
    #[n(2)]
    pub last: Digest,
}

/// Who vouches, with what.
pub struct Vouching<'a> {
    /// The device that has signed the request.
    pub device: DeviceId,
    /// What it says.
    pub vouch: &'a Signed<Vouch>,
    /// This trustee.
    pub trustee: TrusteeId,
    /// The bank's bounds.
    pub limits: &'a RecoveryLimits,
}

/// Accepts the vouch as evidence, or counts a wrong code for this device alone: a thief with one of the owner's devices must not be able to close the owner's
/// case. Everything that devices say counts as one piece of evidence together, and never without an officer's. The same vouch again, and another one by a
/// device that has vouched, are answered again.
///
/// # Errors
/// The device's state, `case-over`, `shut`; `conflict` before the commitment is open and for too many; `not-opened` for a device that has not opened the
/// locker lately; `forbidden` where the vouch does not fit, by the new device itself, after a veto, and after three wrong codes; `wrong-code` (kept).
pub fn vouch(locker: &LockerRecord, case: &mut CaseRecord, ask: &Vouching<'_>, now: Timestamp) -> Decision<()> {
    let record = acting(locker, ask.device)?;
    let said = verified(case, ask, &record.key)?;
    let by_this = |one: &VouchRecord| one.device == ask.device && one.counts();
    let noted = case.stage.evidence().map(Alarmed::vouches).unwrap_or_default();
    let (has_vouched, is_full) = (noted.iter().any(by_this), noted.len() >= MOST);
    if noted.iter().any(|one| one.digest == ask.vouch.digest()) {
        return Ok(Decided::again(()));
    }
    if !case.is_alive(now) {
        return Err(refusal::case_over().into());
    }
    in_use(locker)?;
    may_vouch(case, ask.device)?;
    if !has_just_opened(record, now) {
        return Err(refusal::vouch_not_opened().into());
    }
    let typed: Option<CaseCode> = said.code.parse().ok();
    if typed.is_none() || typed != case.transcript(ask.trustee).map(|transcript| transcript.code()) {
        return Err(wrong_code(case, ask));
    }
    match (has_vouched, is_full) {
        (true, _) => Ok(Decided::again(())),
        (false, true) => Err(refusal::enough_vouches().into()),
        (false, false) => accept(locker, case, ask, now),
    }
}

/// What the vouch says, if this device signed it for this case and transcript.
fn verified<'a>(case: &CaseRecord, ask: &Vouching<'a>, key: &PublicKey) -> Result<&'a Vouch, Problem> {
    let transcript = case.transcript(ask.trustee).ok_or_else(refusal::case_not_open)?;
    let said = ask.vouch.verify(key).map_err(|_| refusal::vouch())?;
    let fits = said.trustee == ask.trustee
        && said.case == case.id
        && said.transcript == transcript.digest()
        && said.device == ask.device;
    if fits { Ok(said) } else { Err(refusal::vouch()) }
}

fn may_vouch(case: &CaseRecord, device: DeviceId) -> Result<(), Problem> {
    if case.device_key().is_some_and(|key| DeviceId::of(&key) == device) {
        return Err(refusal::vouch_for_itself());
    }
    if !case.vetoes.is_empty() {
        return Err(refusal::vouch_after_veto());
    }
    let wrong = case.wrong_vouches.iter().flatten().find(|wrong| wrong.device == device);
    if wrong.is_some_and(|wrong| wrong.count >= WRONG_CODES) {
        return Err(refusal::vouched_wrongly());
    }
    Ok(())
}

fn wrong_code(case: &mut CaseRecord, ask: &Vouching<'_>) -> Stop {
    let (device, last) = (ask.device, ask.vouch.digest());
    let wrong = case.wrong_vouches.get_or_insert_default();
    match wrong.iter_mut().find(|wrong| wrong.device == device) {
        Some(wrong) if wrong.last == last => {}
        Some(wrong) => *wrong = WrongVouches { device, count: wrong.count.saturating_add(1), last },
        None => wrong.push(WrongVouches { device, count: 1, last }),
    }
    Stop::Keep(refusal::wrong_vouch(), Vec::new())
}

fn accept(locker: &LockerRecord, case: &mut CaseRecord, ask: &Vouching<'_>, now: Timestamp) -> Decision<()> {
    let record = VouchRecord {
        device: ask.device,
        at: now,
        digest: ask.vouch.digest(),
        signed: ask.vouch.to_bytes(),
        withdrawn: None,
    };
    let note = |alarmed: &mut Alarmed| alarmed.vouches.get_or_insert_default().push(record);
    let mut events = add(case, (locker, ask.limits), None, note, now)?;
    events.push(Event::CaseVouched { case: case.id });
    Ok(Decided { answer: (), events })
}

/// Nothing, if this device's word stands alone for only so many cases among `cases`, all of the locker's, or if an officer has seen to `case`. A thief who opens cases and
/// vouches for each must not make list and log endless, not alarm the owner without end, and not take the word from the owner's other devices.
///
/// # Errors
/// `rate-limited`.
pub fn is_not_too_often(
    cases: &[CaseRecord],
    case: &CaseRecord,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), Problem> {
    let approved = |one: &CaseRecord| one.stage.evidence().is_some_and(|alarmed| !alarmed.approvals.is_empty());
    let vouched = |alarmed: &Alarmed| alarmed.vouches().iter().any(|one| one.device == device && one.counts());
    let counts = |one: &CaseRecord| {
        let stands = one.vetoes.is_empty() && one.is_alive(now) && !approved(one);
        one.id != case.id && stands && one.stage.evidence().is_some_and(vouched)
    };
    if !approved(case) && cases.iter().filter(|one| counts(one)).count() >= MOST_UNAPPROVED {
        return Err(refusal::too_many_vouches().after(24 * 3600));
    }
    Ok(())
}

/// What a device vouched for counts no more: it was reported lost. Says whether that changed something; the record stays, as evidence.
pub fn withdraw(case: &mut CaseRecord, device: DeviceId, now: Timestamp) -> bool {
    let super::Stage::Alarmed(alarmed) = &mut case.stage else { return false };
    let standing = alarmed.vouches.iter_mut().flatten().find(|vouch| vouch.device == device && vouch.counts());
    standing.map(|vouch| vouch.withdrawn = Some(now)).is_some()
}
