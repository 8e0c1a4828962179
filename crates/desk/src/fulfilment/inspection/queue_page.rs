//! `/inspections`: what waits for quality, what failed and waits for a word, and what was judged; the oldest first.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::steps::{BEGIN, TrancheState};
use super::store::{self, Inspection, QUEUE, Tranche, read_tranche};
use crate::masters::{self, Product};
use crate::people::{self, Again};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    /// `micros.id` of the last row seen.
    after: String,
}

#[derive(Serialize)]
struct Row {
    tranche: Tranche,
    inspection: Inspection,
    sku: String,
    #[serde(skip)]
    product: Option<Product>,
}

#[derive(Serialize)]
struct Queue {
    state: TrancheState,
    rows: Vec<Row>,
    after: Option<String>,
    #[serde(skip)]
    zone: Option<jiff::tz::TimeZone>,
}

/// `GET /inspections?state=pending`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    shown(&app, &ask, asked, Again::blank()).await
}

/// The list once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    shown(app, ask, Asked::default(), again).await
}

async fn shown(app: &App, ask: &Ask, asked: Asked, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let state = TrancheState::from_code(&asked.state).filter(|s| SHOWN.contains(s)).unwrap_or(TrancheState::Pending);
    let (queue, once) = app.read(move |tx| Ok((queue(tx, state, &asked.after)?, tx.new_id()))).await?;
    let stands = Standing { roles: who.roles, ..Standing::default() };
    Ok(ask.show(&queue, || {
        let chips: Vec<Chip> = SHOWN
            .iter()
            .map(|s| Chip::new(state_word(ask.lang, *s), format!("/inspections?state={s}"), *s == state))
            .collect();
        let actions = html! { (ui::link_button(ask.t("inspection-plans"), "/inspection-plans")) };
        let body = html! {
            (ui::page_header(ask.t("nav-inspections"), ask.t("inspection-lead"), actions))
            (again.head(ask))
            (ui::chips(ask.t("inspection-state"), &chips))
            (ui::card("", ui::clause("5.1.1"), table(ask, &queue)))
            @if let Some(after) = &queue.after { (ui::pager(ask.lang, None, Some(after.as_str()), "")) }
            @if may_begin(&stands) { (begin_form(ask, once, &again)) }
        };
        shell::page(ask, Page::new(ask.t("nav-inspections"), "inspections", body).status(again.status))
    }))
}

const SHOWN: &[TrancheState] = &[
    TrancheState::Pending,
    TrancheState::Failed,
    TrancheState::Passed,
    TrancheState::Concession,
    TrancheState::Rework,
    TrancheState::Return,
    TrancheState::Scrap,
    TrancheState::Dropped,
];

fn queue(tx: &mut Tx, state: TrancheState, after: &str) -> Outcome<Queue> {
    let start = (Instant::EPOCH, Id::from_uuid(uuid::Uuid::nil()));
    let (at, id) = cursor(after).unwrap_or(start);
    let mut found = tx.list(&QUEUE, &[&state, &at, &id, &(ROWS + 1)], read_tranche)?;
    let more = found.len() as i64 > ROWS;
    found.truncate(usize::try_from(ROWS).unwrap_or(0));
    let after = found
        .last()
        .filter(|_| more)
        .map(|last| format!("/inspections?state={state}&after={}.{}", last.opened_at.to_i64(), last.id));
    let mut of: Vec<Id> = found.iter().map(|t| t.inspection).collect();
    of.sort_unstable();
    of.dedup();
    let heads: HashMap<Id, Inspection> = store::some(tx, &of)?.into_iter().map(|one| (one.id, one)).collect();
    let goods: Vec<Id> = heads.values().filter_map(|one| one.product).collect();
    let products = masters::products(tx, &goods)?;
    let rows = found.into_iter().filter_map(|tranche| {
        let inspection = heads.get(&tranche.inspection)?.clone();
        let product = inspection.product.and_then(|id| products.get(&id)).cloned();
        Some(Row { sku: product.as_ref().map_or(String::new(), |p| p.sku.clone()), tranche, inspection, product })
    });
    Ok(Queue { state, rows: rows.collect(), after, zone: Some(people::zone(tx)?) })
}

fn cursor(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn table(ask: &Ask, queue: &Queue) -> Markup {
    let heads = ["number", "kind", "goods", "quantity", "source", "since"].map(|key| {
        let head = column(ask.t(&format!("inspection-{key}")));
        if key == "quantity" { head.number() } else { head }
    });
    let rows = queue.rows.iter().map(|row| {
        let (one, t) = (&row.inspection, &row.tranche);
        let at = queue.zone.as_ref().map_or(String::new(), |zone| people::shown(t.opened_at, zone));
        ui::Row::new([
            html! { a href=(one.href()) { (one.number) } " · " (t.no) },
            html! { (ask.t(&format!("inspection-kind-{}", one.kind.code().replace('_', "-")))) },
            goods(ask.lang, row.product.as_ref()),
            html! { (t.quantity.page()) @if let Some(p) = &row.product { " " (p.unit) } },
            html! { (one.source) },
            html! { (at) @if !t.ground.is_empty() { br; small { (t.ground) } } },
        ])
        .opens(one.href())
    });
    let empty = ui::empty_state(ask.t("inspection-none"), ask.t("inspection-none-text"), html! {});
    html! { (ui::Table::new(ask.t("nav-inspections"), heads).rows(rows).empty(empty)) }
}

pub fn goods(lang: Lang, product: Option<&Product>) -> Markup {
    html! { @if let Some(p) = product { (p.sku) " " (p.name(lang)) } @else { (lang.t("inspection-custom")) } }
}

/// Whether this reader may ask for an inspection.
pub fn may_begin(stands: &Standing) -> bool {
    BEGIN.offered(TrancheState::New, stands)
}

/// Before shipment: pieces that lie ready for a line.
fn begin_form(ask: &Ask, once: Id, again: &Again) -> Markup {
    ui::card(
        ask.t("inspection-begin-outgoing"),
        ui::clause("5.1.1"),
        html! {
            p { (ask.t("inspection-begin-outgoing-text")) }
            form method="post" action="/inspections" data-guard {
                (ui::form_token(once))
                div.fields {
                    (ui::text("order", ask.t("inspection-order")).value(again.value("order")).error(again.error("order")).required())
                    (ui::number("no", ask.t("inspection-line")).value(again.value("no")).error(again.error("no")).required())
                    (ui::number("quantity", ask.t("inspection-quantity")).value(again.value("quantity")).error(again.error("quantity")).required())
                }
                div.form-foot { (ui::button(ask.t("step-inspection-begin"))) }
            }
        },
    )
}

pub fn state_word(lang: Lang, state: TrancheState) -> String {
    lang.t(&format!("inspection-state-{state}"))
}

pub fn state_mark(lang: Lang, state: TrancheState) -> Markup {
    let tone = match state {
        TrancheState::New | TrancheState::Pending => Tone::Active,
        TrancheState::Passed => Tone::Good,
        TrancheState::Concession | TrancheState::Rework => Tone::Warn,
        TrancheState::Failed | TrancheState::Return | TrancheState::Scrap => Tone::Bad,
        TrancheState::Dropped => Tone::Quiet,
    };
    ui::status(tone, state_word(lang, state))
}
