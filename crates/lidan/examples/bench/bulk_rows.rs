//! Orders as the acts would have left them, made without the acts: two years of a ledger, nearly all of it done.

use std::time::Duration;

use desk::order::{
    Approval, Archive, Channel, Confirmation, Contact, Execution, Head, Line, Order, Priority, Settlement, rows_digest,
    shown_digest,
};
use platform::day::Instant;
use platform::history::{Linked, hash_of};
use platform::ids::{Id, IdSource, SeededIds};
use platform::money::{Currency, Discount, Money, line_amount, totals};
use platform::quantity::Quantity;
use platform::who::Person;
use serde_json::{Value, json};

use crate::Done;
use crate::company::Company;

/// The newest orders, which nobody has submitted yet.
const OPEN: usize = 2_000;

/// One order with everything about it.
pub struct Made {
    pub order: Order,
    pub words: Vec<String>,
    pub entries: Vec<Entry>,
    pub duties: Vec<Duty>,
}

pub struct Entry {
    pub seq: i64,
    pub at: Instant,
    pub who: (Id, String),
    pub step: &'static str,
    pub clause: &'static str,
    pub body: String,
    pub rows: Vec<u8>,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
}

pub struct Duty {
    pub id: Id,
    pub kind: &'static str,
    pub clause: &'static str,
    pub owner: Option<Id>,
    pub opened_at: Instant,
    pub due_at: Instant,
    pub done: Option<(Instant, Id)>,
}

/// What the rows are made from; moved to the thread that makes them.
pub struct Maker {
    pub ids: SeededIds,
    pub customers: Vec<desk::masters::Customer>,
    pub products: Vec<desk::masters::Product>,
    pub specialists: Vec<Person>,
    pub manager: Person,
    pub first: Instant,
    pub between: Duration,
    pub count: usize,
}

impl Maker {
    pub fn of(company: &Company, now: Instant, count: usize) -> Done<Maker> {
        let years = Duration::from_secs(700 * 24 * 3600);
        Ok(Maker {
            ids: SeededIds::new(count as u64),
            customers: company.customers.clone(),
            products: company.products.clone(),
            specialists: company.specialists.clone(),
            manager: company.manager.clone(),
            first: now.checked_sub(years)?,
            between: years / (count as u32 + 1),
            count,
        })
    }

    /// The order of a place in the ledger. `number` is its number.
    pub fn make(&self, at: usize, number: &str) -> Done<Made> {
        let made_at = self.first.checked_add(self.between * at as u32)?;
        let open = at + OPEN.min(self.count / 2) >= self.count;
        let owner = &self.specialists[at % self.specialists.len()];
        let mut order = self.order(at, number, made_at, owner)?;
        if !open {
            order.approval = Approval::Approved;
            order.execution = Execution::Completed;
            (order.round, order.lock) = (1, 3);
            order.submitted_at = Some(made_at.checked_add(Duration::from_secs(1200))?);
            order.decided_at = Some(made_at.checked_add(Duration::from_secs(4000))?);
            order.changed_at = order.decided_at.unwrap_or(made_at);
        }
        order.content_digest = shown_digest(&order);
        let words = words(&order, &self.customers[at % self.customers.len()]);
        let entries = self.entries(&order, owner)?;
        let duties = self.duties(&order, owner);
        Ok(Made { order, words, entries, duties })
    }

    fn order(&self, at: usize, number: &str, made_at: Instant, owner: &Person) -> Done<Order> {
        let customer = &self.customers[at % self.customers.len()];
        let wanted = made_at.checked_add(Duration::from_secs(20 * 24 * 3600))?.day_in(&jiff::tz::TimeZone::UTC);
        let lines = (0..1 + at % 2).map(|no| self.line(at, no, made_at, wanted)).collect::<Done<Vec<Line>>>()?;
        let sums = totals(lines.iter().map(|line| (line.tax_rate, line.amount)), Currency::CNY)?;
        let contact = Contact { name: customer.contact.clone(), phone: customer.phone.clone(), ..Contact::default() };
        let head = Head {
            contact,
            kind: "normal".into(),
            place: customer.address.clone(),
            delivery_policy: "partial".into(),
            special_answered: true,
            ..Head::default()
        };
        Ok(Order {
            id: self.ids.new_id(made_at),
            number: number.to_string(),
            revision: 1,
            round: 0,
            lock: 1,
            customer: customer.id,
            customer_order_no: format!("PO{at:07}"),
            customer_order_on: None,
            channel: Channel::Email,
            received_at: made_at,
            received_by: owner.id,
            priority: Priority::Normal,
            owner: owner.id,
            currency: Currency::CNY,
            payment_term: customer.payment_term.clone(),
            approval: Approval::Draft,
            confirmation: Confirmation::NotRequired,
            execution: Execution::NotReleased,
            settlement: Settlement::NotBilled,
            archive: Archive::Open,
            net: sums.net,
            tax: sums.tax,
            gross: sums.gross,
            gross_company: sums.gross.minor(),
            line_count: lines.len() as i64,
            special: false,
            major: false,
            requested_on: Some(wanted),
            head,
            content_digest: Vec::new(),
            shown_digest: None,
            made_at,
            changed_at: made_at,
            submitted_at: None,
            decided_at: None,
            lines,
        })
    }

