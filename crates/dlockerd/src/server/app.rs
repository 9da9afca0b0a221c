//! What every controller has at hand.

use std::ops::Deref;
use std::sync::Arc;

use dlocker_custody::Custody;
use dlocker_protocol::{Timestamp, TrusteeId};
use dlocker_store::vault::Vault;

use crate::clock::Clock;
use crate::issuer::Issuer;
use crate::provider::Provider;
use crate::rates::Rates;
use crate::wallets::Wallets;

/// What every controller has at hand. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The lockers.
    pub vault: Vault,
    /// What only a trustee may compute; here for signing Locker IDs.
    pub custody: Arc<dyn Custody>,
    /// The trustee's id: the audience of every signed request.
    pub trustee: TrusteeId,
    /// In whose name Locker IDs are issued.
    pub issuer: Issuer,
    /// How much one locker or one address may ask.
    pub rates: Rates,
    /// The bank's identity provider, if it has one.
    pub provider: Option<Provider>,
    /// Wallets of other makers, if the bank believes any issuer.
    pub wallets: Option<Wallets>,
    clock: Clock,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(vault: Vault, custody: Arc<dyn Custody>, issuer: Issuer, rates: Rates, clock: Clock) -> Self {
        let trustee = custody.trustee();
        Self(Arc::new(Parts { vault, custody, trustee, issuer, rates, provider: None, wallets: None, clock }))
    }

    /// The same with an identity provider, before anybody else has it.
    #[must_use]
    pub fn with_provider(mut self, provider: Option<Provider>) -> Self {
        if let Some(parts) = Arc::get_mut(&mut self.0) {
            parts.provider = provider;
        }
        self
    }

    /// The same with wallets of other makers, before anybody else has it.
    #[must_use]
    pub fn with_wallets(mut self, wallets: Option<Wallets>) -> Self {
        if let Some(parts) = Arc::get_mut(&mut self.0) {
            parts.wallets = wallets;
        }
        self
    }

    /// The bank's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
