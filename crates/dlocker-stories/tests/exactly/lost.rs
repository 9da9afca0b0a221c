//! A device is lost: the wallet comes back on a new one, and the locker gets new keys.

use dlocker_client::connect;
use dlocker_client::recover::{RecoverOptions, reissue};
use dlocker_stories::in_process::{Luck, Phone};

use crate::world::{HANDLE, World};

impl World {
    /// The new device takes the lost one's place: its owner goes on with the wallet that was restored.
    pub(crate) async fn lose(&mut self, device: usize, seed: u64) -> Result<(), String> {
        let other = connect(&self.devices[1 - device].phone).await.map_err(|error| error.to_string())?.device();
        let phone = Phone::new(&self.house).with(Luck::seeded(seed));
        let case = phone.ask_for_recovery(HANDLE).await.map_err(|error| format!("there is no case: {error}"))?;
        self.house.approve(case.case, &case.code.to_string()).await;
        let keep = RecoverOptions { keep_devices: vec![other], ..RecoverOptions::default() };
        self.recover(&phone, &keep).await?;
        self.tally.recovered += 1;
        // A rotation ends all that waits.
        self.asked.clear();
        let lost = &mut self.devices[device];
        lost.earlier = phone.copied();
        lost.phone = phone;
        // The other device follows the new keys after an unlock of its own, and its home of before does not.
        self.rehearse(1 - device).await?;
        let other = &mut self.devices[1 - device];
        other.earlier = other.phone.copied();
        Ok(())
    }

    async fn recover(&self, phone: &Phone, options: &RecoverOptions) -> Result<(), String> {
        let failed = |error| format!("the recovery failed: {error}");
        let mut connection = reissue(phone).await.map_err(failed)?;
        let unlock = self.kit.unlock();
        let mut regained = connection.regain(&unlock, options).await.map_err(failed)?;
        let open = std::mem::take(&mut regained.open);
        let newest = self.kept.last().map(|(id, _)| *id);
        if newest != open.last().map(|open| open.header().id) {
            return Err("the newest backup is not among those that come back".into());
        }
        for open in open {
            self.comes_back(&connection, open).await?;
        }
        connection.rotate(&mut regained, &unlock, "the next phone").await.map_err(failed)?;
        Ok(())
    }
}
