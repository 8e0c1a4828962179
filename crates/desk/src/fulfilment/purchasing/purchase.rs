//! A purchase: one or many needs put to suppliers, awarded to one, under contract, received. Several orders' needs can
//! stand in one, and one need in several: the parts join them, with quantities.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::i18n::Lang;
use platform::money::{Currency, Money, PriceBase, TaxRate, Totals, UnitPrice, totals};
use platform::quantity::Quantity;
use platform::step::Leave;
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::Value;

use crate::order::duty::{self, Given, Owner};
use crate::people;

pub const KIND: &str = "purchase";

platform::words! {
    pub enum PurchaseState {
        New = "new",
        Quoting = "quoting",
        Awarded = "awarded",
        Contracted = "contracted",
        PartlyReceived = "partly_received",
        Received = "received",
        Closed = "closed",
        Stopped = "stopped",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Purchase {
    pub id: Id,
    pub rfq_number: String,
    pub number: String,
    pub state: PurchaseState,
    pub round: i64,
    pub reply_by: Option<Day>,
    pub supplier: Option<Id>,
    pub quotation: Option<Id>,
    pub currency: Currency,
    pub payment_term: String,
    pub ground: String,
    pub made_at: Instant,
    pub made_by: Id,
    pub awarded_at: Option<Instant>,
    pub contracted_at: Option<Instant>,
    pub contract: Option<Id>,
    /// Where the contract was mailed to.
    pub mailed_to: String,
    /// The purchase of which these lines were a part.
    pub divided_from: Option<Id>,
    /// Since when less is wanted than the supplier's paper says, and he was not told.
    pub amended_at: Option<Instant>,
    pub lock: i64,
}

impl Purchase {
    /// The contract's number, or the inquiry's as long as there is no contract.
    pub fn called(&self) -> &str {
        if self.number.is_empty() { &self.rfq_number } else { &self.number }
    }

    pub fn href(&self) -> String {
        format!("/purchases/{}", self.id)
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub id: Id,
    pub no: i64,
    pub product: Id,
    pub sku: String,
    pub name_hant: String,
    pub name_hans: String,
    pub spec: String,
    pub unit: String,
    pub quantity: Quantity,
    pub price: UnitPrice,
    pub price_base: PriceBase,
    /// Without tax.
    pub amount: i64,
    pub tax_rate: TaxRate,
    /// The rate of the product, where nothing else is said.
    #[serde(skip)]
    pub usual_rate: TaxRate,
    pub promised_on: Option<Day>,
    pub expected_on: Option<Day>,
    pub awaited: bool,
    pub received: Quantity,
    pub to_inspect: Quantity,
    pub returned: Quantity,
}

impl Line {
    pub fn outstanding(&self) -> Quantity {
        self.quantity.minus(self.received)
    }

    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::Hans { &self.name_hans } else { &self.name_hant }
    }
}

/// How much of a line is for which need.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub line: Id,
    pub request: Id,
    pub quantity: Quantity,
    pub received: Quantity,
    pub order: Option<Id>,
    pub order_line: Option<Id>,
    pub order_number: String,
    pub wanted_on: Day,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.rfq_number, p.number, p.state, p.round, p.reply_by, p.supplier, p.quotation, p.currency, \
             p.payment_term, p.ground, p.made_at, p.made_by, p.awarded_at, p.contracted_at, p.contract, p.lock, \
             p.mailed_to, p.divided_from, p.amended_at \
             FROM purchase p ",
            $tail
        )
    };
}

