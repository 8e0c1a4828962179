//! A month's plan with its goals beside the live figures (2.2.1a): for the department or one specialist, with what
//! earlier months reached.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::history::{self, Written};
use platform::i18n::Lang;
use platform::money::Currency;
use platform::step::Standing;
use platform::web::chart::{self, Chart, Point};
use platform::web::ui::{self, Chip, Moment, Row, Table, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};

use super::figures::{self, All, Figures, Metric};
use super::month::Month;
use super::plan::{self, DEPARTMENT, Plan, PlanState};
use super::set_plan::{SET, whose};
use crate::ledger::duty_shown;
use crate::people::Again;
use crate::shell::{self, Page, step_key};
use crate::{masters, people};

/// Months that a line of the past shows.
const MONTHS: i64 = 11;
/// Entries of its history that a page shows.
const HISTORY: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub month: String,
    pub of: String,
    pub done: String,
}

pub fn address(month: &str, of: &str, done: bool) -> String {
    let mut address = format!("/plans?month={}", if Month::parse(month).is_some() { month } else { "" });
    if of.parse::<Id>().is_ok() {
        address.push_str(&format!("&of={of}"));
    }
    if done {
        address.push_str("&done=1");
    }
    address
}

#[derive(Serialize)]
struct Seen {
    plan: Plan,
    /// Live, or those of the day on which the month was frozen.
    figures: Figures,
    #[serde(skip)]
    beside: Beside,
}

struct Beside {
    month: Month,
    this: Month,
    all: All,
    past: Vec<Plan>,
    stands: Standing,
    history: Vec<Written>,
    zone: jiff::tz::TimeZone,
    currency: Currency,
    once: Id,
}

/// `GET /plans`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, &asked.month, &asked.of).await?;
    Ok(ask.show(&seen, || drawn(&ask, &seen, &Again::blank(), asked.done == "1")))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, month: &str, of: &str, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, month, of).await?;
    Ok(drawn(ask, &seen, &again, false))
}

async fn look(app: &App, ask: &Ask, month: &str, of: &str) -> Result<Seen, Failure> {
    let (who, month, of) = (ask.who()?.clone(), month.to_string(), of.to_string());
    Ok(app.read(move |tx| read(tx, &who, &month, &of)).await?)
}

fn read(tx: &mut Tx, who: &Person, month: &str, of: &str) -> Outcome<Seen> {
    let this = Month::now(tx)?;
    let month = Month::parse(month).unwrap_or(this);
    let person = whose(tx, of)?.ok_or(Trouble::Hidden)?;
    let zone = people::zone(tx)?;
    let (from, to) = month.span(&zone)?;
    let all = figures::between(tx, from, to)?;
    let plan = match plan::of(tx, person, month)? {
        Some(plan) => plan,
        None => plan::blank(tx, person, month),
    };
    let live = all.of((person != DEPARTMENT).then_some(person));
    let beside = Beside {
        month,
        this,
        past: plan::before(tx, person, month, MONTHS)?,
        stands: Standing {
            roles: who.roles,
            acting_manager: people::is_acting_manager(tx, who.id)?,
            ..Standing::default()
        },
        history: history::page(tx, plan.id, i64::MAX, HISTORY)?,
        zone,
        currency: masters::company_currency(tx)?,
        once: tx.new_id(),
        all,
    };
    Ok(Seen { figures: plan.figures.unwrap_or(live), plan, beside })
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again, done: bool) -> Response {
    let (lang, b) = (ask.lang, &seen.beside);
    let title = ask.ta("plan-title-of", &[("month", b.month.to_string()), ("who", name(ask, seen))]);
    let state = match seen.plan.state {
        PlanState::Frozen => ui::status(Tone::Quiet, lang.t("plan-frozen")),
        PlanState::Open => ui::status(Tone::Active, lang.t("plan-open")),
        PlanState::New => ui::status(Tone::Warn, lang.t("plan-none")),
    };
    let main = html! {
        (ui::card(lang.t("plan-goals"), state, html! { (goals(lang, seen)) (meanings(lang)) }))
        @if !seen.plan.text.is_empty() {
            (ui::card(lang.t("plan-text"), html! {}, html! { @for line in seen.plan.text.lines() { p { (line) } } }))
        }
    };
    let below = html! {
        (ui::card(lang.t("plan-everybody"), html! {}, everybody(lang, seen)))
        @if !b.history.is_empty() { (ui::card(lang.t("problem-history"), html! {}, story(ask, seen))) }
    };
    let writes = SET.offered(seen.plan.state, &b.stands) && b.month >= b.this;
    let body = html! {
        (ui::page_header(&title, lang.t("plan-lead"), html! { (ui::clause("2.2.1a")) }))
        (again.head(ask))
        (ui::chips(lang.t("plan-month"), &months(seen)))
        (ui::chips(lang.t("plan-of"), &scopes(lang, seen)))
        @if writes { (ui::main_aside(main, form(lang, seen, again))) } @else { (main) }
        (below)
    };
    let mut page = Page::new(title, "plans", body).crumb(lang.t("nav-plans"), "/plans").status(again.status);
    if done {
        page = page.flash(Tone::Good, lang.t("plan-saved"));
    }
    shell::page(ask, page)
}

