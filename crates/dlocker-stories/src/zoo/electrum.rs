//! Wallets of Electrum.

use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

/// Wallets of Electrum: the file in the open, and the file encrypted as a whole.
pub(super) const ELECTRUM: [Animal; 2] = [
    Animal {
        name: "electrum",
        sort: "Electrum wallet",
        proof: "`electrum signmessage` signs with its first address, `electrum verifymessage` accepts",
        make: |place| make(place, false),
        works: |place| works(place, false),
        items: &[Item::new("wallet", "electrum-wallet")],
        vital: &[Vital::behind("wallet", "\"xprv\": \"", 40)],
    },
    Animal {
        name: "electrum-encrypted",
        sort: "Electrum wallet",
        proof: "`electrum signmessage` signs after the password, `electrum verifymessage` accepts",
        make: |place| make(place, true),
        works: |place| works(place, true),
        items: &[Item::new("wallet", "electrum-wallet").locked()],
        vital: &[Vital::new("wallet")],
    },
];

fn electrum(place: &Place, words: &str) -> Tool {
    place.tool("electrum", words).args(["--offline", "--dir"]).arg(place.world("electrum"))
}

fn make(place: &Place, encrypted: bool) -> Tried {
    let create = electrum(place, "create --wallet wallet");
    let create = if encrypted { create.args(["--encrypt_file", "true", "--password", PASSPHRASE]) } else { create };
    create.done()?;
    let addresses = electrum(place, "listaddresses --wallet wallet").input(PASSPHRASE).text()?;
    let address = addresses.split('"').nth(1).ok_or("electrum should list addresses")?;
    place.tell("address", address)
}

fn works(place: &Place, encrypted: bool) -> Tried {
    let (address, letter) = (place.known("address")?, place.known("letter")?);
    let sign = electrum(place, "signmessage --wallet wallet");
    let sign = if encrypted { sign.args(["--password", PASSPHRASE]) } else { sign };
    let signature = sign.arg(&address).arg(&letter).text()?;
    let verified = electrum(place, "verifymessage").arg(&address).arg(&signature).arg(&letter).text()?;
    if verified == "true" { Ok(()) } else { Err(format!("`electrum verifymessage` says {verified}")) }
}
