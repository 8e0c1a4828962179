//! 3.1.3, 4.4.1: what the link of a spoken cancellation shows, and what an answer on it rests on.

use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;
use platform::{Fault, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::cancellation::{self, Cancellation, Desk};
use super::heard::{self, Given, Link};
use crate::order::{self, Order, digest_of};

/// The customer's duty, and the owner's where he says that it is not what he wants.
pub const WAITS: &str = "confirm_cancellation";
pub const DISPUTED: &str = "correct_cancellation";

/// What the customer is shown: no price, no reason of ours, nothing of the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub number: String,
    pub order: String,
    pub yours: String,
    pub lines: Vec<ShownLine>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownLine {
    pub no: i64,
    pub sku: String,
    pub name: String,
    pub unit: String,
    /// What the order says now, what leaves it, what is left.
    pub stands: Quantity,
    pub cancelled: Quantity,
    pub left: Quantity,
}

impl Shown {
    pub fn of(order: &Order, one: &Cancellation) -> Shown {
        let line = |part: &cancellation::CancelPart| {
            let line = order.lines.iter().find(|line| line.id == part.line)?;
            let stands = line.quantity.checked_sub(line.cancelled).unwrap_or(line.quantity);
            Some(ShownLine {
                no: line.no,
                sku: line.sku.clone(),
                name: line.name.clone(),
                unit: line.unit.clone(),
                stands,
                cancelled: part.quantity,
                left: stands.checked_sub(part.quantity).unwrap_or(Quantity::ZERO),
            })
        };
        Shown {
            number: one.number.clone(),
            order: order.number.clone(),
            yours: order.customer_order_no.clone(),
            lines: one.said.parts.iter().filter_map(line).collect(),
        }
    }

    pub fn json(&self) -> Result<serde_json::Value, Fault> {
        serde_json::to_value(self).map_err(|e| Fault::other("write what a link shows", e))
    }

    pub fn digest(&self) -> Result<Vec<u8>, Fault> {
        Ok(digest_of(&self.json()?))
    }
}

/// The link's cancellation, its order held first: what is read behind it stays so.
pub fn given(tx: &mut Tx, who: &Person, token: &[u8]) -> Outcome<(Desk, Link, Given)> {
    let document = heard::by_token(tx, token)?.ok_or(Trouble::Hidden)?.document;
    let desk = cancellation::desk(tx, who, document, "")?;
    let link = heard::by_token(tx, token)?.ok_or(Trouble::Hidden)?;
    let said = &desk.one.said;
    let given = Given {
        open: link.is_open(tx.now()),
        present: link.digest == Shown::of(&desk.order, &desk.one).digest()?,
        answered: said.confirmed.is_set() || said.disputed.is_set(),
        name: false,
        text: false,
    };
    Ok((desk, link, given))
}

/// The cancellation behind a link, to be looked at only.
pub fn behind(tx: &mut Tx, link: &Link) -> Outcome<(Order, Cancellation)> {
    Ok((order::read_for_link(tx, link.order)?, cancellation::fetch(tx, link.document)?))
}
