//! Unicode's normal form C, with the tables that it needs and no others.
//!
//! `unicode-normalization` has it as an iterator, which knows the compatibility forms as well: nobody asks for them here, and their tables are a
//! good part of what a browser would have to fetch before an owner can begin. So the three steps of UAX #15 are taken with that library's functions
//! for single characters. A test compares with the iterator.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use zeroize::Zeroizing;

/// Most characters that one becomes when it is taken apart.
const PARTS: usize = 4;

/// A character after its combining class.
type Classed = (u8, char);

/// Appends the normal form C of these characters.
pub(super) fn write(text: impl Iterator<Item = char> + Clone, to: &mut String) {
    let mut chars = Zeroizing::new(Vec::<Classed>::with_capacity(PARTS * text.clone().count()));
    text.for_each(|c| decompose_canonical(c, |part| put(&mut chars, part)));
    let len = put_together(&mut chars);
    to.extend(chars.iter().take(len).map(|(_, c)| c));
}

/// Appends a part behind those of the same or a lower class.
fn put(chars: &mut Vec<Classed>, part: char) {
    let class = canonical_combining_class(part);
    let behind = chars.iter().rev().take_while(|(other, _)| class != 0 && *other > class).count();
    chars.insert(chars.len() - behind, (class, part));
}

/// Puts together what belongs together, in place, and gives how many characters are left.
fn put_together(chars: &mut [Classed]) -> usize {
    let (mut len, mut starter) = (0, None::<usize>);
    for at in 0..chars.len() {
        let (class, c) = chars[at];
        if let Some(first) = starter {
            let blocked = len > first + 1 && chars[len - 1].0 >= class;
            if let Some(both) = compose(chars[first].1, c).filter(|_| !blocked) {
                chars[first].1 = both;
                continue;
            }
        }
        if class == 0 {
            starter = Some(len);
        }
        chars[len] = (class, c);
        len += 1;
    }
    len
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::write;

    fn nfc(text: &str) -> String {
        let mut written = String::new();
        write(text.chars(), &mut written);
        written
    }

    #[test]
    fn every_character_alone_and_before_a_mark_is_what_the_iterator_says() {
        for c in '\0'..=char::MAX {
            for text in [format!("{c}"), format!("{c}\u{301}"), format!("a\u{323}{c}\u{302}")] {
                assert_eq!(nfc(&text), text.nfc().collect::<String>(), "{text:?}");
            }
        }
    }

    /// Letters, marks of several classes, and the jamo that Hangul syllables are made of.
    const MIXED: &str = "[a-eA-E\u{300}-\u{34e}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a7}-\u{11c2}\u{ac00}-\u{ac20}\u{5b0}-\u{5bd}\u{fb1d}\u{958}\u{93c}\u{212b}]{0,24}";

    proptest! {
        #[test]
        fn a_text_is_what_the_iterator_says(text in MIXED, any in ".{0,40}") {
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
            prop_assert_eq!(nfc(&any), any.nfc().collect::<String>());
        }
    }
}
