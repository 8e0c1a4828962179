//! 2.2.2c: what the departments were given, how far each is and what holds it up, drawn as the chain from the order down;
//! and what the customer was told. A fixed number of statements, however many lines.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::act::Outcome;
use platform::step::Sight;
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::{Id, Tx};

use super::{Shown, chain, stops_card, works_card};
use crate::fulfilment::{self, Bought, Dispatch, DispatchState, delay, production};
use crate::masters::{self, Held, sees};
use crate::{notices, people};

/// The owner follows his order through every department that has it.
pub const FOLLOWED: Sight = Sight { id: "order.followed", clause: "2.2.2c" };

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    if !FOLLOWED.is_shown() {
        return Ok(html! {});
    }
    let order = shown.order.id;
    let dispatches = fulfilment::of_order(tx, order)?;
    let by: Vec<Id> = dispatches.iter().filter_map(|dispatch| dispatch.acknowledged_by).collect();
    let names = people::names(tx, &by)?;
    let works = production::shown_of(tx, order)?;
    let bought = fulfilment::bought_of(tx, order)?;
    let purchases: Vec<Id> = bought.iter().filter_map(|part| part.purchase).collect();
    let receipts = fulfilment::receipts_of(tx, &purchases)?;
    let delays = delay::of_order(tx, order)?;
    let lines: Vec<Id> = shown.order.lines.iter().map(|line| line.id).collect();
    let held = masters::held_for(tx, &lines)?;
    let stops = stops_card::draw(tx, shown)?;
    let inspections = fulfilment::inspection::of_order_card(tx, order, shown.lang)?;
    let shipments = fulfilment::shipping::of_order_card(tx, &shown.who, &shown.order, shown.lang)?;
    let told = notices::box_for(tx, &shown.who, &shown.order, shown.lang)?;
    let seen = chain::Seen { dispatches: &dispatches, works: &works, bought: &bought, receipts: &receipts };
    Ok(html! {
        @if !dispatches.is_empty() { (ui::card(shown.t("ledger-chain"), html! {}, chain::draw(shown, &seen))) }
        @if !delays.is_empty() { (ui::card(shown.t("nav-delays"), ui::clause("4.1.4"), delay_table(shown, &delays))) }
        (stops)
        @if !works.is_empty() { (ui::card(shown.t("work-title"), ui::clause("4.1.3"), works_card::table(shown, &works))) }
        @if !bought.is_empty() { (ui::card(shown.t("purchase-of-order"), ui::clause("4.2.4"), bought_table(shown, &bought))) }
        (inspections)
        (shipments)
        @if !held.is_empty() { (ui::card(shown.t("ledger-held-for"), ui::clause("3.2.5"), held_table(shown, &held))) }
        (ui::card(shown.t("ledger-tab-departments"), ui::clause("3.2.5"), dispatch_table(shown, &dispatches, &names)))
        (told)
    })
}

fn dispatch_table(shown: &Shown, dispatches: &[Dispatch], names: &HashMap<Id, String>) -> Markup {
    let name = |id: Option<Id>| id.and_then(|id| names.get(&id)).map_or("", String::as_str);
    let rows = dispatches.iter().map(|dispatch| row(shown, dispatch, name(dispatch.acknowledged_by)));
    let heads = ["department", "line", "supply", "quantity", "promised", "acknowledged"];
    let heads = heads.map(|key| {
        let head = column(shown.t(&format!("ledger-dispatch-{key}")));
        if key == "quantity" { head.number() } else { head }
    });
    let empty = ui::empty_state(shown.t("ledger-no-dispatch"), shown.t("ledger-no-dispatch-text"), html! {});
    html! { (Table::new(shown.t("ledger-tab-departments"), heads).rows(rows).empty(empty)) }
}

/// Days that will not be kept, each with the way to its case.
fn delay_table(shown: &Shown, delays: &[delay::Delay]) -> Markup {
    let heads = [
        column(shown.t("ledger-dispatch-line")),
        column(shown.t("delay-state")),
        column(shown.t("delay-promised")),
        column(shown.t("delay-forecast")),
        column(shown.t("delay-cause")),
    ];
    let rows = delays.iter().map(|d| {
        Row::new([
            html! { a href=(d.href()) { (shown.line_words(d.line)) } },
            ui::status(delay::tone_of(d.state), shown.t(&format!("delay-state-{}", d.state))),
            html! { (d.promised_on) },
            html! { (d.agreed_on.unwrap_or(d.forecast_on)) },
            html! { (shown.t(&format!("delay-kind-{}", d.kind))) br; small { (d.cause) } },
        ])
    });
    html! { (Table::new(shown.t("nav-delays"), heads).rows(rows)) }
}

/// What lies in the warehouse for this order and for nobody else.
fn held_table(shown: &Shown, held: &[Held]) -> Markup {
    let heads = [
        column(shown.t("ledger-dispatch-line")),
        column(shown.t("ledger-col-product")),
        column(shown.t("ledger-dispatch-quantity")).number(),
        column(shown.t("ledger-held-since")),
    ];
    let mut held: Vec<&Held> = held.iter().collect();
    held.sort_by_key(|one| (shown.line_no(one.line), &one.sku, one.since));
    let rows = held.into_iter().map(|one| {
        Row::new([
            html! { (shown.line_words(one.line)) },
            html! { a href={ "/products/" (one.product) } { (one.sku) } },
            html! { (one.quantity.page()) },
            html! { (shown.moment(one.since)) },
        ])
    });
    html! { (Table::new(shown.t("ledger-held-for"), heads).rows(rows)) }
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
