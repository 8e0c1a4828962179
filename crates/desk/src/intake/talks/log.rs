//! 3.2.4: what customer or desk said is written down: who, by which way, about what. It moves nothing.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::limits::TEXT_CHARS;
use platform::step::{By, Rule, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::{about, bounded, failing, named};
use crate::order::{self, Approval, NewTalk, Side, TalkBy, TalkKind};

/// `POST /orders/{id}/talks`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<TalkForm>,
) -> Result<Response, Failure> {
    let talk = app.perform_once(ask.who()?, body.once, LogTalk { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=talks"), &json!({ "id": talk })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TalkForm {
    /// `customer` or `house`.
    pub side: String,
    pub name: String,
    pub medium: String,
    pub line: String,
    pub field: String,
    pub reason: String,
    pub text: String,
}

pub struct LogTalk {
    pub order: Id,
    pub form: TalkForm,
}

impl Act for LogTalk {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let (form, mut fields) = (&self.form, Fields::none());
        let about = about(&mut fields, &order, &form.line, &form.field, &form.reason);
        let side = Side::from_code(&form.side).unwrap_or(Side::Customer);
        let Some(medium) = TalkBy::from_code(&form.medium) else {
            return Err(Trouble::invalid("medium", Say::new("talk-medium-missing")));
        };
        let said = Said {
            name: named(&mut fields, &form.name).to_string(),
            text: bounded(&mut fields, "text", &form.text, TEXT_CHARS.value).to_string(),
        };
        fields.check()?;
        let stands = order::standing(tx, who, &order)?;
        let leave = TALK.admit(order.approval, &stands, &said, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let talk = NewTalk {
            kind: TalkKind::Said,
            side,
            name: &said.name,
            by_person: Some(who.id),
            medium,
            about: &about,
            text: &said.text,
            offer: None,
            source: None,
        };
        let id = order::add_talk(tx, &order, &talk)?;
        let body =
            json!({ "talk": id, "side": side, "name": said.name, "medium": medium, "about": about, "text": said.text });
        let rows = order::rows_digest(&order)?;
        history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?;
        Ok(id)
    }
}

/// Who said it, and what.
pub struct Said {
    pub name: String,
    pub text: String,
}

pub const TALK: Step<Approval, Said> = Step {
    id: "order.talk",
    clause: "3.2.4",
    from: &[Approval::Draft, Approval::FinalReview, Approval::Returned, Approval::Approved],
    to: None,
    by: By::Roles(order::WITH_CUSTOMERS),
    opens: &[],
    closes: &[],
    rules: &[Rule {
        id: "talk.words",
        clause: "3.2.4",
        weight: Weight::Must,
        verdict: |said| failing(!said.name.is_empty() && !said.text.is_empty(), "talk-words-missing"),
    }],
};
