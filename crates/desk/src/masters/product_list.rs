//! The list of products: filtered by the address, walked by number.

use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::quantity::Quantity;
use platform::web::ui::{self, Chip, column};
use platform::web::{Ask, Failure, May, Routes};
use platform::who::{Role, Roles};
use platform::{Tx, web::ui::Column};
use serde::{Deserialize, Serialize};

use super::product::{self, Product, Supply};
use super::{sees, shown, stock, word};
use crate::shell::{self, ORDER_READERS, Page};

/// Rows of a page.
const ROWS: i64 = 50;

pub fn routes() -> Routes {
    Routes::default().both(Method::GET, "/products", May::Roles(ORDER_READERS), list)
}

/// The filters, as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    supply: String,
    /// A number: what comes after it.
    after: String,
    /// A number: what stands before it.
    before: String,
    /// An id: what a search found before it.
    older: String,
}

async fn list(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let roles = ask.who()?.roles;
    let wanted = asked.clone();
    let found = app.read(move |tx| find(tx, &wanted)).await?;
    let rows: Vec<ProductShown> = found.rows.iter().map(|row| ProductShown::of(row, roles)).collect();
    Ok(ask.show(&rows, || shell::page(&ask, Page::new(ask.t("nav-products"), "products", page(&ask, &asked, &found)))))
}

/// A page of the list.
struct Found {
    rows: Vec<Row>,
    /// Whether something stands before and after.
    earlier: bool,
    later: bool,
}

struct Row {
    product: Product,
    on_hand: Quantity,
    reserved: Quantity,
}

fn find(tx: &mut Tx, asked: &Asked) -> Outcome<Found> {
    let supply = Supply::from_code(&asked.supply);
    let (mut products, earlier, later) =
        if asked.q.trim().is_empty() { by_number(tx, asked, supply)? } else { by_words(tx, asked, supply)? };
    products.truncate(ROWS as usize);
    let ids: Vec<Id> = products.iter().map(|product| product.id).collect();
    let stocks = stock::stock(tx, &ids)?;
    let rows = products.into_iter().map(|product| {
        let (on_hand, reserved) = stocks.get(&product.id).copied().unwrap_or_default();
        Row { product, on_hand, reserved }
    });
    Ok(Found { rows: rows.collect(), earlier, later })
}

fn by_number(tx: &mut Tx, asked: &Asked, supply: Option<Supply>) -> Outcome<(Vec<Product>, bool, bool)> {
    let more = ROWS + 1;
    let back = !asked.before.is_empty();
    let edge = if back { &asked.before } else { &asked.after };
    let mut products = match (supply, back) {
        (None, false) => tx.list(&product::AFTER, &[edge, &more], product::of_row)?,
        (None, true) => tx.list(&product::BEFORE, &[edge, &more], product::of_row)?,
        (Some(supply), false) => tx.list(&product::SUPPLY_AFTER, &[&supply, edge, &more], product::of_row)?,
        (Some(supply), true) => tx.list(&product::SUPPLY_BEFORE, &[&supply, edge, &more], product::of_row)?,
    };
    let full = products.len() as i64 > ROWS;
    products.truncate(ROWS as usize);
    if back {
        products.reverse();
        return Ok((products, full, true));
    }
    Ok((products, !asked.after.is_empty(), full))
}

fn by_words(tx: &mut Tx, asked: &Asked, supply: Option<Supply>) -> Outcome<(Vec<Product>, bool, bool)> {
    let facets: Vec<String> = supply.map(product::supply_facet).into_iter().collect();
    let older = asked.older.parse().ok();
    let ids = word::find_among(tx, product::WORD_KIND, &asked.q, &facets, older, ROWS + 1)?;
    let full = ids.len() as i64 > ROWS;
    let mut products = product::in_order(tx, &ids)?;
    // A number typed in full is meant, whatever else has its pieces.
    if older.is_none()
        && let Some(exact) = super::product_by_sku(tx, &asked.q)?
        && supply.is_none_or(|supply| exact.supply == supply)
    {
        products.retain(|product| product.id != exact.id);
        products.insert(0, exact);
    }
    Ok((products, false, full))
}

/// A product as its reader may see it; decimal strings, as everywhere in the API.
#[derive(Serialize)]
struct ProductShown {
    id: Id,
    sku: String,
    name_hant: String,
    name_hans: String,
    spec: String,
    unit: String,
    supply: Supply,
    lead_days: i64,
    pack: String,
    on_hand: String,
    reserved: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    floor_price: Option<String>,
    price_base: i64,
    currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<String>,
}

impl ProductShown {
    fn of(row: &Row, roles: Roles) -> ProductShown {
        let p = &row.product;
        let sale = sees::sale_money(roles);
        ProductShown {
            id: p.id,
            sku: p.sku.clone(),
            name_hant: p.name_hant.clone(),
            name_hans: p.name_hans.clone(),
            spec: p.spec.clone(),
            unit: p.unit.clone(),
            supply: p.supply,
            lead_days: p.lead_days,
            pack: p.pack.to_string(),
            on_hand: row.on_hand.to_string(),
            reserved: row.reserved.to_string(),
            list_price: sale.then(|| p.list_price.to_string()),
            floor_price: sale.then(|| p.floor_price.to_string()),
            price_base: p.price_base.units(),
            currency: p.currency.code(),
            cost: sees::cost(roles).then(|| p.cost.to_string()),
        }
    }
}

