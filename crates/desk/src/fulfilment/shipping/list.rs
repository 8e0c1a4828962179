//! `/shipments`: orders that lie ready and are in no shipment yet, and shipments by where they stand, the next to leave first.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::i18n::Lang;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::steps::ShipState;
use super::store::{QUEUE, Shipment, read};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    /// `day.id` of the last row seen; of an order that lies ready the day's number.
    after: String,
}

/// An order of which all lies ready.
#[derive(Serialize)]
struct Ready {
    order: Id,
    number: String,
    customer: String,
    /// The day on which the customer wants it, as its number; 99999 where he names none.
    #[serde(skip)]
    wanted: i64,
    requested_on: Option<Day>,
    lines: i64,
    promised_on: Option<Day>,
}

#[derive(Serialize)]
struct Queue {
    state: ShipState,
    ready: Vec<Ready>,
    rows: Vec<Shipment>,
    next: Option<String>,
}

platform::sql! {
    READY = "SELECT o.id, o.number, c.name, COALESCE(o.requested_on, 99999), o.line_count, (SELECT MIN(l.promised_on) FROM order_line l \
        WHERE l.order_id = o.id AND l.removed_in IS NULL) FROM orders o JOIN customer c ON c.id = o.customer \
        WHERE o.execution = 'ready' AND (COALESCE(o.requested_on, 99999), o.id) > ($1, $2) AND NOT EXISTS (SELECT 1 FROM shipment s \
        WHERE s.order_id = o.id AND s.state IN ('packing', 'packed')) ORDER BY COALESCE(o.requested_on, 99999), o.id LIMIT $3";
}

/// `GET /shipments?state=packing`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let ships = ask.who()?.roles.has(Role::Logistics);
    let chosen = ShipState::from_code(&asked.state);
    // Logistics begins with what lies ready, the others with what is to be packed.
    let state = chosen.unwrap_or(if ships { ShipState::New } else { ShipState::Packing });
    let queue = app.read(move |tx| queue(tx, state, &asked.after)).await?;
    Ok(ask.show(&queue, || {
        let chips: Vec<Chip> = ShipState::ALL
            .iter()
            .map(|s| Chip::new(state_word(ask.lang, *s), format!("/shipments?state={s}"), *s == state))
            .collect();
        let body = html! {
            (ui::page_header(ask.t("nav-shipments"), ask.t("shipment-lead"), html! {}))
            (ui::chips(ask.t("shipment-state"), &chips))
            (ui::card("", ui::clause("6.1.1"), if state == ShipState::New { ready_table(&ask, &queue, ships) } else { table(&ask, &queue) }))
            @if let Some(next) = &queue.next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
        };
        shell::page(&ask, Page::new(ask.t("nav-shipments"), "shipments", body))
    }))
}

fn queue(tx: &mut Tx, state: ShipState, after: &str) -> Outcome<Queue> {
    let (at, id) = after.split_once('.').unwrap_or_default();
    let nil = Id::from_uuid(uuid::Uuid::nil());
    let id: Id = id.parse().unwrap_or(nil);
    let mut queue = Queue { state, ready: Vec::new(), rows: Vec::new(), next: None };
    let rows = usize::try_from(ROWS).unwrap_or(0);
    if state == ShipState::New {
        let at: i64 = at.parse().unwrap_or(i64::MIN);
        queue.ready = tx.list(&READY, &[&at, &id, &(ROWS + 1)], |row| {
            Ok(Ready {
                order: row.get(0)?,
                number: row.get(1)?,
                customer: row.get(2)?,
                wanted: row.get(3)?,
                requested_on: Day::from_i64(row.get(3)?).ok().filter(|day| day.to_i64() < 99_999),
                lines: row.get(4)?,
                promised_on: row.get(5)?,
            })
        })?;
        let more = queue.ready.len() > rows;
        queue.ready.truncate(rows);
        queue.next = queue.ready.last().filter(|_| more).map(|last| format!("{}.{}", last.wanted, last.order));
    } else {
        let first = Day::from_i64(0).unwrap_or(crate::people::today(tx)?);
        let day: Day = at.parse().unwrap_or(first);
        queue.rows = tx.list(&QUEUE, &[&state, &day, &id, &(ROWS + 1)], read)?;
        let more = queue.rows.len() > rows;
        queue.rows.truncate(rows);
        queue.next = queue.rows.last().filter(|_| more).map(|last| format!("{}.{}", last.leaves_on, last.id));
    }
    queue.next = queue.next.map(|next| format!("/shipments?state={state}&after={next}"));
    Ok(queue)
}

fn ready_table(ask: &Ask, queue: &Queue, ships: bool) -> Markup {
    let heads = ["order", "customer", "lines", "requested", "promised", "what-next"]
        .map(|key| column(ask.t(&format!("shipment-{key}"))));
    let rows = queue.ready.iter().map(|one| {
        ui::Row::new([
            html! { a href={ "/orders/" (one.order) } { (one.number) } },
            html! { (one.customer) },
            html! { (one.lines) },
            html! { (one.requested_on.map_or("–".to_string(), |day| day.to_string())) },
            html! { (one.promised_on.map_or("–".to_string(), |day| day.to_string())) },
            html! { @if ships { (ui::link_button(ask.t("shipment-new"), format!("/orders/{}/shipments", one.order)).small()) } },
        ])
    });
    let empty = ui::empty_state(ask.t("shipment-none-ready"), ask.t("shipment-none-ready-text"), html! {});
    html! { (ui::Table::new(ask.t("shipment-state-new"), heads).rows(rows).empty(empty)) }
}

fn table(ask: &Ask, queue: &Queue) -> Markup {
    let heads = ["number", "order", "leaves", "place", "carrier", "packages"]
        .map(|key| column(ask.t(&format!("shipment-{key}"))));
    let rows = queue.rows.iter().map(|one| {
        ui::Row::new([
            html! { a href=(one.href()) { (one.number) } },
            html! { a href={ "/orders/" (one.order) } { (one.order_number) } },
            html! { (one.leaves_on) },
            html! { (one.place) },
            html! { (one.carrier) },
            html! { @if one.packages > 0 { (one.packages) } },
        ])
        .opens(one.href())
    });
    let empty = ui::empty_state(ask.t("shipment-none"), ask.t("shipment-none-text"), html! {});
    html! { (ui::Table::new(ask.t("nav-shipments"), heads).rows(rows).empty(empty)) }
}

pub fn state_word(lang: Lang, state: ShipState) -> String {
    lang.t(&format!("shipment-state-{}", state.code().replace('_', "-")))
}

pub fn state_mark(lang: Lang, state: ShipState) -> Markup {
    let tone = match state {
        ShipState::New | ShipState::Packing => Tone::Active,
        ShipState::Packed => Tone::Warn,
        ShipState::HandedOver => Tone::Good,
        ShipState::CalledOff => Tone::Quiet,
    };
    ui::status(tone, state_word(lang, state))
}
