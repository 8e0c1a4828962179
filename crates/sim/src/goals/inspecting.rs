//! The way to what was never reached in inspections (5.1.1) and in what follows from them.

use platform::Id;
use platform::act::Outcome;

use super::hand_over;
use crate::look::{About, Chance};
use crate::visited::Reached;
use crate::world::World;

pub fn is_on_the_way(goal: &Reached) -> bool {
    matches!(goal.kind.as_str(), "inspection" | "inspection_plan")
        || matches!(goal.step.as_str(), "work.rework" | "work.scrap")
}

/// Of whom an inspection may be so that a step fits.
const MADE: &[&str] = &["final", "in_process"];
const BOUGHT: &[&str] = &["incoming"];
const ANY: &[&str] = &["final", "in_process", "incoming", "outgoing"];

pub async fn towards(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    let (step, state, actor) = (goal.step.as_str(), goal.state.as_str(), goal.actor.as_str());
    match (step, state) {
        ("inspection_plan.set", _) => beside(w, "inspection_plan", "known", step, "").await,
        ("inspection.begin", _) => begins(w).await,
        ("inspection.open", _) => brought(w, ANY).await,
        ("inspection.report", _) => reported(w, state).await,
        ("inspection.drop", _) => sent_back(w).await,
        ("inspection.return", _) => tranche(w, step, state, actor, BOUGHT, "").await,
        ("inspection.scrap", _) => tranche(w, step, state, actor, MADE, "").await,
        ("inspection.concede", _) => tranche(w, step, state, actor, ANY, "").await,
        ("work.rework", _) => tranche(w, "inspection.rework", "failed", "", MADE, state).await,
        ("work.scrap", _) => tranche(w, "inspection.scrap", "failed", "", MADE, state).await,
        ("purchase.scrap", _) => shelf(w, state).await,
        _ => tranche(w, step, state, actor, ANY, "").await,
    }
}

/// A step that stands on no order.
async fn beside(w: &mut World, kind: &str, state: &str, step: &str, actor: &str) -> Outcome<Option<Chance>> {
    let chances = w.turn_to(kind, Some(state)).await?;
    let fits = |c: &&Chance| c.allowed && c.step == step && (actor.is_empty() || c.actor == actor);
    let able: Vec<&Chance> = chances.iter().filter(fits).collect();
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// A step on a tranche of such an inspection, whose work stands so; or what leads to one.
async fn tranche(
    w: &mut World,
    step: &str,
    state: &str,
    actor: &str,
    kinds: &'static [&'static str],
    work: &str,
) -> Outcome<Option<Chance>> {
    let there = standing(w, state, kinds, work).await?;
    if there.is_empty() && state == "failed" {
        return Box::pin(tranche(w, "inspection.fail", "pending", "", kinds, work)).await;
    }
    if there.is_empty() {
        return brought(w, kinds).await;
    }
    let chances = w.turn_to("inspection", Some(state)).await?;
    let is_it =
        |c: &Chance| matches!(c.about, About::Tranche { inspection, no, .. } if there.contains(&(inspection, no)));
    let fits = |c: &&Chance| c.allowed && c.step == step && is_it(c) && (actor.is_empty() || c.actor == actor);
    let able: Vec<&Chance> = chances.iter().filter(fits).collect();
    if able.is_empty()
        && !actor.is_empty()
        && let Some(order) = w.orders.first().copied()
    {
        hand_over(w, order, actor, step).await?;
    }
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// The youngest: they are what one turns to.
async fn standing(w: &World, state: &str, kinds: &'static [&'static str], work: &str) -> Outcome<Vec<(Id, i64)>> {
    let kinds = kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT t.inspection, t.no FROM inspection_tranche t JOIN inspection i ON i.id = t.inspection \
            LEFT JOIN work_order w ON w.id = i.work WHERE t.state = $1 AND i.kind IN ({kinds}) \
            AND ($2 = '' OR w.state = $2) ORDER BY t.id DESC LIMIT 60"
    );
    let (state, work) = (state.to_string(), work.to_string());
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    w.app.read(move |tx| Ok(tx.list_built("tranches that stand so", &text, &[&state, &work], read)?)).await
}

