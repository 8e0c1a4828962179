//! The price lists, with what waits for the executive above them.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use super::list::{self, PriceList};
use super::proposal::{self, PriceProposal, ProposalState};
use crate::masters::{Customer, customers, shown};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A code: what comes after it.
    after: String,
}

#[derive(Serialize)]
struct Seen {
    lists: Vec<PriceList>,
    waiting: Vec<PriceProposal>,
    recent: Vec<PriceProposal>,
    #[serde(skip)]
    more: bool,
    #[serde(skip)]
    customers: HashMap<Id, Customer>,
}

fn fetch(tx: &mut Tx, after: &str) -> Outcome<Seen> {
    let mut lists = list::after(tx, after, ROWS + 1)?;
    let more = lists.len() as i64 > ROWS;
    lists.truncate(ROWS as usize);
    let ids: Vec<Id> = lists.iter().filter_map(|list| list.customer).collect();
    let customers = customers(tx, &ids)?;
    Ok(Seen { lists, waiting: proposal::waiting(tx)?, recent: proposal::recent(tx)?, more, customers })
}

/// `GET /prices`
pub async fn show(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let after = asked.after.clone();
    let seen = app.read(move |tx| fetch(tx, &after)).await?;
    Ok(ask.show(&seen, || {
        let manages = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Manager));
        let import = html! {
            @if manages { (ui::link_button(ask.t("masters-import"), "/imports?kind=prices").icon("upload")) }
        };
        let title = ask.t("prices-title");
        let body = html! {
            (ui::page_header(&title, ask.t("prices-lead"), import))
            (ui::card(ask.t("prices-waiting"), ui::clause("3.2.3b"), proposals(&app, &ask, &seen.waiting, "prices-waiting-none")))
            (ui::card(ask.t("prices-lists"), html! {}, lists(&ask, &seen, &asked)))
            (ui::card(ask.t("prices-recent"), ui::clause("1.3.4"), proposals(&app, &ask, &seen.recent, "prices-recent-none")))
        };
        shell::page(&ask, Page::new(title, "products", body).crumb(ask.t("nav-products"), "/products"))
    }))
}

fn lists(ask: &Ask, seen: &Seen, asked: &Asked) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let heads = [column(field("list")), column(ask.t("prices-for")), column(field("currency"))];
    let rows = seen.lists.iter().map(|list| {
        let href = format!("/prices/{}", list.id);
        let customer = list.customer.and_then(|id| seen.customers.get(&id));
        let cells =
            [html! { a href=(href) { (list.code) } }, for_whom(ask.lang, list, customer), html! { (list.currency) }];
        ui::Row::new(cells).opens(href)
    });
    let none = ui::empty_state(ask.t("prices-lists-none"), ask.t("prices-lists-none-text"), html! {});
    let next = seen.lists.last().filter(|_| seen.more);
    let next = next.map(|list| shown::address("/prices", &[("after", list.code.clone())]));
    let first = (!asked.after.is_empty()).then_some("/prices");
    html! {
        (ui::Table::new(ask.t("prices-lists"), heads).dense(true).rows(rows).empty(none))
        @if first.is_some() || next.is_some() { (ui::pager(ask.lang, first, next.as_deref(), "")) }
    }
}

/// For whom a list is, in words.
pub fn for_whom(lang: Lang, list: &PriceList, customer: Option<&Customer>) -> Markup {
    html! {
        @match (customer, list.price_class.as_str()) {
            (Some(customer), _) => a href={ "/customers/" (customer.id) } { (customer.code) " " (customer.name) },
            (None, "") => (lang.t("prices-for-all")),
            (None, class) => (lang.ta("prices-for-class", &[("class", class.to_string())])),
        }
    }
}

fn proposals(app: &App, ask: &Ask, rows: &[PriceProposal], none: &str) -> Markup {
    let zone = app.config().zone();
    let heads = [
        column(ask.t("prices-proposal")),
        column(ask.t("prices-rows")).number(),
        column(ask.t("prices-asked-by")),
        column(ask.t("masters-import-at")),
        column(ask.t("masters-state")),
    ];
    let rows = rows.iter().map(|p| {
        let href = format!("/price-proposals/{}", p.id);
        ui::Row::new([
            html! { a href=(href) { (called(p)) } },
            html! { (p.row_count) },
            html! { (p.asked_name) },
            html! { (shown::clock(p.asked_at, &zone)) },
            state(ask.lang, p.state),
        ])
        .opens(href)
    });
    let none = ui::empty_state(ask.t(none), ask.t("prices-none-text"), html! {});
    html! { (ui::Table::new(ask.t("prices-proposal"), heads).dense(true).rows(rows).empty(none)) }
}

/// A proposal by its file, or by its ground.
pub fn called(p: &PriceProposal) -> &str {
    if p.file_name.is_empty() { &p.ground } else { &p.file_name }
}

pub fn state(lang: Lang, state: ProposalState) -> Markup {
    let tone = match state {
        ProposalState::New | ProposalState::Gathering | ProposalState::TakenBack => Tone::Quiet,
        ProposalState::Open => Tone::Active,
        ProposalState::Accepted => Tone::Good,
        ProposalState::Refused => Tone::Bad,
    };
    ui::status(tone, lang.t(&format!("prices-state-{}", state.code().replace('_', "-"))))
}
