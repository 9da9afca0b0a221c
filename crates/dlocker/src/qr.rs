//! A QR code on a terminal.

use std::io::IsTerminal;

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// Draws `text` on standard error, if that is a terminal and the code fits.
pub(crate) fn show(text: &str) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    if let Some(code) = draw(text) {
        crate::outcome::note(&code);
    }
}

/// Dark on light, whatever the colours of the terminal; none if the text is too long for a QR code.
fn draw(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_link_fits_into_a_code() {
        let code = draw(&format!("dlocker-join-{}", "x".repeat(400))).unwrap_or_default();
        assert!(code.lines().count() > 30, "{code}");
    }

    #[test]
    fn what_does_not_fit_is_not_drawn() {
        assert!(draw(&"x".repeat(4000)).is_none());
    }
}
