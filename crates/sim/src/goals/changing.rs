//! The way to what was never reached in changes and cancellations (4.3, 4.4), and to what follows from their effect.

use desk::order;
use desk::people;
use platform::Id;
use platform::act::Outcome;
use platform::who::{Person, Role};

use super::hand_over;
use crate::look::{About, Chance};
use crate::moves;
use crate::visited::Reached;
use crate::world::World;

pub fn is_on_the_way(goal: &Reached) -> bool {
    matches!(goal.kind.as_str(), "change" | "cancellation")
        || matches!(goal.step.as_str(), "order.revise" | "order.cancel_quantities" | "work.stop")
        || matches!(
            goal.step.as_str(),
            "work.clear_up" | "work.go_on" | "work.cleared" | "delay.moot" | "work.take_back"
        )
        || (goal.step == "work.put_away" && goal.state == "stopped")
        || matches!(goal.step.as_str(), "purchase_request.amend" | "purchase_request.end")
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
        "change.assessed" => request(w, "change.assess", "assessing", "").await,
        "cancel.all_stopped" => request(w, "cancel.acknowledge_stop", "stopping", "").await,
        "order.revise" => request(w, "change.effect", "customer_consent", "").await,
        "order.cancel_quantities" => request(w, "cancel.approve", "manager_review", "").await,
        "work.stop" => takes_away(w, "work_order", "", state).await,
        "work.clear_up" | "work.go_on" => answered(w, state).await,
        "work.cleared" => made_before(w).await,
        "work.take_back" => left_over(w, state).await,
        "work.put_away" => made_before(w).await,
        "delay.moot" => moot(w, state).await,
        "change.review_anew" => super::agreed::overtakes(w).await,
        "change.note_needs" => super::agreed::bought_less(w).await,
        "change.assess" if !actor.is_empty() => asked(w, actor).await,
        "purchase_request.amend" | "purchase_request.end" => {
            takes_away(w, "purchase_request", "AND t.order_id IS NOT NULL AND t.made_for IS NULL", state).await
        }
        _ => request(w, step, state, actor).await,
    }
}

/// A cancellation begins, in the hope that it was said on the telephone.
pub async fn spoken(w: &mut World) -> Outcome<Option<Chance>> {
    request(w, "cancel.make", "new", "").await
}

/// Work of which something is made and not put away is stopped, and then that is put away.
async fn made_before(w: &mut World) -> Outcome<Option<Chance>> {
    let goal = Reached {
        kind: "work".into(),
        state: "stopped".into(),
        step: "work.put_away".into(),
        actor: "warehouse".into(),
    };
    if let Some(chance) = super::floor::put_away(w, &goal).await? {
        return Ok(Some(chance));
    }
    takes_away(w, "work_order", "AND t.passed > t.stocked", "in_progress").await
}

