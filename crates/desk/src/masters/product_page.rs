//! One product: what it is, what lies in the warehouse, how it is made or bought, what changed.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::history::{self, Written};
use platform::ids::Id;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::web::ui::{self, column};
use platform::web::{Ask, Failure, May, Routes};

use super::movement::{self, Typed};
use super::plant::ways;
use super::price::card::{self, Prices};
use super::product::{self, Product, Supply};
use super::product_list::{margin_of, per};
use super::{sees, shown, stock};
use crate::people::{self, Again};
use crate::shell::{self, ORDER_READERS, Page};

const STORY_MAX: i64 = 20;
const HOLDERS_MAX: i64 = 50;

pub fn routes() -> Routes {
    Routes::default().get("/products/{id}", May::Roles(ORDER_READERS), show)
}

async fn show(State(app): State<App>, ask: Ask, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = shown::id_of(&id)?;
    drawn(&app, &ask, id, &Typed::default(), None, &Again::blank()).await
}

/// The page once more after a refusal: what was typed stays.
pub(super) async fn again(app: &App, ask: &Ask, id: Id, typed: &Typed, trouble: Trouble) -> Result<Response, Failure> {
    drawn(app, ask, id, typed, Some(&trouble), &Again::blank()).await
}

/// The page once more after a price was not proposed.
pub(super) async fn priced_again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    drawn(app, ask, id, &Typed::default(), None, &again).await
}

async fn drawn(
    app: &App,
    ask: &Ask,
    id: Id,
    typed: &Typed,
    trouble: Option<&Trouble>,
    again: &Again,
) -> Result<Response, Failure> {
    let sale = sees::sale_money(ask.who()?.roles);
    let read = app
        .read(move |tx| {
            let product = product::product(tx, id)?.ok_or(Trouble::Hidden)?;
            let (on_hand, reserved) = stock::stock(tx, &[id])?.remove(&id).unwrap_or_default();
            let book = (movement::last(tx, id)?, ways::ways(tx, id)?, stock::holders(tx, id, HOLDERS_MAX)?);
            let prices: Option<Prices> = if sale { Some(card::of(tx, id)?) } else { None };
            Ok((product, on_hand, reserved, history::page(tx, id, i64::MAX, STORY_MAX)?, book, prices))
        })
        .await?;
    let (product, on_hand, reserved, story, (movements, ways, holders), prices) = read;
    let title = format!("{} {}", product.sku, product.name(ask.lang));
    let body = html! {
        (ui::page_header(&title, &product.spec, html! {}))
        (ui::split(what(ask, &product), html! {
            (ui::card(ask.t("masters-stock"), html! {}, in_stock(ask, &product, on_hand, reserved)))
            (ui::card(ask.t("masters-supplied"), html! {}, supplied(ask, &product)))
        }))
        @if let Some(prices) = &prices { (card::card(app, ask, &product, prices, again)) }
        @if !holders.is_empty() { (ui::card(ask.t("masters-holders"), ui::clause("3.2.5"), held(app, ask, &product, &holders))) }
        (movement::card(app, ask, &product, &movements, typed, trouble))
        (ways::cards(ask, &ways))
        (changes(app, ask, &story))
    };
    let status = trouble.map_or(again.status, platform::web::failure::status);
    let page = Page::new(title, "products", body).crumb(ask.t("nav-products"), "/products").status(status);
    Ok(shell::page(ask, page))
}

fn what(ask: &Ask, p: &Product) -> Markup {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let field = |name: &str| shown::field_name(ask.lang, name);
    let mut facts = vec![
        (field("sku"), html! { (p.sku) }),
        (field("name_hant"), html! { (p.name_hant) }),
        (field("name_hans"), html! { (p.name_hans) }),
        (field("spec"), html! { (p.spec) }),
        (field("unit"), html! { (p.unit) }),
        (field("pack"), html! { (p.pack.page()) " " (p.unit) }),
        (field("tax_rate"), html! { (p.tax_rate) " %" }),
    ];
    let price =
        |price: platform::money::UnitPrice| html! { (p.currency) " " (price.page(p.currency)) (per(ask.lang, p)) };
    if sees::sale_money(roles) {
        facts.push((field("list_price"), price(p.list_price)));
        facts.push((field("floor_price"), price(p.floor_price)));
    }
    if sees::cost(roles) {
        facts.push((field("cost"), price(p.cost)));
    }
    if sees::margin(roles) {
        facts.push((ask.t("masters-margin"), html! { (margin_of(p)) }));
    }
    if p.restricted {
        facts.push((field("restricted"), html! { (ui::badge(ui::Tone::Warn, ask.t("masters-restricted"))) }));
    }
    ui::card(ask.t("masters-product"), html! {}, ui::facts(facts))
}

fn in_stock(ask: &Ask, p: &Product, on_hand: Quantity, reserved: Quantity) -> Markup {
    let free = on_hand.checked_sub(reserved).unwrap_or(Quantity::ZERO);
    let with_unit = |quantity: Quantity| html! { (quantity.page()) " " (p.unit) };
    ui::facts([
        (ask.t("masters-on-hand"), with_unit(on_hand)),
        (ask.t("masters-reserved"), with_unit(reserved)),
        (ask.t("masters-free"), with_unit(free)),
    ])
}

fn held(app: &App, ask: &Ask, p: &Product, holders: &[stock::Holder]) -> Markup {
    let zone = app.config().zone();
    let heads = [
        column(ask.t("masters-holder-order")),
        column(ask.t("masters-holder-customer")),
        column(ask.t("masters-reserved")).number(),
        column(ask.t("masters-holder-since")),
    ];
    let rows = holders.iter().map(|one| {
        ui::Row::new([
            html! { a href={ "/orders/" (one.order) "?tab=departments" } { (one.number) } " · " (one.line_no) },
            html! { (one.customer) },
            html! { (one.quantity.page()) " " (p.unit) },
            html! { (people::shown(one.since, &zone)) },
        ])
    });
    html! {
        (ui::Table::new(ask.t("masters-holders"), heads).rows(rows))
        @if holders.len() as i64 == HOLDERS_MAX { p { (ask.ta("masters-holders-more", &[("n", HOLDERS_MAX.to_string())])) } }
    }
}

fn supplied(ask: &Ask, p: &Product) -> Markup {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let field = |name: &str| shown::field_name(ask.lang, name);
    let mut facts = vec![
        (field("supply"), html! { (ask.t(&format!("masters-supply-{}", p.supply))) }),
        (field("lead_days"), html! { (p.lead_days) }),
    ];
    if p.supply == Supply::Make {
        facts.push((field("work_centre"), html! { (p.work_centre) }));
        facts.push((field("hours_per_unit"), html! { (p.hours_per_unit.page()) }));
        facts.push((field("setup_hours"), html! { (p.setup_hours.page()) }));
    }
    if p.supply == Supply::Buy && sees::supplier(roles) {
        facts.push((field("supplier"), html! { (p.supplier) }));
    }
    ui::facts(facts)
}

/// Changes tell prices and costs, so they are for those who see both.
fn changes(app: &App, ask: &Ask, story: &[Written]) -> Markup {
    let roles = ask.visit.who.as_ref().map(|who| who.roles).unwrap_or_default();
    let zone = app.config().zone();
    html! {
        @if sees::margin(roles) {
            (ui::card(ask.t("masters-story"), html! {}, shown::story(ask.lang, &zone, story)))
        }
    }
}
