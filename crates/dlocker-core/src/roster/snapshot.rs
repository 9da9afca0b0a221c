//! Which snapshots are the owner's.

use dlocker_protocol::DeviceId;
use dlocker_protocol::roster::{ChainHead, Roster};
use dlocker_protocol::signature::{BadSignature, Signed};
use dlocker_protocol::snapshot::SnapshotHeader;

use super::RosterChain;

/// Why a snapshot is not the owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForgedSnapshot {
    /// It names a roster that is not in the chain.
    #[error("this snapshot goes by a roster that the owner never signed; nothing is restored from it")]
    Roster,
    /// Another locker, or another epoch than its roster's.
    #[error("this snapshot belongs to another locker or epoch; nothing is restored from it")]
    Place,
    /// Its device is not on the roster.
    #[error("this snapshot is from a device that is not the owner's; nothing is restored from it")]
    Device,
    /// The signature is not the device's.
    #[error("{0}; nothing is restored from this snapshot")]
    Signature(#[from] BadSignature),
    /// Signed after the device was replaced.
    #[error("this snapshot was made with a device after it had been replaced; nothing is restored from it")]
    Departed,
    /// It does not follow the snapshot before it in its device's chain.
    #[error("snapshots of this device are missing, doubled or exchanged; nothing is restored from them")]
    Chain,
}

impl RosterChain {
    /// The header, if a device signed it that was on the roster it names, at that roster's epoch, and not after the
    /// head with which a later roster let the device go.
    ///
    /// For a device that left this accepts any header numbered below that head: whether it leads to the head is for
    /// [`verify_device_chain`](Self::verify_device_chain).
    ///
    /// # Errors
    /// [`ForgedSnapshot`] otherwise.
    pub fn verify_snapshot<'a>(
        &self,
        header: &'a Signed<SnapshotHeader>,
    ) -> Result<&'a SnapshotHeader, ForgedSnapshot> {
        let said = header.unverified();
        let roster = self.by_digest(&said.roster).ok_or(ForgedSnapshot::Roster)?;
        if said.locker != roster.locker || said.epoch != roster.epoch {
            return Err(ForgedSnapshot::Place);
        }
        let device = roster.devices.iter().find(|device| device.id == said.device).ok_or(ForgedSnapshot::Device)?;
        let verified = header.verify(&device.key)?;
        match self.departure(roster, said.device) {
            Some(last) if !counts(verified, header, last) => Err(ForgedSnapshot::Departed),
            _ => Ok(verified),
        }
    }

    /// The headers of one device's whole chain, from number 1 on, each verified and following the one before; and, if the
    /// device has left, ending exactly where it was let go.
    ///
    /// # Errors
    /// [`ForgedSnapshot`] at the first that does not fit.
    pub fn verify_device_chain<'a>(
        &self,
        headers: &'a [Signed<SnapshotHeader>],
    ) -> Result<Vec<&'a SnapshotHeader>, ForgedSnapshot> {
        let mut verified: Vec<&SnapshotHeader> = Vec::with_capacity(headers.len());
        let mut previous = None;
        for (number, signed) in (1..).zip(headers) {
            let header = self.verify_snapshot(signed)?;
            let same_device = verified.last().is_none_or(|before| before.device == header.device);
            if header.number != number || header.previous != previous || !same_device {
                return Err(ForgedSnapshot::Chain);
            }
            previous = Some(signed.digest());
            verified.push(header);
        }
        self.ends_rightly(headers)?;
        Ok(verified)
    }

    /// Whether the chain of every device that has left ends exactly where it was let go; `head_of` gives the newest verified head of a
    /// device. Together with [`verify_snapshot`](Self::verify_snapshot) and the links between headers this settles what a
    /// replaced device's key, in other hands, could have put below its head.
    ///
    /// # Errors
    /// [`ForgedSnapshot::Chain`] if one ends elsewhere, is left out, or exists though the device never backed up.
    pub fn check_departed_heads(&self, head_of: impl Fn(DeviceId) -> Option<ChainHead>) -> Result<(), ForgedSnapshot> {
        let mut settled: Vec<DeviceId> = self.current().devices.iter().map(|device| device.id).collect();
        for departed in self.rosters().rev().flat_map(|roster| &roster.departed) {
            if !settled.contains(&departed.id) && head_of(departed.id) != departed.last {
                return Err(ForgedSnapshot::Chain);
            }
            settled.push(departed.id);
        }
        Ok(())
    }

    fn ends_rightly(&self, headers: &[Signed<SnapshotHeader>]) -> Result<(), ForgedSnapshot> {
        let Some(newest) = headers.last() else { return Ok(()) };
        let said = newest.unverified();
        let roster = self.by_digest(&said.roster).ok_or(ForgedSnapshot::Roster)?;
        let head = ChainHead { number: said.number, digest: newest.digest() };
        match self.departure(roster, said.device) {
            Some(last) if last != Some(head) => Err(ForgedSnapshot::Chain),
            _ => Ok(()),
        }
    }

    /// With which head the first roster after `roster` that lets the device go did so; `None` if none does.
    fn departure(&self, roster: &Roster, device: DeviceId) -> Option<Option<ChainHead>> {
        let later = self.rosters().filter(|later| later.number > roster.number);
        later.flat_map(|later| &later.departed).find(|departed| departed.id == device).map(|departed| departed.last)
    }
}

fn counts(header: &SnapshotHeader, signed: &Signed<SnapshotHeader>, last: Option<ChainHead>) -> bool {
    last.is_some_and(|last| {
        header.number < last.number || (header.number == last.number && signed.digest() == last.digest)
    })
}
