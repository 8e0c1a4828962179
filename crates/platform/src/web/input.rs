//! What comes in: an HTML form or JSON with the same fields, and uploads. Nothing is unbounded.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::failure::Failure;
use crate::act::OnceKey;
use crate::limits::{BODY_BYTES, FILE_BYTES};
use crate::trouble::{Say, Trouble};

/// A form, with files or without, or a JSON body, with the request's own key where it has one.
#[derive(Debug)]
pub struct Body<T> {
    pub value: T,
    /// What was typed, to be shown again.
    pub raw: Value,
    pub once: Option<OnceKey>,
    /// What a form with files brought along.
    pub files: Vec<UploadedFile>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Failure> {
        let header_key = request.headers().get("idempotency-key").and_then(|v| v.to_str().ok()).map(str::to_string);
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_string();
        let (mut raw, digest, files) = if kind.starts_with("multipart/form-data") {
            let upload = Upload::from_request(request, state).await?;
            (nested(upload.fields.clone()), upload.digest(), upload.files)
        } else {
            let bytes = bounded(request.into_body(), BODY_BYTES.value).await?;
            let raw = if kind.starts_with("application/json") {
                serde_json::from_slice(&bytes).map_err(|e| unreadable(&e.to_string()))?
            } else {
                nested(pairs(&bytes))
            };
            (raw, Sha256::digest(&bytes).to_vec(), Vec::new())
        };
        refuse_nul(&raw)?;
        let form_key =
            raw.as_object_mut().and_then(|map| map.remove("_once")).and_then(|v| v.as_str().map(str::to_string));
        let key = header_key.or(form_key).filter(|key| !key.is_empty() && key.len() <= 100);
        let once = key.map(|key| OnceKey { key, digest });
        let value = serde_json::from_value(raw.clone()).map_err(|e| unreadable(&e.to_string()))?;
        Ok(Body { value, raw, once, files })
    }
}

fn unreadable(why: &str) -> Trouble {
    Trouble::invalid("", Say::new("body-unreadable").arg("why", why))
}

/// Reads a body to its end; what is over the limit is read and thrown away, so that the caller gets an
/// answer and not a broken connection.
async fn bounded(mut body: axum::body::Body, limit: u64) -> Result<Vec<u8>, Trouble> {
    let mut kept = Vec::new();
    let mut seen: u64 = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|e| unreadable(&e.to_string()))?;
        if let Ok(chunk) = frame.into_data() {
            seen += chunk.len() as u64;
            if seen <= limit {
                kept.extend_from_slice(&chunk);
            } else if seen > limit.saturating_mul(20) {
                break;
            }
        }
    }
    if seen > limit {
        return Err(too_large("", seen, limit));
    }
    Ok(kept)
}

fn too_large(field: &str, seen: u64, limit: u64) -> Trouble {
    let mib = |bytes: u64| format!("{}.{}", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576);
    Trouble::invalid(field, Say::new("file-too-large").arg("seen", mib(seen)).arg("limit", mib(limit)))
}

fn refuse_nul(value: &Value) -> Result<(), Trouble> {
    let bad = match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => return items.iter().try_for_each(refuse_nul),
        Value::Object(map) => return map.values().try_for_each(refuse_nul),
        _ => false,
    };
    if bad { Err(unreadable("NUL")) } else { Ok(()) }
}

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
        percent_encoding::percent_decode(&spaced).decode_utf8_lossy().into_owned()
    };
    bytes
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or(&[])))
        })
        .collect()
}

/// `lines[0][sku]=A` becomes `{"lines": {"0": {"sku": "A"}}}`, then numbered objects become lists.
/// A name given twice becomes a list.
pub fn nested(pairs: Vec<(String, String)>) -> Value {
    let mut root = Map::new();
    for (name, text) in pairs {
        let mut path = name.split('[').map(|part| part.trim_end_matches(']').to_string());
        let first = path.next().unwrap_or_default();
        let rest: Vec<String> = path.take(4).collect();
        put(&mut root, &first, &rest, text);
    }
    listed(Value::Object(root))
}

