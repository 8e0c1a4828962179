//! 4.1.1, 4.1.2: production's queue, by state, the most urgent first.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::replan;
use super::work::{self, Work, WorkState};
use crate::order::{self, LineSaid, Priority};
use crate::people;
use crate::shell::{self, Page};

const ROWS: i64 = 50;
/// A work without a wanted day comes last.
const NO_DAY: i64 = 99_999;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    /// `day.id` of the last row seen.
    after: String,
}

macro_rules! columns {
    ($tail:literal) => {
        concat!(
            "SELECT id, number, order_id, line_id, product, quantity, good, scrap, passed, stocked, state, wanted_on, \
             begin_on, end_on, parts_on, pinned, on_hold, ground, made_at, released_at, finished_at, lock \
             FROM work_order ",
            $tail
        )
    };
}

platform::sql! {
    QUEUE = columns!("WHERE state = $1 AND (COALESCE(wanted_on, 99999), id) > ($2, $3) \
        ORDER BY COALESCE(wanted_on, 99999), id LIMIT $4");
    COUNT = "SELECT COUNT(*) FROM (SELECT id FROM work_order WHERE state = $1 LIMIT 1000) w";
}

#[derive(Serialize)]
struct Queue {
    state: WorkState,
    rows: Vec<Row>,
    after: Option<String>,
    /// Days on this page are still being computed.
    replanning: bool,
}

#[derive(Serialize)]
struct Row {
    work: Work,
    #[serde(skip)]
    line: Option<LineSaid>,
}

/// `GET /production?state=acknowledged`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    ask.who()?;
    let state = WorkState::from_code(&asked.state).unwrap_or(WorkState::Acknowledged);
    let (queue, counts, today) = app
        .read(move |tx| {
            let mut counts = Vec::new();
            for state in SHOWN {
                counts.push(tx.one(&COUNT, &[state], |row| row.get::<i64>(0))?);
            }
            Ok((queue(tx, state, &asked.after)?, counts, people::today(tx)?))
        })
        .await?;
    Ok(ask.show(&queue, || {
        let chips: Vec<Chip> = SHOWN
            .iter()
            .zip(&counts)
            .map(|(s, n)| {
                let chip = Chip::new(ask.t(&format!("work-state-{s}")), format!("/production?state={s}"), *s == state);
                chip.count(u64::try_from(*n).unwrap_or(0))
            })
            .collect();
        let actions = html! {
            (ui::link_button(ask.t("gantt-title"), "/production/gantt").primary())
            (ui::link_button(ask.t("plant-title"), "/plant"))
        };
        let body = html! {
            (ui::page_header(ask.t("work-title"), ask.t("work-lead"), actions))
            @if queue.replanning { (ui::alert(Tone::Active, ask.t("work-replanning"), html! { p { (ask.t("work-replanning-text")) } })) }
            (ui::chips(ask.t("work-state"), &chips))
            (ui::card("", html! { (ui::clause("4.1.1")) " " (ui::clause("4.1.2")) }, table(&ask, &queue, today)))
            @if let Some(after) = &queue.after { (ui::pager(ask.lang, None, Some(after.as_str()), "")) }
        };
        shell::page(&ask, Page::new(ask.t("work-title"), "production", body))
    }))
}

const SHOWN: &[WorkState] = &[
    WorkState::Dispatched,
    WorkState::Acknowledged,
    WorkState::Planned,
    WorkState::Released,
    WorkState::InProgress,
    WorkState::Finished,
    WorkState::Inspected,
    WorkState::Stocked,
    WorkState::Stopped,
];

fn queue(tx: &mut Tx, state: WorkState, after: &str) -> Outcome<Queue> {
    let start = (-1, Id::from_uuid(uuid::Uuid::nil()));
    let (day, id) = cursor(after).unwrap_or(start);
    let mut works = tx.list(&QUEUE, &[&state, &day, &id, &(ROWS + 1)], work::read)?;
    let more = works.len() as i64 > ROWS;
    works.truncate(usize::try_from(ROWS).unwrap_or(0));
    let works = work::with_steps(tx, works)?;
    let after = works.last().filter(|_| more).map(|last| {
        let day = last.wanted_on.map_or(NO_DAY, Day::to_i64);
        format!("/production?state={state}&after={day}.{}", last.id)
    });
    let lines: Vec<Id> = works.iter().map(|work| work.line).collect();
    let mut said = order::lines_said(tx, &lines)?;
    let rows = works.into_iter().map(|work| Row { line: said.remove(&work.line), work }).collect();
    Ok(Queue { state, rows, after, replanning: replan::is_waiting(tx)? })
}

fn cursor(text: &str) -> Option<(i64, Id)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

fn table(ask: &Ask, queue: &Queue, today: Day) -> Markup {
    let heads = [
        column(ask.t("work-number")),
        column(ask.t("work-goods")),
        column(ask.t("work-quantity")).number(),
        column(ask.t("work-wanted")),
        column(ask.t("work-plan")),
        column(ask.t("work-progress")),
    ];
    let empty = ui::empty_state(ask.t("work-none"), ask.t("work-none-text"), html! {});
    let rows = queue.rows.iter().map(|row| {
        let w = &row.work;
        let line = row.line.as_ref();
        let href = w.href();
        ui::Row::new([
            html! {
                a href=(href) { (w.number) }
                @if line.is_some_and(|l| l.priority == Priority::Rush) { " " (ui::badge(Tone::Warn, ask.t("dispatch-rush"))) }
                @if w.on_hold { " " (ui::badge(Tone::Bad, ask.t("work-on-hold"))) }
                @if let Some(line) = line { br; small { (line.customer) } }
            },
            html! { @if let Some(line) = line { (line.goods) } },
            html! { (w.quantity.page()) @if let Some(line) = line { " " (line.unit) } },
            html! { @if let Some(day) = w.wanted_on { (day) } @else { "–" } },
            span(ask, w, today),
            progress(ask, w),
        ])
        .opens(href)
    });
    html! { (ui::Table::new(ask.t("work-title"), heads).rows(rows).empty(empty)) }
}

/// From when to when, and whether that is in time.
pub fn span(ask: &Ask, w: &Work, today: Day) -> Markup {
    let Some(end) = w.end_on else { return html! { (ask.t("work-not-planned")) } };
    let words = html! { @if let Some(begin) = w.begin_on { (begin) " – " } (end) };
    match w.wanted_on {
        Some(wanted) if end > wanted && !w.state.is_made() => {
            let n = end.days_since(wanted).to_string();
            ui::status(Tone::Bad, html! { (words) br; small { (ask.ta("work-days-late", &[("n", n)])) } })
        }
        _ if end < today && !w.state.is_made() => ui::status(Tone::Warn, words),
        _ => words,
    }
}

pub fn progress(ask: &Ask, w: &Work) -> Markup {
    let whole = |q: platform::quantity::Quantity| u64::try_from(q.millionths() / 1_000).unwrap_or(0);
    let words = html! {
        (w.good.page()) " / " (w.quantity.page())
        @if w.scrap.is_positive() { " · " (ask.ta("work-scrapped", &[("n", w.scrap.page())])) }
    };
    ui::progress(ask.t("work-progress"), whole(w.good), whole(w.quantity).max(1), words)
}
