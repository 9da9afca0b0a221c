//! The bank's program: the HTTP shell around the vault, and the commands of `dlockerd`.
//!
//! Lives here: the command line, `bank.toml`, the router and its controllers, the checking of signed requests, rate
//! limits, TLS, the page, the officer's console. This crate alone names the database, the keys and the blob store.
//!
//! May not live here: rules about lockers (they are in `dlocker-bank`), transactions (`dlocker-store`), keys
//! (`dlocker-custody`), credentials (`dlocker-identity`); and nothing of the owner's side at all, neither
//! `dlocker-core` nor `dlocker-client`.
//!
//! Reading order: [`cli`] for the commands, [`config`] for the settings, [`server`] for how a bank starts,
//! `server::router` for the table of contents of the API, `request` for how a request earns belief.

pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
mod controllers;
mod entropy;
pub mod issuer;
pub mod openapi;
pub mod page;
pub mod provider;
pub mod rates;
mod request;
pub mod server;
pub mod telling;
pub mod wallets;
