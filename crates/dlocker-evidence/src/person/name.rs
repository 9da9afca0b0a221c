//! Names of people.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest name that is compared, in bytes.
const LONGEST: usize = 1024;

/// The forms of a name, given and family names together; `None` if no word is left, or it is too long.
pub(super) fn forms(name: &str) -> Option<BTreeSet<String>> {
    if name.len() > LONGEST {
        return None;
    }
    let forms: BTreeSet<String> = [form(name, one_letter), form(name, two_letters)].into_iter().flatten().collect();
    (!forms.is_empty()).then_some(forms)
}

/// Words in ascending order, one blank between them.
fn form(name: &str, written: fn(char) -> Option<&'static str>) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in name.nfc() {
        match written(letter) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(letter),
        }
    }
    let mut letters = String::with_capacity(plain.len());
    for letter in plain.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' => {}
            // A capital İ in lower case has its dot as a mark.
            _ if is_combining_mark(letter) => {}
            _ if letter.is_alphabetic() => letters.push(letter),
            _ => letters.push(' '),
        }
    }
    let mut words: Vec<&str> = letters.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Letters that do not decompose, each as the same one or two wherever it is written.
const fn always(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        'ð' | 'Ð' | 'đ' | 'Đ' => "d",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        'ŋ' | 'Ŋ' => "n",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        _ => return None,
    })
}

const fn one_letter(letter: char) -> Option<&'static str> {
    match letter {
        'ø' | 'Ø' => Some("o"),
        _ => always(letter),
    }
}

const fn two_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' | 'Ä' => "ae",
        'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
        'ü' | 'Ü' => "ue",
        'å' | 'Å' => "aa",
        _ => return always(letter),
    })
}
