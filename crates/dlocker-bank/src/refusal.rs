//! Refusals in words that say what happened, what it means for the wallet, and what to try.

use dlocker_protocol::case::{Check, SeenDocument};
use dlocker_protocol::log::Event;
use dlocker_protocol::passkey::BadPasskey;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::staff::{Roles, StaffName};

use crate::locker::ClosedRecord;

/// Why a decision ended without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Refused; nothing is kept.
    Refuse(Problem),
    /// Refused, but the changed records and these events are kept: a wrong code was counted.
    Keep(Problem, Vec<Event>),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refuse(problem)
    }
}

/// An answer with what goes into the visit log, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided<T> {
    /// The answer.
    pub answer: T,
    /// What happened; empty where a retry is answered again.
    pub events: Vec<Event>,
}

impl<T> Decided<T> {
    /// Answered again: nothing new happened.
    pub const fn again(answer: T) -> Self {
        Self { answer, events: Vec::new() }
    }

    /// Something happened.
    pub fn with(answer: T, event: Event) -> Self {
        Self { answer, events: vec![event] }
    }
}

/// What a decision gives.
pub type Decision<T> = Result<Decided<T>, Stop>;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:ident, $detail:literal;)*) => { $(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> Problem { Problem::new(ProblemCode::$code, $detail) }
    )* };
}

