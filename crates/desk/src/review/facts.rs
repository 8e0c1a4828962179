//! Everything the checks of 3.2 rest on, loaded in a fixed number of statements however many lines an order has.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::money::{Currency, Money};
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::checks::Moved;
use super::policy::Policy;
use super::source::{self, Read};
use super::verdicts::payment::{Credit, Release};
use super::verdicts::policy;
use super::verdicts::price::{self, LinePrice};
use crate::fulfilment::{self, Epochs, Needed, Promise};
use crate::masters::{self, Agreement, Customer, Product};
use crate::order::{self, Commitment, Feasible, Order, ProposalKind, ProposalState};
use crate::people;
use crate::people::setting::PolicyChange;

pub struct Facts {
    pub order: Order,
    pub today: Day,
    pub calendar: WorkCalendar,
    pub policy: Policy,
    pub company_currency: Currency,
    pub customer: Option<Customer>,
    /// His framework agreements, the last to end first.
    pub agreements: Vec<Agreement>,
    /// What a department answered about each line that stands in no price list.
    pub feasible: HashMap<Id, Feasible>,
    pub products: HashMap<Id, Product>,
    /// At the rate of today; `None` where no rate is known.
    pub gross_company: Option<i64>,
    pub net_company: Option<i64>,
    /// The number of another order with the same number of the customer's.
    pub duplicate: Option<String>,
    /// Something the customer wrote is on file (3.1.3).
    pub documented: bool,
    /// What structured documents of the customer say.
    pub sources: Vec<Read>,
    /// One per line, in their order.
    pub promises: Vec<Promise>,
    /// How far the plant had moved when they were computed.
    pub epochs: Epochs,
    /// Orders that hold stock of a product that is short here.
    pub holders: HashMap<Id, Vec<String>>,
    pub prices: Vec<LinePrice>,
    pub credit: Credit,
    /// The last word of production or purchasing about each line, given after the submission (3.2.3a).
    pub commitments: HashMap<Id, Commitment>,
    /// The executive's consent to exactly this content and these floors.
    pub consented: bool,
    pub release: Option<Release>,
    /// No approved order here, and no customer before the records begin.
    pub first_order: bool,
    pub on_hold: bool,
    /// Departments whose answers the manager wants before he decides (1.3.3).
    pub unanswered: Vec<Role>,
    /// Settings that changed while the order lay in review.
    pub policy_moves: Vec<PolicyChange>,
    // What the actor brings.
    pub ticks: Vec<String>,
    /// The manager's written decision on a major order.
    pub decision: String,
    /// Who decides has entered content of this revision.
    pub entered: bool,
    /// It is decided at one press with others.
    pub in_batch: bool,
    /// What is another than it was on the page that he decides on.
    pub unseen: Vec<Moved>,
}

platform::sql! {
    DUPLICATE = "SELECT o.number FROM order_customer_no n JOIN orders o ON o.id = n.order_id WHERE n.customer = $1 \
        AND n.folded = $2 AND n.order_id <> $3 AND o.approval NOT IN ('declined', 'withdrawn') ORDER BY n.order_id LIMIT 1";
    EXPOSURE = "SELECT currency, CAST(COALESCE(SUM(gross), 0) AS BIGINT), \
        CAST(COALESCE(SUM(gross_company), 0) AS BIGINT), COUNT(*) FROM orders \
        WHERE customer = $1 AND approval = 'approved' AND execution NOT IN ('completed', 'cancelled') AND id <> $2 \
        GROUP BY currency";
    EARLIER = "SELECT number FROM orders WHERE customer = $1 AND approval = 'approved' AND id <> $2 LIMIT 1";
    HOLDERS = "SELECT r.product, o.number FROM reservation r JOIN order_line l ON l.id = r.line_id \
        JOIN orders o ON o.id = l.order_id \
        WHERE r.product IN ({ids:$1}) AND r.ended_at IS NULL AND o.id <> $2 ORDER BY r.made_at DESC LIMIT 200";
    LOCK_CUSTOMER = "SELECT id FROM customer WHERE id = $1 {for update}";
}

/// Holds what two approvals compete for: the customer's credit, then the stock, always in this order.
pub fn hold(tx: &mut Tx, order: &Order) -> Outcome<()> {
    tx.list(&LOCK_CUSTOMER, &[&order.customer], |row| row.get::<Id>(0))?;
    fulfilment::hold(tx, &product_ids(order))
}

/// The same for an order that is to become another: the products of both.
pub fn hold_both(tx: &mut Tx, order: &Order, next: &Order) -> Outcome<()> {
    tx.list(&LOCK_CUSTOMER, &[&order.customer], |row| row.get::<Id>(0))?;
    let mut ids = product_ids(order);
    ids.extend(product_ids(next));
    ids.sort_unstable();
    ids.dedup();
    fulfilment::hold(tx, &ids)
}

