//! Append-only chains: who did what, when, by which clause, on which ground (1.3.4). Each entry holds the
//! hash of the one before and the digest of the rows it left, so that a change from outside is found.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::act::Outcome;
use crate::day::Instant;
use crate::db::{Fault, Tx};
use crate::ids::Id;
use crate::step::Refusal;
use crate::who::Person;

/// The chain of people, roles, settings, price lists and imports.
pub const ADMINISTRATION: Id = Id::from_uuid(uuid::Uuid::from_u128(1));
/// The chain of refusals and accesses.
pub const ACCESS: Id = Id::from_uuid(uuid::Uuid::from_u128(2));

/// What an act adds to a chain.
#[derive(Debug)]
pub struct Entry<'a> {
    pub chain: Id,
    /// The step or act: a key of the language files with `step-` before it.
    pub step: &'a str,
    pub clause: &'a str,
    /// What changed, and the grounds; shown on the timeline.
    pub body: Value,
    /// Digest of the rows this leaves; empty where there are none.
    pub rows: Vec<u8>,
}

/// An entry as it was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Written {
    pub seq: i64,
    pub at: Instant,
    pub who: Id,
    pub who_name: String,
    pub via: String,
    pub step: String,
    pub clause: String,
    pub body: Value,
    pub hash: String,
}

crate::sql! {
    HEAD = "SELECT seq, hash FROM chain WHERE id = $1 {for update}";
    FIRST = "INSERT INTO chain (id, seq, hash) VALUES ($1, 1, $2)";
    NEXT = "UPDATE chain SET seq = $1, hash = $2 WHERE id = $3 AND seq = $4";
    APPEND = "INSERT INTO history (chain, seq, at, who, who_name, via, step, clause, body, rows_digest, prev, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    pub OF_CHAIN = "SELECT seq, at, who, who_name, via, step, clause, body, hash FROM history \
        WHERE chain = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
}

/// Writes an entry and moves the chain's head.
pub fn append(tx: &mut Tx, who: &Person, entry: &Entry<'_>) -> Result<(), Fault> {
    let head: Option<(i64, Vec<u8>)> = tx.maybe(&HEAD, &[&entry.chain], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (seq, prev) = head.map_or((1, Vec::new()), |(seq, hash)| (seq + 1, hash));
    let at = tx.now();
    let body = canonical(&entry.body);
    let hash = link(&prev, entry, seq, at, who, &body);
    if seq == 1 {
        tx.execute(&FIRST, &[&entry.chain, &hash])?;
    } else if tx.execute(&NEXT, &[&seq, &hash, &entry.chain, &(seq - 1)])? == 0 {
        return Err(Fault::new("history", crate::db::FaultKind::Again, "the chain moved"));
    }
    let via = who.via.code();
    tx.execute(
        &APPEND,
        &[
            &entry.chain,
            &seq,
            &at,
            &who.id,
            &who.name,
            &via,
            &entry.step,
            &entry.clause,
            &body,
            &entry.rows,
            &prev,
            &hash,
        ],
    )?;
    Ok(())
}

fn link(prev: &[u8], entry: &Entry<'_>, seq: i64, at: Instant, who: &Person, body: &str) -> Vec<u8> {
    hash_of(&Linked {
        prev,
        chain: entry.chain,
        seq,
        at,
        who: who.id,
        who_name: &who.name,
        via: who.via.code(),
        step: entry.step,
        clause: entry.clause,
        body,
        rows: &entry.rows,
    })
}

/// Everything an entry's hash covers.
pub struct Linked<'a> {
    pub prev: &'a [u8],
    pub chain: Id,
    pub seq: i64,
    pub at: Instant,
    pub who: Id,
    pub who_name: &'a str,
    pub via: &'a str,
    pub step: &'a str,
    pub clause: &'a str,
    pub body: &'a str,
    pub rows: &'a [u8],
}

/// One encoding on both engines: each part with its length before it.
pub fn hash_of(entry: &Linked<'_>) -> Vec<u8> {
    let (seq, at) = (entry.seq.to_be_bytes(), entry.at.to_i64().to_be_bytes());
    let parts: [&[u8]; 11] = [
        entry.prev,
        entry.chain.as_bytes(),
        &seq,
        &at,
        entry.who.as_bytes(),
        entry.who_name.as_bytes(),
        entry.via.as_bytes(),
        entry.step.as_bytes(),
        entry.clause.as_bytes(),
        entry.body.as_bytes(),
        entry.rows,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Canonical JSON: object keys sorted, no white space. Written out here, because whether serde_json sorts depends on
/// a feature that any dependency may switch.
pub fn canonical(body: &Value) -> String {
    let mut out = String::new();
    write_canonical(body, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A page of a chain, newest first, before `before` (use `i64::MAX` to begin).
pub fn page(tx: &mut Tx, chain: Id, before: i64, limit: i64) -> Outcome<Vec<Written>> {
    Ok(tx.list(&OF_CHAIN, &[&chain, &before, &limit], |row| {
        let body: String = row.get(7)?;
        let hash: Vec<u8> = row.get(8)?;
        Ok(Written {
            seq: row.get(0)?,
            at: row.get(1)?,
            who: row.get(2)?,
            who_name: row.get(3)?,
            via: row.get(4)?,
            step: row.get(5)?,
            clause: row.get(6)?,
            body: serde_json::from_str(&body).map_err(|e| Fault::other("history", e))?,
            hash: hex(&hash),
        })
    })?)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

crate::sql! {
    REFUSED = "INSERT INTO refusal (id, at, who, who_name, step, clause, rules, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// A refusal is an answer that is kept: who was told no, and why.
pub fn note_refusal(tx: &mut Tx, who: &Person, refusal: &Refusal) -> Outcome<()> {
    let (id, at) = (tx.new_id(), tx.now());
    let rules: Vec<&str> = refusal.broken.iter().map(|b| b.rule).collect();
    let body = serde_json::to_value(refusal).map_err(|e| Fault::other("refusal", e))?;
    let text = canonical(&body);
    tx.execute(&REFUSED, &[&id, &at, &who.id, &who.name, &refusal.step, &refusal.clause, &rules.join(" "), &text])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let value: Value = serde_json::from_str(r#"{"b": [{"z": 1, "a": "x\"y"}], "a": null}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":null,"b":[{"a":"x\"y","z":1}]}"#);
    }
}
