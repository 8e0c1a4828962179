//! The five axes as short words with dots.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::ui::{self, Tone};

use super::filter::word_key;
use crate::order::{Approval, Archive, Confirmation, Execution, Order, Settlement};

pub fn approval(lang: Lang, state: Approval) -> Markup {
    let tone = match state {
        Approval::Draft => Tone::Quiet,
        Approval::FinalReview => Tone::Active,
        Approval::Approved => Tone::Good,
        Approval::Returned => Tone::Warn,
        Approval::Declined | Approval::Withdrawn => Tone::Bad,
    };
    ui::status(tone, lang.t(&word_key("approval-", state.code())))
}

pub fn confirmation(lang: Lang, state: Confirmation) -> Markup {
    let tone = match state {
        Confirmation::NotRequired => Tone::Quiet,
        Confirmation::ToSend => Tone::Warn,
        Confirmation::Sent => Tone::Active,
        Confirmation::Confirmed => Tone::Good,
        Confirmation::Disputed => Tone::Bad,
        Confirmation::Waived => Tone::Warn,
    };
    ui::status(tone, lang.t(&word_key("confirmation-", state.code())))
}

pub fn execution(lang: Lang, state: Execution) -> Markup {
    let tone = match state {
        Execution::NotReleased => Tone::Quiet,
        Execution::Cancelled => Tone::Bad,
        Execution::Delivered | Execution::Completed => Tone::Good,
        _ => Tone::Active,
    };
    ui::status(tone, lang.t(&word_key("execution-", state.code())))
}

pub fn settlement(lang: Lang, state: Settlement) -> Markup {
    let tone = match state {
        Settlement::NotBilled => Tone::Quiet,
        Settlement::Paid => Tone::Good,
        _ => Tone::Active,
    };
    ui::status(tone, lang.t(&word_key("settlement-", state.code())))
}

pub fn archive(lang: Lang, state: Archive) -> Markup {
    let tone = match state {
        Archive::Open => Tone::Quiet,
        Archive::ToArchive => Tone::Warn,
        Archive::Archived => Tone::Good,
        Archive::Disposed => Tone::Bad,
    };
    ui::status(tone, lang.t(&word_key("archive-", state.code())))
}

/// Where an order stands on every axis, each with its name.
pub fn axes(lang: Lang, order: &Order) -> Markup {
    ui::facts([
        (lang.t("ledger-axis-approval"), approval(lang, order.approval)),
        (lang.t("ledger-axis-confirmation"), confirmation(lang, order.confirmation)),
        (lang.t("ledger-axis-execution"), execution(lang, order.execution)),
        (lang.t("ledger-axis-settlement"), settlement(lang, order.settlement)),
        (lang.t("ledger-axis-archive"), archive(lang, order.archive)),
    ])
}

/// Major, special, rush, a later round: what wants a second look.
pub fn marks(lang: Lang, major: bool, special: bool, rush: bool, round: i64) -> Markup {
    html! {
        @if major { (ui::badge(Tone::Warn, lang.t("ledger-mark-major"))) " " }
        @if rush { (ui::badge(Tone::Bad, lang.t("priority-rush"))) " " }
        @if special && !major { (ui::badge(Tone::Active, lang.t("ledger-mark-special"))) " " }
        @if round > 1 { (ui::badge(Tone::Quiet, lang.ta("ledger-mark-round", &[("n", round.to_string())]))) }
    }
}
