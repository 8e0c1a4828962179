//! Changes on which terms a customer buys and up to which limit: finance's own (3.2.3c).

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Tx;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::ids::Id;
use platform::money::{Currency, Money};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::company::company_currency;
use super::customer::{self, Customer};
use super::edit::{self, Back, line};
use super::shown;
use super::steps::{TERMS, standing};

pub fn routes() -> Routes {
    Routes::default().post("/customers/{id}/terms", May::Roles(&[Role::Finance]), change)
}

/// The form, as it was typed; the limit in the company's currency.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    pub payment_term: String,
    pub credit_limit: String,
    pub lock: String,
}

impl Terms {
    pub(super) fn of(c: &Customer, currency: Currency) -> Terms {
        Terms {
            payment_term: c.payment_term.clone(),
            credit_limit: Money::from_minor(c.credit_limit, currency).to_string(),
            lock: c.lock.to_string(),
        }
    }
}

async fn change(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Terms>,
) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let id = shown::id_of(&id)?;
    let act = ChangeTerms { customer: id, form: body.value.clone() };
    match app.perform_once(&who, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/customers/{id}?done=terms"), &done)),
        Err(trouble) => {
            let back = Back { contact: None, terms: Some(body.value), trouble: Some(trouble) };
            edit::again(&app, &ask, id, back).await
        }
    }
}

pub struct ChangeTerms {
    pub customer: Id,
    pub form: Terms,
}

impl Act for ChangeTerms {
    type Done = Customer;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Customer> {
        let before = customer::customer(tx, self.customer)?.ok_or(Trouble::Hidden)?;
        let leave = TERMS.admit(before.state(), &standing(who), &(), &[])?;
        let company = company_currency(tx)?;
        let mut after = self.applied_to(&before, company)?;
        if leave.idle || after == before {
            return Ok(before);
        }
        if self.form.lock.parse() != Ok(before.lock) || !customer::change(tx, &after)? {
            return Err(Trouble::stale(before.id));
        }
        after.lock += 1;
        let changes = shown::changes(&before.facts(company)?, &after.facts(company)?);
        let body = json!({ "customer": after.code, "changes": changes });
        let rows = after.digest()?;
        let entry = Entry { chain: after.id, step: leave.step, clause: leave.clause, body, rows };
        history::append(tx, who, &entry)?;
        Ok(after)
    }
}

impl ChangeTerms {
    fn applied_to(&self, before: &Customer, company: Currency) -> Outcome<Customer> {
        let mut wrong = Fields::none();
        let mut after = before.clone();
        after.payment_term = line(&mut wrong, "payment_term", &self.form.payment_term, 60);
        if after.payment_term.is_empty() {
            wrong.add("payment_term", Say::new("masters-bad-missing"));
        }
        match Money::parse_lenient(&self.form.credit_limit, company) {
            Ok(limit) if limit.is_negative() => wrong.add("credit_limit", Say::new("masters-bad-negative")),
            Ok(limit) => after.credit_limit = limit.minor(),
            Err(_) => wrong.add("credit_limit", Say::new("masters-bad-number")),
        }
        wrong.check()?;
        Ok(after)
    }
}
