//! What must hold after every step.

use std::path::Path;

use dlocker_client::{Connection, OpenSnapshot, connect};
use dlocker_protocol::SnapshotId;
use dlocker_stories::in_process::Phone;
use dlocker_wallet::Target;

use crate::disk::Disk;
use crate::tree::differences;
use crate::world::{HOUR, World};

impl World {
    /// The locker holds what it should, all of it restores exactly, and the bank is sound.
    pub(crate) async fn check(&mut self) -> Result<(), String> {
        let findings = self.house.findings();
        if let Some(finding) = findings.first() {
            return Err(format!("the doctor finds: {finding:?}"));
        }
        // A copy of the home: looking leaves no trace on the device.
        let eye = self.devices[0].phone.copied();
        let mut connection = connect(&eye).await.map_err(|error| format!("cannot connect: {error}"))?;
        let unlocked =
            connection.unlock(&self.kit.unlock()).await.map_err(|error| format!("cannot unlock: {error}"))?;
        self.check_list(&mut connection).await?;
        self.tally.restored += self.kept.len() as u64;
        for (id, _) in &self.kept {
            let open = connection.open_snapshot(&unlocked, Some(*id)).await;
            let open =
                open.map_err(|error| format!("{id} does not open: {error}"))?.ok_or("nothing was ever put in")?;
            self.comes_back(&connection, open).await?;
        }
        Ok(())
    }

    /// What this backup holds is restored, and is exactly what it was made of.
    pub(crate) async fn comes_back(
        &self,
        connection: &Connection<'_, Phone>,
        open: OpenSnapshot,
    ) -> Result<(), String> {
        let id = open.header().id;
        let made_of = self.kept.iter().find(|(kept, _)| *kept == id);
        let (_, tree) = made_of.ok_or_else(|| format!("{id} should not be there"))?;
        let restored = self.place("restored");
        restore(connection, open, &restored).await.map_err(|error| format!("{id} cannot be restored: {error}"))?;
        let differences = differences(&restored.join("wallet"), tree);
        std::fs::remove_dir_all(&restored).map_err(|error| error.to_string())?;
        match differences.is_empty() {
            true => Ok(()),
            false => Err(format!("{id} came back otherwise: {}", differences.join("; "))),
        }
    }

    /// What an interrupted backup put in counts from now on.
    async fn check_list(&mut self, connection: &mut Connection<'_, Phone>) -> Result<(), String> {
        let list = connection.snapshots().await.map_err(|error| format!("there is no list: {error}"))?;
        let ids: Vec<SnapshotId> = list.headers().iter().map(|header| header.id).collect();
        if let Some(tree) = self.perhaps.take() {
            match ids.last().filter(|last| self.kept.iter().all(|(id, _)| id != *last)) {
                Some(last) => {
                    self.kept.push((*last, tree));
                    self.tally.found += 1;
                }
                None => self.tally.lost += 1,
            }
        }
        self.known.extend(list.headers().iter().map(|header| (header.id, (header.device, header.created))));
        self.let_go(&ids)?;
        let should: Vec<SnapshotId> = self.kept.iter().map(|(id, _)| *id).collect();
        if ids == should { Ok(()) } else { Err(format!("the locker shows {ids:?}, and should {should:?}")) }
    }

    /// What is shown no more was let go by the owner's rule, and that keeps the last ones and all young ones.
    fn let_go(&mut self, shown: &[SnapshotId]) -> Result<(), String> {
        let now = self.house.clock.now();
        let gone: Vec<SnapshotId> = self.kept.iter().map(|(id, _)| *id).filter(|id| !shown.contains(id)).collect();
        for id in gone {
            let rule = self.rule.ok_or_else(|| format!("{id} is gone, and no rule lets it go"))?;
            let (device, created) = self.known[&id];
            let later = self.kept.iter().skip_while(|(kept, _)| *kept != id).skip(1);
            let later = later.filter(|(kept, _)| shown.contains(kept) && self.known[kept].0 == device).count();
            if later < rule as usize || now.millis_since(created) < 24 * HOUR {
                return Err(format!("{id} was let go: {later} later ones of its device, the rule keeps {rule}"));
            }
            self.kept.retain(|(kept, _)| *kept != id);
            self.tally.dropped += 1;
        }
        Ok(())
    }
}

async fn restore(connection: &Connection<'_, Phone>, mut open: OpenSnapshot, to: &Path) -> Result<(), String> {
    let mut disk = Disk(Target::open(to, false).map_err(|error| error.to_string())?);
    let put = async {
        let entries = connection.entries(&mut open).await?;
        connection.restore(&open, &entries, &mut disk).await
    };
    put.await.map_err(|error| error.to_string())?;
    let finished = disk.0.finish().map_err(|error| error.to_string())?;
    match finished.not_exact.first() {
        None => Ok(()),
        Some(not_exact) => Err(format!("{}: {}", not_exact.path, not_exact.what)),
    }
}
