//! 4.2.4: who waits for a supplier: the customers' orders behind lines that are not there, in one statement for a page.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Day;
use platform::{Id, Tx};
use serde::Serialize;

/// An order that waits for a line of a purchase.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub order: Id,
    pub number: String,
    pub customer: Id,
    pub customer_name: String,
    /// When its part was wanted.
    pub wanted_on: Day,
    /// Days since then; nothing before it.
    pub days: i64,
}

platform::sql! {
    OF_LINES = "SELECT t.line, o.id, o.number, c.id, c.name, MIN(r.wanted_on) FROM purchase_part t \
        JOIN purchase_request r ON r.id = t.request JOIN orders o ON o.id = r.order_id JOIN customer c ON c.id = o.customer \
        WHERE t.line IN ({ids:$1}) AND t.received < t.quantity GROUP BY t.line, o.id, o.number, c.id, c.name \
        LIMIT 5000";
}

/// By line, the most urgent order first.
pub fn of_lines(tx: &mut Tx, lines: &[Id], today: Day) -> Outcome<HashMap<Id, Vec<Waiting>>> {
    let ids = lines.to_vec();
    let mut found = tx.list(&OF_LINES, &[&ids], |row| {
        let wanted_on: Day = row.get(5)?;
        let waiting = Waiting {
            order: row.get(1)?,
            number: row.get(2)?,
            customer: row.get(3)?,
            customer_name: row.get(4)?,
            days: today.days_since(wanted_on).max(0),
            wanted_on,
        };
        Ok((row.get::<Id>(0)?, waiting))
    })?;
    found.sort_by(|(_, a), (_, b)| (a.wanted_on, &a.number).cmp(&(b.wanted_on, &b.number)));
    let mut by_line: HashMap<Id, Vec<Waiting>> = HashMap::new();
    for (line, waiting) in found {
        by_line.entry(line).or_default().push(waiting);
    }
    Ok(by_line)
}
