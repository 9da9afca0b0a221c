//! The ASCII armor of OpenPGP (RFC 9580, section 6).

use zeroize::Zeroizing;

use crate::recognise::base64;

const BEGIN: &str = "-----BEGIN PGP ";

/// Takes the armor off a text that is one or more blocks and nothing else. Behind each other they are what a file of packets is.
/// Of a text that is only a beginning, as much as is there.
pub(super) fn decode(text: &str, whole: bool) -> Option<Zeroizing<Vec<u8>>> {
    let (mut bytes, mut lines) = (Zeroizing::new(Vec::new()), text.lines());
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let label = line.trim_end().strip_prefix(BEGIN)?.strip_suffix("-----")?;
        block(label, &mut lines, &mut bytes, whole)?;
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The block behind an explanation: GnuPG puts a colon before its first line, so that nobody revokes a key by mistake.
pub(super) fn behind_explanation(text: &str) -> Option<&str> {
    let at = text.find("\n:-----BEGIN PGP PUBLIC KEY BLOCK-----")?;
    text.get(at + 2..)
}

fn block(label: &str, lines: &mut std::str::Lines<'_>, bytes: &mut Vec<u8>, whole: bool) -> Option<()> {
    // Headers up to an empty line.
    lines.by_ref().find(|line| line.trim().is_empty())?;
    let mut base64 = Zeroizing::new(Vec::new());
    for line in lines.by_ref() {
        let line = line.trim_end();
        if let Some(end) = line.strip_prefix("-----END PGP ") {
            let ended = end.strip_suffix("-----")? == label;
            bytes.extend_from_slice(&base64::standard(&base64)?);
            return ended.then_some(());
        }
        // The checksum of older versions.
        if !line.starts_with('=') {
            base64.extend_from_slice(line.as_bytes());
        }
    }
    let quads = base64.len() / 4 * 4;
    bytes.extend_from_slice(&base64::standard(base64.get(..quads)?)?);
    (!whole).then_some(())
}
