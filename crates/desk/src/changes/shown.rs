//! Words and marks that the pages of changes and cancellations share.

use maud::{Markup, html};
use platform::i18n::Lang;
use platform::web::ui::{self, Tone};
use platform::who::{Person, Role};

use super::cancellation::CancelState;
use super::difference::{Delta, DeltaKind, Difference};
use super::request::ChangeState;
use crate::masters::sees;

pub fn state(lang: Lang, state: ChangeState) -> Markup {
    use ChangeState::{Effective, RefusedByCustomer, Rejected, Withdrawn};
    let tone = match state {
        Effective => Tone::Good,
        Rejected | RefusedByCustomer => Tone::Bad,
        Withdrawn => Tone::Quiet,
        _ => Tone::Active,
    };
    ui::status(tone, lang.t(&format!("process-state-{}", state.code().replace('_', "-"))))
}

pub fn cancel_state(lang: Lang, state: CancelState) -> Markup {
    let tone = match state {
        CancelState::Closed => Tone::Good,
        CancelState::Rejected => Tone::Bad,
        _ => Tone::Active,
    };
    ui::status(tone, lang.t(&format!("process-state-{}", state.code().replace('_', "-"))))
}

/// What differs, line by line, for a reader who may see what it tells.
pub fn difference(lang: Lang, who: &Person, difference: &Difference) -> Markup {
    let money = sees::sale_money(who.roles);
    let terms = [
        ("change-payment-term", difference.payment_term.as_ref().filter(|_| money)),
        ("change-place", difference.place.as_ref()),
        ("change-special", difference.special.as_ref()),
    ];
    html! {
        ul.changes {
            @for delta in &difference.lines { li { (line(lang, money, delta)) } }
            @for (key, text) in terms { @if let Some(text) = text { li { (lang.t(key)) " → " ins { (text) } } } }
        }
    }
}

fn line(lang: Lang, money: bool, delta: &Delta) -> Markup {
    let tone = match delta.kind {
        DeltaKind::Added => Tone::Good,
        DeltaKind::Changed => Tone::Warn,
        DeltaKind::Removed => Tone::Bad,
    };
    let mut parts = Vec::new();
    parts.extend(delta.quantity.map(|quantity| format!("{} {}", lang.t("change-quantity"), quantity.page())));
    parts.extend(delta.price.filter(|_| money).map(|price| format!("{} {price}", lang.t("change-price"))));
    parts.extend(delta.requested_on.map(|day| format!("{} {day}", lang.t("change-requested-on"))));
    parts.extend(delta.place.as_ref().map(|place| format!("{} {place}", lang.t("change-place"))));
    html! {
        @if delta.no > 0 { strong { (lang.ta("talk-on-line", &[("line", delta.no.to_string())])) } " " }
        (ui::badge(tone, lang.t(&format!("change-{}", delta.kind)))) " " (delta.called())
        @if !parts.is_empty() { " → " ins { (parts.join(" · ")) } }
    }
}

/// Those who read what a department's work costs because of a change: the desk that prices it, finance, and those above.
pub fn sees_cost(who: &Person, department: Role) -> bool {
    who.is(department) || sees::sale_money(who.roles)
}

/// Minor units of the company's currency with two decimals, as departments write them.
pub fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}
