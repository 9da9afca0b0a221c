//! OpenSSH: keys that sign, with and without a passphrase, and with a certificate.

use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

const WHO: &str = "owner@example.com";

/// Keys of OpenSSH.
pub(super) const OPENSSH: [Animal; 5] = [
    Animal {
        name: "openssh-rsa",
        sort: "OpenSSH rsa",
        proof: "`ssh-keygen -Y sign` signs, `ssh-keygen -Y verify` accepts",
        make: |place| generate(place, "rsa", ""),
        works: |place| signs(place, "id"),
        items: &KEY,
        vital: &[Vital::new("id")],
    },
    Animal {
        name: "openssh-ecdsa",
        sort: "OpenSSH ecdsa",
        proof: "`ssh-keygen -Y sign` signs, `ssh-keygen -Y verify` accepts",
        make: |place| generate(place, "ecdsa", ""),
        works: |place| signs(place, "id"),
        items: &KEY,
        vital: &[Vital::new("id")],
    },
    Animal {
        name: "openssh-ed25519",
        sort: "OpenSSH ed25519",
        proof: "`ssh-keygen -Y sign` signs, `ssh-keygen -Y verify` accepts",
        make: |place| generate(place, "ed25519", ""),
        works: |place| signs(place, "id"),
        items: &KEY,
        vital: &[Vital::new("id")],
    },
    Animal {
        name: "openssh-passphrase",
        sort: "OpenSSH with passphrase",
        proof: "`ssh-keygen -Y sign` signs after the passphrase, `ssh-keygen -Y verify` accepts",
        make: |place| generate(place, "ed25519", PASSPHRASE),
        works: |place| signs(place, "id"),
        items: &[Item::new("id", "openssh-key").locked(), Item::new("id.pub", "openssh-key").label(WHO)],
        vital: &[Vital::new("id")],
    },
    Animal {
        name: "openssh-certificate",
        sort: "OpenSSH certificates",
        proof: "`ssh-keygen -Y sign` signs with the certificate, `ssh-keygen -Y verify` accepts it for its authority alone",
        make: certified,
        works: |place| signs(place, "id-cert.pub"),
        items: &[
            Item::new("id", "openssh-key"),
            Item::new("id-cert.pub", "openssh-certificate").label("ottilie").issuer("SHA256:").expires("2036-01-01"),
        ],
        vital: &[Vital::new("id"), Vital::new("id-cert.pub")],
    },
];

const KEY: [Item; 2] = [Item::new("id", "openssh-key").label(WHO), Item::new("id.pub", "openssh-key").label(WHO)];

fn generate(place: &Place, kind: &str, passphrase: &str) -> Tried {
    place.tool("ssh-keygen", &format!("-q -t {kind} -C {WHO} -f id -N")).arg(passphrase).done()?;
    let public = std::fs::read_to_string(place.wallet("id.pub")).map_err(|e| e.to_string())?;
    place.tell("allowed", format!("{WHO} {public}"))
}

fn certified(place: &Place) -> Tried {
    generate(place, "ed25519", "")?;
    place.tool("ssh-keygen", "-q -t ed25519 -C authority -f @authority -N").arg("").done()?;
    place.run("ssh-keygen", &format!("-q -s @authority -I ottilie -n {WHO} -V 20260101Z:20360101Z id.pub"))?;
    let authority = place.known("authority.pub")?;
    place.tell("allowed", format!("{WHO} cert-authority {authority}"))
}

fn signs(place: &Place, key: &str) -> Tried {
    let _ = std::fs::remove_file(place.world("letter.sig"));
    asked(place, place.tool("ssh-keygen", &format!("-q -Y sign -f {key} -n file @letter")))?.done()?;
    let letter = place.known("letter")?;
    place.tool("ssh-keygen", &format!("-Y verify -f @allowed -I {WHO} -n file -s @letter.sig")).input(letter).done()
}

/// A tool that gets the passphrase when it asks for one: without a terminal it asks a program.
fn asked(place: &Place, tool: Tool) -> Result<Tool, String> {
    place.tell("answer", format!("#!/bin/sh\necho '{PASSPHRASE}'\n"))?;
    place.run("chmod", "700 @answer")?;
    Ok(tool.env("SSH_ASKPASS", place.world("answer")).env("SSH_ASKPASS_REQUIRE", "force"))
}
