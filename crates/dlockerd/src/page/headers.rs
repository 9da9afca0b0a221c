//! What every answer of the page wears.

use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Nothing from elsewhere, nothing inline, no eval but WebAssembly's, no frames, and text becomes script only through two named policies.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html dlocker";

/// The camera reads QR codes, passkeys sign; everything else is off. Only names that Chromium knows: it reports any other on the console.
const PERMISSIONS: &str = "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), \
accelerometer=(), autoplay=(), browsing-topics=(), \
clipboard-read=(), compute-pressure=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), interest-cohort=(), keyboard-map=(), local-fonts=(), \
magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), private-state-token-issuance=(), \
private-state-token-redemption=(), screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), usb=(), \
window-management=(), xr-spatial-tracking=()";

const ALWAYS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Puts them on.
pub(super) fn dress(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// The type of a file, by its name.
pub(super) fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// How long a browser may keep it: for ever where the name has a hash of the content in it, not at all otherwise.
pub(super) fn keeping(path: &str) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-store" }
}

/// `assets/NAME-HASH.EXTENSION`, the hash being eight characters, as Vite names what it builds.
fn is_hashed(path: &str) -> bool {
    let Some((stem, _)) = path.strip_prefix("assets/").and_then(|name| name.rsplit_once('.')) else { return false };
    let Some(at) = stem.len().checked_sub(9) else { return false };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    at > 0 && stem.as_bytes()[at] == b'-' && stem.as_bytes()[at + 1..].iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept() {
        for name in ["assets/index-BxYz12ab.js", "assets/dlocker_bg-a-_c12AB.wasm"] {
            assert!(keeping(name).contains("immutable"), "{name}");
        }
        for name in [
            "index.html",
            "staff/index.html",
            "sw.js",
            "manifest.json",
            "index-BxYz12ab.js",
            "assets/index.js",
            "assets/-BxYz12ab.js",
            "assets/index-BxYz12a.js",
            "assets/index-BxYz12ab",
            "assets/ä-12345678",
        ] {
            assert_eq!(keeping(name), "no-store", "{name}");
        }
    }
}
