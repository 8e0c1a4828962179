//! The way to what was never reached in changes and cancellations (4.3, 4.4).

use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::who::Person;

use super::hand_over;
use crate::look::{About, Chance};
use crate::moves;
use crate::visited::Reached;
use crate::world::World;

pub fn is_on_the_way(goal: &Reached) -> bool {
    matches!(goal.kind.as_str(), "change" | "cancellation")
        || matches!(goal.step.as_str(), "order.revise" | "order.cancel_quantities")
}

/// The step that brings a request where this one starts, and where that one does.
fn before(step: &str, state: &str) -> Option<(&'static str, &'static str)> {
    let cancels = step.starts_with("cancel.");
    Some(match (cancels, state) {
        (false, "draft") => ("change.make", "new"),
        (false, "manager_review") => ("change.submit", "draft"),
        (false, "assessing") => ("change.approve", "manager_review"),
        (false, "proposal") => ("change.assess", "assessing"),
        (false, "re_review") => ("change.propose", "proposal"),
        (false, "customer_consent") => ("change.review", "re_review"),
        (true, "draft") => ("cancel.make", "new"),
        (true, "manager_review") => ("cancel.submit", "draft"),
        (true, "stopping") => ("cancel.approve", "manager_review"),
        (true, "costing") => ("cancel.acknowledge_stop", "stopping"),
        (true, "settling") => ("cancel.settle", "costing"),
        _ => return None,
    })
}

pub async fn towards(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    let (step, state, actor) = (goal.step.as_str(), goal.state.as_str(), goal.actor.as_str());
    match step {
        "change.remind_spoken" | "change.remind" => unanswered(w, step).await,
        "change.assessed" => request(w, "change.assess", "assessing", "").await,
        "cancel.all_stopped" => request(w, "cancel.acknowledge_stop", "stopping", "").await,
        "order.revise" => request(w, "change.effect", "customer_consent", "").await,
        "order.cancel_quantities" => request(w, "cancel.approve", "manager_review", "").await,
        "change.review_anew" => super::agreed::overtakes(w).await,
        "change.note_needs" => super::agreed::bought_less(w).await,
        "change.assess" if !actor.is_empty() => asked(w, actor).await,
        _ => request(w, step, state, actor).await,
    }
}

/// A cancellation begins, in the hope that it was said on the telephone.
pub async fn spoken(w: &mut World) -> Outcome<Option<Chance>> {
    request(w, "cancel.make", "new", "").await
}

/// Days go by without a word of the customer's; or one more is asked for it.
async fn unanswered(w: &mut World, step: &str) -> Outcome<Option<Chance>> {
    if w.dice.chance(60) {
        let minutes = w.dice.between(600, 2_400);
        w.goes_on(minutes).await?;
        w.clockwork().await?;
        return Ok(None);
    }
    if step == "change.remind" {
        request(w, "change.review", "re_review", "").await
    } else {
        request(w, "change.make", "new", "").await
    }
}

