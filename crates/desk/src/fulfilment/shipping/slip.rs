//! 4.1.4: the day on which a shipment leaves is the earliest on which its lines can be with the customer.

use platform::Tx;
use platform::act::Outcome;
use platform::who::Person;

use super::store::{self, Shipment};
use crate::fulfilment::expect::{self, Cause, SlipKind};
use crate::order::Order;

/// Brings the forecast of its lines in line with it. The caller holds the order.
pub fn lines(tx: &mut Tx, who: &Person, order: &mut Order, one: &Shipment) -> Outcome<()> {
    let cause = Cause::new(SlipKind::Shipment, one.number.clone());
    for line in store::lines(tx, &[one.id])? {
        expect::line(tx, who, order, line.line, &cause)?;
    }
    Ok(())
}
