//! 3.2.1: what stands in no price list, nobody has made before: production is asked in writing as soon as such a line is
//! recorded, and once more when what it says has changed (1.3.3).

use std::collections::HashMap;

use platform::act::Outcome;
use platform::who::{Person, Role};
use platform::{Id, Tx};

use super::fetch::{Line, Order};
use super::note::{NoteKind, add_note};

/// Lines that one question names; the rest are counted.
const NAMED: usize = 20;

/// What became of the question about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feasible {
    /// For what the line says now.
    pub answered: bool,
    pub question: Id,
    content: String,
}

platform::sql! {
    OF = "SELECT f.line_id, f.content, f.question, COUNT(a.id) FROM order_feasibility f \
        LEFT JOIN order_note a ON a.order_id = f.order_id AND a.answers = f.question AND a.kind = 'answer' \
        WHERE f.order_id = $1 GROUP BY f.line_id, f.content, f.question";
    KEEP = "INSERT INTO order_feasibility (order_id, line_id, content, question) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (order_id, line_id) DO UPDATE SET content = excluded.content, question = excluded.question";
}

/// By line; a question about what the line said before counts for nothing.
pub fn feasible(tx: &mut Tx, order: &Order) -> Outcome<HashMap<Id, Feasible>> {
    if order.lines.iter().all(|line| line.product.is_some()) {
        return Ok(HashMap::new());
    }
    let rows = tx.list(&OF, &[&order.id], |row| {
        let answers: i64 = row.get(3)?;
        Ok((row.get::<Id>(0)?, Feasible { answered: answers > 0, content: row.get(1)?, question: row.get(2)? }))
    })?;
    let says = |id: Id| order.lines.iter().find(|line| line.id == id).map(said);
    Ok(rows.into_iter().filter(|(line, kept)| says(*line).as_ref() == Some(&kept.content)).collect())
}

/// Asks about every custom line that nobody was asked about yet.
pub(super) fn ask(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<()> {
    let known = feasible(tx, order)?;
    let new: Vec<&Line> =
        order.lines.iter().filter(|line| line.product.is_none() && !known.contains_key(&line.id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let named = new
        .iter()
        .take(NAMED)
        .map(|line| format!("{}. {} {} × {} {}", line.no, line.name, line.spec, line.quantity.page(), line.unit));
    let lines = named.collect::<Vec<_>>().join("；");
    let key = if new.len() > NAMED { "note-feasible-more" } else { "note-feasible" };
    let text = who.lang.ta(key, &[("lines", lines), ("n", new.len().to_string())]);
    let question = add_note(tx, who, order, NoteKind::Question, Role::Production.code(), &text, None)?;
    for line in new {
        tx.execute(&KEEP, &[&order.id, &line.id, &said(line), &question])?;
    }
    Ok(())
}

/// What a line asks to be made.
fn said(line: &Line) -> String {
    [line.name.as_str(), &line.spec, &line.quantity.to_string(), &line.unit].join("\u{1f}")
}
