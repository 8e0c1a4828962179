//! 3.1.2 record: an order gets its number and its first content. The facts may still be incomplete.

use platform::act::Outcome;
use platform::day::Instant;
use platform::money::Money;
use platform::series;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::axes::{Approval, Archive, Confirmation, Execution, Settlement};
use super::content::{Content, shown_digest};
use super::fetch::{Order, fetch};
use super::steps::RECORD;
use super::{duty, feasible, rewrite, store};
use crate::masters;

/// Writes a new order, its history and its first duties. `document` = a document that came from the customer is
/// attached in the same act, so the order is not oral (3.1.3).
pub fn record(tx: &mut Tx, who: &Person, content: &Content, received_at: Instant, document: bool) -> Outcome<Order> {
    let now = tx.now();
    let stands = Standing { roles: who.roles, ..Standing::default() };
    let leave = RECORD.admit(Approval::Draft, &stands, &(), &[])?;
    let oral = content.channel.is_spoken() && !document;
    let mut order = blank(tx, who, content, received_at, oral);
    rewrite::fill(tx, &mut order, content)?;
    if leave.idle {
        return Ok(order);
    }
    // Taken after everything that can say no, so that the row of the series is held for as short as can be.
    order.number = next_number(tx, now)?;
    order.content_digest = shown_digest(&order);
    store::insert(tx, &order)?;
    store::edited_by(tx, &order, who)?;
    index(tx, &order)?;
    duty::open(tx, &order, "submit")?;
    if oral {
        duty::open(tx, &order, "send_confirmation")?;
    }
    let body = json!({"number": order.number, "channel": order.channel, "lines": order.line_count,
        "gross": order.gross, "oral": oral});
    store::write_history(tx, who, &order, leave.step, leave.clause, body)?;
    feasible::ask(tx, who, &order)?;
    duty::turn(tx, who, &order)?;
    Ok(order)
}

/// An order before its content.
fn blank(tx: &Tx, who: &Person, content: &Content, received_at: Instant, oral: bool) -> Order {
    let now = tx.now();
    let zero = Money::zero(content.currency);
    Order {
        id: tx.new_id(),
        number: String::new(),
        revision: 1,
        round: 0,
        lock: 1,
        customer: content.customer,
        customer_order_no: String::new(),
        customer_order_on: None,
        channel: content.channel,
        received_at,
        received_by: who.id,
        priority: content.priority,
        owner: who.id,
        currency: content.currency,
        payment_term: String::new(),
        approval: Approval::Draft,
        confirmation: if oral { Confirmation::ToSend } else { Confirmation::NotRequired },
        execution: Execution::NotReleased,
        settlement: Settlement::NotBilled,
        archive: Archive::Open,
        net: zero,
        tax: zero,
        gross: zero,
        gross_company: 0,
        line_count: 0,
        special: false,
        major: false,
        requested_on: None,
        head: super::content::Head::default(),
        content_digest: Vec::new(),
        shown_digest: None,
        made_at: now,
        changed_at: now,
        submitted_at: None,
        decided_at: None,
        lines: Vec::new(),
    }
}

/// The order as it would be, for checks while somebody types; nothing is written. `over` = the order that is edited.
pub fn sketch(tx: &mut Tx, who: &Person, over: Option<Id>, content: &Content) -> Outcome<Order> {
    let now = tx.now();
    let mut order = match over {
        Some(id) => fetch(tx, who, id)?,
        None => blank(tx, who, content, now, content.channel.is_spoken()),
    };
    rewrite::fill(tx, &mut order, content)?;
    order.content_digest = shown_digest(&order);
    Ok(order)
}

fn next_number(tx: &mut Tx, now: Instant) -> Outcome<String> {
    let zone = crate::people::zone(tx)?;
    let year = now.day_in(&zone).year();
    let seq = series::next(tx, &format!("SO-{year}"))?;
    Ok(format!("SO-{year}-{seq:06}"))
}

platform::sql! {
    NUMBERED = "INSERT INTO order_customer_no (order_id, customer, folded) VALUES ($1, $2, $3) \
        ON CONFLICT (order_id) DO UPDATE SET customer = excluded.customer, folded = excluded.folded";
    UNNUMBERED = "DELETE FROM order_customer_no WHERE order_id = $1";
}

/// A customer's number in one spelling: case, width and script do not count, and one separator is as good as another.
pub fn folded_no(typed: &str) -> String {
    let plain = platform::text::fold(typed);
    plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The words under which the order is found: numbers, customer, products.
pub(super) fn index(tx: &mut Tx, order: &Order) -> Outcome<()> {
    match folded_no(&order.customer_order_no) {
        folded if folded.is_empty() => tx.execute(&UNNUMBERED, &[&order.id])?,
        folded => tx.execute(&NUMBERED, &[&order.id, &order.customer, &folded])?,
    };
    let customer = masters::customer(tx, order.customer)?;
    let mut texts: Vec<&str> = vec![&order.number, &order.customer_order_no];
    if let Some(customer) = &customer {
        texts.extend([customer.name.as_str(), customer.code.as_str()]);
    }
    texts.extend(order.lines.iter().take(50).map(|line| line.sku.as_str()));
    masters::index_words(tx, "order", order.id, &texts)
}
