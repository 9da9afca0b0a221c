//! signify of OpenBSD.

use super::{Animal, Item, Place, Tried, Vital};

/// A key of signify.
pub(super) const SIGNIFY: [Animal; 1] = [Animal {
    name: "signify",
    sort: "signify",
    proof: "`signify-openbsd -S` signs, `signify-openbsd -V` accepts; a signature from before the loss is accepted too",
    make,
    works,
    items: &[
        Item::new("key.sec", "signify-secret-key"),
        Item::new("key.pub", "signify-public-key"),
        Item::new("letter.sig", "signify-signature"),
    ],
    vital: &[Vital::at("key.sec", 75), Vital::at("key.pub", 70), Vital::at("letter.sig", 75)],
}];

fn make(place: &Place) -> Tried {
    place.run("signify-openbsd", "-G -n -c owner -p key.pub -s key.sec")?;
    place.run("cp", "key.pub @public")?;
    place.run("signify-openbsd", "-S -s key.sec -m @letter -x letter.sig")
}

fn works(place: &Place) -> Tried {
    place.run("signify-openbsd", "-V -q -p key.pub -m @letter -x letter.sig")?;
    place.run("signify-openbsd", "-S -s key.sec -m @letter -x @signature")?;
    place.run("signify-openbsd", "-V -q -p @public -m @letter -x @signature")
}