impl Facts {
    pub fn gather(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Facts> {
        Facts::gather_with(tx, who, order, None)
    }

    /// Of content that is to take the place of what stands (4.3.4): lines named by `anew` are planned as if what they
    /// and those that go (`gone`) hold now were free; the others keep their days.
    pub fn gather_revised(tx: &mut Tx, who: &Person, next: &Order, anew: &[Id], gone: &[Id]) -> Outcome<Facts> {
        let calendar = people::calendar(tx)?;
        let today = tx.now().day_in(calendar.zone());
        let customer = masters::customer(tx, next.customer)?;
        let currency = masters::company(tx)?.currency;
        let policy = Policy::load(tx, currency, customer.as_ref().map_or("", |c| c.price_class.as_str()))?;
        let products = masters::products(tx, &product_ids(next))?;
        let own: Vec<Id> = anew.iter().chain(gone).copied().collect();
        let mut begun = fulfilment::begun(tx, &own)?;
        for line in next.lines.iter().filter(|line| anew.contains(&line.id)) {
            fulfilment::settled(&mut begun, line);
        }
        let need = |line: &order::Line| Needed {
            line: line.id,
            no: line.no,
            product: line.product,
            quantity: fulfilment::still_needed(line, &begun),
        };
        let needed: Vec<Needed> = next.lines.iter().filter(|line| anew.contains(&line.id)).map(need).collect();
        let transit = policy.transit_days;
        let own = fulfilment::Own { lines: &own, begun: &begun };
        let (found, epochs) = fulfilment::promises_anew(tx, &needed, &own, &products, today, &calendar, transit)?;
        let of = |line: &order::Line| {
            let planned = found.iter().find(|promise| promise.line == line.id).cloned();
            planned.unwrap_or_else(|| Promise::kept(&need(line), line.promised_on))
        };
        let promises = next.lines.iter().map(of).collect();
        Facts::gather_with(tx, who, next, Some((promises, epochs)))
    }

    /// With promise dates that were computed before.
    pub fn gather_with(
        tx: &mut Tx,
        who: &Person,
        order: &Order,
        planned: Option<(Vec<Promise>, Epochs)>,
    ) -> Outcome<Facts> {
        let calendar = people::calendar(tx)?;
        let today = tx.now().day_in(calendar.zone());
        let customer = masters::customer(tx, order.customer)?;
        let company_currency = masters::company(tx)?.currency;
        let policy = Policy::load(tx, company_currency, customer.as_ref().map_or("", |c| c.price_class.as_str()))?;
        let ids = product_ids(order);
        let products = masters::products(tx, &ids)?;
        let (promises, epochs) = match planned {
            Some(planned) => planned,
            None => promised(tx, order, &products, today, &calendar, &policy)?,
        };
        let holders = holders(tx, order, &promises)?;
        let prices = priced(tx, order, customer.as_ref(), &products, &policy, calendar.zone())?;
        let (consented, release) = answers(tx, order, &prices, today)?;
        let (duplicate, first_order) = others(tx, order, customer.as_ref())?;
        Ok(Facts {
            agreements: masters::agreements(tx, order.customer)?,
            feasible: order::feasible(tx, order)?,
            gross_company: masters::in_company_currency(tx, order.gross, today)?,
            net_company: masters::in_company_currency(tx, order.net, today)?,
            credit: credit(tx, order, customer.as_ref(), today)?,
            commitments: order::commitments(tx, order)?,
            documented: order::documented(tx, order)?,
            sources: source::read(tx, order)?,
            on_hold: order::on_hold(tx, order.id)?,
            unanswered: order::unanswered(tx, order.id)?,
            policy_moves: policy::moves(tx, order, customer.as_ref().map_or("", |c| c.price_class.as_str()))?,
            entered: order::editors(tx, order)?.contains(&who.id),
            order: order.clone(),
            today,
            calendar,
            policy,
            company_currency,
            customer,
            products,
            duplicate,
            promises,
            epochs,
            holders,
            prices,
            consented,
            release,
            first_order,
            ticks: Vec::new(),
            decision: String::new(),
            in_batch: false,
            unseen: Vec::new(),
        })
    }

    /// The same order under the settings as this transaction reads them now.
    pub fn under_present_policy(&mut self, tx: &mut Tx) -> Outcome<()> {
        let class = self.customer.as_ref().map_or("", |customer| customer.price_class.as_str());
        self.policy = Policy::load(tx, self.company_currency, class)?;
        let zone = self.calendar.zone();
        self.prices = priced(tx, &self.order, self.customer.as_ref(), &self.products, &self.policy, zone)?;
        Ok(())
    }

    pub fn product(&self, id: Option<Id>) -> Option<&Product> {
        product_of(&self.products, id)
    }
}

fn product_of(products: &HashMap<Id, Product>, id: Option<Id>) -> Option<&Product> {
    id.and_then(|id| products.get(&id))
}

fn product_ids(order: &Order) -> Vec<Id> {
    let mut ids: Vec<Id> = order.lines.iter().filter_map(|line| line.product).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn promised(
    tx: &mut Tx,
    order: &Order,
    products: &HashMap<Id, Product>,
    today: Day,
    calendar: &WorkCalendar,
    policy: &Policy,
) -> Outcome<(Vec<Promise>, Epochs)> {
    let (plant, epochs) = fulfilment::plant(tx, products, today, calendar, policy.transit_days)?;
    let needed: Vec<Needed> = order
        .lines
        .iter()
        .map(|line| Needed { line: line.id, no: line.no, product: line.product, quantity: line.quantity })
        .collect();
    Ok((fulfilment::promises(&needed, plant), epochs))
}

/// Each line beside what the lists said on the day the order came in.
fn priced(
    tx: &mut Tx,
    order: &Order,
    customer: Option<&Customer>,
    products: &HashMap<Id, Product>,
    policy: &Policy,
    zone: &jiff::tz::TimeZone,
) -> Outcome<Vec<LinePrice>> {
    let known: Vec<&Product> = products.values().collect();
    let day = order.received_at.day_in(zone);
    let book = customer.map(|c| masters::price_book(tx, c, order.currency, &known, day)).transpose()?;
    let of = |line: &order::Line| {
        let product = product_of(products, line.product);
        let listed = match (&book, product) {
            (Some(book), Some(product)) => Some(book.price(product, line.quantity)?),
            _ => None,
        };
        Ok(price::of(line, product, listed.as_ref(), order.currency, policy))
    };
    order.lines.iter().map(of).collect()
}

/// Asked only where stock is short: because of whom.
fn holders(tx: &mut Tx, order: &Order, promises: &[Promise]) -> Outcome<HashMap<Id, Vec<String>>> {
    let short: Vec<Id> = order
        .lines
        .iter()
        .zip(promises)
        .filter(|(line, promise)| promise.free < line.quantity)
        .filter_map(|(line, _)| line.product)
        .collect();
    let mut holders: HashMap<Id, Vec<String>> = HashMap::new();
    if short.is_empty() {
        return Ok(holders);
    }
    let rows = tx.list(&HOLDERS, &[&short, &order.id], |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))?;
    for (product, number) in rows {
        let numbers = holders.entry(product).or_default();
        if numbers.len() < 3 && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(holders)
}

/// Whether the executive consented to what stands here, and what finance released.
fn answers(tx: &mut Tx, order: &Order, prices: &[LinePrice], today: Day) -> Outcome<(bool, Option<Release>)> {
    let proposals = order::proposals(tx, order.id)?;
    let accepted = |kind: ProposalKind| {
        proposals
            .iter()
            .filter(move |p| p.kind == kind && p.state == ProposalState::Accepted && p.revision == order.revision)
    };
    let asked_about = price::consent_facts(order, prices);
    let consented = accepted(ProposalKind::Consent).any(|p| p.facts == asked_about);
    let release = accepted(ProposalKind::ReleaseCredit)
        .filter(|p| p.facts == super::verdicts::payment::release_facts(order))
        .filter_map(|p| Some(Release { amount: p.amount?, until: p.until? }))
        .filter(|release| release.until >= today)
        .max_by_key(|release| release.amount);
    Ok((consented, release))
}

/// (another order with the customer's number, whether this is the customer's first).
fn others(tx: &mut Tx, order: &Order, customer: Option<&Customer>) -> Outcome<(Option<String>, bool)> {
    let duplicate = match order::folded_no(&order.customer_order_no) {
        folded if folded.is_empty() => None,
        folded => tx.maybe(&DUPLICATE, &[&order.customer, &folded, &order.id], |row| row.get(0))?,
    };
    let is_old = customer.is_some_and(|c| c.customer_since.is_some());
    let first = !is_old && tx.maybe(&EARLIER, &[&order.customer, &order.id], |row| row.get::<String>(0))?.is_none();
    Ok((duplicate, first))
}

fn credit(tx: &mut Tx, order: &Order, customer: Option<&Customer>, today: Day) -> Outcome<Credit> {
    let rows: Vec<(String, i64, i64, i64)> = tx.list(&EXPOSURE, &[&order.customer, &order.id], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let (mut open_orders, mut open_count) = (0_i64, 0);
    for (code, gross, at_entry, count) in rows {
        let currency: Currency = code.parse().map_err(|e| platform::Fault::other("exposure", e))?;
        // At the rate of today, as this order is; where none is known, as it was at the entry.
        let now = masters::in_company_currency(tx, Money::from_minor(gross, currency), today)?;
        open_orders = open_orders.saturating_add(now.unwrap_or(at_entry));
        open_count += count;
    }
    Ok(Credit {
        limit: customer.map_or(0, |c| c.credit_limit),
        open_orders,
        open_count,
        receivable: masters::receivable(tx, order.customer)?,
    })
}
