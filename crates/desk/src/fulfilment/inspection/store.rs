//! An inspection and its tranches: rows, duties, history. Whoever changes one holds its subject first: the order with its
//! work, or the purchase; so two inspectors come one after the other.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::quantity::Quantity;
use platform::{Fault, Id, Trouble, Tx, series};
use serde::{Deserialize, Serialize};

use super::plan::{InspectionKind, Point, Rules, Sample, points_of, points_text, sample_of};
use super::steps::TrancheState;
use crate::people;

pub use super::advance::{advance, tell};

/// Tranches of one inspection; whoever needs more begins another.
const TRANCHES_MAX: i64 = 500;

#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    pub id: Id,
    pub number: String,
    pub kind: InspectionKind,
    pub product: Option<Id>,
    pub order: Option<Id>,
    pub line: Option<Id>,
    pub work: Option<Id>,
    pub step_no: i64,
    pub purchase: Option<Id>,
    pub receipt: Option<Id>,
    pub source: String,
    pub quantity: Quantity,
    pub sample: Sample,
    pub sample_size: Quantity,
    pub points: Vec<Point>,
    pub opened_at: Instant,
    pub closed_at: Option<Instant>,
    pub report: Option<Id>,
    pub lock: i64,
}

impl Inspection {
    pub fn href(&self) -> String {
        format!("/inspections/{}", self.id)
    }

    pub fn sample_of(&self, quantity: Quantity) -> Quantity {
        sample_of(self.sample, self.sample_size, quantity)
    }
}

/// What was found on one characteristic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub value: String,
    pub good: bool,
}

/// A part of the quantity with its own verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Tranche {
    pub id: Id,
    pub inspection: Id,
    pub no: i64,
    pub quantity: Quantity,
    pub state: TrancheState,
    pub looked: Quantity,
    pub results: Vec<Found>,
    pub ground: String,
    pub held_back: bool,
    pub opened_at: Instant,
    pub judged_at: Option<Instant>,
    pub judged_name: String,
    pub settled_at: Option<Instant>,
    pub settled_name: String,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT i.id, i.number, i.kind, i.product, i.order_id, i.line_id, i.work, i.step_no, i.purchase, i.receipt, \
             i.source, i.quantity, i.sample, i.sample_size, i.points, i.opened_at, i.closed_at, i.report, i.lock \
             FROM inspection i ",
            $tail
        )
    };
}

macro_rules! tranches {
    ($tail:literal) => {
        concat!(
            "SELECT t.id, t.inspection, t.no, t.quantity, t.state, t.looked, t.results, t.ground, t.held_back, \
             t.opened_at, t.judged_at, t.judged_name, t.settled_at, t.settled_name FROM inspection_tranche t ",
            $tail
        )
    };
}

platform::sql! {
    ONE = columns!("WHERE i.id = $1");
    HELD = columns!("WHERE i.id = $1 {for update}");
    SOME = columns!("WHERE i.id IN ({ids:$1})");
    OF_ORDER = columns!("WHERE i.order_id = $1 ORDER BY i.id LIMIT 2000");
    OF_WORK = columns!("WHERE i.work = $1 ORDER BY i.id LIMIT 500");
    OF_PURCHASE = columns!("WHERE i.purchase = $1 ORDER BY i.id LIMIT 500");
    ADD = "INSERT INTO inspection (id, number, kind, product, order_id, line_id, work, step_no, purchase, receipt, source, \
        quantity, sample, sample_size, points, opened_at, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)";
    CHANGE = "UPDATE inspection SET quantity = $1, closed_at = $2, report = $3, lock = lock + 1 \
        WHERE id = $4 AND lock = $5";
    TRANCHES = tranches!("WHERE t.inspection = $1 ORDER BY t.no LIMIT $2");
    TRANCHES_OF = tranches!("WHERE t.inspection IN ({ids:$1}) ORDER BY t.inspection, t.no LIMIT 5000");
    pub QUEUE = tranches!("WHERE t.state = $1 AND (t.opened_at, t.id) > ($2, $3) ORDER BY t.opened_at, t.id LIMIT $4");
    ADD_TRANCHE = "INSERT INTO inspection_tranche (id, inspection, no, quantity, state, looked, results, ground, held_back, \
        opened_at, judged_at, judged_name, settled_at, settled_name) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    CHANGE_TRANCHE = "UPDATE inspection_tranche SET quantity = $1, state = $2, looked = $3, results = $4, ground = $5, \
        judged_at = $6, judged_name = $7, settled_at = $8, settled_name = $9, held_back = $10 WHERE id = $11";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Inspection> {
    tx.maybe(&ONE, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// The caller holds its subject.
pub fn held(tx: &mut Tx, id: Id, seen: Option<i64>) -> Outcome<Inspection> {
    let one = tx.maybe(&HELD, &[&id], read)?.ok_or(Trouble::Hidden)?;
    if seen.is_some_and(|seen| seen != one.lock) { Err(Trouble::stale(id)) } else { Ok(one) }
}

pub fn some(tx: &mut Tx, ids: &[Id]) -> Outcome<Vec<Inspection>> {
    let ids = ids.to_vec();
    Ok(tx.list(&SOME, &[&ids], read)?)
}

pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<Inspection>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

pub fn of_work(tx: &mut Tx, work: Id) -> Outcome<Vec<Inspection>> {
    Ok(tx.list(&OF_WORK, &[&work], read)?)
}

pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Inspection>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], read)?)
}