fn name(ask: &Ask, seen: &Seen) -> String {
    let found = seen.beside.all.people.iter().find(|(id, _, _)| *id == seen.plan.person);
    found.map_or_else(|| ask.t("plan-department"), |(_, name, _)| name.clone())
}

fn of(person: Id) -> String {
    if person == DEPARTMENT { String::new() } else { person.to_string() }
}

fn months(seen: &Seen) -> Vec<Chip> {
    let b = &seen.beside;
    let mut shown = vec![b.month.before().before(), b.month.before(), b.month, b.month.next()];
    if !shown.contains(&b.this) {
        shown.push(b.this);
    }
    shown.sort();
    let chip = |month: Month| {
        Chip::new(month.to_string(), address(&month.to_string(), &of(seen.plan.person), false), month == b.month)
    };
    shown.into_iter().map(chip).collect()
}

fn scopes(lang: Lang, seen: &Seen) -> Vec<Chip> {
    let month = seen.beside.month.to_string();
    let department = Chip::new(lang.t("plan-department"), address(&month, "", false), seen.plan.person == DEPARTMENT);
    let people =
        seen.beside.all.people.iter().map(|(id, name, _)| {
            Chip::new(name.clone(), address(&month, &id.to_string(), false), *id == seen.plan.person)
        });
    std::iter::once(department).chain(people).collect()
}

pub fn metric_word(lang: Lang, metric: Metric) -> String {
    lang.t(&format!("plan-metric-{}", metric.code().replace('_', "-")))
}

pub fn figure_words(lang: Lang, metric: Metric, value: Option<i64>, currency: Currency) -> String {
    value.map_or_else(|| lang.t("plan-no-figure"), |value| plan::shown(metric, value, currency))
}

fn goals(lang: Lang, seen: &Seen) -> Markup {
    let heads = [
        column(lang.t("plan-metric")),
        column(lang.t("plan-now")).number(),
        column(lang.t("plan-goal")).number(),
        column(lang.t("plan-picture")),
        column(lang.t("plan-past")),
    ];
    let rows = Metric::ALL.iter().map(|metric| {
        let (value, goal) = (seen.figures.of(*metric), seen.plan.goal(*metric));
        let now = figure_words(lang, *metric, value, seen.beside.currency);
        Row::new([
            html! { (metric_word(lang, *metric)) },
            html! { (now) },
            html! { @if let Some(goal) = goal { (goal_words(lang, *metric, goal, seen.beside.currency)) } @else { "–" } },
            html! { @if let (Some(value), Some(goal)) = (value, goal) { (gauge(lang, *metric, value, goal, &now)) } @else { "–" } },
            past(lang, seen, *metric, value),
        ])
    });
    html! { (Table::new(lang.t("plan-goals"), heads).rows(rows)) }
}

fn goal_words(lang: Lang, metric: Metric, goal: i64, currency: Currency) -> String {
    let key = if metric.at_most() { "plan-at-most" } else { "plan-at-least" };
    lang.ta(key, &[("n", plan::shown(metric, goal, currency))])
}

fn gauge(lang: Lang, metric: Metric, value: i64, goal: i64, shown: &str) -> Markup {
    let reached = metric.reached(value, goal);
    let (tone, key) = if reached { (Tone::Good, "plan-reached") } else { (Tone::Warn, "plan-not-reached") };
    let (id, title) = (format!("goal-{metric}"), metric_word(lang, metric));
    let (what, how_much) = (lang.t("plan-metric"), lang.t("plan-now"));
    let chart = Chart { id: &id, title: &title, finding: &lang.t(key), heads: (&what, &how_much) };
    let mark = [Point::new(lang.t("plan-goal"), drawn_at(goal), goal.to_string())];
    html! {
        (chart::gauge(&chart, drawn_at(value), drawn_at(goal.max(1)), shown, tone, &mark))
        (ui::status(tone, lang.t(key)))
    }
}

/// A figure as a place in a drawing.
fn drawn_at(value: i64) -> f64 {
    value as f64
}

fn past(lang: Lang, seen: &Seen, metric: Metric, now: Option<i64>) -> Markup {
    let mut points: Vec<Point> = seen
        .beside
        .past
        .iter()
        .rev()
        .filter_map(|plan| {
            let value = plan.figures.as_ref()?.of(metric)?;
            Some(Point::new(
                Month::of(plan.month).to_string(),
                drawn_at(value),
                plan::shown(metric, value, seen.beside.currency),
            ))
        })
        .collect();
    if points.is_empty() {
        return html! { "–" };
    }
    if let Some(now) = now {
        let words = plan::shown(metric, now, seen.beside.currency);
        points.push(Point::new(seen.beside.month.to_string(), drawn_at(now), words));
    }
    let (id, title) = (format!("past-{metric}"), metric_word(lang, metric));
    let finding = lang.ta("plan-past-finding", &[("n", points.len().to_string())]);
    let (month, how_much) = (lang.t("plan-month"), lang.t("plan-now"));
    chart::sparkline(&Chart { id: &id, title: &title, finding: &finding, heads: (&month, &how_much) }, &points)
}

