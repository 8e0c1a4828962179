//! 4.3.3: what a change would do, computed as soon as it stands there: days, tasks, purchases, shipments, money. Shown beside what the
//! departments say; nothing is written.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::i18n::Lang;
use platform::money::Money;
use platform::quantity::Quantity;
use platform::web::ui::{Row, Table, Tone, column};
use platform::who::{Person, Role};
use serde::Serialize;

use super::request::Change;
use super::{propose, touch};
use crate::fulfilment;
use crate::fulfilment::shipping::Shipment;
use crate::masters::{Supply, sees};
use crate::order::Order;
use crate::review::Facts;

#[derive(Clone, Debug, Serialize)]
pub struct LineImpact {
    pub no: i64,
    pub sku: String,
    pub quantity: (Option<Quantity>, Option<Quantity>),
    pub promised: (Option<Day>, Option<Day>),
    /// How the rest would be supplied.
    pub parts: Vec<(Supply, Quantity)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Impact {
    pub departments: Vec<Role>,
    pub lines: Vec<LineImpact>,
    /// Planned days of work that are given back, and their minutes.
    pub task_days: usize,
    pub minutes: i64,
    /// Purchases that are touched.
    pub purchases: usize,
    /// Shipments that have not left and in which something of the lines lies.
    pub shipments: Vec<Shipment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross: Option<(Money, Money)>,
}

/// The preview, and the facts of the content that the checks run on.
pub fn of(tx: &mut Tx, who: &Person, order: &Order, change: &Change) -> Outcome<(Impact, Facts)> {
    let facts = propose::facts(tx, who, order, change)?;
    let difference = &change.said.difference;
    let (anew, gone) = (difference.anew(), difference.gone());
    let touched: Vec<_> = anew.iter().chain(&gone).copied().collect();
    let (task_days, minutes) = fulfilment::work_of(tx, &touched)?;
    let open = touch::open(tx, order.id)?;
    let bought = open.iter().filter(|d| d.mode == Supply::Buy && touched.contains(&d.line)).count();
    // What is bought for a line that is made is as much a purchase.
    let purchases = bought + touch::bought_for_work(tx, &touched)?.len();
    let lines = difference.lines.iter().map(|delta| {
        let was = order.lines.iter().find(|line| line.id == delta.line);
        let becomes = facts.order.lines.iter().position(|line| line.id == delta.line);
        let promise = becomes.and_then(|at| facts.promises.get(at));
        LineImpact {
            no: becomes.map_or(delta.no, |at| facts.order.lines[at].no),
            sku: delta.called().to_string(),
            quantity: (was.map(|line| line.quantity), becomes.map(|at| facts.order.lines[at].quantity)),
            promised: (was.and_then(|line| line.promised_on), promise.and_then(|promise| promise.on)),
            parts: promise.map_or(Vec::new(), |p| p.parts.iter().map(|part| (part.mode, part.quantity)).collect()),
        }
    });
    let mut departments = difference.departments(tx, order)?;
    let planned = facts.promises.iter().filter(|promise| anew.contains(&promise.line));
    departments.extend(planned.flat_map(|p| p.parts.iter().map(|part| fulfilment::department_of(part.mode))));
    departments.sort_by_key(|role| role.code());
    departments.dedup();
    let impact = Impact {
        departments,
        lines: lines.collect(),
        task_days,
        minutes,
        purchases,
        shipments: touch::shipments(tx, &difference.touched())?,
        gross: sees::sale_money(who.roles).then_some((order.gross, facts.order.gross)),
    };
    Ok((impact, facts))
}

pub fn draw(lang: Lang, impact: &Impact) -> Markup {
    let heads = [
        column(lang.t("change-line")),
        column(lang.t("change-quantity")).number(),
        column(lang.t("change-promised")),
        column(lang.t("change-supply")),
    ];
    let quantity = |one: Option<Quantity>| one.map_or("–".to_string(), Quantity::page);
    let day = |one: Option<Day>| one.map_or("–".to_string(), |day| day.to_string());
    let rows = impact.lines.iter().map(|line| {
        let later = line.promised.0.is_some() && line.promised.1 > line.promised.0;
        let parts: Vec<String> = line
            .parts
            .iter()
            .map(|(mode, quantity)| format!("{} {}", lang.t(&format!("ledger-supply-{mode}")), quantity.page()))
            .collect();
        let row = Row::new([
            html! { (line.no) " · " (line.sku) },
            html! { (quantity(line.quantity.0)) " → " (quantity(line.quantity.1)) },
            html! { (day(line.promised.0)) " → " (day(line.promised.1)) },
            html! { (parts.join("、")) },
        ]);
        if later { row.tone(Tone::Warn) } else { row }
    });
    let departments: Vec<String> = impact.departments.iter().map(|role| lang.t(&format!("role-{role}"))).collect();
    let args = [
        ("days", impact.task_days.to_string()),
        ("minutes", impact.minutes.to_string()),
        ("purchases", impact.purchases.to_string()),
    ];
    html! {
        p { (lang.ta("change-impact-work", &args)) }
        @if !impact.shipments.is_empty() {
            p {
                (lang.t("change-impact-shipments")) ": "
                @for (at, one) in impact.shipments.iter().enumerate() {
                    @if at > 0 { "、" }
                    a href=(one.href()) { (one.number) } " (" (one.leaves_on) ")"
                }
            }
        }
        @if !departments.is_empty() { p { (lang.t("change-departments")) ": " (departments.join("、")) } }
        @if let Some((was, becomes)) = &impact.gross {
            p { (lang.t("change-gross")) ": " (was.page()) " → " strong { (becomes.page()) } " " (becomes.currency().code()) }
        }
        @if !impact.lines.is_empty() { (Table::new(lang.t("change-impact"), heads).rows(rows)) }
    }
}
