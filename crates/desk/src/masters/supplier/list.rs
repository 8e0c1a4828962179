//! `/suppliers`: walked by code, found by words.

use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Role;
use serde::{Deserialize, Serialize};

use super::{AFTER, BLOCKED, Supplier, WORD_KIND, of_row};
use crate::masters::sees::SUPPLIER_READERS;
use crate::masters::{shown, word};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

pub fn routes() -> Routes {
    Routes::default().both(Method::GET, "/suppliers", May::Roles(SUPPLIER_READERS), list)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    /// `blocked`, or nothing.
    only: String,
    after: String,
}

#[derive(Serialize)]
struct Found {
    rows: Vec<Supplier>,
    next: Option<String>,
}

async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let wanted = asked.clone();
    let found = app.read(move |tx| find(tx, &wanted)).await?;
    Ok(ask
        .show(&found, || shell::page(&ask, Page::new(ask.t("nav-suppliers"), "suppliers", page(&ask, &asked, &found)))))
}

fn find(tx: &mut Tx, asked: &Asked) -> Outcome<Found> {
    if !asked.q.trim().is_empty() {
        let ids = word::find_words(tx, WORD_KIND, &asked.q, None, ROWS)?;
        let mut known = super::suppliers(tx, &ids)?;
        return Ok(Found { rows: ids.iter().filter_map(|id| known.remove(id)).collect(), next: None });
    }
    let sql = if asked.only == "blocked" { &BLOCKED } else { &AFTER };
    let mut rows = tx.list(sql, &[&asked.after, &(ROWS + 1)], of_row)?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(ROWS as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| shown::address("/suppliers", &[("only", asked.only.clone()), ("after", last.code.clone())]));
    Ok(Found { rows, next })
}

fn page(ask: &Ask, asked: &Asked, found: &Found) -> Markup {
    let buys = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Purchasing));
    let actions = html! {
        @if buys {
            (ui::link_button(ask.t("masters-import"), "/imports?kind=suppliers").icon("upload"))
            (ui::link_button(ask.t("step-supplier-add"), "/suppliers/new").primary())
        }
    };
    let chips = ["", "blocked"].map(|only| {
        let key = if only.is_empty() { "masters-all" } else { "supplier-only-blocked" };
        let on = asked.q.is_empty() && asked.only == only;
        Chip::new(ask.t(key), shown::address("/suppliers", &[("only", only.to_string())]), on)
    });
    let heads = ["code", "supplier", "contact", "phone", "email", "currency", "payment_term"]
        .map(|name| column(shown::field_name(ask.lang, name)));
    let heads = heads.into_iter().chain([column(ask.t("masters-state"))]);
    let rows = found.rows.iter().map(|s| {
        ui::Row::new([
            html! { a href=(s.href()) { (s.code) } },
            html! { (s.name) },
            html! { (s.contact) },
            html! { (s.phone) },
            html! { (s.email) },
            html! { (s.currency) },
            html! { (s.payment_term) },
            html! { @if s.blocked { (ui::status(Tone::Bad, ask.t("supplier-blocked"))) } },
        ])
        .opens(s.href())
    });
    let empty = ui::empty_state(ask.t("supplier-none"), ask.t("supplier-none-text"), html! {});
    html! {
        (ui::page_header(ask.t("nav-suppliers"), ask.t("supplier-lead"), actions))
        form.fields action="/suppliers" method="get" role="search" {
            (ui::search("q", ask.t("supplier-search")).value(&asked.q))
            div.field { (ui::button(ask.t("masters-search")).icon("search")) }
        }
        (ui::chips(ask.t("masters-filters"), &chips))
        (ui::Table::new(ask.t("nav-suppliers"), heads).dense(true).rows(rows).empty(empty))
        @if let Some(next) = &found.next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
    }
}
