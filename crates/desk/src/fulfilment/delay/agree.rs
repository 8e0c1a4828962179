//! 4.1.4: what the customer said to it. Only an agreement on record settles the case; an agreed day is what is promised from
//! then on, anything else is owed to him until the order is changed so.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::trouble::Fields;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::case::{self, AGREE, AGREE_CHANGE, Delay, DelayState, Facts, REFUSED, Remedy};
use super::page;
use crate::fulfilment::expect::{self, Move, Moved, SlipKind};
use crate::fulfilment::typed;
use crate::order::{self, Order};
use crate::people::{self, Again};

/// `POST /delays/{id}/answer`
pub async fn agree(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AgreeForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, Agree { delay: id, form: body.value }).await {
        Ok(()) => Ok(ask.see(&format!("/delays/{id}"), &json!({ "id": id }))),
        Err(trouble) => page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AgreeForm {
    pub lock: String,
    /// "yes": he agrees. Anything else: he does not.
    pub agrees: String,
    pub remedy: String,
    /// The new day, where that is what was agreed on.
    pub day: String,
    /// Who said it, and his words.
    pub contact: String,
    pub answer: String,
}

pub struct Agree {
    pub delay: Id,
    pub form: AgreeForm,
}

impl Act for Agree {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (mut order, mut delay) = case::fetch_held(tx, who, self.delay, typed::lock(&self.form.lock))?;
        let mut fields = Fields::none();
        let day = typed::day(&mut fields, "day", &self.form.day);
        let agrees = self.form.agrees == "yes";
        let remedy = if agrees { page::remedy(&mut fields, &self.form.remedy) } else { delay.remedy.clone() };
        let contact = typed::words(&mut fields, "contact", &self.form.contact);
        let answer = typed::story(&mut fields, "answer", &self.form.answer);
        fields.check()?;
        let new_date = agrees && remedy == Remedy::NewDate.code();
        let facts = Facts {
            contact: contact.clone(),
            answer: answer.clone(),
            no_day: new_date && day.is_none(),
            over: new_date && day.is_some_and(|day| Some(day) < people::today(tx).ok()),
            too_early: day.filter(|day| new_date && *day < delay.forecast_on).map(|day| (day, delay.forecast_on)),
            ..Facts::default()
        };
        let stands = order::standing(tx, who, &order)?;
        let step = match (agrees, new_date) {
            (true, true) => &AGREE,
            (true, false) => &AGREE_CHANGE,
            (false, _) => &REFUSED,
        };
        let leave = step.admit(delay.state, &stands, &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        delay.contact = contact;
        delay.answer = answer;
        delay.remedy = remedy;
        if new_date {
            delay.agreed_on = day;
        }
        if leave.to == DelayState::Agreed {
            delay.closed_at = Some(tx.now());
            delay.closed_by = Some(who.id);
        }
        if let Some(day) = delay.agreed_on {
            promise(tx, who, &mut order, &delay, day)?;
        }
        let body = json!({"remedy": delay.remedy, "contact": delay.contact, "answer": delay.answer,
            "agreed_on": delay.agreed_on});
        case::advance(tx, who, &order, &mut delay, &leave, body)
    }
}

/// The agreed day is promised from now on, and stands in the ledger with message and answer.
fn promise(tx: &mut Tx, who: &Person, order: &mut Order, delay: &Delay, day: Day) -> Outcome<()> {
    let system = platform::step::Standing { system: true, ..Default::default() };
    let leave = expect::PROMISED.admit(order.approval, &system, &(), &[])?;
    let before = order.lines.iter().find(|line| line.id == delay.line).and_then(|line| line.promised_on);
    let body = json!({"before": before, "after": day, "delay": delay.id});
    order::measure(tx, who, order, &leave, body, |lines| {
        if let Some(line) = lines.iter_mut().find(|line| line.id == delay.line) {
            line.promised_on = Some(day);
        }
    })?;
    let moved = Move {
        what: Moved::Promise,
        at: tx.now(),
        before_on: before,
        after_on: Some(day),
        kind: SlipKind::Agreed,
        cause: delay.cause.clone(),
        owner: who.name.clone(),
        message: delay.message.clone(),
        answer: format!("{}: {}", delay.contact, delay.answer),
    };
    expect::keep(tx, order.id, delay.line, Some(delay.id), &moved)
}
