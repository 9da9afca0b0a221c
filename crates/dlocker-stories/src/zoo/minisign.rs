//! minisign.

use super::{Animal, Item, Place, Tried, Vital};

/// A key of minisign without a password: with one it takes a gigabyte and seconds, and the format is the same.
pub(super) const MINISIGN: [Animal; 1] = [Animal {
    name: "minisign",
    sort: "minisign",
    proof: "`minisign -S` signs, `minisign -V` accepts; a signature from before the loss is accepted too",
    make,
    works,
    items: &[
        Item::new("minisign.key", "minisign-secret-key"),
        Item::new("minisign.pub", "minisign-public-key"),
        Item::new("letter.minisig", "minisign-signature"),
    ],
    vital: &[Vital::at("minisign.key", 75), Vital::at("minisign.pub", 70), Vital::at("letter.minisig", 35)],
}];

fn make(place: &Place) -> Tried {
    place.run("minisign", "-G -W -p minisign.pub -s minisign.key")?;
    place.run("cp", "minisign.pub @public")?;
    place.run("minisign", "-S -s minisign.key -m @letter -x letter.minisig -t signed")
}

fn works(place: &Place) -> Tried {
    place.run("minisign", "-V -p minisign.pub -m @letter -x letter.minisig")?;
    place.run("minisign", "-S -s minisign.key -m @letter -x @signature -t again")?;
    place.run("minisign", "-V -p @public -m @letter -x @signature")
}
