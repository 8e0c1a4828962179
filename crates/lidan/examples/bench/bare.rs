//! The bare loop on SQLite: the same rows in the same tables, one transaction an order, one order after the other, with
//! the pragmas of the product and nothing of its rules.

use std::path::Path;
use std::time::Duration;

use platform::clock::{Clock, SystemClock};
use platform::ids::{Id, IdSource, RandomIds};
use rusqlite::{Connection, params_from_iter, types};

use crate::Done;
use crate::table::{Times, looped};
use crate::written::{Value, Written};

/// Orders made ready before the clock runs.
const READY: usize = 200;

pub struct Bare {
    conn: Connection,
    models: Vec<Written>,
    /// Orders made ready so far: their numbers lie beyond those of the product.
    made: usize,
}

/// An order's statements with their values.
struct Ready {
    rows: Vec<(String, Vec<types::Value>)>,
    series: String,
}

pub fn open(path: &Path) -> Done<Connection> {
    let conn = Connection::open(path)?;
    conn.set_prepared_statement_cache_capacity(512);
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; \
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(conn)
}

impl Bare {
    pub fn open(path: &Path, models: Vec<Written>) -> Done<Bare> {
        Ok(Bare { conn: open(path)?, models, made: 0 })
    }

    /// Writes for a while; making the values ready is not counted.
    pub fn write(&mut self, length: Duration) -> Done<Times> {
        let mut all = Times::default();
        while all.took() < length {
            let ready: Vec<Ready> = (0..READY).map(|_| self.next()).collect();
            let mut ready = ready.iter();
            let conn = &self.conn;
            // The last handful is cut short by the clock, not by the supply.
            all.add(looped(length - all.took(), || match ready.next() {
                Some(order) => write(conn, order).map(Some),
                None => Ok(None),
            })?);
        }
        Ok(all)
    }

    fn next(&mut self) -> Ready {
        let model = &self.models[self.made % self.models.len()];
        self.made += 1;
        let now = SystemClock.now();
        let ids: Vec<Id> = model.ids.iter().map(|_| RandomIds.new_id(now)).collect();
        let fresh = Fresh { model, ids, seq: format!("{:06}", 500_000 + self.made), now: now.to_i64() };
        let rows = model.rows.iter().map(|row| {
            let places: Vec<String> = (1..=row.values.len()).map(|at| format!("?{at}")).collect();
            let text = format!("INSERT INTO {} ({}) VALUES ({})", row.table, row.names(), places.join(", "));
            (text, row.values.iter().map(|value| fresh.value(value)).collect())
        });
        Ready { rows: rows.collect(), series: model.series.clone() }
    }
}

fn write(conn: &Connection, order: &Ready) -> Done<()> {
    conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for (text, values) in &order.rows {
        conn.prepare_cached(text)?.execute(params_from_iter(values))?;
    }
    let series = "INSERT INTO series (name, last) VALUES ($1, 1) \
        ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last";
    conn.prepare_cached(series)?.query_row([&order.series], |row| row.get::<_, i64>(0))?;
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Names of its own for one order of the loop.
struct Fresh<'a> {
    model: &'a Written,
    ids: Vec<Id>,
    seq: String,
    now: i64,
}

impl Fresh<'_> {
    fn value(&self, value: &Value) -> types::Value {
        match value {
            Value::Null => types::Value::Null,
            Value::Int(n) if *n == self.model.made_at => types::Value::Integer(self.now),
            Value::Int(n) => types::Value::Integer(*n),
            Value::Text(text) => types::Value::Text(self.text(text)),
            Value::Bytes(bytes) => {
                let made = self.model.ids.iter().position(|id| id.as_bytes() == bytes.as_slice());
                types::Value::Blob(made.map_or_else(|| bytes.clone(), |at| self.ids[at].as_bytes().to_vec()))
            }
        }
    }

    fn text(&self, text: &str) -> String {
        let mut text = text.replace(&self.model.seq, &self.seq).replace(&self.model.key, &self.seq);
        for (old, new) in self.model.ids.iter().zip(&self.ids) {
            if text.len() >= 36 {
                text = text.replace(&old.to_string(), &new.to_string());
            }
        }
        text
    }
}
