//! The daily seal over the heads of all chains (1.3.4). A history that was written anew from its first entry to its
//! last is consistent in itself; it still does not fit a seal that was taken before and is kept outside the database.
//!
//! A seal covers, for every chain, the last entry written before the seal's instant. That instant lies an hour back,
//! longer than any act takes, so that what a seal covers never changes afterwards and can be computed again.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::act::{App, Outcome};
use crate::day::Instant;
use crate::db::Tx;
use crate::history::hex;
use crate::ids::Id;

/// How far back a seal looks.
const SETTLED: Duration = Duration::from_secs(3600);
/// How often one is taken.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// Chains that are read at a time.
const PAGE: i64 = 1_000;

/// A seal as it is stored, and as it is kept outside: one JSON object a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub seq: i64,
    /// It covers what was written before this.
    pub at: Instant,
    /// Chains it covers.
    pub heads: i64,
    pub root: String,
    pub prev: String,
    /// Keyed: only who has the key of the data folder can make one.
    pub mark: String,
}

crate::sql! {
    LAST = "SELECT seq, at, heads, root, prev, mark FROM seal ORDER BY seq DESC LIMIT 1";
    LIST = "SELECT seq, at, heads, root, prev, mark FROM seal WHERE seq > $1 ORDER BY seq LIMIT $2";
    KEEP = "INSERT INTO seal (seq, at, heads, root, prev, mark) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (seq) DO NOTHING";
    COVERED = "SELECT c.id, h.seq, h.hash FROM chain c JOIN history h ON h.chain = c.id AND h.seq = (\
        SELECT MAX(x.seq) FROM history x WHERE x.chain = c.id AND x.at < $1) \
        WHERE c.id > $2 ORDER BY c.id LIMIT $3";
}

/// Takes today's seal where it is due; several nodes may ask at once, one of them takes it.
pub async fn seal_if_due(app: &App) -> Outcome<Option<Seal>> {
    let key = app.config().seal_key.clone();
    // Read on one view, outside the writer: a million chains must not keep anybody waiting.
    let next = app.read(move |tx| next(tx, &key)).await?;
    let Some(seal) = next else { return Ok(None) };
    let kept = seal.clone();
    let mine = app.0.db.write(move |tx| keep(tx, &kept)).await?;
    Ok(mine.then_some(seal))
}

fn next(tx: &mut Tx, key: &[u8]) -> Outcome<Option<Seal>> {
    let at = tx.now().checked_sub(SETTLED).unwrap_or(Instant::EPOCH);
    let last: Option<Seal> = tx.maybe(&LAST, &[], read)?;
    let due = last.as_ref().is_none_or(|last| last.at.saturating_add(EVERY) <= at);
    if !due {
        return Ok(None);
    }
    let (mut root, mut after) = (Root::default(), Id::from_uuid(uuid::Uuid::nil()));
    loop {
        let heads: Vec<(Id, i64, Vec<u8>)> =
            tx.list(&COVERED, &[&at, &after, &PAGE], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let Some((last, _, _)) = heads.last() else { break };
        after = *last;
        for (chain, seq, hash) in &heads {
            root.add(*chain, *seq, hash);
        }
    }
    if root.heads == 0 {
        return Ok(None);
    }
    let (seq, prev) = last.map_or((1, String::new()), |last| (last.seq + 1, last.mark));
    let mut seal = Seal { seq, at, heads: root.heads, root: root.finish(), prev, mark: String::new() };
    seal.mark = mark(key, &seal);
    Ok(Some(seal))
}

fn keep(tx: &mut Tx, seal: &Seal) -> Outcome<bool> {
    let bytes = |text: &str| unhex(text);
    let (root, prev, mark) = (bytes(&seal.root), bytes(&seal.prev), bytes(&seal.mark));
    Ok(tx.execute(&KEEP, &[&seal.seq, &seal.at, &seal.heads, &root, &prev, &mark])? == 1)
}

/// A page of seals, oldest first.
pub fn list(tx: &mut Tx, after: i64, limit: i64) -> Outcome<Vec<Seal>> {
    Ok(tx.list(&LIST, &[&after, &limit], read)?)
}

fn read(row: &crate::db::Row<'_>) -> Result<Seal, crate::Fault> {
    let text = |at: usize| -> Result<String, crate::Fault> { Ok(hex(&row.get::<Vec<u8>>(at)?)) };
    Ok(Seal { seq: row.get(0)?, at: row.get(1)?, heads: row.get(2)?, root: text(3)?, prev: text(4)?, mark: text(5)? })
}

/// Everything covered by a seal, in the order of the chains' ids.
#[derive(Default)]
pub struct Root {
    hash: Sha256,
    pub heads: i64,
}

impl Root {
    pub fn add(&mut self, chain: Id, seq: i64, hash: &[u8]) {
        self.hash.update(chain.as_bytes());
        self.hash.update(seq.to_be_bytes());
        self.hash.update(hash);
        self.heads += 1;
    }

    pub fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}

/// HMAC-SHA256 (RFC 2104) over everything the seal says.
pub fn mark(key: &[u8], seal: &Seal) -> String {
    let said = format!("{}\n{}\n{}\n{}\n{}", seal.seq, seal.at.to_i64(), seal.heads, seal.root, seal.prev);
    hex(&hmac(key, said.as_bytes()))
}

pub(crate) fn hmac(key: &[u8], said: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 64;
    let mut padded = [0u8; BLOCK];
    if key.len() > BLOCK {
        padded[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        padded[..key.len()].copy_from_slice(key);
    }
    let with = |byte: u8| padded.map(|b| b ^ byte);
    let inner = Sha256::new().chain_update(with(0x36)).chain_update(said).finalize();
    Sha256::new().chain_update(with(0x5c)).chain_update(inner).finalize().to_vec()
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap_or(0) as u8;
    text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test cases 2 and 6 of RFC 4231.
    #[test]
    fn the_mark_is_hmac_sha_256() {
        let short = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        assert_eq!(unhex("00ff1a"), [0, 255, 26]);
    }
}
