//! The list of customers: filtered by the address, walked by code.

use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::ids::Id;
use platform::money::Currency;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure, May, Routes};
use platform::who::Role;
use serde::Deserialize;

use super::company::company_currency;
use super::customer::{self, Customer};
use super::receivable::{Receivable, receivables};
use super::sees::CUSTOMER_READERS;
use super::{shown, word};
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// A licence that ends within this many days is shown as ending.
pub(super) const LICENCE_SOON_DAYS: i64 = 60;

pub fn routes() -> Routes {
    Routes::default().both(Method::GET, "/customers", May::Roles(CUSTOMER_READERS), list)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    /// `blocked`, `overdue` or `licence`.
    only: String,
    after: String,
    before: String,
    older: String,
}

/// The filters, in the order of their chips.
const FILTERS: &[&str] = &["", "blocked", "overdue", "licence"];

async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let today = app.0.clock.now().day_in(&app.config().zone());
    let wanted = asked.clone();
    let found = app.read(move |tx| find(tx, &wanted, today)).await?;
    let customers: Vec<&Customer> = found.rows.iter().map(|(customer, _)| customer).collect();
    Ok(ask.show(&customers, || {
        shell::page(&ask, Page::new(ask.t("nav-customers"), "customers", page(&ask, &asked, &found, today)))
    }))
}

struct Found {
    rows: Vec<(Customer, Option<Receivable>)>,
    currency: Currency,
    earlier: bool,
    later: bool,
}

fn find(tx: &mut Tx, asked: &Asked, today: Day) -> Outcome<Found> {
    let (mut customers, earlier) =
        if asked.q.trim().is_empty() { by_code(tx, asked, today)? } else { by_words(tx, asked)? };
    let back = asked.q.trim().is_empty() && asked.only.is_empty() && !asked.before.is_empty();
    let full = customers.len() as i64 > ROWS;
    customers.truncate(ROWS as usize);
    if back {
        customers.reverse();
    }
    let ids: Vec<Id> = customers.iter().map(|customer| customer.id).collect();
    let mut owed = receivables(tx, &ids)?;
    let rows = customers.into_iter().map(|c| {
        let owed = owed.remove(&c.id);
        (c, owed)
    });
    let rows: Vec<_> = rows.collect();
    let (earlier, later) = if back { (full, true) } else { (earlier, full) };
    Ok(Found { rows, currency: company_currency(tx)?, earlier, later })
}

/// The customers of one page and whether something stands before them; a filtered list is walked forwards.
fn by_code(tx: &mut Tx, asked: &Asked, today: Day) -> Outcome<(Vec<Customer>, bool)> {
    let (more, after) = (ROWS + 1, &asked.after);
    let soon = today.add_days(LICENCE_SOON_DAYS).unwrap_or(today);
    let found = match asked.only.as_str() {
        "blocked" => tx.list(&customer::BLOCKED, &[after, &more], customer::of_row)?,
        "overdue" => tx.list(&customer::OVERDUE, &[after, &more], customer::of_row)?,
        "licence" => tx.list(&customer::LICENCE, &[&soon, after, &more], customer::of_row)?,
        _ if !asked.before.is_empty() => tx.list(&customer::BEFORE, &[&asked.before, &more], customer::of_row)?,
        _ => tx.list(&customer::AFTER, &[after, &more], customer::of_row)?,
    };
    Ok((found, !after.is_empty()))
}

fn by_words(tx: &mut Tx, asked: &Asked) -> Outcome<(Vec<Customer>, bool)> {
    let older = asked.older.parse().ok();
    let query = customer::asked(&asked.q);
    let ids = word::find_words(tx, customer::WORD_KIND, &query, older, ROWS + 1)?;
    let mut known = super::customers(tx, &ids)?;
    let mut found: Vec<Customer> = ids.iter().filter_map(|id| known.remove(id)).collect();
    // A code typed in full is meant, whatever else has its pieces.
    if older.is_none()
        && let Some(exact) = super::customer_by_code(tx, &asked.q)?
    {
        found.retain(|customer| customer.id != exact.id);
        found.insert(0, exact);
    }
    Ok((found, false))
}

fn page(ask: &Ask, asked: &Asked, found: &Found, today: Day) -> Markup {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let actions = html! {
        @if roles.any(&[Role::Manager, Role::Finance]) {
            (ui::link_button(ask.t("masters-import"), "/imports?kind=customers").icon("upload"))
            (ui::link_button(ask.t("masters-rates"), "/rates"))
        }
    };
    html! {
        (ui::page_header(ask.t("nav-customers"), "", actions))
        form.fields action="/customers" method="get" role="search" {
            (ui::search("q", ask.t("masters-search-customers")).value(&asked.q))
            div.field { (ui::button(ask.t("masters-search")).icon("search")) }
        }
        (ui::chips(ask.t("masters-filters"), &chips(ask, asked)))
        (table(ask, asked, found, today))
        (pager(ask, asked, found))
    }
}

