//! The chains: each entry's hash is computed again, follows the one before, and the last one is the chain's head.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row, Tx};
use platform::history::{Linked, hash_of};
use platform::ids::Id;
use platform::seal::{Root, Seal};
use platform::trouble::Trouble;
use platform::who::Person;

use super::Report;
use crate::order;

/// Entries that are read at a time.
const PAGE: i64 = 1_000;

platform::sql! {
    ENTRIES = "SELECT chain, seq, at, who, who_name, via, step, clause, body, rows_digest, prev, hash FROM history \
        WHERE (chain, seq) > ($1, $2) ORDER BY chain, seq LIMIT $3";
    HEAD = "SELECT seq, hash FROM chain WHERE id = $1";
    WITHOUT_ENTRIES = "SELECT c.id FROM chain c WHERE NOT EXISTS (\
        SELECT 1 FROM history h WHERE h.chain = c.id AND h.seq = 1) ORDER BY c.id LIMIT 200";
    UNTOLD_ORDERS = "SELECT o.id FROM orders o WHERE NOT EXISTS (\
        SELECT 1 FROM history h WHERE h.chain = o.id AND h.seq = 1) ORDER BY o.id LIMIT 200";
}

struct Entry {
    chain: Id,
    seq: i64,
    at: Instant,
    who: Id,
    who_name: String,
    via: String,
    step: String,
    clause: String,
    body: String,
    rows: Vec<u8>,
    prev: Vec<u8>,
    hash: Vec<u8>,
}

/// Where the walk stands in one chain.
struct Walked {
    chain: Id,
    first_step: String,
    seq: i64,
    hash: Vec<u8>,
    /// What the last entry that left rows says of them.
    rows: Vec<u8>,
    /// For each seal, the last entry it covers.
    covered: Vec<Option<(i64, Vec<u8>)>>,
}

pub fn walk(tx: &mut Tx, seals: Vec<Seal>, report: &mut Report) -> Outcome<()> {
    let mut roots: Vec<Root> = seals.iter().map(|_| Root::default()).collect();
    let mut at = (Id::from_uuid(uuid::Uuid::nil()), 0_i64);
    let mut walked: Option<Walked> = None;
    loop {
        let page = tx.list(&ENTRIES, &[&at.0, &at.1, &PAGE], read)?;
        let Some(last) = page.last() else { break };
        at = (last.chain, last.seq);
        for entry in page {
            if walked.as_ref().is_some_and(|walked| walked.chain != entry.chain) {
                close(tx, walked.take(), &mut roots, report)?;
            }
            follow(walked.get_or_insert_with(|| Walked::begin(&entry, seals.len())), &entry, &seals, report);
        }
    }
    close(tx, walked, &mut roots, report)?;
    for (seal, root) in seals.iter().zip(roots) {
        if root.heads != seal.heads || root.finish() != seal.root {
            report.wrong("seal", seal.seq, "does not fit the entries written before it");
        }
    }
    for id in tx.list(&WITHOUT_ENTRIES, &[], |row| row.get::<Id>(0))? {
        report.wrong("chain", id, "has a head and no first entry");
    }
    for id in tx.list(&UNTOLD_ORDERS, &[], |row| row.get::<Id>(0))? {
        report.wrong("order", id, "has no history");
    }
    Ok(())
}

impl Walked {
    fn begin(first: &Entry, seals: usize) -> Walked {
        let covered = vec![None; seals];
        let (chain, first_step) = (first.chain, first.step.clone());
        Walked { chain, first_step, seq: 0, hash: Vec::new(), rows: Vec::new(), covered }
    }
}

fn follow(walked: &mut Walked, entry: &Entry, seals: &[Seal], report: &mut Report) {
    report.entries += 1;
    let about = format!("{} entry {}", entry.chain, entry.seq);
    if entry.seq != walked.seq + 1 {
        report.wrong("chain", &about, format!("follows entry {}", walked.seq));
    }
    if entry.prev != walked.hash {
        report.wrong("chain", &about, "does not name the hash of the entry before it");
    }
    if entry.hash != entry.hashed() {
        report.wrong("chain", &about, "is not what its hash covers");
    }
    (walked.seq, walked.hash) = (entry.seq, entry.hash.clone());
    if !entry.rows.is_empty() {
        walked.rows.clone_from(&entry.rows);
    }
    for (seal, covered) in seals.iter().zip(&mut walked.covered) {
        if entry.at < seal.at {
            *covered = Some((entry.seq, entry.hash.clone()));
        }
    }
}

impl Entry {
    fn hashed(&self) -> Vec<u8> {
        hash_of(&Linked {
            prev: &self.prev,
            chain: self.chain,
            seq: self.seq,
            at: self.at,
            who: self.who,
            who_name: &self.who_name,
            via: &self.via,
            step: &self.step,
            clause: &self.clause,
            body: &self.body,
            rows: &self.rows,
        })
    }
}

/// The end of a chain: its head, its seals, and the order it tells of.
fn close(tx: &mut Tx, walked: Option<Walked>, roots: &mut [Root], report: &mut Report) -> Outcome<()> {
    let Some(walked) = walked else { return Ok(()) };
    report.chains += 1;
    let head: Option<(i64, Vec<u8>)> = tx.maybe(&HEAD, &[&walked.chain], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match head {
        None => report.wrong("chain", walked.chain, "has no head"),
        Some(head) if head != (walked.seq, walked.hash.clone()) => {
            report.wrong("chain", walked.chain, format!("ends at entry {} and its head says {}", walked.seq, head.0));
        }
        Some(_) => {}
    }
    for (root, covered) in roots.iter_mut().zip(&walked.covered) {
        if let Some((seq, hash)) = covered {
            root.add(walked.chain, *seq, hash);
        }
    }
    told_order(tx, &walked, report)
}

fn told_order(tx: &mut Tx, walked: &Walked, report: &mut Report) -> Outcome<()> {
    let order = match order::fetch(tx, &Person::system(), walked.chain) {
        Ok(order) => order,
        Err(Trouble::Hidden) if walked.first_step == "order.record" => {
            report.wrong("order", walked.chain, "is told of and is not there");
            return Ok(());
        }
        Err(Trouble::Hidden) => return Ok(()),
        // A row that cannot even be read was not written by an act.
        Err(Trouble::Fault(fault)) => {
            report.wrong("order", walked.chain, fault.to_string());
            return Ok(());
        }
        Err(other) => return Err(other),
    };
    report.orders += 1;
    if order::rows_digest(&order)? != walked.rows {
        report.wrong("order", &order.number, "is not as its last entry left it");
    }
    if order.execution != order::execution_of(order.approval, &order.lines) {
        report.wrong("order", &order.number, "stands elsewhere than its quantities say");
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Entry, Fault> {
    Ok(Entry {
        chain: row.get(0)?,
        seq: row.get(1)?,
        at: row.get(2)?,
        who: row.get(3)?,
        who_name: row.get(4)?,
        via: row.get(5)?,
        step: row.get(6)?,
        clause: row.get(7)?,
        body: row.get(8)?,
        rows: row.get(9)?,
        prev: row.get(10)?,
        hash: row.get(11)?,
    })
}
