//! `/orders/{id}/shipments`: what of the order lies ready, and the form that lays it together.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::act::App;
use platform::quantity::Quantity;
use platform::web::ui::{self, column};
use platform::web::{Ask, Failure};
use serde::Serialize;

use super::ready::{left, of, ready};
use crate::order::{self, Order};
use crate::people::{self, Again};
use crate::shell::{self, Page};

/// A line, and what of it lies ready.
#[derive(Serialize)]
struct Lies {
    no: i64,
    sku: String,
    name: String,
    unit: String,
    left: Quantity,
    ready: Quantity,
}

struct Seen {
    order: Order,
    lines: Vec<Lies>,
    today: String,
    once: Id,
}

/// `GET /orders/{id}/shipments`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    again(&app, &ask, id, Again::blank()).await
}

/// The form once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            let ready = ready(tx, &order, None)?;
            let lies = |line: &order::Line| Lies {
                no: line.no,
                sku: line.sku.clone(),
                name: line.name.clone(),
                unit: line.unit.clone(),
                left: left(line),
                ready: of(&ready, line.id).min(left(line)),
            };
            let lines = order.lines.iter().filter(|line| left(line).is_positive()).map(lies).collect();
            Ok::<_, platform::Trouble>(Seen { lines, today: people::today(tx)?.to_string(), once: tx.new_id(), order })
        })
        .await?;
    Ok(ask.show(&seen.lines, || drawn(ask, &seen, &again)))
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let order = &seen.order;
    let at_once = order.head.delivery_policy == "at_once";
    let wishes =
        [("packing", &order.head.packing), ("marking", &order.head.marking), ("transport", &order.head.transport_mode)];
    let wishes = wishes.into_iter().filter(|(_, text)| !text.is_empty());
    let wishes: Vec<(String, Markup)> =
        wishes.map(|(key, text)| (ask.t(&format!("shipment-{key}")), html! { (text) })).collect();
    let form = html! {
        @if at_once { p { (ask.t("shipment-at-once")) } }
        @if !wishes.is_empty() { (ui::facts(wishes)) }
        form method="post" action={ "/orders/" (order.id) "/shipments" } data-guard {
            (ui::form_token(seen.once))
            (table(ask, seen, again))
            div.fields {
                (ui::date("leaves_on", ask.t("shipment-leaves")).value(again.or("leaves_on", &seen.today)).error(again.error("leaves_on")))
                (ui::text("place", ask.t("shipment-place")).value(again.or("place", &order.head.place)).error(again.error("place")))
                (ui::text("carrier", ask.t("shipment-carrier")).value(again.value("carrier")).error(again.error("carrier")))
            }
            div.form-foot { (ui::primary(ask.t("step-shipment-open"))) }
        }
    };
    let empty = ui::empty_state(ask.t("shipment-nothing-left"), ask.t("shipment-nothing-left-text"), html! {});
    let body = html! {
        (ui::page_header(ask.t("shipment-new"), order.number.clone(), html! {}))
        (again.head(ask))
        (ui::card("", ui::clause("6.1.2"), if seen.lines.is_empty() { html! { (empty) } } else { form }))
    };
    let page = Page::new(ask.t("shipment-new"), "shipments", body)
        .crumb(ask.t("nav-shipments"), "/shipments")
        .crumb(order.number.clone(), format!("/orders/{}?tab=departments", order.id));
    shell::page(ask, page.status(again.status))
}

fn table(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let heads = ["line", "left", "ready", "quantity"].map(|key| column(ask.t(&format!("shipment-{key}"))));
    let rows = seen.lines.iter().enumerate().map(|(at, line)| {
        let name = format!("lines[{at}][quantity]");
        let ready = if line.ready.is_positive() { line.ready.to_string() } else { String::new() };
        let typed = again.row("lines", at, "quantity").unwrap_or(ready);
        ui::Row::new([
            html! { (line.no) " · " (line.sku) " " (line.name) },
            html! { (line.left.page()) " " (line.unit) },
            html! { (line.ready.page()) },
            html! {
                (ui::hidden(&format!("lines[{at}][no]"), line.no))
                (ui::number(&name, format!("{} {}", ask.t("shipment-quantity"), line.no)).id(format!("quantity-{}", line.no))
                    .label_hidden().value(typed).error(again.error(&name)))
            },
        ])
    });
    html! { (ui::Table::new(ask.t("shipment-ready"), heads).rows(rows)) }
}
