//! The clause report: the regulation's table of contents, each clause with one sentence, the steps that do it, and what
//! the last proof run found. A clause that no run has proven is open.

use std::sync::LazyLock;

use axum::response::Response;
use maud::{Markup, html};
use platform::i18n::Lang;
use platform::step::StepShown;
use platform::web::ui::{self, Tile, Tone};
use platform::web::{Ask, Failure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::page::{anchor, step_word};
use super::table;
use crate::shell::{self, Page};

const LIST: &str = include_str!("../../../../assets/regulation.csv");
/// Written by a proof run.
const PROOF: &str = include_str!("../../../../assets/proof.json");

/// How far a clause is carried by the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Tested,
    Part,
    Open,
}

#[derive(Clone, Debug, Deserialize)]
struct Proof {
    id: String,
    state: State,
    #[serde(default)]
    missing: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    proven: Vec<String>,
}

/// One clause as the report and machines see it.
#[derive(Clone, Debug, Serialize)]
pub struct Clause {
    pub id: &'static str,
    pub chapter: u8,
    pub title: String,
    pub state: State,
    /// What part of it is not there yet.
    pub missing: String,
    pub tests: Vec<String>,
    /// Rules and steps whose absence the tests notice.
    pub proven: Vec<String>,
    /// Steps of the process table that do it.
    pub steps: Vec<&'static str>,
}

static PROVEN: LazyLock<Vec<Proof>> = LazyLock::new(|| serde_json::from_str(PROOF).unwrap_or_default());

/// (id, chapter) of every clause, in the regulation's order.
fn contents() -> impl Iterator<Item = (&'static str, u8)> {
    LIST.lines().skip(1).filter_map(|line| {
        let (id, rest) = line.split_once(',')?;
        let (chapter, _) = rest.split_once(',')?;
        Some((id, chapter.parse().ok()?))
    })
}

/// Every clause with where it stands.
pub fn clauses(lang: Lang) -> Vec<Clause> {
    let steps = table();
    contents().map(|(id, chapter)| clause(lang, id, chapter, &steps)).collect()
}

fn clause(lang: Lang, id: &'static str, chapter: u8, steps: &[StepShown]) -> Clause {
    let proof = PROVEN.iter().find(|proof| proof.id == id);
    Clause {
        id,
        chapter,
        title: lang.t(&format!("clause-{}", id.replace('.', "-"))),
        state: proof.map_or(State::Open, |proof| proof.state),
        missing: proof.map_or(String::new(), |proof| proof.missing.clone()),
        tests: proof.map_or(Vec::new(), |proof| proof.tests.clone()),
        proven: proof.map_or(Vec::new(), |proof| proof.proven.clone()),
        steps: steps_of(id, steps).map(|step| step.id).collect(),
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
pub async fn page(ask: Ask) -> Result<Response, Failure> {
    let clauses = clauses(ask.lang);
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
            @if !clause.missing.is_empty() { p { (lang.t("regulation-missing")) ": " span lang="en" { (clause.missing) } } }
            @if !clause.tests.is_empty() {
                details {
                    summary { (lang.ta("regulation-tests", &[("n", clause.tests.len().to_string())])) }
                    ul { @for test in &clause.tests { li { code { (test) } } } }
                }
            }
        }
    }
}
