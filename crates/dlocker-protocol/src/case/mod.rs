//! Recovery cases: the way back after a lost phone.

mod approval;
mod document;
mod transcript;
mod vouch;
mod wire;

pub use approval::Approval;
pub use document::{Check, DocumentKind, Documents, SeenDocument};
pub use transcript::{CaseCode, CaseTranscript, commitment};
pub use vouch::{Vouch, VouchRequest, VouchedView};
pub use wire::{
    ApprovalWire, ApproveRequest, ApprovedBy, CaseNeed, CaseOfferResponse, CaseState, CaseView, OpenCaseRequest,
    OpenCaseResponse, PresentedView, ReissueResponse, RejectRequest, RevealRequest, StaffCaseView, VetoRequest,
    VetoView,
};
