//! 4.3.4: the customer's answer to a proposed change: the words with which he is asked for it, and what he says elsewhere than
//! on his link. What he says on paper is registered by the specialist; a refusal may be logged.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::draft::paper;
use super::propose::is_present;
use super::remind::ANSWERS;
use super::request::{self, Change, ChangeState, ENDED, Known, Mark, PRESENT, WRITTEN};
use super::{heard, page};
use crate::masters;
use crate::order::Order;
use crate::review::bounded;

/// What stands in a waiting mail; the sender puts the address there.
fn placeholder(link: Id) -> String {
    format!("{{change:{link}}}")
}

pub fn customer_lang(tx: &mut Tx, order: &Order) -> Outcome<Lang> {
    Ok(masters::customer(tx, order.customer)?.map_or(Lang::Hant, |customer| customer.lang))
}

/// What is asked, and where he answers: on the newest link, if it leads anywhere.
pub fn words(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<Vec<String>> {
    let (lang, now) = (customer_lang(tx, order)?, tx.now());
    let asked = if change.state == ChangeState::Draft {
        lang.ta("change-mail-confirm", &[("number", change.number.clone())])
    } else {
        change.said.proposed.text.clone()
    };
    let mut words = vec![asked];
    // What was asked before links were kept has the change's own.
    let link = match heard::newest(tx, change.id)? {
        Some(link) => link.is_open(now).then_some(link.id),
        None => Some(change.id),
    };
    words.extend(link.map(|link| lang.ta("change-mail-link", &[("link", placeholder(link))])));
    Ok(words)
}

pub const LOG_AGREED: Step<ChangeState, Known> = Step {
    id: "change.log_agreed",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    to: None,
    by: By::Owner,
    opens: &["carry_change"],
    closes: &[ANSWERS],
    rules: &[WRITTEN, PRESENT],
};

pub const LOG_REFUSED: Step<ChangeState, Known> = Step {
    id: "change.log_refused",
    to: Some(ChangeState::RefusedByCustomer),
    opens: &[],
    rules: &[ENDED],
    ..LOG_AGREED
};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// "agree" or "refuse".
    pub answer: String,
    pub source: String,
    pub text: String,
    pub lock: String,
}

/// `POST /changes/{id}/answers`
pub async fn log(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AnswerForm>,
) -> Result<Response, Failure> {
    let act = LogAnswer { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub struct LogAnswer {
    pub change: Id,
    pub form: AnswerForm,
}

impl Act for LogAnswer {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let source = paper(tx, &desk.order, &self.form.source, desk.change.said.reviewed.at)?;
        let present = is_present(tx, &desk.order, &desk.change)?;
        let known = Known { written: source.is_some(), words: !text.is_empty(), present, ..Known::default() };
        let agrees = self.form.answer == "agree";
        let step = if agrees { &LOG_AGREED } else { &LOG_REFUSED };
        let leave = step.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let medium = if agrees { "scan" } else { "logged" };
        let digest = desk.change.said.reviewed.digest.clone();
        let mark = Mark { source, medium: medium.into(), digest, ..Mark::of(tx, who, &text) };
        let body = json!({ "name": mark.name, "medium": mark.medium, "text": mark.text });
        desk.change.said.answered = mark;
        heard::end_all(tx, who.id, self.change)?;
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, body)?;
        super::decide::tell_owner(tx, who, &desk.order, &desk.change, &text)?;
        Ok(self.change)
    }
}
