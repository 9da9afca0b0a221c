//! `dlocker enrol`

use dlocker_client::{Error, Result, read_offer};
use dlocker_commands::{Outcome, enrol as enrolling};

use super::bank_address;
use crate::args::Enrol;
use crate::platform::Desktop;
use crate::secrets;

/// With an invite and the bank's address, or with an offer, which carries both.
pub(super) async fn run(desktop: &Desktop, args: Enrol) -> Result<Outcome> {
    match (args.offer, args.bank, args.invite) {
        (Some(link), _, _) => {
            let offer = read_offer(desktop, &link).await?;
            bank_address(&offer.credential_issuer)?;
            let wanted = offer.grants.pre_authorized.tx_code.is_some();
            let digits = wanted.then(|| secrets::tx_code(args.tx_code_file.as_deref())).transpose()?;
            enrolling::take(desktop, &offer, digits.as_deref().map(String::as_str)).await
        }
        (None, Some(bank), Some(invite)) => {
            bank_address(&bank)?;
            enrolling::enrol(desktop, &bank, &invite).await
        }
        _ => Err(Error::Misuse("This needs --bank and --invite, or --offer.".into())),
    }
}
