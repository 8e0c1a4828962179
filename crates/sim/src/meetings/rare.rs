//! Other meetings that take more luck than a few thousand steps have.

use desk::changes::TypedDifference;
use desk::fulfilment::delay;
use desk::fulfilment::inspection::{self, Begin, BeginForm, Judge, JudgeForm, Settle, SettleForm};
use desk::fulfilment::production::WorkState::{Acknowledged, Finished, InProgress, Inspected, Stocked};
use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::day::Day;
use platform::who::Person;

use super::led::{Led, whole};
use super::{FREE, INSPECTED};
use crate::look::{About, Chance};
use crate::moves;
use crate::world::{Planning, World};

pub async fn all(w: &mut World) -> Outcome<()> {
    held_before_it_is_planned(w).await?;
    laid_anew_before_it_is_planned(w).await?;
    for steps in [&[][..], &["delay.tell"][..], &["delay.tell", "delay.agree_change"][..]] {
        late_and_not_wanted(w, steps).await?;
    }
    failed_and_stopped(w).await?;
    for shelved in [1, 2] {
        back_from_the_shelf(w, shelved).await?;
    }
    put_away_in_part(w).await?;
    paid_otherwise(w).await?;
    overtaken(w).await
}

/// Other terms of payment are for finance to judge.
async fn paid_otherwise(w: &mut World) -> Outcome<()> {
    let mut led = Led::approved(w, "a change of the terms of payment", FREE, 1).await?;
    let id = led.order;
    let stands = led.w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.payment_term)).await?;
    let other = ["月結60天", "月結30天"].into_iter().find(|term| *term != stands).unwrap_or_default();
    let terms = TypedDifference { payment_term: other.into(), ..TypedDifference::default() };
    led.asked(terms).await.map(|_| ())
}

/// Two changes of one order are agreed to, of no line and of its line, and the second takes effect first. The one of no
/// line asks whoever carries and inspects.
async fn overtaken(w: &mut World) -> Outcome<()> {
    let mut led = Led::approved(w, "a change that another overtakes", FREE, 2).await?;
    let of_no_line = TypedDifference {
        place: "新北市三重區重新路五段 609 號".into(),
        special: "改用木箱包裝".into(),
        ..TypedDifference::default()
    };
    led.agreed(of_no_line).await?;
    let id = led.order;
    let wanted = led.w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.lines[0].quantity)).await?;
    led.changed(wanted.checked_add(whole(1)).unwrap_or(wanted)).await.map(|_| ())
}

async fn held_before_it_is_planned(w: &mut World) -> Outcome<()> {
    let mut led = Led::made(w, "a hold before the plan", FREE, 2, Acknowledged).await?;
    let work = led.work().await?.id;
    led.press("work.hold", work).await?;
    led.press("work.resume", work).await
}

/// Its days pass, and nobody plans it.
async fn laid_anew_before_it_is_planned(w: &mut World) -> Outcome<()> {
    const FIRST: &str = "SELECT day FROM task WHERE work = $1 ORDER BY day LIMIT 1";
    let led = Led::made(w, "work that nobody planned", FREE, 2, Acknowledged).await?;
    let work = led.work().await?.id;
    let days = led.w.app.read(move |tx| {
        let first: Vec<Day> = tx.list_built("its first day", FIRST, &[&work], |row| row.get(0))?;
        let today = people::today(tx)?;
        Ok(first.first().map_or(0, |day| day.days_since(today)))
    });
    let days = days.await?.max(0) + 1;
    led.w.goes_on(days * 1_440).await?;
    led.w.clockwork().await?;
    led.stands(Acknowledged).await
}

/// It would come later than promised; nobody had told the customer yet, or somebody had, or he had agreed to something.
async fn late_and_not_wanted(w: &mut World, steps: &[&str]) -> Outcome<()> {
    let mut led = Led::made(w, "a late line that ends", FREE, 2, Acknowledged).await?;
    let work = led.work().await?.id;
    led.w.plans = Some(Planning::Late);
    led.press("work.plan", work).await?;
    let order = led.order;
    let late = led.w.app.read(move |tx| delay::of_order(tx, order)).await?;
    let late = late.first().map(|late| late.id).ok_or_else(|| led.lost("delay.open", "did not follow"))?;
    for step in steps {
        led.press(step, late).await?;
    }
    led.cancelled(None).await.map(|_| ())
}

/// Pieces failed between two operations; then nobody wants the rest.
async fn failed_and_stopped(w: &mut World) -> Outcome<()> {
    let mut led = Led::made(w, "failed pieces of stopped work", FREE, 2, InProgress).await?;
    let work = led.work().await?;
    let no = work.steps.first().map_or(0, |step| step.no).to_string();
    begun(&mut led, BeginForm { work: work.id.to_string(), no, ..BeginForm::default() }).await?;
    judged(&mut led, "fail", "").await?;
    led.cancelled(Some(2)).await.map(|_| ())
}

/// One of two, or both, lie on the shelf; one fails before shipment, and is made again.
async fn back_from_the_shelf(w: &mut World, shelved: i64) -> Outcome<()> {
    let mut led = Led::made(w, "a piece that leaves the shelf", FREE, 2, Inspected).await?;
    led.puts_away(shelved).await?;
    led.stands(if shelved == 2 { Stocked } else { Inspected }).await?;
    let id = led.order;
    let order = led.w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), id)?.number)).await?;
    begun(&mut led, BeginForm { order, no: "1".into(), ..BeginForm::default() }).await?;
    judged(&mut led, "fail", "").await?;
    let chance = led.beside("inspection", "failed", "inspection.return").await?;
    let (inspection, tranche) = tranche_of(&chance);
    let form = SettleForm { tranche, fate: "return".into(), ..SettleForm::default() };
    led.acts(&chance, Settle { inspection, form }).await?;
    led.stands(InProgress).await
}

/// One of two passed and goes to the shelf while the other still waits for quality.
async fn put_away_in_part(w: &mut World) -> Outcome<()> {
    let mut led = Led::made(w, "a part of what is finished", INSPECTED, 2, Finished).await?;
    judged(&mut led, "pass", "1").await?;
    led.stands(Finished).await?;
    led.puts_away(1).await
}

/// Quality looks at one piece.
pub async fn begun(led: &mut Led<'_>, form: BeginForm) -> Outcome<()> {
    let chance = led.beside("inspection", "new", "inspection.begin").await?;
    led.acts(&chance, Begin { form: BeginForm { quantity: "1".into(), ..form } }).await.map(|_| ())
}

/// The youngest that waits: so many of it, or all.
pub async fn judged(led: &mut Led<'_>, verdict: &str, quantity: &str) -> Outcome<()> {
    let step = if verdict == "pass" { "inspection.pass" } else { "inspection.fail" };
    let chance = led.beside("inspection", "pending", step).await?;
    let (inspection, tranche) = tranche_of(&chance);
    let one = led.w.app.read(move |tx| inspection::fetch(tx, inspection)).await?;
    let form = JudgeForm {
        tranche,
        verdict: verdict.into(),
        quantity: quantity.into(),
        results: moves::results(&one, verdict == "pass"),
        ground: if verdict == "pass" { String::new() } else { "尺寸超差".into() },
        ..JudgeForm::default()
    };
    led.acts(&chance, Judge { inspection, form }).await.map(|_| ())
}

pub fn tranche_of(chance: &Chance) -> (Id, String) {
    match chance.about {
        About::Tranche { inspection, no, .. } => (inspection, no.to_string()),
        _ => (chance.who.id, String::new()),
    }
}
