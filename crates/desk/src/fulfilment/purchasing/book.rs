//! What a line, its parts and the needs behind them come to when goods move or quantities change: one place, so that
//! they always agree.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::money::{Currency, Discount, line_amount};
use platform::quantity::Quantity;
use platform::{Fault, Id, Trouble, Tx};

use super::purchase::{self, Line, Part};
use super::request::{self, Request};

/// The amount of a line at its price and quantity.
pub fn price(line: &mut Line, currency: Currency) -> Outcome<()> {
    let amount = line_amount(line.quantity, line.price, line.price_base, Discount::default(), currency);
    line.amount = amount.map_err(|e| Fault::other("price of a purchase line", e))?.minor();
    Ok(())
}

/// The needs behind a purchase, locked, by their ids.
pub struct Needs {
    pub parts: Vec<Part>,
    requests: HashMap<Id, Request>,
}

impl Needs {
    /// The caller holds the purchase.
    pub fn held(tx: &mut Tx, purchase: Id) -> Outcome<Needs> {
        let parts = purchase::parts(tx, purchase)?;
        let ids: Vec<Id> = parts.iter().map(|part| part.request).collect();
        Ok(Needs { requests: request::held(tx, &ids)?, parts })
    }

    pub fn request(&self, id: Id) -> Option<&Request> {
        self.requests.get(&id)
    }

    /// Gives what came in to a part.
    pub fn bring(&mut self, tx: &mut Tx, at: usize, quantity: Quantity) -> Outcome<()> {
        let part = &mut self.parts[at];
        part.received = part.received.plus(quantity);
        purchase::write_part(tx, part)?;
        let id = part.request;
        self.change(tx, id, |request| request.received = request.received.plus(quantity))
    }

    /// Takes back what came in for a part.
    pub fn take(&mut self, tx: &mut Tx, at: usize, quantity: Quantity) -> Outcome<()> {
        let part = &mut self.parts[at];
        part.received = part.received.minus(quantity);
        purchase::write_part(tx, part)?;
        let id = part.request;
        self.change(tx, id, |request| request.received = request.received.minus(quantity))
    }

    /// What a line will not bring any more is taken from its parts, the least urgent first; those needs are to be
    /// bought elsewhere.
    pub fn fit(&mut self, tx: &mut Tx, line: &Line) -> Outcome<()> {
        let comes = line.outstanding().plus(line.to_inspect);
        let waits = |part: &Part| part.quantity.minus(part.received);
        let own: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].line == line.id).collect();
        let waiting = own.iter().fold(Quantity::ZERO, |sum, at| sum.plus(waits(&self.parts[*at])));
        let mut over = if waiting > comes { waiting.minus(comes) } else { Quantity::ZERO };
        for at in own.into_iter().rev() {
            let less = waits(&self.parts[at]).min(over);
            if less.is_positive() {
                over = over.minus(less);
                self.uncover(tx, at, less)?;
            }
        }
        Ok(())
    }

    /// Takes a quantity of a part out of the purchase.
    pub fn uncover(&mut self, tx: &mut Tx, at: usize, less: Quantity) -> Outcome<()> {
        let part = &mut self.parts[at];
        part.quantity = part.quantity.minus(less);
        purchase::write_part(tx, part)?;
        let id = part.request;
        self.change(tx, id, |request| request.covered = request.covered.minus(less))
    }

    /// A quantity of a part is somebody else's from now on: it is neither wanted nor bought for this need any more.
    pub fn hand_over(&mut self, tx: &mut Tx, at: usize, less: Quantity) -> Outcome<()> {
        let part = &mut self.parts[at];
        part.quantity = part.quantity.minus(less);
        purchase::write_part(tx, part)?;
        let id = part.request;
        self.change(tx, id, |request| {
            request.covered = request.covered.minus(less);
            request.quantity = request.quantity.minus(less);
        })
    }

    fn change(&mut self, tx: &mut Tx, id: Id, how: impl FnOnce(&mut Request)) -> Outcome<()> {
        let request = self.requests.get_mut(&id).ok_or(Trouble::Hidden)?;
        how(request);
        let subject = request::subject(tx, request)?;
        request.state = request::write(tx, request, &subject)?;
        request.lock += 1;
        Ok(())
    }
}
