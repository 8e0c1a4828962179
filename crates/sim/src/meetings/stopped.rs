//! 4.4.3: a cancellation meets work wherever it stands, and its department answers wherever the work has come meanwhile.

use desk::changes::Disposal;
use desk::fulfilment::production::WorkState::{
    self, Acknowledged, Dispatched, Finished, InProgress, Inspected, Planned, Released, Stocked, Stopped,
};
use platform::act::Outcome;

use super::led::Led;
use super::{FREE, INSPECTED};
use crate::world::World;

pub async fn all(w: &mut World) -> Outcome<()> {
    for (state, sku) in [
        (Dispatched, FREE),
        (Acknowledged, FREE),
        (Planned, FREE),
        (Released, FREE),
        (InProgress, FREE),
        (Finished, INSPECTED),
    ] {
        whole(w, sku, state).await?;
    }
    for (state, sku) in
        [(Released, FREE), (InProgress, FREE), (Finished, INSPECTED), (Inspected, FREE), (Stocked, FREE)]
    {
        answered(w, sku, state).await?;
    }
    finished_after_all(w).await?;
    put_away_after_the_stop(w).await
}

/// All that is to be made is cancelled while it stands there; what was released for it comes back.
async fn whole(w: &mut World, sku: &'static str, at: WorkState) -> Outcome<()> {
    let mut led = Led::made(w, "a stop of all", sku, 2, at).await?;
    let cancellation = led.cancelled(Some(2)).await?;
    led.stands(Stopped).await?;
    led.answers(cancellation, Disposal::Stock, 0).await
}

/// One piece less, and the work goes on until somebody answers.
async fn answered(w: &mut World, sku: &'static str, at: WorkState) -> Outcome<()> {
    let mut led = Led::made(w, "an answer", sku, 3, Released).await?;
    let cancellation = led.cancelled(Some(1)).await?;
    match at {
        InProgress => led.begins(1).await?,
        Finished | Inspected => led.makes_the_rest().await?,
        Stocked => {
            led.makes_the_rest().await?;
            led.puts_away(2).await?;
        }
        _ => {}
    }
    led.stands(at).await?;
    led.answers(cancellation, Disposal::Stock, 0).await
}

/// A piece that was begun is finished for the stock.
async fn finished_after_all(w: &mut World) -> Outcome<()> {
    let mut led = Led::made(w, "what was begun goes on", FREE, 2, InProgress).await?;
    let cancellation = led.cancelled(Some(2)).await?;
    led.answers(cancellation, Disposal::Finish, 1).await?;
    led.stands(InProgress).await?;
    led.makes_the_rest().await?;
    led.puts_away(1).await?;
    led.stands(Stocked).await
}

/// One piece was made and lay there when the stop came.
async fn put_away_after_the_stop(w: &mut World) -> Outcome<()> {
    let mut led = Led::made(w, "a made piece of stopped work", FREE, 2, Released).await?;
    led.makes(1).await?;
    let cancellation = led.cancelled(Some(2)).await?;
    led.stands(Stopped).await?;
    led.puts_away(1).await?;
    led.answers(cancellation, Disposal::Stock, 1).await
}
