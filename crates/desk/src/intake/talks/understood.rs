//! 2.2.2b: that the customer understood the order, heard on the telephone or read in his reply. On his link he says it
//! himself. It moves nothing and is a fact of the order.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry, hex};
use platform::limits::TEXT_CHARS;
use platform::step::{By, Rule, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::{bounded, failing, named};
use crate::order::{self, About, Approval, NewTalk, Order, Side, Source, TalkBy, TalkKind};

/// `POST /orders/{id}/understanding`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<UnderstoodForm>,
) -> Result<Response, Failure> {
    let talk = app.perform_once(ask.who()?, body.once, UnderstoodHeard { order: id, form: body.value }).await?;
    Ok(ask.see(&format!("/orders/{id}?tab=talks"), &json!({ "id": talk })))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UnderstoodForm {
    pub medium: String,
    pub name: String,
    pub text: String,
    /// His reply, one of the order's documents; empty: it was said.
    pub source: String,
}

pub struct UnderstoodHeard {
    pub order: Id,
    pub form: UnderstoodForm,
}

impl Act for UnderstoodHeard {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let order = order::fetch_seen(tx, who, self.order, None)?;
        let mut fields = Fields::none();
        let name = named(&mut fields, &self.form.name).to_string();
        let text = bounded(&mut fields, "text", &self.form.text, TEXT_CHARS.value).to_string();
        fields.check()?;
        let source = self.source(tx, &order)?;
        let backed = Backed { reply: source.is_some(), called: !name.is_empty() && !text.is_empty() };
        let stands = order::standing(tx, who, &order)?;
        let leave = UNDERSTOOD.admit(order.approval, &stands, &backed, &[])?;
        if leave.idle {
            return Ok(order.id);
        }
        let medium = match &source {
            Some(_) => TalkBy::Document,
            None => TalkBy::from_code(&self.form.medium)
                .ok_or_else(|| Trouble::invalid("medium", Say::new("talk-medium-missing")))?,
        };
        let source = source.map(|source| source.id);
        let name = if name.is_empty() { order.head.contact.name.clone() } else { name };
        let talk = NewTalk {
            kind: TalkKind::Understood,
            side: Side::Customer,
            name: &name,
            by_person: Some(who.id),
            medium,
            about: &About::default(),
            text: &text,
            offer: None,
            source,
        };
        let id = order::add_talk(tx, &order, &talk)?;
        let body = json!({ "talk": id, "name": name, "medium": medium, "text": text, "source": source,
            "digest": hex(&order.content_digest) });
        let rows = order::rows_digest(&order)?;
        history::append(tx, who, &Entry { chain: order.id, step: leave.step, clause: leave.clause, body, rows })?;
        Ok(id)
    }
}

impl UnderstoodHeard {
    fn source(&self, tx: &mut Tx, order: &Order) -> Outcome<Option<Source>> {
        let named = self.form.source.trim();
        let mut sources = order::sources(tx, order.id)?.into_iter();
        Ok(sources.find(|source| source.from_customer && source.id.to_string() == named))
    }
}

/// What it rests on.
pub struct Backed {
    /// A document of the customer's on this order.
    reply: bool,
    /// Who said it on the telephone, and in which words.
    called: bool,
}

pub const UNDERSTOOD: Step<Approval, Backed> = Step {
    id: "order.understood_heard",
    clause: "2.2.2b",
    from: &[Approval::Draft, Approval::FinalReview, Approval::Returned, Approval::Approved],
    to: None,
    by: By::Roles(order::WITH_CUSTOMERS),
    opens: &[],
    closes: &[],
    rules: &[Rule {
        id: "understood.backed",
        clause: "2.2.2b",
        weight: Weight::Must,
        verdict: |backed| failing(backed.reply || backed.called, "understood-unbacked"),
    }],
};
