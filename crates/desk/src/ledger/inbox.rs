//! The inbox: the same duties as home, as one flat list that can be narrowed by when they fall due.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::html;
use platform::act::App;
use platform::web::ui::{self, Chip};
use platform::web::{Ask, Failure};
use serde::Deserialize;

use super::duty_list::{Duties, DutyRow, When, table};
use crate::shell::{self, Page};

const SHOWN: i64 = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Narrowed {
    when: String,
}

/// `GET /inbox`
pub async fn page(State(app): State<App>, ask: Ask, Query(by): Query<Narrowed>) -> Result<Response, Failure> {
    let (who, lang) = (ask.who()?.clone(), ask.lang);
    let duties = app.read(move |tx| Duties::read(tx, &who, lang, SHOWN)).await?;
    let wanted = match by.when.as_str() {
        "late" => Some(When::Late),
        "today" => Some(When::Today),
        "week" => Some(When::Week),
        _ => None,
    };
    let soon = by.when == "soon";
    let fits = |row: &&DutyRow| {
        wanted.is_none_or(|when| duties.when(&row.duty) == when) && (!soon || duties.is_soon(&row.duty))
    };
    let rows: Vec<DutyRow> = duties.rows.iter().filter(fits).cloned().collect();
    Ok(ask.show(&serde_json::json!({ "rows": rows }), || {
        let (late, today, week) = duties.by_time();
        let chip = |key: &str, n: usize| {
            let href = if key == "all" { "/inbox".to_string() } else { format!("/inbox?when={key}") };
            let on = if key == "all" { wanted.is_none() && !soon } else { by.when == key };
            Chip::new(ask.t(&format!("ledger-tile-{key}")), href, on).count(n as u64)
        };
        let chips = [
            chip("all", duties.rows.len()),
            chip("late", late),
            chip("soon", duties.soon()),
            chip("today", today),
            chip("week", week),
        ];
        let empty = ui::empty_state(ask.t("ledger-no-duties"), ask.t("ledger-inbox-empty"), html! {});
        let body = html! {
            (ui::page_header(ask.t("ledger-inbox"), ask.t("ledger-inbox-lead"), html! {}))
            (ui::chips(ask.t("ledger-inbox-when"), &chips))
            (ui::card("", html! {}, table(&duties, &rows, empty)))
        };
        shell::page(&ask, Page::new(ask.t("ledger-inbox"), "home", body))
    }))
}
