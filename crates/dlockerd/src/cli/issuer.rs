//! `dlockerd issuer`: the certificate under which Locker IDs are issued.

use dlocker_custody::SoftwareCustody;
use serde_json::json;

use super::args::IssuerRequestArgs;
use super::print::Done;
use super::{Exit, Failure};
use crate::issuer::{self, IssuerPlace};
use crate::server::{default_keys_dir, is_owner, owner};

/// A request for a certificate; changes nothing, and works while the bank serves.
pub(super) fn request(args: &IssuerRequestArgs) -> Result<Done, Failure> {
    let keys = match &args.keys {
        Some(keys) => keys.clone(),
        None => default_keys_dir(&args.data)?,
    };
    let damaged = |words: String| Failure::new(Exit::Damaged, "keys", words);
    let custody = SoftwareCustody::open(&keys).map_err(|e| damaged(e.to_string()))?;
    if let Some(owner) = owner(&args.data)? {
        is_owner(&custody, owner, &keys).map_err(damaged)?;
    }
    if !args.public_url.starts_with("https://") {
        let words = "--public-url: write the https:// address by which owners reach this bank";
        return Err(Failure::new(Exit::Misuse, "usage", words));
    }
    let place = IssuerPlace::at(&args.public_url);
    let request =
        issuer::request(&place, &custody).map_err(|e| Failure::new(Exit::Unexpected, "certificate", e.to_string()))?;
    Ok(Done::new(json!({ "request": request }), request.trim_end()))
}