fn page(ask: &Ask, asked: &Asked, found: &Found) -> Markup {
    let lang = ask.lang;
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let actions = html! {
        @if sees::sale_money(roles) { (ui::link_button(ask.t("prices-title"), "/prices")) }
        @if roles.has(Role::Manager) {
            (ui::link_button(ask.t("masters-import"), "/imports?kind=products").icon("upload"))
        }
    };
    html! {
        (ui::page_header(ask.t("nav-products"), "", actions))
        form.fields action="/products" method="get" role="search" {
            (ui::search("q", ask.t("masters-search-products")).value(&asked.q))
            @if !asked.supply.is_empty() { (ui::hidden("supply", &asked.supply)) }
            div.field { (ui::button(ask.t("masters-search")).icon("search")) }
        }
        (ui::chips(ask.t("masters-filters"), &chips(lang, asked)))
        (table(ask, roles, found, asked))
        (pager(lang, asked, found))
    }
}

fn chips(lang: Lang, asked: &Asked) -> Vec<Chip> {
    let mut chips = vec![Chip::new(lang.t("masters-all"), address(&asked.q, "", &[]), asked.supply.is_empty())];
    for supply in Supply::ALL {
        let on = asked.supply == supply.code();
        let label = lang.t(&format!("masters-supply-{supply}"));
        chips.push(Chip::new(label, address(&asked.q, supply.code(), &[]), on));
    }
    if !asked.q.is_empty() {
        chips.push(Chip::set(lang, format!("“{}”", asked.q), address("", &asked.supply, &[])));
    }
    chips
}

fn table(ask: &Ask, roles: Roles, found: &Found, asked: &Asked) -> Markup {
    let (sale, cost, margin) = (sees::sale_money(roles), sees::cost(roles), sees::margin(roles));
    let field = |name: &str| shown::field_name(ask.lang, name);
    let mut heads: Vec<Column> = vec![
        column(field("sku")),
        column(field("name")),
        column(field("spec")),
        column(field("unit")),
        column(field("supply")),
        column(ask.t("masters-free")).number(),
    ];
    if sale {
        heads.push(column(field("list_price")).number());
        heads.push(column(field("floor_price")).number());
    }
    if cost {
        heads.push(column(field("cost")).number());
    }
    if margin {
        heads.push(column(ask.t("masters-margin")).number());
    }
    let empty = if asked.q.is_empty() && asked.supply.is_empty() {
        ui::empty_state(ask.t("masters-products-none"), ask.t("masters-products-none-text"), html! {})
    } else {
        ui::empty_state(
            ask.t("masters-nothing-found"),
            ask.t("masters-nothing-found-text"),
            html! { (ui::link_button(ask.t("masters-show-all"), "/products")) },
        )
    };
    let rows = found.rows.iter().map(|row| {
        let p = &row.product;
        let free = row.on_hand.checked_sub(row.reserved).unwrap_or(Quantity::ZERO);
        let href = format!("/products/{}", p.id);
        let mut cells = vec![
            html! { a href=(href) { (p.sku) } },
            html! { (p.name(ask.lang)) },
            html! { (p.spec) },
            html! { (p.unit) },
            html! { (ask.t(&format!("masters-supply-{}", p.supply))) },
            html! { (free.page()) },
        ];
        if sale {
            cells.push(html! { (p.list_price.page(p.currency)) (per(ask.lang, p)) });
            cells.push(html! { (p.floor_price.page(p.currency)) });
        }
        if cost {
            cells.push(html! { (p.cost.page(p.currency)) });
        }
        if margin {
            cells.push(html! { (margin_of(p)) });
        }
        ui::Row::new(cells).opens(href)
    });
    html! { (ui::Table::new(ask.t("nav-products"), heads).dense(true).rows(rows).empty(empty)) }
}

/// “/ 100” where the price is not for a single unit.
pub(super) fn per(lang: Lang, product: &Product) -> Markup {
    let base = product.price_base.units();
    html! { @if base != 1 { " " small { (lang.ta("masters-per", &[("n", base.to_string())])) } } }
}

pub(super) fn margin_of(product: &Product) -> String {
    let (price, cost) = (product.list_price.millionths(), product.cost.millionths());
    shown::per_cent(price.saturating_sub(cost), price).map_or("–".into(), |text| format!("{text} %"))
}

fn pager(lang: Lang, asked: &Asked, found: &Found) -> Markup {
    let link = |name: &'static str, value: String| address(&asked.q, &asked.supply, &[(name, value)]);
    let first = found.rows.first().map(|row| &row.product);
    let last = found.rows.last().map(|row| &row.product);
    let (before, after) = if asked.q.trim().is_empty() {
        let before = first.filter(|_| found.earlier).map(|p| link("before", p.sku.clone()));
        (before, last.filter(|_| found.later).map(|p| link("after", p.sku.clone())))
    } else {
        // A search is walked forwards; its beginning is one click away.
        let before = (!asked.older.is_empty()).then(|| address(&asked.q, &asked.supply, &[]));
        (before, last.filter(|_| found.later).map(|p| link("older", p.id.to_string())))
    };
    html! { @if before.is_some() || after.is_some() { (ui::pager(lang, before.as_deref(), after.as_deref(), "")) } }
}

fn address(q: &str, supply: &str, more: &[(&'static str, String)]) -> String {
    let mut pairs = vec![("q", q.to_string()), ("supply", supply.to_string())];
    pairs.extend_from_slice(more);
    shown::address("/products", &pairs)
}
