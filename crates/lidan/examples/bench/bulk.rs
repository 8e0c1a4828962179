//! Loads a ledger past the acts, in a few minutes: rows that `lidan verify` accepts, indexes made at the end.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant as Clock;

use platform::clock::{Clock as _, SystemClock};
use platform::day::Instant;
use platform::db::Param;
use platform::ids::Id;
use rusqlite::{Connection, params, params_from_iter};

use crate::bulk_rows::{Made, Maker};
use crate::company::Company;
use crate::{Done, say};

/// Orders that are handed over at a time.
const CHUNK: usize = 1_000;

/// Puts `count` orders into the company's file; the desk must not be open on it. Answers their ids.
pub fn load(company: &Company, file: &Path, count: usize) -> Done<Vec<Id>> {
    let began = Clock::now();
    let conn = Connection::open(file)?;
    conn.set_prepared_statement_cache_capacity(64);
    // Nothing here must survive a crash: the file is thrown away with the run.
    without_journal(&conn)?;
    conn.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF; \
         PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;",
    )?;
    let indexes = drop_indexes(&conn)?;
    conn.execute_batch("BEGIN")?;
    let maker = Maker::of(company, SystemClock.now(), count)?;
    let (mut ids, mut words) = (Vec::with_capacity(count), Words::default());
    let (send, made) = sync_channel(4);
    let making = std::thread::spawn(move || make(&maker, &|chunk| send.send(chunk).is_ok()));
    for chunk in made {
        for one in &chunk {
            write(&conn, one)?;
            words.note(ids.len(), &one.words);
            ids.push(one.order.id);
        }
        if ids.len().is_multiple_of(200_000) {
            say(&format!("{} orders written after {:.0} s", ids.len(), began.elapsed().as_secs_f64()));
        }
    }
    let series = making.join().map_err(|_| "the making of orders ended in a panic")??;
    for (name, last) in series {
        conn.execute("INSERT INTO series (name, last) VALUES ($1, $2)", params![name, last])?;
    }
    words.write(&conn, &ids)?;
    for index in indexes {
        conn.execute_batch(&index)?;
    }
    conn.execute_batch("COMMIT")?;
    let size = std::fs::metadata(file)?.len() as f64 / 1e9;
    say(&format!("{count} orders, {size:.2} GB, in {:.0} s", began.elapsed().as_secs_f64()));
    Ok(ids)
}

