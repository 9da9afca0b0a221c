//! Packs and snapshots.

use super::*;

impl Bank {
    pub(in crate::vault::tests) fn header(
        &self,
        phone: &Phone,
        owner: &Owner,
        packs: &[(PackId, Vec<u8>)],
    ) -> SnapshotHeader {
        let pack =
            |(id, bytes): &(PackId, Vec<u8>)| PackRef { id: *id, size: PackSize::Small, digest: Digest::plain(bytes) };
        SnapshotHeader {
            locker: phone.locker,
            id: SnapshotId::random(&mut rng()),
            device: phone.id,
            number: 1,
            previous: None,
            epoch: owner.current.as_ref().unwrap().epoch,
            roster: owner.current.as_ref().unwrap().digest(),
            log: LogPosition { number: 0, digest: Digest::from_array([0; 32]) },
            created: T0,
            sealed_root: vec![1; 1200],
            root_commitment: Digest::plain(b"root"),
            packs: packs.iter().map(pack).collect(),
            refers: Vec::new(),
            part: false,
            drops: Vec::new(),
        }
    }

    pub(in crate::vault::tests) async fn put(&self, phone: &Phone, now: Timestamp) -> (PackId, Vec<u8>) {
        let (id, bytes) = (PackId::random(&mut rng()), random::<{ 64 << 10 }>().to_vec());
        let digest = Digest::plain(&bytes);
        self.vault.put_pack(phone.locker, phone.id, id, bytes.clone().into(), digest, now).await.unwrap();
        (id, bytes)
    }

    pub(in crate::vault::tests) async fn commit(
        &self,
        phone: &Phone,
        header: SnapshotHeader,
        now: Timestamp,
    ) -> Answer<Digest> {
        let request = CommitRequest { header: Bytes(Draft::new(header).sign(&phone.key).to_bytes()) };
        let done = self.vault.commit(phone.locker, phone.id, &self.nonce(now).await, request, now).await?;
        Ok(done.digest)
    }
}
