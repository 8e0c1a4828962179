//! Live figures of a span of time, for plans and reports (2.2.1a, 2.2.1d): counted from orders, rounds, duties and
//! problems, by specialist and for the department. What each figure means stands on the page that shows it.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Instant;
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use crate::people;

/// Rows that one figure is counted from; a busier month is counted to here.
const COUNT_MAX: i64 = 50_000;

platform::words! {
    pub enum Metric {
        /// Orders decided.
        Handled = "handled",
        /// Duties ended in time, of those ended.
        OnTime = "on_time",
        /// First submissions that were not sent back, of those decided.
        Accuracy = "accuracy",
        /// Value of the orders approved.
        Value = "value",
        /// Problems not solved.
        Problems = "problems",
        /// Duties that are late.
        Late = "late",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Tenths of one per cent.
    Share,
    /// Minor units of the company's currency.
    Money,
}

impl Metric {
    pub fn unit(self) -> Unit {
        match self {
            Metric::OnTime | Metric::Accuracy => Unit::Share,
            Metric::Value => Unit::Money,
            Metric::Handled | Metric::Problems | Metric::Late => Unit::Count,
        }
    }

    /// Less is better.
    pub fn at_most(self) -> bool {
        matches!(self, Metric::Problems | Metric::Late)
    }

    pub fn reached(self, value: i64, target: i64) -> bool {
        if self.at_most() { value <= target } else { value >= target }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub handled: i64,
    pub value: i64,
    pub first: i64,
    pub first_right: i64,
    pub ended: i64,
    pub in_time: i64,
    pub problems: i64,
    pub late: i64,
}

impl Figures {
    /// `None`: nothing happened that a share could be taken of.
    pub fn of(&self, metric: Metric) -> Option<i64> {
        let share = |part: i64, whole: i64| (whole > 0).then(|| (part * 2000 + whole) / (whole * 2));
        match metric {
            Metric::Handled => Some(self.handled),
            Metric::OnTime => share(self.in_time, self.ended),
            Metric::Accuracy => share(self.first_right, self.first),
            Metric::Value => Some(self.value),
            Metric::Problems => Some(self.problems),
            Metric::Late => Some(self.late),
        }
    }

    fn add(&mut self, other: &Figures) {
        self.handled += other.handled;
        self.value = self.value.saturating_add(other.value);
        self.first += other.first;
        self.first_right += other.first_right;
        self.ended += other.ended;
        self.in_time += other.in_time;
        self.problems += other.problems;
        self.late += other.late;
    }
}

/// Everybody's figures, and the department's.
#[derive(Clone, Debug, Default)]
pub struct All {
    pub department: Figures,
    /// Specialists by name, those without anything too.
    pub people: Vec<(Id, String, Figures)>,
}

impl All {
    pub fn of(&self, person: Option<Id>) -> Figures {
        match person {
            None => self.department,
            Some(id) => self.people.iter().find(|(known, _, _)| *known == id).map_or(Figures::default(), |p| p.2),
        }
    }
}

platform::sql! {
    DECIDED = "SELECT o.owner, COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.verdict = 'approved' THEN o.gross_company ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT order_id, verdict FROM order_round WHERE decided_at >= $1 AND decided_at < $2 \
        AND verdict IN ('approved', 'declined') ORDER BY decided_at LIMIT $3) t \
        JOIN orders o ON o.id = t.order_id GROUP BY o.owner";
    FIRST = "SELECT o.owner, COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.verdict <> 'returned' THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT order_id, verdict FROM order_round WHERE submitted_at >= $1 AND submitted_at < $2 \
        AND round = 1 AND revision = 1 AND verdict IN ('approved', 'returned', 'declined') ORDER BY submitted_at LIMIT $3) t \
        JOIN orders o ON o.id = t.order_id GROUP BY o.owner";
    ENDED = "SELECT t.owner_person, COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.done_at <= t.due_at THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM (SELECT owner_person, done_at, due_at FROM duty WHERE done_at >= $1 AND done_at < $2 AND outcome = 'done' \
        AND (owner_person IS NOT NULL OR owner_role IN ('specialist', 'manager')) ORDER BY done_at, id LIMIT $3) t \
        GROUP BY t.owner_person";
    UNSOLVED = "SELECT t.owner, COUNT(*) FROM (SELECT owner FROM problem WHERE state <> 'resolved' \
        ORDER BY id LIMIT $1) t GROUP BY t.owner";
    LATE = "SELECT t.owner_person, COUNT(*) FROM (SELECT owner_person FROM duty WHERE done_at IS NULL AND due_at < $1 \
        AND (owner_person IS NOT NULL OR owner_role IN ('specialist', 'manager')) ORDER BY due_at, id LIMIT $2) t \
        GROUP BY t.owner_person";
}

/// Figures of what happened in a span, and of what stands open now.
pub fn between(tx: &mut Tx, from: Instant, to: Instant) -> Outcome<All> {
    let mut found: HashMap<Option<Id>, Figures> = HashMap::new();
    let span = |tx: &mut Tx, sql| -> Outcome<Vec<(Option<Id>, i64, i64)>> {
        Ok(tx.list(sql, &[&from, &to, &COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    };
    for (owner, n, value) in span(tx, &DECIDED)? {
        let figures = found.entry(owner).or_default();
        (figures.handled, figures.value) = (n, value);
    }
    for (owner, n, right) in span(tx, &FIRST)? {
        let figures = found.entry(owner).or_default();
        (figures.first, figures.first_right) = (n, right);
    }
    for (owner, n, in_time) in span(tx, &ENDED)? {
        let figures = found.entry(owner).or_default();
        (figures.ended, figures.in_time) = (n, in_time);
    }
    let unsolved: Vec<(Option<Id>, i64)> = tx.list(&UNSOLVED, &[&COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let all_unsolved: i64 = unsolved.iter().map(|(_, n)| n).sum();
    for (owner, n) in unsolved {
        found.entry(owner).or_default().problems = n;
    }
    let now = tx.now();
    let late: Vec<(Option<Id>, i64)> = tx.list(&LATE, &[&now, &COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (owner, n) in late {
        found.entry(owner).or_default().late = n;
    }
    joined(tx, &found, all_unsolved)
}

/// The department is its specialists and what its queues did; problems are those of every department.
fn joined(tx: &mut Tx, found: &HashMap<Option<Id>, Figures>, unsolved: i64) -> Outcome<All> {
    let mut all = All::default();
    if let Some(queues) = found.get(&None) {
        all.department.add(queues);
    }
    for member in people::persons_with(tx, Role::Specialist)? {
        let figures = found.get(&Some(member.id)).copied().unwrap_or_default();
        all.department.add(&figures);
        all.people.push((member.id, member.name, figures));
    }
    all.department.problems = unsolved;
    Ok(all)
}
