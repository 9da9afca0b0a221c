//! Signed heads of the visit log.

use minicbor::{Decode, Encode};

use crate::signature::Document;
use crate::snapshot::LogPosition;
use crate::{LockerId, Timestamp, TrusteeId};

/// The trustee's word on how far the log of a locker goes. Signed with its log-head key, which devices pin at enrolment.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct LogHead {
    /// Whose word.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Which locker.
    #[n(1)]
    pub locker: LockerId,
    /// Its newest entry.
    #[n(2)]
    pub position: LogPosition,
    /// When it was signed.
    #[n(3)]
    pub at: Timestamp,
}

impl Document for LogHead {
    const LABEL: &'static str = "log-head";
    const MAX_BYTES: usize = 512;
}
