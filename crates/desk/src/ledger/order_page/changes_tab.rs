//! What was and is changed and cancelled after the approval (4.3, 4.4), and the revisions of the order side by side.

use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::who::Role;
use platform::{Id, Tx};

use super::Shown;
use crate::order::{self, Approval, RoundVerdict};
use crate::review;

platform::sql! {
    CHANGES = "SELECT id, number, state, made_at FROM change_request WHERE order_id = $1 ORDER BY id DESC LIMIT 50";
    CANCELLATIONS = "SELECT id, number, state, made_at FROM cancellation WHERE order_id = $1 ORDER BY id DESC LIMIT 50";
}

type Found = (Id, String, String, Instant);

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let id = shown.order.id;
    let changes: Vec<Found> =
        tx.list(&CHANGES, &[&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let cancelled: Vec<Found> =
        tx.list(&CANCELLATIONS, &[&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let asks = shown.order.approval == Approval::Approved && shown.who.roles.any(&[Role::Specialist, Role::Manager]);
    let ask = html! {
        @if asks {
            (ui::link_button(shown.t("change-new-do"), format!("/orders/{id}/changes/new")).small()) " "
            (ui::link_button(shown.t("cancel-new-do"), format!("/orders/{id}/cancellations/new")).small().ghost())
        }
    };
    Ok(html! {
        (ui::card(shown.t("nav-changes"), ask, table(shown, &changes, &cancelled)))
        (revisions(tx, shown)?)
    })
}

fn table(shown: &Shown, changes: &[Found], cancelled: &[Found]) -> Markup {
    let heads = ["change-number", "change-state", "change-made"].map(|key| column(shown.t(key)));
    let row = |kind: &str, (id, number, state, at): &Found| {
        let tone = match state.as_str() {
            "effective" | "closed" => Tone::Good,
            "rejected" | "refused_by_customer" => Tone::Bad,
            "withdrawn" => Tone::Quiet,
            _ => Tone::Active,
        };
        Row::new([
            html! { a href={ "/" (kind) "/" (id) } { (number) } },
            ui::status(tone, shown.t(&format!("process-state-{}", state.replace('_', "-")))),
            html! { (shown.moment(*at)) },
        ])
    };
    let rows =
        changes.iter().map(|one| row("changes", one)).chain(cancelled.iter().map(|one| row("cancellations", one)));
    let empty = ui::empty_state(shown.t("change-none-of-order"), shown.t("change-none-of-order-text"), html! {});
    html! { (Table::new(shown.t("nav-changes"), heads).rows(rows).empty(empty)) }
}

/// Each revision that was in force beside the one before it; the newest is open. Departments read what they made, without
/// sale money and the words of the decision.
fn revisions(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let approved: Vec<_> =
        order::rounds(tx, shown.order.id)?.into_iter().filter(|r| r.verdict == RoundVerdict::Approved).collect();
    Ok(html! {
        @for (at, pair) in approved.windows(2).enumerate() {
            @let args = [("old", pair[1].revision.to_string()), ("new", pair[0].revision.to_string()), ("why", pair[0].decision.clone())];
            @let names = [&pair[1], &pair[0]].map(|round| format!("{} {}", shown.t("change-revision"), round.revision));
            @let title = if shown.money { "change-revisions" } else { "change-revisions-short" };
            (ui::card(shown.lang.ta(title, &args), ui::clause("4.3.4"), html! {
                details open[at == 0] { summary { (shown.t("change-beside")) } (review::beside_as(shown.lang, shown.money, &names, &pair[1].content, &pair[0].content)) }
            }))
        }
    })
}