/// Goods arrive, pieces are made, or quality wants to look.
async fn brought(w: &mut World, kinds: &'static [&'static str]) -> Outcome<Option<Chance>> {
    let kind = w.dice.pick(kinds).copied().unwrap_or("final");
    match kind {
        "incoming" => other(w, "purchase", "purchase.receive_last", "contracted").await,
        "outgoing" => begins(w).await,
        _ if w.dice.chance(20) => beside(w, "inspection_plan", "known", "inspection_plan.set", "").await,
        "in_process" if w.dice.chance(50) => begins(w).await,
        _ => other(w, "work", "work.report", "in_progress").await,
    }
}

async fn other(w: &mut World, kind: &str, step: &str, state: &str) -> Outcome<Option<Chance>> {
    let goal = Reached { kind: kind.into(), state: state.into(), step: step.into(), actor: String::new() };
    if kind == "work" { super::floor::towards(w, &goal).await } else { super::buying::towards(w, &goal).await }
}

async fn begins(w: &mut World) -> Outcome<Option<Chance>> {
    if w.dice.chance(40) {
        return other(w, "work", "work.report", "in_progress").await;
    }
    beside(w, "inspection", "new", "inspection.begin", "").await
}

/// Nothing waits any more, and the round in the background prints it.
async fn reported(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    if w.dice.chance(40) {
        w.clockwork().await?;
        return Ok(None);
    }
    match state {
        "passed" => tranche(w, "inspection.pass", "pending", "", ANY, "").await,
        "concession" => tranche(w, "inspection.concede", "pending", "", ANY, "").await,
        "return" => tranche(w, "inspection.return", "failed", "", BOUGHT, "").await,
        "scrap" => tranche(w, "inspection.scrap", "failed", "", MADE, "").await,
        _ => tranche(w, "inspection.rework", "failed", "", MADE, "").await,
    }
}

/// Goods go back that nobody looked at.
async fn sent_back(w: &mut World) -> Outcome<Option<Chance>> {
    for state in ["received", "partly_received"] {
        if let Some(chance) = beside(w, "purchase", state, "purchase.return", "").await? {
            return Ok(Some(chance));
        }
    }
    brought(w, BOUGHT).await
}
/// What lies ready for a line `l`, by the state of the purchase that brought it.
const BOUGHT_HERE: &str = "EXISTS (SELECT 1 FROM reservation v JOIN purchase_arrival a ON a.reservation = v.id \
    JOIN purchase_receipt c ON c.id = a.receipt JOIN purchase p ON p.id = c.purchase WHERE v.line_id = l.id \
    AND v.product = l.product AND v.ended_at IS NULL AND v.dispatch IS NOT NULL AND p.state = $1)";

/// Bought pieces on the shelf whose purchase stands so are looked at before shipment, fail, and are scrap.
async fn shelf(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    let failed = format!(
        "SELECT i.id, t.no, t.state FROM inspection i JOIN inspection_tranche t ON t.inspection = i.id \
            JOIN order_line l ON l.id = i.line_id WHERE i.kind = 'outgoing' AND t.state IN ('failed', 'pending') AND {BOUGHT_HERE} \
            ORDER BY t.state, t.id DESC LIMIT 20"
    );
    let lines = format!(
        "SELECT l.id FROM order_line l WHERE {BOUGHT_HERE} AND NOT EXISTS (SELECT 1 FROM inspection i WHERE i.line_id = l.id \
            AND i.kind = 'outgoing') ORDER BY l.id DESC LIMIT 12"
    );
    let (at, also) = (state.to_string(), state.to_string());
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let seen: Vec<(Id, i64, String)> =
        w.app.read(move |tx| Ok(tx.list_built("shelf under inspection", &failed, &[&at], read)?)).await?;
    if let Some((inspection, no, stands)) = seen.first().cloned() {
        let steps: &[&str] = if stands == "failed" { &["inspection.scrap"] } else { &["inspection.fail"] };
        let chances = w.turn_to("inspection", Some(&stands)).await?;
        let is_it = |c: &Chance| matches!(c.about, About::Tranche { inspection: of, no: at, .. } if (of, at) == (inspection, no));
        let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && steps.contains(&c.step) && is_it(c)).collect();
        return Ok(w.dice.pick(&able).map(|chance| (*chance).clone()));
    }
    let lines: Vec<Id> = w.app.read(move |tx| Ok(tx.list_built("shelf", &lines, &[&also], |row| row.get(0))?)).await?;
    match w.dice.pick(&lines).copied() {
        Some(line) => {
            w.line = Some(line);
            beside(w, "inspection", "new", "inspection.begin", "").await
        }
        None => other(w, "purchase", "purchase.receive_last", "contracted").await,
    }
}
