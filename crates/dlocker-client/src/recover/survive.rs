//! Who and what survives a recovery: nothing that came since the phone was lost, unless the owner says so by name.

use dlocker_core::roster::RosterChain;
use dlocker_protocol::roster::{Policy, Roster, RosterDevice, RosterMethod};
use dlocker_protocol::{DeviceId, MethodId, SnapshotId};

use crate::error::{Error, Result};

/// What the owner says about the rotation.
#[derive(Debug, Clone, Default)]
pub struct RecoverOptions {
    /// Other devices that stay.
    pub keep_devices: Vec<DeviceId>,
    /// Methods that go.
    pub drop_methods: Vec<MethodId>,
    /// Methods that stay though they were added or registered anew since the phone was lost.
    pub keep_methods: Vec<MethodId>,
    /// The backup to restore, in place of the one that would be chosen.
    pub snapshot: Option<SnapshotId>,
}

/// The roster that was current when the phone was lost; none if that was before the first.
pub(crate) struct AtLoss<'a>(pub(crate) Option<&'a Roster>);

/// What goes into the first roster of the new epoch.
#[derive(Debug, Clone)]
pub(crate) struct Survivors {
    pub(crate) devices: Vec<RosterDevice>,
    pub(crate) methods: Vec<RosterMethod>,
    pub(crate) policy: Policy,
}

/// `lost` is none where nobody named the day: then all methods stay, but for those of devices that go. `used` is the method that opened.
pub(crate) fn survivors(
    chain: &RosterChain,
    lost: Option<&AtLoss<'_>>,
    used: MethodId,
    options: &RecoverOptions,
) -> Result<Survivors> {
    check_named(chain.current(), used, options)?;
    let devices: Vec<RosterDevice> =
        options.keep_devices.iter().map(|id| kept_device(chain, lost, *id)).collect::<Result<_>>()?;
    let stays = |method: &RosterMethod| {
        let named = options.keep_methods.contains(&method.id);
        let of_kept = method.device.is_none_or(|device| devices.iter().any(|entry| entry.id == device));
        let since = lost.is_some_and(|lost| came_since(lost, method));
        let dropped = options.drop_methods.contains(&method.id) || (since && !named) || !of_kept;
        method.id == used || !dropped
    };
    let methods = chain.current().methods.iter().filter(|method| stays(method)).cloned().collect();
    let policy = match lost {
        Some(AtLoss(Some(roster))) => roster.policy.clone(),
        Some(AtLoss(None)) => Policy::default(),
        None => chain.current().policy.clone(),
    };
    Ok(Survivors { devices, methods, policy })
}

fn check_named(current: &Roster, used: MethodId, options: &RecoverOptions) -> Result<()> {
    if options.drop_methods.contains(&used) {
        return Err(Error::Misuse(
            "The method that you are opening with cannot be dropped by the same recovery. Remove it afterwards: method remove.".into(),
        ));
    }
    let named = options.drop_methods.iter().chain(&options.keep_methods);
    match named.into_iter().find(|id| current.methods.iter().all(|method| method.id != **id)) {
        Some(unknown) => Err(Error::Misuse(format!("This locker has no {unknown}. Nothing was changed."))),
        None => Ok(()),
    }
}

/// A device that is on the roster, or that was taken off since the phone was lost: whoever has the phone may have done that.
fn kept_device(chain: &RosterChain, lost: Option<&AtLoss<'_>>, id: DeviceId) -> Result<RosterDevice> {
    let unknown =
        || Error::Misuse(format!("{id} is not on this locker's roster, so it cannot be kept. Nothing was changed."));
    let entry = chain.newest_entry(id).ok_or_else(unknown)?;
    let present = chain.current().devices.iter().any(|device| device.id == id);
    let left_since = lost.is_some_and(|AtLoss(at)| {
        let left = chain.left_with(id).map_or(0, |roster| roster.number);
        left > at.map_or(0, |roster| roster.number)
    });
    if present || left_since { Ok(entry.clone()) } else { Err(unknown()) }
}

/// Whether it was added or registered anew since.
fn came_since(AtLoss(at): &AtLoss<'_>, method: &RosterMethod) -> bool {
    let before = at.and_then(|roster| roster.methods.iter().find(|old| old.id == method.id));
    before.is_none_or(|old| old.record != method.record)
}
