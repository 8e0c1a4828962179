//! 3.1.2 record: the first explicit save. The order takes its number; what is still missing is told by the checks, and
//! stops it only at submission.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::money::Money;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::parse::parse;
use super::scratch::{self, NEW};
use super::typed::{Typed, text_of, whole};
use super::{base, merge, new_order};
use crate::order::{self, Order};

/// `POST /orders`
pub async fn create(State(app): State<App>, ask: Ask, body: Body<Value>) -> Result<Response, Failure> {
    whole(&body.value)?;
    let typed = Typed::of(&body.value);
    let draft = draft_of(&body.value);
    if typed.rows_wanted > 0 {
        return Ok(new_order::again(&app, &ask, draft, typed, platform::trouble::Fields::none()));
    }
    let act = RecordOrder { typed: typed.clone(), draft };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(entered) => Ok(ask.see(&format!("/orders/{}", entered.id), &entered)),
        Err(Trouble::Invalid(errors)) if !ask.json => Ok(new_order::again(&app, &ask, draft, typed, errors)),
        Err(other) => Err(other.into()),
    }
}

/// The draft a form was saved in by itself.
pub fn draft_of(raw: &Value) -> Id {
    raw.get("draft").map(text_of).and_then(|text| text.parse().ok()).unwrap_or(NEW)
}

pub struct RecordOrder {
    pub typed: Typed,
    pub draft: Id,
}

impl Act for RecordOrder {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let parsed = parse(tx, &merge::chosen(self.typed.clone()))?;
        let now = tx.now();
        let order = order::record(tx, who, &parsed.content, now, false)?;
        scratch::clear(tx, who, self.draft)?;
        base::keep(tx, &order)?;
        Ok(Entered::of(&order))
    }
}

/// What a caller learns of an order he wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entered {
    pub id: Id,
    pub number: String,
    pub lock: i64,
    pub revision: i64,
    pub approval: String,
    pub confirmation: String,
    pub currency: String,
    pub net: String,
    pub tax: String,
    pub gross: String,
    pub lines: i64,
}

impl Entered {
    pub fn of(order: &Order) -> Entered {
        let money = |amount: Money| amount.to_string();
        Entered {
            id: order.id,
            number: order.number.clone(),
            lock: order.lock,
            revision: order.revision,
            approval: order.approval.code().into(),
            confirmation: order.confirmation.code().into(),
            currency: order.currency.code().into(),
            net: money(order.net),
            tax: money(order.tax),
            gross: money(order.gross),
            lines: order.line_count,
        }
    }
}
