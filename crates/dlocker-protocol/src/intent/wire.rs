//! Messages about intents. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use super::Intent;
use crate::signature::Signed;
use crate::{DeviceId, IntentId, Timestamp};

/// `POST intents`. The same for a retry. `POST intents/{intent}/stop` (an empty object) stops one; any active device may, without an unlock.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IntentRequest {
    /// Signed with the owner key.
    #[schema(value_type = String)]
    pub intent: Signed<Intent>,
}

/// State of an intent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntentState {
    /// The wait runs; it stands still while the locker is frozen.
    Waiting,
    /// May be completed.
    Due,
    /// It was carried out: by a roster, or by the closing of the locker.
    Completed,
    /// A device of the locker stopped it.
    Stopped,
    /// A recovery cancelled it.
    Cancelled,
    /// Nobody completed it within 30 days after it was due.
    Lapsed,
}

/// An intent as the locker's devices see it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IntentView {
    /// Which.
    pub id: IntentId,
    /// Where it stands.
    pub state: IntentState,
    /// The device at which it was made.
    pub by: DeviceId,
    /// When the bank took it.
    pub made: Timestamp,
    /// When it may be completed.
    pub due: Timestamp,
    /// The intent itself, signed with the owner key: what it changes is read from here.
    #[schema(value_type = String)]
    pub intent: Signed<Intent>,
}
