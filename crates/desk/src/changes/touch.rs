//! How changes and cancellations touch what departments were given: the one place that knows production, purchasing and
//! shipments.
//! A dispatch is started once something of its line was made or received.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Id, Tx};

use super::cancellation::{Disposal, Stop};
use crate::fulfilment::production::{self, Fate};
use crate::fulfilment::purchasing::{self, Ended};
use crate::fulfilment::shipping::{self, Shipment, Taken};
use crate::fulfilment::{self, Begun, Cut, Dispatch, DispatchState, LinePlan};
use crate::masters::Supply;
use crate::order::{Line, Order, Promised, duty};

/// Gives back stock, parts and minutes of lines.
pub fn give_back(tx: &mut Tx, lines: &[Id]) -> Outcome<()> {
    fulfilment::give_back(tx, lines)
}

/// Takes them anew, amends what goes on, stops what ends, sends what is new. Answers what purchasing need not buy any more
/// for what is made.
pub fn amend(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    plan: &[LinePlan],
    gone: &[Id],
    request: &str,
) -> Outcome<Vec<Ended>> {
    let ended = fulfilment::amend(tx, who, order, plan, gone, request)?;
    let touched: Vec<Id> = plan.iter().map(|line| line.line).chain(gone.iter().copied()).collect();
    fulfilment::let_go(tx, order, &touched)?;
    Ok(ended)
}

/// What purchasing still has to bring for what is made for these lines.
pub fn bought_for_work(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Id>> {
    purchasing::for_work_of(tx, lines)
}

/// Shipments that have not left the house and in which something of these lines lies.
pub fn shipments(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Shipment>> {
    shipping::open_with(tx, lines)
}

/// What lies in shipments and is not wanted any more is taken out, after the order was written. `was`: as it stood before a
/// change; what stays says something else now, and is packed anew.
pub fn unpack(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    was: Option<&Order>,
    lines: &[Id],
    ground: &str,
) -> Outcome<Vec<Taken>> {
    shipping::fit(tx, who, order, was, lines, ground)
}

/// What of a line's supply has left the house, by the dispatch that it came from.
pub fn left_the_house(tx: &mut Tx, lines: &[Id]) -> Outcome<HashMap<Id, Quantity>> {
    shipping::gone_by_dispatch(tx, lines)
}

/// Takes a quantity out of a dispatch.
pub fn cut(
    tx: &mut Tx,
    who: &Person,
    order: &Order,
    dispatch: &Dispatch,
    quantity: Quantity,
    request: &str,
) -> Outcome<Cut> {
    fulfilment::cut(tx, who, order, dispatch, quantity, request)
}

/// What becomes of work that was stopped, as its department says (4.4.3).
pub fn clear_up(
    tx: &mut Tx,
    who: &Person,
    stop: &Stop,
    done: Quantity,
    disposal: Disposal,
    ground: &str,
) -> Outcome<()> {
    // What was packed lies on the shelf again: it was never anything else than stock.
    if stop.shipment.is_some() {
        return Ok(());
    }
    if let Some(request) = bought(stop).filter(|_| disposal == Disposal::Return) {
        purchasing::return_of(tx, who, request, done, ground)?;
        return Ok(());
    }
    let fate = match disposal {
        Disposal::Finish | Disposal::Rework => Fate::GoesOn,
        Disposal::Scrap => Fate::Scrapped,
        Disposal::NotBegun | Disposal::Stock | Disposal::Return => Fate::Stays,
    };
    if stop.mode != Supply::Make || stop.request.is_some() {
        return Ok(());
    }
    production::clear_up(tx, who, stop.dispatch, done, fate, ground)
}

/// What purchasing was to buy, where the stop is of that.
fn bought(stop: &Stop) -> Option<Id> {
    stop.request.or((stop.mode == Supply::Buy && stop.shipment.is_none()).then_some(stop.dispatch))
}

/// What is said to go back to its supplier, and what of it lies here and can.
pub fn back(
    tx: &mut Tx,
    stop: &Stop,
    done: Quantity,
    disposal: Option<Disposal>,
) -> Outcome<Option<(Quantity, Quantity)>> {
    match bought(stop).filter(|_| disposal == Some(Disposal::Return)) {
        Some(request) => {
            let here = purchasing::returnable(tx, request)?;
            // Of a line that goes on in part, what was cancelled; of what work lacked, whatever came.
            let most = if stop.request.is_some() { here } else { here.min(stop.quantity) };
            Ok(Some((done, most)))
        }
        None => Ok(None),
    }
}

/// What departments still have to do for an order.
pub fn open(tx: &mut Tx, order: Id) -> Outcome<Vec<Dispatch>> {
    Ok(fulfilment::of_order(tx, order)?.into_iter().filter(|d| d.stopped_at.is_none()).collect())
}

/// Nobody need acknowledge any more what was stopped.
pub fn tidy(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    let open = open(tx, order.id)?;
    for department in fulfilment::SUPPLIERS {
        let waits = |d: &Dispatch| d.department == *department && d.state == DispatchState::Dispatched;
        if !open.iter().any(waits) {
            duty::close_of_department(tx, order.id, "acknowledge", *department, who)?;
        }
    }
    Ok(())
}

/// What a line's supply by a mode has yielded so far.
pub fn done(line: &Line, mode: Supply) -> Quantity {
    match mode {
        Supply::Make => line.produced,
        Supply::Buy => line.received,
        Supply::Stock => Quantity::ZERO,
    }
}

/// What the order writes of a line that was planned anew: what it takes from the stock, and what of that has left.
pub fn promised(plan: &LinePlan, begun: &[Begun]) -> Promised {
    let stock = plan.parts.iter().find(|part| part.mode == Supply::Stock);
    let gone = begun.iter().filter(|one| one.line == plan.line && one.mode == Supply::Stock);
    let gone = gone.fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity));
    Promised {
        line: plan.line,
        reserved: stock.map_or(Quantity::ZERO, |part| part.quantity).plus(gone),
        on: plan.promised_on,
        forecast_on: plan.forecast_on,
    }
}
