//! The way to what follows from an agreement on a late line (4.1.4): the change that carries it out.

use platform::Id;
use platform::act::Outcome;

use super::changing;
use crate::look::Chance;
use crate::world::World;

/// What was agreed on a late line becomes a change; that one is brought to its end, or taken back.
pub async fn carried(w: &mut World, end: &str) -> Outcome<Option<Chance>> {
    const OWED: &str = "SELECT d.order_id, d.line_id, d.carried_by, x.state FROM delay_case d LEFT JOIN change_request x \
        ON x.id = d.carried_by WHERE d.state = 'owed' AND NOT EXISTS (SELECT 1 FROM order_flag f \
        WHERE f.order_id = d.order_id AND f.ended_at IS NULL) ORDER BY d.id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let owed: Vec<(Id, Id, Option<Id>, Option<String>)> =
        w.app.read(move |tx| Ok(tx.list_built("agreements", OWED, &[], read)?)).await?;
    let begun: Vec<_> = owed.iter().filter(|row| row.2.is_some()).cloned().collect();
    if let Some((order, _, Some(change), Some(state))) = w.dice.pick(&begun).cloned().filter(|_| end != "new") {
        let step = match (end, state.as_str()) {
            ("withdrawn", _) => "change.withdraw",
            (_, "draft") => "change.submit",
            (_, "manager_review") => "change.approve",
            (_, "assessing") => "change.assess",
            (_, "proposal") => "change.propose",
            (_, "re_review") => "change.review",
            _ => "change.effect",
        };
        return changing::on(w, order, Some(change), step, "").await;
    }
    let waits: Vec<_> = owed.iter().filter(|row| row.2.is_none()).cloned().collect();
    match w.dice.pick(&waits).cloned() {
        Some((order, line, ..)) => {
            w.line = Some(line);
            changing::on(w, order, None, "change.make", "").await
        }
        None => super::floor::late(w, "delay.agree_change", "told").await,
    }
}