/// Production answers a stop while its work stands so and has parts; or such work is stopped, or cut down.
async fn answered(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    const ASKED: &str = "SELECT c.order_id, c.id, w.state FROM stop_order s JOIN cancellation c ON c.id = s.cancellation \
        JOIN work_order w ON w.id = s.dispatch WHERE s.acknowledged_at IS NULL AND s.request IS NULL \
        AND c.state = 'stopping' AND EXISTS (SELECT 1 FROM work_part p WHERE p.work = w.id AND p.issued > p.back) \
        ORDER BY c.id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let asked: Vec<(Id, Id, String)> =
        w.app.read(move |tx| Ok(tx.list_built("stops to answer", ASKED, &[], read)?)).await?;
    let here: Vec<_> = asked.iter().filter(|(_, _, stands)| stands == state).collect();
    if let Some((order, id, _)) = w.dice.pick(&here).map(|one| (*one).clone()) {
        return on(w, order, Some(id), "cancel.acknowledge_stop", "production").await;
    }
    // What is made of it meanwhile is finished, judged and put away.
    if state == "finished" && w.dice.chance(30) {
        return super::inspecting::finishes(w).await;
    }
    let next = match state {
        "finished" | "inspected" => Some(("work.report", "in_progress")),
        "stocked" => Some(("work.put_away", "inspected")),
        _ => None,
    };
    if let Some((step, from)) = next.filter(|_| w.dice.chance(50)) {
        for (order, _, _) in asked.iter().filter(|(_, _, stands)| stands == from) {
            let chances = w.chances_of(*order).await?;
            if let Some(chance) = chances.iter().find(|c| c.allowed && c.step == step && c.state == from) {
                return Ok(Some(chance.clone()));
            }
        }
    }
    let begun = if matches!(state, "released" | "stopped") && w.dice.chance(60) { "released" } else { "in_progress" };
    // Work that is not stopped goes on with less, and gives back the parts of the rest.
    w.leaves_some = state != "stopped";
    let with_parts = match w.leaves_some {
        true => "AND EXISTS (SELECT 1 FROM work_part p WHERE p.work = t.id) AND t.quantity > 1000000",
        false => "AND EXISTS (SELECT 1 FROM work_part p WHERE p.work = t.id)",
    };
    takes_away(w, "work_order", with_parts, begun).await
}

/// A late line is not wanted any more.
async fn moot(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    let of = match state {
        "told" => "AND EXISTS (SELECT 1 FROM delay_case d WHERE d.line_id = t.line_id AND d.state = 'told')",
        "owed" => "AND EXISTS (SELECT 1 FROM delay_case d WHERE d.line_id = t.line_id AND d.state = 'owed')",
        _ => "AND EXISTS (SELECT 1 FROM delay_case d WHERE d.line_id = t.line_id AND d.state = 'open')",
    };
    let late = takes_away(w, "work_order", of, "planned").await?;
    if late.is_some() {
        return Ok(late);
    }
    if state == "owed" {
        return super::floor::late(w, "delay.agree_change", "told").await;
    }
    let goal = Reached {
        kind: "delay".into(),
        state: if state == "told" { "open" } else { "new" }.into(),
        step: if state == "told" { "delay.tell" } else { "delay.open" }.into(),
        actor: String::new(),
    };
    super::floor::towards(w, &goal).await
}

