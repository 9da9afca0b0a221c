//! Why a Locker ID or a presentation of it is refused.

/// A Locker ID or its presentation is refused. Sorted by what the device can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not of the profile: cut, extended, too long, other members, other algorithms.
    #[error(
        "the {part} of this Locker ID is not of the form that this bank uses; it admits nobody. \
         Restore the device's own file from a copy, or have a Locker ID issued anew"
    )]
    Malformed {
        /// Where.
        part: &'static str,
    },
    /// Not issued by this trustee, or altered since.
    #[error(
        "this Locker ID was not issued by this bank, or was altered; it admits nobody. Check that the device talks to its own bank"
    )]
    NotIssuedHere,
    /// The issuer's certificate did not hold when the Locker ID was issued.
    #[error(
        "this Locker ID was issued while the bank's certificate did not hold; it admits nobody. Have a Locker ID issued anew, and tell the bank if that does not help"
    )]
    Lapsed,
    /// The key binding is not by the device key in the Locker ID.
    #[error("this Locker ID belongs to another device; a Locker ID works only on the device that it was issued to")]
    OtherDevice,
    /// The key binding was made for another occasion: a replay.
    #[error(
        "this Locker ID was presented for another occasion (its {part} differs); present it again with a fresh nonce"
    )]
    OtherOccasion {
        /// What differs.
        part: &'static str,
    },
    /// Made too long ago, or ahead of the trustee's clock.
    #[error(
        "the clock of the device and that of the bank differ by more than a minute; set the clock and present the Locker ID again"
    )]
    OtherTime,
}
