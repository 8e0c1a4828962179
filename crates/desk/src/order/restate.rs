//! Execution follows from line quantities: the furthest state that *any* open quantity has reached for the
//! `partly_` words, else the least that *all* have reached. `verify` and a property test recompute it.

use platform::Tx;
use platform::act::Outcome;
use platform::quantity::Quantity;

use super::axes::{Approval, Execution};
use super::fetch::{Line, Order};

/// Brings the stored words in line with the quantities; the caller writes the row.
pub fn restate(_tx: &mut Tx, order: &mut Order) -> Outcome<()> {
    order.execution = execution_of(order.approval, &order.lines);
    Ok(())
}

/// The truth table, pure.
pub fn execution_of(approval: Approval, lines: &[Line]) -> Execution {
    if approval != Approval::Approved {
        return Execution::NotReleased;
    }
    let open: Vec<Reached> = lines.iter().filter(|l| l.cancelled < l.quantity).map(Reached::of).collect();
    if open.is_empty() {
        return Execution::Cancelled;
    }
    let all = |test: fn(&Reached) -> bool| open.iter().all(test);
    let any = |test: fn(&Reached) -> bool| open.iter().any(test);
    if all(|r| r.signed_for >= r.wanted) {
        Execution::Completed
    } else if all(|r| r.delivered >= r.wanted) {
        Execution::Delivered
    } else if any(|r| r.delivered.is_positive()) {
        Execution::PartlyDelivered
    } else if all(|r| r.shipped >= r.wanted) {
        Execution::Shipped
    } else if any(|r| r.shipped.is_positive()) {
        Execution::PartlyShipped
    } else if all(|r| r.at_hand >= r.wanted) {
        Execution::Ready
    } else if any(|r| r.begun.is_positive()) {
        Execution::InProgress
    } else {
        Execution::Released
    }
}

struct Reached {
    wanted: Quantity,
    /// Made or received: what a department has done for the line.
    begun: Quantity,
    /// Reserved from stock, or made or received and passed by inspection: what could be packed now.
    at_hand: Quantity,
    shipped: Quantity,
    delivered: Quantity,
    signed_for: Quantity,
}

impl Reached {
    fn of(line: &Line) -> Reached {
        let minus = |a: Quantity, b: Quantity| Quantity::from_millionths(a.millionths().saturating_sub(b.millionths()));
        let plus = |a: Quantity, b: Quantity| Quantity::from_millionths(a.millionths().saturating_add(b.millionths()));
        let begun = plus(line.produced, line.received);
        Reached {
            wanted: minus(line.quantity, line.cancelled),
            begun,
            at_hand: plus(line.reserved, line.inspected),
            shipped: line.shipped,
            delivered: line.delivered,
            signed_for: line.signed_for,
        }
    }
}
