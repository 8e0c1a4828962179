//! A cancellation (4.4): quantities that leave the lines of an approved order, the stops it gave, what it cost and who bears
//! it. As with a change, every act holds the order first.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::Row;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{Finding, Leave, Rule, Standing, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::request::Mark;
use super::{claim, duties};
use crate::masters::Supply;
use crate::order::{self, Order};

platform::words! {
    pub enum CancelState {
        New = "new",
        Draft = "draft",
        ManagerReview = "manager_review",
        Stopping = "stopping",
        Costing = "costing",
        Settling = "settling",
        Closed = "closed",
        Rejected = "rejected",
    }
}

impl CancelState {
    pub fn is_final(self) -> bool {
        matches!(self, CancelState::Closed | CancelState::Rejected)
    }
}

platform::words! {
    /// What becomes of work that was begun (4.4.3).
    pub enum Disposal {
        NotBegun = "not_begun",
        Finish = "finish",
        Stock = "stock",
        Rework = "rework",
        Scrap = "scrap",
        Return = "return",
    }
}

/// A quantity of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancelPart {
    pub line: Id,
    pub no: i64,
    pub sku: String,
    pub quantity: Quantity,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelSaid {
    pub reason: String,
    pub note: Option<Id>,
    pub source: Option<Id>,
    pub oral: bool,
    pub confirmed: Mark,
    /// He said on his link that it is not what he wants.
    pub disputed: Mark,
    pub parts: Vec<CancelPart>,
    pub submitted: Mark,
    pub decided: Mark,
    /// What the customer said to the costs.
    pub agreed: Mark,
    /// Why they were opened once more, the last time.
    pub disagreed: Mark,
    pub closed: Mark,
}

#[derive(Clone, Debug, Serialize)]
pub struct Cancellation {
    pub id: Id,
    pub number: String,
    pub order: Id,
    pub order_number: String,
    pub state: CancelState,
    pub made_at: Instant,
    pub made_by: Id,
    pub lock: i64,
    #[serde(flatten)]
    pub said: CancelSaid,
}

/// Who has something to stop: those who supply lines, and logistics what lies packed.
pub const STOPPERS: &[Role] = &[Role::Warehouse, Role::Production, Role::Purchasing, Role::Logistics];

impl Cancellation {
    pub fn href(&self) -> String {
        format!("/cancellations/{}", self.id)
    }
}

/// An order to stop, and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Stop {
    pub id: Id,
    pub dispatch: Id,
    /// What purchasing was to buy for work; its goods, and what of them came.
    pub request: Option<Id>,
    /// What lay packed and has not left the house.
    pub shipment: Option<Id>,
    pub goods: String,
    pub received: Quantity,
    pub line: Id,
    pub department: Role,
    pub mode: Supply,
    pub quantity: Quantity,
    pub whole: bool,
    pub issued_at: Instant,
    pub acknowledged_at: Option<Instant>,
    pub by_name: String,
    pub done: Quantity,
    pub disposal: String,
    pub remark: String,
}

/// A cost, and who bears it: charged to the customer, borne by us, or of use elsewhere. Minor units of the order's currency.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    pub id: Id,
    pub department: Role,
    pub text: String,
    pub amount: i64,
    pub charged: i64,
    pub absorbed: i64,
    pub reused: i64,
    pub decided_at: Option<Instant>,
    pub added_by: Id,
}

impl Cost {
    /// What nobody bears yet.
    pub fn open(&self) -> i64 {
        self.amount - self.charged - self.absorbed - self.reused
    }
}

/// What the rules look at.
#[derive(Debug, Default)]
pub struct CancelKnown {
    pub reason: bool,
    pub linked: bool,
    pub approved: bool,
    pub parts: bool,
    /// Lines of which more is cancelled than is still there to be cancelled.
    pub beyond: Vec<(i64, String)>,
    pub taken: Vec<(i64, String)>,
    pub confirmed: bool,
    pub written: bool,
    pub entered: bool,
    pub words: bool,
    pub open_stops: usize,
    pub undecided: usize,
    /// Sum of what nobody bears.
    pub balance: i64,
    pub agreed: bool,
    /// An answer to a stop says what became of what was done.
    pub disposed: bool,
    /// More was said to be done than was to be done.
    pub too_much: bool,
    /// What is to go back to the supplier, and what of it can.
    pub back: Option<(Quantity, Quantity)>,
}

fn unless(holds: bool, key: &'static str) -> Vec<Finding> {
    if holds { Vec::new() } else { vec![Finding::fail(Say::new(key))] }
}

const fn must(id: &'static str, clause: &'static str, verdict: fn(&CancelKnown) -> Vec<Finding>) -> Rule<CancelKnown> {
    Rule { id, clause, weight: Weight::Must, verdict }
}

