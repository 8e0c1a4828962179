//! One problem: what it is, who has it until when, what was done about it, and the forms of those who may act.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::calendar::WorkCalendar;
use platform::day::Instant;
use platform::files;
use platform::history::{self, Written};
use platform::limits::TEXT_CHARS;
use platform::step::Standing;
use platform::trouble::Say;
use platform::web::ui::{self, Choice, Moment, Tone};
use platform::web::{Ask, Failure};
use platform::{Id, Trouble};
use serde_json::Value;

use super::assign_problem::ASSIGN;
use super::escalate_problem::ESCALATE;
use super::problem::{self, Problem, ProblemState};
use super::problem_form::owner_choices;
use super::problem_list::{about, department_choices, due, owner_words, severity_mark, state_mark};
use super::reopen_problem::REOPEN;
use super::resolve_problem::RESOLVE;
use crate::ledger::duty_shown;
use crate::order;
use crate::people::{self, Again};
use crate::shell::{self, Page, step_key};

/// Entries of its history that a page shows.
const HISTORY: i64 = 100;

struct Seen {
    problem: Problem,
    stands: Standing,
    history: Vec<Written>,
    calendar: WorkCalendar,
    now: Instant,
    owners: Vec<Choice>,
    once: Id,
}

/// `GET /problems/{id}`
pub async fn page(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, id).await?;
    Ok(ask.show(&seen.problem, || drawn(&ask, &seen, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, id).await?;
    Ok(drawn(ask, &seen, &again))
}

async fn look(app: &App, ask: &Ask, id: Id) -> Result<Seen, Failure> {
    let who = ask.who()?.clone();
    let seen = app
        .read(move |tx| {
            let problem = problem::fetch(tx, id)?;
            Ok(Seen {
                stands: problem::standing(tx, &who, &problem)?,
                history: history::page(tx, id, i64::MAX, HISTORY)?,
                calendar: people::calendar(tx)?,
                now: tx.now(),
                owners: owner_choices(tx)?,
                once: tx.new_id(),
                problem,
            })
        })
        .await?;
    Ok(seen)
}

/// A text of a form, trimmed; longer than the limit is a message at its field.
pub fn bounded(field: &'static str, text: &str) -> Outcome<String> {
    let text = text.trim();
    if text.chars().count() as u64 > TEXT_CHARS.value {
        return Err(Trouble::invalid(field, Say::new("note-text-long").arg("limit", TEXT_CHARS.value)));
    }
    Ok(text.to_string())
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again) -> Response {
    let (lang, p) = (ask.lang, &seen.problem);
    let facts = ui::facts([
        (lang.t("problem-state"), state_mark(lang, p.state)),
        (lang.t("problem-severity"), severity_mark(lang, p.severity)),
        (lang.t("problem-about"), about(lang, p)),
        (lang.t("problem-owner"), html! { (owner_words(lang, p)) }),
        (
            lang.t(if p.resolved_at.is_some() { "problem-resolved-at" } else { "problem-due" }),
            due(lang, p, &seen.calendar, seen.now),
        ),
        (
            lang.t("problem-opened"),
            html! { (p.opened_name) " · " (duty_shown::moment(seen.calendar.zone(), p.opened_at)) },
        ),
        (lang.t("problem-cause"), html! { (p.cause) }),
        (lang.t("problem-resolution"), html! { (p.resolution) }),
    ]);
    let main = html! {
        (ui::card("", html! {}, html! {
            (facts)
            @for line in p.story.lines() { p { (line) } }
            @if p.photo.is_some() { (photo(ask, p)) }
        }))
        (ui::card(lang.t("problem-history"), html! {}, story(ask, seen)))
    };
    let body = html! {
        (ui::page_header(&p.title, "", html! { (ui::clause("2.2.1b")) " " (ui::clause("2.2.2d")) }))
        (again.head(ask))
        (ui::main_aside(main, forms(ask, seen, again)))
    };
    let page = Page::new(p.title.clone(), "problems", body).crumb(lang.t("nav-problems"), "/problems");
    shell::page(ask, page.status(again.status))
}

fn photo(ask: &Ask, p: &Problem) -> Markup {
    let at = format!("{}/photo", p.href());
    html! { a href=(at) { img.photo src=(at) alt=(ask.t("problem-photo")); } }
}

/// `GET /problems/{id}/photo`
pub async fn picture(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    ask.who()?;
    let folder = app.0.files.clone();
    let (name, media, content) = app
        .read(move |tx| {
            let photo = problem::fetch(tx, id)?.photo.ok_or(Trouble::Hidden)?;
            let card = files::card(tx, photo)?.ok_or(Trouble::Hidden)?;
            Ok((card.name, card.media_type, folder.read(&card.sha256)?))
        })
        .await?;
    Ok(order::file_answer(&name, &media, content))
}

fn story(ask: &Ask, seen: &Seen) -> Markup {
    let moments: Vec<Moment> = seen
        .history
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: duty_shown::moment(seen.calendar.zone(), entry.at),
            who: entry.who_name.clone(),
            what: html! { (ask.t(&step_key(&entry.step))) },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: said(&entry.body).map(|text| html! { p { (text) } }),
        })
        .collect();
    ui::timeline(&moments)
}

/// The words of an entry: a ground, or cause and solution.
fn said(body: &Value) -> Option<String> {
    let says = &body["says"];
    let texts: Vec<&str> = ["ground", "cause", "resolution"].iter().filter_map(|key| says[*key].as_str()).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| texts.join(" → "))
}

fn forms(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let (lang, p) = (ask.lang, &seen.problem);
    let form = |path: &str, clause: &str, title: &str, inside: Markup| {
        ui::card(
            lang.t(title),
            ui::clause(clause),
            html! {
                form method="post" action={ "/problems/" (p.id) "/" (path) } data-guard {
                    (ui::form_token(format!("{}-{path}", seen.once))) (ui::hidden("lock", p.lock))
                    (inside)
                    (ui::button(lang.t(title)))
                }
            },
        )
    };
    let words = |name: &'static str, id: &str, label: &str| {
        ui::textarea(name, lang.t(label)).id(id).value(again.value(name)).error(again.error(name)).required()
    };
    let nobody = Choice::new("", lang.t("problem-owner-queue"));
    let owners = std::iter::once(nobody).chain(seen.owners.iter().cloned());
    html! {
        @if RESOLVE.offered(p.state, &seen.stands) {
            (form("resolution", "2.2.2d", "step-problem-resolve", html! {
                (words("cause", "f-cause", "problem-cause")) (words("resolution", "f-resolution", "problem-resolution"))
            }))
        }
        @if ESCALATE.offered(p.state, &seen.stands) {
            (form("escalation", "2.2.2d", "step-problem-escalate", html! { (words("ground", "f-raise-ground", "problem-ground")) }))
        }
        @if ASSIGN.offered(p.state, &seen.stands) {
            (form("owner", "2.2.1b", "step-problem-assign", html! {
                (ui::select("department", lang.t("problem-department"), department_choices(lang)).value(p.department.code()))
                (ui::select("owner", lang.t("problem-owner"), owners).value(p.owner.map_or(String::new(), |id| id.to_string())).error(again.error("owner")))
                (ui::datetime("due", lang.t("problem-due")).value(again.value("due")).error(again.error("due")))
            }))
        }
        @if p.state == ProblemState::Resolved && REOPEN.offered(p.state, &seen.stands) {
            (form("reopening", "2.2.2d", "step-problem-reopen", html! { (words("ground", "f-reopen-ground", "problem-ground")) }))
        }
    }
}
