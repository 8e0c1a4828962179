//! 4.3.4: a change leaves parts over, and the warehouse brings them back wherever the work has come meanwhile.

use desk::changes::Disposal;
use desk::fulfilment::production::WorkState::{self, Finished, InProgress, Inspected, Released, Stocked, Stopped};
use platform::act::Outcome;

use super::led::{Led, whole};
use super::{FREE, INSPECTED};
use crate::world::World;

pub async fn all(w: &mut World) -> Outcome<()> {
    for (state, sku) in [
        (Released, FREE),
        (InProgress, FREE),
        (Finished, INSPECTED),
        (Inspected, FREE),
        (Stocked, FREE),
        (Stopped, FREE),
    ] {
        brought_back(w, sku, state).await?;
    }
    Ok(())
}

/// Four were released, two are wanted.
async fn brought_back(w: &mut World, sku: &'static str, at: WorkState) -> Outcome<()> {
    let mut led = Led::made(w, "parts left over", sku, 4, Released).await?;
    led.changed(whole(2)).await?;
    let mut stop = None;
    match at {
        InProgress => led.begins(1).await?,
        Finished | Inspected => led.makes_the_rest().await?,
        Stocked => {
            led.makes_the_rest().await?;
            led.puts_away(2).await?;
        }
        Stopped => stop = Some(led.cancelled(Some(2)).await?),
        _ => {}
    }
    led.stands(at).await?;
    let work = led.work().await?.id;
    led.press("work.take_back", work).await?;
    match stop {
        Some(cancellation) => led.answers(cancellation, Disposal::Stock, 0).await,
        None => Ok(()),
    }
}
