//! How a request earns belief: extractors that hand a controller only what was signed by a key that may ask.
//!
//! The head is checked before the body is read: the signature covers the body's digest, so a stranger cannot make the
//! bank read more than a head. Where the key itself stands in the body (enrolment, reveal) the body is small.

mod body;
mod case;
mod content;
mod device;
mod new_device;
mod new_session;
mod place;
mod refusal;
mod signed;
mod staff;
mod stranger;
mod wallet;

pub(crate) use case::CaseRequest;
pub(crate) use content::{Message, NoFields, Nothing, Octets, Pack, read};
pub(crate) use device::DeviceRequest;
pub(crate) use new_device::NewDeviceRequest;
pub(crate) use new_session::NewSessionRequest;
pub(crate) use place::{Page, Place, no_such_thing};
pub(crate) use refusal::Refusal;
pub(crate) use staff::StaffRequest;
pub(crate) use stranger::{Peer, StrangerRequest};
pub(crate) use wallet::{OauthRefusal, WalletRequest};
