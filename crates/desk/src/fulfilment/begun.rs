//! What goes on as it is when an approved order changes (4.3.4): work that was begun, what a supplier is bound to bring, and
//! what has left the house.

use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::{Id, Tx};

use super::{production, purchasing, shipping};
use crate::masters::Supply;
use crate::order::Line;

platform::sql! {
    EXPECTED = "SELECT id, expected_on FROM dispatch WHERE id IN ({ids:$1})";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    pub dispatch: Id,
    pub line: Id,
    pub mode: Supply,
    pub quantity: Quantity,
    /// It cannot become less than this: it is there.
    pub least: Quantity,
    pub expected_on: Option<Day>,
}

pub fn begun(tx: &mut Tx, lines: &[Id]) -> Outcome<Vec<Begun>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let works = production::begun(tx, lines)?.into_iter().map(|work| Begun {
        dispatch: work.id,
        line: work.line,
        mode: Supply::Make,
        quantity: work.quantity,
        least: if work.state.is_made() { work.quantity } else { work.good },
        expected_on: None,
    });
    let bought = purchasing::bound(tx, lines)?.into_iter().map(|bound| Begun {
        dispatch: bound.request,
        line: bound.line,
        mode: Supply::Buy,
        quantity: bound.quantity.max(bound.received),
        least: bound.received,
        expected_on: None,
    });
    let mut all: Vec<Begun> = works.chain(bought).chain(shipping::gone(tx, lines)?).collect();
    let ids: Vec<Id> = all.iter().map(|one| one.dispatch).collect();
    for (id, on) in tx.list(&EXPECTED, &[&ids], |row| Ok((row.get::<Id>(0)?, row.get(1)?)))? {
        if let Some(one) = all.iter_mut().find(|one| one.dispatch == id) {
            one.expected_on = on;
        }
    }
    Ok(all)
}

pub(super) fn of(begun: &[Begun], dispatch: Id) -> Option<&Begun> {
    begun.iter().find(|one| one.dispatch == dispatch)
}

/// What of a line that becomes less was bought and is there already is waited for no more.
pub fn settled(begun: &mut [Begun], line: &Line) {
    let mine: Vec<Begun> = begun.iter().filter(|one| one.line == line.id).copied().collect();
    for (id, quantity) in fit(&mine, line.quantity.minus(line.cancelled)) {
        let there = |one: &&mut Begun| one.dispatch == id && one.mode == Supply::Buy && quantity <= one.least;
        if let Some(one) = begun.iter_mut().find(there) {
            one.expected_on = None;
        }
    }
}

/// How much of a line is still to be supplied beside what goes on.
pub fn still_needed(line: &Line, begun: &[Begun]) -> Quantity {
    let coming = begun.iter().filter(|one| one.line == line.id).fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity));
    line.quantity.minus(line.cancelled).minus(coming).max(Quantity::ZERO)
}

/// What of a line's begun supply goes on where no more than `needed` is wanted: less of the latest first, never less than
/// is there.
pub fn fit(begun: &[Begun], needed: Quantity) -> Vec<(Id, Quantity)> {
    let coming = begun.iter().fold(Quantity::ZERO, |sum, one| sum.plus(one.quantity));
    let mut over = coming.minus(needed).max(Quantity::ZERO);
    let mut kept: Vec<(Id, Quantity)> = Vec::new();
    for one in begun.iter().rev() {
        let less = one.quantity.minus(one.least).max(Quantity::ZERO).min(over);
        over = over.minus(less);
        kept.push((one.dispatch, one.quantity.minus(less)));
    }
    kept.reverse();
    kept
}
