//! 6.1, 4.3.4, 4.4.2: what lies packed meets changes and cancellations, and what has left meets neither.

use desk::changes::{AddCost, CostForm, Disposal};
use desk::fulfilment::production::WorkState::{Inspected, Stocked};
use desk::fulfilment::shipping::{self, OpenShipment, ShipForm, ShipLineForm, ShipState};
use platform::Id;
use platform::act::Outcome;
use platform::who::Role;

use super::FREE;
use super::led::{Led, whole};
use crate::world::World;

pub async fn all(w: &mut World) -> Outcome<()> {
    to_and_fro(w).await?;
    for packed in [false, true] {
        called_off(w, packed).await?;
        less(w, packed).await?;
        nothing_left(w, packed).await?;
    }
    Ok(())
}

/// Pieces that were made and put away for the line.
async fn ready<'a>(w: &'a mut World, what: &'static str, pieces: i64) -> Outcome<Led<'a>> {
    let mut led = Led::made(w, what, FREE, pieces, Inspected).await?;
    led.puts_away(pieces).await?;
    led.stands(Stocked).await?;
    Ok(led)
}

/// So many pieces of it are laid together.
async fn laid(led: &mut Led<'_>, pieces: i64) -> Outcome<Id> {
    let chance = led.chance("shipment.open", led.order).await?;
    let lines = vec![ShipLineForm { no: "1".into(), quantity: whole(pieces).to_string() }];
    let form = ShipForm { carrier: "新竹物流".into(), lines, ..ShipForm::default() };
    led.acts(&chance, OpenShipment { order: led.order, form }).await
}

async fn stands(led: &Led<'_>, shipment: Id, state: ShipState) -> Outcome<()> {
    let one = led.w.app.read(move |tx| shipping::fetch(tx, shipment)).await?;
    if one.state == state { Ok(()) } else { Err(led.lost("shipment", format!("is {} and not {state}", one.state))) }
}

/// Packed by either, unpacked by each, planned otherwise, and taken over in the end.
async fn to_and_fro(w: &mut World) -> Outcome<()> {
    let mut led = ready(w, "a shipment to and fro", 2).await?;
    let one = laid(&mut led, 2).await?;
    led.press("shipment.plan", one).await?;
    for (packer, unpacker) in [("production", "production"), ("warehouse", "warehouse"), ("warehouse", "logistics")] {
        led.press_as(packer, "shipment.pack", one).await?;
        led.press_as(unpacker, "shipment.unpack", one).await?;
    }
    led.press_as("production", "shipment.pack", one).await?;
    led.press("shipment.plan", one).await?;
    led.press("shipment.hand_over", one).await?;
    stands(&led, one, ShipState::HandedOver).await?;
    // A change now finds what has left; the rest is made beside it.
    led.changed(whole(3 + in_stock(&led).await?)).await.map(|_| ())
}

/// What the line was given from the stock, beside what was made for it.
async fn in_stock(led: &Led<'_>) -> Outcome<i64> {
    let order = led.order;
    let line = led.w.app.read(move |tx| desk::order::fetch(tx, &platform::who::Person::system(), order)).await?;
    let quantity = line.lines.first().map_or(0, |line| line.quantity.millionths() / 1_000_000);
    Ok(quantity - 2)
}

async fn called_off(w: &mut World, packed: bool) -> Outcome<()> {
    let mut led = ready(w, "a shipment that goes nowhere", 1).await?;
    let one = laid(&mut led, 1).await?;
    if packed {
        led.press("shipment.pack", one).await?;
    }
    led.press("shipment.drop", one).await
}

/// All is laid together, and one piece less is wanted: it is packed anew.
async fn less(w: &mut World, packed: bool) -> Outcome<()> {
    let mut led = ready(w, "one piece less in a shipment", 2).await?;
    let all = 2 + in_stock(&led).await?;
    let one = laid(&mut led, all).await?;
    if packed {
        led.press("shipment.pack", one).await?;
    }
    let cancellation = led.cancelled(Some(1)).await?;
    stands(&led, one, ShipState::Packing).await?;
    if packed {
        costs(&mut led, cancellation).await?;
    }
    led.answers_of(Role::Logistics, cancellation, Disposal::Stock, 1).await?;
    led.answers(cancellation, Disposal::Stock, 1).await?;
    if packed { costs(&mut led, cancellation).await } else { Ok(()) }
}

/// What it costs logistics.
async fn costs(led: &mut Led<'_>, cancellation: Id) -> Outcome<()> {
    let chances = led.w.chances_of(led.order).await?;
    let fits = |c: &&crate::look::Chance| c.allowed && c.step == "cancel.add_own_cost" && c.actor == "logistics";
    let chance = chances.iter().find(fits).cloned();
    let chance = chance.ok_or_else(|| led.lost("cancel.add_own_cost", "is not offered to logistics"))?;
    let form = CostForm { text: "拆箱重包".into(), amount: "120".into(), ..CostForm::default() };
    led.acts(&chance, AddCost { cancellation, form }).await.map(|_| ())
}

/// Nothing of it is wanted any more.
async fn nothing_left(w: &mut World, packed: bool) -> Outcome<()> {
    let mut led = ready(w, "a shipment of what was cancelled", 1).await?;
    let one = laid(&mut led, 1).await?;
    if packed {
        led.press("shipment.pack", one).await?;
    }
    led.cancelled(None).await?;
    stands(&led, one, ShipState::CalledOff).await
}