/// The company's own connections are closed by threads that may still be about it.
fn without_journal(conn: &Connection) -> Done<()> {
    for _ in 0..500 {
        let mode = conn.query_row("PRAGMA journal_mode = OFF", [], |row| row.get::<_, String>(0));
        if mode.is_ok_and(|mode| mode == "off") {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    Err("somebody still has the ledger open".into())
}

/// Makes all orders in the order of their time; answers the last number of each year's series.
fn make(maker: &Maker, hand_over: &dyn Fn(Vec<Made>) -> bool) -> Done<Vec<(String, i64)>> {
    let zone = jiff::tz::TimeZone::get("Asia/Taipei")?;
    let mut series: Vec<(String, i64)> = Vec::new();
    let mut chunk = Vec::with_capacity(CHUNK);
    for at in 0..maker.count {
        let year = maker.first.checked_add(maker.between * at as u32)?.day_in(&zone).year();
        let name = format!("SO-{year}");
        match series.last_mut() {
            Some((last, n)) if *last == name => *n += 1,
            _ => series.push((name, 1)),
        }
        let number = series.last().map_or(String::new(), |(name, n)| format!("{name}-{n:06}"));
        chunk.push(maker.make(at, &number)?);
        if (chunk.len() == CHUNK || at + 1 == maker.count) && !hand_over(std::mem::take(&mut chunk)) {
            break;
        }
    }
    Ok(series)
}

/// Indexes that rows are found by, and not told apart by; answers how to make them again.
fn drop_indexes(conn: &Connection) -> Done<Vec<String>> {
    let text = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' \
        AND tbl_name IN ('orders', 'order_line', 'duty', 'word')";
    let mut statement = conn.prepare(text)?;
    let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    for (name, _) in &found {
        conn.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(found.into_iter().map(|(_, text)| text).collect())
}

const ORDERS: &str = "id, number, revision, round, lock, customer, customer_order_no, customer_order_on, channel, \
    received_at, received_by, priority, owner, currency, payment_term, approval, confirmation, execution, settlement, \
    archive, net, tax, gross, gross_company, line_count, special, major, requested_on, head, content_digest, \
    shown_digest, made_at, changed_at, submitted_at, decided_at";
const LINES: &str = "id, order_id, no, product, sku, name, spec, customer_part, quantity, unit, price, price_base, \
    discount, tax_rate, amount, list_price, floor_price, requested_on, promised_on, forecast_on, place, remark, \
    reserved, produced, received, inspected, shipped, delivered, signed_for, returned, invoiced, cancelled";

fn write(conn: &Connection, made: &Made) -> Done<()> {
    let o = &made.order;
    let head = serde_json::to_string(&serde_json::to_value(&o.head)?)?;
    put(
        conn,
        "orders",
        ORDERS,
        &[
            &o.id,
            &o.number,
            &o.revision,
            &o.round,
            &o.lock,
            &o.customer,
            &o.customer_order_no,
            &o.customer_order_on,
            &o.channel,
            &o.received_at,
            &o.received_by,
            &o.priority,
            &o.owner,
            &o.currency.code(),
            &o.payment_term,
            &o.approval,
            &o.confirmation,
            &o.execution,
            &o.settlement,
            &o.archive,
            &o.net.minor(),
            &o.tax.minor(),
            &o.gross.minor(),
            &o.gross_company,
            &o.line_count,
            &o.special,
            &o.major,
            &o.requested_on,
            &head,
            &o.content_digest,
            &o.shown_digest,
            &o.made_at,
            &o.changed_at,
            &o.submitted_at,
            &o.decided_at,
        ],
    )?;
    for l in &o.lines {
        put(
            conn,
            "order_line",
            LINES,
            &[
                &l.id,
                &o.id,
                &l.no,
                &l.product,
                &l.sku,
                &l.name,
                &l.spec,
                &l.customer_part,
                &l.quantity,
                &l.unit,
                &l.price,
                &l.price_base,
                &l.discount.bp(),
                &l.tax_rate,
                &l.amount.minor(),
                &l.list_price,
                &l.floor_price,
                &l.requested_on,
                &l.promised_on,
                &l.forecast_on,
                &l.place,
                &l.remark,
                &l.reserved,
                &l.produced,
                &l.received,
                &l.inspected,
                &l.shipped,
                &l.delivered,
                &l.signed_for,
                &l.returned,
                &l.invoiced,
                &l.cancelled,
            ],
        )?;
    }
    put(conn, "order_editor", "order_id, revision, person", &[&o.id, &o.revision, &o.owner])?;
    told(conn, made)
}

fn told(conn: &Connection, made: &Made) -> Done<()> {
    let id = made.order.id;
    if let Some(last) = made.entries.last() {
        put(conn, "chain", "id, seq, hash", &[&id, &last.seq, &last.hash])?;
    }
    let entry = "chain, seq, at, who, who_name, via, step, clause, body, rows_digest, prev, hash";
    for e in &made.entries {
        put(
            conn,
            "history",
            entry,
            &[&id, &e.seq, &e.at, &e.who.0, &e.who.1, &"user", &e.step, &e.clause, &e.body, &e.rows, &e.prev, &e.hash],
        )?;
    }
    let duty = "id, about, about_kind, kind, clause, owner_person, owner_role, subject, detail, opened_at, due_at, \
        done_at, done_by, outcome";
    for d in &made.duties {
        let role = if d.owner.is_none() { Some("manager".to_string()) } else { None };
        let (done_at, done_by): (Option<Instant>, Option<Id>) = d.done.unzip();
        put(
            conn,
            "duty",
            duty,
            &[
                &d.id,
                &id,
                &"order",
                &d.kind,
                &d.clause,
                &d.owner,
                &role,
                &made.order.number,
                &"",
                &d.opened_at,
                &d.due_at,
                &done_at,
                &done_by,
                &done_at.map(|_| "done".to_string()),
            ],
        )?;
    }
    Ok(())
}

fn put(conn: &Connection, table: &str, columns: &str, values: &[&dyn Param]) -> Done<()> {
    let places = vec!["?"; values.len()].join(",");
    let text = format!("INSERT INTO {table} ({columns}) VALUES ({places})");
    conn.prepare_cached(&text)?.execute(params_from_iter(values.iter().map(|value| value.value())))?;
    Ok(())
}

/// Words come in by word, so that their tree is written from left to right.
#[derive(Default)]
struct Words {
    known: HashMap<String, u32>,
    /// (word, order)
    all: Vec<(u32, u32)>,
}

impl Words {
    fn note(&mut self, order: usize, words: &[String]) {
        for word in words {
            let next = self.known.len() as u32;
            let number = match self.known.get(word) {
                Some(number) => *number,
                None => *self.known.entry(word.clone()).or_insert(next),
            };
            self.all.push((number, order as u32));
        }
    }

    fn write(self, conn: &Connection, ids: &[Id]) -> Done<()> {
        let mut words: Vec<(String, u32)> = self.known.into_iter().collect();
        words.sort_unstable();
        let mut place = vec![0; words.len()];
        for (at, (_, number)) in words.iter().enumerate() {
            place[*number as usize] = at as u32;
        }
        let mut all: Vec<(u32, u32)> =
            self.all.into_iter().map(|(number, order)| (place[number as usize], order)).collect();
        all.sort_unstable();
        let mut statement = conn.prepare("INSERT INTO word (kind, word, about) VALUES ('order', ?1, ?2)")?;
        for (at, order) in all {
            statement.execute(params![words[at as usize].0, ids[order as usize].as_bytes().as_slice()])?;
        }
        Ok(())
    }
}
