//! 4.2.2: who was asked for lines that were divided off, and had not answered, has lost the question: his link leads to the
//! other purchase, where they are no more. One press asks all of them again, in the round in which they were asked.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, OnceKey, Outcome};
use platform::step::{Finding, Rule, Step, Weight};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::ask::{self, AHEAD, ASK, AskForm, Facts};
use super::page::{self, Seen};
use super::purchase::{self, Purchase, PurchaseState};
use super::{link, rounds};
use crate::masters::{self, Supplier};
use crate::people::{self, Again};

/// Days to answer in, where the day of the round is over.
pub const DAYS: i64 = 3;

/// `POST /purchases/{id}/questions`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<RestForm>,
) -> Result<Response, Failure> {
    match inquire_rest(&app, ask.who()?, id, body.value, body.once).await {
        Ok(()) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RestForm {
    pub lock: String,
    /// Empty: the day of the round, or some days from today where that is over.
    pub reply_by: String,
}

/// Asks everybody who lost the question.
pub async fn inquire_rest(app: &App, who: &Person, id: Id, form: RestForm, once: Option<OnceKey>) -> Outcome<()> {
    let form = app.read(move |tx| filled(tx, id, form.clone())).await?;
    ask::sent(app, who, id, (form, true), once).await
}

/// The inquiry as it was.
fn filled(tx: &mut Tx, id: Id, form: RestForm) -> Outcome<AskForm> {
    let (purchase, today) = (purchase::fetch(tx, id)?, people::today(tx)?);
    let reply_by = match purchase.reply_by.filter(|day| *day >= today) {
        Some(day) => day,
        None => today.add_days(DAYS).unwrap_or(today),
    };
    let reply_by = if form.reply_by.trim().is_empty() { reply_by.to_string() } else { form.reply_by };
    let message = rounds::of_purchase(tx, id)?.into_iter().next().map_or(String::new(), |round| round.message);
    let suppliers = lost(tx, &purchase)?.into_iter().map(|supplier| supplier.id).collect();
    Ok(AskForm { lock: form.lock, suppliers, reply_by, message })
}

/// Who was asked, has not answered, and has no link any more on which he could; of those whom we still may ask.
pub fn lost(tx: &mut Tx, purchase: &Purchase) -> Outcome<Vec<Supplier>> {
    if purchase.state != PurchaseState::Quoting {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let asked = link::of_purchase(tx, purchase.id)?;
    let silent = asked.iter().filter(|asked| !asked.has_answered() && asked.ends_at <= now);
    let ids: Vec<Id> = silent.map(|asked| asked.supplier).collect();
    let mut found: Vec<Supplier> = masters::suppliers(tx, &ids)?.into_values().collect();
    found.retain(|supplier| !supplier.blocked && supplier.email.contains('@'));
    found.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(found)
}

const LOST: Rule<Facts> = Rule {
    id: "inquiry.lost",
    clause: "4.2.2",
    weight: Weight::Must,
    verdict: |facts| {
        if facts.suppliers > 0 { Vec::new() } else { vec![Finding::fail(Say::new("inquiry-refused-lost"))] }
    },
};

pub const ASK_REST: Step<PurchaseState, Facts> = Step { id: "purchase.ask_rest", rules: &[LOST, AHEAD], ..ASK };

/// Who would be asked, and the button.
pub fn card(ask: &Ask, seen: &Seen) -> Markup {
    let title = ask.t("step-purchase-ask-rest");
    ui::card(
        &title,
        ui::clause(ASK_REST.clause),
        html! {
            p { (ask.t("inquiry-lost")) }
            ul { @for supplier in &seen.lost { li { (supplier.code) " " (supplier.name) } } }
            form method="post" action={ (seen.purchase.href()) "/questions" } {
                (ui::form_token(format!("{}-questions", seen.once))) (ui::hidden("lock", seen.purchase.lock))
                (ui::primary(&title))
            }
        },
    )
}