refusals! {
    /// The device was suspended by a recovery.
    suspended = Suspended, "A recovery has let another device in, so this one is suspended. If you did not ask for that recovery, go to your bank at once. Nothing in the locker was changed by this request.";
    /// The device was suspended by staff.
    suspended_by_staff = Suspended, "Your bank has suspended this device, because it was reported lost and a recovery is under way. If that ends without a recovery, this device is let in again. If you have not lost it, go to your bank at once. Nothing in the locker was changed by this request.";
    /// The device was replaced.
    replaced = Replaced, "This device was replaced by another one and gets nothing from the locker any more. Use the new device, or recover with this one as a new device.";
    /// The device has its Locker ID but has not presented it.
    not_admitted = Forbidden, "This device has not presented its Locker ID yet. Finish the enrolment or the recovery first.";
    /// The device was let in by a recovery, and no roster lists it yet.
    not_listed = Forbidden, "This device was let in by a recovery that is not finished, so the owner's devices would not believe its backup. Nothing was stored. Finish first: recover --continue.";
    /// The locker is not one that was left behind.
    not_left_behind = Conflict, "This locker was not left behind by starting afresh, so nobody is let in by a recovery of another one. Nothing was changed.";
    /// The key is not known.
    unknown_key = Unsigned, "No such device belongs to this locker. Check that you talk to the right bank with the right home.";
    /// The member of staff is not known.
    unknown_staff = Unsigned, "No such member of staff. Add the person with `dlockerd staff add` on the bank's own machine.";
    /// The session is over.
    session_over = SessionOver, "This session is over: it was ended, its time has run out, or nothing was asked for too long. Nothing was done. Sign in again with your passkey.";
    /// The sign-in does not fit.
    sign_in = Unsigned, "What the passkey signed is for another bank, person or session. Nobody was signed in. Begin again.";
    /// Local staff do not sign in here.
    no_local_sign_in = Forbidden, "At this bank staff sign in through its identity provider, and passkeys sign nobody in. Nobody was signed in. Use the other button; the operator can let local staff in with [staff.oidc] local_sign_in.";
    /// The provider knows this person.
    sign_in_at_provider = Forbidden, "You come from the bank's identity provider, so you sign in through it, and your passkey only signs what you decide. Nobody was signed in.";
    /// No provider is configured.
    no_provider = Forbidden, "This bank has no identity provider. Nobody was signed in. Sign in with your passkey.";
    /// Not the first passkey, or not by who may.
    not_first_passkey = Forbidden, "A session gives only the first passkey of its person, within 15 minutes of signing in through the identity provider. Nothing was changed. Sign in again, or ask the operator for a link (`dlockerd staff passkey`).";
    /// Not a session.
    not_a_session = Malformed, "Only a session can be ended this way, and this request was signed with a key file. Nothing was done.";
    /// No page.
    no_page = Forbidden, "This bank has no page at which passkeys count, so none was taken. Set [page] origin in bank.toml, or use a key file.";
    /// The passkey is not known.
    unknown_passkey = Forbidden, "This passkey is not one of yours at this bank. Nothing was done. Ask for a link with `dlockerd staff passkey` and register it.";
    /// A session alone does not suffice.
    needs_passkey = Forbidden, "A session alone may not do this: your passkey must sign for it. Nothing was done.";
    /// The order is another one.
    other_order = Forbidden, "What the passkey signed is not what this request asks for. Nothing was done.";
    /// The link cannot be used.
    passkey_code = Invite, "This link is unknown, was used, or lapsed after 15 minutes. Ask for a new one with `dlockerd staff passkey`.";
    /// The passkey is there already.
    passkey_taken = Taken, "This passkey is registered at this bank already. Nothing was changed.";
    /// Too many passkeys.
    too_many_passkeys = Forbidden, "This member of staff has eight passkeys, which is the most. Remove one with `dlockerd staff remove`, then use the link again.";
    /// The nonce cannot be used.
    nonce = Nonce, "The nonce of this request is missing, older than ten minutes, not this bank's, or used already. Nothing was changed; send it again with the nonce of this answer.";
    /// The invite asks for a transaction code.
    wants_tx_code = Invite, "This invite is an offer with a transaction code, and cannot be used without it. Nothing was done. Use the offer's link: dlocker enrol --offer LINK.";
    /// The invite cannot be used.
    invite = Invite, "This invite is unknown, used by another device, or lapsed. Ask your bank for a new one.";
    /// The invite's code is not acceptable.
    weak_invite = Malformed, "The code of an invite has 32 to 128 characters without white space.";
    /// The handle has a locker already.
    handle_taken = Taken, "There is a locker in use under this handle. To let its owner back in, use a recovery case instead of an invite.";
    /// The invite is in use for another handle.
    invite_taken = Taken, "This invite was made for another handle already. Make a new code.";
    /// Another invite was quicker.
    invite_race = Conflict, "Another invite for this handle was made at the same moment. Send this one again.";
    /// No such locker, or not the asker's.
    no_locker = NotFound, "There is no such locker for this key.";
    /// No such method.
    no_method = NotFound, "There is no such method in the current roster. Look at the list of methods.";
    /// No such registration.
    no_registration = NotFound, "There is no such pending registration of this device. Begin the registration anew.";
    /// The registration's id is in use.
    registration_taken = Taken, "The id of this registration is in use for something else. Begin anew with a fresh id.";
    /// Another kind than before.
    other_kind = Taken, "This method has another kind of secret. Add a new method instead.";
    /// The id of a method that was removed lately.
    kept_shut = Taken, "A method of this id was removed within the last month and is kept shut, in case its owner wants it back. Nothing was changed; add the new method under a fresh id.";
    /// The guess limit is outside.
    guesses_bounds = Malformed, "The number of allowed guesses must be at least 1 and not above the bank's maximum for this kind of method.";
    /// Too many pending registrations.
    too_many_registrations = RateLimited, "Too many registrations of this device are pending. Wait ten minutes for them to end.";
    /// The registration is over.
    registration_over = RegistrationOver, "This registration has used its three evaluations or its ten minutes. The locker is unchanged; begin the registration anew.";
    /// A record was stored already.
    record_taken = Taken, "Another record was stored for this registration already. Begin the registration anew.";
    /// The record does not fit the registration.
    record_mismatch = Malformed, "The record does not fit this registration: locker, method, kind, key, threshold or the digest of the masked share differ, or it is not well formed.";
    /// Nothing is stored yet.
    no_record = Conflict, "No record is stored for this registration yet. Store it first.";
    /// No guesses left.
    frozen = Frozen, "This method has no guesses left and is frozen. Nothing is lost: open the locker with another method, or let the bank identify you in a recovery case.";
    /// The locker is frozen.
    locker_frozen = LockerFrozen, "This locker is frozen: nothing is opened or changed while it is. Nothing is lost, backups go on, and a recovery goes on. If you did not ask for the freeze, call your bank, which can lift it.";
    /// No such opening.
    no_opening = Conflict, "This is not the newest opening of this device, or it is settled already. Its guess stays as it is; open once more.";
    /// The proof does not verify.
    proof = Proof, "The proof of success does not verify for this opening. The guess stays counted.";
    /// There is no roster yet, or no method in it.
    no_roster = Conflict, "The locker has no unlock method yet, so nothing could ever be opened again. Add a method first.";
    /// The roster has moved on.
    roster_conflict = Conflict, "The roster of the locker is another one by now. Fetch the newest rosters, check them, and make the change again.";
    /// The roster does not verify.
    roster_forged = Forbidden, "The roster is not signed by the owner's keys, or does not follow the current one. Nothing was changed.";
    /// The roster names something that is not there.
    roster_mismatch = Malformed, "The roster does not fit the locker: it is for another locker or bank, leaves out this device, names a device that was never admitted, has no or too many methods, or a record or sealed seed that was not stored or not opened for real, or a guess limit above the bank's. Nothing was changed.";
    /// Rotation outside a recovery.
    no_rotation = Forbidden, "The keys of a locker are rotated by a recovery and by nothing else, and only the device that it let in may sign that. Nothing was changed.";
    /// A change that has to wait.
    change_waits = ChangeWaits, "This change weakens the locker, so it has to wait: every device of the locker is told and may stop it. Ask for it as an intent, and complete it when it is due. Nothing was changed.";
    /// An intent that is not due.
    intent_waits = Waiting, "This change still waits, so that any device of the locker can stop it. Nothing was changed; complete it when it is due.";
    /// An intent that ended.
    intent_over = IntentOver, "This intent was stopped, completed or cancelled, or has lapsed. The locker is as it was; ask for the change anew if you still want it.";
    /// An intent that makes no sense.
    intent_mismatch = Malformed, "This intent does not fit the locker: it is for another locker or device, or what it would change is not there, is not weakening, or was not stored and opened for real. Nothing was changed.";
    /// The intent's id is in use.
    intent_taken = Taken, "The id of this intent is in use for another one. Ask for the change again with a fresh id.";
    /// No such intent.
    no_intent = NotFound, "There is no such intent in this locker.";
    /// Sixteen intents wait.
    too_many_intents = RateLimited, "Sixteen changes of this locker wait already. Complete or stop some of them first.";
    /// Enough vetoes of cases that nobody has approved.
    too_many_early_vetoes = RateLimited, "Eight recoveries that nobody has approved were vetoed already. This one alarms nobody and ends by itself; nothing was changed. Veto it if it gets an approval: then you are told of it.";
    /// Enough for today.
    too_many_today = RateLimited, "This locker or device has done this so often today that the bank takes no more before tomorrow. Nothing was changed, and nothing is lost.";
    /// The method was not opened lately by this device.
    renewal_not_opened = NotOpened, "A method is registered anew only by a device that has just opened the locker with it. Unlock with this method and try again. Nothing was changed.";
    /// A departed device's chain has moved on.
    departed_conflict = Conflict, "A device that this roster removes has backed up meanwhile, so the roster would cut that backup off. Fetch the current state and make the change again.";
    /// The link's id is in use.
    link_taken = Taken, "This link is over, or of another device. Make a new one.";
    /// The link cannot be used.
    link = Invite, "This link is unknown, lapsed, or used by another device. Make a new one with `devices add` on a device of the locker.";
    /// Links need a recent opening.
    link_not_opened = NotOpened, "A link needs an opening proved by this device within the last hour. Unlock the locker and try again.";
    /// Too many links or joins.
    too_many_joins = RateLimited, "Eight links or devices that ask to join are open already. Wait for some of them to lapse. Nothing was changed.";
    /// The request to join is not well formed.
    join_mismatch = Malformed, "The request to join is not well formed: another key than the signer's, a name that is too long or has control characters, or a MAC of another length.";
    /// The joining key is known.
    device_known = Taken, "This key belonged to a device of the locker before. Join with a fresh home, so that the device has a key of its own.";
    /// No roster names the device yet.
    not_confirmed = Waiting, "No roster names this device yet. Confirm it on the device that showed the link; a change that waits must be completed there when it is due.";
    /// The pack's size is none of the four.
    pack_size = Malformed, "A pack has exactly 64 KiB, 256 KiB, 1 MiB or 4 MiB.";
    /// The pack's id is in use for other bytes.
    pack_taken = Taken, "The id of this pack is in use for other bytes. Make a new pack with a fresh id.";
    /// The pack is being collected.
    pack_going = Taken, "A pack of this id lay here unused for a day and is being removed. Make a new pack with a fresh id.";
    /// The locker is full.
    quota = Quota, "The locker is full, so this pack was not kept. Nothing that is in the locker was changed. Ask your bank for more room.";
    /// No such pack.
    no_pack = NotFound, "There is no such pack in this locker.";
    /// No recent opening.
    not_opened = NotOpened, "Reading packs needs an opening proved by this device within the last hour. Unlock the locker and try again.";
    /// The header is not acceptable.
    header = Malformed, "The header of the snapshot is not well formed, not signed by this device, or for another locker.";
    /// The epoch is over.
    stale_epoch = StaleEpoch, "The keys of the locker were rotated, so this snapshot would be sealed to a key that is over. Unlock once to follow the new roster, then back up again.";
    /// The device's chain has moved on.
    chain_conflict = Conflict, "The snapshot does not follow the newest one of this device, or was made under another roster. Fetch the current state and back up again.";
    /// The log position is not the bank's.
    log_conflict = Conflict, "The snapshot names a place in the visit log that this bank does not have. If you have not restored an old copy of this device, ask your bank and keep this message.";
    /// The snapshot's id is in use.
    snapshot_taken = Taken, "The id of this snapshot is in use for another one. Back up again with a fresh id.";
    /// Something referred to is not there.
    missing = MissingPacks, "Packs or earlier snapshots that this snapshot refers to are not in the locker. Send them and commit again.";
    /// Something that the header lets go is not kept any more.
    not_to_drop = Conflict, "A snapshot that this one lets go is not in the locker, or is deleted already. Nothing was changed. Fetch the list of snapshots and back up again.";
    /// Something that the header lets go must stay.
    drops_clock = Skew, "This snapshot lets go of others by the owner's rule, and its time is more than ten minutes from the bank's clock. Nothing was put in and nothing was changed. Set this device's clock and back up again.";
    /// Lets go of what stays.
    drops = Forbidden, "This snapshot lets go of others that stay by the rules of the locker. Nothing was put in and nothing was changed. Update the program and back up again.";
    /// Not to be deleted.
    not_to_delete = Malformed, "A snapshot that is to be deleted is not in the locker, or is deleted already. Nothing was changed. Look at the list of snapshots and try again.";
    /// No such case.
    no_case = NotFound, "There is no such recovery case for this key. Inert cases end after an hour; open a new one.";
    /// The commitment does not open.
    commitment = Malformed, "The key and nonce are not the ones that were committed to when the case was opened. Open a new case.";
    /// The case is not open for this.
    case_not_open = Conflict, "The phone has not opened its commitment yet, so there is nothing to approve. Let the owner run `recover` to its end first.";
    /// The case has ended.
    case_over = CaseOver, "This recovery case has ended without a recovery. If you still need one, open a new case and let the bank identify you.";
    /// The case is waiting.
    waiting = Waiting, "The recovery case still waits for approvals or for its waiting period to end. Try again when it is due.";
    /// The case is vetoed.
    vetoed = Waiting, "A device of the locker has vetoed this recovery. It goes on once two officers have seen you face to face: go to your bank with your ID and this phone. The case stays open meanwhile.";
    /// A remote approval after a veto.
    remote_after_veto = Forbidden, "A device of the locker has vetoed this recovery, so remote evidence counts no more. Two officers must see the owner face to face and approve with --face-to-face; or reject the case.";
    /// The phone will be lost in the future.
    lost_in_future = Malformed, "The approval says that the phone is lost since a time that has not come yet. Nothing was counted; correct the time and approve again.";
    /// A veto with an unlock, without an unlock.
    veto_not_opened = NotOpened, "A veto that counts as one with an unlock needs an opening proved by this device within the last ten minutes. Nothing was changed; unlock and veto again, or veto without an unlock.";
    /// The locker is shut.
    locker_shut = Shut, "The owner of this locker has started afresh in another one, so this one takes nothing in and is changed no more. It is kept, in case a kit turns up: the device that recovered it may still open and read it.";
    /// A closing that does not verify.
    closing_forged = Forbidden, "The closing is not signed by the owner's key, or is for another locker or device. Nothing was closed.";
    /// A recovery is under way.
    closing_under_recovery = Waiting, "A recovery of this locker is under way, so it is not closed: whoever asks for that may be the very person whom the recovery shuts out. Nothing was changed. If the recovery is not yours, veto it; close the locker once it is over.";
    /// The locker is not closed.
    locker_not_closed = NotFound, "This locker is not closed.";
    /// Starting afresh is not for this device now.
    not_afresh = Forbidden, "Only a device that a recovery has just let in can start afresh, and only before it has opened the locker and renewed its keys. Nothing was changed.";
    /// Nothing to suspend for.
    no_case_to_suspend_for = Conflict, "A device is suspended only while a recovery case with evidence is under way, and there is none for this locker. Freeze the locker instead; that is for anyone who calls.";
    /// No such device.
    no_device = NotFound, "There is no such device in this locker. Look the locker up to see its devices.";
    /// Guesses are thawed for an active device alone.
    thaw_for_inactive = Conflict, "Guesses are given back to an active device of the locker, and this one is not. Nothing was changed; look the locker up to see its devices.";
    /// Own locker, not in a case.
    own_locker = Forbidden, "Nobody thaws the locker under their own handle or suspends its devices. Another member of staff must do it.";
    /// No locker under that handle, for staff.
    no_locker_of_handle = NotFound, "There is no locker under this handle. Check how it is written.";
    /// Wrong code.
    wrong_code = WrongCode, "The code is not the one on the owner's phone. This was counted; the third wrong code closes the case. Make sure that the person before you holds the phone that asks.";
    /// Approved by this person already.
    approved_twice = Forbidden, "This person has approved the case already. Another officer must approve it too.";
    /// Face to face, and no document.
    no_document = Forbidden, "This bank wants to know which document the owner showed when an officer sees them face to face, and what was looked at on it. Nothing was counted: approve again with `--document`, say `--document passport=photo,name,birth-date,expiry,features,machine-readable`.";
    /// The bank believes no issuer.
    no_trust = NotFound, "This bank takes no credentials of other issuers as evidence. Nothing was asked of a wallet. Let an officer identify you.";
    /// Too many requests to wallets.
    too_many_presentations = RateLimited, "Eight requests to a wallet are open already. Answer one of them, or wait ten minutes.";
    /// No such request.
    no_presentation = NotFound, "This request is unknown, was fetched or answered by a wallet already, or is older than ten minutes. Nothing was taken. Ask for a new one.";
    /// The credential names somebody else, or nobody is known here.
    not_known_by = Forbidden, "This credential is good, and does not say what the bank knows of this locker's owner, or the bank knows nothing yet. It was not counted. Present the kind of credential by which you made yourself known, or let an officer identify you.";
    /// A credential after a veto.
    credential_after_veto = Forbidden, "A device of the locker has vetoed this recovery, so what a wallet presents counts no more. Go to your bank with your ID and this phone: two officers who see you outweigh the veto.";
    /// Four credentials were presented.
    enough_credentials = Conflict, "Four credentials were presented in this case, and together they count as one piece of evidence. A further one changes nothing.";
    /// A vouch that does not verify or fit.
    vouch = Forbidden, "The vouch is not signed by this device's key, or is for another bank, case or phone than the bank knows. Nothing was counted. Vouch again; if it is refused again, look at the recovery and veto it unless you know whose it is.";
    /// The new device vouches for itself.
    vouch_for_itself = Forbidden, "The phone that asks to be let in cannot vouch for itself. Nothing was counted. Vouch on another device of the locker, or let an officer identify you.";
    /// A vouch after a veto.
    vouch_after_veto = Forbidden, "A device of the locker has vetoed this recovery, so what devices vouch for counts no more. Nothing was counted. Two officers who see the owner face to face outweigh the veto.";
    /// A vouch without a recent opening.
    vouch_not_opened = NotOpened, "A device vouches only within ten minutes after it has opened the locker. Nothing was counted; unlock and vouch again.";
    /// Wrong code in a vouch.
    wrong_vouch = WrongCode, "The code is not the one on the new phone. This was counted; after three wrong codes this device can vouch in this recovery no more. The recovery itself goes on. Ask the person who holds the new phone for the code, by a way on which you know them; if you did not start this recovery, veto it.";
    /// Three wrong codes in vouches.
    vouched_wrongly = Forbidden, "This device has sent three wrong codes, so it can vouch in this recovery no more. The recovery goes on. Vouch on another device, or let an officer identify you; if you did not start this recovery, veto it.";
    /// Four devices vouched.
    enough_vouches = Conflict, "Four devices have vouched in this recovery, and together they count as one piece of evidence. A further one changes nothing.";
    /// Enough cases that devices alone stand for.
    too_many_vouches = RateLimited, "Devices of this locker vouched for eight recoveries that no officer has approved. Nothing was counted. Let the bank approve or reject some of them first.";
    /// No opening lately.
    bind_not_opened = NotOpened, "By what the bank knows you can be changed only within an hour after this device has opened the locker. Nothing was changed. Open it, say with `dlocker rehearse`, and ask again.";
    /// Too many kinds.
    too_many_bound = Conflict, "The bank knows you by eight kinds of credentials already, which is the most. Nothing was changed.";
    /// Nothing waits.
    nothing_waits = NotFound, "No credential waits to be taken. Nothing was changed.";
    /// Own locker.
    own_case = Forbidden, "Nobody approves the recovery of a locker under their own handle. Another officer must decide.";
    /// The approval does not fit.
    approval = Forbidden, "The approval is not signed by this person's key, or is for another bank, case or transcript. Nothing was counted.";
    /// No locker under that handle.
    unknown_handle = NotFound, "There is no locker under the handle of this case, so there is nothing to recover.";
    /// The reason is missing or too long.
    reason = Malformed, "A reason has 1 to 2,000 bytes.";
    /// Veto too late.
    reissued = CaseOver, "This recovery was carried out already. Go to your bank at once if it was not you.";
}

