//! What if this order went first? Everything that nobody began is laid behind it; the page says whose days move and by how
//! much. Nothing is stored.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::web::ui::{self, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::Serialize;

use super::floor::floor;
use super::lay::{Laid, first};
use super::open;
use super::work::Work;
use crate::order::{self, Approval, LineSaid, Order};
use crate::shell::{self, Page};

/// Moves that a page shows; the figures count all.
const SHOWN: usize = 200;

#[derive(Serialize)]
struct Answer {
    order: Id,
    number: String,
    /// When this order's own work would be done.
    ready_on: Option<Day>,
    /// When it is done as planned now; nothing for an order that is not approved.
    planned_on: Option<Day>,
    moves: Vec<Slip>,
    /// Lines whose promised day would not be kept.
    broken: usize,
}

#[derive(Serialize)]
struct Slip {
    work: Id,
    number: String,
    customer: String,
    goods: String,
    before: Option<Day>,
    after: Option<Day>,
    wanted_on: Option<Day>,
    days: i64,
}

impl Slip {
    fn breaks(&self) -> bool {
        matches!((self.wanted_on, self.after), (Some(wanted), Some(after)) if after > wanted)
            && !matches!((self.wanted_on, self.before), (Some(wanted), Some(before)) if before > wanted)
    }
}

/// `GET /production/what-if/{order}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let answer = app
        .read(move |tx| {
            let order = order::fetch(tx, &who, id)?;
            weigh(tx, &order)
        })
        .await?;
    Ok(ask.show(&answer, || {
        let title = ask.ta("what-if-title", &[("number", answer.number.clone())]);
        let body = html! {
            (ui::page_header(&title, ask.t("what-if-lead"), html! { (ui::link_button(answer.number.clone(), format!("/orders/{}", answer.order))) }))
            (ui::card(ask.t("what-if-answer"), ui::clause("4.1.4"), words(&ask, &answer)))
            (ui::card(ask.t("what-if-moves"), ui::clause("4.1.2"), table(&ask, &answer)))
        };
        shell::page(&ask, Page::new(title, "production", body).crumb(ask.t("nav-production"), "/production"))
    }))
}

fn weigh(tx: &mut Tx, order: &Order) -> Outcome<Answer> {
    let floor = floor(tx)?;
    let own: Vec<Work> = floor.works.iter().filter(|work| work.order == order.id).cloned().collect();
    let planned_on = own.iter().filter_map(|work| work.end_on).max();
    // What is approved and has no work left is made.
    let works = if order.approval == Approval::Approved { own } else { open::sketch(tx, order)? };
    let laid = first(&floor, &works);
    let ids: Vec<Id> = works.iter().map(|work| work.id).collect();
    let ready_on = laid.iter().filter(|one| ids.contains(&one.work)).filter_map(|one| one.end_on).max();
    let lines: Vec<Id> = floor.works.iter().map(|work| work.line).collect();
    let said = order::lines_said(tx, &lines)?;
    let mut moves: Vec<Slip> =
        laid.iter().filter(|one| !ids.contains(&one.work)).filter_map(|one| slip(&floor.works, one, &said)).collect();
    moves.sort_by_key(|slip| (-slip.days, slip.number.clone()));
    let broken = moves.iter().filter(|slip| slip.breaks()).count();
    Ok(Answer { order: order.id, number: order.number.clone(), ready_on, planned_on, moves, broken })
}

fn slip(works: &[Work], laid: &Laid, said: &std::collections::HashMap<Id, LineSaid>) -> Option<Slip> {
    let work = works.iter().find(|work| work.id == laid.work)?;
    let days = match (work.end_on, laid.end_on) {
        (Some(before), Some(after)) => after.days_since(before),
        _ => 0,
    };
    // Earlier is no harm: only who slips is of interest.
    if days <= 0 {
        return None;
    }
    let line = said.get(&work.line);
    Some(Slip {
        work: work.id,
        number: work.number.clone(),
        customer: line.map_or(String::new(), |l| l.customer.clone()),
        goods: line.map_or(String::new(), |l| l.goods.clone()),
        before: work.end_on,
        after: laid.end_on,
        wanted_on: work.wanted_on,
        days,
    })
}

fn words(ask: &Ask, answer: &Answer) -> Markup {
    let day = |day: Option<Day>| day.map_or("–".to_string(), |day| day.to_string());
    let args = [
        ("ready", day(answer.ready_on)),
        ("planned", day(answer.planned_on)),
        ("n", answer.moves.len().to_string()),
        ("broken", answer.broken.to_string()),
    ];
    let tone = if answer.broken > 0 { Tone::Bad } else { Tone::Good };
    html! {
        @if answer.ready_on.is_none() {
            p { (ask.t("what-if-nothing-made")) }
        } @else {
            p { (ask.ta(if answer.planned_on.is_some() { "what-if-ready" } else { "what-if-ready-new" }, &args)) }
            p { (ui::status(tone, ask.ta("what-if-slips", &args))) }
        }
    }
}

fn table(ask: &Ask, answer: &Answer) -> Markup {
    let heads = [
        column(ask.t("work-number")),
        column(ask.t("work-customer")),
        column(ask.t("work-goods")),
        column(ask.t("what-if-before")),
        column(ask.t("what-if-after")),
        column(ask.t("work-wanted")),
    ];
    let day = |day: Option<Day>| html! { @if let Some(day) = day { (day) } @else { "–" } };
    let rows = answer.moves.iter().take(SHOWN).map(|slip| {
        let after = html! { (day(slip.after)) br; small { (ask.ta("delay-days", &[("n", slip.days.to_string())])) } };
        ui::Row::new([
            html! { a href={ "/production/" (slip.work) } { (slip.number) } },
            html! { (slip.customer) },
            html! { (slip.goods) },
            day(slip.before),
            ui::status(if slip.breaks() { Tone::Bad } else { Tone::Warn }, after),
            day(slip.wanted_on),
        ])
    });
    let empty = ui::empty_state(ask.t("what-if-none"), ask.t("what-if-none-text"), html! {});
    html! { (ui::Table::new(ask.t("what-if-moves"), heads).rows(rows).empty(empty)) }
}
