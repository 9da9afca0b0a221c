//! A store of `pass`, with the GnuPG home that opens it.

use super::gnupg::Home;
use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

/// A store of `pass`.
pub(super) const PASS: [Animal; 1] = [Animal {
    name: "pass",
    sort: "pass store",
    proof: "`pass show` gives a password from before the loss, `pass insert` adds one",
    make,
    works,
    items: &[
        Item::new("store/mail/example.gpg", "pgp-message"),
        Item::new("home/private-keys-v1.d/*.key", "gnupg-private-key").locked(),
    ],
    vital: &[Vital::new("store/mail/example.gpg"), Vital::new("home/private-keys-v1.d")],
}];

const SECRET: &str = "the password of the mailbox";

fn make(place: &Place) -> Tried {
    let home = Home::fresh(place, "home")?;
    let key = home.key(place)?;
    place.tell("passphrase", PASSPHRASE)?;
    pass(place, "init").arg(&key).done()?;
    pass(place, "insert --multiline mail/example").input(SECRET).done()
}

fn works(place: &Place) -> Tried {
    let _stops_at_the_end = Home::new(place.wallet("home"));
    let secret = pass(place, "show mail/example").text()?;
    if secret != SECRET {
        return Err("`pass show` gives another password".to_owned());
    }
    pass(place, "insert --multiline --force mail/another").input("new").done()?;
    let new = pass(place, "show mail/another").text()?;
    if new == "new" { Ok(()) } else { Err("`pass` does not give what was just put in".to_owned()) }
}

fn pass(place: &Place, words: &str) -> Tool {
    let passphrase = place.world("passphrase");
    let options = format!("--quiet --batch --pinentry-mode loopback --passphrase-file {}", passphrase.display());
    let tool = place.tool("pass", words).env("PASSWORD_STORE_DIR", place.wallet("store"));
    tool.env("GNUPGHOME", place.wallet("home")).env("PASSWORD_STORE_GPG_OPTS", options)
}
