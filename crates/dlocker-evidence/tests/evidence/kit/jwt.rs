//! JWTs over exactly the given texts.

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::signature::SigningKey;
use serde_json::Value;

pub(crate) fn jwt(header: &Value, claims: &Value, key: &SigningKey) -> String {
    of_texts(&text(header), &text(claims), key)
}

pub(crate) fn of_texts(header: &str, claims: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(claims.as_bytes()));
    format!("{input}.{}", to_base64url(key.sign(input.as_bytes()).as_bytes()))
}

/// JSON with its members sorted: the same text whatever order the crates of this build keep them in.
pub(crate) fn text(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Object(object) => {
            let mut names: Vec<&String> = object.keys().collect();
            names.sort();
            let member = |name: &String| format!("{}:{}", Value::from(name.as_str()), text(&object[name]));
            format!("{{{}}}", joined(names.into_iter().map(member).collect()))
        }
        Value::Array(elements) => format!("[{}]", joined(elements.iter().map(text).collect())),
        plain => plain.to_string(),
    }
}
