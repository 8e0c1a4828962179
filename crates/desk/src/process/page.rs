//! `/process`: the map with live counts, and its twin as a table of every step with its rules.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::calendar::Due;
use platform::i18n::Lang;
use platform::step::{By, StepShown, Weight};
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Person;

use super::map::{self, REVIEW, Station};
use super::stations::{self, COUNT_MAX, Counts};
use super::table;
use crate::ledger::word_key;
use crate::people::setting;
use crate::shell::{self, Page, step_key};

type Times = HashMap<&'static str, Due>;

/// Documents of the work, each with a picture of its own; the rest is what the company is set up with.
const WORK: &[&str] = &[
    "intray",
    "confirmation",
    "proposal",
    "dispatch",
    "work",
    "purchase_request",
    "purchase",
    "inspection",
    "shipment",
    "delay",
    "change",
    "cancellation",
    "notice",
    "problem",
    "duty",
    "plan",
    "report",
];

/// `GET /process`
pub async fn page(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let reader = who.clone();
    let (counts, times) = app.read(move |tx| Ok((stations::counts(tx, &reader)?, setting::times(tx)?))).await?;
    let steps = table();
    let lang = ask.lang;
    let others: Vec<&'static str> =
        kinds(&steps).into_iter().filter(|kind| *kind != "order" && !WORK.contains(kind)).collect();
    let seen = Seen { lang, who: &who, steps: &steps, counts: &counts };
    let body = html! {
        (ui::page_header(ask.t("process-title"), ask.t("process-lead"), html! { (ui::clause("1.1")) }))
        (ui::card(ask.t("process-kind-order"), html! {}, scrolled(&ask.t("process-kind-order"), review(&seen))))
        @for kind in WORK { (other(&seen, kind)) }
        details.more-maps {
            summary { (ask.t("process-others")) }
            @for kind in others { (other(&seen, kind)) }
        }
        (twin(lang, &times, &steps))
    };
    Ok(shell::page(&ask, Page::new(ask.t("process-title"), "process", body)))
}

/// What the pictures are drawn from, and for whom.
struct Seen<'a> {
    lang: Lang,
    who: &'a Person,
    steps: &'a [StepShown],
    counts: &'a Counts,
}

impl Seen<'_> {
    /// A station with its number and its list, where this reader may know them.
    fn station(&self, kind: &'static str, (state, x, y, tone): (&'static str, i64, i64, Tone)) -> Station {
        let count = self.counts.get(&(kind, state.to_string())).copied();
        let href = stations::list_of(kind, state).filter(|href| stations::may_open(self.who, href));
        let key = if kind == "order" { "process-count" } else { "process-count-of" };
        let note = count.map_or(String::new(), |n| self.lang.ta(key, &[("n", capped(n))]));
        Station { state, x, y, tone, href, note }
    }
}

/// Kinds of document, in the order of the work.
fn kinds(steps: &[StepShown]) -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> = Vec::new();
    for step in steps {
        if !kinds.contains(&step.kind) {
            kinds.push(step.kind);
        }
    }
    kinds
}

fn of_kind<'a>(steps: &'a [StepShown], kind: &str) -> Vec<&'a StepShown> {
    steps.iter().filter(|step| step.kind == kind).collect()
}

fn review(seen: &Seen<'_>) -> Markup {
    let stations: Vec<Station> = REVIEW.iter().map(|place| seen.station("order", *place)).collect();
    let title = seen.lang.t("process-kind-order");
    map::draw(seen.lang, "order", &title, &of_kind(seen.steps, "order"), &stations)
}

fn capped(n: i64) -> String {
    if n >= COUNT_MAX { format!("{n}+") } else { n.to_string() }
}

fn other(seen: &Seen<'_>, kind: &'static str) -> Markup {
    let steps = of_kind(seen.steps, kind);
    if steps.is_empty() {
        return html! {};
    }
    let stations: Vec<Station> = map::row_of(&steps).into_iter().map(|place| seen.station(kind, place)).collect();
    let title = kind_word(seen.lang, kind);
    ui::card(title.clone(), html! {}, scrolled(&title, map::draw(seen.lang, kind, &title, &steps, &stations)))
}

/// A picture wider than its page scrolls, by keyboard too.
fn scrolled(title: &str, map: Markup) -> Markup {
    html! { div.map-scroll tabindex="0" role="region" aria-label=(title) { (map) } }
}

