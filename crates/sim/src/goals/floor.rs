//! The way to what was never reached in production and with late lines (4.1): what has to happen before is found backwards
//! along the states.

use desk::fulfilment::production;
use desk::masters::{self, MoveStock, TypedMovement};
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::day::Day;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::who::Role;

use crate::look::{About, Chance};
use crate::visited::Reached;
use crate::world::{Planning, World};

pub fn is_on_the_way(goal: &Reached) -> bool {
    matches!(goal.kind.as_str(), "work" | "delay") || goal.step.starts_with("line.")
}

/// What brings a work order into a state: the step, and where it starts.
fn before(step: &str, state: &str) -> Option<(&'static str, &'static str)> {
    Some(match (step, state) {
        ("work.resume", "acknowledged") => ("work.hold", "acknowledged"),
        ("work.resume", "planned") => ("work.hold", "planned"),
        ("work.resume", "released") => ("work.hold", "released"),
        ("work.resume", "in_progress") => ("work.hold", "in_progress"),
        ("work.put_away", "in_progress") => ("work.report", "in_progress"),
        (_, "acknowledged") => ("dispatch.acknowledge", "dispatched"),
        (_, "planned") => ("work.plan", "acknowledged"),
        (_, "released") => ("work.release", "planned"),
        (_, "in_progress") => ("work.report", "released"),
        (_, "finished" | "inspected") => ("work.report", "in_progress"),
        _ => return None,
    })
}

pub async fn towards(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    match (goal.step.as_str(), goal.state.as_str()) {
        ("work.acknowledge", _) => work(w, "dispatch.acknowledge", "dispatched").await,
        ("work.lay", state) => lies_behind(w, state).await,
        ("work.finish" | "work.pass" | "line.at_hand", _) => work(w, "work.report", "in_progress").await,
        ("work.stocked", _) => work(w, "work.put_away", "inspected").await,
        ("line.forecast" | "delay.open", _) => slips(w, None, Planning::Late).await,
        ("line.promise", _) => late(w, "delay.agree", "told").await,
        ("delay.again", state) => slips(w, Some(state), Planning::Late).await,
        ("delay.carry", _) => super::agreed::carried(w, "new").await,
        ("delay.owe_again", _) => super::agreed::carried(w, "withdrawn").await,
        ("delay.carried", _) => super::agreed::carried(w, "effective").await,
        ("delay.moved", state) => slips(w, Some(state), Planning::Early).await,
        (step, state) if goal.kind == "work" => work(w, step, state).await,
        (step, state) => late(w, step, state).await,
    }
}

/// A step on a work order that stands so, or the step before it.
async fn work(w: &mut World, step: &str, state: &str) -> Outcome<Option<Chance>> {
    let (mut step, mut state) = (step.to_string(), state.to_string());
    loop {
        let there = standing(w, &step, &state).await?;
        if let Some((order, id)) = w.dice.pick(&there).copied() {
            if step == "work.release" && w.dice.chance(70) {
                parts_come(w, id).await?;
            }
            return on(w, order, id, &step).await;
        }
        match before(&step, &state) {
            Some((earlier, from)) => (step, state) = (earlier.to_string(), from.to_string()),
            None => return super::step_in(w, "order.approve", "final_review").await,
        }
    }
}

/// Work orders (order, work) with which the step could go well.
async fn standing(w: &World, step: &str, state: &str) -> Outcome<Vec<(Id, Id)>> {
    const FREE: &str = "SELECT w.order_id, w.id FROM work_order w WHERE w.state = $1 AND w.on_hold = $2 AND NOT EXISTS \
        (SELECT 1 FROM order_flag f WHERE f.order_id = w.order_id AND f.ended_at IS NULL) ORDER BY w.id";
    let text = match step {
        "work.move" | "work.lay" => {
            "SELECT w.order_id, w.id FROM work_order w WHERE w.state = $1 AND w.on_hold = $2 AND EXISTS \
                (SELECT 1 FROM task t WHERE t.work = w.id) ORDER BY w.id"
        }
        "work.put_away" => {
            "SELECT w.order_id, w.id FROM work_order w WHERE w.state = $1 AND (w.on_hold = $2 OR 1 = 1) AND w.passed > w.stocked ORDER BY w.id"
        }
        "work.hold" | "work.resume" | "work.report" | "work.release" => FREE,
        _ => "SELECT w.order_id, w.id FROM work_order w WHERE w.state = $1 AND (w.on_hold = $2 OR 1 = 1) ORDER BY w.id",
    };
    let (state, held) = (state.to_string(), step == "work.resume");
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    w.app.read(move |tx| Ok(tx.list_built("works that stand so", text, &[&state, &held], read)?)).await
}

