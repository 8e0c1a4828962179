//! 4.3.4: a change that lessens begun work, or ends it, leaves parts over that were issued for it. The warehouse has the duty
//! to bring them back, and counts in exactly what no piece needs that is begun or still to be made: what production reports
//! meanwhile counts.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::web::{Ask, Body, Failure, ui};
use platform::who::Person;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::clear_up::{parts_back, unused};
use super::steps::{Facts, TAKE_BACK};
use super::work::{self, Work};
use super::work_page;
use crate::fulfilment::typed;
use crate::masters;
use crate::order::duty;
use crate::people::Again;

pub const DUTY: &str = "take_back";

/// `POST /production/{id}/parts`
pub async fn take_back(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<TakeBackForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, TakeBack { work: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/production/{id}"), &json!({ "id": id }))),
        Err(trouble) => work_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakeBackForm {
    pub lock: String,
}

pub struct TakeBack {
    pub work: Id,
    pub form: TakeBackForm,
}

impl Act for TakeBack {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (order, mut work) = work::fetch_held(tx, self.work, typed::lock(&self.form.lock))?;
        let facts = Facts { not_asked: !asked(tx, work.id)?, ..Facts::default() };
        let leave = TAKE_BACK.admit(work.state, &work::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        // What was begun since the change needs its parts: then less comes back, or nothing.
        let parts = parts_back(tx, who, &work)?;
        work::advance(tx, who, &order, &mut work, &leave, json!({ "parts": parts }))
    }
}

fn asked(tx: &mut Tx, work: Id) -> Outcome<bool> {
    Ok(duty::of(tx, work)?.iter().any(|duty| duty.kind == DUTY))
}

/// After a change took effect: the warehouse is asked once, where something is over.
pub fn owes(tx: &mut Tx, dispatch: Id) -> Outcome<()> {
    let Some(work) = work::some(tx, &[dispatch])?.pop() else { return Ok(()) };
    if unused(tx, &work)?.is_empty() || asked(tx, work.id)? { Ok(()) } else { work::give(tx, &work, DUTY, None) }
}

/// A part that comes back, and how much of it.
#[derive(Debug, Serialize)]
pub struct Over {
    pub sku: String,
    pub quantity: Quantity,
}

/// What waits to be brought back; nothing where nobody was asked to.
pub fn over(tx: &mut Tx, work: &Work) -> Outcome<Vec<Over>> {
    if !asked(tx, work.id)? {
        return Ok(Vec::new());
    }
    let unused = unused(tx, work)?;
    let ids: Vec<Id> = unused.iter().map(|(product, _)| *product).collect();
    let known = masters::products(tx, &ids)?;
    let sku = |id: &Id| known.get(id).map_or(String::new(), |product| product.sku.clone());
    Ok(unused.iter().map(|(product, quantity)| Over { sku: sku(product), quantity: *quantity }).collect())
}

/// The warehouse's form on the page of the work order.
pub fn card(lang: Lang, work: &Work, over: &[Over], stands: &Standing, once: Id) -> Markup {
    html! {
        @if TAKE_BACK.offered(work.state, stands) && !over.is_empty() {
            (ui::card(lang.t("step-work-take-back"), ui::clause("4.3.4"), html! {
                ul { @for part in over { li { (part.sku) " × " strong { (part.quantity.page()) } } } }
                form method="post" action={ "/production/" (work.id) "/parts" } {
                    (ui::form_token(format!("{once}-parts"))) (ui::hidden("lock", work.lock))
                    div.form-foot { (ui::primary(lang.t("step-work-take-back"))) }
                }
            }))
        }
    }
}
