//! What logistics and the packers have before them of an order (6.1): what could be laid together, and its young shipments.

use desk::fulfilment::shipping::{self, ShipState};
use desk::order::Order;
use platform::Tx;
use platform::act::Outcome;

use super::{About, Actor, Looking};

pub fn shipping(tx: &mut Tx, look: &mut Looking<'_>, order: &Order, actors: &[Actor]) -> Outcome<()> {
    let new = ShipState::New.code();
    let there = shipping::of_order(tx, order.id)?;
    for actor in actors {
        look.add_if("shipment", new, &About::NewShipment(order.id), actor, &actor.roles(), |step| {
            step == "shipment.open"
        });
        for one in there.iter().rev().take(3) {
            let about = About::Shipment { order: order.id, id: one.id };
            look.add_if("shipment", one.state.code(), &about, actor, &actor.roles(), |step| step != "shipment.open");
        }
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewShipment(_)) || chance.step == "shipment.open");
    look.found.retain(|chance| !matches!(chance.about, About::Shipment { .. }) || chance.step != "shipment.open");
    Ok(())
}
