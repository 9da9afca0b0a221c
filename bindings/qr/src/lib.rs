//! QR codes for the staff console.
//!
//! The console needs nothing of the owner's side, so it does not load that WebAssembly. This one has three functions of numbers, no imports, and
//! no glue: the caller writes a text into [`dlocker_qr_text`], calls [`dlocker_qr_draw`], and reads rows of 0 and 1 from
//! [`dlocker_qr_cells`].

use std::cell::Cell;

use qrcode::{Color, EcLevel, QrCode};

/// Longest text in bytes. A link with an invite has about a hundred.
pub const LONGEST: usize = 512;
/// Longest side: that of version 40.
const SIDE: usize = 177;

thread_local! {
    static TEXT: [Cell<u8>; LONGEST] = const { [const { Cell::new(0) }; LONGEST] };
    static CELLS: [Cell<u8>; SIDE * SIDE] = const { [const { Cell::new(0) }; SIDE * SIDE] };
}

/// The dark cells of the code of `text`, row by row; `None` for a text that is too long.
#[must_use]
pub fn cells(text: &[u8]) -> Option<Vec<bool>> {
    if text.len() > LONGEST {
        return None;
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.to_colors().into_iter().map(|color| color == Color::Dark).collect())
}

/// Where the text is written to.
#[allow(unsafe_code, reason = "the name is what JavaScript calls; nothing else has it")]
#[unsafe(no_mangle)]
pub extern "C" fn dlocker_qr_text() -> *const u8 {
    TEXT.with(|text| text.as_ptr().cast())
}

/// Where the cells are read from.
#[allow(unsafe_code, reason = "the name is what JavaScript calls; nothing else has it")]
#[unsafe(no_mangle)]
pub extern "C" fn dlocker_qr_cells() -> *const u8 {
    CELLS.with(|cells| cells.as_ptr().cast())
}

/// Draws the first `length` bytes of the text and forgets them. Gives the number of cells, a square; 0 for a text that is too long.
#[allow(unsafe_code, reason = "the name is what JavaScript calls; nothing else has it")]
#[unsafe(no_mangle)]
pub extern "C" fn dlocker_qr_draw(length: usize) -> usize {
    let text: Vec<u8> = TEXT.with(|text| text.iter().take(length).map(Cell::take).collect());
    let Some(drawn) = cells(&text).filter(|_| length <= LONGEST) else { return 0 };
    CELLS.with(|cells| cells.iter().zip(&drawn).for_each(|(cell, dark)| cell.set(u8::from(*dark))));
    drawn.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn write(text: &[u8]) {
        TEXT.with(|cells| cells.iter().zip(text).for_each(|(cell, byte)| cell.set(*byte)));
    }

    #[test]
    fn a_text_is_drawn_as_a_square_and_forgotten() {
        let text = b"https://bank.example/#invite=abcdefghijkmnpqrstuvwxyz23456789";
        write(text);
        let count = dlocker_qr_draw(text.len());
        let drawn: Vec<bool> = CELLS.with(|cells| cells.iter().take(count).map(|cell| cell.get() == 1).collect());
        assert_eq!(Some(drawn), cells(text));
        assert_eq!(count.isqrt().pow(2), count);
        assert!(TEXT.with(|text| text.iter().all(|byte| byte.get() == 0)), "an invite does not stay");
    }

    #[test]
    fn a_text_that_is_too_long_is_not_drawn() {
        assert_eq!(dlocker_qr_draw(LONGEST + 1), 0);
        assert!(cells(&[b'a'; LONGEST + 1]).is_none());
        assert!(cells(&[b'a'; LONGEST]).is_some());
    }
}
