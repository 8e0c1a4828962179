//! What the month so far says of each clause: how often it was done, refused, passed with a ground, and late. Counting stops
//! at a bound, so that a busy month costs no more.

use std::collections::{BTreeSet, HashMap};

use platform::Tx;
use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::{Fault, Trouble};
use serde::Serialize;
use serde_json::Value;

use super::table;
use crate::people;

/// Entries of the history that are counted, and late duties.
const COUNTED: i64 = 100_000;
/// Entries that are read for what they say.
const READ: i64 = 10_000;

platform::sql! {
    DONE = "SELECT t.clause, COUNT(*) FROM (SELECT clause FROM history WHERE at >= $1 ORDER BY at LIMIT $2) t \
        GROUP BY t.clause";
    LATE = "SELECT t.clause, COUNT(*) FROM (SELECT clause FROM duty WHERE done_at IS NOT NULL AND done_at >= $1 \
        AND done_at > due_at LIMIT $2) t GROUP BY t.clause";
    STILL_LATE = "SELECT t.clause, COUNT(*) FROM (SELECT clause FROM duty WHERE done_at IS NULL AND due_at < $1 \
        ORDER BY due_at LIMIT $2) t GROUP BY t.clause";
    REFUSED = "SELECT clause, rules FROM refusal WHERE at >= $1 ORDER BY at, id LIMIT $2";
    DECIDED = "SELECT body FROM history WHERE at >= $1 AND step IN ('order.submit', 'order.approve', 'change.review') \
        ORDER BY at LIMIT $2";
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Record {
    pub done: i64,
    pub refused: i64,
    /// Red, and passed because somebody who may gave a ground.
    pub grounds: i64,
    /// Duties that ended late, or are late now.
    pub late: i64,
}

pub type Records = HashMap<String, Record>;

/// By clause, since the first of the month in the company's zone.
pub fn record(tx: &mut Tx) -> Outcome<Records> {
    let (zone, today) = (people::zone(tx)?, people::today(tx)?);
    let first = Day::new(today.year(), today.month(), 1).and_then(|day| day.start_in(&zone));
    let from = first.map_err(|e| Trouble::from(Fault::other("the first of the month", e)))?;
    let (mut all, now) = (Records::new(), tx.now());
    for (clause, n) in counted(tx, &DONE, from)? {
        all.entry(clause).or_default().done += n;
    }
    for (clause, n) in counted(tx, &LATE, from)?.into_iter().chain(counted(tx, &STILL_LATE, now)?) {
        all.entry(clause).or_default().late += n;
    }
    refused(tx, from, &mut all)?;
    let decided: Vec<String> = tx.list(&DECIDED, &[&from, &READ], |row| row.get(0))?;
    for body in decided {
        for clause in passed(&body) {
            all.entry(clause).or_default().grounds += 1;
        }
    }
    Ok(all)
}

fn counted(tx: &mut Tx, sql: &'static platform::db::Sql, from: Instant) -> Outcome<Vec<(String, i64)>> {
    Ok(tx.list(sql, &[&from, &COUNTED], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Once for each clause that said no; for the step's own where its rules say nothing of it.
fn refused(tx: &mut Tx, from: Instant, all: &mut Records) -> Outcome<()> {
    let steps = table();
    let clauses: HashMap<&str, &str> =
        steps.iter().flat_map(|step| step.rules.iter().map(|(rule, clause, _)| (*rule, *clause))).collect();
    let rows: Vec<(String, String)> = tx.list(&REFUSED, &[&from, &READ], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (clause, rules) in rows {
        let mut said: BTreeSet<&str> = rules.split(' ').filter_map(|rule| clauses.get(rule).copied()).collect();
        if said.is_empty() {
            said.insert(&clause);
        }
        for clause in said {
            all.entry(clause.to_string()).or_default().refused += 1;
        }
    }
    Ok(())
}

/// Clauses of what was red in an entry and passed with a ground.
fn passed(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let red = |one: &&Value| one["weight"]["kind"] == "ground" && one["level"] == "fail";
    let all = body["passed"].as_array().into_iter().flatten();
    all.filter(red).filter_map(|one| one["clause"].as_str().map(str::to_string)).collect()
}
