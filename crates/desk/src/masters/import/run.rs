//! An import as it is remembered: who, when, which file, how far, with which result.

use platform::Tx;
use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row};
use platform::ids::Id;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::masters::steps::ImportState;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub id: Id,
    pub kind: Kind,
    pub state: ImportState,
    pub at: Instant,
    pub by_person: Id,
    pub by_name: String,
    pub file: Id,
    pub file_name: String,
    pub sha256: Vec<u8>,
    pub rows_total: i64,
    pub rows_done: i64,
    pub added: i64,
    pub changed: i64,
    pub same: i64,
    pub bad: i64,
    pub ended_at: Option<Instant>,
}

macro_rules! columns {
    () => {
        "id, kind, state, at, by_person, by_name, file, file_name, sha256, rows_total, rows_done, rows_added, \
        rows_changed, rows_same, rows_bad, ended_at"
    };
}

platform::sql! {
    BY_ID = concat!("SELECT ", columns!(), " FROM import_run WHERE id = $1");
    RECENT = concat!("SELECT ", columns!(), " FROM import_run ORDER BY at DESC, id DESC LIMIT $1");
    ADD = "INSERT INTO import_run (id, kind, state, at, by_person, by_name, file, file_name, sha256, rows_total, \
        rows_done, rows_added, rows_changed, rows_same, rows_bad, ended_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, 0, NULL)";
    BEGIN = "UPDATE import_run SET state = $1, rows_total = $2, rows_bad = $3, rows_done = 0, rows_added = 0, \
        rows_changed = 0, rows_same = 0 WHERE id = $4 AND state = $5";
    PROGRESS = "UPDATE import_run SET rows_done = rows_done + $1, rows_added = rows_added + $2, \
        rows_changed = rows_changed + $3, rows_same = rows_same + $4, rows_bad = rows_bad + $5 \
        WHERE id = $6 AND state = $7";
    END = "UPDATE import_run SET state = $1, ended_at = $2 WHERE id = $3 AND state = $4";
}

pub fn run(tx: &mut Tx, id: Id) -> Outcome<Option<Run>> {
    Ok(tx.maybe(&BY_ID, &[&id], of_row)?)
}

pub fn recent(tx: &mut Tx, limit: i64) -> Outcome<Vec<Run>> {
    Ok(tx.list(&RECENT, &[&limit], of_row)?)
}

pub(super) fn add(tx: &mut Tx, run: &Run) -> Outcome<()> {
    tx.execute(
        &ADD,
        &[
            &run.id,
            &run.kind,
            &run.state,
            &run.at,
            &run.by_person,
            &run.by_name,
            &run.file,
            &run.file_name,
            &run.sha256,
        ],
    )?;
    Ok(())
}

/// Rows of a run that were dealt with, by what came of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub done: i64,
    pub added: i64,
    pub changed: i64,
    pub same: i64,
    /// Found bad only now, because what is known changed since the check.
    pub bad: i64,
}

/// The three steps of a run; each false where the run is not where it should be.
pub(super) fn begin(tx: &mut Tx, id: Id, from: ImportState, to: ImportState, total: i64, bad: i64) -> Outcome<bool> {
    Ok(tx.execute(&BEGIN, &[&to, &total, &bad, &id, &from])? == 1)
}

pub(super) fn progress(tx: &mut Tx, id: Id, tally: &Tally) -> Outcome<bool> {
    let t = tally;
    let running = ImportState::Running;
    Ok(tx.execute(&PROGRESS, &[&t.done, &t.added, &t.changed, &t.same, &t.bad, &id, &running])? == 1)
}

pub(super) fn end(tx: &mut Tx, id: Id, from: ImportState, to: ImportState) -> Outcome<bool> {
    let now = tx.now();
    Ok(tx.execute(&END, &[&to, &now, &id, &from])? == 1)
}

fn of_row(row: &Row<'_>) -> Result<Run, Fault> {
    Ok(Run {
        id: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        at: row.get(3)?,
        by_person: row.get(4)?,
        by_name: row.get(5)?,
        file: row.get(6)?,
        file_name: row.get(7)?,
        sha256: row.get(8)?,
        rows_total: row.get(9)?,
        rows_done: row.get(10)?,
        added: row.get(11)?,
        changed: row.get(12)?,
        same: row.get(13)?,
        bad: row.get(14)?,
        ended_at: row.get(15)?,
    })
}
