//! Search over orders, customers and products: by the beginning of a number, the customer's own number, words in
//! either script, the tail of a telephone number. What a role may not know of is not found.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::web::ui::{self, Row, Table, column};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::filter::{DEPARTMENT_ONLY, WHOLE_LEDGER, orders_by_words};
use super::part::{Drive, Of, Part};
use super::query::{Direction, Sort, page as statement};
use super::rows::{OrderRow, read};
use super::states;
use crate::masters::{self, sees};
use crate::shell::{self, ORDER_READERS, Page};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    pub q: String,
}

/// What was found, each kind by its own rules.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Found {
    pub orders: Vec<OrderRow>,
    pub customers: Vec<CustomerFound>,
    pub products: Vec<ProductFound>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CustomerFound {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub contact: String,
    pub phone: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProductFound {
    pub id: Id,
    pub sku: String,
    pub name: String,
    pub spec: String,
}

const SHOWN: i64 = 20;

/// `GET /search?q=`
pub async fn page(State(app): State<App>, ask: Ask, Query(sought): Query<Sought>) -> Result<Response, Failure> {
    let (who, lang, q) = (ask.who()?.clone(), ask.lang, sought.q.clone());
    let found = app.read(move |tx| find(tx, &who, &q, lang, SHOWN)).await?;
    Ok(ask.show(&found, || {
        let body = html! {
            (ui::page_header(ask.t("search-title"), "", html! {}))
            form method="get" action="/search" role="search" {
                (ui::search("q", ask.t("search-for")).value(&sought.q))
                (ui::button(ask.t("search-title")).icon("search"))
            }
            (results(ask.lang, &sought.q, &found))
        };
        shell::page(&ask, Page::new(ask.t("search-title"), "", body))
    }))
}

/// Everything this reader may find.
pub fn find(tx: &mut Tx, who: &Person, q: &str, lang: Lang, limit: i64) -> Outcome<Found> {
    let q = q.trim();
    let mut found = Found::default();
    if q.is_empty() {
        return Ok(found);
    }
    if who.roles.any(ORDER_READERS) {
        found.orders = orders(tx, who, q, limit)?;
        found.products = masters::find_products(tx, q, limit)?
            .into_iter()
            .map(|p| ProductFound { id: p.id, name: p.name(lang).to_string(), sku: p.sku, spec: p.spec })
            .collect();
    }
    if who.roles.any(sees::CUSTOMER_READERS) {
        found.customers = masters::find_customers(tx, q, limit)?
            .into_iter()
            .map(|c| CustomerFound { id: c.id, code: c.code, name: c.name, contact: c.contact, phone: c.phone })
            .collect();
    }
    Ok(found)
}

/// Orders by their words; those of a customer found by his telephone come with him.
fn orders(tx: &mut Tx, who: &Person, q: &str, limit: i64) -> Outcome<Vec<OrderRow>> {
    let mut parts = vec![Part::Among(orders_by_words(tx, q, limit * 2)?)];
    if who.roles.any(DEPARTMENT_ONLY) && !who.roles.any(WHOLE_LEDGER) {
        parts.push(Part::NotDead);
    }
    let built = statement(Of::Orders, &parts, (Sort::Made, Direction::Down), None, false, Drive::Filter, limit);
    read(tx, &built, Sort::Made, sees::sale_money(who.roles))
}

fn results(lang: Lang, q: &str, found: &Found) -> Markup {
    if q.trim().is_empty() {
        return ui::card("", html! {}, ui::empty_state(lang.t("search-empty"), lang.t("search-empty-text"), html! {}));
    }
    if found.orders.is_empty() && found.customers.is_empty() && found.products.is_empty() {
        let none =
            ui::empty_state(lang.ta("search-none", &[("q", q.to_string())]), lang.t("search-none-text"), html! {});
        return ui::card("", html! {}, none);
    }
    html! {
        @if !found.orders.is_empty() { (ui::card(lang.t("nav-orders"), html! {}, order_table(lang, &found.orders))) }
        @if !found.customers.is_empty() { (ui::card(lang.t("nav-customers"), html! {}, customer_table(lang, &found.customers))) }
        @if !found.products.is_empty() { (ui::card(lang.t("nav-products"), html! {}, product_table(lang, &found.products))) }
    }
}

fn heads(lang: Lang, keys: &[&str]) -> Vec<ui::Column> {
    keys.iter().map(|key| column(lang.t(&format!("ledger-col-{key}")))).collect()
}

fn order_table(lang: Lang, rows: &[OrderRow]) -> Markup {
    let rows = rows.iter().map(|row| {
        let href = format!("/orders/{}", row.id);
        Row::new([
            html! { a href=(href) { (row.number) } },
            html! { (row.customer_name) },
            html! { (row.customer_order_no) },
            states::approval(lang, row.approval),
            html! { (row.owner_name) },
        ])
        .opens(href)
    });
    html! { (Table::new(lang.t("nav-orders"), heads(lang, &["number", "customer", "customer-no", "approval", "owner"])).rows(rows)) }
}

fn customer_table(lang: Lang, rows: &[CustomerFound]) -> Markup {
    let rows = rows.iter().map(|row| {
        let href = format!("/customers/{}", row.id);
        let cells = [
            html! { a href=(href) { (row.code) } },
            html! { (row.name) },
            html! { (row.contact) },
            html! { (row.phone) },
        ];
        Row::new(cells).opens(href)
    });
    html! { (Table::new(lang.t("nav-customers"), heads(lang, &["code", "customer", "contact", "phone"])).rows(rows)) }
}

fn product_table(lang: Lang, rows: &[ProductFound]) -> Markup {
    let rows = rows.iter().map(|row| {
        let href = format!("/products/{}", row.id);
        Row::new([html! { a href=(href) { (row.sku) } }, html! { (row.name) }, html! { (row.spec) }]).opens(href)
    });
    html! { (Table::new(lang.t("nav-products"), heads(lang, &["sku", "product", "spec"])).rows(rows)) }
}