pub fn tranches(tx: &mut Tx, inspection: Id) -> Outcome<Vec<Tranche>> {
    Ok(tx.list(&TRANCHES, &[&inspection, &TRANCHES_MAX], read_tranche)?)
}

pub fn tranches_of(tx: &mut Tx, inspections: &[Id]) -> Outcome<Vec<Tranche>> {
    let ids = inspections.to_vec();
    Ok(tx.list(&TRANCHES_OF, &[&ids], read_tranche)?)
}

/// What an inspection is of.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub product: Option<Id>,
    pub order: Option<Id>,
    pub line: Option<Id>,
    pub work: Option<Id>,
    pub step_no: i64,
    pub purchase: Option<Id>,
    pub receipt: Option<Id>,
    pub source: String,
}

/// With its number and nothing in it yet.
pub fn add(tx: &mut Tx, kind: InspectionKind, of: &Subject, rules: Rules) -> Outcome<Inspection> {
    let year = people::today(tx)?.year();
    let number = format!("QI-{year}-{:06}", series::next(tx, &format!("QI-{year}"))?);
    let one = Inspection {
        id: tx.new_id(),
        number,
        kind,
        product: of.product,
        order: of.order,
        line: of.line,
        work: of.work,
        step_no: of.step_no,
        purchase: of.purchase,
        receipt: of.receipt,
        source: of.source.clone(),
        quantity: Quantity::ZERO,
        sample: rules.sample,
        sample_size: rules.sample_size,
        points: rules.points,
        opened_at: tx.now(),
        closed_at: None,
        report: None,
        lock: 1,
    };
    let points = points_text(&one.points);
    let params: [&dyn platform::db::Param; 16] = [
        &one.id,
        &one.number,
        &one.kind,
        &one.product,
        &one.order,
        &one.line,
        &one.work,
        &one.step_no,
        &one.purchase,
        &one.receipt,
        &one.source,
        &one.quantity,
        &one.sample,
        &one.sample_size,
        &points,
        &one.opened_at,
    ];
    tx.execute(&ADD, &params)?;
    Ok(one)
}

/// So many more wait: beside those that wait already, or as a tranche of their own.
pub fn wait(tx: &mut Tx, one: &mut Inspection, quantity: Quantity, held_back: bool) -> Outcome<Tranche> {
    let all = tranches(tx, one.id)?;
    let waits = all.iter().find(|t| t.state == TrancheState::Pending && t.held_back == held_back);
    if let Some(known) = waits {
        let mut known = known.clone();
        known.quantity = known.quantity.plus(quantity);
        write_tranche(tx, &known)?;
        return Ok(known);
    }
    let no = all.last().map_or(0, |last| last.no) + 1;
    let tranche = Tranche {
        id: tx.new_id(),
        inspection: one.id,
        no,
        quantity,
        state: TrancheState::Pending,
        looked: Quantity::ZERO,
        results: Vec::new(),
        ground: String::new(),
        held_back,
        opened_at: tx.now(),
        judged_at: None,
        judged_name: String::new(),
        settled_at: None,
        settled_name: String::new(),
    };
    add_tranche(tx, &tranche)?;
    Ok(tranche)
}

