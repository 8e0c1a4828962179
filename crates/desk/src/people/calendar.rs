//! 1.3.2: the working calendar everybody's due times are counted by; the administrator keeps it.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::db::Tx;
use platform::web::ui::{self, Chip, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::who::Role;
use serde::{Deserialize, Serialize};

use super::again::Again;
use super::set_day::MarkedDay;
use super::when::{self, DayWord};
use crate::shell::{self, Page};

pub async fn page(State(app): State<App>, ask: Ask, Query(query): Query<Asked>) -> Result<Response, Failure> {
    let year = query.year.parse().ok();
    let seen = app.read(move |tx| fetch(tx, year)).await?;
    Ok(ask.show(&seen, || drawn(&ask, &seen, &query, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    let seen = app.read(|tx| fetch(tx, None)).await?;
    Ok(drawn(ask, &seen, &Asked::default(), &again))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
    done: String,
}

#[derive(Debug, Serialize)]
struct Seen {
    year: i16,
    this_year: i16,
    days: Vec<MarkedDay>,
    zone: String,
    hours: String,
}

platform::sql! {
    OF_YEAR = "SELECT day, kind, name FROM calendar_day WHERE day >= $1 AND day <= $2 ORDER BY day LIMIT 400";
}

fn fetch(tx: &mut Tx, year: Option<i16>) -> Outcome<Seen> {
    let calendar = when::calendar(tx)?;
    let this_year = tx.now().day_in(calendar.zone()).year();
    let span = |year: i16| Some((Day::new(year, 1, 1).ok()?, Day::new(year, 12, 31).ok()?, year));
    let (first, last, year) = year.and_then(span).or_else(|| span(this_year)).unwrap_or_else(|| {
        let today = tx.now().day_in(calendar.zone());
        (today, today, this_year)
    });
    let days = tx.list(&OF_YEAR, &[&first, &last], |row| {
        Ok(MarkedDay { day: row.get(0)?, kind: row.get(1)?, name: row.get(2)? })
    })?;
    let spans = calendar.hours().spans().iter();
    let hours: Vec<String> =
        spans.map(|(open, close)| format!("{}–{}", open.strftime("%H:%M"), close.strftime("%H:%M"))).collect();
    let zone = calendar.zone().iana_name().unwrap_or("UTC").to_string();
    Ok(Seen { year, this_year, days, zone, hours: hours.join(", ") })
}

fn drawn(ask: &Ask, seen: &Seen, query: &Asked, again: &Again) -> Response {
    let admin = ask.visit.who.as_ref().is_some_and(|who| who.is(Role::Admin));
    let lead = ask.ta("people-calendar-lead", &[("hours", seen.hours.clone()), ("zone", seen.zone.clone())]);
    let years: Vec<Chip> = (seen.this_year - 1..=seen.this_year + 2)
        .map(|year| Chip::new(year.to_string(), format!("/calendar?year={year}"), year == seen.year))
        .collect();
    let body = html! {
        (ui::page_header(ask.t("people-calendar"), lead, html! {}))
        (again.head(ask))
        (ui::chips(ask.t("people-year"), &years))
        (ui::card(seen.year, html! { (ui::clause("1.3.2")) }, table(ask, seen, admin)))
        @if admin { (ui::split(day_form(ask, again), list_form(ask, again))) }
    };
    let mut page = Page::new(ask.t("people-calendar"), "people", body);
    if let Some(text) = ask.lang.maybe(&format!("people-done-{}", query.done)) {
        page = page.flash(Tone::Good, text);
    }
    shell::page(ask, page.crumb(ask.t("people-organisation"), "/organisation").status(again.status))
}

fn table(ask: &Ask, seen: &Seen, admin: bool) -> Markup {
    let columns =
        ["people-day", "people-weekday", "people-day-kind", "people-day-name"].map(|key| ui::column(ask.t(key)));
    let act = admin.then(|| ui::column(ask.t("people-act")).label_hidden().class("act"));
    let empty = ui::empty_state(ask.t("people-days-empty"), ask.t("people-days-empty-text"), html! {});
    let mut table = ui::Table::new(ask.t("people-calendar"), columns.into_iter().chain(act)).dense(true).empty(empty);
    for marked in &seen.days {
        let mut cells = vec![
            html! { (marked.day) },
            html! { (ask.t(&format!("people-weekday-{}", marked.day.weekday().to_monday_one_offset()))) },
            html! { (ui::status(tone(marked.kind), ask.t(day_key(marked.kind)))) },
            html! { (marked.name) },
        ];
        if admin {
            cells.push(html! {
                form method="post" action={ "/calendar/" (marked.day) "/clear" } {
                    (ui::button(ask.t("people-day-clear")).ghost().small()
                        .confirm(ask.ta("people-day-clear-sure", &[("day", marked.day.to_string())])))
                }
            });
        }
        table = table.row(cells);
    }
    html! { (table) }
}

fn day_form(ask: &Ask, again: &Again) -> Markup {
    let kinds = [DayWord::Holiday, DayWord::MakeUp].map(|kind| Choice::new(kind.code(), ask.t(day_key(kind))));
    ui::card(
        ask.t("people-day-set"),
        html! {},
        html! {
            form method="post" action="/calendar" {
                (ui::date("day", ask.t("people-day")).value(again.value("day")).error(again.error("day")).required())
                (ui::select("kind", ask.t("people-day-kind"), kinds).value(again.value("kind")).error(again.error("kind")))
                (ui::text("name", ask.t("people-day-name")).value(again.value("name")).error(again.error("name")).required())
                div.form-foot { (ui::primary(ask.t("people-day-set"))) }
            }
        },
    )
}

fn list_form(ask: &Ask, again: &Again) -> Markup {
    ui::card(
        ask.t("people-days-import"),
        html! {},
        html! {
            form method="post" action="/calendar/import" {
                (ui::textarea("list", ask.t("people-days-list")).rows(8).value(again.value("list")).error(again.error("list"))
                    .hint(Some(ask.t("people-days-hint"))).required())
                div.form-foot { (ui::button(ask.t("people-days-import")).icon("upload")) }
            }
        },
    )
}

fn day_key(kind: DayWord) -> &'static str {
    match kind {
        DayWord::Holiday => "people-day-holiday",
        DayWord::MakeUp => "people-day-make-up",
    }
}

fn tone(kind: DayWord) -> Tone {
    match kind {
        DayWord::Holiday => Tone::Quiet,
        DayWord::MakeUp => Tone::Warn,
    }
}
