//! Every statement of the product: prepared on both engines, without a walk through a big table, and each table
//! written by one slice.

use std::collections::{BTreeMap, BTreeSet};

use platform::db::{Engine, STATEMENTS, Sql};

use crate::desk::Desk;

/// Tables that grow with every order.
const BIG: &[&str] = &[
    "orders",
    "order_line",
    "history",
    "duty",
    "word",
    "dispatch",
    "order_round",
    "outbox",
    "order_note",
    "order_source",
    "reservation",
    "task",
    "load_day",
    "stock_movement",
    "stock",
    "notice",
    "confirmation",
    "file",
    "refusal",
    "intray",
    "proposal",
    "chain",
    "reminder",
    "talk",
    "offer",
    "purchase_request",
    "purchase",
    "purchase_line",
    "purchase_part",
    "purchase_receipt",
    "quotation",
    "order_answer",
    "order_customer_no",
];

/// (module, statement, why it may walk or sort)
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("desk::ledger::next", "DUTIES", "sorts the open duties of one page's orders"),
    ("desk::records::list", "OF_ORDERS", "sorts the papers of the hundred orders at most that words find"),
    ("desk::records::list", "MADE_OF_ORDERS", "the same of what the process made"),
    ("desk::intake::item", "TWIN_ORDERS", "sorts the few orders that have the very same file"),
    ("desk::intake::item", "TWIN_ITEMS", "sorts the few items that have the very same file"),
    ("desk::order::proposal", "LIST", "sorts the proposals of one order"),
    ("desk::review::facts", "HOLDERS", "sorts the open reservations of the products that are short"),
    ("desk::masters::word", "SHARING", "ranks by how many words are shared, which no index knows"),
    ("desk::fulfilment::dispatch", "OF_ORDER", "sorts the rows of one order"),
    ("desk::order::duty", "OF", "sorts the open duties of one order"),
    ("desk::order::note", "LIST", "sorts the notes of one order that were written in the same instant"),
    (
        "desk::review::trial",
        "LAST_MONTH",
        "sorts the orders that were submitted in a month, when somebody tries a setting",
    ),
    ("desk::figures", "DUTIES", "counts at most 50,000 open duties and stops; the partial index holds open ones only"),
    ("desk::verify::books", "NOBODYS", "verify reads everything on purpose"),
    ("desk::verify::books", "NOBODYS_ITEM", "verify reads everything on purpose"),
    ("desk::verify::books", "NOBODYS_PROBLEM", "verify reads everything on purpose"),
    ("desk::verify::books", "NOBODYS_REPORT", "verify reads everything on purpose"),
    ("desk::verify::books", "NOBODYS_PURCHASE", "verify reads everything on purpose"),
    ("desk::verify::books", "NOBODYS_NEED", "verify reads everything on purpose"),
    ("desk::verify::books", "COVERED", "verify reads everything on purpose"),
    ("desk::verify::books", "TWICE", "verify reads everything on purpose"),
    ("desk::verify::books", "OUTSIDE_SERIES", "verify reads everything on purpose"),
    ("desk::verify::books", "RESERVED", "verify reads everything on purpose"),
    ("desk::verify::books", "SHIPPED", "verify reads everything on purpose"),
    ("desk::verify::books", "LINE_HELD", "verify reads everything on purpose"),
    ("desk::verify::books", "LOADED", "verify reads everything on purpose"),
    ("desk::verify::books", "MOVED", "verify reads everything on purpose"),
    ("desk::verify::chains", "UNTOLD_ORDERS", "verify reads everything on purpose"),
    ("desk::verify::chains", "WITHOUT_ENTRIES", "verify reads everything on purpose"),
];

fn excepted(sql: &Sql) -> bool {
    EXCEPTIONS.iter().any(|(module, name, _)| *module == sql.module && *name == sql.name)
}

