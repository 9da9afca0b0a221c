//! Messages about the visit log. Paths are under `/v1/lockers/{locker}`.

use serde::{Deserialize, Serialize};

use super::LogHead;
use crate::Bytes;
use crate::signature::Signed;

/// `GET log?from=N`: at most 512 entries from number N on, and the head signed for this answer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LogPage {
    /// Canonical bytes of each [`LogEntry`](super::LogEntry).
    pub entries: Vec<Bytes>,
    /// The head now.
    #[schema(value_type = String)]
    pub head: Signed<LogHead>,
}
