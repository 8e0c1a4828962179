//! The rows behind what two people decide on prices: who asked for what, and what was answered.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::event::{self, Taken};
use platform::step::Leave;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

platform::words! {
    /// Where a proposal stands.
    pub enum ProposalState {
        New = "new",
        /// Its file is being taken over.
        Gathering = "gathering",
        Open = "open",
        Accepted = "accepted",
        Refused = "refused",
        TakenBack = "taken_back",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceProposal {
    pub id: Id,
    pub state: ProposalState,
    /// Empty where it was typed.
    pub file_name: String,
    pub ground: String,
    pub row_count: i64,
    pub asked_at: Instant,
    pub asked_by: Id,
    pub asked_name: String,
    pub answered_at: Option<Instant>,
    pub answered_name: String,
    pub answer: String,
}

macro_rules! columns {
    () => {
        "id, state, file_name, ground, row_count, asked_at, asked_by, asked_name, answered_at, answered_name, answer"
    };
}

platform::sql! {
    ADD = "INSERT INTO price_proposal (id, state, file_name, ground, row_count, asked_at, asked_by, asked_name, \
        answered_name, answer) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, '', '') ON CONFLICT (id) DO NOTHING";
    OPEN = "UPDATE price_proposal SET state = $1, row_count = $2 WHERE id = $3 AND state = $4";
    CLOSE = "UPDATE price_proposal SET state = $1, answered_at = $2, answered_by = $3, answered_name = $4, answer = $5 \
        WHERE id = $6 AND state = $7";
    ONE = concat!("SELECT ", columns!(), " FROM price_proposal WHERE id = $1");
    WAITING = concat!("SELECT ", columns!(), " FROM price_proposal WHERE state = 'open' ORDER BY asked_at, id LIMIT 50");
    RECENT = concat!("SELECT ", columns!(), " FROM price_proposal ORDER BY asked_at DESC, id DESC LIMIT 20");
    HOLD = "SELECT id FROM price_proposal WHERE state = 'open' ORDER BY asked_at, id LIMIT 50 {for update}";
    BY_IDS = concat!("SELECT ", columns!(), " FROM price_proposal WHERE id IN ({ids:$1})");
}

impl PriceProposal {
    /// As it begins; nothing is written yet.
    pub fn begun(tx: &Tx, who: &Person, id: Id, file_name: &str, ground: &str) -> PriceProposal {
        PriceProposal {
            id,
            state: ProposalState::Gathering,
            file_name: file_name.to_string(),
            ground: ground.to_string(),
            row_count: 0,
            asked_at: tx.now(),
            asked_by: who.id,
            asked_name: who.name.clone(),
            answered_at: None,
            answered_name: String::new(),
            answer: String::new(),
        }
    }
}

/// Nothing where it was begun already.
pub fn begin(tx: &mut Tx, p: &PriceProposal) -> Outcome<()> {
    tx.execute(&ADD, &[&p.id, &p.state, &p.file_name, &p.ground, &p.asked_at, &p.asked_by, &p.asked_name])?;
    Ok(())
}

/// Puts it before whoever answers.
pub fn put_forward(
    tx: &mut Tx,
    who: &Person,
    p: &PriceProposal,
    rows: i64,
    leave: &Leave<ProposalState>,
) -> Outcome<()> {
    if tx.execute(&OPEN, &[&leave.to, &rows, &p.id, &p.state])? == 0 {
        return Err(Trouble::stale(p.id));
    }
    event::taken(tx, who, &taken(p, leave))
}

/// Stale where somebody answered before.
pub fn close(tx: &mut Tx, who: &Person, p: &PriceProposal, leave: &Leave<ProposalState>, answer: &str) -> Outcome<()> {
    let now = tx.now();
    let params: &[&dyn platform::db::Param] =
        &[&leave.to, &Some(now), &Some(who.id), &who.name, &answer, &p.id, &leave.from];
    if tx.execute(&CLOSE, params)? == 0 {
        return Err(Trouble::stale(p.id));
    }
    event::taken(tx, who, &taken(p, leave))
}

fn taken<'a>(p: &'a PriceProposal, leave: &Leave<ProposalState>) -> Taken<'a> {
    let subject = if p.file_name.is_empty() { &p.ground } else { &p.file_name };
    Taken { about: p.id, about_kind: "price_proposal", subject, opens: leave.opens, closes: leave.closes }
}

pub fn one(tx: &mut Tx, id: Id) -> Outcome<Option<PriceProposal>> {
    Ok(tx.maybe(&ONE, &[&id], of_row)?)
}

/// Two answers come one after the other, so that the second sees what the first put in force.
pub fn hold(tx: &mut Tx) -> Outcome<()> {
    tx.list(&HOLD, &[], |row| row.get::<Id>(0))?;
    Ok(())
}

/// What waits for the executive.
pub fn waiting(tx: &mut Tx) -> Outcome<Vec<PriceProposal>> {
    Ok(tx.list(&WAITING, &[], of_row)?)
}

pub fn recent(tx: &mut Tx) -> Outcome<Vec<PriceProposal>> {
    Ok(tx.list(&RECENT, &[], of_row)?)
}

pub fn by_ids(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<PriceProposal>> {
    let ids = ids.to_vec();
    Ok(tx.list(&BY_IDS, &[&ids], of_row)?)
}

fn of_row(row: &Row<'_>) -> Result<PriceProposal, Fault> {
    Ok(PriceProposal {
        id: row.get(0)?,
        state: row.get(1)?,
        file_name: row.get(2)?,
        ground: row.get(3)?,
        row_count: row.get(4)?,
        asked_at: row.get(5)?,
        asked_by: row.get(6)?,
        asked_name: row.get(7)?,
        answered_at: row.get(8)?,
        answered_name: row.get(9)?,
        answer: row.get(10)?,
    })
}
