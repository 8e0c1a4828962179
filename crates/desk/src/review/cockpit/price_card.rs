//! 3.2.3b in a card: how far from the list, in money and per cent; every line beside list and floor to open.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::money::UnitPrice;
use platform::web::ui::{self, Tone, column};

use super::super::shown::percent;
use super::super::verdicts::price::{self, LinePrice, Within};
use super::{View, verdict_card};
use crate::masters::sees;

pub fn card(lang: Lang, view: &View) -> Markup {
    let prices = &view.facts.prices;
    let count = |within: &[Within]| prices.iter().filter(|price| within.contains(&price.within)).count();
    let under = count(&[Within::UnderFloor]);
    let beside = prices.len() - count(&[Within::Specialist]);
    let counted = [("n", beside.to_string()), ("of", prices.len().to_string()), ("floor", under.to_string())];
    let lead = html! {
        p { (lang.ta("price-lead", &counted)) }
        @if let Some((money, bp)) = price::whole(&view.order, prices) {
            p { (lang.t("price-deviation")) " " strong.num { (money.currency()) " " (money.page()) } " · " strong.num { (percent(bp)) " %" } }
        }
        @if sees::margin(view.who.roles) {
            @let margin = price::margin_bp(&view.facts).map_or("–".to_string(), |bp| format!("{} %", percent(bp)));
            p { (lang.t("price-margin")) " " strong.num { (margin) } }
        }
    };
    verdict_card(lang, view, "price", "3.2.3b", lead, evidence(lang, view))
}

fn evidence(lang: Lang, view: &View) -> Markup {
    let heads = [
        column(lang.t("review-line")),
        column(lang.t("review-product")),
        column(lang.t("price-list")).number(),
        column(lang.t("price-floor")).number(),
        column(lang.t("price-offered")).number(),
        column(lang.t("price-discount")).number(),
        column(lang.t("price-under")).number(),
        column(lang.t("price-money")).number(),
        column(lang.t("price-who")),
    ];
    let currency = view.order.currency;
    let stated = |price: Option<UnitPrice>| price.map_or("–".to_string(), |price| price.page(currency));
    let rows = view.order.lines.iter().zip(&view.facts.prices).map(|(line, price)| {
        ui::Row::new([
            html! { (line.no) },
            html! { (line.sku) " " (line.name) },
            html! { (stated(price.list)) (base(price.list_base.units())) (of(lang, price)) },
            html! { (stated(price.floor)) (base(price.floor_base.units())) },
            html! { (price.offered.page(currency)) (base(price.base.units())) },
            html! { @if price.discount.bp() > 0 { (percent(price.discount.bp())) " %" } @else { "–" } },
            html! { @if let Some(bp) = price.deviation_bp { (percent(bp)) " %" } @else { "–" } },
            html! { @if let Some(money) = price.deviation { (money.page()) } @else { "–" } },
            html! { (who(lang, price)) },
        ])
    });
    html! { (ui::Table::new(lang.t("group-price"), heads).rows(rows).dense(true).wide()) }
}

/// The list that says so, from which quantity, on which days.
fn of(lang: Lang, price: &LinePrice) -> Markup {
    html! {
        @if let Some(at) = &price.of {
            @let until = at.valid_until.map_or("–".to_string(), |day| day.to_string());
            @let said = [("list", at.list.clone()), ("n", at.from_quantity.page()), ("from", at.valid_from.to_string()), ("until", until)];
            br; small { (lang.ta("price-of", &said)) }
        }
    }
}

fn base(units: i64) -> Markup {
    html! { @if units != 1 { small { " / " (units) } } }
}

fn who(lang: Lang, price: &LinePrice) -> Markup {
    let (tone, key) = match price.within {
        Within::Specialist => (Tone::Good, "within-specialist"),
        Within::Manager => (Tone::Warn, "within-manager"),
        Within::Beyond => (Tone::Bad, "within-beyond"),
        Within::UnderFloor => (Tone::Bad, "within-floor"),
        Within::Unlisted => (Tone::Warn, "within-unlisted"),
    };
    ui::status(tone, lang.t(key))
}
