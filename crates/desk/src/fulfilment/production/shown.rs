//! 2.2.2c: what an order's page tells of its work orders, in a fixed number of statements however many there are.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::day::Instant;
use platform::quantity::Quantity;
use platform::web::ui::Tone;
use platform::{Id, Tx};
use serde::Serialize;

use super::release::parts_of;
use super::work::{self, Work, WorkState};

platform::sql! {
    LAST = "SELECT r.work, r.at, r.by_name, r.no, r.good, r.scrap FROM work_report r WHERE r.work IN ({ids:$1}) \
        AND NOT EXISTS (SELECT 1 FROM work_report n WHERE n.work = r.work AND (n.at, n.id) > (r.at, r.id))";
}

/// What was reported last.
#[derive(Clone, Debug, Serialize)]
pub struct LastReport {
    pub at: Instant,
    pub by_name: String,
    pub no: i64,
    pub good: Quantity,
    pub scrap: Quantity,
}

/// A work order as its customer's order shows it.
#[derive(Clone, Debug, Serialize)]
pub struct WorkShown {
    pub work: Work,
    pub last: Option<LastReport>,
    /// Parts that nobody holds for it yet, as long as it was not released.
    pub missing: Vec<(String, Quantity)>,
}

pub fn shown_of(tx: &mut Tx, order: Id) -> Outcome<Vec<WorkShown>> {
    let works = work::of_order(tx, order)?;
    if works.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = works.iter().map(|work| work.id).collect();
    let mut last: HashMap<Id, LastReport> = tx
        .list(&LAST, &[&ids], |row| {
            let (at, by_name) = (row.get(1)?, row.get(2)?);
            Ok((row.get::<Id>(0)?, LastReport { at, by_name, no: row.get(3)?, good: row.get(4)?, scrap: row.get(5)? }))
        })?
        .into_iter()
        .collect();
    let waiting: Vec<&Work> = works.iter().filter(|work| work.released_at.is_none() && !work.state.is_made()).collect();
    let mut parts = parts_of(tx, &waiting)?;
    Ok(works
        .into_iter()
        .map(|work| {
            let needs = parts.remove(&work.id).unwrap_or_default();
            let missing = needs.into_iter().filter(|part| part.missing().is_positive());
            let missing = missing.map(|part| (part.sku.clone(), part.missing())).collect();
            WorkShown { last: last.remove(&work.id), missing, work }
        })
        .collect())
}

pub fn tone_of(state: WorkState) -> Tone {
    match state {
        WorkState::Dispatched => Tone::Warn,
        WorkState::Acknowledged | WorkState::Planned | WorkState::Released | WorkState::InProgress => Tone::Active,
        WorkState::Finished | WorkState::Inspected | WorkState::Stocked => Tone::Good,
        WorkState::Stopped => Tone::Bad,
    }
}
