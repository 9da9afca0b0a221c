//! What looks like a secret in the open, wherever it stands.

/// Marks of unencrypted private keys and of the secrets of one-time codes, by their first two bytes.
const MARKS: [&[u8]; 6] = [
    b"PRIVATE KEY-----",
    b"PGP PRIVATE KEY BLOCK-----",
    b"PrivateKey = ",
    b"AGE-SECRET-KEY-",
    b"otpauth://",
    b"otpauth-migration://",
];

/// True when the bytes contain what looks like a private key in the open.
pub(super) fn holds_secret(bytes: &[u8]) -> bool {
    // One pass: two bytes decide nearly always.
    let encrypted_only = |at: usize| bytes.get(..at).is_some_and(|before| before.ends_with(b"ENCRYPTED "));
    bytes.windows(2).enumerate().any(|(at, pair)| {
        matches!(pair, b"PR" | b"PG" | b"Pr" | b"AG" | b"ot")
            && bytes.get(at..).is_some_and(|rest| MARKS.iter().any(|mark| rest.starts_with(mark)))
            && !encrypted_only(at)
    })
}
