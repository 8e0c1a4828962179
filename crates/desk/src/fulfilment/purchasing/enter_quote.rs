//! 4.2.2: an offer that came by telephone or in a mail of its own is entered at the desk.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Standing, Step};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::page;
use super::purchase::{self, PurchaseState};
use super::quotation::{self, Facts, From, PRICED, QuoteForm, QuoteVia, VALID};
use crate::masters;
use crate::people::{self, Again};

/// `POST /purchases/{id}/quotations`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<QuoteForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, EnterQuote { purchase: id, form: body.value }).await {
        Ok(quotation) => Ok(ask.see(&format!("/purchases/{id}"), &json!({ "id": quotation }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct EnterQuote {
    pub purchase: Id,
    pub form: QuoteForm,
}

pub const ENTER: Step<PurchaseState, Facts> = Step {
    id: "quotation.enter",
    clause: "4.2.2",
    from: &[PurchaseState::Quoting],
    to: None,
    by: By::Roles(&[Role::Purchasing]),
    opens: &["award_purchase"],
    closes: &["await_quotes"],
    rules: &[PRICED, VALID],
};

impl Act for EnterQuote {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let purchase = purchase::held(tx, self.purchase, "")?;
        let supplier: Id =
            self.form.supplier.parse().map_err(|_| Trouble::invalid("supplier", Say::new("quotation-bad-supplier")))?;
        let asked = quotation::asked_of(tx, purchase.id, supplier)?;
        let (lines, today) = (purchase::lines(tx, purchase.id)?, people::today(tx)?);
        let own = masters::supplier(tx, supplier)?.and_then(|supplier| supplier.tax_rate);
        let (offer, facts) = quotation::read(&self.form, &lines, today, false, own)?;
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = ENTER.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(purchase.id);
        }
        let from = From { supplier, via: QuoteVia::Desk, asked: Some(&asked), address: "" };
        let id = quotation::keep(tx, who, &purchase, &offer, &from)?;
        let body = json!({"round": purchase.round, "supplier": supplier, "lead_days": offer.lead_days});
        purchase::tell_history(tx, who, &purchase, &leave, body)?;
        Ok(id)
    }
}
