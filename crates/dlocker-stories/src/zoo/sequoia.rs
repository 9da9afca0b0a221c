//! A key of Sequoia.

use super::{Animal, Item, Place, Tried, Vital};

/// A key of Sequoia.
pub(super) const SEQUOIA: [Animal; 1] = [Animal {
    name: "sequoia",
    sort: "Sequoia keys",
    proof: "`sq` decrypts a letter from before the loss, and signs one; `sq verify` accepts it",
    make,
    works,
    items: &[
        Item::new("key.pgp", "pgp-secret-key").label("Ottilie Owner <owner@example.com>").expires("20"),
        Item::new("letter.pgp", "pgp-message"),
    ],
    vital: &[Vital::behind("key.pgp", "\n\n", 40), Vital::new("letter.pgp")],
}];

fn make(place: &Place) -> Tried {
    let who = "Ottilie Owner <owner@example.com>";
    place.tool("sq", "key generate --export key.pgp --userid").arg(who).done()?;
    place.run("sq", "key extract-cert --output @cert.pgp key.pgp")?;
    place.run("sq", "encrypt --recipient-cert @cert.pgp --output letter.pgp @letter")
}

fn works(place: &Place) -> Tried {
    place.tool("sq", "decrypt --recipient-key key.pgp letter.pgp").gives_the_letter()?;
    place.run("rm", "-f @letter.sig")?;
    place.run("sq", "sign --detached --signer-key key.pgp --output @letter.sig @letter")?;
    place.run("sq", "verify --signer-cert @cert.pgp --detached @letter.sig @letter")
}
