//! Exports of password managers as JSON: FIDO's Credential Exchange Format, and Bitwarden's own.

use super::json::{Json, Object};
use crate::item::{Facets, ItemInfo, Kind};

/// Recognises an export by its members.
pub(super) fn recognise(json: &Json) -> Option<ItemInfo> {
    cxf(json.object()?).or_else(|| bitwarden(json.object()?))
}

/// The header of CXF (section 2.1). Label: who exported; it holds passwords and passkeys in the open.
fn cxf(header: &Object) -> Option<ItemInfo> {
    let exporter = header.text("exporterRpId")?;
    let Json::List { kept, .. } = header.get("accounts")? else { return None };
    let accounts = kept.iter().all(|account| account.object().is_some_and(|account| account.has("items")));
    let label = header.text("exporterDisplayName").unwrap_or(exporter);
    (accounts && header.has("version")).then(|| ItemInfo::of(Kind::FidoCxf).labelled(Some(label)).raw())
}

/// Plain, encrypted for one account, or encrypted with a password.
fn bitwarden(export: &Object) -> Option<ItemInfo> {
    let Json::Bool(encrypted) = export.get("encrypted")? else { return None };
    let info = ItemInfo::of(Kind::BitwardenExport);
    if !encrypted {
        let plain = export.has("items") && (export.has("folders") || export.has("collections"));
        return plain.then(|| info.labelled(Some("plain")).raw());
    }
    if !export.has("encKeyValidation_DO_NOT_EDIT") {
        return None;
    }
    let protected = matches!(export.get("passwordProtected"), Some(Json::Bool(true))) && export.has("data");
    let label = if protected { "encrypted with a password" } else { "encrypted for one account" };
    (protected || export.has("items")).then(|| info.labelled(Some(label)).with(Facets::ENCRYPTED))
}
