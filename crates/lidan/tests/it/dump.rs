//! Every row of every table, as text: two dumps are equal exactly where nothing was written between them.

use std::collections::BTreeMap;

use platform::act::Outcome;
use platform::db::{Cell, Engine, Row};
use platform::history::hex;
use platform::{App, Tx};

use crate::desk::Desk;

pub type Dump = BTreeMap<String, Vec<String>>;

const LITE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
const PG: &str = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
    WHERE table_schema = current_schema() ORDER BY table_name";

pub async fn dump(desk: &Desk) -> Dump {
    of(&desk.app).await
}

pub async fn of(app: &App) -> Dump {
    app.read(all).await.expect("a dump")
}

fn tables(tx: &mut Tx) -> Outcome<Vec<String>> {
    let text = if tx.engine() == Engine::Sqlite { LITE } else { PG };
    Ok(tx.list_built("tables", text, &[], |row| row.get(0))?)
}

fn all(tx: &mut Tx) -> Outcome<Dump> {
    let mut dump = Dump::new();
    for table in tables(tx)? {
        let mut rows = tx.list_built(&table, &format!("SELECT * FROM {table}"), &[], text_of)?;
        rows.sort();
        dump.insert(table, rows);
    }
    Ok(dump)
}

fn text_of(row: &Row<'_>) -> Result<String, platform::Fault> {
    let mut cells = Vec::with_capacity(row.width());
    for at in 0..row.width() {
        cells.push(match row.cell(at)? {
            Cell::Null => "∅".to_string(),
            Cell::Int(n) => n.to_string(),
            Cell::Text(text) => text.to_string(),
            Cell::Bytes(bytes) => hex(bytes),
        });
    }
    Ok(cells.join("|"))
}

/// What differs, for a message that can be read.
pub fn difference(before: &Dump, after: &Dump) -> Vec<String> {
    let mut found = Vec::new();
    for (table, rows) in after {
        let old = before.get(table).cloned().unwrap_or_default();
        found.extend(rows.iter().filter(|row| !old.contains(row)).map(|row| format!("+ {table}: {row}")));
        found.extend(old.iter().filter(|row| !rows.contains(row)).map(|row| format!("- {table}: {row}")));
    }
    found
}
