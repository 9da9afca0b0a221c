//! `KeePass` databases.

use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital, python};

/// `KeePass` databases.
pub(super) const KDBX: [Animal; 2] = [
    Animal {
        name: "kdbx3",
        sort: "KDBX 3.1",
        proof: "`keepassxc-cli` opens it with its password and gives an entry; PyPI `pykeepass` too",
        make: make_3,
        works: works_3,
        items: &[Item::new("passwords.kdbx", "kdbx").label("KDBX 3.1").locked()],
        vital: &[Vital::new("passwords.kdbx")],
    },
    Animal {
        name: "kdbx4",
        sort: "KDBX 4 with key file, attachment, passkey, TOTP",
        proof: "`keepassxc-cli` opens it with password and key file and gives password, attachment and TOTP code; \
                `openssl` signs with its passkey",
        make: |place| python(place, "kdbx", "make", &[]),
        works: works_4,
        items: &[Item::new("passwords.kdbx", "kdbx").label("KDBX 4.0").locked()],
        vital: &[Vital::new("passwords.kdbx"), Vital::at("passwords.keyx", 65)],
    },
];

const SECRET: &str = "the password of the mailbox";

fn keepassxc(place: &Place, words: &str, input: &str) -> Tool {
    place.tool("keepassxc-cli", words).env("QT_QPA_PLATFORM", "offscreen").input(input)
}

fn make_3(place: &Place) -> Tried {
    keepassxc(place, "db-create -q -p passwords.kdbx", &format!("{PASSPHRASE}\n{PASSPHRASE}\n")).done()?;
    let input = format!("{PASSPHRASE}\n{SECRET}\n");
    keepassxc(place, "add -q -u owner --url https://mail.example -p passwords.kdbx mail", &input).done()?;
    python(place, "kdbx", "version", &["3", "1"])
}

fn works_3(place: &Place) -> Tried {
    gives(keepassxc(place, "show -q -s -a Password passwords.kdbx mail", PASSPHRASE), SECRET)?;
    python(place, "kdbx", "opens", &[])
}

fn works_4(place: &Place) -> Tried {
    let show = |words: &str| keepassxc(place, &format!("{words} -q -k passwords.keyx"), PASSPHRASE);
    gives(show("show -s -a Password passwords.kdbx mail"), SECRET)?;
    show("attachment-export --stdout passwords.kdbx mail letter").gives_the_letter()?;
    python(place, "kdbx", "totp", &[&show("show -t passwords.kdbx mail").text()?])?;
    place.tell("passkey.pem", show("show -s -a KPEX_PASSKEY_PRIVATE_KEY_PEM passwords.kdbx passkey").text()? + "\n")?;
    super::x509::signs(place, &place.world("passkey.pem").to_string_lossy())?;
    place.run("rm", "@passkey.pem")
}

fn gives(tool: Tool, expected: &str) -> Tried {
    if tool.text()? == expected { Ok(()) } else { Err("it gives another password".to_owned()) }
}
