//! 4.1.3, 5.1.1: pieces that are made again. What an inspection takes back counts as if it had never been reported; what
//! is scrap needs its parts once more: what lies free is taken, the rest is to be bought and taken when it comes.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Leave;
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::{Value, json};

use super::report::{self, Typed, Via};
use super::steps::{CLEAR_UP, FROM_SHELF, Facts, REWORK, SCRAP};
use super::work::{self, Work, WorkState};
use super::{clear_up, place, replan};
use crate::fulfilment::purchasing;
use crate::masters::{self, MoveKind};
use crate::order::{self, Order};

/// Pieces of an operation failed: they are reported again after rework, or made again where they are scrap.
pub fn made_again(tx: &mut Tx, who: &Person, id: Id, no: i64, n: Quantity, scrap: bool) -> Outcome<()> {
    let (mut order, mut work) = work::fetch_held(tx, id, None)?;
    // Of stopped work nothing is made again: what failed is scrap, and no more than that.
    let ended = scrap && work.state == WorkState::Stopped;
    let step = match (ended, scrap) {
        (true, _) => &CLEAR_UP,
        (false, true) => &SCRAP,
        (false, false) => &REWORK,
    };
    let leave = step.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let back = Back { no, quantity: n, scrap };
    unreported(tx, who, &mut order, &mut work, &leave, &back)?;
    let body = json!({"no": no, "quantity": n, "scrap": scrap});
    if ended {
        work::advance(tx, who, &order, &mut work, &leave, body)?;
        return clear_up::cleared(tx, who, &order, &mut work);
    }
    begun_again(tx, who, &order, work, &leave, body, &back)
}

/// Pieces that failed.
struct Back {
    /// The operation that reported them.
    no: i64,
    quantity: Quantity,
    scrap: bool,
}

/// 5.1.1: pieces failed before shipment and leave the shelf: production makes them good, or makes others in their place.
pub fn taken_back(tx: &mut Tx, who: &Person, id: Id, n: Quantity, scrap: bool) -> Outcome<()> {
    let (mut order, mut work) = work::fetch_held(tx, id, None)?;
    let step = match (work.state, scrap) {
        (WorkState::Inspected | WorkState::Stocked, _) => &FROM_SHELF,
        (_, true) => &SCRAP,
        (_, false) => &REWORK,
    };
    let leave = step.admit(work.state, &work::SYSTEM, &Facts::default(), &[])?;
    if leave.idle {
        return Ok(());
    }
    off_the_shelf(tx, who, &work, n)?;
    work.stocked = work.stocked.minus(n);
    work.passed = work.passed.minus(n);
    let back = Back { no: work.last_no(), quantity: n, scrap };
    unreported(tx, who, &mut order, &mut work, &leave, &back)?;
    let body = json!({"no": back.no, "quantity": n, "scrap": scrap, "shelf": true});
    begun_again(tx, who, &order, work, &leave, body, &back)
}

/// The work order of a line that made so many pieces which still lie on the shelf for it.
pub fn made_for(tx: &mut Tx, line: Id, n: Quantity) -> Outcome<Option<Id>> {
    let works = work::of_lines(tx, &[line])?;
    for work in works.iter().rev().filter(|work| !matches!(work.state, WorkState::Stopped) && work.stocked >= n) {
        let shelf: Vec<Shelved> = shelved(tx, work)?;
        if shelf.iter().fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity)) >= n {
            return Ok(Some(work.id));
        }
    }
    Ok(None)
}

/// Pieces that were put away for the line.
struct Shelved {
    reservation: Id,
    quantity: Quantity,
}

fn shelved(tx: &mut Tx, work: &Work) -> Outcome<Vec<Shelved>> {
    let read = |row: &platform::db::Row<'_>| Ok(Shelved { reservation: row.get(0)?, quantity: row.get(1)? });
    Ok(tx.list(&SHELF, &[&work.line, &work.id, &work.product], read)?)
}

/// The last that was put away goes first; nobody else is promised them.
fn off_the_shelf(tx: &mut Tx, who: &Person, work: &Work, n: Quantity) -> Outcome<()> {
    let (mut left, now) = (n, tx.now());
    for one in shelved(tx, work)? {
        let takes = one.quantity.min(left);
        if takes.is_positive() {
            if tx.execute(&OFF, &[&takes, &now, &one.reservation])? != 1 {
                return Err(Trouble::stale(work.id));
            }
            left = left.minus(takes);
        }
    }
    let product = work.product.ok_or(Trouble::Hidden)?;
    let gone = masters::take_out(tx, who, product, MoveKind::Failed, n, &work.number)?;
    if gone && left.is_zero() { Ok(()) } else { Err(Trouble::stale(work.id)) }
}