/// Parts that a change left over are brought back while the work stands so; or a change leaves some over.
async fn left_over(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    const WAITS: &str = "SELECT w.order_id, w.id, w.state FROM duty d JOIN work_order w ON w.id = d.about \
        WHERE d.kind = 'take_back' AND d.done_at IS NULL ORDER BY w.id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let waits: Vec<(Id, Id, String)> =
        w.app.read(move |tx| Ok(tx.list_built("parts left over", WAITS, &[], read)?)).await?;
    for (order, work, stands) in &waits {
        // Here it is brought back; elsewhere the work goes on first, where it can.
        let step = match (stands == state, stands.as_str()) {
            (true, _) => "work.take_back",
            (false, "released" | "in_progress") => "work.report",
            (false, "inspected") => "work.put_away",
            _ => continue,
        };
        let chances = w.chances_of(*order).await?;
        let fits =
            |c: &&Chance| c.allowed && c.step == step && matches!(c.about, About::Work { id, .. } if id == *work);
        if let Some(chance) = chances.iter().find(fits) {
            return Ok(Some(chance.clone()));
        }
    }
    if w.dice.chance(50) {
        return request(w, "change.effect", "customer_consent", "").await;
    }
    let found = asked(w, "production").await;
    if w.line.is_some() {
        w.less = true;
    }
    found
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

/// Work under way is stopped whose line fits.
pub async fn stops(w: &mut World, and: &str) -> Outcome<Option<Chance>> {
    takes_away(w, "work_order", and, "in_progress").await
}

/// A cancellation of a line that has something in that state and that nobody else changes.
async fn takes_away(w: &mut World, table: &str, and: &str, state: &str) -> Outcome<Option<Chance>> {
    let text = format!(
        "SELECT t.order_id, t.line_id, x.id, x.state FROM {table} t LEFT JOIN change_claim c ON c.line_id = t.line_id \
            LEFT JOIN cancellation x ON x.id = c.document AND x.state IN ('draft', 'manager_review') \
            WHERE t.state = $1 {and} AND (c.line_id IS NULL OR x.id IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM order_flag f \
            WHERE f.order_id = t.order_id AND f.flag = 'on_hold' AND f.ended_at IS NULL) ORDER BY t.id"
    );
    let (state, stands) = (state.to_string(), state.to_string());
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let there = w.app.read(move |tx| Ok(tx.list_built("lines that have one", &text, &[&state], read)?));
    let there: Vec<(Id, Id, Option<Id>, Option<String>)> = there.await?;
    let begun: Vec<_> = there.iter().filter(|row| row.2.is_some()).cloned().collect();
    // One that cannot go on does not keep the others from beginning.
    let goes_on = !begun.is_empty() && w.dice.chance(75);
    let pick = w.dice.pick(if goes_on { &begun } else { &there }).cloned();
    match pick {
        None => brought(w, table, &stands).await,
        Some((order, _, Some(id), state)) => on(w, order, Some(id), forward(state.as_deref()), "").await,
        Some((order, line, None, _)) => {
            w.line = Some(line);
            on(w, order, None, "cancel.make", "").await
        }
    }
}

/// Something is brought into that state first.
async fn brought(w: &mut World, table: &str, state: &str) -> Outcome<Option<Chance>> {
    let (kind, step, from) = match (table, state) {
        ("work_order", "planned") => ("work", "work.plan", "acknowledged"),
        ("work_order", "released") => ("work", "work.release", "planned"),
        ("work_order", "in_progress") => ("work", "work.report", "released"),
        ("work_order", "finished") => return super::inspecting::finishes(w).await,
        ("purchase_request", "bought") => ("purchase", "purchase.open", "new"),
        ("purchase_request", "closed") => match comes_for_an_order(w).await? {
            Some(chance) => return Ok(Some(chance)),
            None => ("purchase", "purchase.contract", "awarded"),
        },
        _ => return super::step_in(w, "order.approve", "final_review").await,
    };
    let goal = Reached { kind: kind.into(), state: from.into(), step: step.into(), actor: String::new() };
    if kind == "work" { super::floor::towards(w, &goal).await } else { super::buying::towards(w, &goal).await }
}

/// The warehouse counts in what a customer's order waits for.
async fn comes_for_an_order(w: &mut World) -> Outcome<Option<Chance>> {
    const AWAITED: &str = "SELECT DISTINCT p.id, p.state FROM purchase p JOIN purchase_line l ON l.purchase = p.id \
        JOIN purchase_part t ON t.line = l.id JOIN purchase_request r ON r.id = t.request \
        WHERE p.state IN ('contracted', 'partly_received') AND l.awaited AND r.order_id IS NOT NULL AND r.made_for IS NULL \
        AND r.covered >= r.quantity AND l.quantity - l.received > 1000000 ORDER BY p.id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let there: Vec<(Id, String)> =
        w.app.read(move |tx| Ok(tx.list_built("awaited for orders", AWAITED, &[], read)?)).await?;
    let Some((id, state)) = w.dice.pick(&there).cloned() else { return Ok(None) };
    let Some(who) = w.somebody(Role::Warehouse).await? else { return Ok(None) };
    let (step, kind, actor) = ("purchase.receive", "purchase", "warehouse");
    Ok(Some(Chance { step, kind, state, about: About::Purchase(id), who, actor, allowed: true }))
}

/// What brings a cancellation on.
fn forward(state: Option<&str>) -> &'static str {
    if state == Some("draft") { "cancel.submit" } else { "cancel.approve" }
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
