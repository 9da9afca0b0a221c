//! PEM (RFC 7468): keys and certificates, alone or together, with what openssl writes around them.

use zeroize::Zeroizing;

use super::{base64, cms, keys, openssh, x509};
use crate::item::{Facets, ItemInfo, Kind};

/// More blocks than this are not looked into: the first ones name the file.
const MAX_BLOCKS: usize = 64;

/// How a file with explanatory text before its first block may begin (what `openssl` writes). Any other text before a
/// block is taken for prose that quotes a key.
const PREAMBLES: [&str; 7] =
    ["-----BEGIN ", "Bag Attributes", "Certificate:", "Private-Key:", "Public-Key:", "subject=", "issuer="];

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const PRIVATE: &str = "PRIVATE KEY";

/// Recognises a text that is PEM from its first line on.
pub(super) fn recognise(text: &str) -> Option<ItemInfo> {
    if !PREAMBLES.iter().any(|start| text.starts_with(start)) {
        return None;
    }
    let mut found = Found::default();
    for block in Blocks::new(text).take(MAX_BLOCKS) {
        found.take(&block);
    }
    found.info(private_begins(text))
}

/// How many blocks say that they begin a private key.
fn private_begins(text: &str) -> usize {
    text.lines().filter_map(|line| framed(line.trim(), BEGIN)).filter(|label| label.ends_with(PRIVATE)).count()
}

/// What the blocks of one file told so far.
#[derive(Default)]
struct Found {
    key: Option<ItemInfo>,
    certificate: Option<x509::Certificate>,
    message: Option<ItemInfo>,
    raw_key: bool,
    facets: Facets,
    /// Private keys that could be read as far as to say whether they are encrypted.
    understood: usize,
}

impl Found {
    fn take(&mut self, block: &Block<'_>) {
        match block.label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                let read = x509::certificate(&block.bytes);
                self.certificate = self.certificate.take().or(read);
            }
            "PKCS7" | "CMS" => {
                let read = cms::recognise(&block.bytes, true);
                self.message = self.message.take().or(read);
            }
            "OPENSSH PRIVATE KEY" => self.keep_key(block.label, openssh::recognise_private(&block.bytes)),
            label => self.keep_key(label, block.key()),
        }
    }

    /// The first key names the file; every key counts for `raw_key`.
    fn keep_key(&mut self, label: &str, key: Option<ItemInfo>) {
        let Some(key) = key else { return };
        self.understood += usize::from(label.ends_with(PRIVATE));
        self.raw_key |= key.raw_key;
        self.facets = self.facets | key.facets;
        self.key = self.key.take().or(Some(key));
    }

    fn info(self, private_begins: usize) -> Option<ItemInfo> {
        let certificate = self.certificate.map(|cert| cert.info(Kind::PemCertificate));
        let mut info = match (self.key, certificate) {
            (Some(key), Some(cert)) => {
                ItemInfo { kind: key.kind, label: cert.label.or(key.label), key: key.key.or(cert.key), ..cert }
            }
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => self.message?,
        };
        info.facets = info.facets | self.facets;
        if private_begins > 0 {
            info.facets = info.facets.without(Facets::PUBLIC_HALF);
        }
        // A private key that was not understood (broken, or beyond the last block looked at) counts as one in the open.
        info.raw_key = self.raw_key || private_begins > self.understood;
        Some(info)
    }
}

/// One well-formed block between BEGIN and END.
struct Block<'a> {
    label: &'a str,
    encrypted: bool,
    bytes: Zeroizing<Vec<u8>>,
}

impl Block<'_> {
    /// The key in this block, if its label says that it is one.
    fn key(&self) -> Option<ItemInfo> {
        let bytes = self.bytes.as_slice();
        let of = |label| ItemInfo::of(Kind::PemKey).labelled(Some(label));
        Some(match self.label {
            // A label that says private key is enough to keep what follows as one.
            "PRIVATE KEY" => keys::pkcs8(bytes, Kind::PemKey).unwrap_or_else(|| ItemInfo::of(Kind::PemKey).raw()),
            "ENCRYPTED PRIVATE KEY" => ItemInfo::of(Kind::PemKey).with(Facets::ENCRYPTED),
            "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "DSA PRIVATE KEY" if self.encrypted => {
                of(self.label.trim_end_matches(" PRIVATE KEY")).with(Facets::ENCRYPTED)
            }
            "RSA PRIVATE KEY" => keys::pkcs1(bytes, Kind::PemKey).unwrap_or_else(|| of("RSA").raw()),
            "EC PRIVATE KEY" => keys::sec1(bytes, Kind::PemKey).unwrap_or_else(|| of("EC").raw()),
            "DSA PRIVATE KEY" => of("DSA").raw(),
            "PUBLIC KEY" => keys::public_key(bytes, Kind::PemKey)
                .unwrap_or_else(|| ItemInfo::of(Kind::PemKey).with(Facets::PUBLIC_HALF)),
            "RSA PUBLIC KEY" => of("RSA").with(Facets::PUBLIC_HALF).of_key(keys::rsa_public(bytes)),
            "TSS2 PRIVATE KEY" => ItemInfo::of(Kind::Tpm2Key).with(Facets::HARDWARE),
            "PKCS#11 PROVIDER URI" => ItemInfo::of(Kind::Pkcs11Uri).with(Facets::HARDWARE),
            _ => return None,
        })
    }
}

/// The blocks of a text, found in one pass over its lines.
struct Blocks<'a> {
    lines: std::str::Lines<'a>,
}

impl<'a> Blocks<'a> {
    fn new(text: &'a str) -> Blocks<'a> {
        Blocks { lines: text.lines() }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        let mut open: Option<Open<'a>> = None;
        for line in self.lines.by_ref() {
            let line = line.trim();
            if let Some(label) = framed(line, BEGIN) {
                open = Some(Open::new(label));
            } else if let Some(label) = framed(line, END) {
                if let Some(block) = open.take().and_then(|open| open.close(label)) {
                    return Some(block);
                }
            } else if let Some(open) = &mut open {
                open.line(line);
            }
        }
        None
    }
}

fn framed<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}

/// A block whose END has not come yet.
struct Open<'a> {
    label: &'a str,
    encrypted: bool,
    base64: Zeroizing<Vec<u8>>,
}

impl<'a> Open<'a> {
    fn new(label: &'a str) -> Open<'a> {
        Open { label, encrypted: false, base64: Zeroizing::new(Vec::new()) }
    }

    fn line(&mut self, line: &str) {
        // Headers of the old encapsulated form (RFC 1421): "Proc-Type: 4,ENCRYPTED".
        if line.contains(": ") {
            self.encrypted |= line.starts_with("Proc-Type:") && line.contains("ENCRYPTED");
        } else {
            self.base64.extend_from_slice(line.as_bytes());
        }
    }

    fn close(self, label: &str) -> Option<Block<'a>> {
        let bytes = base64::standard(&self.base64)?;
        let whole = label == self.label && !bytes.is_empty();
        whole.then_some(Block { label: self.label, encrypted: self.encrypted, bytes })
    }
}