fn twin(lang: Lang, times: &Times, steps: &[StepShown]) -> Markup {
    let heads =
        ["step", "clause", "way", "who", "duties", "rules"].map(|key| column(lang.t(&format!("process-{key}"))));
    let rows = steps.iter().map(|step| row(lang, times, step));
    ui::card(
        lang.t("process-table"),
        html! {},
        html! { (Table::new(lang.t("process-table"), heads).rows(rows).dense(true)) },
    )
}

fn row(lang: Lang, times: &Times, step: &StepShown) -> Row {
    let from: Vec<String> = step.from.iter().map(|state| state_word(lang, step.kind, state)).collect();
    let to = step.to.map(|state| state_word(lang, step.kind, state));
    Row::new([
        html! { (step_word(lang, step)) br; small { (kind_word(lang, step.kind)) " · " code { (step.id) } } },
        ui::clause(step.clause),
        html! { (from.join(" · ")) @if let Some(to) = to { " → " (to) } },
        html! { (who_words(lang, step)) },
        html! {
            @for kind in step.opens { (ui::status(Tone::Active, lang.ta("process-opens", &[("duty", timed(lang, times, kind))]))) br; }
            @for kind in step.closes { (ui::status(Tone::Quiet, lang.ta("process-closes", &[("duty", duty_word(lang, kind))]))) br; }
        },
        rules(lang, step),
    ])
    .id(anchor(step))
}

/// Where a step stands on this page.
pub fn anchor(step: &StepShown) -> String {
    format!("{}-{}", step.kind, step_key(step.id))
}

fn rules(lang: Lang, step: &StepShown) -> Markup {
    if step.rules.is_empty() {
        return html! { "–" };
    }
    html! {
        details {
            summary { (lang.ta("process-rule-count", &[("n", step.rules.len().to_string())])) }
            ul.rule-list {
                @for (id, clause, weight) in &step.rules {
                    li { (rule_word(lang, id)) " " (ui::clause(clause)) " " (weight_words(lang, *weight)) }
                }
            }
        }
    }
}

fn weight_words(lang: Lang, weight: Weight) -> Markup {
    match weight {
        Weight::Must => ui::badge(Tone::Bad, lang.t("process-weight-must")),
        Weight::Ground(role) => {
            let role = lang.t(&format!("role-{}", role.code()));
            ui::badge(Tone::Warn, lang.ta("process-weight-ground", &[("role", role)]))
        }
        Weight::Note => ui::badge(Tone::Quiet, lang.t("process-weight-note")),
    }
}

/// A rule's name, or its id where it has none.
pub fn rule_word(lang: Lang, id: &str) -> String {
    lang.maybe(&format!("rule-{}", id.replace(['.', '_'], "-"))).unwrap_or_else(|| id.to_string())
}

/// A duty with how long it may take, as the settings have it now.
fn timed(lang: Lang, times: &Times, kind: &str) -> String {
    let duty = duty_word(lang, kind);
    match times.get(kind) {
        Some(due) => lang.ta("process-timed", &[("duty", duty), ("time", setting::time_words(lang, *due))]),
        None => duty,
    }
}

fn duty_word(lang: Lang, kind: &str) -> String {
    lang.t(&format!("duty-{}", kind.replace('_', "-")))
}

fn kind_word(lang: Lang, kind: &str) -> String {
    lang.t(&format!("process-kind-{}", kind.replace('_', "-")))
}

/// A state's word: those of an order have their own, other documents' stand with the map.
pub fn state_word(lang: Lang, kind: &str, state: &str) -> String {
    match kind {
        "order" => lang.t(&word_key("approval-", state)),
        "confirmation" => lang.t(&word_key("confirmation-", state)),
        _ => lang.t(&format!("process-state-{}", state.replace('_', "-"))),
    }
}

pub fn step_word(lang: Lang, step: &StepShown) -> String {
    lang.t(&step_key(step.id))
}

/// Everybody who may take a step.
pub fn who_words(lang: Lang, step: &StepShown) -> String {
    match step.by {
        // A long list of departments says no more than that all concerned may.
        By::Roles(roles) if roles.len() > 4 => lang.t("by-anyone"),
        By::Roles(roles) => {
            let words: Vec<String> = roles.iter().map(|role| lang.t(&format!("role-{}", role.code()))).collect();
            words.join(" · ")
        }
        by => lang.t(&by.key()),
    }
}
