//! 2.2.1a: how much work each specialist has, and each queue: open orders with their value, open duties, how many are
//! late, due today, due soon. Counted when asked, from the tables alone.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Instant;
use platform::money::{Currency, Money};
use platform::who::Role;
use platform::{Fault, Id, Tx};
use serde::Serialize;

use crate::order::duty;
use crate::{masters, people};

/// Rows of a kind that are counted; beyond, the board says that there are more.
const COUNT_MAX: i64 = 20_000;

/// The work of one person or queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Load {
    pub orders: i64,
    /// In minor units of the company's currency.
    pub value: i64,
    pub duties: i64,
    pub late: i64,
    /// Little time left, not late yet (1.3.2).
    pub soon: i64,
    pub today: i64,
    pub held: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Worker {
    pub id: Id,
    pub name: String,
    pub load: Load,
}

#[derive(Clone, Debug, Serialize)]
pub struct Board {
    pub specialists: Vec<Worker>,
    pub queues: Vec<(Role, Load)>,
    #[serde(skip)]
    pub currency: Currency,
    /// More rows than were counted.
    pub more: bool,
}

platform::sql! {
    ORDERS = "SELECT t.owner, COUNT(*), CAST(COALESCE(SUM(t.gross_company), 0) AS BIGINT) FROM \
        (SELECT o.owner, o.gross_company FROM orders o WHERE o.owner IN ({ids:$1}) \
        AND o.approval NOT IN ('declined', 'withdrawn') AND o.execution NOT IN ('delivered', 'completed', 'cancelled') \
        LIMIT $2) t GROUP BY t.owner";
    DUTIES = "SELECT t.owner_person, COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.due_at >= $1 AND t.due_at < $2 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.due_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.told = -1 AND t.due_at >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM \
        (SELECT owner_person, due_at, told FROM duty WHERE owner_person IN ({ids:$4}) AND done_at IS NULL LIMIT $5) t \
        GROUP BY t.owner_person";
    QUEUES = "SELECT t.owner_role, COUNT(*), CAST(COALESCE(SUM(CASE WHEN t.due_at < $1 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.due_at >= $1 AND t.due_at < $2 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.due_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN t.told = -1 AND t.due_at >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM \
        (SELECT owner_role, due_at, told FROM duty WHERE owner_role > '' AND done_at IS NULL \
        ORDER BY owner_role, due_at, id LIMIT $4) t GROUP BY t.owner_role";
}

pub fn read(tx: &mut Tx) -> Outcome<Board> {
    let currency = masters::company_currency(tx)?;
    let people = people::persons_with(tx, Role::Specialist)?;
    let ids: Vec<Id> = people.iter().map(|member| member.id).collect();
    let (now, tomorrow) = (tx.now(), tomorrow(tx)?);
    let mut loads: HashMap<Id, Load> = HashMap::new();
    let owned: Vec<(Id, i64, i64)> =
        tx.list(&ORDERS, &[&ids, &COUNT_MAX], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (id, orders, value) in &owned {
        loads.insert(*id, Load { orders: *orders, value: *value, ..Load::default() });
    }
    let duties: Vec<(Id, Load)> =
        tx.list(&DUTIES, &[&now, &tomorrow, &duty::held(), &ids, &COUNT_MAX], |row| Ok((row.get(0)?, counted(row)?)))?;
    for (id, counts) in &duties {
        let load = loads.entry(*id).or_default();
        *load = Load { orders: load.orders, value: load.value, ..*counts };
    }
    let queues: Vec<(Role, Load)> =
        tx.list(&QUEUES, &[&now, &tomorrow, &duty::held(), &COUNT_MAX], |row| Ok((row.get(0)?, counted(row)?)))?;
    let full = |rows: i64| rows >= COUNT_MAX;
    let more = full(owned.iter().map(|row| row.1).sum())
        || full(duties.iter().map(|row| row.1.duties).sum())
        || full(queues.iter().map(|row| row.1.duties).sum());
    let load_of = |id: Id| loads.get(&id).copied().unwrap_or_default();
    let specialists = people.into_iter().map(|m| Worker { id: m.id, load: load_of(m.id), name: m.name }).collect();
    Ok(Board { specialists, queues, currency, more })
}

/// Counts at 1 to 5: all, late, due today, held, due soon.
fn counted(row: &platform::db::Row<'_>) -> Result<Load, Fault> {
    Ok(Load {
        duties: row.get(1)?,
        late: row.get(2)?,
        today: row.get(3)?,
        held: row.get(4)?,
        soon: row.get(5)?,
        ..Load::default()
    })
}

/// The instant at which the company's next day begins.
fn tomorrow(tx: &mut Tx) -> Outcome<Instant> {
    let zone = people::zone(tx)?;
    let next = tx.now().day_in(&zone).add_days(1).and_then(|day| day.start_in(&zone));
    Ok(next.map_err(|e| Fault::other("tomorrow", e))?)
}

impl Load {
    /// What is neither late nor due today, and whose clock runs.
    pub fn later(&self) -> i64 {
        (self.duties - self.late - self.today - self.held).max(0)
    }

    pub fn money(&self, currency: Currency) -> Money {
        Money::from_minor(self.value, currency)
    }
}
