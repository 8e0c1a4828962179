//! 4.2, 4.3.4, 5.1.1: what is bought meets what happens to it later: it fails on the shelf, its line changes, whoever was
//! asked for it loses the question.

use desk::fulfilment::inspection::{BeginForm, Settle, SettleForm};
use desk::fulfilment::purchasing::{self, OpenForm, OpenPurchase, PurchaseState};
use desk::masters::Supply;
use desk::order;
use platform::Id;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::who::Person;

use super::led::Led;
use super::rare::{begun, judged, tranche_of};
use super::{BOUGHT, LACKING};
use crate::look::{About, Chance};
use crate::world::World;

const PIECES: i64 = 4;
/// Bought too, so that a purchase has two lines.
const ALSO_BOUGHT: &str = "SV-DN25-24V";

pub async fn all(w: &mut World) -> Outcome<()> {
    for state in [PurchaseState::PartlyReceived, PurchaseState::Received, PurchaseState::Closed] {
        scrap_from_the_shelf(w, state).await?;
    }
    asked_again(w).await?;
    costs_its_buyer(w).await?;
    known_to_purchasing(w).await
}

/// What came for a line fails before shipment, wherever its purchase stands.
async fn scrap_from_the_shelf(w: &mut World, state: PurchaseState) -> Outcome<()> {
    let mut led = Led::approved(w, "bought goods that are scrap", BOUGHT, PIECES).await?;
    let need = needed(&mut led).await?;
    let purchase = opened(&mut led, vec![need]).await?;
    for step in ["purchase.ask", "quotation.enter", "purchase.award", "purchase.contract"] {
        on_purchase(&mut led, step, purchase).await?;
    }
    let partly = state == PurchaseState::PartlyReceived;
    on_purchase(&mut led, if partly { "purchase.receive" } else { "purchase.receive_last" }, purchase).await?;
    judged(&mut led, "pass", "").await?;
    if state == PurchaseState::Closed {
        on_purchase(&mut led, "purchase.close", purchase).await?;
    }
    let stands = led.w.app.read(move |tx| purchasing::fetch(tx, purchase)).await?.state;
    if stands != state {
        return Err(led.lost("purchase", format!("is {stands} and not {state}")));
    }
    let id = led.order;
    let order = led.w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.number)).await?;
    begun(&mut led, BeginForm { order, no: "1".into(), ..BeginForm::default() }).await?;
    judged(&mut led, "fail", "").await?;
    let chance = led.beside("inspection", "failed", "inspection.scrap").await?;
    let (inspection, tranche) = tranche_of(&chance);
    let form = SettleForm { tranche, fate: "scrap".into(), ..SettleForm::default() };
    led.acts(&chance, Settle { inspection, form }).await.map(|_| ())
}

/// Of two lines that suppliers were asked for one is divided off before anybody answered.
async fn asked_again(w: &mut World) -> Outcome<()> {
    let mut first = Led::approved(w, "a question that is lost", BOUGHT, PIECES).await?;
    let one = needed(&mut first).await?;
    let mut led = Led::approved(first.w, "a question that is lost", ALSO_BOUGHT, PIECES).await?;
    let other = needed(&mut led).await?;
    let purchase = opened(&mut led, vec![one, other]).await?;
    on_purchase(&mut led, "purchase.ask", purchase).await?;
    on_purchase(&mut led, "purchase.divide", purchase).await?;
    let chance = led.beside("purchase", "quoting", "purchase.ask_rest").await?;
    led.pressed(&chance).await
}

/// Some of what is to be bought is cancelled, and purchasing says what that costs before it has said that it stopped.
async fn costs_its_buyer(w: &mut World) -> Outcome<()> {
    let mut led = Led::approved(w, "a stop that costs purchasing something", BOUGHT, PIECES).await?;
    needed(&mut led).await?;
    let cancellation = led.cancelled(Some(2)).await?;
    led.press("cancel.add_own_cost", cancellation).await
}

/// Parts are bought for work, and a change makes less of it.
async fn known_to_purchasing(w: &mut World) -> Outcome<()> {
    let mut led = Led::approved(w, "parts that a change takes away", LACKING, 30).await?;
    let id = led.order;
    let wanted = led.w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.lines[0].quantity)).await?;
    let less = wanted.checked_sub(Quantity::whole(1).unwrap_or_default()).unwrap_or(wanted);
    let change = led.changed(less).await?;
    led.press("change.note_needs", change).await
}

/// Given to purchasing, which has taken it.
async fn needed(led: &mut Led<'_>) -> Outcome<Id> {
    let need = led.dispatch(Supply::Buy).await?.id;
    led.press("dispatch.acknowledge", need).await?;
    Ok(need)
}

async fn opened(led: &mut Led<'_>, requests: Vec<Id>) -> Outcome<Id> {
    let chance = led.beside("purchase", "new", "purchase.open").await?;
    Ok(led.acts(&chance, OpenPurchase { form: OpenForm { requests } }).await?.id)
}

async fn on_purchase(led: &mut Led<'_>, step: &str, id: Id) -> Outcome<()> {
    let state = led.w.app.read(move |tx| purchasing::fetch(tx, id)).await?.state;
    led.w.goes_on(4).await?;
    let chances = led.w.turn_to("purchase", Some(state.code())).await?;
    let fits = |c: &Chance| c.allowed && c.step == step && matches!(c.about, About::Purchase(this) if this == id);
    let chance = chances.into_iter().find(fits).ok_or_else(|| led.lost(step, "is offered to nobody"))?;
    led.pressed(&chance).await
}
