//! Reading an order whole. First *may you know of it*: what one may not know is not found.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::money::{Currency, Discount, Money, PriceBase, TaxRate, UnitPrice};
use platform::quantity::Quantity;
use platform::who::{Person, Role, Via};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;

use super::axes::{Approval, Archive, Channel, Confirmation, Execution, Priority, Settlement};
use super::content::Head;

#[derive(Clone, Debug, Serialize)]
pub struct Order {
    pub id: Id,
    pub number: String,
    pub revision: i64,
    pub round: i64,
    pub lock: i64,
    pub customer: Id,
    pub customer_order_no: String,
    pub customer_order_on: Option<Day>,
    pub channel: Channel,
    pub received_at: Instant,
    pub received_by: Id,
    pub priority: Priority,
    pub owner: Id,
    pub currency: Currency,
    pub payment_term: String,
    pub approval: Approval,
    pub confirmation: Confirmation,
    pub execution: Execution,
    pub settlement: Settlement,
    pub archive: Archive,
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    /// Gross in minor units of the company's currency, at the rate of the day it was last saved; 0 without a rate.
    pub gross_company: i64,
    pub line_count: i64,
    pub special: bool,
    pub major: bool,
    pub requested_on: Option<Day>,
    pub head: Head,
    #[serde(serialize_with = "hexed")]
    pub content_digest: Vec<u8>,
    /// Digest of what the customer was shown, once a confirmation went out.
    #[serde(serialize_with = "hexed_if")]
    pub shown_digest: Option<Vec<u8>>,
    pub made_at: Instant,
    pub changed_at: Instant,
    pub submitted_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub id: Id,
    pub no: i64,
    pub product: Option<Id>,
    pub sku: String,
    pub name: String,
    pub spec: String,
    pub customer_part: String,
    pub quantity: Quantity,
    pub unit: String,
    pub price: UnitPrice,
    pub price_base: PriceBase,
    pub discount: Discount,
    pub tax_rate: TaxRate,
    pub amount: Money,
    pub list_price: Option<UnitPrice>,
    pub floor_price: Option<UnitPrice>,
    pub requested_on: Option<Day>,
    pub promised_on: Option<Day>,
    pub forecast_on: Option<Day>,
    pub place: String,
    pub remark: String,
    /// From free stock, at the approval. What lies here for the line in all is the sum of its reservations: pages and
    /// machines are told that.
    pub reserved: Quantity,
    pub produced: Quantity,
    pub received: Quantity,
    pub inspected: Quantity,
    pub shipped: Quantity,
    pub delivered: Quantity,
    pub signed_for: Quantity,
    pub returned: Quantity,
    pub invoiced: Quantity,
    pub cancelled: Quantity,
}

fn hexed<S: serde::Serializer>(bytes: &[u8], s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&platform::history::hex(bytes))
}

fn hexed_if<S: serde::Serializer>(bytes: &Option<Vec<u8>>, s: S) -> Result<S::Ok, S::Error> {
    match bytes {
        Some(bytes) => hexed(bytes, s),
        None => s.serialize_none(),
    }
}

impl Order {
    /// Spoken, and no document of the customer's is attached yet (3.1.3). A confirmation that is not required,
    /// confirmed or waived lets it pass.
    pub fn waits_for_confirmation(&self) -> bool {
        !matches!(self.confirmation, Confirmation::NotRequired | Confirmation::Confirmed | Confirmation::Waived)
    }
}

platform::sql! {
    HEAD = "SELECT id, number, revision, round, lock, customer, customer_order_no, customer_order_on, channel, \
        received_at, received_by, priority, owner, currency, payment_term, approval, confirmation, execution, \
        settlement, archive, net, tax, gross, gross_company, line_count, special, major, requested_on, head, \
        content_digest, shown_digest, made_at, changed_at, submitted_at, decided_at \
        FROM orders WHERE id = $1";
    HEAD_LOCKED = "SELECT id, number, revision, round, lock, customer, customer_order_no, customer_order_on, channel, \
        received_at, received_by, priority, owner, currency, payment_term, approval, confirmation, execution, \
        settlement, archive, net, tax, gross, gross_company, line_count, special, major, requested_on, head, \
        content_digest, shown_digest, made_at, changed_at, submitted_at, decided_at \
        FROM orders WHERE id = $1 {for update}";
    LINES = "SELECT id, no, product, sku, name, spec, customer_part, quantity, unit, price, price_base, discount, \
        tax_rate, amount, list_price, floor_price, requested_on, promised_on, forecast_on, place, remark, reserved, \
        produced, received, inspected, shipped, delivered, signed_for, returned, invoiced, cancelled \
        FROM order_line WHERE order_id = $1 AND removed_in IS NULL ORDER BY no";
    BY_NUMBER = "SELECT id FROM orders WHERE number = $1";
    LINE_COUNT = "SELECT line_count FROM orders WHERE id = $1";
}

/// The order, if this reader may know of it. On a write it is locked until the end of the act.
pub fn fetch(tx: &mut Tx, who: &Person, id: Id) -> Outcome<Order> {
    let order = whole(tx, id, false)?.ok_or(Trouble::Hidden)?;
    if may_know(who, &order) { Ok(order) } else { Err(Trouble::Hidden) }
}

