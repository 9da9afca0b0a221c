//! A rotation, as the owner's device makes it.

use dlocker_protocol::roster::DepartedDevice;

use super::*;

impl Bank {
    /// The roster of the next epoch by `phone`, which keeps itself and one method to be renewed, with the next epoch's owner.
    pub(super) async fn rotation(
        &self,
        owner: &Owner,
        phone: &Phone,
        kept: &Method,
        now: Timestamp,
    ) -> (Roster, Owner) {
        let next = Owner::new();
        let mut roster = self.roster(owner, &[phone], &[kept]);
        roster.epoch += 1;
        roster.owner_key = next.key.public_key();
        roster.sealing_key = next.unsealing.sealing_key();
        roster.prior_seed = Some(vec![1; 80]);
        roster.methods[0].renew = true;
        let chains = self.vault.locker(phone.locker, phone.id, now).await.unwrap().chains;
        let last = |id| chains.iter().find(|chain| chain.device == id).map(|chain| chain.head);
        let before = owner.current.as_ref().unwrap().devices.iter();
        let gone = before.filter(|device| device.id != phone.id);
        roster.departed = gone.map(|device| DepartedDevice { id: device.id, last: last(device.id) }).collect();
        (roster, next)
    }

    /// Publishes a rotation; the method with its new seed.
    pub(super) async fn rotated(
        &self,
        owner: &mut Owner,
        phone: &Phone,
        kept: Method,
        now: Timestamp,
    ) -> Answer<Method> {
        let kept = Method { seed: format!("seed after {:?}", kept.seed).into_bytes(), ..kept };
        let (roster, next) = self.rotation(owner, phone, &kept, now).await;
        let sealed_seed = Some(Bytes(kept.seed.clone()));
        let request = PublishRosterRequest {
            expected: owner.current.as_ref().map(Document::digest),
            roster: Bytes(RosterDraft::new(roster.clone()).sign(&next.key, Some(&owner.key)).to_bytes()),
            epoch_parts: vec![EpochPart { method: kept.id, registration: None, sealed_seed }],
        };
        self.vault.publish_roster(phone.locker, phone.id, &self.nonce(now).await, request, now).await?;
        *owner = Owner { current: Some(roster), ..next };
        Ok(kept)
    }
}
