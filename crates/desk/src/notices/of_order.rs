//! What the customer of an order was told, and what is still to be told.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row};
use platform::i18n::Lang;
use platform::web::ui::{self, Tone};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Serialize;

use super::tell::{Medium, Notice};
use crate::masters::sees;
use crate::order::{Order, duty};
use crate::people;

#[derive(Clone, Debug, Serialize)]
pub struct NoticeRow {
    pub id: Id,
    pub order: Id,
    pub kind: Notice,
    pub medium: Medium,
    pub address: String,
    pub text: String,
    pub made_at: Instant,
    pub outbox: Option<Id>,
    /// A mail: when it was given to the sender. A call or fax: when somebody was reached.
    pub done_at: Option<Instant>,
    pub done_by: Option<Id>,
    pub outcome: String,
}

platform::sql! {
    OF_ORDER = "SELECT id, order_id, kind, medium, address, text, made_at, outbox, done_at, done_by, outcome FROM notice \
        WHERE order_id = $1 ORDER BY made_at DESC LIMIT 100";
    ONE = "SELECT id, order_id, kind, medium, address, text, made_at, outbox, done_at, done_by, outcome FROM notice \
        WHERE id = $1";
}

/// The notices of an order, newest first.
pub fn of_order(tx: &mut Tx, order: Id) -> Outcome<Vec<NoticeRow>> {
    Ok(tx.list(&OF_ORDER, &[&order], read)?)
}

pub(super) fn one(tx: &mut Tx, id: Id) -> Outcome<Option<NoticeRow>> {
    Ok(tx.maybe(&ONE, &[&id], read)?)
}

fn read(row: &Row<'_>) -> Result<NoticeRow, Fault> {
    Ok(NoticeRow {
        id: row.get(0)?,
        order: row.get(1)?,
        kind: row.get(2)?,
        medium: row.get(3)?,
        address: row.get(4)?,
        text: row.get(5)?,
        made_at: row.get(6)?,
        outbox: row.get(7)?,
        done_at: row.get(8)?,
        done_by: row.get(9)?,
        outcome: row.get(10)?,
    })
}

/// For the order's page: each notice with its words, and the form that says a call or fax was made.
pub fn box_for(tx: &mut Tx, who: &Person, order: &Order, lang: Lang) -> Outcome<Markup> {
    let rows = of_order(tx, order.id)?;
    let zone = people::zone(tx)?;
    let may_tell = who.is(Role::Manager) || people::may_act_for(tx, who.id, order.owner)?;
    let open: Vec<String> = duty::of(tx, order.id)?.into_iter().map(|duty| duty.kind).collect();
    // What he was told names prices and persons; that he was told is for everybody.
    let words = sees::sale_money(who.roles);
    let mut cards = Vec::new();
    for row in &rows {
        let moot = row.done_at.is_none() && !open.iter().any(|kind| kind == row.kind.duty());
        let token = (may_tell && row.done_at.is_none() && !moot).then(|| tx.new_id());
        cards.push(card(lang, row, &zone, token, moot, words));
    }
    let none = html! { (ui::empty_state(lang.t("notice-none"), lang.t("notice-none-text"), html! {})) };
    Ok(ui::card(
        lang.t("notice-title"),
        ui::clause("3.2.5"),
        html! { @if cards.is_empty() { (none) } @for card in &cards { (card) } },
    ))
}

/// The words without the name of a link: a mail gets its secret address when it leaves.
pub fn readable(lang: Lang, text: &str) -> String {
    let mut out = text.to_string();
    for begin in ["{link:", "{change:", "{heard:"] {
        let mut parts = out.split(begin);
        let mut named = parts.next().unwrap_or_default().to_string();
        for part in parts {
            named.push_str(&lang.t("notice-link"));
            named.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
        }
        out = named;
    }
    out
}

/// `moot`: what it asks for came before anybody called.
fn card(lang: Lang, row: &NoticeRow, zone: &TimeZone, token: Option<Id>, moot: bool, words: bool) -> Markup {
    let clock = |at: Instant| at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string();
    let state = match row.done_at {
        Some(at) => ui::status(Tone::Good, lang.ta("notice-done-at", &[("at", clock(at))])),
        None if moot => ui::status(Tone::Quiet, lang.t("notice-moot")),
        None => ui::status(Tone::Warn, lang.t("notice-to-do")),
    };
    html! {
        section.notice-row {
            p {
                strong { (lang.t(&format!("notice-kind-{}", row.kind))) } " · "
                (lang.t(&format!("notice-medium-{}", row.medium))) @if words { " " (row.address) } " · " (clock(row.made_at)) " " (state)
            }
            @if words && !row.outcome.is_empty() { p { (lang.t("notice-outcome")) ": " (row.outcome) } }
            @if words { details open[row.done_at.is_none() && !moot] { summary { (lang.t("notice-words")) } pre.notice-text { (readable(lang, &row.text)) } } }
            @if let Some(token) = token {
                form method="post" action={ "/notices/" (row.id) "/done" } {
                    (ui::form_token(token))
                    (ui::text("spoke_with", lang.t("notice-spoke-with")).id(format!("f-spoke-{}", row.id)).required())
                    (ui::text("said", lang.t("notice-said")).id(format!("f-said-{}", row.id)).required())
                    (ui::primary(lang.t("step-notice-told")))
                }
            }
        }
    }
}