/// What each figure means; nobody should have to guess.
fn meanings(lang: Lang) -> Markup {
    html! {
        details {
            summary { (lang.t("plan-meanings")) }
            ul { @for metric in Metric::ALL {
                li { strong { (metric_word(lang, *metric)) } ": " (lang.t(&format!("plan-means-{}", metric.code().replace('_', "-")))) }
            } }
        }
    }
}

fn everybody(lang: Lang, seen: &Seen) -> Markup {
    let heads = std::iter::once(column(lang.t("role-specialist")))
        .chain(Metric::ALL.iter().map(|metric| column(metric_word(lang, *metric)).number()));
    let rows = seen.beside.all.people.iter().map(|(id, name, figures)| {
        let href = address(&seen.beside.month.to_string(), &id.to_string(), false);
        let first = html! { a href=(href) { (name) } };
        let cells = Metric::ALL
            .iter()
            .map(|metric| html! { (figure_words(lang, *metric, figures.of(*metric), seen.beside.currency)) });
        Row::new(std::iter::once(first).chain(cells))
    });
    let empty = ui::empty_state(lang.t("board-nobody"), lang.t("board-nobody-text"), html! {});
    html! { (Table::new(lang.t("plan-everybody"), heads).rows(rows).empty(empty)) }
}

fn form(lang: Lang, seen: &Seen, again: &Again) -> Markup {
    let (plan, typed) = (&seen.plan, again.value("month"));
    // After a "no" what was typed stands there, else what is kept.
    let text = if typed.is_empty() { plan.text.clone() } else { again.value("text") };
    let goal = |metric: Metric| {
        let kept = plan.goal(metric).map_or(String::new(), |goal| plan::typed(metric, goal, seen.beside.currency));
        again.inner("goals", metric.code()).unwrap_or(kept)
    };
    ui::card(
        lang.t("step-plan-set"),
        ui::clause("2.2.1a"),
        html! {
            form method="post" action="/plans" data-guard {
                (ui::form_token(seen.beside.once)) (ui::hidden("lock", plan.lock))
                (ui::hidden("month", seen.beside.month.to_string())) (ui::hidden("of", of(plan.person)))
                (ui::textarea("text", lang.t("plan-text")).rows(6).value(text).error(again.error("text")))
                @for metric in Metric::ALL {
                    @let name = format!("goals[{metric}]");
                    (ui::text(&name, goal_label(lang, *metric, seen.beside.currency)).value(goal(*metric)).error(again.error(&name)))
                }
                div.form-foot { (ui::primary(lang.t("step-plan-set"))) }
            }
        },
    )
}

fn goal_label(lang: Lang, metric: Metric, currency: Currency) -> String {
    use super::figures::Unit;
    let unit = match metric.unit() {
        Unit::Count => String::new(),
        Unit::Share => " (%)".into(),
        Unit::Money => format!(" ({currency})"),
    };
    let bound = if metric.at_most() { "≤" } else { "≥" };
    format!("{} {bound}{unit}", metric_word(lang, metric))
}

fn story(ask: &Ask, seen: &Seen) -> Markup {
    let moments: Vec<Moment> = seen
        .beside
        .history
        .iter()
        .map(|entry| Moment {
            at: entry.at.to_string(),
            at_shown: duty_shown::moment(&seen.beside.zone, entry.at),
            who: entry.who_name.clone(),
            what: html! { (ask.t(&step_key(&entry.step))) },
            tone: Tone::Quiet,
            clause: Some(entry.clause.clone()),
            more: changed(ask.lang, entry, seen.beside.currency),
        })
        .collect();
    ui::timeline(&moments)
}

/// Which goals an entry moved, from what to what.
fn changed(lang: Lang, entry: &Written, currency: Currency) -> Option<Markup> {
    let goal = |side: &str, metric: Metric| entry.body[side]["goals"][metric.code()].as_i64();
    let words = |value: Option<i64>, metric| value.map_or("–".to_string(), |v| plan::shown(metric, v, currency));
    let moved: Vec<String> = Metric::ALL
        .iter()
        .filter(|metric| goal("from", **metric) != goal("to", **metric))
        .map(|m| format!("{}: {} → {}", metric_word(lang, *m), words(goal("from", *m), *m), words(goal("to", *m), *m)))
        .collect();
    (!moved.is_empty()).then(|| html! { p { (moved.join(" · ")) } })
}