/// The locker is closed.
#[must_use]
pub fn locker_closed(closed: &ClosedRecord) -> Problem {
    let detail = format!(
        "This locker was closed on {} by {}, with its owner's own key and after a wait in which any of its devices could have stopped it. \
         Everything that was in it is deleted here. What was exported before is where it was exported to. What this device still remembers of \
         the locker can be cleared: dlocker close. A new locker begins with a new invite from your bank.",
        closed.at, closed.by
    );
    Problem::new(ProblemCode::LockerClosed, detail)
}

/// What a passkey said does not count.
#[must_use]
pub fn passkey(why: BadPasskey) -> Problem {
    Problem::new(ProblemCode::Forbidden, format!("The passkey was not accepted: {why}. Nothing was done."))
}

/// None of this person's roles may do it.
#[must_use]
pub fn not_your_role(roles: &Roles) -> Problem {
    let detail = format!(
        "Your role at this bank ({roles}) does not include this. Nothing was done. Whoever gives out roles at the bank's identity provider can \
         change that; then sign in again."
    );
    Problem::new(ProblemCode::Forbidden, detail)
}

/// The provider gives somebody another name than before.
#[must_use]
pub fn renamed(before: &StaffName, now: &StaffName) -> Problem {
    let detail = format!(
        "The identity provider calls you {now}, and here you are {before}. Nobody was signed in, so that nobody counts as two officers. Ask the \
         operator: after `dlockerd staff remove {before}` you can come in under the new name."
    );
    Problem::new(ProblemCode::Forbidden, detail)
}

