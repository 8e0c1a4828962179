//! The lines: wanted, promised and expected days with the reason where they differ, quantities, and for those who see
//! it the money with its totals in figures and in Chinese capitals.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::capital::{Script, capital};
use platform::i18n::Lang;
use platform::web::ui::{self, Column, Row, Table, Tone, column};
use platform::{Id, Tx};

use super::Shown;
use super::promises_card::{self, Moves};
use crate::fulfilment::expect::{self, Moved};
use crate::order::Line;

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let lang = shown.lang;
    let ids: Vec<Id> = shown.order.lines.iter().map(|line| line.id).collect();
    let moves = expect::moves_of(tx, &ids)?;
    let rows = shown.order.lines.iter().map(|line| row(shown, line, &moves));
    let empty = ui::empty_state(lang.t("ledger-no-lines"), lang.t("ledger-no-lines-text"), html! {});
    let mut table = Table::new(lang.t("ledger-tab-lines"), heads(shown)).rows(rows).wide().parts().empty(empty);
    if shown.money {
        table = table.foot(foot(shown));
    }
    Ok(html! {
        (ui::card("", html! {}, html! { (table) }))
        (promises_card::draw(shown, &moves))
        (sum(shown)) (head_terms(shown))
    })
}

fn heads(shown: &Shown) -> Vec<Column> {
    let t = |key: &str| shown.t(&format!("ledger-col-{key}"));
    let mut heads = vec![
        column(t("no")),
        column(t("product")),
        column(t("customer-part")),
        column(t("quantity")).number(),
        column(t("unit")),
        column(t("requested")),
        column(t("promised")),
        column(t("forecast")),
        column(t("place")),
        column(t("state")),
    ];
    if shown.money {
        heads.push(column(t("price")).number());
        heads.push(column(t("discount")).number());
        heads.push(column(t("tax-rate")).number());
        heads.push(column(t("amount")).number());
    }
    heads
}

fn row(shown: &Shown, line: &Line, moves: &Moves) -> Row {
    let currency = shown.order.currency;
    let mut cells = vec![
        html! { (line.no) },
        html! {
            @match line.product {
                Some(product) => a href={ "/products/" (product) } { (line.sku) },
                None => (ui::badge(Tone::Warn, shown.t("ledger-custom-line"))),
            }
            " " (line.name) @if !line.spec.is_empty() { br; small { (line.spec) } }
            @if !line.remark.is_empty() { br; small { (line.remark) } }
        },
        html! { (line.customer_part) },
        html! { (line.quantity.page()) },
        html! { (line.unit) },
        html! { @if let Some(day) = line.requested_on { (day) } },
        promised(shown, line, moves),
        forecast(shown, line, moves),
        html! { (line.place) },
        quantities(shown.lang, line),
    ];
    if shown.money {
        cells.push(html! {
            (line.price.page(currency)) @if line.price_base.units() != 1 { " / " (line.price_base.units()) }
        });
        cells.push(html! { @if line.discount.bp() != 0 { (line.discount) " %" } });
        cells.push(html! { (line.tax_rate) " %" });
        cells.push(html! { (line.amount.page()) });
    }
    Row::new(cells).id(format!("line-{}", line.no))
}

/// Promised, and in words when that is not the wanted day: by how much, and why.
fn promised(shown: &Shown, line: &Line, moves: &Moves) -> Markup {
    let (lang, why) = (shown.lang, promises_card::why(shown, moves, line.id, Moved::Promise));
    match (line.requested_on, line.promised_on) {
        (Some(wanted), Some(promised)) if promised != wanted => {
            let days = promised.days_since(wanted);
            let words = if days > 0 { "ledger-later-than-wanted" } else { "ledger-earlier-than-wanted" };
            // What nobody moved since is as the plant's load, stock and lead times allowed at the approval.
            let why = why.unwrap_or_else(|| html! { small { (lang.t("ledger-promised-at-approval")) } });
            let body = html! { (promised) br; small { (lang.ta(words, &[("n", days.abs().to_string())])) } br; (why) };
            if days > 0 { ui::status(Tone::Warn, body) } else { body }
        }
        (_, Some(promised)) => html! { (promised) },
        (_, None) => html! { "–" },
    }
}

