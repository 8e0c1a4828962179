//! What production makes of an order, its late lines, and its file when it ended.

use desk::fulfilment::{delay, production};
use desk::order::{self, Order};
use platform::Tx;
use platform::act::Outcome;

use super::{About, Actor, Looking};

/// Follows from the acknowledgement of what was dispatched: no press of its own.
const FOLLOWS: &str = "work.acknowledge";

pub fn floor(tx: &mut Tx, look: &mut Looking<'_>, order: &Order, actors: &[Actor]) -> Outcome<()> {
    let works = production::of_order(tx, order.id)?;
    let late = delay::of_order(tx, order.id)?;
    for actor in actors {
        let stands = order::standing(tx, &actor.who, order)?;
        look.add("records", order.archive.code(), &About::Order(order.id), actor, &stands);
        for work in &works {
            let about = About::Work { order: order.id, id: work.id };
            look.add_if("work", work.state.code(), &about, actor, &actor.roles(), |step| match step {
                "work.hold" => !work.on_hold,
                "work.resume" => work.on_hold,
                _ => true,
            });
        }
        for case in late.iter().rev().take(3) {
            let about = About::Delay { order: order.id, id: case.id };
            look.add("delay", case.state.code(), &about, actor, &stands);
        }
    }
    look.found.retain(|chance| chance.step != FOLLOWS);
    Ok(())
}
