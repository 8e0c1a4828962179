//! 4.2.4: goods arrive, all of them or some. The warehouse counts them in by the delivery note; they lie in stock for
//! whoever waits for them, or wait for their inspection first.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::limits::FIELD_CHARS;
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::arrive::passed;
use super::page;
use super::purchase::{self, Line, Purchase, PurchaseState};
use crate::fulfilment::inspection::{self, InspectionKind, Subject};
use crate::people::{self, Again};

/// How much more than ordered is taken, in basis points.
const OVER_BP: i64 = 500;

/// `POST /purchases/{id}/receipts`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ReceiptForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Receive { purchase: id, form: body.value }).await {
        Ok(receipt) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": receipt }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReceiptForm {
    pub lock: String,
    /// The line's number.
    pub line: String,
    pub quantity: String,
    /// The supplier's delivery note.
    pub note_no: String,
}

pub struct Receive {
    pub purchase: Id,
    pub form: ReceiptForm,
}

pub struct Facts {
    note: String,
    after: Quantity,
    ordered: Quantity,
}

impl Facts {
    fn most(&self) -> Quantity {
        let over = i128::from(self.ordered.millionths()) * i128::from(OVER_BP) / 10_000;
        self.ordered.plus(Quantity::from_millionths(i64::try_from(over).unwrap_or(0)))
    }
}

/// Some of it is still to come.
pub const RECEIVE: Step<PurchaseState, Facts> = Step {
    id: "purchase.receive",
    clause: "4.2.4",
    from: &[PurchaseState::Contracted, PurchaseState::PartlyReceived],
    to: Some(PurchaseState::PartlyReceived),
    by: By::Roles(&[Role::Warehouse]),
    opens: &["await_goods"],
    closes: &["await_goods"],
    rules: &[
        Rule { id: "receipt.note", clause: "4.2.4", weight: Weight::Must, verdict: has_note },
        Rule { id: "receipt.within", clause: "4.2.4", weight: Weight::Must, verdict: within },
    ],
};

/// The last of it.
pub const RECEIVE_LAST: Step<PurchaseState, Facts> =
    Step { id: "purchase.receive_last", to: Some(PurchaseState::Received), opens: &["close_purchase"], ..RECEIVE };

fn has_note(facts: &Facts) -> Vec<Finding> {
    if facts.note.is_empty() { vec![Finding::fail(Say::new("receipt-refused-note"))] } else { Vec::new() }
}

fn within(facts: &Facts) -> Vec<Finding> {
    let most = facts.most();
    if facts.after <= most {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("receipt-refused-over").arg("after", facts.after.page()).arg("most", most.page()))]
}

/// What came on one delivery note.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    pub id: Id,
    pub line: Id,
    pub line_no: i64,
    pub at: Instant,
    pub by_name: String,
    pub note_no: String,
    pub quantity: Quantity,
    pub passed: Quantity,
    pub returned: Quantity,
    pub in_time: bool,
}

impl Receipt {
    pub fn waits(&self) -> Quantity {
        self.quantity.minus(self.passed).minus(self.returned)
    }
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, c.line, l.no, c.at, c.by_name, c.note_no, c.quantity, c.passed, c.returned, c.in_time \
             FROM purchase_receipt c JOIN purchase_line l ON l.id = c.line ",
            $tail
        )
    };
}

platform::sql! {
    ADD = "INSERT INTO purchase_receipt (id, purchase, line, supplier, at, by_name, note_no, quantity, passed, returned, \
        in_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9)";
    OF_PURCHASE = columns!("WHERE c.purchase = $1 ORDER BY c.at DESC, c.id DESC LIMIT 200");
    ONE = columns!("WHERE c.id = $1 AND c.purchase = $2");
    ORDERS_OF = "SELECT DISTINCT r.order_id FROM purchase_receipt c JOIN purchase_part t ON t.line = c.line \
        JOIN purchase_request r ON r.id = t.request WHERE c.id = $1 AND r.order_id IS NOT NULL ORDER BY r.order_id LIMIT 500";
    CHANGE = "UPDATE purchase_receipt SET passed = $1, returned = $2 WHERE id = $3";
}

