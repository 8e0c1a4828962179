//! 4.3.4, 4.4.2: a cancellation meets what purchasing is to buy, from the moment in which it is given to it until it is there.

use desk::fulfilment::purchasing::{OpenForm, OpenPurchase};
use desk::masters::Supply;
use platform::act::Outcome;

use super::BOUGHT;
use super::led::Led;
use super::rare::judged;
use crate::world::World;

/// How far a need has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Come {
    Dispatched,
    Acknowledged,
    Bought,
    Closed,
}

const PIECES: i64 = 4;

pub async fn all(w: &mut World) -> Outcome<()> {
    for (come, gone) in [
        (Come::Dispatched, 1),
        (Come::Dispatched, PIECES),
        (Come::Acknowledged, 1),
        (Come::Acknowledged, PIECES),
        (Come::Bought, 1),
        (Come::Bought, PIECES),
        (Come::Closed, 1),
    ] {
        less(w, come, gone).await?;
    }
    Ok(())
}

/// Some of it, or all, is not wanted any more.
async fn less(w: &mut World, come: Come, gone: i64) -> Outcome<()> {
    let mut led = Led::approved(w, "a need that lessens", BOUGHT, PIECES).await?;
    let need = led.dispatch(Supply::Buy).await?.id;
    if come >= Come::Acknowledged {
        led.press("dispatch.acknowledge", need).await?;
    }
    if come >= Come::Bought {
        let chance = led.beside("purchase", "new", "purchase.open").await?;
        led.acts(&chance, OpenPurchase { form: OpenForm { requests: vec![need] } }).await?;
    }
    if come == Come::Closed {
        arrives(&mut led).await?;
    }
    led.cancelled(Some(gone)).await.map(|_| ())
}

async fn arrives(led: &mut Led<'_>) -> Outcome<()> {
    for (state, step) in [
        ("quoting", "purchase.ask"),
        ("quoting", "quotation.enter"),
        ("quoting", "purchase.award"),
        ("awarded", "purchase.contract"),
        ("contracted", "purchase.receive_last"),
    ] {
        let chance = led.beside("purchase", state, step).await?;
        led.pressed(&chance).await?;
    }
    judged(led, "pass", "").await
}