fn chips(ask: &Ask, asked: &Asked) -> Vec<Chip> {
    let mut chips: Vec<Chip> = FILTERS
        .iter()
        .map(|only| {
            let key = if only.is_empty() { "masters-all".to_string() } else { format!("masters-only-{only}") };
            let on = asked.q.is_empty() && asked.only == *only;
            Chip::new(ask.t(&key), address("", only, &[]), on)
        })
        .collect();
    if !asked.q.is_empty() {
        chips.push(Chip::set(ask.lang, format!("“{}”", asked.q), "/customers"));
    }
    chips
}

fn table(ask: &Ask, asked: &Asked, found: &Found, today: Day) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let heads = [
        column(field("code")),
        column(field("customer_name")),
        column(field("contact")),
        column(field("phone")),
        column(field("price_class")),
        column(field("payment_term")),
        column(ask.ta("masters-in", &[("what", field("receivable_open")), ("currency", found.currency.to_string())]))
            .number(),
        column(ask.t("masters-state")),
    ];
    let empty = if asked.q.is_empty() && asked.only.is_empty() {
        ui::empty_state(ask.t("masters-customers-none"), ask.t("masters-customers-none-text"), html! {})
    } else {
        ui::empty_state(
            ask.t("masters-nothing-found"),
            ask.t("masters-nothing-found-text"),
            html! { (ui::link_button(ask.t("masters-show-all"), "/customers")) },
        )
    };
    let rows = found.rows.iter().map(|(c, owed)| {
        let href = format!("/customers/{}", c.id);
        let cells = [
            html! { a href=(href) { (c.code) } },
            html! { (c.name) },
            html! { (c.contact) },
            html! { (c.phone) },
            html! { (c.price_class) },
            html! { (c.payment_term) },
            html! { @if let Some(owed) = owed { (shown::money(owed.open, found.currency)) } @else { "–" } },
            marks(ask, c, owed.as_ref(), today),
        ];
        ui::Row::new(cells).opens(href)
    });
    html! { (ui::Table::new(ask.t("nav-customers"), heads).dense(true).rows(rows).empty(empty)) }
}

/// What somebody must know before he takes an order.
pub(super) fn marks(ask: &Ask, c: &Customer, owed: Option<&Receivable>, today: Day) -> Markup {
    let soon = today.add_days(LICENCE_SOON_DAYS).unwrap_or(today);
    html! {
        @if c.blocked { (ui::status(Tone::Bad, ask.t("masters-blocked"))) " " }
        @if owed.is_some_and(|owed| owed.overdue > 0) { (ui::status(Tone::Warn, ask.t("masters-overdue"))) " " }
        @match c.licence_until {
            Some(until) if until < today => { (ui::status(Tone::Bad, ask.t("masters-licence-over"))) }
            Some(until) if until < soon => { (ui::status(Tone::Warn, ask.t("masters-licence-soon"))) }
            _ => {}
        }
    }
}

fn pager(ask: &Ask, asked: &Asked, found: &Found) -> Markup {
    let link = |name: &'static str, value: String| address(&asked.q, &asked.only, &[(name, value)]);
    let last = found.rows.last().filter(|_| found.later).map(|(customer, _)| customer);
    let first = found.rows.first().filter(|_| found.earlier).map(|(customer, _)| customer);
    let begin = || Some(address(&asked.q, &asked.only, &[]));
    let (before, after) = match (asked.q.trim().is_empty(), asked.only.is_empty()) {
        (false, _) => {
            let before = if asked.older.is_empty() { None } else { begin() };
            (before, last.map(|c| link("older", c.id.to_string())))
        }
        (true, false) => {
            let before = if asked.after.is_empty() { None } else { begin() };
            (before, last.map(|c| link("after", c.code.clone())))
        }
        (true, true) => (first.map(|c| link("before", c.code.clone())), last.map(|c| link("after", c.code.clone()))),
    };
    html! { @if before.is_some() || after.is_some() { (ui::pager(ask.lang, before.as_deref(), after.as_deref(), "")) } }
}

fn address(q: &str, only: &str, more: &[(&'static str, String)]) -> String {
    let mut pairs = vec![("q", q.to_string()), ("only", only.to_string())];
    pairs.extend_from_slice(more);
    shown::address("/customers", &pairs)
}
