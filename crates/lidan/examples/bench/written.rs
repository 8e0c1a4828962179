//! What an act writes, read back row by row, so that a bare loop can write the same with names of its own.

use std::collections::BTreeMap;

use platform::App;
use platform::db::{Cell, Engine, Fault};
use platform::ids::Id;

use crate::Done;
use crate::company::in_words;

/// A stored value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row, with its columns' names and types as the engine calls them.
#[derive(Clone, Debug)]
pub struct Row {
    pub table: String,
    pub columns: Vec<(String, String)>,
    pub values: Vec<Value>,
}

/// Everything that recording one order wrote.
#[derive(Clone, Debug)]
pub struct Written {
    pub rows: Vec<Row>,
    /// Ids that were made for it: every row of the loop gets its own.
    pub ids: Vec<Id>,
    /// The figure at the end of its number, as text.
    pub seq: String,
    /// The series its number is of.
    pub series: String,
    /// The request's own name.
    pub key: String,
    pub made_at: i64,
}

type Tables = BTreeMap<String, Vec<(String, String)>>;

const LITE_COLUMNS: &str = "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.rowid, c.cid";
const PG_COLUMNS: &str = "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT) \
    FROM information_schema.columns c WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position";

/// Reads what stands about an order: every row that names it, in the order in which rows may refer to each other.
pub async fn written(app: &App, order: Id, number: &str, key: &str) -> Done<Written> {
    let key_asked = key.to_string();
    let read = app.read(move |tx| {
        let columns = if tx.engine() == Engine::Sqlite { LITE_COLUMNS } else { PG_COLUMNS };
        let mut tables = Tables::new();
        for (table, column, kind) in tx.list_built("columns", columns, &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
        })? {
            tables.entry(table).or_default().push((column, kind));
        }
        let mut rows = Vec::new();
        for (table, columns) in &tables {
            let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            let read = |row: &platform::db::Row<'_>| {
                (0..names.len()).map(|at| value(row, at)).collect::<Result<Vec<_>, Fault>>()
            };
            let mut found: Vec<Vec<Value>> = Vec::new();
            for (name, _) in columns.iter().filter(|(_, kind)| kind == "BLOB" || kind == "uuid") {
                let text = format!("SELECT {} FROM {table} WHERE {name} = $1", names.join(", "));
                for values in tx.list_built("rows", &text, &[&order], read)? {
                    if !found.contains(&values) {
                        found.push(values);
                    }
                }
            }
            if table == "once_key" {
                let text = format!("SELECT {} FROM once_key WHERE key = $1", names.join(", "));
                found.extend(tx.list_built("rows", &text, &[&key_asked], read)?);
            }
            rows.extend(found.into_iter().map(|values| Row { table: table.clone(), columns: columns.clone(), values }));
        }
        Ok(rows)
    });
    let mut rows = read.await.map_err(in_words)?;
    rows.sort_by_key(|row| rank(&row.table));
    let made_at = rows.iter().find_map(|row| match (row.table.as_str(), row.get("made_at")) {
        ("orders", Some(Value::Int(at))) => Some(*at),
        _ => None,
    });
    let ids = rows.iter().filter_map(|row| match row.get("id") {
        Some(Value::Bytes(bytes)) => uuid::Uuid::from_slice(bytes).ok().map(Id::from_uuid),
        _ => None,
    });
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let (series, seq) = number.rsplit_once('-').ok_or("a number without a series")?;
    Ok(Written {
        ids,
        seq: seq.to_string(),
        series: series.to_string(),
        key: key.to_string(),
        made_at: made_at.ok_or("the order was not found")?,
        rows,
    })
}

/// The product's own order of writing, and what a row refers to before it.
fn rank(table: &str) -> usize {
    const ORDER: [&str; 8] = ["once_key", "orders", "order_line", "order_editor", "word", "duty", "chain", "history"];
    ORDER.iter().position(|known| *known == table).unwrap_or(ORDER.len())
}

impl Row {
    pub fn get(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|(name, _)| name == column)?;
        self.values.get(at)
    }

    pub fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }
}

fn value(row: &platform::db::Row<'_>, at: usize) -> Result<Value, Fault> {
    Ok(match row.cell(at)? {
        Cell::Null => Value::Null,
        Cell::Int(n) => Value::Int(n),
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

/// "42 rows: orders 1, order_line 5, …".
pub fn summary(written: &Written) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in &written.rows {
        match counts.iter_mut().find(|(table, _)| *table == row.table) {
            Some((_, n)) => *n += 1,
            None => counts.push((&row.table, 1)),
        }
    }
    let words: Vec<String> = counts.iter().map(|(table, n)| format!("{table} {n}")).collect();
    format!("{} rows and the series: {}", written.rows.len(), words.join(", "))
}
