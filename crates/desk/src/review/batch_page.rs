//! What stands on the two pages of several orders at one press: what will become of each and on what it rests, and what became.

use axum::response::Response;
use maud::{Markup, html};
use platform::Id;
use platform::i18n::Lang;
use platform::web::Ask;
use platform::web::ui::{self, Tone, column};
use platform::who::Person;

use super::approve::SEEN;
use super::batch::{Became, Evidence, One};
use super::changes;
use crate::shell::{self, Page, broken_line};

/// Of a long order so many sentences are shown in its row; the others are a look away, on its own page.
const SHOWN_MAX: usize = 40;

/// Before the press.
pub fn before(ask: &Ask, results: &[One], token: Id) -> Response {
    framed(ask, "review-batch-before", previewed(ask.lang, results, token))
}

/// After it.
pub fn after(ask: &Ask, who: &Person, results: &[One]) -> Response {
    framed(ask, "review-batch", done(ask.lang, who, results))
}

fn framed(ask: &Ask, title: &str, body: Markup) -> Response {
    shell::page(ask, Page::new(ask.t(title), "review", body).crumb(ask.t("nav-review"), "/review"))
}

/// What will happen, on what it rests, and the one button that lets it.
fn previewed(lang: Lang, results: &[One], token: Id) -> Markup {
    let can = || results.iter().filter(|result| result.outcome == Became::Approvable);
    let count = can().count();
    let counted = [("n", count.to_string()), ("cannot", (results.len() - count).to_string())];
    let heads = [
        column(lang.t("review-order")),
        column(lang.t("group-delivery")),
        column(lang.t("group-price")),
        column(lang.t("group-payment")),
        column(lang.t("review-batch-result")),
    ];
    let rows = results.iter().map(|result| {
        let figures = result.evidence.as_ref().map(|evidence| evidence.figures);
        let figure = |shown: &dyn Fn(super::figures::Figures) -> Markup| figures.map_or(html! { "–" }, shown);
        ui::Row::new([
            html! { div {
                a href={ "/review/" (result.order) } { (result.number) }
                @if let Some(evidence) = &result.evidence { br; small { (evidence.customer) } (says(lang, result.order, evidence)) }
            } },
            figure(&|figures| figures.delivery(lang)),
            figure(&|figures| figures.price()),
            figure(&|figures| figures.payment()),
            outcome(lang, None, result),
        ])
    });
    html! {
        (ui::page_header(lang.t("review-batch-before"), lang.ta("review-batch-will", &counted), html! { (back(lang)) }))
        (ui::card("", html! { (ui::clause("2.2.1c")) }, html! {
            (ui::Table::new(lang.t("review-batch"), heads).rows(rows).empty(none(lang)))
            @if count > 0 {
                form method="post" action="/review/approvals" {
                    (ui::form_token(token))
                    @for result in can() {
                        (ui::hidden("orders[]", result.order))
                        @if let Some(evidence) = &result.evidence {
                            (ui::hidden(&format!("seen[{}]", result.order), &evidence.seen))
                        }
                    }
                    p.muted { (lang.t("review-batch-compared")) " " (ui::clause(SEEN.clause)) }
                    div.form-foot { (ui::primary(lang.ta("review-batch-go", &[("n", count.to_string())])).key("A")) }
                }
            }
        }))
    }
}

/// Every sentence that the press is compared with.
fn says(lang: Lang, order: Id, evidence: &Evidence) -> Markup {
    let more = evidence.says.len().saturating_sub(SHOWN_MAX);
    html! {
        details.batch-says {
            summary { (lang.t("review-evidence")) }
            ul { @for sentence in evidence.says.iter().take(SHOWN_MAX) { li { (sentence.text(lang)) } } }
            @if more > 0 { p { a href={ "/review/" (order) } { (lang.ta("review-more", &[("n", more.to_string())])) } } }
        }
    }
}

fn done(lang: Lang, who: &Person, results: &[One]) -> Markup {
    let approved = results.iter().filter(|result| result.outcome == Became::Approved).count();
    let counted = [("n", approved.to_string()), ("of", results.len().to_string())];
    let heads = [column(lang.t("review-order")), column(lang.t("review-batch-result"))];
    let rows = results.iter().map(|result| {
        ui::Row::new([
            html! { a href={ "/review/" (result.order) } { (result.number) } },
            outcome(lang, Some(who), result),
        ])
    });
    let moved: Vec<&One> = results.iter().filter(|result| !result.moved.is_empty()).collect();
    html! {
        (ui::page_header(lang.t("review-batch"), lang.ta("review-batch-lead", &counted), html! { (back(lang)) }))
        (ui::card("", html! {}, html! {
            (ui::Table::new(lang.t("review-batch"), heads).rows(rows).empty(none(lang)))
            @if !moved.is_empty() {
                // As they stand now, and pressed anew.
                form method="post" action="/review/approvals/preview" {
                    @for result in &moved { (ui::hidden("orders[]", result.order)) }
                    div.form-foot { (ui::primary(lang.ta("review-batch-anew", &[("n", moved.len().to_string())])).key("A")) }
                }
            }
        }))
    }
}

fn back(lang: Lang) -> ui::Button {
    ui::link_button(lang.t("review-batch-back"), "/review")
}

fn none(lang: Lang) -> Markup {
    ui::empty_state(lang.t("review-batch-none"), lang.t("review-batch-none-text"), html! {})
}

fn outcome(lang: Lang, who: Option<&Person>, result: &One) -> Markup {
    let word = |tone, key| ui::status(tone, lang.t(key));
    match result.outcome {
        Became::Approved => word(Tone::Good, "verdict-approved"),
        Became::Approvable => word(Tone::Good, "review-batch-can"),
        Became::Special => word(Tone::Warn, "review-batch-special"),
        Became::Stale => word(Tone::Warn, "trouble-stale"),
        Became::Forbidden => word(Tone::Bad, "trouble-forbidden"),
        Became::Refused => {
            let broken = result.refusal.as_ref().map(|refusal| refusal.broken.as_slice()).unwrap_or_default();
            // What moved is told as it was and as it is; without that the refusal's own sentences stand.
            let told = !result.moved.is_empty();
            html! { div {
                @for broken in broken.iter().filter(|broken| !(told && broken.rule == SEEN.id)) {
                    div.finding { (broken_line(broken, lang)) }
                }
                @if let (true, Some(who)) = (told, who) {
                    div.finding {
                        (ui::status(Tone::Warn, lang.t("review-batch-moved"))) " " (ui::clause(SEEN.clause))
                        (changes::moved(lang, who, &result.moved))
                        small.way { (lang.t("review-batch-moved-way")) }
                    }
                }
            } }
        }
    }
}
