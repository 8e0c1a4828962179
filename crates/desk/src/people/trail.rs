//! 1.3.4: the chain of the administration: who changed people, roles, delegations and settings, and when.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::history::{self, ADMINISTRATION, Written};
use platform::web::ui::{self, Moment, Tone};
use platform::web::{Ask, Failure};
use serde::Deserialize;
use serde_json::Value;

use super::when;
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<i64>,
}

pub async fn page(State(app): State<App>, ask: Ask, Query(query): Query<Before>) -> Result<Response, Failure> {
    let before = query.before.unwrap_or(i64::MAX);
    let (mut entries, zone) =
        app.read(move |tx| Ok((history::page(tx, ADMINISTRATION, before, ROWS + 1)?, when::zone(tx)?))).await?;
    let more = entries.len() as i64 > ROWS;
    entries.truncate(ROWS as usize);
    let moments: Vec<Moment> = entries
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: when::shown(entry.at, &zone),
            who: entry.who_name.clone(),
            what: html! { (ask.t(&shell::step_key(&entry.step))) @if let Some(name) = named(entry) { ": " (name) } },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: Some(details(&ask, entry)),
        })
        .collect();
    let first = query.before.map(|_| "/organisation/history");
    let next = entries.last().filter(|_| more).map(|last| format!("/organisation/history?before={}", last.seq));
    let body = html! {
        (ui::page_header(ask.t("people-trail"), ask.t("people-trail-lead"), html! {}))
        (ui::card("", html! {}, html! {
            @if moments.is_empty() { (ui::empty_state(ask.t("people-trail-none"), "", html! {})) }
            @else { (ui::timeline(&moments)) }
        }))
        @if first.is_some() || next.is_some() { (ui::pager(ask.lang, first, next.as_deref(), "")) }
    };
    let page = Page::new(ask.t("people-trail"), "people", body).crumb(ask.t("people-organisation"), "/organisation");
    Ok(shell::page(&ask, page))
}

/// The name of what an entry is about.
fn named(entry: &Written) -> Option<&str> {
    entry.body.get("name").and_then(Value::as_str)
}

/// What was written, as it was written: nothing is left out of a record.
fn details(ask: &Ask, entry: &Written) -> Markup {
    html! {
        details {
            summary { (ask.t("people-trail-details")) }
            p { code { (entry.body.to_string()) } }
            p { (ask.t("people-trail-hash")) " " code { (entry.hash) } }
        }
    }
}
