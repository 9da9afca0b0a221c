//! Who and what survives a recovery: nothing that came since the phone was lost, unless the owner says so by name.

use std::collections::BTreeSet;

use dlocker_core::roster::RosterChain;
use dlocker_protocol::roster::{Policy, Roster, RosterDevice, RosterMethod};
use dlocker_protocol::{DeviceId, MethodId, SnapshotId};

use super::removed::Removed;
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

/// `lost` is none where nobody named the day: then all methods stay, but for those of devices that go. `removed` came back, and stays unless it is
/// dropped by name. `used` is the method that opened.
pub(crate) fn survivors(
    (chain, removed): (&RosterChain, &[Removed]),
    lost: Option<&AtLoss<'_>>,
    used: MethodId,
    options: &RecoverOptions,
) -> Result<Survivors> {
    let known = || chain.current().methods.iter().chain(removed.iter().map(|one| &one.entry));
    check_named(known().map(|method| method.id).collect(), used, options)?;
    let devices: Vec<RosterDevice> =
        options.keep_devices.iter().map(|id| kept_device(chain, lost, *id)).collect::<Result<_>>()?;
    let stays = |method: &RosterMethod| {
        let named = options.keep_methods.contains(&method.id);
        let of_kept = method.device.is_none_or(|device| devices.iter().any(|entry| entry.id == device));
        let since = lost.is_some_and(|lost| came_since(lost, method));
        let dropped = options.drop_methods.contains(&method.id) || (since && !named) || !of_kept;
        method.id == used || !dropped
    };
    let methods: Vec<RosterMethod> = known().filter(|method| stays(method)).cloned().collect();
    let alone = |method: &RosterMethod| method.kind.stands_alone();
    if !methods.iter().any(alone) && known().any(|method| alone(method) && options.drop_methods.contains(&method.id)) {
        return Err(Error::Misuse(
            "Without what you drop nothing but a passkey would open the locker, and that works in your bank's page alone. Keep one of the others. Nothing was changed.".into(),
        ));
    }
    let policy = match lost {
        Some(AtLoss(Some(roster))) => roster.policy.clone(),
        Some(AtLoss(None)) => Policy::default(),
        None => chain.current().policy.clone(),
    };
    Ok(Survivors { devices, methods, policy })
}

