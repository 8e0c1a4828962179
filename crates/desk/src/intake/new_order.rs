//! 3.1.1, 3.1.2: the form for an order that comes in by telephone or in person, worked by the keyboard alone.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::Id;
use platform::act::App;
use platform::trouble::Fields;
use platform::web::ui;
use platform::web::{Ask, Failure};
use serde::Deserialize;

use super::form::{Form, restored_bar};
use super::scratch::{self, NEW, Scratch};
use super::typed::Typed;
use crate::masters;
use crate::order;
use crate::shell::{self, Page};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    channel: String,
    /// The order that is copied.
    copy: Option<Id>,
    /// A draft of one's own that was begun as a copy.
    draft: Option<Id>,
}

/// `GET /orders/new?channel=phone`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let channel = if asked.channel.is_empty() { "phone".to_string() } else { asked.channel };
    let (about, typed, kept, token) = app
        .read(move |tx| {
            let token = tx.new_id();
            if let Some(copied) = asked.copy {
                let order = order::fetch(tx, &who, copied)?;
                let customer = masters::customer(tx, order.customer)?;
                return Ok((token, Typed::of_order(&order, customer.as_ref()).as_new(), None, token));
            }
            let about = asked.draft.unwrap_or(NEW);
            let kept: Option<Scratch> = scratch::fetch(tx, &who, about)?;
            Ok((about, Typed::default(), kept, token))
        })
        .await?;
    let mut form = Form::new("/orders", about, token, kept.as_ref().map_or(typed, |kept| kept.typed.clone()));
    if form.typed.get("channel").is_empty() {
        form.typed.set("channel", channel);
    }
    Ok(shell::page(&ask, new_page(&ask, &form, kept.as_ref().map(|kept| kept.at.as_str()))))
}

/// The form again, with what was wrong and everything that was typed.
pub fn again(app: &App, ask: &Ask, about: Id, typed: Typed, errors: Fields) -> Response {
    let token = app.0.ids.new_id(app.0.clock.now());
    let mut form = Form::new("/orders", about, token, typed);
    form.spare = 8 + form.typed.rows_wanted.min(50);
    let status = if errors.0.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    form.errors = errors;
    shell::page(ask, new_page(ask, &form, None).status(status))
}

fn new_page<'a>(ask: &Ask, form: &Form, restored: Option<&str>) -> Page<'a> {
    let lang = ask.lang;
    let title = ask.t("intake-new-title");
    let body = html! {
        (ui::page_header(&title, ask.t("intake-new-text"), html! {}))
        @if let Some(at) = restored { (restored_bar(lang, form.about, at)) }
        (form.draw(lang))
    };
    Page::new(title, "orders", body).crumb(ask.t("nav-orders"), "/orders")
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typing {
    customer: String,
}

/// `GET /orders/new/customers?customer=`: the choices under the customer field, by two letters, a number or the tail of
/// a telephone number.
pub async fn customers(State(app): State<App>, Query(typing): Query<Typing>) -> Result<Response, Failure> {
    let text = typing.customer.trim().to_string();
    if text.chars().count() < 2 {
        return Ok(Markup::default().into_response());
    }
    let found = app.read(move |tx| masters::find_customers(tx, &text, 12)).await?;
    Ok(html! {
        @for customer in &found {
            option value=(super::typed::customer_text(customer)) { (customer.contact) " · " (customer.phone) }
        }
    }
    .into_response())
}
