//! 4.1.2: production releases a planned work order: its parts leave the warehouse, its job card is printed.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::plan::evening;
use super::steps::{Facts, RELEASE};
use super::work::{self, Work};
use super::{clear_up, work_page};
use crate::fulfilment::typed;
use crate::masters::{self, MoveKind};
use crate::order;
use crate::people::{self, Again};

/// `POST /production/{id}/release`
pub async fn release(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ReleaseForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, ReleaseWork { work: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/production/{id}"), &json!({ "id": id }))),
        Err(trouble) => work_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReleaseForm {
    pub lock: String,
}

pub struct ReleaseWork {
    pub work: Id,
    pub form: ReleaseForm,
}

platform::sql! {
    HELD_FOR = "SELECT id, product, quantity FROM reservation WHERE line_id = $1 AND ended_at IS NULL \
        AND product IN ({ids:$2}) ORDER BY product, id";
    END = "UPDATE reservation SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    LESS = "UPDATE reservation SET quantity = $1 WHERE id = $2 AND ended_at IS NULL";
}

/// A part as the work needs it: how much, and what the warehouse holds for the line.
pub struct PartNeed {
    pub product: Id,
    pub sku: String,
    pub needs: Quantity,
    pub held: Quantity,
    pub reservations: Vec<(Id, Quantity)>,
}

impl PartNeed {
    pub fn missing(&self) -> Quantity {
        Quantity::from_millionths((self.needs.millionths() - self.held.millionths()).max(0))
    }
}

/// One piece.
pub(super) const ONE: Quantity = Quantity::from_millionths(1_000_000);

/// What so many pieces need where so many others need `whole`; the last millionth is rounded up.
pub(super) fn share(whole: Quantity, pieces: Quantity, of: Quantity) -> Quantity {
    let of = i128::from(of.millionths()).max(1);
    let exact = i128::from(whole.millionths()) * i128::from(pieces.millionths());
    Quantity::from_millionths(i64::try_from((exact + of - 1) / of).unwrap_or(i64::MAX))
}

/// The parts of a work order that were not taken yet.
pub fn parts(tx: &mut Tx, work: &Work) -> Outcome<Vec<PartNeed>> {
    let Some(product) = work.product else { return Ok(Vec::new()) };
    let components = masters::components(tx, &[product])?;
    if components.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = components.iter().map(|c| c.component).collect();
    let known = masters::products(tx, &ids)?;
    let held: Vec<(Id, Id, Quantity)> =
        tx.list(&HELD_FOR, &[&work.line, &ids], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(components
        .iter()
        .map(|c| {
            let mine: Vec<(Id, Quantity)> =
                held.iter().filter(|(_, of, _)| *of == c.component).map(|(id, _, q)| (*id, *q)).collect();
            let sum = mine.iter().map(|(_, quantity)| quantity.millionths()).sum();
            PartNeed {
                product: c.component,
                sku: known.get(&c.component).map_or(String::new(), |p| p.sku.clone()),
                needs: share(c.per, work.quantity, ONE),
                held: Quantity::from_millionths(sum),
                reservations: mine,
            }
        })
        .collect())
}

impl Act for ReleaseWork {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let mut parts = parts(tx, &work)?;
        parts.sort_by_key(|part| part.product);
        let free = free_of(tx, &parts)?;
        let facts = Facts {
            order_on_hold: order::on_hold(tx, order.id)?,
            on_hold: work.on_hold,
            missing: parts
                .iter()
                .zip(&free)
                .filter(|(part, free)| part.missing() > **free)
                .map(|(part, free)| (part.sku.clone(), part.missing().checked_sub(*free).unwrap_or_default()))
                .collect(),
            ..Facts::default()
        };
        let leave = RELEASE.admit(work.state, &work::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        for part in &parts {
            take(tx, who, &work, part)?;
            clear_up::issued(tx, work.id, work.quantity, part.product, part.needs)?;
        }
        work.released_at = Some(tx.now());
        let taken: Vec<_> = parts.iter().map(|part| json!({"sku": part.sku, "quantity": part.needs})).collect();
        work::advance(tx, who, &order, &mut work, &leave, json!({ "parts": taken }))?;
        let calendar = people::calendar(tx)?;
        let today = tx.now().day_in(calendar.zone());
        let due = evening(&calendar, work.end_on.unwrap_or(today), tx.now())?;
        work::give(tx, &work, "make_work", Some(due))
    }
}

/// What lies free in the warehouse now may be taken too: it came in after the approval.
fn free_of(tx: &mut Tx, parts: &[PartNeed]) -> Outcome<Vec<Quantity>> {
    let ids: Vec<Id> = parts.iter().map(|part| part.product).collect();
    let stock = masters::stock(tx, &ids)?;
    let free = |id: &Id| {
        let (on_hand, reserved) = stock.get(id).copied().unwrap_or_default();
        on_hand.checked_sub(reserved).ok().filter(|free| free.is_positive()).unwrap_or_default()
    };
    Ok(ids.iter().map(free).collect())
}

fn take(tx: &mut Tx, who: &Person, work: &Work, part: &PartNeed) -> Outcome<()> {
    let now = tx.now();
    let missing = part.missing();
    if missing.is_positive() && !masters::reserve(tx, part.product, missing)? {
        return Err(Trouble::stale(work.id));
    }
    let mut left = part.needs;
    for (id, quantity) in &part.reservations {
        let uses = (*quantity).min(left);
        if uses == *quantity {
            tx.execute(&END, &[&now, id])?;
        } else if uses.is_positive() {
            let rest = quantity.checked_sub(uses).unwrap_or_default();
            tx.execute(&LESS, &[&rest, id])?;
        }
        left = left.checked_sub(uses).unwrap_or_default();
    }
    if part.needs.is_positive() && !masters::take_out(tx, who, part.product, MoveKind::Used, part.needs, &work.number)?
    {
        return Err(Trouble::stale(work.id));
    }
    Ok(())
}
