//! 6.1: logistics lays together what lies ready, production and the warehouse pack it, logistics takes it over.

use desk::fulfilment::shipping::{
    HandOver, HandOverForm, OpenShipment, Pack, PackForm, PlanShipment, PlanShipmentForm, ShipForm, ShipLineForm,
    Unpack, UnpackForm,
};
use desk::people;
use platform::Id;
use platform::act::Outcome;

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::NewShipment(order), "shipment.open") => open(w, c, *order, careful).await,
        (About::Shipment { id, .. }, "shipment.plan") => plan(w, c, *id, careful).await,
        (About::Shipment { id, .. }, "shipment.pack") => pack(w, c, *id, careful).await,
        (About::Shipment { id, .. }, "shipment.unpack") => unpack(w, c, *id, false, careful).await,
        (About::Shipment { id, .. }, "shipment.drop") => unpack(w, c, *id, true, careful).await,
        (About::Shipment { id, .. }, "shipment.hand_over") => {
            let form = HandOverForm { lock: if careful { String::new() } else { "0".into() } };
            w.does(&c.who, HandOver { shipment: *id, form }).await
        }
        _ => return None,
    })
}

/// Mostly all that lies ready; sometimes one piece of the first line. The careless want more than anybody has.
async fn open(w: &mut World, c: &Chance, order: Id, careful: bool) -> Outcome<()> {
    let part = |quantity: &str| vec![ShipLineForm { no: "1".into(), quantity: quantity.into() }];
    let lines = match careful {
        false => part("9999999"),
        true if w.dice.chance(35) => part("1"),
        true => Vec::new(),
    };
    let form = ShipForm { carrier: "新竹物流".into(), lines, ..ShipForm::default() };
    w.does(&c.who, OpenShipment { order, form }).await.map(|_| ())
}

/// A few days later, or tomorrow; the careless want it gone last month.
async fn plan(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let days = if careful { w.dice.between(0, 12) } else { -30 };
    let today = w.app.read(people::today).await?;
    let leaves_on = today.add_days(days).map_or(String::new(), |day| day.to_string());
    let form = PlanShipmentForm { leaves_on, carrier: "大榮貨運".into(), ..PlanShipmentForm::default() };
    w.does(&c.who, PlanShipment { shipment: id, form }).await
}

async fn pack(w: &mut World, c: &Chance, id: Id, careful: bool) -> Outcome<()> {
    let packages = if careful { w.dice.between(1, 9).to_string() } else { String::new() };
    let form = PackForm { packages, as_ordered: "yes".into(), ..PackForm::default() };
    w.does(&c.who, Pack { shipment: id, form }).await
}

async fn unpack(w: &mut World, c: &Chance, id: Id, drop: bool, careful: bool) -> Outcome<()> {
    let form = UnpackForm { ground: words(w, careful), ..UnpackForm::default() };
    w.does(&c.who, Unpack { shipment: id, form, drop }).await
}
