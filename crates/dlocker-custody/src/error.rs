//! What can go wrong while the keys are used.

/// A key or wrapped thing cannot be used. None of these is the owner's doing; all mean that the bank's stored state needs a look (`dlockerd doctor`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// Wrapped bytes do not unwrap.
    #[error(
        "the stored {what} does not unwrap: it was altered, copied from another row, or wrapped under another master key; \
         nothing can be released with it. Check that the keys folder belongs to this data folder, then restore the row from a backup"
    )]
    Shut {
        /// What was expected.
        what: &'static str,
    },
    /// The unwrapped k does not give the expected K.
    #[error(
        "the stored OPRF key is not the one that its public key names; evaluating it would spend a guess for nothing. \
         Restore the row from a backup"
    )]
    WrongKey,
    /// A log head or a request of another trustee.
    #[error("this names another trustee, and is not signed here")]
    OtherTrustee,
    /// A library or device refused; never seen in software.
    #[error("the key could not be used for {what}; try again, and if it stays so check the machine or the HSM")]
    Unusable {
        /// What was attempted.
        what: &'static str,
    },
}