/// What failed counts as if it had never been reported.
fn unreported(
    tx: &mut Tx,
    who: &Person,
    order: &mut Order,
    work: &mut Work,
    leave: &Leave<WorkState>,
    back: &Back,
) -> Outcome<()> {
    let no = back.no;
    let less = Quantity::from_millionths(-back.quantity.millionths());
    let lost = if back.scrap { back.quantity } else { Quantity::ZERO };
    let remark = String::new();
    let told = Typed { no, good: less, scrap: lost, minutes: 0, remark, via: Via::Inspection, photo: None };
    report::keep(tx, who, work, &told)?;
    report::count(tx, work, &told)?;
    if no != work.last_no() {
        return Ok(());
    }
    work.good = work.good.plus(less);
    let line = work.line;
    order::measure(tx, who, order, leave, json!({"work": work.number, "good": less}), |lines| {
        if let Some(line) = lines.iter_mut().find(|l| l.id == line) {
            line.produced = line.produced.plus(less);
        }
    })
}

/// It is laid anew: its own line knows at once when the pieces come now, the rest within seconds.
fn begun_again(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    mut work: Work,
    leave: &Leave<WorkState>,
    body: Value,
    back: &Back,
) -> Outcome<()> {
    work.finished_at = None;
    work::advance(tx, who, order, &mut work, leave, body)?;
    if back.scrap {
        parts(tx, who, order, &work, back.quantity)?;
    }
    place::anew(tx, who, &work)?;
    replan::ask(tx, Some(work.id), &work.number)
}

platform::sql! {
    SHELF = "SELECT id, quantity FROM reservation WHERE line_id = $1 AND dispatch = $2 AND product = $3 \
        AND ended_at IS NULL ORDER BY id DESC";
    OFF = "UPDATE reservation SET quantity = quantity - $1, ended_at = CASE WHEN quantity = $1 THEN $2 ELSE ended_at END \
        WHERE id = $3 AND ended_at IS NULL AND quantity >= $1";
    LACKS = "INSERT INTO work_lack (work, product, quantity) VALUES ($1, $2, $3) \
        ON CONFLICT (work, product) DO UPDATE SET quantity = work_lack.quantity + excluded.quantity";
    LACKED = "SELECT quantity FROM work_lack WHERE work = $1 AND product = $2 {for update}";
    CAME = "UPDATE work_lack SET quantity = quantity - $1 WHERE work = $2 AND product = $3 AND quantity >= $1";
}

/// What so many pieces need that are made once more.
pub(super) fn parts(tx: &mut Tx, who: &Person, order: &Order, work: &Work, n: Quantity) -> Outcome<()> {
    let Some(product) = work.product else { return Ok(()) };
    let mut components = masters::components(tx, &[product])?;
    components.sort_by_key(|c| c.component);
    for c in components {
        let exact = i128::from(c.per.millionths()) * i128::from(n.millionths());
        let needs = Quantity::from_millionths(i64::try_from((exact + 999_999) / 1_000_000).unwrap_or(i64::MAX));
        let takes = masters::free_stock(tx, c.component)?.max(Quantity::ZERO).min(needs);
        if takes.is_positive() {
            let held = masters::reserve(tx, c.component, takes)?;
            if !held || !masters::take_out(tx, who, c.component, MoveKind::Used, takes, &work.number)? {
                return Err(Trouble::stale(work.id));
            }
        }
        clear_up::issued(tx, work.id, n, c.component, takes)?;
        let lacks = needs.checked_sub(takes).unwrap_or_default();
        if lacks.is_positive() {
            tx.execute(&LACKS, &[&work.id, &c.component, &lacks])?;
            purchasing::missing_more(tx, who, order, (work.line, work.id), c.component, lacks)?;
        }
    }
    Ok(())
}

/// Parts came that a running work order waits for: they go straight to it. Answers how many it took of them; their
/// reservation is the caller's to lessen.
pub fn issue(tx: &mut Tx, who: &Person, id: Id, product: Id, came: Quantity) -> Outcome<Quantity> {
    let Some(work) = work::some(tx, &[id])?.pop() else { return Ok(Quantity::ZERO) };
    let lacked: Option<Quantity> = tx.maybe(&LACKED, &[&id, &product], |row| row.get(0))?;
    let takes = lacked.unwrap_or_default().min(came);
    let running = matches!(work.state, WorkState::Released | WorkState::InProgress);
    if !running || !takes.is_positive() {
        return Ok(Quantity::ZERO);
    }
    tx.execute(&CAME, &[&takes, &id, &product])?;
    if !masters::take_out(tx, who, product, MoveKind::Used, takes, &work.number)? {
        return Err(Trouble::stale(id));
    }
    clear_up::issued(tx, id, Quantity::ZERO, product, takes)?;
    Ok(takes)
}
