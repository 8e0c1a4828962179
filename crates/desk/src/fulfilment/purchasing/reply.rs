//! 4.2.2: the supplier answers on his link: a price for every line, or that he offers nothing.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Standing, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::link;
use super::purchase::{self, PurchaseState};
use super::quotation::{self, Facts, From, OPEN, PRICED, QuoteForm, QuoteVia, VALID};
use super::reply_page::{self, opened};
use crate::masters;
use crate::people::{self, Caller};

/// `POST /quotes/{token}/answer`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<QuoteForm>,
) -> Result<Response, Failure> {
    let seen = opened(&app, &caller, &token, &body.value.lang).await?;
    let act = Reply { token: seen.token.clone(), form: body.value, address: caller.0 };
    let done = app.perform_once(&seen.holder, body.once, act).await;
    reply_page::answered(&ask, seen, body.raw, done.map(|_| ()))
}

pub struct Reply {
    /// Digest of the secret.
    pub token: Vec<u8>,
    pub form: QuoteForm,
    pub address: String,
}

pub const REPLY: Step<PurchaseState, Facts> = Step {
    id: "quotation.reply",
    clause: "4.2.2",
    from: &[PurchaseState::Quoting],
    to: None,
    by: By::Supplier,
    opens: &["award_purchase"],
    closes: &["await_quotes"],
    rules: &[OPEN, PRICED, VALID],
};

/// He offers nothing.
pub const DECLINE: Step<PurchaseState, Facts> = Step { id: "quotation.decline", rules: &[OPEN], ..REPLY };

impl Act for Reply {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let asked = link::by_token(tx, &self.token)?.ok_or(Trouble::Hidden)?;
        let purchase = purchase::held(tx, asked.purchase, "")?;
        // Read again under the purchase's lock: it may have been ended meanwhile.
        let asked = link::by_token(tx, &self.token)?.ok_or(Trouble::Hidden)?;
        let ended = asked.ends_at <= tx.now();
        let standing = Standing { supplier: true, ..Standing::default() };
        if !self.form.decline.is_empty() {
            let facts = Facts { empty: false, expired: false, ended };
            let leave = DECLINE.admit(purchase.state, &standing, &facts, &[])?;
            if !leave.idle {
                quotation::answered(tx, who, &purchase, &asked, true)?;
                let body = json!({"round": asked.round, "supplier": asked.supplier});
                purchase::tell_history(tx, who, &purchase, &leave, body)?;
            }
            return Ok(asked.id);
        }
        let (lines, today) = (purchase::lines(tx, purchase.id)?, people::today(tx)?);
        let own = masters::supplier(tx, asked.supplier)?.and_then(|supplier| supplier.tax_rate);
        let (offer, facts) = quotation::read(&self.form, &lines, today, ended, own)?;
        let leave = REPLY.admit(purchase.state, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(asked.id);
        }
        let from = From { supplier: asked.supplier, via: QuoteVia::Link, asked: Some(&asked), address: &self.address };
        let id = quotation::keep(tx, who, &purchase, &offer, &from)?;
        let body = json!({"round": asked.round, "supplier": asked.supplier, "lead_days": offer.lead_days,
            "address": self.address});
        purchase::tell_history(tx, who, &purchase, &leave, body)?;
        Ok(id)
    }
}
