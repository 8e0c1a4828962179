//! A forecast moved: is a promise broken? Then a case is open from this instant on, in the same transaction.

use platform::act::Outcome;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::case::{self, AGAIN, Delay, DelayState, Facts, MOVED, OPEN};
use crate::fulfilment::expect::Cause;
use crate::order::Order;
use crate::people::{self, MemoKind};

const SYSTEM: Standing = Standing::SYSTEM;

pub fn weigh(tx: &mut Tx, order: &Order, line: Id, cause: &Cause) -> Outcome<()> {
    let Some(line) = order.lines.iter().find(|l| l.id == line) else { return Ok(()) };
    let (Some(promised), Some(forecast)) = (line.promised_on, line.forecast_on) else { return Ok(()) };
    let system = Person::system();
    let Some(mut open) = case::open_of_line(tx, line.id)? else {
        if forecast <= promised {
            return Ok(());
        }
        let leave = OPEN.admit(DelayState::New, &SYSTEM, &Facts::default(), &[])?;
        if leave.idle {
            return Ok(());
        }
        let delay = Delay {
            id: tx.new_id(),
            order: order.id,
            line: line.id,
            state: leave.to,
            kind: cause.kind,
            cause: cause.text.clone(),
            promised_on: promised,
            forecast_on: forecast,
            opened_at: tx.now(),
            way: String::new(),
            message: String::new(),
            told_at: None,
            told_by: None,
            contact: String::new(),
            answer: String::new(),
            remedy: String::new(),
            agreed_on: None,
            closed_at: None,
            closed_by: None,
            carried_by: None,
            lock: 1,
        };
        case::add(tx, &delay)?;
        case::duties(tx, &system, order, &delay, &leave)?;
        people::tell(tx, &system, order.owner, MemoKind::Delay, &delay.href(), &order.number, &cause.text)?;
        let body = json!({"kind": cause.kind, "cause": cause.text});
        return case::tell(tx, &system, order, &delay, &leave, body);
    };
    let later = forecast > open.forecast_on;
    open.forecast_on = forecast;
    open.promised_on = promised;
    open.kind = cause.kind;
    open.cause.clone_from(&cause.text);
    // While a change is on its way, what he hears of it is that change's new days (4.3.4).
    let must_hear = match open.state {
        DelayState::Told => later,
        DelayState::Owed => later && open.carried_by.is_none(),
        _ => false,
    };
    let step = if must_hear { &AGAIN } else { &MOVED };
    let leave = step.admit(open.state, &SYSTEM, &Facts::default(), &[])?;
    case::advance(tx, &system, order, &mut open, &leave, json!({"kind": cause.kind, "cause": cause.text}))
}
