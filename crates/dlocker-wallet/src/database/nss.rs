//! The databases of NSS, as Firefox and Thunderbird keep them: one with keys, one with certificates.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use crate::item::{Facets, ItemInfo, Kind};
use crate::recognise::{needs_nss_password, recognise as recognise_file};

/// Recognises them by their tables.
pub(super) fn recognise(database: &Connection) -> rusqlite::Result<Option<ItemInfo>> {
    let table = |name: &str| {
        let found = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ?1";
        database.query_row(found, [name], |row| row.get::<_, i64>(0))
    };
    let (certificates, keys) = (table("nssPublic")? > 0, table("nssPrivate")? > 0);
    let attribute = |name: &str| database.prepare(&format!("SELECT id, a0, a3 FROM {name}")).map(|_| ());
    let info = ItemInfo::of(Kind::NssDatabase);
    if keys && table("metaData")? > 0 {
        attribute("nssPrivate")?;
        return Ok(Some(shut_or_raw(info.labelled(Some("keys")), database)?));
    }
    if certificates {
        attribute("nssPublic")?;
        return Ok(Some(named(info, &certificates_in(database)?)));
    }
    Ok(None)
}

/// The keys are always encrypted. Without a primary password, which is how browsers begin, anyone opens them all the same, and so they count as
/// bare.
fn shut_or_raw(info: ItemInfo, database: &Connection) -> rusqlite::Result<ItemInfo> {
    let check = "SELECT item2 FROM metaData WHERE id = 'password' AND typeof(item2) = 'blob' AND length(item2) < 4096";
    let check: Option<Vec<u8>> = database.query_row(check, [], |row| row.get(0)).optional()?;
    let shut = check.is_some_and(|check| needs_nss_password(&check));
    Ok(if shut { info.with(Facets::ENCRYPTED) } else { info.raw() })
}

/// Of a database, at most this many certificates are looked at, and so many names go into the label.
const CERTIFICATES: u32 = 16;
const LABEL_NAMES: usize = 3;

/// A certificate in a database of NSS.
struct Certificate {
    /// Labelled with its nickname, where it has one.
    info: ItemInfo,
    /// Issued by itself, as those of authorities are.
    by_itself: bool,
}

fn certificates_in(database: &Connection) -> rusqlite::Result<Vec<Certificate>> {
    let rows = "SELECT a3, a11 FROM nssPublic WHERE a0 = x'00000001' AND typeof(a11) = 'blob' AND length(a11) < 65536
                ORDER BY id LIMIT ?1";
    let mut statement = database.prepare(rows)?;
    let rows = statement.query_map([CERTIFICATES], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let rows: Vec<(Value, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter_map(|(nickname, der)| Certificate::read(nickname, &der)).collect())
}

impl Certificate {
    fn read(nickname: Value, der: &[u8]) -> Option<Certificate> {
        let info = Some(recognise_file(der, der.len() as u64)).filter(|info| info.kind == Kind::DerCertificate)?;
        let by_itself = info.label == info.issuer;
        // Where there is nothing, NSS writes three bytes that are no text.
        let nickname = match nickname {
            Value::Blob(bytes) => String::from_utf8(bytes).ok(),
            Value::Text(text) => Some(text),
            _ => None,
        };
        let label = nickname.or_else(|| info.label.clone());
        Some(Certificate { info: info.labelled(label.as_deref()), by_itself })
    }
}

/// Label: the first names. Issuer and expiry: of the only certificate, or of the only one that somebody else issued.
fn named(info: ItemInfo, certificates: &[Certificate]) -> ItemInfo {
    let names: Vec<&str> = certificates.iter().filter_map(|one| one.info.label.as_deref()).take(LABEL_NAMES).collect();
    let label = if names.is_empty() { "certificates".to_owned() } else { names.join(", ") };
    let info = info.labelled(Some(&label));
    let mut issued = certificates.iter().filter(|one| !one.by_itself || certificates.len() == 1);
    match (issued.next(), issued.next()) {
        (Some(own), None) => info.issued_by(own.info.issuer.as_deref()).expiring(own.info.expires.clone()),
        _ => info,
    }
}
