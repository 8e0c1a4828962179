//! The negotiation (3.2.4) in words: what a talk is about, and the last ones beside the decision.

use maud::{Markup, html};
use platform::Id;
use platform::i18n::Lang;
use platform::web::ui;

use super::shown::clock;
use crate::order::{About, Talk, TalkField};

/// Talks that stand beside the decision; all of them stand on the order's page.
const SHOWN: usize = 8;

/// "Line 3 · price · sent back for: price"; empty where it is about the whole order.
pub fn about(lang: Lang, about: &About) -> String {
    let mut parts = Vec::new();
    if let Some(line) = about.line {
        parts.push(lang.ta("talk-on-line", &[("line", line.to_string())]));
    }
    if let Some(known) = about.field {
        parts.push(field(lang, known));
    }
    if !about.reason.is_empty() {
        let reason = lang.t(&format!("reason-{}", about.reason));
        parts.push(lang.ta("talk-for-reason", &[("reason", reason)]));
    }
    parts.join(" · ")
}

pub fn field(lang: Lang, field: TalkField) -> String {
    match field {
        TalkField::Other => lang.t("reason-other"),
        known => lang.t(&format!("change-{}", known.code().replace('_', "-"))),
    }
}

/// "The customer accepted the counter-proposal" and the like.
pub fn kind(lang: Lang, talk: &Talk) -> String {
    lang.t(&format!("talk-kind-{}", talk.kind.code().replace('_', "-")))
}

/// For the cockpit.
pub fn card(lang: Lang, order: Id, talks: &[Talk], zone: &jiff::tz::TimeZone) -> Markup {
    let all = html! { (ui::clause("3.2.4")) " " (ui::link_button(lang.t("talk-all"), format!("/orders/{order}?tab=talks")).small().ghost()) };
    ui::card(
        lang.t("talk-title"),
        all,
        html! {
            ul.changes { @for talk in talks.iter().take(SHOWN) {
                li {
                    (clock(talk.at, zone)) " · " strong { (talk.name) } " · " (kind(lang, talk)) ": " (talk.text)
                    @let words = about(lang, &talk.about);
                    @if !words.is_empty() { " " span.muted { "(" (words) ")" } }
                }
            } }
        },
    )
}
