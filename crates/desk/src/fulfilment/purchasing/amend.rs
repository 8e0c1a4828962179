//! 4.3.4, 4.4.2: a change or a cancellation took effect: a need becomes another, or ends. A purchase that it shares with
//! others is amended; theirs stay as they are.

use platform::act::Outcome;
use platform::day::Day;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{By, Standing, Step};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::request::{self, Need, Request, RequestState};
use super::stop_request::take_out;
use super::there;
use crate::fulfilment::dispatch::LinePlan;
use crate::fulfilment::expect::{self, Cause, SlipKind};
use crate::order::Order;
use crate::people;

/// Another quantity or day.
pub const AMEND_REQUEST: Step<RequestState, ()> = Step {
    id: "purchase_request.amend",
    clause: "4.3.4",
    from: &[RequestState::Dispatched, RequestState::Acknowledged, RequestState::Bought, RequestState::Closed],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

/// Nobody needs it any more.
pub const END_REQUEST: Step<RequestState, ()> = Step {
    id: "purchase_request.end",
    clause: "4.4.2",
    from: &[RequestState::Dispatched, RequestState::Acknowledged, RequestState::Bought],
    to: Some(RequestState::Stopped),
    by: By::System,
    opens: &[],
    closes: &["quote_request"],
    rules: &[],
};

platform::sql! {
    BOUND = "SELECT r.id, r.line_id, CAST(SUM(t.quantity) AS BIGINT), r.received FROM purchase_request r \
        JOIN purchase_part t ON t.request = r.id JOIN purchase_line l ON l.id = t.line \
        JOIN purchase p ON p.id = l.purchase \
        WHERE r.line_id IN ({ids:$1}) AND r.made_for IS NULL AND r.state <> 'stopped' \
        AND p.state IN ('contracted', 'partly_received', 'received', 'closed') \
        GROUP BY r.id, r.line_id, r.received ORDER BY r.id";
    FOR_WORK = "SELECT id FROM purchase_request WHERE made_for = $1 AND state <> 'stopped' ORDER BY id";
    FOR_LINES = "SELECT id FROM purchase_request WHERE line_id IN ({ids:$1}) AND made_for IS NOT NULL \
        AND state IN ('dispatched', 'acknowledged', 'bought') ORDER BY id";
}

/// What a supplier is bound to bring for a line, and what of it came.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub request: Id,
    pub line: Id,
    pub quantity: Quantity,
    pub received: Quantity,
}

