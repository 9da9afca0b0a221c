//! What anyone may see: the shared language of the owner's programs and the trustee's.
//!
//! Lives here: typed ids, digests, the canonical encoding, signed documents, request signatures, messages on the
//! wire, the public-key sealing that both sides do, problem codes.
//!
//! May not live here: anything that only one side may compute (the owner's keys are in `dlocker-core`, the
//! trustee's in `dlocker-custody`), any I/O, any clock, any source of randomness.
//!
//! Every signed or hashed document is deterministic CBOR (RFC 8949, section 4.2.1) built of arrays, and decoding is
//! strict: what does not encode back to the same bytes is refused. Messages over HTTP are JSON in which binary
//! parts are base64url without padding.

pub mod bank;
mod calendar;
pub mod case;
pub mod cbor;
pub mod device;
pub mod digest;
pub mod encoded;
pub mod handle;
pub mod id;
pub mod identity;
pub mod intent;
pub mod locker;
pub mod log;
pub mod method;
pub mod oprf;
pub mod passkey;
pub mod problem;
pub mod release;
pub mod roster;
pub mod sealed;
pub mod signature;
pub mod snapshot;
pub mod staff;
pub mod time;

pub use digest::Digest;
pub use encoded::Bytes;
pub use handle::Handle;
pub use id::{
    CaseId, DeviceId, IntentId, LinkId, LockerId, MethodId, PackId, PasskeyId, PresentationId, RegistrationId,
    SessionId, SnapshotId, TrusteeId,
};
pub use signature::{PublicKey, Signature};
pub use time::Timestamp;