both! {
    async fn every_list_is_prepared(desk) {
        let variants = ::desk::ledger::variants();
        assert!(variants.len() > 100, "{} lists are put together", variants.len());
        let wrong = desk.app.read(move |tx| {
            let mut wrong = Vec::new();
            for (name, text) in &variants {
                if let Err(fault) = tx.prepare_only(text) {
                    wrong.push(format!("{name}: {fault}"));
                    break; // On PostgreSQL one failure ends the transaction.
                }
            }
            Ok(wrong)
        });
        let wrong = wrong.await.expect("a read");
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

both! {
    async fn every_statement_is_prepared(desk) {
        let mut wrong = Vec::new();
        assert!(STATEMENTS.len() > 150, "{} statements are linked in", STATEMENTS.len());
        for sql in STATEMENTS {
            // Each in a transaction of its own: on PostgreSQL one failure ends a transaction.
            if let Err(trouble) = desk.app.read(move |tx| Ok(tx.prepare_only(sql.text)?)).await {
                wrong.push(format!("{}::{}: {trouble:?}", sql.module, sql.name));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_walks_through_a_big_table() {
    let desk = Desk::open(Engine::Sqlite).await.expect("SQLite");
    let conn = rusqlite::Connection::open(desk.folder.join("lidan.db")).expect("the database");
    rusqlite::vtab::array::load_module(&conn).expect("lists as parameters");
    let mut wrong = Vec::new();
    for sql in STATEMENTS.iter().filter(|sql| !excepted(sql)) {
        let text = sql.on(Engine::Sqlite);
        for line in plan(&conn, text) {
            if let Some(why) = complaint(text, &line) {
                wrong.push(format!("{}::{} {why}: {line}", sql.module, sql.name));
            }
        }
    }
    for (module, name, _) in EXCEPTIONS {
        let there = STATEMENTS.iter().any(|sql| sql.module == *module && sql.name == *name);
        assert!(there, "{module}::{name} is excepted and does not exist");
    }
    desk.close().await;
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), STATEMENTS.len());
}

fn plan(conn: &rusqlite::Connection, text: &str) -> Vec<String> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {text}")).expect("it was prepared before");
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().expect("a plan") {
        lines.push(row.get(3).expect("its words"));
    }
    lines
}

/// What is wrong with a line of a plan.
fn complaint(text: &str, line: &str) -> Option<&'static str> {
    let big = big_names(text);
    if let Some(rest) = line.strip_prefix("SCAN ") {
        let name = rest.split_whitespace().next().unwrap_or("");
        let stops = rest.contains("INDEX") && text.contains("LIMIT");
        return (big.contains(name) && !stops).then_some("walks through a big table");
    }
    let sorts = line.contains("TEMP B-TREE FOR ORDER BY") || line.contains("TEMP B-TREE FOR LAST");
    (sorts && !big.is_empty() && text.contains("LIMIT")).then_some("sorts what an index should bring in order")
}

/// The big tables of a statement, by the names it gives them.
fn big_names(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut names = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or("");
        if BIG.contains(word) && matches!(before, "FROM" | "JOIN" | "UPDATE" | "INTO") {
            names.insert((*word).to_string());
            if let Some(alias) = words.get(at + 1).filter(|next| next.chars().all(|c| c.is_ascii_lowercase())) {
                names.insert((*alias).to_string());
            }
        }
    }
    names
}

#[test]
fn a_table_is_written_by_one_slice() {
    let mut writers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for sql in STATEMENTS {
        for table in written(sql.text) {
            writers.entry(table).or_default().insert(slice(sql.module));
        }
    }
    let shared: Vec<_> = writers.iter().filter(|(_, slices)| slices.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
    assert!(writers.len() > 20, "{writers:?}");
}

/// `desk::people::session` → `people`; everything of the platform is one.
fn slice(module: &str) -> String {
    let mut parts = module.split("::");
    match (parts.next(), parts.next()) {
        (Some("desk"), Some(slice)) => slice.to_string(),
        (Some(krate), _) => krate.to_string(),
        (None, _) => String::new(),
    }
}

fn written(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut tables = Vec::new();
    for pair in words.windows(2) {
        // `FOR UPDATE` and `DO UPDATE SET` write nothing by that name.
        if matches!(pair[0], "INTO" | "UPDATE")
            || (pair[0] == "FROM" && text.contains(&format!("DELETE FROM {}", pair[1])))
        {
            let table: String = pair[1].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !table.is_empty() && table.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                tables.push(table);
            }
        }
    }
    tables
}

#[test]
fn the_reader_of_statements_sees_who_writes() {
    assert_eq!(written("INSERT INTO duty (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET x = 1"), ["duty"]);
    assert_eq!(written("SELECT id FROM orders WHERE id = $1 {for update}"), Vec::<String>::new());
    assert_eq!(written("DELETE FROM word WHERE about = $1"), ["word"]);
    assert!(big_names("SELECT o.id FROM orders o JOIN order_line l ON TRUE").contains("o"));
}
