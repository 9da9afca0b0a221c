//! Objects of a SoftHSM 2 token, as its file back end keeps them: a generation number and attributes, numbers in 64 bits.

use super::bytes::Bytes;
use crate::item::{Facets, ItemInfo, Kind};

/// The attributes that SoftHSM adds to those of PKCS #11, for the token itself.
const VENDOR: u64 = 0x8000_5348;
const CLASS: u64 = 0;
const PRIVATE: u64 = 2;
const LABEL: u64 = 3;

/// Recognises a file that is attributes to its very end.
pub(super) fn recognise(bytes: &[u8]) -> Option<ItemInfo> {
    let mut bytes = Bytes(bytes);
    bytes.u64()?;
    let (mut found, mut count) = (Found::default(), 0);
    while !bytes.is_empty() {
        let name = bytes.u64()?;
        let value = value(&mut bytes)?;
        found.take(name, value);
        count += 1;
    }
    (count >= 2 && (found.class.is_some() || found.token)).then(|| found.info())
}

#[derive(Default)]
struct Found<'a> {
    class: Option<u64>,
    label: Option<&'a str>,
    private: bool,
    token: bool,
}

enum Value<'a> {
    Flag(bool),
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

fn value<'a>(bytes: &mut Bytes<'a>) -> Option<Value<'a>> {
    Some(match bytes.u64()? {
        1 => match bytes.byte()? {
            0 => Value::Flag(false),
            1 | 0xff => Value::Flag(true),
            _ => return None,
        },
        2 => Value::Number(bytes.u64()?),
        3 => Value::Bytes(sized(bytes)?),
        // A map of attributes, and a set of mechanisms behind its count.
        4 => {
            sized(bytes)?;
            Value::Other
        }
        5 => {
            let count = usize::try_from(bytes.u64()?).ok()?;
            bytes.skip(count.checked_mul(8)?)?;
            Value::Other
        }
        _ => return None,
    })
}

fn sized<'a>(bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let len = usize::try_from(bytes.u64()?).ok()?;
    bytes.take(len)
}

impl<'a> Found<'a> {
    fn take(&mut self, name: u64, value: Value<'a>) {
        match (name, value) {
            (CLASS, Value::Number(class)) => self.class = Some(class),
            (PRIVATE, Value::Flag(private)) => self.private = private,
            (LABEL, Value::Bytes(label)) => self.label = std::str::from_utf8(label).ok(),
            // The token's own label is padded with blanks.
            (name, Value::Bytes(label)) if name == VENDOR + 1 => {
                self.token = true;
                self.label = std::str::from_utf8(label).ok();
            }
            (name, _) if name > VENDOR && name < VENDOR + 16 => self.token = true,
            _ => {}
        }
    }

    /// Texts of private objects are encrypted with the token's key.
    fn info(&self) -> ItemInfo {
        let word = match self.class {
            Some(0) => Some("data"),
            Some(1) => Some("certificate"),
            Some(2) => Some("public key"),
            Some(3) => Some("private key"),
            Some(4) => Some("secret key"),
            _ => None,
        };
        let label = if self.private { word } else { self.label.or(word) };
        let info = ItemInfo::of(Kind::SofthsmObject).labelled(label);
        match self.class {
            Some(3 | 4) if !self.private => info.raw(),
            _ if self.private => info.with(Facets::ENCRYPTED),
            _ => info,
        }
    }
}
