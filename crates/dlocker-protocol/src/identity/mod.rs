//! Who the owner is, as credentials of other issuers say it: what is asked of a wallet, and by which credentials the owner is known.

use serde::{Deserialize, Serialize};

use crate::{PresentationId, Timestamp};

/// Where a request to present a credential stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PresentationState {
    /// No wallet has fetched it yet.
    Asked,
    /// A wallet has fetched it and has not answered.
    Fetched,
    /// A credential was shown, and counts.
    Accepted,
    /// What was shown does not count.
    Refused,
    /// The wallet showed nothing.
    Declined,
    /// Nobody answered in time.
    Expired,
}

/// A request to present a credential.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PresentationView {
    /// Which.
    pub presentation: PresentationId,
    /// Where it stands.
    pub state: PresentationState,
    /// What a wallet opens, and what is shown as a QR code.
    pub link: String,
    /// When it is over.
    pub expires: Timestamp,
    /// The kind of credential that was accepted.
    pub entry: Option<String>,
    /// Why what was shown does not count, in words.
    pub why: Option<String>,
}

/// By which credentials the owner is known. Never what they say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IdentityView {
    /// Those that count.
    pub bound: Vec<BoundView>,
    /// One that waits.
    pub pending: Option<PendingView>,
}

/// A credential by which the owner is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BoundView {
    /// What the bank calls its kind.
    pub entry: String,
    /// When it was shown.
    pub since: Timestamp,
}

/// A credential that waits: any device of the locker stops it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PendingView {
    /// What the bank calls its kind.
    pub entry: String,
    /// From when on it counts.
    pub due: Timestamp,
}
