//! What each department was given to do (1.3.3): its own rows, or all of them for those who coordinate. No sale money.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::{Day, Instant};
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::SUPPLIERS;
use super::dispatch::DispatchState;
use crate::masters::Supply;
use crate::order::{Head, Priority};
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    department: String,
    state: String,
    /// `micros.id` of the last row seen.
    after: String,
}

/// One row of a department's list.
#[derive(Clone, Debug, Serialize)]
struct Given {
    id: Id,
    order: Id,
    number: String,
    customer: String,
    priority: Priority,
    line: i64,
    sku: String,
    name: String,
    spec: String,
    unit: String,
    mode: Supply,
    quantity: Quantity,
    promised_on: Option<Day>,
    special: String,
    packing: String,
    marking: String,
    remark: String,
    state: DispatchState,
    made_at: Instant,
    acknowledged_at: Option<Instant>,
}

#[derive(Serialize)]
struct Queue {
    department: Role,
    state: DispatchState,
    rows: Vec<Given>,
    next: Option<String>,
}

platform::sql! {
    QUEUE = "SELECT d.id, d.order_id, o.number, c.name, o.priority, l.no, l.sku, l.name, l.spec, l.unit, d.mode, \
        d.quantity, d.promised_on, o.head, d.remark, d.state, d.made_at, d.acknowledged_at FROM dispatch d \
        JOIN orders o ON o.id = d.order_id JOIN customer c ON c.id = o.customer JOIN order_line l ON l.id = d.line_id \
        WHERE d.department = $1 AND d.state = $2 AND d.stopped_at IS NULL AND (d.made_at, d.id) > ($3, $4) ORDER BY d.made_at, d.id LIMIT $5";
    OPEN = "SELECT COUNT(*) FROM (SELECT id FROM dispatch WHERE department = $1 AND state = 'dispatched' AND stopped_at IS NULL LIMIT 1000) d";
}

/// `GET /departments?department=warehouse&state=dispatched`
pub async fn page(State(app): State<App>, ask: Ask, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = seen_by(&who);
    let asked = Role::from_code(&filter.department).filter(|role| seen.contains(role));
    let Some(department) = asked.or(seen.first().copied()) else { return Ok(nothing(&ask)) };
    let state = DispatchState::from_code(&filter.state).unwrap_or(DispatchState::Dispatched);
    let departments = seen.clone();
    let (queue, counts, zone) = app
        .read(move |tx| {
            let queue = queue(tx, department, state, &filter.after)?;
            let mut counts = Vec::new();
            for role in &departments {
                counts.push(tx.one(&OPEN, &[role], |row| row.get::<i64>(0))?);
            }
            Ok((queue, counts, people::zone(tx)?))
        })
        .await?;
    let token = || app.0.ids.new_id(app.0.clock.now());
    Ok(ask.show(&queue, || {
        let body = body(&ask, &who, &queue, &seen, &counts, &zone, &token);
        shell::page(&ask, Page::new(ask.t("nav-departments"), "departments", body))
    }))
}

/// Those who coordinate see every department's list, a department its own.
fn seen_by(who: &Person) -> Vec<Role> {
    let all = who.roles.any(&[Role::Specialist, Role::Manager, Role::Executive]);
    SUPPLIERS.iter().copied().filter(|role| all || who.is(*role)).collect()
}

fn queue(tx: &mut Tx, department: Role, state: DispatchState, after: &str) -> Outcome<Queue> {
    let start = (Instant::EPOCH, Id::from_uuid(uuid::Uuid::nil()));
    let (at, id) = cursor(after).unwrap_or(start);
    let mut rows = tx.list(&QUEUE, &[&department, &state, &at, &id, &(ROWS + 1)], read)?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.made_at.to_i64(), row.id));
    Ok(Queue { department, state, rows, next })
}

