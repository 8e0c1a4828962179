//! 4.3.4: what the departments said, as one proposal to begin with: days and costs in one sum, the cost in the order's
//! currency, their solutions in words. The specialist edits all of it before it is reviewed.

use platform::act::Outcome;
use platform::i18n::Lang;
use platform::{Fault, Tx};
use serde::Serialize;

use super::assess::Assessment;
use super::propose::money;
use crate::masters;
use crate::order::Order;
use crate::people;

#[derive(Clone, Debug, Default, Serialize)]
pub struct Merged {
    /// Working days: the departments wait for one another.
    pub days: i64,
    /// In minor units of the company's currency.
    pub cost: i64,
    /// What is asked for it, in minor units of the order's currency; nothing without a rate.
    pub surcharge: Option<i64>,
}

pub fn merged(tx: &mut Tx, order: &Order, all: &[Assessment]) -> Outcome<Merged> {
    let days = all.iter().map(|one| one.days).sum();
    let cost = all.iter().map(|one| one.cost).sum();
    Ok(Merged { days, cost, surcharge: in_order_currency(tx, order, cost)? })
}

/// Rounded half up.
fn in_order_currency(tx: &mut Tx, order: &Order, cost: i64) -> Outcome<Option<i64>> {
    let company = masters::company_currency(tx)?;
    if order.currency == company {
        return Ok(Some(cost));
    }
    let day = people::today(tx)?;
    let Some(rate) = masters::rate(tx, order.currency, day)?.filter(|rate| *rate > 0) else { return Ok(None) };
    let above = i128::from(cost) * 1_000_000 * 10i128.pow(order.currency.decimals());
    let below = i128::from(rate) * 10i128.pow(company.decimals());
    let rounded = (above.abs() * 2 + below) / (below * 2) * above.signum();
    Ok(Some(i64::try_from(rounded).map_err(|e| Fault::other("a surcharge", e))?))
}

/// The words to begin with.
pub fn words(lang: Lang, order: &Order, merged: &Merged, all: &[Assessment]) -> String {
    let mut words = vec![match merged.days {
        0 => lang.t("change-merged-same-days"),
        days => lang.ta("change-merged-days", &[("n", days.to_string())]),
    }];
    if let Some(surcharge) = merged.surcharge.filter(|surcharge| *surcharge != 0) {
        let sum = format!("{} {}", order.currency.code(), money(order, surcharge).page());
        words.push(lang.ta("change-merged-sum", &[("sum", sum)]));
    }
    words.extend(all.iter().map(|one| one.solution.trim().to_string()).filter(|solution| !solution.is_empty()));
    words.join("\n")
}
