//! Proves that what stands in the database is what the acts wrote (1.3.4): every chain is walked from its first entry,
//! every order is compared with the digest its last entry left, series have no gaps (3.1.2), and seals still fit.
//!
//! What it cannot prove without a seal kept outside: that a whole chain was not written anew by somebody who can write
//! the database and reads this file. With the seals it can, up to the hour before the last one.

mod books;
mod chains;

use platform::act::{App, Outcome};
use platform::db::Tx;
use platform::ids::Id;
use platform::seal::{self, Seal};
use serde::Serialize;

/// More than this are counted and not listed.
const LISTED_MAX: usize = 200;

/// What was looked at and what was found wrong.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub chains: u64,
    pub entries: u64,
    pub orders: u64,
    pub series: u64,
    pub seals: u64,
    pub files: u64,
    /// Everything that is wrong; `found` lists the first of them.
    pub wrong: u64,
    pub found: Vec<Found>,
}

#[derive(Debug, Serialize)]
pub struct Found {
    /// `chain`, `order`, `series`, `seal`, `stock`, `duty`, `file`.
    pub check: &'static str,
    pub about: String,
    pub what: String,
}

impl Report {
    pub fn is_whole(&self) -> bool {
        self.wrong == 0
    }

    fn wrong(&mut self, check: &'static str, about: impl ToString, what: impl Into<String>) {
        self.wrong += 1;
        if self.found.len() < LISTED_MAX {
            self.found.push(Found { check, about: about.to_string(), what: what.into() });
        }
    }
}

/// Walks everything on one view of the data. `outside` are seals that were kept elsewhere.
pub async fn verify(app: &App, outside: Vec<Seal>) -> Outcome<Report> {
    let key = app.config().seal_key.clone();
    let mut report = app.read(move |tx| books(tx, &key, &outside)).await?;
    files(app, &mut report).await?;
    Ok(report)
}

fn books(tx: &mut Tx, key: &[u8], outside: &[Seal]) -> Outcome<Report> {
    let mut report = Report::default();
    let seals = seals(tx, key, outside, &mut report)?;
    chains::walk(tx, seals, &mut report)?;
    books::check(tx, &mut report)?;
    Ok(report)
}

/// Checks that each seal is ours and follows the one before; hands out the newest for the walk.
fn seals(tx: &mut Tx, key: &[u8], outside: &[Seal], report: &mut Report) -> Outcome<Vec<Seal>> {
    const PAGE: i64 = 400;
    /// Computing a root costs a hash per chain; the newest ones cover what the older ones did.
    const ROOTS: usize = 8;
    let (mut newest, mut prev, mut seq): (Vec<Seal>, String, i64) = (Vec::new(), String::new(), 0);
    loop {
        let page = seal::list(tx, seq, PAGE)?;
        if page.is_empty() {
            break;
        }
        for seal in page {
            report.seals += 1;
            if seal.seq != seq + 1 || seal.prev != prev {
                report.wrong("seal", seal.seq, "does not follow the seal before it");
            }
            if seal.mark != seal::mark(key, &seal) {
                report.wrong("seal", seal.seq, "was not made with this installation's key");
            }
            if outside.iter().any(|kept| kept.seq == seal.seq && *kept != seal) {
                report.wrong("seal", seal.seq, "is not the one that was kept outside");
            }
            (seq, prev) = (seal.seq, seal.mark.clone());
            newest.push(seal);
        }
        let older = newest.len().saturating_sub(ROOTS);
        newest.drain(..older);
    }
    for kept in outside.iter().filter(|kept| kept.seq > seq) {
        report.wrong("seal", kept.seq, "was kept outside and is not in the database");
    }
    Ok(newest)
}

platform::sql! {
    FILES = "SELECT id, sha256 FROM file WHERE id > $1 ORDER BY id LIMIT $2";
}

/// Every filed document is there and is what was filed.
async fn files(app: &App, report: &mut Report) -> Outcome<()> {
    let mut after = Id::from_uuid(uuid::Uuid::nil());
    loop {
        let page: Vec<(Id, Vec<u8>)> =
            app.read(move |tx| Ok(tx.list(&FILES, &[&after, &200_i64], |row| Ok((row.get(0)?, row.get(1)?)))?)).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = *last;
        for (id, sha256) in page {
            report.files += 1;
            if let Err(fault) = app.0.files.read(&sha256) {
                report.wrong("file", id, fault.to_string());
            }
        }
    }
}