fn cursor(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn read(row: &Row<'_>) -> Result<Given, Fault> {
    let head: String = row.get(13)?;
    let head: Head = serde_json::from_str(&head).map_err(|e| Fault::other("read a dispatch", e))?;
    Ok(Given {
        id: row.get(0)?,
        order: row.get(1)?,
        number: row.get(2)?,
        customer: row.get(3)?,
        priority: row.get(4)?,
        line: row.get(5)?,
        sku: row.get(6)?,
        name: row.get(7)?,
        spec: row.get(8)?,
        unit: row.get(9)?,
        mode: row.get(10)?,
        quantity: row.get(11)?,
        promised_on: row.get(12)?,
        special: head.special,
        packing: head.packing,
        marking: head.marking,
        remark: row.get(14)?,
        state: row.get(15)?,
        made_at: row.get(16)?,
        acknowledged_at: row.get(17)?,
    })
}

fn nothing(ask: &Ask) -> Response {
    ask.show(&serde_json::json!({"rows": []}), || {
        let body = html! {
            (ui::page_header(ask.t("nav-departments"), ask.t("dispatch-lead"), html! {}))
            (ui::card("", html! {}, ui::empty_state(ask.t("dispatch-none-yours"), ask.t("dispatch-none-yours-text"), html! {})))
        };
        shell::page(ask, Page::new(ask.t("nav-departments"), "departments", body))
    })
}

fn body(
    ask: &Ask,
    who: &Person,
    queue: &Queue,
    seen: &[Role],
    counts: &[i64],
    zone: &TimeZone,
    token: &dyn Fn() -> Id,
) -> Markup {
    let lang = ask.lang;
    let here = |role: Role, state: DispatchState| format!("/departments?department={role}&state={state}");
    let departments: Vec<Chip> = seen
        .iter()
        .zip(counts)
        .map(|(role, count)| {
            let chip = Chip::new(lang.t(&format!("role-{role}")), here(*role, queue.state), *role == queue.department);
            chip.count(u64::try_from(*count).unwrap_or(0))
        })
        .collect();
    let states: Vec<Chip> = DispatchState::ALL
        .iter()
        .map(|state| {
            Chip::new(lang.t(&format!("dispatch-state-{state}")), here(queue.department, *state), *state == queue.state)
        })
        .collect();
    let after = queue.next.as_ref().map(|next| format!("{}&after={next}", here(queue.department, queue.state)));
    html! {
        (ui::page_header(lang.t("nav-departments"), lang.t("dispatch-lead"), html! { (ui::link_button(lang.t("plant-title"), "/plant")) }))
        (ui::chips(lang.t("dispatch-department"), &departments))
        (ui::chips(lang.t("dispatch-state"), &states))
        (ui::card(lang.t(&format!("role-{}", queue.department)), ui::clause("3.2.5"), table(lang, who, queue, zone, token)))
        @if let Some(after) = &after { (ui::pager(lang, None, Some(after.as_str()), "")) }
    }
}

fn table(lang: Lang, who: &Person, queue: &Queue, zone: &TimeZone, token: &dyn Fn() -> Id) -> Markup {
    let heads = [
        column(lang.t("dispatch-order")),
        column(lang.t("dispatch-product")),
        column(lang.t("dispatch-quantity")).number(),
        column(lang.t("dispatch-promised")),
        column(lang.t("dispatch-wishes")),
        column(lang.t("dispatch-since")),
        column(lang.t("dispatch-act")),
    ];
    let own = who.is(queue.department);
    let empty = ui::empty_state(
        lang.t(&format!("dispatch-empty-{}", queue.state)),
        lang.t(&format!("dispatch-empty-{}-text", queue.state)),
        html! {},
    );
    let mut first_of = None;
    let rows: Vec<ui::Row> = queue
        .rows
        .iter()
        .map(|row| {
            let first = first_of.replace(row.order) != Some(row.order);
            let several = first && queue.rows.iter().filter(|other| other.order == row.order).count() > 1;
            shown(lang, row, own, several, zone, token)
        })
        .collect();
    html! { (ui::Table::new(lang.t(&format!("role-{}", queue.department)), heads).rows(rows).empty(empty)) }
}

fn shown(lang: Lang, row: &Given, own: bool, several: bool, zone: &TimeZone, token: &dyn Fn() -> Id) -> ui::Row {
    let rush = row.priority == Priority::Rush;
    ui::Row::new([
        html! {
            a href={ "/orders/" (row.order) } { (row.number) } " · " (row.line)
            @if rush { " " (ui::badge(Tone::Warn, lang.t("dispatch-rush"))) }
            br; small { (row.customer) }
        },
        html! { (row.sku) " " (row.name) br; small { (row.spec) } },
        html! { (row.quantity.page()) " " (row.unit) },
        html! { @if let Some(day) = row.promised_on { (day) } @else { "–" } },
        html! { (wishes(lang, row)) },
        html! { (row.made_at.in_zone(zone).strftime("%m-%d %H:%M").to_string()) },
        html! {
            @if let Some(at) = row.acknowledged_at {
                (ui::status(Tone::Good, at.in_zone(zone).strftime("%m-%d %H:%M").to_string()))
            } @else if own {
                (button(lang, row, false, token()))
                @if several { (button(lang, row, true, token())) }
            } @else {
                (ui::status(Tone::Active, lang.t("dispatch-state-dispatched")))
            }
        },
    ])
}

fn button(lang: Lang, row: &Given, all: bool, token: Id) -> Markup {
    let about = format!("{} · {}", row.number, row.line);
    html! {
        form.inline method="post" action={ "/dispatches/" (row.id) "/acknowledgement" } {
            (ui::form_token(token))
            @if all {
                (ui::hidden("all", "yes"))
                (ui::button(lang.t("dispatch-acknowledge-all")).small().ghost()
                    .attr("aria-label", format!("{}: {}", lang.t("dispatch-acknowledge-all"), row.number)))
            } @else {
                (ui::button(lang.t("step-dispatch-acknowledge")).small()
                    .attr("aria-label", format!("{}: {about}", lang.t("step-dispatch-acknowledge"))))
            }
        }
    }
}

/// What the customer wants beside the goods themselves.
fn wishes(lang: Lang, row: &Given) -> Markup {
    let wishes = [
        ("dispatch-special", &row.special),
        ("dispatch-packing", &row.packing),
        ("dispatch-marking", &row.marking),
        ("dispatch-remark", &row.remark),
    ];
    let said: Vec<_> = wishes.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    html! {
        @if said.is_empty() { "–" }
        @for (key, text) in said { div { small { (lang.t(key)) ": " (text) } } }
    }
}
