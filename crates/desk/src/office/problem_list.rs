//! The list of problems (2.2.1b): newest first, narrowed by what stands in its address.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::{Due, WorkCalendar};
use platform::day::Instant;
use platform::i18n::Lang;
use platform::web::ui::{self, Chip, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::who::Role;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem::{ALL_ONES, DEPARTMENTS, OPEN_ONES, Problem, ProblemState, Severity, read};
use crate::ledger::duty_shown;
use crate::order::CONCERNED;
use crate::people::{self, setting};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Empty: what is not resolved; `all`; or a state.
    pub state: String,
    pub department: String,
    pub severity: String,
    /// `me`.
    pub owner: String,
    pub late: String,
    pub after: Option<Id>,
}

impl Asked {
    fn with(&self, changes: &[(&str, &str)]) -> String {
        let pairs = [
            ("state", &self.state),
            ("department", &self.department),
            ("severity", &self.severity),
            ("owner", &self.owner),
            ("late", &self.late),
        ];
        let mut parts = Vec::new();
        for (name, value) in pairs {
            let value = changes.iter().find(|(n, _)| *n == name).map_or(value.as_str(), |(_, v)| *v);
            if !value.is_empty() {
                let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
                parts.push(format!("{name}={value}"));
            }
        }
        if parts.is_empty() { "/problems".into() } else { format!("/problems?{}", parts.join("&")) }
    }

    fn is_narrowed(&self) -> bool {
        ![&self.state, &self.department, &self.severity, &self.owner, &self.late].iter().all(|v| v.is_empty())
    }
}

/// A page of problems; one row more than it shows tells whether there is another.
pub fn list(tx: &mut Tx, who: Id, asked: &Asked, limit: i64) -> Outcome<Vec<Problem>> {
    // Unknown words are left out, not refused: an old bookmark still opens.
    let state = ProblemState::from_code(&asked.state).map_or("", ProblemState::code);
    let department = Role::from_code(&asked.department).map_or("", Role::code);
    let severity = Severity::from_code(&asked.severity).map_or("", Severity::code);
    let (everybody, any_time) = (asked.owner != "me", asked.late.is_empty());
    let (after, now) = (asked.after.unwrap_or(Id::from_uuid(uuid::Uuid::max())), tx.now());
    let all = asked.state == "all" || state == ProblemState::Resolved.code();
    let sql = if all { &ALL_ONES } else { &OPEN_ONES };
    Ok(tx.list(sql, &[&after, &state, &department, &severity, &everybody, &who, &any_time, &now, &limit], read)?)
}

/// `GET /problems`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (who, query) = (ask.who()?.clone(), asked.clone());
    let (mut rows, calendar, now) = app
        .read(move |tx| {
            let rows = list(tx, who.id, &query, ROWS + 1)?;
            Ok((rows, people::calendar(tx)?, tx.now()))
        })
        .await?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let here = asked.with(&[]);
    let join = if here.contains('?') { "&" } else { "?" };
    let next = rows.last().filter(|_| more).map(|last| format!("{here}{join}after={}", last.id));
    let first = asked.after.map(|_| here.clone());
    Ok(ask.show(&json!({ "rows": rows, "after": next }), || {
        let reports = ask.visit.who.as_ref().is_some_and(|who| who.roles.any(CONCERNED));
        let report = html! { @if reports { (ui::link_button(ask.t("problem-new"), "/problems/new").primary().icon("plus")) } };
        let body = html! {
            (ui::page_header(ask.t("problem-title"), ask.t("problem-lead"), report))
            (ui::chips(ask.t("problem-show"), &chips(&ask, &asked)))
            (narrow(&ask, &asked))
            (ui::card("", html! { (ui::clause("2.2.1b")) " " (ui::clause("2.2.2d")) }, table(&ask, &asked, &rows, &calendar, now)))
            (ui::pager(ask.lang, first.as_deref(), next.as_deref(), ""))
        };
        shell::page(&ask, Page::new(ask.t("problem-title"), "problems", body))
    }))
}

fn chips(ask: &Ask, asked: &Asked) -> Vec<Chip> {
    let state = |key: &str, value: &str| Chip::new(ask.t(key), asked.with(&[("state", value)]), asked.state == value);
    let toggle = |key: &str, name: &str, on: bool, value: &str| {
        Chip::new(ask.t(key), asked.with(&[(name, if on { "" } else { value })]), on)
    };
    vec![
        state("problem-show-open", ""),
        state("problem-state-escalated", "escalated"),
        state("problem-state-resolved", "resolved"),
        state("problem-show-all", "all"),
        toggle("problem-show-mine", "owner", asked.owner == "me", "me"),
        toggle("problem-show-late", "late", !asked.late.is_empty(), "1"),
    ]
}

