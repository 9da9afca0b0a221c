//! Seeds of one-time codes as `otpauth` links.

use super::{Animal, Item, Place, Tried, Vital, python};

/// A file with two links, and one of an app's export.
pub(super) const OTPAUTH: [Animal; 1] = [Animal {
    name: "otpauth",
    sort: "otpauth URIs",
    proof: "PyPI `pyotp` reads the links; the codes are those that `oathtool` gave before the loss (TOTP and HOTP)",
    make,
    works: |place| python(place, "otpauth", "works", &[]),
    items: &[
        Item::new("codes.txt", "otpauth").label("owner@example.com").issuer("Mail"),
        Item::new("one.txt", "otpauth").label("owner@example.com").issuer("Shop"),
    ],
    vital: &[Vital::new("codes.txt"), Vital::new("one.txt")],
}];

fn make(place: &Place) -> Tried {
    python(place, "otpauth", "make", &[])?;
    let secret = place.known("secret")?;
    let totp = place.tool("oathtool", "--base32 --totp --now").arg("@1700000000").arg(&secret);
    let hotp = place.tool("oathtool", "--base32 --hotp --counter 7").arg(&secret);
    place.tell("totp", totp.text()?)?;
    place.tell("hotp", hotp.text()?)
}
