//! Messages about snapshots and packs. Paths are under `/v1/lockers/{locker}`.
//!
//! A pack is put with `PUT packs/{pack}` (body: the pack, `application/octet-stream`; its digest is in the signed `Content-Digest`) and read
//! with `GET packs/{pack}`, which needs a proved opening by this device within the last hour.

use serde::{Deserialize, Serialize};

use crate::signature::Signed;
use crate::snapshot::SnapshotHeader;
use crate::{Bytes, Digest, PackId};

/// `POST snapshots`: checks and pins every pack and every earlier snapshot that the header names, in one transaction.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitRequest {
    /// Wire form of the signed header.
    pub header: Bytes,
}

/// Answer to `POST snapshots`; the same for a retry.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CommitResponse {
    /// Digest of the header that is now the head of the device's chain.
    pub digest: Digest,
}

/// Whether a pack arrived.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackStatus {
    /// Which.
    pub id: PackId,
    /// Bytes of the locker now used.
    pub used: u64,
    /// Bytes that the locker may use.
    pub quota: u64,
}

/// `GET snapshots?after=N`: signed headers in the order in which the trustee took them, at most 256 or 8 MiB of them.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SnapshotsPage {
    /// Headers.
    #[schema(value_type = Vec<String>)]
    pub snapshots: Vec<Signed<SnapshotHeader>>,
    /// Give this as `after` for the next page; absent on the last.
    pub next: Option<u64>,
}
