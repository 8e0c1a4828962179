//! The delay cases, oldest first: which promise, how late, whose turn.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::web::ui::{self, Chip, Tone, column};
use platform::web::{Ask, Failure};
use platform::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::case::{Delay, DelayState, LIST, read};
use crate::order;
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
struct Listed {
    delay: Delay,
    number: String,
    line_no: i64,
    goods: String,
}

/// `GET /delays?state=open`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let state = DelayState::from_code(&asked.state).filter(|s| *s != DelayState::New).unwrap_or(DelayState::Open);
    let mut rows = app.read(move |tx| listed(tx, state, &asked.after)).await?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| format!("/delays?state={state}&after={}.{}", last.delay.opened_at.to_i64(), last.delay.id));
    Ok(ask.show(&serde_json::json!({ "rows": rows, "after": next }), || {
        let states = [DelayState::Open, DelayState::Told, DelayState::Owed, DelayState::Agreed, DelayState::Moot];
        let chips: Vec<Chip> = states
            .iter()
            .map(|s| Chip::new(ask.t(&format!("delay-state-{s}")), format!("/delays?state={s}"), *s == state))
            .collect();
        let body = html! {
            (ui::page_header(ask.t("delay-title"), ask.t("delay-lead"), html! {}))
            (ui::chips(ask.t("delay-state"), &chips))
            (ui::card("", ui::clause("4.1.4"), table(&ask, &rows)))
            @if let Some(next) = &next { (ui::pager(ask.lang, None, Some(next.as_str()), "")) }
        };
        shell::page(&ask, Page::new(ask.t("delay-title"), "delays", body))
    }))
}

fn listed(tx: &mut Tx, state: DelayState, after: &str) -> Outcome<Vec<Listed>> {
    let start = (Instant::EPOCH, Id::from_uuid(uuid::Uuid::nil()));
    let (at, id) = cursor(after).unwrap_or(start);
    let delays = tx.list(&LIST, &[&state, &at, &id, &(ROWS + 1)], read)?;
    let lines: Vec<Id> = delays.iter().map(|delay| delay.line).collect();
    let said = order::lines_said(tx, &lines)?;
    Ok(delays
        .into_iter()
        .map(|delay| {
            let line = said.get(&delay.line);
            Listed {
                number: line.map_or(String::new(), |l| l.number.clone()),
                line_no: line.map_or(0, |l| l.no),
                goods: line.map_or(String::new(), |l| l.goods.clone()),
                delay,
            }
        })
        .collect())
}

fn cursor(text: &str) -> Option<(Instant, Id)> {
    let (at, id) = text.split_once('.')?;
    Some((Instant::from_i64(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn table(ask: &Ask, rows: &[Listed]) -> Markup {
    let heads =
        ["order", "goods", "promised", "forecast", "cause", "state"].map(|key| column(ask.t(&format!("delay-{key}"))));
    let empty = ui::empty_state(ask.t("delay-none"), ask.t("delay-none-text"), html! {});
    let rows = rows.iter().map(|row| {
        let d = &row.delay;
        let days = d.forecast_on.days_since(d.promised_on);
        let late = if days > 0 {
            ui::status(
                Tone::Bad,
                html! { (d.forecast_on) br; small { (ask.ta("delay-days", &[("n", days.to_string())])) } },
            )
        } else {
            ui::status(Tone::Good, html! { (d.forecast_on) br; small { (ask.t("delay-in-time-again")) } })
        };
        ui::Row::new([
            html! { a href=(d.href()) { (row.number) " · " (row.line_no) } },
            html! { (row.goods) },
            html! { (d.promised_on) },
            late,
            html! { (ask.t(&format!("delay-kind-{}", d.kind))) br; small { (d.cause) } },
            state_mark(ask, d.state),
        ])
        .opens(d.href())
    });
    html! { (ui::Table::new(ask.t("delay-title"), heads).rows(rows).empty(empty)) }
}

pub fn state_mark(ask: &Ask, state: DelayState) -> Markup {
    ui::status(tone_of(state), ask.t(&format!("delay-state-{state}")))
}

pub fn tone_of(state: DelayState) -> Tone {
    match state {
        DelayState::New | DelayState::Open => Tone::Bad,
        DelayState::Told => Tone::Warn,
        DelayState::Owed => Tone::Active,
        DelayState::Agreed => Tone::Good,
        DelayState::Moot => Tone::Quiet,
    }
}
