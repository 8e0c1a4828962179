//! 4.2.2: purchasing puts one or many needs into one purchase; same products become one line of it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::series;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::purchase::{self, Purchase, PurchaseState};
use super::queue;
use super::request::{self, Request, RequestState};
use crate::masters;
use crate::order::duty;
use crate::people::{self, Again};

/// Needs of one purchase: a contract that a person can read.
const NEEDS_MAX: usize = 100;

/// `POST /purchases`
pub async fn create(State(app): State<App>, ask: Ask, body: Body<OpenForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, OpenPurchase { form: body.value }).await {
        Ok(done) => Ok(ask.see(&format!("/purchases/{}", done.id), &done)),
        Err(trouble) => queue::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenForm {
    pub requests: Vec<Id>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opened {
    pub id: Id,
    pub number: String,
}

pub struct OpenPurchase {
    pub form: OpenForm,
}

pub struct Facts {
    needs: usize,
    /// Numbers of needs that cannot be bought any more, or not yet.
    away: usize,
}

pub const OPEN: Step<PurchaseState, Facts> = Step {
    id: "purchase.open",
    clause: "4.2.2",
    from: &[PurchaseState::New],
    to: Some(PurchaseState::Quoting),
    by: By::Roles(&[Role::Purchasing]),
    opens: &["send_rfq"],
    closes: &["quote_request"],
    rules: &[
        Rule { id: "purchase.needs", clause: "4.2.2", weight: Weight::Must, verdict: has_needs },
        Rule { id: "purchase.needs_open", clause: "4.2.1", weight: Weight::Must, verdict: needs_open },
    ],
};

fn has_needs(facts: &Facts) -> Vec<Finding> {
    let fits = (1..=NEEDS_MAX).contains(&facts.needs);
    if fits { Vec::new() } else { vec![Finding::fail(Say::new("purchase-refused-needs").arg("max", NEEDS_MAX))] }
}

/// Each is acknowledged, and some of it stands in no purchase yet.
fn needs_open(facts: &Facts) -> Vec<Finding> {
    if facts.away == 0 {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("purchase-refused-away").arg("n", facts.away))]
}

impl Act for OpenPurchase {
    type Done = Opened;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Opened> {
        let mut ids = self.form.requests.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(NEEDS_MAX + 1);
        let known = request::held(tx, &ids)?;
        if known.len() < ids.len() {
            return Err(Trouble::Hidden);
        }
        let mut needs: Vec<Request> = known.into_values().collect();
        needs.sort_by_key(|need| (need.wanted_on, need.id));
        let open = |need: &&Request| need.state == RequestState::Acknowledged && need.open().is_positive();
        let facts = Facts { needs: ids.len(), away: needs.iter().filter(|need| !open(need)).count() };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = OPEN.admit(PurchaseState::New, &standing, &facts, &[])?;
        let mut purchase = blank(tx, who)?;
        let done = |purchase: &Purchase| Opened { id: purchase.id, number: purchase.rfq_number.clone() };
        if leave.idle {
            return Ok(done(&purchase));
        }
        let year = people::today(tx)?.year();
        // Suppliers are asked within the day that began with the acknowledgement, not within another one.
        let due = duty::first_due(tx, &ids, "quote_request")?;
        purchase.rfq_number = format!("RFQ-{year}-{:06}", series::next(tx, &format!("RFQ-{year}"))?);
        purchase::add(tx, &purchase)?;
        let mut wanted: BTreeMap<Id, Vec<Request>> = BTreeMap::new();
        for need in needs {
            wanted.entry(need.product).or_default().push(need);
        }
        for (no, (product, needs)) in (1..).zip(wanted) {
            let sum = needs.iter().fold(Quantity::ZERO, |sum, need| sum.plus(need.open()));
            let line = purchase::add_line(tx, purchase.id, no, product, sum)?;
            for mut need in needs {
                let quantity = need.open();
                purchase::add_part(tx, line, need.id, quantity)?;
                request::cover(tx, &mut need, quantity, "")?;
            }
        }
        purchase::open_duty_by(tx, &purchase, "send_rfq", due)?;
        let body = json!({"number": purchase.rfq_number, "needs": ids.len()});
        purchase::tell_history(tx, who, &purchase, &leave, body)?;
        Ok(done(&purchase))
    }
}

fn blank(tx: &mut Tx, who: &Person) -> Outcome<Purchase> {
    Ok(Purchase {
        id: tx.new_id(),
        rfq_number: String::new(),
        number: String::new(),
        state: PurchaseState::Quoting,
        round: 0,
        reply_by: None,
        supplier: None,
        quotation: None,
        currency: masters::company_currency(tx)?,
        payment_term: String::new(),
        ground: String::new(),
        made_at: tx.now(),
        made_by: who.id,
        awarded_at: None,
        contracted_at: None,
        contract: None,
        mailed_to: String::new(),
        divided_from: None,
        amended_at: None,
        lock: 1,
    })
}