/// For acts: the order as its actor saw it (`seen` = its lock), and no other act may change it meanwhile.
pub fn fetch_seen(tx: &mut Tx, who: &Person, id: Id, seen: Option<i64>) -> Outcome<Order> {
    let order = whole(tx, id, true)?.ok_or(Trouble::Hidden)?;
    if !may_know(who, &order) {
        return Err(Trouble::Hidden);
    }
    match seen {
        Some(seen) if seen != order.lock => super::facts_of::stale(tx, &order, seen),
        _ => Ok(order),
    }
}

/// For acts by a link: its token was checked, and it names the order.
pub fn fetch_for_link(tx: &mut Tx, id: Id) -> Outcome<Order> {
    whole(tx, id, true)?.ok_or(Trouble::Hidden)
}

/// For what follows from an act on something else: the order, held until that act ends.
pub fn fetch_held(tx: &mut Tx, id: Id) -> Outcome<Order> {
    whole(tx, id, true)?.ok_or(Trouble::Hidden)
}

/// The same for its page, which changes nothing.
pub fn read_for_link(tx: &mut Tx, id: Id) -> Outcome<Order> {
    whole(tx, id, false)?.ok_or(Trouble::Hidden)
}

pub fn by_number(tx: &mut Tx, number: &str) -> Outcome<Option<Id>> {
    Ok(tx.maybe(&BY_NUMBER, &[&number], |row| row.get(0))?)
}

pub fn line_count_of(tx: &mut Tx, id: Id) -> Outcome<Option<i64>> {
    Ok(tx.maybe(&LINE_COUNT, &[&id], |row| row.get(0))?)
}

fn may_know(who: &Person, order: &Order) -> bool {
    const ALWAYS: &[Role] = &[Role::Specialist, Role::Manager, Role::Executive, Role::Finance, Role::Auditor];
    const AT_WORK: &[Role] = &[Role::Production, Role::Purchasing, Role::Quality, Role::Warehouse, Role::Logistics];
    who.via == Via::System
        || who.roles.any(ALWAYS)
        || (who.roles.any(AT_WORK) && !matches!(order.approval, Approval::Declined | Approval::Withdrawn))
}

pub(super) fn whole(tx: &mut Tx, id: Id, for_act: bool) -> Result<Option<Order>, Fault> {
    let head = if for_act { &HEAD_LOCKED } else { &HEAD };
    let Some(mut order) = tx.maybe(head, &[&id], read_head)? else { return Ok(None) };
    let currency = order.currency;
    order.lines = tx.list(&LINES, &[&id], |row| read_line(row, currency))?;
    Ok(Some(order))
}

fn read_head(row: &Row<'_>) -> Result<Order, Fault> {
    let currency: String = row.get(13)?;
    let currency: Currency = currency.parse().map_err(|e| Fault::other("read an order", e))?;
    let money = |at: usize| -> Result<Money, Fault> { Ok(Money::from_minor(row.get(at)?, currency)) };
    let head: String = row.get(28)?;
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        revision: row.get(2)?,
        round: row.get(3)?,
        lock: row.get(4)?,
        customer: row.get(5)?,
        customer_order_no: row.get(6)?,
        customer_order_on: row.get(7)?,
        channel: row.get(8)?,
        received_at: row.get(9)?,
        received_by: row.get(10)?,
        priority: row.get(11)?,
        owner: row.get(12)?,
        currency,
        payment_term: row.get(14)?,
        approval: row.get(15)?,
        confirmation: row.get(16)?,
        execution: row.get(17)?,
        settlement: row.get(18)?,
        archive: row.get(19)?,
        net: money(20)?,
        tax: money(21)?,
        gross: money(22)?,
        gross_company: row.get(23)?,
        line_count: row.get(24)?,
        special: row.get(25)?,
        major: row.get(26)?,
        requested_on: row.get(27)?,
        head: serde_json::from_str(&head).map_err(|e| Fault::other("read an order", e))?,
        content_digest: row.get(29)?,
        shown_digest: row.get(30)?,
        made_at: row.get(31)?,
        changed_at: row.get(32)?,
        submitted_at: row.get(33)?,
        decided_at: row.get(34)?,
        lines: Vec::new(),
    })
}

fn read_line(row: &Row<'_>, currency: Currency) -> Result<Line, Fault> {
    let discount: i64 = row.get(11)?;
    Ok(Line {
        id: row.get(0)?,
        no: row.get(1)?,
        product: row.get(2)?,
        sku: row.get(3)?,
        name: row.get(4)?,
        spec: row.get(5)?,
        customer_part: row.get(6)?,
        quantity: row.get(7)?,
        unit: row.get(8)?,
        price: row.get(9)?,
        price_base: row.get(10)?,
        discount: Discount::from_bp(discount).map_err(|e| Fault::other("read a line", e))?,
        tax_rate: row.get(12)?,
        amount: Money::from_minor(row.get(13)?, currency),
        list_price: row.get(14)?,
        floor_price: row.get(15)?,
        requested_on: row.get(16)?,
        promised_on: row.get(17)?,
        forecast_on: row.get(18)?,
        place: row.get(19)?,
        remark: row.get(20)?,
        reserved: row.get(21)?,
        produced: row.get(22)?,
        received: row.get(23)?,
        inspected: row.get(24)?,
        shipped: row.get(25)?,
        delivered: row.get(26)?,
        signed_for: row.get(27)?,
        returned: row.get(28)?,
        invoiced: row.get(29)?,
        cancelled: row.get(30)?,
    })
}