/// Expected, and in words when that is not the promised day.
fn forecast(shown: &Shown, line: &Line, moves: &Moves) -> Markup {
    let (lang, why) = (shown.lang, promises_card::why(shown, moves, line.id, Moved::Forecast));
    match (line.promised_on, line.forecast_on) {
        (Some(promised), Some(forecast)) if forecast != promised => {
            let days = forecast.days_since(promised);
            let words = if days > 0 { "ledger-later-than-promised" } else { "ledger-earlier-than-promised" };
            let body = html! {
                (forecast) br; small { (lang.ta(words, &[("n", days.abs().to_string())])) }
                @if let Some(why) = why { br; (why) }
            };
            if days > 0 { ui::status(Tone::Bad, body) } else { body }
        }
        (_, Some(forecast)) => html! { (forecast) },
        (_, None) => html! { "–" },
    }
}

/// What has happened to the quantity, furthest first; pages show the quantities, not only a word.
fn quantities(lang: Lang, line: &Line) -> Markup {
    let reached = [
        ("delivered", line.delivered),
        ("shipped", line.shipped),
        ("produced", line.produced),
        ("received-quantity", line.received),
        ("reserved", line.reserved),
        ("cancelled", line.cancelled),
    ];
    html! {
        @for (key, quantity) in reached {
            @if quantity.is_positive() { (lang.t(&format!("ledger-col-{key}"))) " " (quantity.page()) br; }
        }
    }
}

fn foot(shown: &Shown) -> Vec<Markup> {
    let empty = || html! {};
    let mut cells: Vec<Markup> = (0..13).map(|_| empty()).collect();
    if let Some(first) = cells.get_mut(1) {
        *first = html! { (shown.t("ledger-col-net")) };
    }
    cells.push(html! { (shown.order.net.page()) });
    cells
}

fn sum(shown: &Shown) -> Markup {
    if !shown.money {
        return html! {};
    }
    let (order, lang) = (&shown.order, shown.lang);
    let script = if lang == Lang::Hans { Script::Hans } else { Script::Hant };
    ui::card(
        lang.t("ledger-sums"),
        html! {},
        ui::facts([
            (lang.t("ledger-col-net"), html! { span.num { (order.currency) " " (order.net.page()) } }),
            (lang.t("ledger-col-tax"), html! { span.num { (order.currency) " " (order.tax.page()) } }),
            (lang.t("ledger-col-gross"), html! { strong.num { (order.currency) " " (order.gross.page()) } }),
            (
                lang.t("ledger-capital"),
                html! { span lang=(if lang == Lang::Hans { "zh-Hans" } else { "zh-Hant" }) { (capital(order.gross, script)) } },
            ),
        ]),
    )
}

/// How it is to be packed, marked and sent.
fn head_terms(shown: &Shown) -> Markup {
    let head = &shown.order.head;
    let all = [
        ("kind", &head.kind),
        ("delivery-policy", &head.delivery_policy),
        ("transport-term", &head.transport_term),
        ("transport-mode", &head.transport_mode),
        ("freight-payer", &head.freight_payer),
        ("insurance", &head.insurance),
        ("unloading", &head.unloading),
        ("packing", &head.packing),
        ("marking", &head.marking),
        ("label-language", &head.label_language),
        ("confidentiality", &head.confidentiality),
        ("remark", &head.remark),
    ];
    let given: Vec<(String, Markup)> = all
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (shown.t(&format!("field-head-{key}")), html! { (term_word(shown.lang, key, text)) }))
        .collect();
    if given.is_empty() {
        return html! {};
    }
    ui::card(shown.t("ledger-terms"), html! {}, ui::facts(given))
}

/// Kind and delivery policy are codes with a word in each language; everything else is the customer's own words.
fn term_word(lang: Lang, key: &str, text: &str) -> String {
    let words = match key {
        "kind" => "intake-kind-",
        "delivery-policy" => "intake-policy-",
        _ => return text.to_string(),
    };
    lang.maybe(&format!("{words}{}", text.replace('_', "-"))).unwrap_or_else(|| text.to_string())
}
