//! One price list: what stands in it, by part number, quantity and date.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::i18n::Lang;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::list::{self, PriceList};
use super::lists_page::for_whom;
use super::row::{self, Mark, PriceRow};
use crate::masters::{Customer, Product, customer, products, shown};
use crate::shell::{self, Page};

const ROWS: i64 = 100;

/// Where the page before this one ended.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    sku: String,
    quantity: i64,
    day: i64,
}

#[derive(Serialize)]
struct Seen {
    list: PriceList,
    rows: Vec<PriceRow>,
    #[serde(skip)]
    next: Option<Mark>,
    #[serde(skip)]
    products: HashMap<Id, Product>,
    #[serde(skip)]
    customer: Option<Customer>,
}

fn fetch(tx: &mut Tx, id: Id, after: &Mark) -> Outcome<Seen> {
    let list = list::one(tx, id)?.ok_or(Trouble::Hidden)?;
    let mut found = row::page(tx, id, after, ROWS + 1)?;
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    let next = found.last().map(|(_, mark)| mark.clone()).filter(|_| more);
    let rows: Vec<PriceRow> = found.into_iter().map(|(row, _)| row).collect();
    let ids: Vec<Id> = rows.iter().map(|row| row.product).collect();
    let customer = match list.customer {
        Some(customer) => customer::customer(tx, customer)?,
        None => None,
    };
    Ok(Seen { list, rows, next, products: products(tx, &ids)?, customer })
}

/// `GET /prices/{list}`
pub async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    let after = Mark { sku: asked.sku.clone(), from_quantity: asked.quantity, valid_from: asked.day };
    let seen = app.read(move |tx| fetch(tx, id, &after)).await?;
    let today = app.0.clock.now().day_in(&app.config().zone());
    Ok(ask.show(&seen, || {
        let title = seen.list.code.clone();
        let lead = html! { (for_whom(ask.lang, &seen.list, seen.customer.as_ref())) " · " (seen.list.currency) };
        let body = html! {
            (ui::page_header(&title, lead, html! {}))
            (ui::card("", ui::clause("3.2.3b"), table(&ask, &seen, &asked, today)))
        };
        let page = Page::new(title, "products", body).crumb(ask.t("nav-products"), "/products");
        shell::page(&ask, page.crumb(ask.t("prices-title"), "/prices"))
    }))
}

fn table(ask: &Ask, seen: &Seen, asked: &Asked, today: Day) -> Markup {
    let field = |name: &str| shown::field_name(ask.lang, name);
    let heads = [
        column(field("sku")),
        column(field("name")),
        column(field("from_quantity")).number(),
        column(field("price")).number(),
        column(field("floor_price")).number(),
        column(field("valid_from")),
        column(field("valid_until")),
        column(ask.t("masters-state")),
    ];
    let currency = seen.list.currency;
    let rows = seen.rows.iter().map(|row| {
        let product = seen.products.get(&row.product);
        let href = format!("/products/{}", row.product);
        ui::Row::new([
            html! { a href=(href) { (product.map_or("", |p| p.sku.as_str())) } },
            html! { (product.map_or("", |p| p.name(ask.lang))) },
            html! { (row.from_quantity.page()) },
            html! { (row.price.page(currency)) (per(ask.lang, row.base.units())) },
            html! { @if let Some(floor) = row.floor { (floor.page(currency)) } @else { "–" } },
            html! { (row.valid_from) },
            html! { @if let Some(until) = row.valid_until { (until) } @else { "–" } },
            when(ask.lang, row, today),
        ])
        .opens(href)
    });
    let none = ui::empty_state(ask.t("prices-rows-none"), ask.t("prices-rows-none-text"), html! {});
    let here = format!("/prices/{}", seen.list.id);
    let next = seen.next.as_ref().map(|mark| {
        let (quantity, day) = (mark.from_quantity.to_string(), mark.valid_from.to_string());
        shown::address(&here, &[("sku", mark.sku.clone()), ("quantity", quantity), ("day", day)])
    });
    let first = (!asked.sku.is_empty()).then_some(here.as_str());
    html! {
        (ui::Table::new(&seen.list.code, heads).dense(true).rows(rows).empty(none))
        @if first.is_some() || next.is_some() { (ui::pager(ask.lang, first, next.as_deref(), "")) }
    }
}

/// Whether it holds today.
pub fn when(lang: Lang, row: &PriceRow, today: Day) -> Markup {
    let (tone, key) = if row.valid_from > today {
        (Tone::Active, "prices-later")
    } else if row.valid_until.is_some_and(|until| until < today) {
        (Tone::Quiet, "prices-over")
    } else {
        (Tone::Good, "prices-now")
    };
    ui::status(tone, lang.t(key))
}

pub fn per(lang: Lang, base: i64) -> Markup {
    html! { @if base != 1 { " " small { (lang.ta("masters-per", &[("n", base.to_string())])) } } }
}
