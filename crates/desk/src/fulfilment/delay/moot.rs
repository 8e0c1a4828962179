//! 4.3.4, 4.4.2: a change or a cancellation took effect. A case whose line is gone, or comes as it is promised now, is one
//! that nobody need settle any more: its duties end with it.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::case::{self, Facts, MOOT};
use crate::order::{Line, Order};

/// The order as it stands now, and the lines that were touched.
pub fn moot(tx: &mut Tx, who: &Person, order: &Order, lines: &[Id], ground: &str) -> Outcome<()> {
    for mut open in case::open_of_order(tx, order.id)?.into_iter().filter(|open| lines.contains(&open.line)) {
        let line = order.lines.iter().find(|line| line.id == open.line);
        if line.is_some_and(|line| is_wanted(line) && !is_kept(line)) {
            continue;
        }
        let leave = MOOT.admit(open.state, &Standing::SYSTEM, &Facts::default(), &[])?;
        if leave.idle {
            continue;
        }
        open.closed_at = Some(tx.now());
        open.closed_by = Some(who.id);
        case::advance(tx, who, order, &mut open, &leave, json!({ "ground": ground }))?;
    }
    Ok(())
}

fn is_wanted(line: &Line) -> bool {
    line.quantity.minus(line.cancelled).minus(line.shipped) > Quantity::ZERO
}

fn is_kept(line: &Line) -> bool {
    matches!((line.promised_on, line.forecast_on), (Some(promised), Some(forecast)) if forecast <= promised)
}