/// Somebody who may takes the step on that document.
async fn on(w: &mut World, order: Id, about: Id, step: &str) -> Outcome<Option<Chance>> {
    let chances = w.chances_of(order).await?;
    let is_it = |chance: &Chance| match chance.about {
        About::Work { id, .. } | About::Delay { id, .. } | About::Dispatch { id, .. } => id == about,
        _ => false,
    };
    let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == step && is_it(c)).collect();
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// Days pass, and nobody does it: the machine lays it anew.
async fn lies_behind(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    const FIRST: &str = "SELECT MIN(t.day) FROM task t JOIN work_order w ON w.id = t.work AND w.state = $1 \
        AND w.on_hold = $2 GROUP BY t.work ORDER BY 1 LIMIT 1";
    let at = state.to_string();
    let first = w.app.read(move |tx| {
        let first: Vec<Day> = tx.list_built("first minutes", FIRST, &[&at, &false], |row| row.get(0))?;
        let today = people::today(tx)?;
        Ok(first.first().map(|day| day.days_since(today)))
    });
    let Some(days) = first.await? else {
        w.plans = Some(Planning::Early);
        return match before("work.lay", state) {
            Some((step, from)) => work(w, step, from).await,
            None => super::step_in(w, "order.approve", "final_review").await,
        };
    };
    if days > 9 && state == "planned" {
        w.plans = Some(Planning::Early);
        return work(w, "work.plan", state).await;
    }
    w.goes_on((days.clamp(0, 20) + 1) * 1_440).await?;
    w.clockwork().await?;
    Ok(None)
}

/// A plan that brings a line later or earlier: one that has no case yet, or one whose case stands so.
async fn slips(w: &mut World, case: Option<&str>, planning: Planning) -> Outcome<Option<Chance>> {
    const NO_CASE: &str = "SELECT w.order_id, w.id FROM work_order w WHERE w.state IN ('acknowledged', 'planned') \
        AND w.wanted_on IS NOT NULL AND $1 = $1 AND NOT EXISTS (SELECT 1 FROM delay_case d WHERE d.line_id = w.line_id \
        AND d.closed_at IS NULL) ORDER BY w.id";
    const WITH: &str = "SELECT w.order_id, w.id FROM work_order w JOIN delay_case d ON d.line_id = w.line_id \
        AND d.state = $1 WHERE w.state IN ('acknowledged', 'planned') ORDER BY w.id";
    let (text, state) = (if case.is_some() { WITH } else { NO_CASE }, case.unwrap_or_default().to_string());
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let there = w.app.read(move |tx| Ok(tx.list_built("works that may slip", text, &[&state], read)?));
    let there: Vec<(Id, Id)> = there.await?;
    if let Some((order, id)) = w.dice.pick(&there).copied() {
        w.plans = Some(planning);
        return on(w, order, id, "work.plan").await;
    }
    match case {
        Some("told") => Box::pin(late(w, "delay.tell", "open")).await,
        Some("owed") => Box::pin(late(w, "delay.agree_change", "told")).await,
        Some(_) => Box::pin(slips(w, None, Planning::Late)).await,
        None => work(w, "work.plan", "acknowledged").await,
    }
}

/// A step on a late line whose case stands so, or what leads to one.
pub(super) async fn late(w: &mut World, step: &str, state: &str) -> Outcome<Option<Chance>> {
    const CASES: &str = "SELECT order_id, id FROM delay_case WHERE state = $1 ORDER BY id";
    let at = state.to_string();
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let there: Vec<(Id, Id)> =
        w.app.read(move |tx| Ok(tx.list_built("cases that stand so", CASES, &[&at], read)?)).await?;
    if let Some((order, id)) = w.dice.pick(&there).copied() {
        return on(w, order, id, step).await;
    }
    if state == "told" {
        return Box::pin(late(w, "delay.tell", "open")).await;
    }
    slips(w, None, Planning::Late).await
}

/// What a work order is made of is received.
async fn parts_come(w: &mut World, id: Id) -> Outcome<()> {
    let wanted = w.app.read(move |tx| {
        let Some(work) = production::work_of(tx, id)? else { return Ok(Vec::new()) };
        let Some(product) = work.product else { return Ok(Vec::new()) };
        let parts = masters::components(tx, &[product])?;
        let needs = |per: Quantity| work.quantity.checked_times(per).unwrap_or(work.quantity);
        Ok(parts.iter().map(|part| (part.component, needs(part.per))).collect::<Vec<_>>())
    });
    let wanted: Vec<(Id, Quantity)> = wanted.await?;
    let Some(who) = w.somebody(Role::Warehouse).await? else { return Ok(()) };
    for (product, quantity) in wanted {
        let typed =
            TypedMovement { kind: "receipt".into(), quantity: quantity.to_string(), reason: "採購入庫".into() };
        match w.does(&who, MoveStock { product, typed }).await {
            Ok(_) => {}
            Err(Trouble::Fault(fault)) => return Err(fault.into()),
            Err(_) => {}
        }
    }
    Ok(())
}
