//! Editing a draft or a returned order. Somebody else's save in between is merged field by field, and only what both
//! changed is asked (1.3.1).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::trouble::{Fields, Say};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde_json::Value;

use super::beside::documents;
use super::edit::{Editing, edit_page};
use super::form::Form;
use super::parse::parse;
use super::record::Entered;
use super::typed::{Typed, whole};
use super::{base, merge, scratch};
use crate::order::{self, Order};
use crate::{masters, shell};

/// `POST /orders/{id}`
pub async fn update(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    whole(&body.value)?;
    let mut typed = Typed::of(&body.value);
    if let Some(seen) = if_match(&ask) {
        typed.seen = Some(seen);
    }
    if typed.rows_wanted > 0 {
        return again(&app, &ask, id, typed, Fields::none()).await;
    }
    let act = RewriteOrder { order: id, typed: typed.clone() };
    match app.perform_once(ask.who()?, body.once, act).await {
        Ok(entered) => Ok(ask.see(&format!("/orders/{id}"), &entered)),
        Err(Trouble::Invalid(errors)) if !ask.json => again(&app, &ask, id, typed, errors).await,
        Err(Trouble::Stale(_)) if !ask.json => merged(&app, &ask, id, typed).await,
        Err(other) => Err(other.into()),
    }
}

fn if_match(ask: &Ask) -> Option<i64> {
    ask.header("if-match").and_then(|tag| tag.trim_matches('"').parse().ok())
}

pub struct RewriteOrder {
    pub order: Id,
    pub typed: Typed,
}

impl Act for RewriteOrder {
    type Done = Entered;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Entered> {
        let seen = self.typed.seen.ok_or_else(|| Trouble::invalid("seen", Say::new("intake-seen-missing")))?;
        // The lock before the fields: what cannot be read may be mended in the merge as well.
        order::fetch_seen(tx, who, self.order, Some(seen))?;
        let parsed = parse(tx, &merge::chosen(self.typed.clone()))?;
        let order = order::rewrite(tx, who, self.order, seen, &parsed.content)?;
        scratch::clear(tx, who, self.order)?;
        base::keep(tx, &order)?;
        Ok(Entered::of(&order))
    }
}

/// The form again with its messages.
async fn again(app: &App, ask: &Ask, id: Id, typed: Typed, errors: Fields) -> Result<Response, Failure> {
    let (order, _, documents) = present(app, ask, id).await?;
    let status = if errors.0.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let mut form = form_of(app, id, typed);
    form.errors = errors;
    form.spare = 8 + form.typed.rows_wanted.min(50);
    let editing = Editing { number: order.number, form, restored: None, documents };
    Ok(shell::page(ask, edit_page(ask, &editing, html! {}).status(status)))
}

/// What somebody else saved meanwhile, merged with what was typed here; nothing is written yet.
async fn merged(app: &App, ask: &Ask, id: Id, typed: Typed) -> Result<Response, Failure> {
    let (order, now, documents) = present(app, ask, id).await?;
    let mine = app.read(move |tx| base::given(tx, id, merge::chosen(typed.clone()))).await?;
    let form = form_of(app, id, merge::merge(&mine, &now));
    let title = if form.typed.conflicts.is_empty() { "intake-merged-clean" } else { "intake-merged-clash" };
    let notice = ui::alert(Tone::Warn, ask.t(title), html! { p { (ask.t("intake-merged-text")) } });
    let editing = Editing { number: order.number, form, restored: None, documents };
    Ok(shell::page(ask, edit_page(ask, &editing, notice).status(StatusCode::CONFLICT)))
}

fn form_of(app: &App, id: Id, typed: Typed) -> Form {
    let token = app.0.ids.new_id(app.0.clock.now());
    let mut form = Form::new(format!("/orders/{id}"), id, token, typed);
    form.order = Some(id);
    form
}

async fn present(app: &App, ask: &Ask, id: Id) -> Result<(Order, Typed, Option<Markup>), Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let found = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            let customer = masters::customer(tx, order.customer)?;
            let typed = Typed::of_order(&order, customer.as_ref());
            let documents = documents(lang, &order, &order::sources(tx, id)?);
            Ok((order, typed, documents))
        })
        .await?;
    Ok(found)
}
