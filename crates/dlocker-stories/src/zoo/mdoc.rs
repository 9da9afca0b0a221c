//! An mdoc (ISO/IEC 18013-5), with the key of its device.

use super::{Animal, Item, Vital, python};

/// An mdoc as the issuer hands it out: `IssuerSigned` in CBOR.
pub(super) const MDOC: [Animal; 1] = [Animal {
    name: "mdoc",
    sort: "mdoc",
    proof: "PyPI `pymdoccbor` verifies signature, certificate and every element; the device key signs what the mdoc's key accepts (`pycose`)",
    make: |place| python(place, "mdoc", "make", &[]),
    works: |place| python(place, "mdoc", "works", &[]),
    items: &[
        Item::new("licence.mdoc", "mdoc")
            .label("org.iso.18013.5.1.mDL")
            .issuer("The Licence Office")
            .expires("2036-01-01"),
        Item::new("licence.txt", "mdoc")
            .label("org.iso.18013.5.1.mDL")
            .issuer("The Licence Office")
            .expires("2036-01-01"),
        Item::new("device.pem", "pem-key"),
    ],
    vital: &[Vital::at("licence.mdoc", 20), Vital::at("licence.txt", 20), Vital::at("device.pem", 40)],
}];
