//! A QR code for the screen: a kit's code, a link to join.

use qrcode::{Color, EcLevel, QrCode};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// Rows of "1" for dark and "0" for light, without a quiet zone; none if the text is too long for a QR code.
#[must_use]
#[wasm_bindgen]
pub fn qr(text: js_sys::Uint8Array) -> Vec<String> {
    let bytes = Zeroizing::new(text.to_vec());
    text.fill(0, 0, text.length());
    rows(&bytes)
}

fn rows(text: &[u8]) -> Vec<String> {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Vec::new() };
    let colors = code.to_colors();
    let row = |row: &[Color]| row.iter().map(|color| color.select('1', '0')).collect();
    colors.chunks(code.width()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_code_is_a_square_with_its_three_finders() {
        let drawn = rows(b"7K2M-QX9D-4T8R-B1NV-6WZC-H3YF-JP5E-0GAS-2MVX");
        assert!(drawn.iter().all(|row| row.len() == drawn.len()), "{drawn:?}");
        let last = drawn.len() - 1;
        assert!(drawn[0].starts_with("1111111") && drawn[0].ends_with("1111111") && drawn[last].starts_with("1111111"));
        assert!(!drawn[last].ends_with("1111111"));
    }

    #[test]
    fn what_does_not_fit_is_not_drawn() {
        assert!(rows(&[b'x'; 4000]).is_empty());
    }
}
