//! What a session alone may not do: a passkey signs an order for it.

use minicbor::{Decode, Encode};

use crate::signature::Document;
use crate::{CaseId, DeviceId, LockerId, Timestamp, TrusteeId};

/// What a passkey signs so that something is done which a session alone may not. An approval is a document of its own.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct StaffOrder {
    /// At which trustee.
    #[n(0)]
    pub trustee: TrusteeId,
    /// Name of the person.
    #[n(1)]
    pub staff: String,
    /// What is to be done.
    #[n(2)]
    pub order: Order,
    /// A nonce of the trustee's: the order counts while that is good, and once.
    #[n(3)]
    pub nonce: String,
    /// When, by the page's clock.
    #[n(4)]
    pub at: Timestamp,
}

/// What is to be done. It must say the same as the request that carries it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Order {
    /// Reject a case.
    #[n(0)]
    Reject {
        /// Which.
        #[n(0)]
        case: CaseId,
        /// Why.
        #[n(1)]
        reason: String,
    },
    /// Freeze a locker for as long as it takes: its owner was identified.
    #[n(1)]
    Freeze {
        /// Which.
        #[n(0)]
        locker: LockerId,
    },
    /// Lift a freeze, and give guesses back to a device if one is named.
    #[n(2)]
    Thaw {
        /// Which locker.
        #[n(0)]
        locker: LockerId,
        /// Which device.
        #[n(1)]
        guesses_for: Option<DeviceId>,
    },
    /// Suspend a device that was reported lost.
    #[n(3)]
    Suspend {
        /// Of which locker.
        #[n(0)]
        locker: LockerId,
        /// Which device.
        #[n(1)]
        device: DeviceId,
    },
}

impl Document for StaffOrder {
    const LABEL: &'static str = "staff-order";
    const MAX_BYTES: usize = 4096;
}
