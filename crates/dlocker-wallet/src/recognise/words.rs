//! Words to write down: BIP-39 and SLIP-39, told by their checksums.

use zeroize::Zeroizing;

use crate::item::{ItemInfo, Kind};

/// Longer texts are no words of this sort: 24 words, or a set of shares.
const MAX_TEXT: usize = 16 << 10;

/// Recognises a text that is such words and nothing else.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    // Prose has a comma or a full stop soon; this is what nearly every text fails at.
    if text.len() > MAX_TEXT || !text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || is_combining(c)) {
        return None;
    }
    bip39(text).or_else(|| slip39(text))
}

/// Accents that stand behind their letters (Unicode's combining marks, Kana voicing marks), as BIP-39 writes them.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

/// Label: how many words.
fn bip39(text: &str) -> Option<ItemInfo> {
    let count = text.split_whitespace().take(25).count();
    if !matches!(count, 12 | 15 | 18 | 21 | 24) {
        return None;
    }
    let one_line = Zeroizing::new(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    match bip39::Mnemonic::parse(one_line.as_str()) {
        // Words that stand in two languages' lists are words all the same.
        Ok(_) | Err(bip39::Error::AmbiguousLanguages(_)) => {}
        Err(_) => return None,
    }
    Some(ItemInfo::of(Kind::Bip39Words).labelled(Some(&format!("{count} words"))).raw())
}

/// The 1,024 words of SLIP-39, sorted; any is told by its first four letters.
const SLIP39: &str = include_str!("slip39.txt");

/// One share on a line, or all of the text one share over several lines.
fn slip39(text: &str) -> Option<ItemInfo> {
    let list: Vec<&str> = SLIP39.lines().collect();
    let share = |words: &str| share(&list, words);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = if lines().all(|line| share(line).is_some()) { lines().count() } else { share(text).map(|()| 1)? };
    let label = if count == 1 { "1 share".to_owned() } else { format!("{count} shares") };
    (count > 0).then(|| ItemInfo::of(Kind::Slip39Words).labelled(Some(&label)).raw())
}

/// Whether these words are one share with a right checksum.
fn share(list: &[&str], words: &str) -> Option<()> {
    let index = |word: &str| list.binary_search(&word.to_ascii_lowercase().as_str()).ok();
    let numbers: Zeroizing<Vec<u32>> = Zeroizing::new(
        words.split_whitespace().take(64).map(|word| u32::try_from(index(word)?).ok()).collect::<Option<_>>()?,
    );
    let fits = (20..=59).contains(&numbers.len());
    let right = ["shamir", "shamir_extendable"].iter().any(|custom| rs1024(custom, &numbers) == 1);
    (fits && right).then_some(())
}

/// The Reed-Solomon code of SLIP-39 ("Checksum").
fn rs1024(custom: &str, numbers: &[u32]) -> u32 {
    const GENERATOR: [u32; 10] = [
        0x00e0_e040,
        0x01c1_c080,
        0x0383_8100,
        0x0707_0200,
        0x0e0e_0009,
        0x1c0c_2412,
        0x3808_6c24,
        0x3090_fc48,
        0x21b1_f890,
        0x03f3_f120,
    ];
    custom.bytes().map(u32::from).chain(numbers.iter().copied()).fold(1, |sum, value| {
        let top = sum >> 20;
        let shifted = (sum & 0xf_ffff) << 10 ^ value;
        GENERATOR.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1).fold(shifted, |sum, (_, part)| sum ^ part)
    })
}
