//! 4.2.1: purchasing replenishes the stock: a need of no order.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::queue;
use super::request::{self, Need, RequestState};
use crate::masters;
use crate::people::{self, Again};

/// `POST /purchase-requests`
pub async fn create(State(app): State<App>, ask: Ask, body: Body<NeedForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, NewRequest { form: body.value }).await {
        Ok(id) => Ok(ask.see("/purchases", &json!({ "id": id }))),
        Err(trouble) => queue::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NeedForm {
    pub sku: String,
    pub quantity: String,
    pub wanted_on: String,
}

pub struct NewRequest {
    pub form: NeedForm,
}

pub struct Facts {
    behind: bool,
}

pub const NEW: Step<RequestState, Facts> = Step {
    id: "purchase_request.new",
    clause: "4.2.1",
    from: &[RequestState::New],
    to: Some(RequestState::Acknowledged),
    by: By::Roles(&[Role::Purchasing]),
    opens: &["quote_request"],
    closes: &[],
    rules: &[Rule { id: "purchase_request.ahead", clause: "4.2.1", weight: Weight::Must, verdict: ahead }],
};

fn ahead(facts: &Facts) -> Vec<Finding> {
    if facts.behind { vec![Finding::fail(Say::new("purchase-refused-day"))] } else { Vec::new() }
}

impl Act for NewRequest {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut wrong = Fields::none();
        let product = masters::product_by_sku(tx, &self.form.sku)?;
        if product.is_none() {
            wrong.add("sku", Say::new("masters-bad-product"));
        }
        let quantity = Quantity::parse_lenient(&self.form.quantity).ok().filter(|quantity| quantity.is_positive());
        if quantity.is_none() {
            wrong.add("quantity", Say::new("masters-bad-not-positive"));
        }
        let wanted_on: Option<Day> = self.form.wanted_on.trim().parse().ok();
        if wanted_on.is_none() {
            wrong.add("wanted_on", Say::new("masters-bad-date"));
        }
        let (Some(product), Some(quantity), Some(wanted_on)) = (product, quantity, wanted_on) else {
            return Err(Trouble::Invalid(wrong));
        };
        let zone = people::zone(tx)?;
        let facts = Facts { behind: wanted_on < tx.now().day_in(&zone) };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = NEW.admit(RequestState::New, &standing, &facts, &[])?;
        let id = tx.new_id();
        if leave.idle {
            return Ok(id);
        }
        let need =
            Need { order: None, line: None, made_for: None, product: product.id, quantity, wanted_on: Some(wanted_on) };
        let subject = format!("{} × {}", product.sku, quantity.page());
        request::wanted(tx, id, &subject, &need)?;
        let body = json!({"product": product.sku, "quantity": quantity, "wanted_on": wanted_on});
        history::append(tx, who, &Entry { chain: id, step: leave.step, clause: leave.clause, body, rows: Vec::new() })?;
        Ok(id)
    }
}
