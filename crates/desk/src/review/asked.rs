//! 2.2.1c, 3.2.3c, 3.2.4: what waits for the executive's consent, for finance's release, or for the manager's word that a
//! returned order is declined, the longest asked first.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::money::{Currency, Money};
use platform::web::ui::{self, Tone, column};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Serialize;

use super::shown::clock;
use crate::order::ProposalKind;
use crate::people;

#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    order: Id,
    number: String,
    customer: String,
    gross: Money,
    kind: ProposalKind,
    asked_at: Instant,
    text: String,
    due_at: Option<Instant>,
    late: bool,
}

platform::sql! {
    ASKED = "SELECT o.id, o.number, c.name, o.currency, o.gross, p.kind, p.asked_at, p.asked_text, d.due_at \
        FROM proposal p JOIN orders o ON o.id = p.order_id JOIN customer c ON c.id = o.customer \
        LEFT JOIN duty d ON d.about = o.id AND d.kind = p.kind AND d.done_at IS NULL \
        WHERE p.state = 'open' AND p.kind = $1 ORDER BY p.asked_at, p.id LIMIT 50";
}

/// Nothing for those whom nobody asks.
pub fn of(tx: &mut Tx, who: &Person) -> Outcome<Vec<Asked>> {
    let now = tx.now();
    let mut all = Vec::new();
    for (role, kind) in [(Role::Executive, ProposalKind::Consent), (Role::Finance, ProposalKind::ReleaseCredit)] {
        if who.is(role) {
            all.extend(tx.list(&ASKED, &[&kind], |row| read(row, now))?);
        }
    }
    if people::is_acting_manager(tx, who.id)? {
        all.extend(tx.list(&ASKED, &[&ProposalKind::DeclineReturned], |row| read(row, now))?);
    }
    Ok(all)
}

fn read(row: &Row<'_>, now: Instant) -> Result<Asked, Fault> {
    let currency: String = row.get(3)?;
    let currency: Currency = currency.parse().map_err(|e| Fault::other("read what is asked", e))?;
    let due_at: Option<Instant> = row.get(8)?;
    Ok(Asked {
        order: row.get(0)?,
        number: row.get(1)?,
        customer: row.get(2)?,
        gross: Money::from_minor(row.get(4)?, currency),
        kind: row.get(5)?,
        asked_at: row.get(6)?,
        text: row.get(7)?,
        late: due_at.is_some_and(|due| due < now),
        due_at,
    })
}

pub fn card(lang: Lang, asked: &[Asked], zone: &TimeZone) -> Markup {
    if asked.is_empty() {
        return html! {};
    }
    let heads = [
        column(lang.t("review-order")),
        column(lang.t("review-customer")),
        column(lang.t("review-value")).number(),
        column(lang.t("review-asked-what")),
        column(lang.t("review-asked-words")),
        column(lang.t("review-due")),
    ];
    let rows = asked.iter().map(|one| {
        let href = format!("/review/{}", one.order);
        let due = one.due_at.unwrap_or(one.asked_at);
        ui::Row::new([
            html! { a href=(href) { (one.number) } },
            html! { (one.customer) },
            html! { (one.gross.currency()) " " (one.gross.page()) },
            html! { (lang.t(&format!("proposal-{}", one.kind.code().replace('_', "-")))) },
            html! { (one.text) },
            html! { (ui::status(if one.late { Tone::Bad } else { Tone::Quiet }, clock(due, zone))) },
        ])
        .opens(href)
    });
    ui::card(
        lang.t("review-asked"),
        html! { (ui::clause("2.2.1c")) },
        html! { (ui::Table::new(lang.t("review-asked"), heads).rows(rows)) },
    )
}
