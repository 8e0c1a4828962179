//! 1.3.2: the working calendar everybody's due times are counted by; the administrator keeps it.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Day;
use platform::db::Tx;
use platform::web::ui::{self, Chip, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::who::Role;
use serde::{Deserialize, Serialize};

use super::again::Again;
use super::set_day::MarkedDay;
use super::set_hours::{Openings, Shown, openings};
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
    openings: Vec<Shown>,
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
    let openings = shown(&openings(tx)?, &calendar);
    Ok(Seen { year, this_year, days, zone, hours: hours.join(", "), openings })
}

/// The company and every department, with its own hours or the company's.
fn shown(own: &Openings, company: &WorkCalendar) -> Vec<Shown> {
    let usual = own.0.get("").map_or("12345".to_string(), |o| o.weekdays.iter().map(i8::to_string).collect());
    let departments = Role::DEPARTMENTS.iter().map(|role| role.code());
    std::iter::once("")
        .chain(departments)
        .map(|department| match own.0.get(department) {
            Some(opening) => Shown {
                department: department.to_string(),
                hours: opening.hours.to_string(),
                weekdays: opening.weekdays.iter().map(i8::to_string).collect(),
                own: true,
            },
            None => Shown {
                department: department.to_string(),
                hours: company.hours().to_string(),
                weekdays: usual.clone(),
                own: false,
            },
        })
        .collect()
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
        (ui::card(ask.t("people-hours"), html! { (ui::clause("1.3.2")) }, html! {
            (hours_table(ask, seen))
            @if admin { (hours_form(ask, again)) }
        }))
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

fn department_word(ask: &Ask, department: &str) -> String {
    if department.is_empty() { ask.t("people-hours-company") } else { ask.t(&format!("role-{department}")) }
}

fn hours_table(ask: &Ask, seen: &Seen) -> Markup {
    let heads = ["people-hours-whose", "people-hours-hours", "people-hours-weekdays"].map(|key| ui::column(ask.t(key)));
    let rows = seen.openings.iter().map(|one| {
        let days: Vec<String> =
            one.weekdays.chars().map(|digit| ask.t(&format!("people-weekday-{digit}"))).collect();
        ui::Row::new([
            html! { (department_word(ask, &one.department)) },
            html! { (one.hours) @if !one.own && !one.department.is_empty() { " " small { (ask.t("people-hours-as-company")) } } },
            html! { (days.join(" · ")) },
        ])
    });
    html! { (ui::Table::new(ask.t("people-hours"), heads).dense(true).rows(rows)) }
}

fn hours_form(ask: &Ask, again: &Again) -> Markup {
    let whose = std::iter::once("").chain(Role::DEPARTMENTS.iter().map(|role| role.code()));
    let whose = whose.map(|code| Choice::new(code, department_word(ask, code)));
    html! {
        form method="post" action="/calendar/hours" {
            div.fields {
                (ui::select("department", ask.t("people-hours-whose"), whose).value(again.value("department")).error(again.error("department")))
                (ui::text("hours", ask.t("people-hours-hours")).value(again.value("hours")).error(again.error("hours"))
                    .hint(Some(ask.t("people-hours-hint"))))
            }
            fieldset {
                legend { (ask.t("people-hours-weekdays")) }
                @for day in 1..=7 {
                    (ui::checkbox("weekdays[]", ask.t(&format!("people-weekday-{day}")), &day.to_string(), day <= 5).id(format!("weekday-{day}")))
                }
                @if let Some(error) = again.error("weekdays") { p.invalid-feedback.d-block { (error) } }
            }
            div.form-foot { (ui::button(ask.t("people-hours-set"))) }
        }
    }
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
