//! `dlocker identity`

use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Identity {
    /// Show the bank, from any wallet app, a credential by which it shall know you.
    Bind,
    /// Show the bank a credential as evidence in the recovery that was begun here.
    Present,
    /// How it ended, after `bind` or `present`.
    Check {
        /// The request, as `bind` or `present` showed it.
        presentation: String,
    },
    /// Say no to a credential that waits to be taken. Needs no secret.
    Stop,
}
