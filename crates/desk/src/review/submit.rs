//! 3.2.2: an order that passed the initial review is submitted to the manager. The submission freezes what is reviewed:
//! the content, the checks as they stood, the grounds given.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Finding, Rule, Standing, Step, Weight, findings, joined};
use platform::trouble::Say;
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::checks::{ALL, INITIAL, kept, special_reasons};
use super::facts::Facts;
use super::grounds::{self, GroundForm};
use super::verdicts::major;
use super::{evidence, figures, of_order, ticks, typed};
use crate::order::{self, Approval, Confirmation, Order};
use crate::shell::{self, Page};

/// `GET /orders/{id}/submission`: the checks, the ticks and the grounds on a page of their own.
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    shown(&app, &ask, id, SubmitForm::default(), None).await
}

/// `POST /orders/{id}/submission`
pub async fn submit(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<SubmitForm>,
) -> Result<Response, Failure> {
    let act = Submit { order: id, form: body.value.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/orders/{id}?tab=review"), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            shown(&app, &ask, id, body.value, Some(trouble)).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// What was typed stays; what stopped it stands above.
async fn shown(app: &App, ask: &Ask, id: Id, typed: SubmitForm, trouble: Option<Trouble>) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let (number, body) = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            Ok((order.number.clone(), of_order::draw(tx, &who, &order, lang, &typed)?))
        })
        .await?;
    let status = trouble.as_ref().map_or(StatusCode::OK, platform::web::failure::status);
    let title = ask.ta("review-submission-of", &[("number", number.clone())]);
    let body = html! {
        (ui::page_header(&title, ask.t("review-submission-lead"), html! {}))
        @if let Some(trouble) = &trouble { (super::pieces::stopped(ask.lang, trouble)) }
        (body)
    };
    let page = Page::new(title, "orders", body).crumb(number, format!("/orders/{id}")).status(status);
    Ok(shell::page(ask, page))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SubmitForm {
    /// The state the submitter saw.
    #[serde(deserialize_with = "typed::whole")]
    pub lock: Option<i64>,
    pub ticks: Vec<String>,
    pub grounds: Vec<GroundForm>,
}

pub struct Submit {
    pub order: Id,
    pub form: SubmitForm,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submitted {
    pub order: Id,
    pub number: String,
    pub round: i64,
    pub special: bool,
    pub major: bool,
}

pub const SUBMIT: Step<Approval, Facts> = Step {
    id: "order.submit",
    clause: "3.2.2",
    from: &[Approval::Draft, Approval::Returned],
    to: Some(Approval::FinalReview),
    by: By::Owner,
    opens: &["final_review"],
    closes: &["submit", "renegotiate", "answer_offer", "settle_offer", "decline_returned"],
    rules: &joined::<Facts, 25>(&[INITIAL, &[ticks::COMPLETE, CONFIRMED, WRITTEN]]),
};

/// No path lets a spoken order through that the customer has not confirmed in writing.
const CONFIRMED: Rule<Facts> =
    Rule { id: "submit.confirmed", clause: "3.1.3", weight: Weight::Must, verdict: confirmed };

fn confirmed(facts: &Facts) -> Vec<Finding> {
    if !facts.order.waits_for_confirmation() {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("check-unconfirmed"))]
}

/// A channel in writing is believed for what the customer wrote: without it the order was only told, whatever the form
/// says.
const WRITTEN: Rule<Facts> = Rule { id: "submit.written", clause: "3.1.3", weight: Weight::Must, verdict: written };

fn written(facts: &Facts) -> Vec<Finding> {
    let order = &facts.order;
    if order.channel.is_spoken() || facts.documented || order.confirmation == Confirmation::Confirmed {
        return Vec::new();
    }
    vec![Finding::fail(Say::new("check-undocumented"))]
}

/// The owner gives the specialist's grounds, whatever else he may be.
pub fn standing(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Standing> {
    let mut standing = order::standing(tx, who, order)?;
    if standing.owner {
        standing.roles = standing.roles.with(Role::Specialist);
    }
    Ok(standing)
}

impl Act for Submit {
    type Done = Submitted;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Submitted> {
        let mut order = order::fetch_seen(tx, who, self.order, self.form.lock)?;
        let standing = standing(tx, who, &order)?;
        let mut facts = Facts::gather(tx, who, &order)?;
        facts.ticks.clone_from(&self.form.ticks);
        let grounds = grounds::of_role(&grounds::given(&self.form.grounds)?, Role::Specialist);
        let leave = SUBMIT.admit(order.approval, &standing, &facts, &grounds)?;
        let found = findings(ALL, &facts);
        let special = special_reasons(&facts, &found);
        if !leave.idle {
            // What he proposed instead is over: he submits it.
            order::drop_proposals(tx, order.id)?;
            order.round += 1;
            order.submitted_at = Some(tx.now());
            order.decided_at = None;
            order.major = major::is_major(&facts);
            order.special = !special.is_empty();
            let figures = json!(figures::of(&facts, &found));
            order::open_round(tx, who, &order, &kept(&found, &self.form.ticks), &grounds, &figures)?;
        }
        let body = json!({"round": order.round, "major": order.major, "special": special, "ticks": self.form.ticks});
        let idle = leave.idle;
        let order = order::advance(tx, who, order, leave, body)?;
        if !idle {
            evidence::keep(tx, &order, &facts)?;
        }
        Ok(Submitted {
            order: order.id,
            number: order.number,
            round: order.round,
            special: order.special,
            major: order.major,
        })
    }
}
