//! Why a presented credential is refused, sorted by what the owner can do about it.

/// What the owner can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Present the same credential again, to a fresh request.
    PresentAgain,
    /// Present another credential, or from another wallet.
    AnotherCredential,
    /// Try again later: something could not be looked up.
    Later,
    /// Ask the issuer for a new credential.
    AskIssuer,
}

/// A presented credential is refused; nothing of it is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Not of the form that is accepted: cut, too long, repeated members, other algorithms.
    #[error("the {part} of this credential is not of a form that is accepted here; present another credential")]
    Malformed {
        /// Where.
        part: &'static str,
    },
    /// The trust list has no entry for this kind of credential, or not by this issuer.
    #[error("credentials of this kind by this issuer are not accepted here ({part}); present another credential")]
    NotTrusted {
        /// What is not on the list.
        part: &'static str,
    },
    /// The issuer's signature, or a digest that it covers, is wrong.
    #[error("this credential was altered, or its issuer did not sign it ({part}); present another credential")]
    NotIssued {
        /// What does not hold.
        part: &'static str,
    },
    /// It says nothing about who may present it, or nobody signed for it.
    #[error(
        "this credential was presented without proof that it is yours; present one that is bound to a key of your wallet"
    )]
    NotBound,
    /// The transaction is not named by what the holder signed.
    #[error(
        "your wallet did not confirm what the presentation is for ({part}); present it again, or from another wallet"
    )]
    NotConfirmed {
        /// What is missing.
        part: &'static str,
    },
    /// The holder's signature is not by the key in the credential.
    #[error(
        "this credential belongs to another key than the one that presented it; present your own, from the wallet that got it"
    )]
    OtherHolder,
    /// Made for another occasion: a replay, or meant for another case or another verifier.
    #[error(
        "this credential was presented for another occasion (its {part} differs); present it again to a fresh request"
    )]
    OtherOccasion {
        /// What differs.
        part: &'static str,
    },
    /// Answered in another way than the request asks for.
    #[error(
        "your wallet did not answer in the way that was asked for ({part}); present it again, or from another wallet"
    )]
    NotAsAsked {
        /// What it did instead.
        part: &'static str,
    },
    /// Presented too long ago, or ahead of the trustee's clock.
    #[error(
        "the clock of your wallet and that of the bank differ by more than a minute; set the clock and present the credential again"
    )]
    OtherTime,
    /// The credential, or a certificate of its issuer, is not valid yet.
    #[error("this credential is not valid yet; ask its issuer for one that is")]
    NotYet,
    /// The credential, or a certificate of its issuer, is not valid any more.
    #[error("this credential has expired; ask its issuer for a new one")]
    Expired,
    /// The issuer's status list says that it is not valid.
    #[error("the issuer has taken this credential back or suspended it; ask the issuer for a new one")]
    Revoked,
    /// The issuer's status list could not be had, or is out of date or not the issuer's.
    #[error("whether this credential is still valid could not be looked up at its issuer ({part}); try again later")]
    StatusUnknown {
        /// What is wrong with the list.
        part: &'static str,
    },
    /// The issuer's keys could not be had.
    #[error("the keys of this credential's issuer could not be looked up ({part}); try again later")]
    IssuerUnknown {
        /// What is wrong with the document.
        part: &'static str,
    },
}

impl EvidenceError {
    /// What the owner can do.
    #[must_use]
    pub const fn remedy(self) -> Remedy {
        match self {
            Self::Malformed { .. }
            | Self::NotTrusted { .. }
            | Self::NotIssued { .. }
            | Self::NotBound
            | Self::OtherHolder => Remedy::AnotherCredential,
            Self::NotConfirmed { .. } | Self::OtherOccasion { .. } | Self::NotAsAsked { .. } | Self::OtherTime => {
                Remedy::PresentAgain
            }
            Self::NotYet | Self::Expired | Self::Revoked => Remedy::AskIssuer,
            Self::StatusUnknown { .. } | Self::IssuerUnknown { .. } => Remedy::Later,
        }
    }
}