pub fn bound(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Bound>> {
    let lines = lines.to_vec();
    Ok(tx.list(&BOUND, &[&lines], |row| {
        Ok(Bound { request: row.get(0)?, line: row.get(1)?, quantity: row.get(2)?, received: row.get(3)? })
    })?)
}

/// So much is to be bought from now on, by this day where one is said. What a purchase holds beyond it is taken out.
pub fn amend(
    tx: &mut Tx,
    who: &Person,
    id: Id,
    quantity: Quantity,
    wanted_on: Option<Day>,
    ground: &str,
) -> Outcome<()> {
    let Some(known) = request::some(tx, &[id])?.remove(&id) else { return Ok(()) };
    if known.quantity == quantity && wanted_on.is_none_or(|day| day == known.wanted_on) {
        return Ok(());
    }
    take_out(tx, who, id, known.covered.minus(quantity), ground)?;
    let Some(mut request) = request::held(tx, &[id])?.remove(&id) else { return Ok(()) };
    let leave = AMEND_REQUEST.admit(request.state, &Standing::SYSTEM, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    let before = request.quantity;
    request.quantity = quantity.max(request.received);
    request.wanted_on = wanted_on.unwrap_or(request.wanted_on);
    let subject = request::subject(tx, &request)?;
    request::write(tx, &request, &subject)?;
    let body = json!({"before": before, "after": request.quantity, "day": request.wanted_on, "ground": ground,
        "state": known.state});
    let entry = Entry { chain: id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    history::append(tx, who, &entry)?;
    // All that is left of it lies here: its line waits for no supplier any more.
    let waited = known.received < known.quantity && request.received >= request.quantity;
    if waited && request.made_for.is_none() && request.line.is_some() {
        let (today, cause) = (people::today(tx)?, Cause::new(SlipKind::Change, ground));
        expect::part(tx, who, id, Some(today), &cause)?;
    }
    Ok(())
}

/// Nothing more is bought for it; what came is there.
pub fn stop(tx: &mut Tx, who: &Person, id: Id, ground: &str) -> Outcome<()> {
    let Some(known) = request::some(tx, &[id])?.remove(&id) else { return Ok(()) };
    if !END_REQUEST.from.contains(&known.state) {
        return Ok(()); // All of it came, or somebody stopped it before.
    }
    take_out(tx, who, id, known.covered, ground)?;
    let Some(mut request) = request::held(tx, &[id])?.remove(&id) else { return Ok(()) };
    let leave = END_REQUEST.admit(request.state, &Standing::SYSTEM, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    request.state = leave.to;
    request.ground = ground.to_string();
    request::write(tx, &request, "")?;
    let body =
        json!({"ground": ground, "quantity": request.quantity, "received": request.received, "state": known.state});
    let entry = Entry { chain: id, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

/// What purchasing still has to bring for what is made for these lines.
pub fn for_work_of(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Id>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let lines = lines.to_vec();
    Ok(tx.list(&FOR_LINES, &[&lines], |row| row.get(0))?)
}

/// A work order was planned anew: other parts are missing, or more, or none. Answers what is not bought any more.
pub fn missing_anew(tx: &mut Tx, order: &Order, line: &LinePlan, work: Id, ground: &str) -> Outcome<Vec<Ended>> {
    let who = Person::system();
    let open = of_work(tx, work)?;
    let mut ended = Vec::new();
    for request in &open {
        let lacks = line.holds.missing.iter().find(|missing| missing.product == request.product);
        match lacks {
            Some(missing) => {
                let quantity = request.received.plus(missing.quantity);
                amend(tx, &who, request.id, quantity, Some(missing.on), ground)?;
                ended.push(Ended { request: request.id, quantity: request.quantity.minus(quantity) });
            }
            None => {
                end(tx, &who, request, ground)?;
                ended.push(Ended { request: request.id, quantity: request.quantity.minus(request.received) });
            }
        }
    }
    ended.retain(|ended| ended.quantity.is_positive());
    for missing in line.holds.missing.iter().filter(|m| !open.iter().any(|r| r.product == m.product)) {
        let need = Need {
            order: Some(order.id),
            line: Some(line.line),
            made_for: Some(work),
            product: missing.product,
            quantity: missing.quantity,
            wanted_on: Some(missing.on),
        };
        request::missing(tx, &order.number, &need)?;
    }
    Ok(ended)
}

/// A running work order needs more of a part than it was given: pieces are made again (4.1.3).
pub fn missing_more(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    (line, work): (Id, Id),
    product: Id,
    more: Quantity,
) -> Outcome<()> {
    if let Some(known) = of_work(tx, work)?.into_iter().find(|request| request.product == product) {
        return amend(tx, who, known.id, known.quantity.plus(more), None, &order.number);
    }
    let (line, made_for) = (Some(line), Some(work));
    let need = Need { order: Some(order.id), line, made_for, product, quantity: more, wanted_on: None };
    request::missing(tx, &order.number, &need)
}

/// So much of a need that work had is not bought any more.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    pub request: Id,
    pub quantity: Quantity,
}

/// The work was stopped: nothing is bought for it any more.
pub fn none_missing(tx: &mut Tx, who: &Person, work: Id, ground: &str) -> Outcome<Vec<Ended>> {
    let mut ended = Vec::new();
    for request in of_work(tx, work)? {
        let quantity = request.quantity.minus(request.received);
        if quantity.is_positive() {
            end(tx, who, &request, ground)?;
            ended.push(Ended { request: request.id, quantity });
        }
    }
    Ok(ended)
}

/// Less is made: so much less of these parts is bought. What lies here for it is given back by others.
pub fn less_missing(tx: &mut Tx, who: &Person, work: Id, less: &[(Id, Quantity)], ground: &str) -> Outcome<Vec<Ended>> {
    let mut ended = Vec::new();
    for request in of_work(tx, work)? {
        let Some((_, less)) = less.iter().find(|(product, _)| *product == request.product) else { continue };
        let open = request.quantity.minus(request.received);
        let quantity = open.min(*less);
        if !quantity.is_positive() {
            continue;
        }
        if quantity == open {
            end(tx, who, &request, ground)?;
            let cause = Cause::new(SlipKind::Change, ground);
            there(tx, who, &request, &cause)?;
        } else {
            amend(tx, who, request.id, request.quantity.minus(quantity), None, ground)?;
        }
        ended.push(Ended { request: request.id, quantity });
    }
    Ok(ended)
}

fn end(tx: &mut Tx, who: &Person, request: &Request, ground: &str) -> Outcome<()> {
    match request.received.is_positive() {
        true => amend(tx, who, request.id, request.received, None, ground),
        false => stop(tx, who, request.id, ground),
    }
}

pub(super) fn of_work(tx: &mut Tx, work: Id) -> Outcome<Vec<Request>> {
    let ids: Vec<Id> = tx.list(&FOR_WORK, &[&work], |row| row.get(0))?;
    let mut found: Vec<Request> = request::some(tx, &ids)?.into_values().collect();
    found.sort_by_key(|request| request.id);
    Ok(found)
}