/// The name is somebody else's.
#[must_use]
pub fn name_of_another(name: &StaffName) -> Problem {
    let detail = format!(
        "There is another {name} at this bank: local staff, or another account at the identity provider. Nobody was signed in. If that was you, ask \
         the operator for `dlockerd staff remove {name}`; else for another name."
    );
    Problem::new(ProblemCode::Forbidden, detail)
}

/// A fresh passkey is not of the profile.
#[must_use]
pub fn new_passkey(why: BadPasskey) -> Problem {
    let detail = format!(
        "The passkey was not registered: {why}. The link can still be used. Try again on this bank's own page, with an authenticator that \
         asks for a PIN or a finger."
    );
    Problem::new(ProblemCode::Malformed, detail)
}

/// The device must wait before the next guess.
#[must_use]
pub fn guess_wait(millis: u64) -> Problem {
    let seconds = millis.div_ceil(1000).max(1);
    let detail = format!(
        "Three or more wrong guesses in a row: this device must wait {seconds} seconds before the next one. This request was not counted, and nothing is lost."
    );
    Problem::new(ProblemCode::GuessWait, detail).after(seconds)
}

/// The locker was frozen from there lately.
#[must_use]
pub fn frozen_lately(millis: u64) -> Problem {
    let seconds = millis.div_ceil(1000).max(1);
    let detail = format!(
        "This locker was frozen in the same way lately, and that can be had again in {seconds} seconds: otherwise a stranger could keep it frozen for good. Backups are never stopped. The owner, once identified, can have it frozen for as long as it takes."
    );
    Problem::new(ProblemCode::RateLimited, detail).after(seconds)
}

/// Guesses were given back too often.
#[must_use]
pub fn thawed_lately(millis: u64) -> Problem {
    let seconds = millis.div_ceil(1000).max(1);
    let detail = format!(
        "Guesses were given back three times within a year, so the next time is in {seconds} seconds at the earliest. Nothing is lost: another method opens the locker meanwhile, and a recovery gives guesses to a new device."
    );
    Problem::new(ProblemCode::Waiting, detail).after(seconds)
}

/// Not everything on a document was looked at.
#[must_use]
pub fn not_checked(document: &SeenDocument) -> Problem {
    let missing: Vec<&str> = document.missing().map(Check::text).collect();
    let (kind, missing) = (document.kind.text(), missing.join(", "));
    Problem::new(
        ProblemCode::Forbidden,
        format!(
            "The approval says that the owner stood before the officer with this document: {kind}. Not looked at on it: {missing}. Nothing was \
             counted. Look at it, and approve again; or leave that document out and use another one."
        ),
    )
}