fn narrow(ask: &Ask, asked: &Asked) -> Markup {
    let any = || Choice::new("", ask.t("ledger-any"));
    let departments = std::iter::once(any()).chain(department_choices(ask.lang));
    let untimed = HashMap::new();
    let severities = std::iter::once(any()).chain(severity_choices(ask.lang, &untimed));
    html! {
        form.filter-row method="get" action="/problems" {
            @for (name, value) in [("state", &asked.state), ("owner", &asked.owner), ("late", &asked.late)] {
                @if !value.is_empty() { (ui::hidden(name, value)) }
            }
            div.fields {
                (ui::select("department", ask.t("problem-department"), departments).value(&asked.department))
                (ui::select("severity", ask.t("problem-severity"), severities).value(&asked.severity))
                div.field { (ui::button(ask.t("ledger-filter-apply")).icon("filter")) }
            }
        }
    }
}

pub fn department_choices(lang: Lang) -> impl Iterator<Item = Choice> {
    DEPARTMENTS.iter().map(move |role| Choice::new(role.code(), lang.t(&format!("role-{}", role.code()))))
}

/// With how long each may take, where the caller has read the times.
pub fn severity_choices(lang: Lang, times: &HashMap<&'static str, Due>) -> impl Iterator<Item = Choice> {
    Severity::ALL.iter().map(move |s| {
        let name = lang.t(&format!("problem-severity-{}", s.code()));
        let Some(due) = times.get(s.time().as_str()) else { return Choice::new(s.code(), name) };
        let due = lang.ta("problem-severity-due", &[("due", setting::time_words(lang, *due))]);
        Choice::new(s.code(), format!("{name} ({due})"))
    })
}

pub fn severity_mark(lang: Lang, severity: Severity) -> Markup {
    let tone = match severity {
        Severity::Minor => Tone::Quiet,
        Severity::Serious => Tone::Warn,
        Severity::Blocking => Tone::Bad,
    };
    ui::badge(tone, lang.t(&format!("problem-severity-{}", severity.code())))
}

pub fn state_mark(lang: Lang, state: ProblemState) -> Markup {
    let tone = match state {
        ProblemState::New | ProblemState::Open => Tone::Active,
        ProblemState::Escalated => Tone::Warn,
        ProblemState::Resolved => Tone::Good,
    };
    ui::status(tone, lang.t(&format!("problem-state-{}", state.code())))
}

pub fn owner_words(lang: Lang, problem: &Problem) -> String {
    let department = lang.t(&format!("role-{}", problem.department.code()));
    if problem.owner.is_some() { format!("{} · {department}", problem.owner_name) } else { department }
}

fn table(ask: &Ask, asked: &Asked, rows: &[Problem], calendar: &WorkCalendar, now: Instant) -> Markup {
    let lang = ask.lang;
    let heads = ["problem-what", "problem-about", "problem-severity", "problem-owner", "problem-due", "problem-state"]
        .map(|key| ui::column(lang.t(key)));
    let rows = rows.iter().map(|p| {
        ui::Row::new([
            html! { a href=(p.href()) { (p.title) } },
            about(lang, p),
            severity_mark(lang, p.severity),
            html! { (owner_words(lang, p)) },
            due(lang, p, calendar, now),
            html! { (state_mark(lang, p.state)) @if p.reopened > 0 { " " (ui::badge(Tone::Warn, lang.ta("problem-reopened", &[("n", p.reopened.to_string())]))) } },
        ])
        .opens(p.href())
    });
    let empty = if asked.is_narrowed() {
        let all = ui::link_button(lang.t("ledger-show-all"), "/problems?state=all");
        ui::empty_state(lang.t("ledger-none"), lang.t("ledger-none-text"), html! { (all) })
    } else {
        ui::empty_state(lang.t("problem-none"), lang.t("problem-none-text"), html! {})
    };
    html! { (ui::Table::new(lang.t("problem-title"), heads).rows(rows).empty(empty)) }
}

pub fn about(lang: Lang, p: &Problem) -> Markup {
    match p.order {
        Some(order) => html! {
            a href={ "/orders/" (order) } { (p.order_number) }
            @if let Some(line) = p.line { " · " (lang.ta("problem-line-no", &[("n", line.to_string())])) }
        },
        None => html! { (lang.t("problem-general")) },
    }
}

pub fn due(lang: Lang, p: &Problem, calendar: &WorkCalendar, now: Instant) -> Markup {
    match p.resolved_at {
        Some(at) => html! { (duty_shown::moment(calendar.zone(), at)) },
        None => {
            let (tone, words) = duty_shown::due_words(lang, calendar, now, p.due_at);
            ui::status(tone, words)
        }
    }
}
