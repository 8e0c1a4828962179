//! A line in a few words, for lists of what hangs on lines.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Day;
use platform::{Id, Tx};

use super::axes::Priority;

#[derive(Clone, Debug)]
pub struct LineSaid {
    pub order: Id,
    pub number: String,
    pub customer: String,
    pub no: i64,
    pub goods: String,
    pub unit: String,
    pub priority: Priority,
    pub promised_on: Option<Day>,
    pub forecast_on: Option<Day>,
}

platform::sql! {
    SAID = "SELECT l.id, o.id, o.number, c.name, l.no, l.sku, l.name, l.unit, o.priority, l.promised_on, l.forecast_on \
        FROM order_line l JOIN orders o ON o.id = l.order_id JOIN customer c ON c.id = o.customer \
        WHERE l.id IN ({ids:$1})";
}

pub fn lines_said(tx: &mut Tx, lines: &[Id]) -> Outcome<HashMap<Id, LineSaid>> {
    let ids = lines.to_vec();
    let rows = tx.list(&SAID, &[&ids], |row| {
        let (sku, name): (String, String) = (row.get(5)?, row.get(6)?);
        let said = LineSaid {
            order: row.get(1)?,
            number: row.get(2)?,
            customer: row.get(3)?,
            no: row.get(4)?,
            goods: format!("{sku} {name}").trim().to_string(),
            unit: row.get(7)?,
            priority: row.get(8)?,
            promised_on: row.get(9)?,
            forecast_on: row.get(10)?,
        };
        Ok((row.get::<Id>(0)?, said))
    })?;
    Ok(rows.into_iter().collect())
}