    fn line(&self, at: usize, no: usize, made_at: Instant, wanted: platform::day::Day) -> Done<Line> {
        let product = &self.products[(at * 7 + no * 3) % self.products.len()];
        let quantity = Quantity::whole(10 + at as i64 % 50)?;
        let amount: Money =
            line_amount(quantity, product.list_price, product.price_base, Discount::default(), Currency::CNY)?;
        let zero = Quantity::ZERO;
        let done = if at + OPEN.min(self.count / 2) >= self.count { zero } else { quantity };
        Ok(Line {
            id: self.ids.new_id(made_at),
            no: no as i64 + 1,
            product: Some(product.id),
            sku: product.sku.clone(),
            name: product.name_hant.clone(),
            spec: product.spec.clone(),
            customer_part: String::new(),
            quantity,
            unit: product.unit.clone(),
            price: product.list_price,
            price_base: product.price_base,
            discount: Discount::default(),
            tax_rate: product.tax_rate,
            amount,
            list_price: Some(product.list_price),
            floor_price: Some(product.floor_price),
            requested_on: Some(wanted),
            promised_on: Some(wanted),
            forecast_on: Some(wanted),
            place: "臺中市西屯區工業區二十路 18 號".into(),
            remark: String::new(),
            reserved: zero,
            produced: zero,
            received: done,
            inspected: done,
            shipped: done,
            delivered: done,
            signed_for: done,
            returned: zero,
            invoiced: zero,
            cancelled: zero,
        })
    }

    /// Recorded, and where it is done submitted and approved; the last entry holds the digest of the rows it left.
    fn entries(&self, order: &Order, owner: &Person) -> Done<Vec<Entry>> {
        let recorded = json!({"number": order.number, "channel": order.channel, "lines": order.line_count,
            "gross": order.gross, "oral": false});
        let mut told = vec![(order.made_at, owner, "order.record", "3.1.2", recorded)];
        if let (Some(submitted), Some(decided)) = (order.submitted_at, order.decided_at) {
            told.push((submitted, owner, "order.submit", "3.2.2", json!({"round": 1, "major": false, "special": []})));
            told.push((decided, &self.manager, "order.approve", "3.2.5", json!({"round": 1, "major": false})));
        }
        let (mut entries, mut prev, last) = (Vec::new(), Vec::new(), told.len());
        for (at, (when, who, step, clause, body)) in told.into_iter().enumerate() {
            let rows = if at + 1 == last { rows_digest(order)? } else { Vec::new() };
            let entry = entry(order.id, at as i64 + 1, when, who, (step, clause), &body, rows, prev);
            prev = entry.hash.clone();
            entries.push(entry);
        }
        Ok(entries)
    }

    fn duties(&self, order: &Order, owner: &Person) -> Vec<Duty> {
        let duty = |kind, clause, owner, opened_at: Instant, done| Duty {
            id: self.ids.new_id(order.made_at),
            kind,
            clause,
            owner,
            opened_at,
            due_at: opened_at.saturating_add(Duration::from_secs(24 * 3600)),
            done,
        };
        let submitted = order.submitted_at.map(|at| (at, owner.id));
        let mut duties = vec![duty("submit", "3.2.1", Some(owner.id), order.made_at, submitted)];
        if let (Some(submitted), Some(decided)) = (order.submitted_at, order.decided_at) {
            duties.push(duty("final_review", "3.2.3", None, submitted, Some((decided, self.manager.id))));
        }
        duties
    }
}

#[expect(clippy::too_many_arguments, reason = "an entry's columns, private to this file")]
fn entry(
    chain: Id,
    seq: i64,
    at: Instant,
    who: &Person,
    (step, clause): (&'static str, &'static str),
    body: &Value,
    rows: Vec<u8>,
    prev: Vec<u8>,
) -> Entry {
    let body = platform::history::canonical(body);
    let via = "user";
    let linked = Linked {
        prev: &prev,
        chain,
        seq,
        at,
        who: who.id,
        who_name: &who.name,
        via,
        step,
        clause,
        body: &body,
        rows: &rows,
    };
    let hash = hash_of(&linked);
    Entry { seq, at, who: (who.id, who.name.clone()), step, clause, body, rows, prev, hash }
}

/// The words under which the product would find the order.
fn words(order: &Order, customer: &desk::masters::Customer) -> Vec<String> {
    let mut texts = vec![order.number.as_str(), &order.customer_order_no, &customer.name, &customer.code];
    texts.extend(order.lines.iter().map(|line| line.sku.as_str()));
    let mut words: Vec<String> = texts.into_iter().flat_map(platform::text::tokens).collect();
    words.sort_unstable();
    words.dedup();
    words
}
