//! What the departments were given and have answered, drawn as the chain from the order down; and what the customer was
//! told.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::web::ui::{self, Row, Table, Tone, column};

use super::{Shown, chain};
use crate::fulfilment::{self, Bought, Dispatch, DispatchState};
use crate::masters::sees;
use crate::{notices, people};

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let dispatches = fulfilment::of_order(tx, shown.order.id)?;
    let mut rows = Vec::new();
    for dispatch in &dispatches {
        let by = match dispatch.acknowledged_by {
            Some(person) => people::name_of(tx, person)?,
            None => String::new(),
        };
        rows.push(row(shown, dispatch, &by));
    }
    let bought = fulfilment::bought_of(tx, shown.order.id)?;
    let inspections = fulfilment::inspection::of_order_card(tx, shown.order.id, shown.lang)?;
    let told = notices::box_for(tx, &shown.who, &shown.order, shown.lang)?;
    let heads = ["department", "line", "supply", "quantity", "promised", "acknowledged"];
    let heads = heads.map(|key| {
        let head = column(shown.t(&format!("ledger-dispatch-{key}")));
        if key == "quantity" { head.number() } else { head }
    });
    let empty = ui::empty_state(shown.t("ledger-no-dispatch"), shown.t("ledger-no-dispatch-text"), html! {});
    let table = Table::new(shown.t("ledger-tab-departments"), heads).rows(rows).empty(empty);
    Ok(html! {
        @if !dispatches.is_empty() { (ui::card(shown.t("ledger-chain"), html! {}, chain::draw(shown, &dispatches))) }
        (ui::card(shown.t("ledger-tab-departments"), ui::clause("3.2.5"), html! { (table) }))
        @if !bought.is_empty() { (ui::card(shown.t("purchase-of-order"), ui::clause("4.2.4"), bought_table(shown, &bought))) }
        (inspections)
        (told)
    })
}

/// What is bought for the order: where it stands and when it comes. No price.
fn bought_table(shown: &Shown, bought: &[Bought]) -> Markup {
    let heads = ["line", "sku", "quantity", "received", "wanted", "state", "expected", "contract-copy"]
        .map(|key| column(shown.t(&format!("purchase-{key}"))));
    let copies = sees::supplier(shown.who.roles);
    let rows = bought.iter().map(|part| {
        let line = shown.order.lines.iter().find(|line| Some(line.id) == part.line);
        let late = part.received < part.quantity && part.expected_on.is_some_and(|day| day > part.wanted_on);
        let state = match part.purchase_state {
            Some(state) => shown.t(&format!("purchase-state-{}", state.code().replace('_', "-"))),
            None => shown.t(&format!("purchase-request-state-{}", part.state)),
        };
        Row::new([
            html! { @if let Some(line) = line { (line.no) } },
            html! { (part.sku) @if part.component { br; small { (shown.t("purchase-for-component")) } } },
            html! { (part.quantity.page()) },
            html! { (part.received.page()) },
            html! { (part.wanted_on) },
            html! {
                (state)
                @if let Some(purchase) = part.purchase { br; a href={ "/purchases/" (purchase) } { (part.number) } }
            },
            html! {
                @if let Some(day) = part.expected_on { (day) } @else { "–" }
                @if late { " " (ui::status(Tone::Bad, shown.t("purchase-too-late"))) }
            },
            html! {
                @if let Some(purchase) = part.purchase.filter(|_| part.copy && copies) {
                    a href={ "/orders/" (shown.order.id) "/contracts/" (purchase) } { (shown.t("purchase-copy")) }
                } @else { "–" }
            },
        ])
    });
    html! { (Table::new(shown.t("purchase-of-order"), heads).rows(rows)) }
}

fn row(shown: &Shown, dispatch: &Dispatch, by: &str) -> Row {
    let line = shown.order.lines.iter().find(|line| line.id == dispatch.line);
    let answered = match (dispatch.state, dispatch.acknowledged_at) {
        _ if dispatch.stopped_at.is_some() => ui::status(Tone::Quiet, shown.t("ledger-stopped")),
        (DispatchState::Acknowledged, Some(at)) => ui::status(Tone::Good, html! { (by) " · " (shown.moment(at)) }),
        (DispatchState::Acknowledged, None) => ui::status(Tone::Good, shown.t("ledger-acknowledged")),
        (DispatchState::Dispatched, _) => ui::status(Tone::Warn, shown.t("ledger-not-acknowledged")),
    };
    Row::new([
        html! { (shown.t(&format!("role-{}", dispatch.department))) },
        html! { @if let Some(line) = line { (line.no) " · " (line.sku) " " (line.name) } },
        html! { (shown.t(&format!("ledger-supply-{}", dispatch.mode))) },
        html! { (dispatch.quantity.page()) },
        html! { @if let Some(day) = dispatch.promised_on { (day) } @else { "–" } },
        answered,
    ])
}