platform::sql! {
    HOLD = "SELECT id FROM purchase WHERE id = $1 {for update}";
    FETCH = columns!("WHERE p.id = $1");
    pub OF_STATE = columns!("WHERE p.state = $1 AND (p.made_at, p.id) < ($2, $3) ORDER BY p.made_at DESC, p.id DESC LIMIT $4");
    pub OF_SUPPLIER = columns!("WHERE p.supplier = $1 AND (p.made_at, p.id) < ($2, $3) \
        ORDER BY p.made_at DESC, p.id DESC LIMIT $4");
    ADD = "INSERT INTO purchase (id, rfq_number, number, state, round, currency, payment_term, ground, made_at, made_by, \
        lock) VALUES ($1, $2, '', $3, 0, $4, '', '', $5, $6, 1)";
    CHANGE = "UPDATE purchase SET number = $1, state = $2, round = $3, reply_by = $4, supplier = $5, quotation = $6, \
        currency = $7, payment_term = $8, ground = $9, awarded_at = $10, contracted_at = $11, contract = $12, \
        mailed_to = $13, amended_at = $14, lock = lock + 1 WHERE id = $15 AND lock = $16";
    LINES = "SELECT l.id, l.no, l.product, g.sku, g.name_hant, g.name_hans, g.spec, g.unit, l.quantity, l.price, \
        l.price_base, l.amount, l.promised_on, l.expected_on, l.awaited, l.received, l.to_inspect, l.returned, \
        l.tax_rate, g.tax_rate FROM purchase_line l JOIN product g ON g.id = l.product WHERE l.purchase = $1 ORDER BY l.no LIMIT 200";
    ADD_LINE = "INSERT INTO purchase_line (id, purchase, no, product, quantity, price, price_base, amount, awaited, \
        received, to_inspect, returned) VALUES ($1, $2, $3, $4, $5, 0, 1, 0, FALSE, 0, 0, 0)";
    CHANGE_LINE = "UPDATE purchase_line SET quantity = $1, price = $2, price_base = $3, amount = $4, promised_on = $5, \
        expected_on = $6, awaited = $7, received = $8, to_inspect = $9, returned = $10, tax_rate = $11 WHERE id = $12";
    PARTS = "SELECT t.line, t.request, t.quantity, t.received, r.order_id, r.line_id, COALESCE(o.number, ''), r.wanted_on \
        FROM purchase_line l JOIN purchase_part t ON t.line = l.id JOIN purchase_request r ON r.id = t.request \
        LEFT JOIN orders o ON o.id = r.order_id WHERE l.purchase = $1 LIMIT 500";
    ADD_PART = "INSERT INTO purchase_part (line, request, quantity, received) VALUES ($1, $2, $3, 0) \
        ON CONFLICT (line, request) DO UPDATE SET quantity = purchase_part.quantity + excluded.quantity";
    CHANGE_PART = "UPDATE purchase_part SET quantity = $1, received = $2 WHERE line = $3 AND request = $4";
}

pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Purchase> {
    tx.maybe(&FETCH, &[&id], read)?.ok_or(Trouble::Hidden)
}

/// For acts: nobody else may change it meanwhile. `seen` is the lock its reader saw, where he says one.
pub fn held(tx: &mut Tx, id: Id, seen: &str) -> Outcome<Purchase> {
    tx.maybe(&HOLD, &[&id], |row| row.get::<Id>(0))?.ok_or(Trouble::Hidden)?;
    let purchase = fetch(tx, id)?;
    if !seen.is_empty() && seen.parse() != Ok(purchase.lock) {
        return Err(Trouble::stale(id));
    }
    Ok(purchase)
}