pub const REASON: Rule<CancelKnown> = must("cancel.reason", "4.4.1", |k| unless(k.reason, "change-refused-reason"));
pub const LINKED: Rule<CancelKnown> = must("cancel.linked", "4.4.1", |k| unless(k.linked, "change-refused-linked"));
pub const APPROVED: Rule<CancelKnown> = must("cancel.approved", "4.4.1", |k| unless(k.approved, "cancel-refused-open"));
pub const PARTS: Rule<CancelKnown> = must("cancel.parts", "4.4.1", |k| unless(k.parts, "cancel-refused-nothing"));
pub const BEYOND: Rule<CancelKnown> = must("cancel.beyond", "4.4.1", beyond);
pub const ONE: Rule<CancelKnown> = must("cancel.one", "4.4.1", one);
pub const CONFIRMED: Rule<CancelKnown> =
    must("cancel.confirmed", "3.1.3", |k| unless(k.confirmed, "cancel-refused-unconfirmed"));
pub const PAPER: Rule<CancelKnown> = must("cancel.paper", "3.1.3", |k| unless(k.written, "change-refused-paper"));
pub const APART: Rule<CancelKnown> = must("cancel.apart", "1.3.4", |k| unless(!k.entered, "check-apart"));
pub const WORDS: Rule<CancelKnown> = must("cancel.words", "4.4.2", |k| unless(k.words, "change-refused-words"));
pub const DISPOSED: Rule<CancelKnown> =
    must("cancel.disposed", "4.4.3", |k| unless(k.disposed, "cancel-refused-disposal"));
pub const DONE: Rule<CancelKnown> = must("cancel.done", "4.4.3", |k| unless(!k.too_much, "cancel-refused-done"));
pub const RETURNED: Rule<CancelKnown> = must("cancel.returned", "4.4.3", |k| match k.back {
    Some((wanted, here)) if wanted > here => {
        vec![Finding::fail(Say::new("cancel-refused-returned").arg("here", here.page()))]
    }
    _ => Vec::new(),
});
pub const STOPPED: Rule<CancelKnown> = must("cancel.stopped", "4.4.3", |k| {
    let say = Say::new("cancel-refused-stops").arg("n", k.open_stops);
    if k.open_stops == 0 { Vec::new() } else { vec![Finding::fail(say)] }
});
pub const DECIDED: Rule<CancelKnown> = must("cancel.decided", "4.4.4", |k| {
    let say = Say::new("cancel-refused-undecided").arg("n", k.undecided);
    if k.undecided == 0 { Vec::new() } else { vec![Finding::fail(say)] }
});
pub const BALANCED: Rule<CancelKnown> =
    must("cancel.balanced", "4.4.4", |k| unless(k.balance == 0, "cancel-refused-balance"));
pub const AGREED: Rule<CancelKnown> = must("cancel.agreed", "4.4.4", |k| unless(k.agreed, "cancel-refused-unagreed"));
pub const SAID: Rule<CancelKnown> = must("cancel.said", "4.4.4", |k| unless(k.words, "change-refused-words"));
pub const COST: Rule<CancelKnown> = must("cancel.cost", "4.4.4", |k| unless(k.words, "cancel-refused-cost"));

fn beyond(known: &CancelKnown) -> Vec<Finding> {
    let say = |(no, most): &(i64, String)| Finding::fail(Say::new("cancel-refused-beyond").arg("most", most)).on(*no);
    known.beyond.iter().map(say).collect()
}

fn one(known: &CancelKnown) -> Vec<Finding> {
    let say = |number: &String| Finding::fail(Say::new("change-refused-taken").arg("number", number));
    let on = |(no, number): &(i64, String)| if *no == 0 { say(number) } else { say(number).on(*no) };
    known.taken.iter().map(on).collect()
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, c.number, c.order_id, o.number, c.state, c.made_at, c.made_by, c.lock, c.body \
             FROM cancellation c JOIN orders o ON o.id = c.order_id ",
            $tail
        )
    };
}

