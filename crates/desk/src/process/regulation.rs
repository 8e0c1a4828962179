//! The clause report: the regulation's table of contents, each clause with one sentence, the steps that do it, and what
//! the last proof run found. A clause that no run has proven is open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use axum::response::Response;
use maud::{Markup, html};
use platform::act::App;
use platform::i18n::Lang;
use platform::step::StepShown;
use platform::web::ui::{self, Tile, Tone};
use platform::web::{Ask, Failure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::month::{self, Record};
use super::page::{anchor, step_word};
use super::{guards, table};
use crate::shell::{self, Page};

const LIST: &str = include_str!("../../../../assets/regulation.csv");
/// What is not built yet, clause by clause.
const MISSING: &str = include_str!("../../../../assets/clauses-missing.csv");
/// Written by a proof run.
const PROOF: &str = include_str!("../../../../assets/proof.json");

/// How far a clause is carried by the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Tested,
    Part,
    Open,
}

/// What the last proof run saw, and of which code.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Proof {
    pub commit: String,
    pub on: String,
    pub clauses: Vec<Seen>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    pub id: String,
    pub tests: Vec<String>,
    /// Tests that fail with nothing switched off.
    pub failing: Vec<String>,
    /// Rule or step → the test that noticed its absence.
    pub proven: BTreeMap<String, String>,
}

/// One clause as the report and machines see it.
#[derive(Clone, Debug, Serialize)]
pub struct Clause {
    pub id: &'static str,
    pub chapter: u8,
    pub title: String,
    pub state: State,
    /// What part of it is not there yet, or not proven.
    pub missing: String,
    pub tests: Vec<String>,
    /// Rules and steps whose absence the tests notice, and which test does.
    pub proven: BTreeMap<String, String>,
    /// Rules and steps of today's code whose absence no test noticed in the last proof run.
    pub unproven: Vec<&'static str>,
    /// Steps of the process table that do it.
    pub steps: Vec<&'static str>,
    /// What the month so far says of it, for those who may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<Record>,
}

static PROVEN: LazyLock<Proof> = LazyLock::new(|| serde_json::from_str(PROOF).unwrap_or_default());

/// (id, chapter) of every clause, in the regulation's order.
fn contents() -> impl Iterator<Item = (&'static str, u8)> {
    LIST.lines().skip(1).filter_map(|line| {
        let (id, rest) = line.split_once(',')?;
        let (chapter, _) = rest.split_once(',')?;
        Some((id, chapter.parse().ok()?))
    })
}

/// What a clause still lacks, in words.
fn lacking(id: &str) -> String {
    let row = |line: &'static str| line.split_once(',').filter(|(clause, _)| *clause == id);
    let found = MISSING.lines().skip(1).find_map(row);
    found.map_or(String::new(), |(_, why)| why.trim().trim_matches('"').replace("\"\"", "\""))
}

/// Every clause with where it stands.
pub fn clauses(lang: Lang) -> Vec<Clause> {
    let (steps, guards) = (table(), guards());
    contents()
        .map(|(id, chapter)| {
            let none = BTreeSet::new();
            let own = guards.get(id).unwrap_or(&none);
            let seen = PROVEN.clauses.iter().find(|seen| seen.id == id).cloned().unwrap_or_default();
            let mut clause = judged(id, chapter, own, seen, lacking(id));
            clause.title = lang.t(&format!("clause-{}", id.replace('.', "-")));
            clause.steps = steps_of(id, &steps).map(|step| step.id).collect();
            clause
        })
        .collect()
}

/// Tested is only what has tests that pass, that notice the absence of each of today's rules and steps, and what
/// lacks nothing. What came after the last proof run is not yet proven, and said so.
pub(super) fn judged(
    id: &'static str,
    chapter: u8,
    guards: &BTreeSet<&'static str>,
    seen: Seen,
    lacks: String,
) -> Clause {
    let unproven: Vec<&str> = guards.iter().copied().filter(|guard| !seen.proven.contains_key(*guard)).collect();
    let mut missing = Vec::from_iter((!lacks.is_empty()).then_some(lacks));
    if !unproven.is_empty() {
        missing.push(format!("not yet proven: {}", unproven.join(", ")));
    }
    if !seen.failing.is_empty() {
        missing.push(format!("fails: {}", seen.failing.join(", ")));
    }
    if guards.is_empty() && !seen.tests.is_empty() {
        missing.push("no rule or step of its own to prove its tests with".into());
    }
    let state = match (guards.is_empty() && seen.tests.is_empty(), missing.is_empty()) {
        (true, _) => State::Open,
        (false, true) if !seen.tests.is_empty() => State::Tested,
        (false, _) => State::Part,
    };
    let (title, missing) = (String::new(), missing.join("; "));
    Clause {
        id,
        chapter,
        title,
        state,
        missing,
        tests: seen.tests,
        proven: seen.proven,
        unproven,
        steps: Vec::new(),
        month: None,
    }
}

