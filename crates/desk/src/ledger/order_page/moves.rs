//! 4.1.4: every move of what was promised on the order's lines: the customer's own change, or what was agreed on a delay.
//! His words stand there for those who talk with him.

use maud::{Markup, html};
use platform::Tx;
use platform::act::Outcome;
use platform::day::Day;
use platform::web::ui::{self, Row, Table, column};

use super::Shown;
use crate::fulfilment::expect;

pub fn draw(tx: &mut Tx, shown: &Shown) -> Outcome<Markup> {
    let moves = expect::promised_of(tx, shown.order.id)?;
    if moves.is_empty() {
        return Ok(html! {});
    }
    let talks = shown.money;
    let mut heads = vec!["line", "at", "before", "after", "cause", "by"];
    if talks {
        heads.extend(["message", "answer"]);
    }
    let heads = heads.into_iter().map(|key| column(shown.t(&format!("delay-move-{key}"))));
    let day = |day: Option<Day>| html! { @if let Some(day) = day { (day) } @else { "–" } };
    let rows = moves.iter().map(|(line, m)| {
        // A line that a change took out stands no longer among the others.
        let no = shown.order.lines.iter().find(|l| l.id == *line).map(|line| line.no);
        let why = if m.kind == expect::SlipKind::Change {
            shown.t("delay-move-by-change")
        } else {
            shown.t(&format!("delay-kind-{}", m.kind))
        };
        let mut cells = vec![
            html! { @if let Some(no) = no { (no) } @else { "–" } },
            html! { (shown.moment(m.at)) },
            day(m.before_on),
            day(m.after_on),
            html! { (why) @if talks { br; small { (m.cause) } } },
            html! { (m.owner) },
        ];
        if talks {
            cells.push(html! { (m.message) });
            cells.push(html! { (m.answer) });
        }
        Row::new(cells)
    });
    let table = Table::new(shown.t("delay-promise-moves"), heads.collect::<Vec<_>>()).rows(rows);
    Ok(ui::card(shown.t("delay-promise-moves"), ui::clause("4.1.4"), html! { (table) }))
}