pub fn lines(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Line>> {
    Ok(tx.list(&LINES, &[&purchase], read_line)?)
}

/// The parts of all lines, the most urgent first.
pub fn parts(tx: &mut Tx, purchase: Id) -> Outcome<Vec<Part>> {
    let mut parts = tx.list(&PARTS, &[&purchase], |row| {
        Ok(Part {
            line: row.get(0)?,
            request: row.get(1)?,
            quantity: row.get(2)?,
            received: row.get(3)?,
            order: row.get(4)?,
            order_line: row.get(5)?,
            order_number: row.get(6)?,
            wanted_on: row.get(7)?,
        })
    })?;
    parts.sort_by_key(|part| (part.wanted_on, part.request));
    Ok(parts)
}

pub fn add(tx: &mut Tx, p: &Purchase) -> Outcome<()> {
    tx.execute(&ADD, &[&p.id, &p.rfq_number, &p.state, &p.currency.code(), &p.made_at, &p.made_by])?;
    Ok(())
}

pub fn add_line(tx: &mut Tx, purchase: Id, no: i64, product: Id, quantity: Quantity) -> Outcome<Id> {
    let id = tx.new_id();
    tx.execute(&ADD_LINE, &[&id, &purchase, &no, &product, &quantity])?;
    Ok(id)
}

pub fn add_part(tx: &mut Tx, line: Id, request: Id, quantity: Quantity) -> Outcome<()> {
    tx.execute(&ADD_PART, &[&line, &request, &quantity])?;
    Ok(())
}

/// The caller holds the purchase.
pub fn write_line(tx: &mut Tx, l: &Line) -> Outcome<()> {
    tx.execute(
        &CHANGE_LINE,
        &[
            &l.quantity,
            &l.price,
            &l.price_base,
            &l.amount,
            &l.promised_on,
            &l.expected_on,
            &l.awaited,
            &l.received,
            &l.to_inspect,
            &l.returned,
            &l.tax_rate,
            &l.id,
        ],
    )?;
    Ok(())
}

/// The caller holds the purchase.
pub fn write_part(tx: &mut Tx, part: &Part) -> Outcome<()> {
    tx.execute(&CHANGE_PART, &[&part.quantity, &part.received, &part.line, &part.request])?;
    Ok(())
}

/// Net, tax per rate on the sum of its lines, gross; as of an order.
pub fn sums(lines: &[Line], currency: Currency) -> Outcome<Totals> {
    let amounts = lines.iter().map(|line| (line.tax_rate, Money::from_minor(line.amount, currency)));
    totals(amounts, currency).map_err(|e| Fault::other("add up a purchase", e).into())
}

/// Writes where it stands now, by leave of a step; ends and opens its duties; tells its history.
pub fn advance(tx: &mut Tx, who: &Person, p: &Purchase, leave: &Leave<PurchaseState>, body: Value) -> Outcome<()> {
    let done = tx.execute(
        &CHANGE,
        &[
            &p.number,
            &leave.to,
            &p.round,
            &p.reply_by,
            &p.supplier,
            &p.quotation,
            &p.currency.code(),
            &p.payment_term,
            &p.ground,
            &p.awarded_at,
            &p.contracted_at,
            &p.contract,
            &p.mailed_to,
            &p.amended_at,
            &p.id,
            &p.lock,
        ],
    )?;
    if done == 0 {
        return Err(Trouble::stale(p.id));
    }
    for kind in leave.closes {
        duty::close(tx, p.id, kind, Some(who), "done")?;
    }
    for kind in leave.opens {
        open_duty(tx, p, kind)?;
    }
    tell_history(tx, who, p, leave, body)
}

pub fn tell_history(tx: &mut Tx, who: &Person, p: &Purchase, leave: &Leave<PurchaseState>, body: Value) -> Outcome<()> {
    let entry = Entry { chain: p.id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

/// Purchasing's next duty about it; what waits for a day is due when that day is over.
pub fn open_duty(tx: &mut Tx, p: &Purchase, kind: &str) -> Outcome<()> {
    let day = match kind {
        "await_quotes" => p.reply_by,
        "await_goods" => lines(tx, p.id)?.iter().filter(|line| line.awaited).filter_map(|line| line.expected_on).min(),
        _ => None,
    };
    let now = tx.now();
    let due_at = match day {
        Some(day) => {
            let zone = people::zone(tx)?;
            let over = day.add_days(1).and_then(|next| next.start_in(&zone)).map_err(|e| Fault::other("due", e))?;
            Some(over.max(now))
        }
        None => None,
    };
    open_duty_by(tx, p, kind, due_at)
}

/// The same, due at a named instant.
pub fn open_duty_by(tx: &mut Tx, p: &Purchase, kind: &str, due_at: Option<Instant>) -> Outcome<()> {
    let subject = p.called();
    let owner = Owner::Role(Role::Purchasing);
    duty::give(tx, &Given { about: p.id, about_kind: KIND, kind, owner, subject, detail: "", due_at, over: None })
        .map(|_| ())
}

pub fn read(row: &Row<'_>) -> Result<Purchase, Fault> {
    let currency: String = row.get(8)?;
    Ok(Purchase {
        id: row.get(0)?,
        rfq_number: row.get(1)?,
        number: row.get(2)?,
        state: row.get(3)?,
        round: row.get(4)?,
        reply_by: row.get(5)?,
        supplier: row.get(6)?,
        quotation: row.get(7)?,
        currency: currency.parse().map_err(|e| Fault::other("read a purchase", e))?,
        payment_term: row.get(9)?,
        ground: row.get(10)?,
        made_at: row.get(11)?,
        made_by: row.get(12)?,
        awarded_at: row.get(13)?,
        contracted_at: row.get(14)?,
        contract: row.get(15)?,
        lock: row.get(16)?,
        mailed_to: row.get(17)?,
        divided_from: row.get(18)?,
        amended_at: row.get(19)?,
    })
}

fn read_line(row: &Row<'_>) -> Result<Line, Fault> {
    Ok(Line {
        id: row.get(0)?,
        no: row.get(1)?,
        product: row.get(2)?,
        sku: row.get(3)?,
        name_hant: row.get(4)?,
        name_hans: row.get(5)?,
        spec: row.get(6)?,
        unit: row.get(7)?,
        quantity: row.get(8)?,
        price: row.get(9)?,
        price_base: row.get(10)?,
        amount: row.get(11)?,
        promised_on: row.get(12)?,
        expected_on: row.get(13)?,
        awaited: row.get(14)?,
        received: row.get(15)?,
        to_inspect: row.get(16)?,
        returned: row.get(17)?,
        tax_rate: row.get(18)?,
        usual_rate: row.get(19)?,
    })
}
