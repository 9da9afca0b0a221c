//! Recovery cases: the way back after a lost phone.

mod approval;
mod transcript;
mod wire;

pub use approval::Approval;
pub use transcript::{CaseCode, CaseTranscript, commitment};
pub use wire::{
    ApprovalWire, ApproveRequest, ApprovedBy, CaseNeed, CaseOfferResponse, CaseState, CaseView, OpenCaseRequest,
    OpenCaseResponse, ReissueResponse, RejectRequest, RevealRequest, StaffCaseView, VetoRequest, VetoView,
};
