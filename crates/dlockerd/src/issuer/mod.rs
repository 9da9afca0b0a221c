//! In whose name Locker IDs are issued: the address of the issuer, and the certificate of the issuer key.

mod certificate;
mod files;
mod place;

pub use certificate::{CertificateError, Made, make, request};
pub use files::{Kept, REPORTED, open, own, shown};
pub use place::IssuerPlace;

use dlocker_custody::Custody;
use dlocker_protocol::Timestamp;

/// The issuer as wallets see it.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Its address and its names.
    pub place: IssuerPlace,
    /// The certificate of the issuer key and what is above it, in DER, leaf first, without the root.
    pub chain: Vec<Vec<u8>>,
    /// The root that others trust, where this program made it.
    pub root: Option<Vec<u8>>,
}

impl Issuer {
    /// With a certificate that was just made and is kept nowhere.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn made(place: IssuerPlace, custody: &dyn Custody, now: Timestamp) -> Result<Self, CertificateError> {
        let made = make(&place, custody, now)?;
        Ok(Self { place, chain: vec![made.leaf], root: Some(made.root) })
    }

    /// The credential issuer identifier: a URL without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        self.place.url()
    }

    /// The address of a status list.
    #[must_use]
    pub fn status_list(&self, list: u64) -> String {
        format!("{}/statuslists/{list}", self.url())
    }
}
