//! age: an identity, letters to it, and an identity under a passphrase.

use super::{Animal, Item, PASSPHRASE, Place, Tried, Vital, python};

/// age.
pub(super) const AGE: [Animal; 2] = [
    Animal {
        name: "age",
        sort: "age",
        proof: "`age -d` decrypts letters from before the loss (binary and armored)",
        make,
        works,
        items: &[
            Item::new("key.txt", "age-identity"),
            Item::new("letter.age", "age-file"),
            Item::new("letter.asc", "age-file"),
        ],
        vital: &[Vital::at("key.txt", 90), Vital::at("letter.age", 95), Vital::new("letter.asc")],
    },
    Animal {
        name: "age-passphrase",
        sort: "age",
        proof: "`age -d` asks for the passphrase of the identity and decrypts a letter from before the loss",
        make: |place| {
            place.run("age-keygen", "-o key.txt")?;
            let recipient = place.tool("age-keygen", "-y key.txt").text()?;
            place.run("age", &format!("-r {recipient} -o letter.age @letter"))?;
            at_a_terminal(place, "age -p -o key.age key.txt")?;
            place.run("rm", "key.txt")
        },
        works: |place| {
            at_a_terminal(place, "age -d -i key.age -o @opened letter.age")?;
            place.tool("cat", "@opened").gives_the_letter()?;
            place.run("rm", "@opened")
        },
        items: &[
            Item::new("key.age", "age-file").label("with a passphrase").locked(),
            Item::new("letter.age", "age-file"),
        ],
        vital: &[Vital::new("key.age"), Vital::at("letter.age", 95)],
    },
];

fn make(place: &Place) -> Tried {
    place.run("age-keygen", "-o key.txt")?;
    let recipient = place.tool("age-keygen", "-y key.txt").text()?;
    place.run("age", &format!("-r {recipient} -o letter.age @letter"))?;
    place.run("age", &format!("-a -r {recipient} -o letter.asc @letter"))
}

fn works(place: &Place) -> Tried {
    for letter in ["letter.age", "letter.asc"] {
        place.tool("age", &format!("-d -i key.txt {letter}")).gives_the_letter()?;
    }
    Ok(())
}

/// Runs a command at a terminal where the passphrase is typed in whenever it is asked for.
fn at_a_terminal(place: &Place, line: &str) -> Tried {
    let opened = place.world("opened").to_string_lossy().into_owned();
    let words: Vec<&str> = line.split(' ').map(|w| if w == "@opened" { opened.as_str() } else { w }).collect();
    python(place, "terminal", PASSPHRASE, &words)
}