/// A department is asked where a change touches a line that it supplies.
async fn asked(w: &mut World, department: &str) -> Outcome<Option<Chance>> {
    const ASKED: &str = "SELECT c.order_id, c.id FROM change_assessment a JOIN change_request c ON c.id = a.change_id \
        WHERE a.department = $1 AND a.answered_at IS NULL AND c.state = 'assessing' ORDER BY c.id";
    const SUPPLIED: &str = "SELECT d.order_id, d.line_id, x.id, x.state FROM dispatch d LEFT JOIN change_claim c \
        ON c.line_id = d.line_id LEFT JOIN change_request x ON x.id = c.document AND x.state IN ('draft', 'manager_review') \
        WHERE d.department = $1 AND d.stopped_at IS NULL AND (c.line_id IS NULL OR x.id IS NOT NULL) AND NOT EXISTS \
        (SELECT 1 FROM order_flag f WHERE f.order_id = d.order_id AND f.flag = 'on_hold' AND f.ended_at IS NULL) ORDER BY d.id";
    let named = department.to_string();
    let read = w.app.read(move |tx| {
        let open: Vec<(Id, Id)> = tx.list_built("asked", ASKED, &[&named], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let lines: Vec<(Id, Id, Option<Id>, Option<String>)> = tx.list_built("supplied", SUPPLIED, &[&named], read)?;
        Ok((open, lines))
    });
    let (open, lines) = read.await?;
    if let Some((order, id)) = w.dice.pick(&open).copied() {
        return on(w, order, Some(id), "change.assess", department).await;
    }
    let begun: Vec<_> = lines.iter().filter(|row| row.2.is_some()).cloned().collect();
    // A change of something else than days and pieces asks others: not every one of them leads there.
    let goes_on = !begun.is_empty() && w.dice.chance(60);
    match w.dice.pick(if goes_on { &begun } else { &lines }).cloned() {
        None => super::step_in(w, "order.approve", "final_review").await,
        Some((order, _, Some(id), Some(state))) if state == "draft" => {
            on(w, order, Some(id), "change.submit", "").await
        }
        Some((order, _, Some(id), _)) => on(w, order, Some(id), "change.approve", "").await,
        Some((order, line, None, _)) => {
            w.line = Some(line);
            on(w, order, None, "change.make", "").await
        }
    }
}

/// A step on a request that stands so, or the step before it.
async fn request(w: &mut World, step: &str, state: &str, actor: &str) -> Outcome<Option<Chance>> {
    let (mut step, mut state, mut actor) = (step.to_string(), state.to_string(), actor.to_string());
    loop {
        let there = standing(w, &step, &state).await?;
        if let Some((order, id)) = w.dice.pick(&there).copied() {
            return on(w, order, id, &step, &actor).await;
        }
        match before(&step, &state) {
            Some((earlier, from)) => (step, state, actor) = (earlier.into(), from.into(), String::new()),
            None => return super::step_in(w, "order.approve", "final_review").await,
        }
    }
}

/// Orders (and their requests) with which it could go well.
async fn standing(w: &World, step: &str, state: &str) -> Outcome<Vec<(Id, Option<Id>)>> {
    let text = match (step, state) {
        (_, "new") => {
            "SELECT o.id, o.id FROM orders o WHERE o.approval = 'approved' AND $1 = $1 AND NOT EXISTS (SELECT 1 FROM order_flag f \
                WHERE f.order_id = o.id AND f.ended_at IS NULL) ORDER BY o.id"
        }
        (step, _) if step.starts_with("cancel.") => {
            "SELECT order_id, id FROM cancellation WHERE state = $1 ORDER BY id"
        }
        _ => "SELECT order_id, id FROM change_request WHERE state = $1 ORDER BY id",
    };
    let (at, new) = (state.to_string(), state == "new");
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: Vec<(Id, Id)> =
        w.app.read(move |tx| Ok(tx.list_built("requests that stand so", text, &[&at], read)?)).await?;
    Ok(found.into_iter().map(|(order, id)| (order, Some(id).filter(|_| !new))).collect())
}

/// Somebody who may takes the step; what it lacks is brought first.
pub(super) async fn on(w: &mut World, order: Id, id: Option<Id>, step: &str, actor: &str) -> Outcome<Option<Chance>> {
    let wanted = step;
    let step = prepared(w, order, id, wanted).await?;
    // What has to come first is anybody's who may.
    let actor = if step == wanted { actor } else { "" };
    let chances = w.chances_of(order).await?;
    let is_it = |chance: &Chance| match chance.about {
        About::Request { id: this, .. } | About::Cancellation { id: this, .. } => Some(this) == id,
        About::NewChange(_) | About::NewCancellation(_) => id.is_none(),
        _ => false,
    };
    let fits = |c: &&Chance| c.allowed && c.step == step && is_it(c);
    let mine: Vec<&Chance> = chances.iter().filter(fits).filter(|c| actor.is_empty() || c.actor == actor).collect();
    if let Some(chance) = w.dice.pick(&mine) {
        return Ok(Some((*chance).clone()));
    }
    let able: Vec<&Chance> = chances.iter().filter(fits).collect();
    if able.is_empty() || !actor.is_empty() {
        hand_over(w, order, if actor.is_empty() { "manager" } else { actor }, &step).await?;
        return Ok(None);
    }
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// The talk, the paper, the costs that a step wants; or the step that has to be taken in its place.
async fn prepared(w: &mut World, order: Id, id: Option<Id>, step: &str) -> Outcome<String> {
    match step {
        "change.make" | "cancel.make" => {
            let owner = w.app.read(move |tx| {
                let owner = order::fetch(tx, &Person::system(), order)?.owner;
                people::fetch(tx, owner)
            });
            if let Ok(owner) = owner.await {
                moves::talk(w, &owner, order).await?;
            }
        }
        "change.confirm" | "cancel.confirm" | "change.log_agreed" => moves::paper(w, order).await?,
        "change.submit" if w.dice.chance(60) => {
            return Ok(if w.dice.chance(50) { "change.confirm_here" } else { "change.confirm" }.into());
        }
        "cancel.submit" if w.dice.chance(60) => {
            if w.dice.chance(50) {
                return Ok("cancel.confirm_here".into());
            }
            moves::paper(w, order).await?;
            return Ok("cancel.confirm".into());
        }
        "change.remind_spoken_now" | "change.confirm_here" | "change.object" | "change.understood"
            if w.dice.chance(40) =>
        {
            return Ok(if w.dice.chance(50) { "change.ask_customer" } else { "change.save" }.into());
        }
        "cancel.confirm_here" | "cancel.object" | "cancel.understood" | "cancel.remind_now" if w.dice.chance(40) => {
            return Ok(if w.dice.chance(50) { "cancel.ask_customer" } else { "cancel.save" }.into());
        }
        "change.effect" if !said(w, id, "change_request", "answered").await? => {
            return Ok(if w.dice.chance(50) { "change.agree" } else { "change.log_agreed" }.into());
        }
        "cancel.bear" | "cancel.withdraw_cost" if !undecided(w, id).await? => return Ok("cancel.add_cost".into()),
        "cancel.settle" if w.dice.chance(40) => {
            return Ok(if w.dice.chance(50) { "cancel.bear" } else { "cancel.add_cost" }.into());
        }
        "cancel.close" if w.dice.chance(50) => return Ok("cancel.agree".into()),
        _ => {}
    }
    Ok(step.to_string())
}

/// A cost of it that nobody bears yet.
async fn undecided(w: &World, id: Option<Id>) -> Outcome<bool> {
    const OPEN: &str = "SELECT id FROM cancellation_cost WHERE cancellation = $1 AND decided_at IS NULL \
        AND withdrawn_at IS NULL LIMIT 1";
    let Some(id) = id else { return Ok(false) };
    let open: Vec<Id> = w.app.read(move |tx| Ok(tx.list_built("open costs", OPEN, &[&id], |row| row.get(0))?)).await?;
    Ok(!open.is_empty())
}

async fn said(w: &World, id: Option<Id>, table: &str, what: &str) -> Outcome<bool> {
    let Some(id) = id else { return Ok(false) };
    let text = format!("SELECT body FROM {table} WHERE id = $1");
    let body: Vec<String> =
        w.app.read(move |tx| Ok(tx.list_built("what was said", &text, &[&id], |row| row.get(0))?)).await?;
    let body: serde_json::Value = body.first().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    Ok(!body[what]["at"].is_null())
}
