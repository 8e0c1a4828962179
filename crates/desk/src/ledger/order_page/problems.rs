//! Problems of the order that are not solved, and the way to report one (2.2.2d).

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::web::ui::{self, Tone};
use platform::{Id, Tx};

use super::Shown;
use crate::ledger::duty_shown;
use crate::order::CONCERNED;

platform::sql! {
    OF_ORDER = "SELECT id, title, state, due_at FROM problem WHERE order_id = $1 AND state <> 'resolved' \
        ORDER BY id DESC LIMIT 20";
}

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let open: Vec<(Id, String, String, Instant)> =
        tx.list(&OF_ORDER, &[&shown.order.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let reports = shown.who.roles.any(CONCERNED);
    if open.is_empty() && !reports {
        return Ok(html! {});
    }
    let list = html! {
        @if open.is_empty() { p { (shown.t("problem-none")) } }
        @else { ul.next-strip {
            @for (id, title, state, due_at) in &open {
                @let (tone, due) = duty_shown::due_words(shown.lang, &shown.calendar, shown.now, *due_at);
                li {
                    (ui::status(tone, due)) " · " a href={ "/problems/" (id) } { (title) }
                    @if state == "escalated" { " " (ui::badge(Tone::Warn, shown.t("problem-state-escalated"))) }
                }
            }
        } }
    };
    let report = html! {
        @if reports {
            (ui::link_button(shown.t("problem-new"), format!("/problems/new?order={}", shown.order.id)).ghost().small())
        }
    };
    Ok(ui::card(shown.t("problem-of-order"), report, list))
}
