//! 1.1: the process as a page, and where each clause of the regulation stands in the product. Both are drawn from the
//! step tables that the code enforces, so that they cannot say anything else than what happens.

mod map;
mod month;
mod page;
mod regulation;
mod role_actions;
mod stations;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use platform::step::StepShown;
use platform::web::{May, Routes};

pub use regulation::{Clause, clauses, clauses_json};
pub use role_actions::role_actions;

use crate::{
    changes, fulfilment, intake, ledger, masters, notices, office, order, outbox_page, people, records, review,
};

pub fn routes() -> Routes {
    Routes::default().get("/process", May::Anyone, page::page).both(
        Method::GET,
        "/about/regulation",
        May::Anyone,
        regulation::page,
    )
}

/// Every step of every slice, in the order of the work.
pub fn table() -> Vec<StepShown> {
    [
        intake::steps(),
        review::steps(),
        fulfilment::steps(),
        notices::steps(),
        changes::steps(),
        order::steps(),
        records::steps(),
        office::steps(),
        masters::steps(),
        people::steps(),
        outbox_page::steps(),
    ]
    .concat()
}

/// Rules, steps and what pages must show, by the clause they serve: what a proof switches off.
pub fn guards() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut guards: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for step in table() {
        guards.entry(step.clause).or_default().insert(step.id);
        for (rule, clause, _) in &step.rules {
            guards.entry(clause).or_default().insert(rule);
        }
    }
    for sight in ledger::SIGHTS {
        guards.entry(sight.clause).or_default().insert(sight.id);
    }
    guards
}