platform::sql! {
    FETCH = columns!("WHERE c.id = $1");
    pub(super) OPEN_ONES = columns!("WHERE c.state NOT IN ('closed', 'rejected') AND ($1 = '' OR c.state = $1) \
        AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
    pub(super) ALL_ONES = columns!("WHERE ($1 = '' OR c.state = $1) AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
    UNDER_WAY = "SELECT id FROM cancellation WHERE order_id = $1 AND id <> $2 \
        AND state IN ('stopping', 'costing', 'settling') LIMIT 1";
    ADD = "INSERT INTO cancellation (id, number, order_id, state, made_at, made_by, lock, body) \
        VALUES ($1, $2, $3, $4, $5, $6, 1, $7)";
    MOVE = "UPDATE cancellation SET state = $1, body = $2, lock = lock + 1 WHERE id = $3 AND lock = $4 AND state = $5";
    STOPS = "SELECT s.id, s.dispatch, s.line_id, s.department, d.mode, s.quantity, s.whole, s.issued_at, \
        s.acknowledged_at, COALESCE(p.name, ''), s.done_quantity, s.disposal, s.remark, s.request, \
        COALESCE(h.number, x.sku, ''), COALESCE(r.received, 0), s.shipment FROM stop_order s JOIN dispatch d ON d.id = s.dispatch \
        LEFT JOIN person p ON p.id = s.acknowledged_by LEFT JOIN purchase_request r ON r.id = s.request \
        LEFT JOIN product x ON x.id = r.product LEFT JOIN shipment h ON h.id = s.shipment \
        WHERE s.cancellation = $1 ORDER BY s.id";
    COSTS = "SELECT id, department, text, amount, charged, absorbed, reused, decided_at, added_by FROM cancellation_cost \
        WHERE cancellation = $1 AND withdrawn_at IS NULL ORDER BY id";
}

pub fn read(row: &Row<'_>) -> Result<Cancellation, Fault> {
    let body: String = row.get(8)?;
    Ok(Cancellation {
        id: row.get(0)?,
        number: row.get(1)?,
        order: row.get(2)?,
        order_number: row.get(3)?,
        state: row.get(4)?,
        made_at: row.get(5)?,
        made_by: row.get(6)?,
        lock: row.get(7)?,
        said: serde_json::from_str(&body).map_err(|e| Fault::other("read a cancellation", e))?,
    })
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Cancellation> {
    tx.maybe(&FETCH, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// Another one of the order is under way.
pub fn another(tx: &mut Tx, order: Id, own: Id) -> Outcome<bool> {
    Ok(tx.maybe(&UNDER_WAY, &[&order, &own], |row| row.get::<Id>(0))?.is_some())
}

pub fn stops(tx: &mut Tx, id: Id) -> Outcome<Vec<Stop>> {
    Ok(tx.list(&STOPS, &[&id], |row| {
        Ok(Stop {
            id: row.get(0)?,
            dispatch: row.get(1)?,
            line: row.get(2)?,
            department: row.get(3)?,
            mode: row.get(4)?,
            quantity: row.get(5)?,
            whole: row.get(6)?,
            issued_at: row.get(7)?,
            acknowledged_at: row.get(8)?,
            by_name: row.get(9)?,
            done: row.get(10)?,
            disposal: row.get(11)?,
            remark: row.get(12)?,
            request: row.get(13)?,
            goods: row.get(14)?,
            received: row.get(15)?,
            shipment: row.get(16)?,
        })
    })?)
}

pub fn costs(tx: &mut Tx, id: Id) -> Outcome<Vec<Cost>> {
    Ok(tx.list(&COSTS, &[&id], |row| {
        Ok(Cost {
            id: row.get(0)?,
            department: row.get(1)?,
            text: row.get(2)?,
            amount: row.get(3)?,
            charged: row.get(4)?,
            absorbed: row.get(5)?,
            reused: row.get(6)?,
            decided_at: row.get(7)?,
            added_by: row.get(8)?,
        })
    })?)
}

fn body(one: &Cancellation) -> Result<String, Fault> {
    let value = serde_json::to_value(&one.said).map_err(|e| Fault::other("write a cancellation", e))?;
    Ok(history::canonical(&value))
}

pub fn add(tx: &mut Tx, one: &Cancellation) -> Outcome<()> {
    let body = body(one)?;
    tx.execute(&ADD, &[&one.id, &one.number, &one.order, &one.state, &one.made_at, &one.made_by, &body])?;
    Ok(())
}

/// A cancellation with its order, both held for an act.
pub struct Desk {
    pub order: Order,
    pub one: Cancellation,
    pub stands: Standing,
    pub entered: bool,
}

pub fn desk(tx: &mut Tx, who: &Person, id: Id, seen: &str) -> Outcome<Desk> {
    let order = fetch(tx, id)?.order;
    let order = if who.is(Role::Customer) {
        order::fetch_for_link(tx, order)?
    } else {
        order::fetch_seen(tx, who, order, None)?
    };
    let one = fetch(tx, id)?;
    if !seen.is_empty() && seen.parse() != Ok(one.lock) {
        return Err(Trouble::stale(one.id));
    }
    let stands = super::request::standing(tx, who, &order, one.made_by)?;
    Ok(Desk { entered: one.made_by == who.id, order, one, stands })
}

/// Writes where it stands now, by leave of a step: row, duties, history.
pub fn advance(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    one: &mut Cancellation,
    leave: &Leave<CancelState>,
    says: Value,
) -> Outcome<()> {
    let text = body(one)?;
    if tx.execute(&MOVE, &[&leave.to, &text, &one.id, &one.lock, &leave.from])? == 0 {
        return Err(Trouble::stale(one.id));
    }
    one.state = leave.to;
    one.lock += 1;
    let about = about(one, order);
    duties::settle(tx, who, &about, leave.closes, leave.opens)?;
    if leave.to.is_final() {
        duties::over(tx, &about)?;
        claim::release(tx, one.id)?;
    }
    tell_history(tx, who, order, one, leave, says)
}

pub fn about<'a>(one: &'a Cancellation, order: &Order) -> duties::About<'a> {
    duties::About {
        id: one.id,
        kind: "cancellation",
        subject: &one.number,
        order: order.id,
        owner: order.owner,
        writers: vec![one.made_by],
    }
}

pub fn tell_history(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    one: &Cancellation,
    leave: &Leave<CancelState>,
    says: Value,
) -> Outcome<()> {
    let mut body = says;
    body["number"] = json!(one.number);
    let rows = order::rows_digest(order)?;
    Ok(history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?)
}