fn put(map: &mut Map<String, Value>, key: &str, rest: &[String], text: String) {
    match rest.split_first() {
        Some((next, deeper)) => {
            let slot = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = slot {
                let next = if next.is_empty() { inner.len().to_string() } else { next.clone() };
                put(inner, &next, deeper, text);
            }
        }
        None => match map.get_mut(key) {
            Some(Value::Array(items)) => items.push(Value::String(text)),
            Some(present) => *present = Value::Array(vec![present.take(), Value::String(text)]),
            None => {
                map.insert(key.to_string(), Value::String(text));
            }
        },
    }
}

/// `7`, and `7.99999` for what was put in between 7 and 8.
fn numbered(key: &str) -> Option<Vec<u32>> {
    key.split('.').map(|part| part.parse().ok()).collect()
}

fn listed(value: Value) -> Value {
    match value {
        Value::Object(map) if !map.is_empty() && map.keys().all(|k| numbered(k).is_some()) => {
            let mut items: Vec<(Vec<u32>, Value)> =
                map.into_iter().map(|(k, v)| (numbered(&k).unwrap_or_default(), listed(v))).collect();
            items.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Array(items.into_iter().map(|(_, v)| v).collect())
        }
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, listed(v))).collect()),
        other => other,
    }
}

/// An upload: its text fields and its files.
#[derive(Debug, Default)]
pub struct Upload {
    pub fields: Vec<(String, String)>,
    pub files: Vec<UploadedFile>,
}

#[derive(Debug, Clone)]
pub struct UploadedFile {
    pub field: String,
    pub name: String,
    pub content: Vec<u8>,
}

impl Upload {
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text)
    }

    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|f| f.field == field && !(f.content.is_empty() && f.name.is_empty()))
    }

    /// Of what was sent, whatever the boundary between its parts: the same form sent twice is the same.
    fn digest(&self) -> Vec<u8> {
        let mut all = Sha256::new();
        let texts = self.fields.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
        let files = self.files.iter().map(|file| (file.field.as_str(), file.content.as_slice()));
        for (name, content) in texts.chain(files) {
            all.update(Sha256::digest(name.as_bytes()));
            all.update(Sha256::digest(content));
        }
        all.finalize().to_vec()
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Upload, Failure> {
        // The limit is our own, counted below: axum's would cut a file of three megabytes off without a word.
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let refuse = |e: &dyn std::fmt::Display| Failure(unreadable(&e.to_string()));
        let mut form = axum::extract::Multipart::from_request(request, state).await.map_err(|e| refuse(&e))?;
        let mut upload = Upload::default();
        let mut seen: u64 = 0;
        while let Some(mut field) = form.next_field().await.map_err(|e| refuse(&e))? {
            let (name, file_name) = (field.name().unwrap_or("").to_string(), field.file_name().map(str::to_string));
            let mut content = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|e| refuse(&e))? {
                seen += chunk.len() as u64;
                // Over the limit the rest is read and dropped: the browser gets its answer.
                if seen <= FILE_BYTES.value {
                    content.extend_from_slice(&chunk);
                }
                if seen > FILE_BYTES.value * 20 {
                    return Err(too_large("file", seen, FILE_BYTES.value).into());
                }
            }
            match file_name {
                Some(file_name) => upload.files.push(UploadedFile { field: name, name: file_name, content }),
                None => {
                    let text = String::from_utf8_lossy(&content).replace('\0', "");
                    upload.fields.push((name, text));
                }
            }
        }
        if seen > FILE_BYTES.value {
            return Err(too_large("file", seen, FILE_BYTES.value).into());
        }
        Ok(upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_and_json_give_the_same_value() {
        let form = pairs(b"name=a+b&lines%5B1%5D%5Bsku%5D=B&lines[0][sku]=A&tick=x&tick=y");
        assert_eq!(nested(form), json!({"name": "a b", "lines": [{"sku": "A"}, {"sku": "B"}], "tick": ["x", "y"]}));
    }

    #[test]
    fn a_row_between_two_rows_has_a_name_between_theirs() {
        let names = ["l[0][s]", "l[7][s]", "l[7.99998][s]", "l[7.99999][s]", "l[7.99999.99997][s]", "l[8][s]"];
        let sent = names.iter().rev().map(|name| ((*name).to_string(), (*name).to_string())).collect();
        let rows: Vec<Value> = names.iter().map(|name| json!({ "s": name })).collect();
        assert_eq!(nested(sent), json!({ "l": rows }));
    }
}