/// Cuts a quantity out of a tranche: it becomes one of its own, and the rest stays as it was.
pub fn cut(tx: &mut Tx, from: &Tranche, quantity: Quantity) -> Outcome<Tranche> {
    if quantity >= from.quantity {
        return Ok(from.clone());
    }
    let mut rest = from.clone();
    rest.quantity = from.quantity.minus(quantity);
    write_tranche(tx, &rest)?;
    let no = tranches(tx, from.inspection)?.last().map_or(0, |last| last.no) + 1;
    let own = Tranche { id: tx.new_id(), no, quantity, ..from.clone() };
    add_tranche(tx, &own)?;
    Ok(own)
}

fn add_tranche(tx: &mut Tx, t: &Tranche) -> Outcome<()> {
    if t.no > TRANCHES_MAX {
        return Err(Fault::other("inspection", "more tranches than one inspection has").into());
    }
    let results = results_text(&t.results);
    let params: [&dyn platform::db::Param; 14] = [
        &t.id,
        &t.inspection,
        &t.no,
        &t.quantity,
        &t.state,
        &t.looked,
        &results,
        &t.ground,
        &t.held_back,
        &t.opened_at,
        &t.judged_at,
        &t.judged_name,
        &t.settled_at,
        &t.settled_name,
    ];
    tx.execute(&ADD_TRANCHE, &params)?;
    Ok(())
}

pub fn write_tranche(tx: &mut Tx, t: &Tranche) -> Outcome<()> {
    let results = results_text(&t.results);
    let params: [&dyn platform::db::Param; 11] = [
        &t.quantity,
        &t.state,
        &t.looked,
        &results,
        &t.ground,
        &t.judged_at,
        &t.judged_name,
        &t.settled_at,
        &t.settled_name,
        &t.held_back,
        &t.id,
    ];
    tx.execute(&CHANGE_TRANCHE, &params)?;
    Ok(())
}

pub fn write(tx: &mut Tx, one: &mut Inspection) -> Outcome<()> {
    if tx.execute(&CHANGE, &[&one.quantity, &one.closed_at, &one.report, &one.id, &one.lock])? != 1 {
        return Err(Trouble::stale(one.id));
    }
    one.lock += 1;
    Ok(())
}

fn results_text(results: &[Found]) -> String {
    serde_json::to_string(results).unwrap_or_else(|_| "[]".into())
}

pub fn read(row: &Row<'_>) -> Result<Inspection, Fault> {
    Ok(Inspection {
        id: row.get(0)?,
        number: row.get(1)?,
        kind: row.get(2)?,
        product: row.get(3)?,
        order: row.get(4)?,
        line: row.get(5)?,
        work: row.get(6)?,
        step_no: row.get(7)?,
        purchase: row.get(8)?,
        receipt: row.get(9)?,
        source: row.get(10)?,
        quantity: row.get(11)?,
        sample: row.get(12)?,
        sample_size: row.get(13)?,
        points: points_of(&row.get::<String>(14)?)?,
        opened_at: row.get(15)?,
        closed_at: row.get(16)?,
        report: row.get(17)?,
        lock: row.get(18)?,
    })
}

pub fn read_tranche(row: &Row<'_>) -> Result<Tranche, Fault> {
    let results: String = row.get(6)?;
    Ok(Tranche {
        id: row.get(0)?,
        inspection: row.get(1)?,
        no: row.get(2)?,
        quantity: row.get(3)?,
        state: row.get(4)?,
        looked: row.get(5)?,
        results: serde_json::from_str(&results).map_err(|e| Fault::other("results of an inspection", e))?,
        ground: row.get(7)?,
        held_back: row.get(8)?,
        opened_at: row.get(9)?,
        judged_at: row.get(10)?,
        judged_name: row.get(11)?,
        settled_at: row.get(12)?,
        settled_name: row.get(13)?,
    })
}
