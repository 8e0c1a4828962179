//! The way to what was never reached in purchasing (4.2): what has to happen before is found backwards along the states.

use platform::Id;
use platform::act::Outcome;
use platform::who::Role;

use crate::look::{About, Chance};
use crate::visited::Reached;
use crate::world::World;

pub fn is_on_the_way(goal: &Reached) -> bool {
    matches!(goal.kind.as_str(), "purchase" | "purchase_request" | "supplier")
}

fn before(step: &str, state: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match (step, state) {
        ("quotation.enter" | "quotation.reply" | "quotation.decline", "quoting") => {
            ("purchase", "purchase.ask", "quoting")
        }
        ("purchase.award", "quoting") => ("purchase", "quotation.enter", "quoting"),
        ("purchase_request.stop", "acknowledged") => ("purchase_request", "purchase_request.new", "new"),
        ("purchase_request.stop", "bought") | (_, "quoting") => ("purchase", "purchase.open", "new"),
        ("purchase.open", "new") => ("purchase_request", "purchase_request.new", "new"),
        (_, "awarded") => ("purchase", "purchase.award", "quoting"),
        (_, "contracted") => ("purchase", "purchase.contract", "awarded"),
        (_, "partly_received") => ("purchase", "purchase.receive", "contracted"),
        (_, "received") => ("purchase", "purchase.receive_last", "contracted"),
        (_, "closed") => ("purchase", "purchase.close", "received"),
        ("supplier.open" | "supplier.edit", "blocked") => ("supplier", "supplier.block", "open"),
        _ => return None,
    })
}

pub async fn towards(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    match (goal.step.as_str(), goal.state.as_str()) {
        ("purchase.scrap", _) => return Box::pin(super::inspecting::towards(w, goal)).await,
        ("purchase.amended", state) => return amends(w, &lessened(state)).await,
        ("purchase.tell_supplier", state) => return told(w, state).await,
        (step, _) if step.starts_with("purchase.amend") => return amends(w, goal).await,
        _ => {}
    }
    // Somebody loses the question where lines are divided off before he has answered.
    if goal.step == "purchase.ask_rest" && w.dice.chance(60) {
        let (kind, state) = (goal.kind.clone(), goal.state.clone());
        let divides = Reached { kind, state, step: "purchase.divide".into(), actor: String::new() };
        return Box::pin(towards(w, &divides)).await;
    }
    let (mut kind, mut step, mut state) = (goal.kind.clone(), goal.step.clone(), goal.state.clone());
    let mut actor = goal.actor.clone();
    loop {
        let chances = w.turn_to(&kind, Some(&state)).await?;
        let fits =
            |c: &&Chance| c.allowed && c.step == step && c.state == state && (actor.is_empty() || c.actor == actor);
        let able: Vec<&Chance> = chances.iter().filter(fits).collect();
        if let Some(chance) = w.dice.pick(&able) {
            return Ok(Some((*chance).clone()));
        }
        match before(&step, &state) {
            Some((k, earlier, from)) => (kind, step, state) = (k.into(), earlier.into(), from.into()),
            None if kind == "purchase_request" => return super::step_in(w, "order.approve", "final_review").await,
            None => return Ok(None),
        }
        actor.clear();
    }
}

/// What brings a signed purchase to be less, and into that state.
fn lessened(state: &str) -> Reached {
    let (step, from) = match state {
        "stopped" => ("purchase.amend_all", "contracted"),
        "received" => ("purchase.amend_last", "partly_received"),
        "partly_received" => ("purchase.amend", "partly_received"),
        _ => ("purchase.amend", "contracted"),
    };
    Reached { kind: "purchase".into(), state: from.into(), step: step.into(), actor: String::new() }
}

/// The supplier of one that stands so hears of it; or one becomes less.
async fn told(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    const OWED: &str = "SELECT id, state FROM purchase WHERE amended_at IS NOT NULL ORDER BY id";
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let owed: Vec<(Id, String)> = w.app.read(move |tx| Ok(tx.list_built("amended", OWED, &[], read)?)).await?;
    let here = owed.iter().find(|(_, stands)| stands == state).cloned();
    if let (Some((id, state)), Some(who)) = (here, w.somebody(Role::Purchasing).await?) {
        let (step, kind, actor) = ("purchase.tell_supplier", "purchase", "purchasing");
        return Ok(Some(Chance { step, kind, state, about: About::Purchase(id), who, actor, allowed: true }));
    }
    // Done with before anybody told him.
    if let Some((id, _)) = owed.iter().find(|(_, stands)| state == "closed" && stands == "received") {
        let who = w.somebody(Role::Purchasing).await?;
        let (step, kind, actor) = ("purchase.close", "purchase", "purchasing");
        let about = About::Purchase(*id);
        return Ok(who.map(|who| Chance { step, kind, state: "received".into(), about, who, actor, allowed: true }));
    }
    amends(w, &lessened(if state == "closed" { "received" } else { state })).await
}

/// One of several needs of a purchase ends, or the only one.
async fn amends(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    const SHARED: &str = "SELECT r.id, r.state FROM purchase p JOIN purchase_line l ON l.purchase = p.id \
        JOIN purchase_part t ON t.line = l.id JOIN purchase_request r ON r.id = t.request WHERE p.state = $1 \
        AND r.state IN ('acknowledged', 'bought') AND t.received < t.quantity AND EXISTS (SELECT 1 FROM purchase_line m \
        JOIN purchase_part u ON u.line = m.id WHERE m.purchase = p.id AND u.request <> r.id AND u.received < u.quantity) \
        ORDER BY r.id";
    const ALONE: &str = "SELECT r.id, r.state FROM purchase p JOIN purchase_line l ON l.purchase = p.id \
        JOIN purchase_part t ON t.line = l.id JOIN purchase_request r ON r.id = t.request WHERE p.state = $1 \
        AND r.state IN ('acknowledged', 'bought') AND t.received < t.quantity AND NOT EXISTS (SELECT 1 FROM purchase_line m \
        JOIN purchase_part u ON u.line = m.id WHERE m.purchase = p.id AND u.request <> r.id AND u.received < u.quantity) \
        ORDER BY r.id";
    let text = if goal.step == "purchase.amend" { SHARED } else { ALONE };
    let at = goal.state.clone();
    let read = |row: &platform::db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let there: Vec<(Id, String)> =
        w.app.read(move |tx| Ok(tx.list_built("needs that may end", text, &[&at], read)?)).await?;
    if let (Some((id, state)), Some(who)) = (w.dice.pick(&there).cloned(), w.somebody(Role::Purchasing).await?) {
        let (step, kind, actor) = ("purchase_request.stop", "purchase_request", "purchasing");
        return Ok(Some(Chance { step, kind, state, about: About::Need(id), who, actor, allowed: true }));
    }
    let (_, step, state) = before("purchase.amend", &goal.state).unwrap_or(("", "purchase.open", "new"));
    let earlier = Reached { kind: "purchase".into(), state: state.into(), step: step.into(), actor: String::new() };
    // Two needs make a shared purchase.
    if step == "purchase.open" && w.dice.chance(50) {
        let need = Reached {
            kind: "purchase_request".into(),
            state: "new".into(),
            step: "purchase_request.new".into(),
            ..earlier
        };
        return Box::pin(towards(w, &need)).await;
    }
    Box::pin(towards(w, &earlier)).await
}
