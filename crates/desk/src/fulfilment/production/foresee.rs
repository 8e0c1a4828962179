//! 4.1.2: before work is planned or moved, whose customer's day moves with it: every line, from when to when, and whether a
//! promise breaks. Asked by the form, by the drag and by machines alike.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::step::{Broken, Level};
use platform::web::Ask;
use platform::web::ui::{self, Tone};
use platform::{Fault, Id};
use serde::Serialize;

use super::work::Work;
use crate::fulfilment::expect;
use crate::{masters, order, people};

/// A customer's line whose day moves.
#[derive(Clone, Debug, Serialize)]
pub struct LineMoved {
    pub order: Id,
    pub number: String,
    pub customer: String,
    pub no: i64,
    pub goods: String,
    pub before: Option<Day>,
    pub after: Option<Day>,
    pub promised_on: Option<Day>,
    /// It would come later than promised: a delay case opens.
    pub breaks: bool,
}

/// When works' goods are at our gate if they end on these days: inspection comes after the last operation.
pub fn gates(tx: &mut Tx, works: &[(&Work, Option<Day>)]) -> Outcome<HashMap<Id, Option<Day>>> {
    let mut products: Vec<Id> = works.iter().filter_map(|(work, _)| work.product).collect();
    products.sort_unstable();
    products.dedup();
    let terms = masters::supply_terms(tx, &products)?;
    let calendar = people::calendar(tx)?;
    let mut ready: HashMap<Id, Option<Day>> = HashMap::new();
    for (work, end) in works {
        let inspection = work.product.and_then(|id| terms.get(&id)).map_or(0, |term| term.inspection_days);
        let days = u32::try_from(inspection).unwrap_or(0);
        let day = end.map(|end| calendar.day_after(end, days).map_err(|e| Fault::other("working calendar", e)));
        ready.insert(work.id, day.transpose()?);
    }
    Ok(ready)
}

/// What follows for customers if works ended on these days.
pub fn foresee(tx: &mut Tx, works: &[(&Work, Option<Day>)]) -> Outcome<Vec<LineMoved>> {
    let ready = gates(tx, works)?;
    let lines: Vec<Id> = works.iter().map(|(work, _)| work.line).collect();
    let after = expect::would_be(tx, &ready, &lines)?;
    let said = order::lines_said(tx, &lines)?;
    let mut moved: Vec<LineMoved> = said
        .into_iter()
        .filter_map(|(id, line)| {
            let after = after.get(&id).copied();
            (after != line.forecast_on).then(|| LineMoved {
                breaks: matches!((line.promised_on, after), (Some(promised), Some(after)) if after > promised),
                order: line.order,
                number: line.number,
                customer: line.customer,
                no: line.no,
                goods: line.goods,
                before: line.forecast_on,
                after,
                promised_on: line.promised_on,
            })
        })
        .collect();
    moved.sort_by(|a, b| (!a.breaks, &a.number, a.no).cmp(&(!b.breaks, &b.number, b.no)));
    Ok(moved)
}

/// The lines that move, broken promises first, and what speaks against it. The drag takes this piece out of the page.
pub fn effect(ask: &Ask, moved: &[LineMoved], against: &[Broken]) -> Markup {
    html! {
        div id="effect" {
            @if moved.is_empty() { p { (ui::status(Tone::Good, ask.t("work-move-none"))) } }
            @for line in moved { p { (sentence(ask, line)) } }
            @for broken in against {
                @let tone = if broken.level == Level::Fail { Tone::Bad } else { Tone::Warn };
                p { (ui::status(tone, broken.say.text(ask.lang))) " " (ui::clause(broken.clause)) }
            }
        }
    }
}

fn sentence(ask: &Ask, line: &LineMoved) -> Markup {
    let day = |day: Option<Day>| day.map_or("–".to_string(), |day| day.to_string());
    let args = [
        ("number", line.number.clone()),
        ("no", line.no.to_string()),
        ("customer", line.customer.clone()),
        ("before", day(line.before)),
        ("after", day(line.after)),
        ("promised", day(line.promised_on)),
    ];
    match line.breaks {
        true => ui::status(Tone::Bad, ask.ta("work-move-breaks", &args)),
        false => ui::status(Tone::Active, ask.ta("work-move-moves", &args)),
    }
}
