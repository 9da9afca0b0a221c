//! What is in a file: bytes and holes, and how it changes.

use std::rc::Rc;

use crate::dice::Dice;

#[derive(Clone, PartialEq)]
pub(crate) enum Part {
    Data(Vec<u8>),
    Hole(u64),
}

impl Part {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Data(bytes) => bytes.len() as u64,
            Self::Hole(len) => *len,
        }
    }
}

#[derive(Clone, PartialEq)]
pub(crate) struct Content(Rc<Vec<Part>>);

/// A piece, a pack of each size, and the pieces of a database; and what a tag, a frame or a length field takes off them.
const BOUNDS: [usize; 6] = [240 << 10, 64 << 10, 32 << 10, 256 << 10, 4096, 65_535];
const SLACK: [usize; 8] = [0, 1, 15, 16, 17, 64, 200, 1000];

/// No file is changed into a longer one than this.
const LONGEST: u64 = 2 << 20;

impl Content {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self(Rc::new(vec![Part::Data(bytes)]))
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.iter().map(Part::len).sum()
    }

    pub(super) fn random(dice: &mut Dice) -> Self {
        match dice.below(100) {
            0..40 => Self::of(noise(dice, 300)),
            40..62 => Self::of(text(dice)),
            62..74 => Self::of(raw_key(dice)),
            74..78 => Self::of(Vec::new()),
            78..84 => Self::of(at_a_bound(dice)),
            84..87 => Self::of(noise(dice, 600_000)),
            87..90 => Self::of([b"SQLite format 3\0".to_vec(), noise(dice, 500)].concat()),
            _ => Self::sparse(dice),
        }
    }

    fn sparse(dice: &mut Dice) -> Self {
        let mut parts = Vec::new();
        for _ in 0..dice.between(1, 4) {
            let pages = [1, 2, 16, 60, 61, 200];
            parts.push(Part::Hole(dice.one(&pages) * 4096 + dice.below(3) * 1234));
            if dice.chance(80) {
                parts.push(Part::Data(noise(dice, 9000)));
            }
        }
        Self(Rc::new(parts))
    }

    /// Something else of much the same.
    pub(super) fn changed(&self, dice: &mut Dice) -> Self {
        let mut parts = self.0.as_ref().clone();
        match dice.below(4) {
            0 => patch(&mut parts, dice),
            1 => drop(parts.pop()),
            2 if self.len() < LONGEST => parts.push(Part::Data(noise(dice, 3000))),
            2 => parts.clear(),
            _ => cut_or_insert(&mut parts, dice),
        }
        Self(Rc::new(parts))
    }
}

/// A few bytes in the middle.
fn patch(parts: &mut [Part], dice: &mut Dice) {
    let Some(Part::Data(bytes)) = parts.iter_mut().find(|part| matches!(part, Part::Data(bytes) if !bytes.is_empty()))
    else {
        return;
    };
    for _ in 0..dice.between(1, 3) {
        let at = dice.between(0, bytes.len() - 1);
        bytes[at] = bytes[at].wrapping_add(1);
    }
}

fn cut_or_insert(parts: &mut [Part], dice: &mut Dice) {
    match parts.last_mut() {
        Some(Part::Data(bytes)) if dice.chance(50) => bytes.truncate(dice.between(0, bytes.len())),
        Some(Part::Data(bytes)) => {
            let at = dice.between(0, bytes.len());
            bytes.splice(at..at, dice.bytes(7));
        }
        Some(Part::Hole(len)) => *len += 4096,
        None => {}
    }
}

fn noise(dice: &mut Dice, longest: usize) -> Vec<u8> {
    let len = dice.between(0, longest);
    dice.bytes(len)
}

fn at_a_bound(dice: &mut Dice) -> Vec<u8> {
    let (bound, slack) = (*dice.one(&BOUNDS), *dice.one(&SLACK));
    let len = if dice.chance(50) { bound + slack } else { bound - slack };
    if dice.chance(50) { dice.bytes(len) } else { vec![b'='; len] }
}

fn text(dice: &mut Dice) -> Vec<u8> {
    let words = ["issuer ", "holder ", "credential ", "\n", "{\"proof\": ", "2031-01-01 ", "ключ ", "}"];
    (0..dice.between(1, 400)).flat_map(|_| dice.one(&words).bytes()).collect()
}

fn raw_key(dice: &mut Dice) -> Vec<u8> {
    let body: String = dice.bytes(48).iter().map(|byte| char::from(b'A' + byte % 26)).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n").into_bytes()
}
