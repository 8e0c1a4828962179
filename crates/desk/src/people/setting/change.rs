//! The rows behind a changed setting: what was asked, by whom, why, and the answer.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row, Tx};
use platform::event::Taken;
use platform::ids::Id;
use platform::settings;
use platform::trouble::Trouble;
use platform::who::Person;
use serde::{Deserialize, Serialize};

use super::known::Setting;

platform::words! {
    /// Where a proposal stands.
    pub enum ChangeState {
        Open = "open",
        Accepted = "accepted",
        Refused = "refused",
        TakenBack = "taken_back",
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyChange {
    pub id: Id,
    pub name: String,
    pub from: String,
    pub to: String,
    pub state: ChangeState,
    pub ground: String,
    pub asked_at: Instant,
    pub asked_by: Id,
    pub asked_name: String,
    pub answered_at: Option<Instant>,
    pub answered_name: String,
    pub answer: String,
}

macro_rules! columns {
    () => {
        "id, name, from_value, to_value, state, ground, asked_at, asked_by, asked_name, answered_at, answered_name, \
        answer"
    };
}

platform::sql! {
    ADD = "INSERT INTO policy_change (id, name, from_value, to_value, state, ground, asked_at, asked_by, asked_name, \
        answered_at, answered_by, answered_name, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')";
    CLOSE = "UPDATE policy_change SET state = $1, answered_at = $2, answered_by = $3, answered_name = $4, answer = $5 \
        WHERE id = $6 AND state = 'open'";
    ONE = concat!("SELECT ", columns!(), " FROM policy_change WHERE id = $1 AND name = $2");
    OPEN_OF = concat!("SELECT ", columns!(), " FROM policy_change WHERE name = $1 AND state = 'open'");
    OPEN = concat!("SELECT ", columns!(), " FROM policy_change WHERE state = 'open' \
        ORDER BY answered_at, id LIMIT 100");
    OF = concat!("SELECT ", columns!(), " FROM policy_change WHERE name = $1 ORDER BY asked_at DESC, id DESC LIMIT 50");
    SINCE = concat!("SELECT ", columns!(), " FROM policy_change WHERE state = 'accepted' AND answered_at > $1 \
        ORDER BY answered_at, id LIMIT 50");
    VALUES = "SELECT name, value FROM setting WHERE name > $1 AND name < $2 ORDER BY name LIMIT 200";
    KEPT = "SELECT name FROM setting WHERE name > $1 AND name < $2 ORDER BY name LIMIT 100";
}

impl PolicyChange {
    /// As it is asked; nothing is written yet.
    pub(super) fn asked(tx: &Tx, who: &Person, name: &str, from: &str, to: &str, ground: &str) -> PolicyChange {
        PolicyChange {
            id: tx.new_id(),
            name: name.to_string(),
            from: from.to_string(),
            to: to.to_string(),
            state: ChangeState::Open,
            ground: ground.to_string(),
            asked_at: tx.now(),
            asked_by: who.id,
            asked_name: who.name.clone(),
            answered_at: None,
            answered_name: String::new(),
            answer: String::new(),
        }
    }

    /// In force at once: who asked is who answered.
    pub(super) fn at_once(mut self) -> PolicyChange {
        self.state = ChangeState::Accepted;
        self.answered_at = Some(self.asked_at);
        self.answered_name.clone_from(&self.asked_name);
        self
    }
}

/// What the decider's queue hears of it; the subject is the setting's name.
pub(super) fn taken<'a>(
    c: &'a PolicyChange,
    opens: &'static [&'static str],
    closes: &'static [&'static str],
) -> Taken<'a> {
    Taken { about: c.id, about_kind: "policy_change", subject: &c.name, opens, closes }
}

pub(super) fn add(tx: &mut Tx, c: &PolicyChange) -> Outcome<()> {
    let by = c.answered_at.map(|_| c.asked_by);
    tx.execute(
        &ADD,
        &[
            &c.id,
            &c.name,
            &c.from,
            &c.to,
            &c.state,
            &c.ground,
            &c.asked_at,
            &c.asked_by,
            &c.asked_name,
            &c.answered_at,
            &by,
            &c.answered_name,
        ],
    )?;
    Ok(())
}

/// Stale where somebody answered before.
pub(super) fn close(tx: &mut Tx, who: &Person, id: Id, state: ChangeState, answer: &str) -> Outcome<()> {
    let now = tx.now();
    let moved = tx.execute(&CLOSE, &[&state, &Some(now), &Some(who.id), &who.name, &answer, &id])?;
    if moved == 1 { Ok(()) } else { Err(Trouble::stale(id)) }
}

pub(super) fn one(tx: &mut Tx, name: &str, id: Id) -> Outcome<Option<PolicyChange>> {
    Ok(tx.maybe(&ONE, &[&id, &name], read)?)
}

pub(super) fn open_of(tx: &mut Tx, name: &str) -> Outcome<Option<PolicyChange>> {
    Ok(tx.maybe(&OPEN_OF, &[&name], read)?)
}

/// What waits for the executive.
pub(super) fn open(tx: &mut Tx) -> Outcome<Vec<PolicyChange>> {
    Ok(tx.list(&OPEN, &[], read)?)
}

pub(super) fn of(tx: &mut Tx, name: &str) -> Outcome<Vec<PolicyChange>> {
    Ok(tx.list(&OF, &[&name], read)?)
}

/// What came into force after an instant, the oldest first.
pub fn changed_since(tx: &mut Tx, since: Instant) -> Outcome<Vec<PolicyChange>> {
    Ok(tx.list(&SINCE, &[&since], read)?)
}

pub(super) fn value(tx: &mut Tx, setting: &Setting, name: &str) -> Result<String, Fault> {
    settings::text(tx, name, setting.default)
}

/// Names of a family that somebody has set.
pub(super) fn kept_of(tx: &mut Tx, family: &str) -> Outcome<Vec<String>> {
    let end = format!("{family}\u{10FFFF}");
    Ok(tx.list(&KEPT, &[&family, &end], |row| row.get(0))?)
}

/// The same with their values.
pub(super) fn values_of(tx: &mut Tx, family: &str) -> Outcome<Vec<(String, String)>> {
    let end = format!("{family}\u{10FFFF}");
    Ok(tx.list(&VALUES, &[&family, &end], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn read(row: &Row<'_>) -> Result<PolicyChange, Fault> {
    Ok(PolicyChange {
        id: row.get(0)?,
        name: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        state: row.get(4)?,
        ground: row.get(5)?,
        asked_at: row.get(6)?,
        asked_by: row.get(7)?,
        asked_name: row.get(8)?,
        answered_at: row.get(9)?,
        answered_name: row.get(10)?,
        answer: row.get(11)?,
    })
}
