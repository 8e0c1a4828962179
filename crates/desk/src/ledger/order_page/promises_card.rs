//! 4.1.4: why a line's day is not the one before it, and every move of its days behind a fold.

use std::collections::HashMap;

use maud::{Markup, html};
use platform::Id;
use platform::web::ui::{self, Row, Table, Tone, column};

use super::Shown;
use crate::fulfilment::expect::{Move, Moved};

/// Moves that the fold shows; the delay case of a line shows all of them.
const SHOWN_MAX: usize = 500;

pub type Moves = HashMap<Id, Vec<Move>>;

/// The last reason for which a line's promised day, or its forecast, moved.
pub fn why(shown: &Shown, moves: &Moves, line: Id, what: Moved) -> Option<Markup> {
    let last = moves.get(&line)?.iter().rev().find(|moved| moved.what == what)?;
    let cause = cause(shown, last);
    Some(html! { small { (shown.t(&last.kind_key())) @if !cause.is_empty() { ": " (cause) } } })
}

/// Why the customer wants another day is not for who makes it.
fn cause<'a>(shown: &Shown, moved: &'a Move) -> &'a str {
    if moved.what == Moved::Promise && !shown.money { "" } else { &moved.cause }
}

pub fn draw(shown: &Shown, moves: &Moves) -> Markup {
    let mut all: Vec<(i64, &Move)> =
        moves.iter().flat_map(|(line, moves)| moves.iter().map(|one| (shown.line_no(*line), one))).collect();
    if all.is_empty() {
        return html! {};
    }
    let n = all.len().to_string();
    all.sort_by_key(|(no, one)| (*no, one.at));
    let heads = ["line", "at", "what", "before", "after", "cause", "by", "answer"].map(|key| match key {
        "line" => column(shown.t("ledger-dispatch-line")),
        key => column(shown.t(&format!("delay-move-{key}"))),
    });
    let day = |day: Option<platform::day::Day>| html! { @if let Some(day) = day { (day) } @else { "–" } };
    let rows = all.iter().take(SHOWN_MAX).map(|(no, one)| {
        let tone = if one.what == Moved::Promise { Tone::Good } else { Tone::Quiet };
        Row::new([
            html! { (no) },
            html! { (shown.moment(one.at)) },
            ui::status(tone, shown.t(&format!("delay-moved-{}", one.what))),
            day(one.before_on),
            day(one.after_on),
            html! { (shown.t(&one.kind_key())) br; small { (cause(shown, one)) } },
            html! { (one.owner) },
            // What was said to the customer, and by him, is for who may reach him.
            html! { @if shown.contact { (one.answer) } },
        ])
    });
    let table = Table::new(shown.t("delay-moves"), heads).rows(rows);
    ui::card(
        shown.t("delay-moves"),
        ui::clause("4.1.4"),
        html! { details { summary { (shown.lang.ta("ledger-moves", &[("n", n)])) } (table) } },
    )
}
