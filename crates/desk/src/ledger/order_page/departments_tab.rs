//! What the departments were given and have answered, drawn as the chain from the order down; and what the customer was
//! told.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::web::ui::{self, Row, Table, Tone, column};

use super::{Shown, chain};
use crate::fulfilment::{self, Dispatch, DispatchState};
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
        (told)
    })
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