/// Steps of a clause, and those that one of its rules guards.
fn steps_of<'a>(id: &'a str, steps: &'a [StepShown]) -> impl Iterator<Item = &'a StepShown> {
    steps.iter().filter(move |step| step.clause == id || step.rules.iter().any(|(_, clause, _)| *clause == id))
}

/// For `lidan clauses --json`.
pub fn clauses_json() -> Value {
    serde_json::to_value(clauses(Lang::En)).unwrap_or_default()
}

/// `GET /about/regulation`
pub async fn page(axum::extract::State(app): axum::extract::State<App>, ask: Ask) -> Result<Response, Failure> {
    let mut clauses = clauses(ask.lang);
    if ask.who()?.roles.any(shell::ORDER_READERS) {
        let mut month = app.read(month::record).await?;
        for clause in &mut clauses {
            clause.month = Some(month.remove(clause.id).unwrap_or_default());
        }
    }
    Ok(ask.show(&clauses, || {
        let body = body(ask.lang, &clauses);
        shell::page(&ask, Page::new(ask.t("regulation-title"), "regulation", body))
    }))
}

fn body(lang: Lang, clauses: &[Clause]) -> Markup {
    let count = |state: State| clauses.iter().filter(|clause| clause.state == state).count();
    let steps = table();
    html! {
        (ui::page_header(lang.t("regulation-title"), lang.t("regulation-lead"), html! { (ui::link_button(lang.t("nav-process"), "/process")) }))
        (ui::tiles(&[
            Tile::new(lang.t("regulation-state-tested"), count(State::Tested)).tone(Tone::Good),
            Tile::new(lang.t("regulation-state-part"), count(State::Part)).tone(Tone::Warn),
            Tile::new(lang.t("regulation-state-open"), count(State::Open)),
        ]))
        @if !PROVEN.commit.is_empty() {
            p { (lang.ta("regulation-proven-at", &[("commit", PROVEN.commit.clone()), ("on", PROVEN.on.clone())])) }
        }
        nav.chapters aria-label=(lang.t("regulation-chapters")) {
            ul { @for chapter in 1..=9u8 { li { a href={ "#chapter-" (chapter) } { (chapter) " " (lang.t(&format!("chapter-{chapter}"))) } } } }
        }
        @for chapter in 1..=9u8 {
            section.card id={ "chapter-" (chapter) } {
                div.card-header { h2.card-title { (chapter) " " (lang.t(&format!("chapter-{chapter}"))) } }
                div.card-body {
                    ol.clauses {
                        @for clause in clauses.iter().filter(|clause| clause.chapter == chapter) { (entry(lang, clause, &steps)) }
                    }
                }
            }
        }
    }
}

fn entry(lang: Lang, clause: &Clause, steps: &[StepShown]) -> Markup {
    let (tone, key) = match clause.state {
        State::Tested => (Tone::Good, "regulation-state-tested"),
        State::Part => (Tone::Warn, "regulation-state-part"),
        State::Open => (Tone::Quiet, "regulation-state-open"),
    };
    let own: Vec<&StepShown> = steps_of(clause.id, steps).collect();
    html! {
        li id=(clause.id) {
            p { strong { "§ " (clause.id) } " " (clause.title) " " (ui::status(tone, lang.t(key))) }
            @if !own.is_empty() {
                p.clause-steps { (lang.t("regulation-where")) ": "
                    @for (at, step) in own.iter().enumerate() {
                        @if at > 0 { " · " }
                        a href={ "/process#" (anchor(step)) } { (step_word(lang, step)) }
                    }
                }
            }
            @if let Some(month) = clause.month.filter(|month| *month != Record::default()) {
                p.clause-steps { (month_words(lang, month)) }
            }
            @if !clause.missing.is_empty() { p { (lang.t("regulation-missing")) ": " span lang="en" { (clause.missing) } } }
            @if !clause.tests.is_empty() {
                details {
                    summary { (lang.ta("regulation-tests", &[("n", clause.tests.len().to_string())])) }
                    ul { @for test in &clause.tests { li { code { (test) } } } }
                }
            }
            @if !clause.proven.is_empty() {
                details {
                    summary { (lang.ta("regulation-proven", &[("n", clause.proven.len().to_string())])) }
                    ul { @for (guard, test) in &clause.proven { li { code { (guard) } " ← " code { (test) } } } }
                }
            }
        }
    }
}

fn month_words(lang: Lang, month: Record) -> String {
    let all = [("done", month.done), ("refused", month.refused), ("grounds", month.grounds), ("late", month.late)];
    let said = all.into_iter().filter(|(_, n)| *n > 0);
    let said: Vec<String> =
        said.map(|(key, n)| format!("{} {n}", lang.t(&format!("regulation-month-{key}")))).collect();
    format!("{}: {}", lang.t("regulation-month"), said.join(" · "))
}