fn check_named(known: BTreeSet<MethodId>, used: MethodId, options: &RecoverOptions) -> Result<()> {
    if options.drop_methods.contains(&used) {
        return Err(Error::Misuse(
            "The method that you are opening with cannot be dropped by the same recovery. Remove it afterwards: method remove.".into(),
        ));
    }
    let named = options.drop_methods.iter().chain(&options.keep_methods);
    match named.into_iter().find(|id| !known.contains(id)) {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use dlocker_protocol::Digest;
    use dlocker_protocol::method::MethodKind;

    use super::*;
    use crate::sample::{chain, device, method};

    /// Day 1: a tablet, a PIN and the tablet's own method. Then the phone is lost. Since then: the tablet out, a kit more, the PIN made anew,
    /// no wait.
    fn stolen() -> RosterChain {
        let tablet = Some(device(2).id);
        chain(&[
            &|roster| {
                roster.devices.push(device(2));
                roster.methods.push(method(2, MethodKind::Pin, None));
                roster.methods[1].renew = true;
                roster.methods.push(method(3, MethodKind::Device, tablet));
                roster.policy.recovery_wait = Some(3600);
            },
            &|roster| {
                roster.devices.retain(|d| d.id != device(2).id);
                roster.methods.retain(|m| m.device.is_none());
                roster.methods.push(method(4, MethodKind::Kit, None));
                roster.methods[1].record = Digest::plain(b"another PIN");
                roster.methods[1].renew = false;
                roster.policy.recovery_wait = Some(0);
            },
        ])
    }

    fn ids(survivors: &Survivors) -> Vec<u8> {
        survivors.methods.iter().map(|method| method.id.as_bytes()[0]).collect()
    }

    fn id(n: u8) -> MethodId {
        MethodId::from_array([n; 16])
    }

    fn go(chain: &RosterChain, lost: Option<&AtLoss<'_>>, used: u8, options: &RecoverOptions) -> Result<Survivors> {
        survivors((chain, &[]), lost, id(used), options)
    }

    #[test]
    fn a_passkey_is_not_left_alone_by_a_word_of_the_owners() {
        let chain = chain(&[&|roster| roster.methods.push(method(2, MethodKind::Passkey, None))]);
        let drop_kit = RecoverOptions { drop_methods: vec![id(1)], ..RecoverOptions::default() };
        assert!(matches!(go(&chain, None, 2, &drop_kit), Err(Error::Misuse(text)) if text.contains("passkey")));
        assert_eq!(ids(&go(&chain, None, 2, &RecoverOptions::default()).unwrap()), [1, 2]);
    }

    #[test]
    fn p7_what_was_added_or_made_anew_since_the_loss_goes_and_the_policy_is_as_it_was() {
        let chain = stolen();
        let lost = AtLoss(chain.rosters().nth(1));
        let left = go(&chain, Some(&lost), 1, &RecoverOptions::default()).unwrap();
        assert_eq!((ids(&left), left.devices.len(), left.policy.recovery_wait), (vec![1], 0, Some(3600)));
        let used = go(&chain, Some(&lost), 2, &RecoverOptions::default()).unwrap();
        assert_eq!(ids(&used), [1, 2], "the one that just opened stays");
        let named = RecoverOptions { keep_methods: vec![id(4)], ..RecoverOptions::default() };
        assert_eq!(ids(&go(&chain, Some(&lost), 1, &named).unwrap()), [1, 4]);
    }

    #[test]
    fn p7_what_came_back_stays_unless_it_is_dropped_by_name() {
        let chain = chain(&[&|roster| roster.methods.push(method(2, MethodKind::Pin, None)), &|roster| {
            roster.methods.truncate(1)
        }]);
        let lost = AtLoss(chain.rosters().nth(1));
        let entry = method(2, MethodKind::Pin, None);
        let back = [Removed { entry, named_by: Digest::plain(b"that roster") }];
        let go = |options: &RecoverOptions| survivors((&chain, &back), Some(&lost), id(1), options);
        assert_eq!(ids(&go(&RecoverOptions::default()).unwrap()), [1, 2]);
        let drop = RecoverOptions { drop_methods: vec![id(2)], ..RecoverOptions::default() };
        assert_eq!(ids(&go(&drop).unwrap()), [1]);
        assert!(survivors((&chain, &[]), Some(&lost), id(1), &drop).is_err(), "it is not there to be dropped");
    }

    #[test]
    fn without_a_day_of_the_loss_all_stays_but_what_is_dropped_by_name() {
        let chain = stolen();
        let all = go(&chain, None, 1, &RecoverOptions::default()).unwrap();
        assert_eq!((ids(&all), all.policy.recovery_wait), (vec![1, 2, 4], Some(0)));
        let drop = RecoverOptions { drop_methods: vec![id(2)], ..RecoverOptions::default() };
        assert_eq!(ids(&go(&chain, None, 1, &drop).unwrap()), [1, 4]);
        assert!(go(&chain, None, 2, &drop).is_err(), "the one in use");
        let unknown = RecoverOptions { drop_methods: vec![id(77)], ..RecoverOptions::default() };
        assert!(go(&chain, None, 1, &unknown).is_err());
    }

    #[test]
    fn p7_a_device_that_was_revoked_since_the_loss_can_be_kept_and_one_from_before_cannot() {
        let chain = stolen();
        let keep = RecoverOptions { keep_devices: vec![device(2).id], ..RecoverOptions::default() };
        let before = AtLoss(chain.rosters().nth(1));
        assert_eq!(go(&chain, Some(&before), 1, &keep).unwrap().devices, [device(2)]);
        let after = AtLoss(chain.rosters().nth(2));
        assert!(go(&chain, Some(&after), 1, &keep).is_err());
        assert!(go(&chain, None, 1, &keep).is_err());
        let unknown = RecoverOptions { keep_devices: vec![device(5).id], ..RecoverOptions::default() };
        assert!(go(&chain, Some(&before), 1, &unknown).is_err());
    }

    #[test]
    fn a_devices_own_method_stays_only_with_the_device() {
        let tablet = Some(device(2).id);
        let chain = chain(&[&|roster| {
            roster.devices.push(device(2));
            roster.methods.push(method(3, MethodKind::Device, tablet));
        }]);
        assert_eq!(ids(&go(&chain, None, 1, &RecoverOptions::default()).unwrap()), [1]);
        let keep = RecoverOptions { keep_devices: vec![device(2).id], ..RecoverOptions::default() };
        assert_eq!(ids(&go(&chain, None, 1, &keep).unwrap()), [1, 3]);
    }
}