pub fn of_purchase(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Receipt>> {
    Ok(tx.list(&OF_PURCHASE, &[&purchase], read)?)
}

pub fn one(tx: &mut Tx, purchase: Id, receipt: Id) -> Outcome<Receipt> {
    tx.maybe(&ONE, &[&receipt, &purchase], read)?.ok_or(Trouble::Hidden)
}

/// The orders that goods of a receipt were bought for.
pub fn orders_of(tx: &mut Tx, receipt: Id) -> Outcome<Vec<Id>> {
    Ok(tx.list(&ORDERS_OF, &[&receipt], |row| row.get(0))?)
}

/// The caller holds the purchase.
pub fn write(tx: &mut Tx, receipt: &Receipt) -> Outcome<()> {
    tx.execute(&CHANGE, &[&receipt.passed, &receipt.returned, &receipt.id])?;
    Ok(())
}

fn read(row: &platform::db::Row<'_>) -> Result<Receipt, platform::Fault> {
    Ok(Receipt {
        id: row.get(0)?,
        line: row.get(1)?,
        line_no: row.get(2)?,
        at: row.get(3)?,
        by_name: row.get(4)?,
        note_no: row.get(5)?,
        quantity: row.get(6)?,
        passed: row.get(7)?,
        returned: row.get(8)?,
        in_time: row.get(9)?,
    })
}

impl Act for Receive {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let purchase = purchase::held(tx, self.purchase, &self.form.lock)?;
        let lines = purchase::lines(tx, purchase.id)?;
        let (mut line, quantity, note) = self.read(&lines)?;
        let facts = Facts { note: note.clone(), after: line.received.plus(quantity), ordered: line.quantity };
        let others = lines.iter().filter(|other| other.id != line.id).any(|other| other.outstanding().is_positive());
        let last = !others && facts.after >= line.quantity;
        let step = if last { &RECEIVE_LAST } else { &RECEIVE };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = step.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(purchase.id);
        }
        line.received = facts.after;
        line.awaited = line.outstanding().is_positive();
        let rules = inspection::required(tx, Some(line.product), InspectionKind::Incoming)?;
        let inspected = rules.is_some();
        if inspected {
            line.to_inspect = line.to_inspect.plus(quantity);
        }
        purchase::write_line(tx, &line)?;
        let receipt = self.write(tx, who, &purchase, &line, quantity, &note)?;
        match rules {
            Some(rules) => {
                let of = Subject {
                    product: Some(line.product),
                    purchase: Some(purchase.id),
                    receipt: Some(receipt),
                    source: format!("{} · {note}", purchase.called()),
                    ..Subject::default()
                };
                inspection::arrived(tx, who, &of, quantity, rules)?;
            }
            None => passed(tx, who, &purchase, receipt, quantity)?,
        }
        let body = json!({"line": line.no, "quantity": quantity, "note": note, "inspection": inspected});
        purchase::advance(tx, who, &purchase, &leave, body)?;
        Ok(receipt)
    }
}

impl Receive {
    fn read(&self, lines: &[Line]) -> Outcome<(Line, Quantity, String)> {
        let mut wrong = Fields::none();
        let line = self.form.line.trim().parse::<i64>().ok();
        let line = line.and_then(|no| lines.iter().find(|line| line.no == no)).cloned();
        if line.is_none() {
            wrong.add("line", Say::new("purchase-bad-line"));
        }
        let quantity = Quantity::parse_lenient(&self.form.quantity).ok().filter(|quantity| quantity.is_positive());
        if quantity.is_none() {
            wrong.add("quantity", Say::new("masters-bad-not-positive"));
        }
        let note = self.form.note_no.trim().to_string();
        if note.chars().count() as u64 > FIELD_CHARS.value {
            wrong.add("note_no", Say::new("masters-bad-too-long").arg("max", FIELD_CHARS.value));
        }
        wrong.check()?;
        match (line, quantity) {
            (Some(line), Some(quantity)) => Ok((line, quantity, note)),
            _ => Err(Trouble::Hidden),
        }
    }

    fn write(
        &self,
        tx: &mut Tx,
        who: &Person,
        purchase: &Purchase,
        line: &Line,
        quantity: Quantity,
        note: &str,
    ) -> Outcome<Id> {
        let (id, now, today) = (tx.new_id(), tx.now(), people::today(tx)?);
        let in_time = line.promised_on.is_none_or(|promised| today <= promised);
        let supplier = purchase.supplier.ok_or(Trouble::Hidden)?;
        tx.execute(&ADD, &[&id, &purchase.id, &line.id, &supplier, &now, &who.name, &note, &quantity, &in_time])?;
        Ok(id)
    }
}
