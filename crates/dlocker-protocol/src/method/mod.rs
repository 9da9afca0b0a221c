//! Unlock methods: the owner's keys, as the trustee and every device see them.

mod kind;
mod record;
mod stretch;
mod wire;

pub use kind::MethodKind;
pub use record::{MethodRecord, Transcript, TrusteePart};
pub use stretch::{Stretch, StretchOutOfBounds};
pub use wire::{
    EvaluateRequest, EvaluateResponse, GuessesBy, MethodState, MethodView, RegisterRequest, RegisterResponse,
    StoreRecordRequest,
};
