//! The way to what follows from an agreement: on a late line (4.1.4) the change that carries it out, on a change (4.3.4) what
//! it makes of another that was agreed to before.

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
        let step = if end == "withdrawn" { "change.withdraw" } else { forward(&state) };
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

/// What brings a change on.
fn forward(state: &str) -> &'static str {
    match state {
        "draft" => "change.submit",
        "manager_review" => "change.approve",
        "assessing" => "change.assess",
        "proposal" => "change.propose",
        "re_review" => "change.review",
        _ => "change.effect",
    }
}

/// Two changes of one order wait for the customer, and one of them takes effect.
pub async fn overtakes(w: &mut World) -> Outcome<Option<Chance>> {
    const OPEN: &str = "SELECT order_id, id, state FROM change_request WHERE state IN ('draft', 'manager_review', \
        'assessing', 'proposal', 're_review', 'customer_consent') AND NOT EXISTS (SELECT 1 FROM order_flag f \
        WHERE f.order_id = change_request.order_id AND f.ended_at IS NULL) ORDER BY order_id, id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let open: Vec<(Id, Id, String)> = w.app.read(move |tx| Ok(tx.list_built("open changes", OPEN, &[], read)?)).await?;
    let of = |order: Id| open.iter().filter(move |row| row.0 == order);
    let pairs: Vec<_> = open.iter().filter(|row| of(row.0).count() > 1).cloned().collect();
    let ready = |order: Id| of(order).filter(|row| row.2 == "customer_consent").count() > 1;
    let behind: Vec<_> = pairs.iter().filter(|row| row.2 != "customer_consent" || ready(row.0)).cloned().collect();
    if let Some((order, change, state)) = w.dice.pick(&behind).cloned() {
        return changing::on(w, order, Some(change), forward(&state), "").await;
    }
    let Some((order, ..)) = w.dice.pick(&open).cloned() else {
        return super::step_in(w, "order.approve", "final_review").await;
    };
    const FREE: &str = "SELECT l.id FROM order_line l WHERE l.order_id = $1 AND l.removed_in IS NULL AND NOT EXISTS \
        (SELECT 1 FROM change_claim c WHERE c.line_id = l.id) ORDER BY l.id";
    let free: Vec<Id> =
        w.app.read(move |tx| Ok(tx.list_built("free lines", FREE, &[&order], |row| row.get(0))?)).await?;
    w.line = w.dice.pick(&free).copied();
    changing::on(w, order, None, "change.make", "").await
}

/// What is bought for work becomes less by a change, and purchasing says that it knows.
pub async fn bought_less(w: &mut World) -> Outcome<Option<Chance>> {
    const TOLD: &str = "SELECT c.order_id, c.id FROM duty d JOIN change_request c ON c.id = d.about \
        WHERE d.kind = 'note_needs' AND d.done_at IS NULL ORDER BY c.id";
    const LINES: &str = "SELECT DISTINCT r.order_id, r.line_id, x.id, x.state FROM purchase_request r \
        LEFT JOIN change_claim c ON c.line_id = r.line_id LEFT JOIN change_request x ON x.id = c.document \
        WHERE r.made_for IS NOT NULL AND r.order_id IS NOT NULL AND r.state IN ('dispatched', 'acknowledged', 'bought') \
        AND (c.line_id IS NULL OR x.id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM order_flag f \
        WHERE f.order_id = r.order_id AND f.ended_at IS NULL) ORDER BY r.line_id";
    let told = w.app.read(move |tx| Ok(tx.list_built("told", TOLD, &[], |row| Ok((row.get(0)?, row.get(1)?)))?));
    let told: Vec<(Id, Id)> = told.await?;
    if let Some((order, change)) = w.dice.pick(&told).copied() {
        return changing::on(w, order, Some(change), "change.note_needs", "purchasing").await;
    }
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let lines: Vec<(Id, Id, Option<Id>, Option<String>)> =
        w.app.read(move |tx| Ok(tx.list_built("bought for work", LINES, &[], read)?)).await?;
    let begun: Vec<_> = lines.iter().filter(|row| row.2.is_some()).cloned().collect();
    let goes_on = !begun.is_empty() && w.dice.chance(75);
    match w.dice.pick(if goes_on { &begun } else { &lines }).cloned() {
        Some((order, _, Some(change), Some(state))) => changing::on(w, order, Some(change), forward(&state), "").await,
        Some((order, line, ..)) => {
            (w.line, w.less) = (Some(line), true);
            changing::on(w, order, None, "change.make", "").await
        }
        None => super::step_in(w, "order.approve", "final_review").await,
    }
}
