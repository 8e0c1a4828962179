//! Looks for what was never reached: picks one such state, step and actor, turns to a document that stands there, and
//! where there is none does what leads to it.

mod agreed;
mod buying;
mod changing;
mod floor;
mod inspecting;

use std::time::Duration;

use desk::order::{self, SourceKind};
use desk::people::{Delegate, DelegationKind, EndDelegation};
use platform::Id;
use platform::act::Outcome;
use platform::trouble::Trouble;
use platform::who::{Person, Role};

use crate::look::{Actor, Chance};
use crate::meetings::meetings;
use crate::moves;
use crate::visited::{Reached, everything};
use crate::world::World;

/// The kinds of documents that hang on an order.
const OF_ORDERS: &[&str] = &["order", "confirmation", "link", "notice", "proposal", "dispatch", "offer", "records"];

/// Goals that are looked at before a step is given up.
const TRIES: usize = 6;

/// A step that was never reached, or one on the way to it; nothing where something else was done instead.
pub async fn aim(w: &mut World) -> Outcome<Option<Chance>> {
    for _ in 0..TRIES {
        if let Some(chance) = once(w).await? {
            return Ok(Some(chance));
        }
    }
    Ok(None)
}

/// What neither this company nor those before it reached, but for what a company is led to.
pub fn left(w: &World) -> Vec<Reached> {
    let mut left = everything();
    for met in meetings() {
        left.remove(&met);
    }
    left.retain(|one| !w.played.reached.contains(one) && !w.known.contains(one));
    left.into_iter().collect()
}

async fn once(w: &mut World) -> Outcome<Option<Chance>> {
    let left = left(w);
    let Some(goal) = w.dice.pick(&left).cloned() else { return Ok(None) };
    if changing::is_on_the_way(&goal) {
        return changing::towards(w, &goal).await;
    }
    if buying::is_on_the_way(&goal) {
        return buying::towards(w, &goal).await;
    }
    if inspecting::is_on_the_way(&goal) {
        return inspecting::towards(w, &goal).await;
    }
    if floor::is_on_the_way(&goal) {
        return floor::towards(w, &goal).await;
    }
    if goal.actor == "system" {
        return by_itself(w, &goal).await;
    }
    if !OF_ORDERS.contains(&goal.kind.as_str()) {
        return beside_orders(w, &goal).await;
    }
    let there = standing_there(w, &goal).await?;
    let Some(order) = w.dice.pick(&there).copied() else { return towards(w, &goal).await };
    let chances = w.chances_of(order).await?;
    let fits = |c: &&Chance| c.allowed && c.step == goal.step && c.state == goal.state && c.actor == goal.actor;
    let able: Vec<&Chance> = chances.iter().filter(fits).collect();
    match w.dice.pick(&able) {
        Some(chance) => Ok(Some((*chance).clone())),
        None => {
            hand_over(w, order, &goal.actor, &goal.step).await?;
            Ok(None)
        }
    }
}

/// What the clock brings is waited for; where it needs a document first, somebody makes one.
async fn by_itself(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    let before = match goal.step.as_str() {
        "duty.recount" => ("calendar_day", "people.set_day"),
        "plan.freeze" => ("plan", "plan.set"),
        "duty.pause" => return step_in(w, "order.hold", "draft").await,
        "duty.resume" if w.dice.chance(70) => return step_in(w, "order.release", "draft").await,
        "duty.resume" => return step_in(w, "order.hold", "draft").await,
        "people.console_link" => return by_console(w, goal).await,
        "order.promise" => return step_in(w, "order.approve", "final_review").await,
        "confirmation.remind" => return step_in(w, "confirmation.send", "to_send").await,
        "cancel.remind" if w.dice.chance(40) => return changing::spoken(w).await,
        _ => ("", ""),
    };
    if w.dice.chance(50) && !before.0.is_empty() {
        let chances = w.turn_to(before.0, None).await?;
        let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == before.1).collect();
        return Ok(w.dice.pick(&able).map(|chance| (*chance).clone()));
    }
    let minutes = w.dice.between(20, 240);
    w.goes_on(minutes).await?;
    w.clockwork().await?;
    Ok(None)
}

/// The operator gives somebody a new address to come in by; where nobody stands so, somebody is invited.
async fn by_console(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    let chances = w.turn_to("person", None).await?;
    let fits = |step: &str| {
        chances.iter().find(|c| c.allowed && c.step == step && (step != goal.step || c.state == goal.state))
    };
    Ok(fits(&goal.step).or(fits("people.invite")).cloned())
}

/// A problem, a person, a day: turned to by chance, or something like it is begun.
async fn beside_orders(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    let chances = w.turn_to(&goal.kind, Some(&goal.state)).await?;
    let fits = |c: &&Chance| c.allowed && c.step == goal.step && c.state == goal.state && c.actor == goal.actor;
    let able: Vec<&Chance> = chances.iter().filter(fits).collect();
    if let Some(chance) = w.dice.pick(&able) {
        return Ok(Some((*chance).clone()));
    }
    let before = match (goal.kind.as_str(), goal.state.as_str(), goal.actor.as_str()) {
        ("person", "invited", _) => "people.invite",
        ("calendar_day", "marked", _) => "people.set_day",
        ("opening", "own", _) => "people.set_hours",
        ("policy_change", "open", _) => "setting.propose",
        ("price_proposal", "open", _) => "price.propose",
        ("customer", "blocked", _) => "customer.block",
        ("report", "sent", "executive") => "report.send",
        ("report", "read", _) if w.dice.chance(50) => "report.read",
        ("view", "kept", _) => "view.save",
        ("intray", "waiting", _) if goal.step == "intray.file_return" => return returns(w).await,
        ("problem", "escalated", "deputy") if w.dice.chance(50) => "problem.escalate",
        (_, _, "deputy" | "manager") if w.dice.chance(60) => {
            let order = w.orders.first().copied();
            if let Some(order) = order {
                hand_over(w, order, &goal.actor, "order.approve").await?;
            }
            return Ok(None);
        }
        ("duty", ..) | ("report", "due", _) => {
            let minutes = w.dice.between(20, 240);
            w.goes_on(minutes).await?;
            w.clockwork().await?;
            return Ok(None);
        }
        _ => return Ok(None),
    };
    let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == before).collect();
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// A signed sheet comes back through the tray.
async fn returns(w: &mut World) -> Outcome<Option<Chance>> {
    match w.somebody(Role::Specialist).await? {
        Some(who) if w.dice.chance(70) => {
            moves::receive_signed(w, &who).await?;
            Ok(None)
        }
        _ => step_in(w, "confirmation.send", "to_send").await,
    }
}

/// Orders on which the step could be taken.
async fn standing_there(w: &World, goal: &Reached) -> Outcome<Vec<Id>> {
    let text = match (goal.kind.as_str(), goal.step.as_str()) {
        ("order", "order.release") => {
            "SELECT o.id FROM orders o JOIN order_flag f ON f.order_id = o.id AND f.ended_at IS NULL \
                WHERE o.approval = $1 AND $2 = $2 ORDER BY o.id"
        }
        ("order", "order.answer") => {
            "SELECT o.id FROM orders o JOIN order_note n ON n.order_id = o.id AND n.kind = 'question' \
                WHERE o.approval = $1 AND n.medium = $2 ORDER BY o.id"
        }
        ("order", "order.waive_answer") => {
            "SELECT o.id FROM orders o JOIN order_note n ON n.order_id = o.id AND n.kind = 'question' \
                WHERE o.approval = $1 AND $2 = $2 ORDER BY o.id"
        }
        ("confirmation", "confirmation.spoken") => {
            "SELECT o.id FROM orders o WHERE o.confirmation = $1 AND $2 = $2 AND o.approval IN ('draft', 'returned') \
                AND NOT EXISTS (SELECT 1 FROM order_source s WHERE s.order_id = o.id AND s.kind = 'customer') \
                ORDER BY o.id"
        }
        ("records", _) => "SELECT id FROM orders WHERE archive = $1 AND $2 = $2 ORDER BY id",
        ("dispatch", _) => "SELECT order_id FROM dispatch WHERE state = $1 AND department = $2 ORDER BY id",
        ("offer", "offer.make") => {
            "SELECT o.id FROM orders o WHERE o.approval IN ('draft', 'returned') AND $1 = $1 AND $2 = $2 AND NOT EXISTS \
                (SELECT 1 FROM offer f WHERE f.order_id = o.id AND f.state = 'open') ORDER BY o.id"
        }
        ("offer", _) => "SELECT order_id FROM offer WHERE state = $1 AND $2 = $2 ORDER BY id",
        ("order", "order.understood") => {
            "SELECT o.id FROM orders o JOIN customer_link l ON l.order_id = o.id AND l.ended_at IS NULL \
                AND l.digest = o.content_digest WHERE o.approval = $1 AND $2 = $2 ORDER BY o.id"
        }
        ("order", "order.hold") => {
            "SELECT o.id FROM orders o WHERE o.approval = $1 AND $2 = $2 AND NOT EXISTS (SELECT 1 FROM order_flag f \
                WHERE f.order_id = o.id AND f.ended_at IS NULL) ORDER BY o.id"
        }
        ("order", _) => "SELECT id FROM orders WHERE approval = $1 AND $2 = $2 ORDER BY id",
        ("confirmation", "confirmation.waive") => {
            "SELECT o.id FROM orders o JOIN order_source s ON s.order_id = o.id AND s.kind = 'customer' \
                WHERE o.confirmation = $1 AND $2 = $2 ORDER BY o.id"
        }
        ("confirmation", "confirmation.refuse") => {
            "SELECT o.id FROM orders o JOIN confirmation c ON c.order_id = o.id AND c.proof = 'waiting' \
                WHERE o.confirmation = $1 AND $2 = $2 ORDER BY o.id"
        }
        ("confirmation", _) => {
            "SELECT id FROM orders WHERE confirmation = $1 AND $2 = $2 AND approval IN ('draft', 'returned') ORDER BY id"
        }
        ("notice", _) => "SELECT order_id FROM notice WHERE done_at IS NULL AND $1 = $1 AND $2 = $2 ORDER BY id",
        ("proposal", "order.accept_decline" | "order.refuse_decline") => {
            "SELECT order_id FROM proposal WHERE state = $1 AND $2 = $2 AND kind = 'decline_returned' ORDER BY id"
        }
        ("proposal", _) => "SELECT order_id FROM proposal WHERE state = $1 AND $2 = $2 ORDER BY id",
        _ => "SELECT order_id FROM customer_link WHERE $1 = $1 AND $2 = $2 ORDER BY id",
    };
    let (state, actor) = (goal.state.clone(), goal.actor.clone());
    w.app.read(move |tx| Ok(tx.list_built("where a goal is", text, &[&state, &actor], |row| row.get(0))?)).await
}

/// What has to happen before.
async fn towards(w: &mut World, goal: &Reached) -> Outcome<Option<Chance>> {
    match goal.step.as_str() {
        "order.release" => step_in(w, "order.hold", &goal.state).await,
        "order.answer" => {
            w.asks = Role::from_code(&goal.actor);
            step_in(w, "order.question", &goal.state).await
        }
        "order.accept_decline" | "order.refuse_decline" => step_in(w, "order.ask_decline_returned", "returned").await,
        "confirmation.refuse" => step_in(w, "confirmation.return", "sent").await,
        "confirmation.waive" => documented(w, &goal.state).await,
        "order.waive_answer" => step_in(w, "order.question", &goal.state).await,
        "order.understood" => spoken(w, &goal.state).await,
        _ => match (goal.kind.as_str(), goal.state.as_str()) {
            ("offer", _) => step_in(w, "offer.make", "new").await,
            ("records", _) => step_in(w, "order.discard", "draft").await,
            ("dispatch", _) => step_in(w, "order.approve", "final_review").await,
            ("confirmation", "confirmed") => step_in(w, "confirmation.sign", "sent").await,
            ("order", "declined") | ("notice", _) => step_in(w, "order.decline", "final_review").await,
            ("order", "returned") => step_in(w, "order.send_back", "final_review").await,
            ("order", "withdrawn") => step_in(w, "order.discard", "draft").await,
            ("order", "approved") => step_in(w, "order.approve", "final_review").await,
            ("order", "final_review") => step_in(w, "order.submit", "draft").await,
            ("confirmation", "sent") | ("link", _) => step_in(w, "confirmation.send", "to_send").await,
            ("confirmation", "disputed") => step_in(w, "confirmation.dispute", "sent").await,
            _ => Ok(None),
        },
    }
}

/// Somebody takes that step on a document that stands so.
async fn step_in(w: &mut World, step: &str, state: &str) -> Outcome<Option<Chance>> {
    let kind = step.split('.').next().unwrap_or_default().to_string();
    let goal = Reached { kind, state: state.to_string(), step: step.to_string(), actor: String::new() };
    let there = standing_there(w, &goal).await?;
    let Some(order) = w.dice.pick(&there).copied() else { return Ok(None) };
    let chances = w.chances_of(order).await?;
    let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == step && c.state == state).collect();
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// An order that the customer signed on his link goes on to where it is wanted.
async fn spoken(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    let ways: &[(&str, &str)] = match state {
        "approved" => &[("order.approve", "final_review"), ("order.submit", "draft")],
        "returned" => &[("order.send_back", "final_review"), ("order.submit", "draft")],
        _ => &[("order.submit", "draft")],
    };
    for (step, from) in ways {
        const SIGNED: &str = "SELECT o.id FROM orders o JOIN customer_link l ON l.order_id = o.id AND l.ended_at IS NULL \
            AND l.digest = o.content_digest WHERE o.confirmation = 'confirmed' AND o.approval = $1 ORDER BY o.id";
        let at = (*from).to_string();
        let signed: Vec<Id> =
            w.app.read(move |tx| Ok(tx.list_built("signed", SIGNED, &[&at], |row| row.get(0))?)).await?;
        let Some(order) = w.dice.pick(&signed).copied() else { continue };
        let chances = w.chances_of(order).await?;
        let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == *step).collect();
        if let Some(chance) = w.dice.pick(&able) {
            return Ok(Some((*chance).clone()));
        }
    }
    step_in(w, "confirmation.sign", "sent").await
}

/// A spoken order, shown to the customer, whose own paper comes after all; then edited, or disputed.
async fn documented(w: &mut World, state: &str) -> Outcome<Option<Chance>> {
    let goal = |step: &str| Reached {
        kind: "confirmation".into(),
        state: "sent".into(),
        step: step.into(),
        actor: String::new(),
    };
    let shown = standing_there(w, &goal("confirmation.waive")).await?;
    let Some(order) = w.dice.pick(&shown).copied() else {
        let sent = standing_there(w, &goal("confirmation.sign")).await?;
        let (Some(order), Some(who)) = (w.dice.pick(&sent).copied(), w.somebody(Role::Specialist).await?) else {
            return Ok(None);
        };
        moves::file(w, &who, order, SourceKind::Customer, true).await?;
        return Ok(None);
    };
    if state == "to_send" {
        moves::save(w, order).await?;
        return Ok(None);
    }
    let chances = w.chances_of(order).await?;
    let able: Vec<&Chance> = chances.iter().filter(|c| c.allowed && c.step == "confirmation.dispute").collect();
    Ok(w.dice.pick(&able).map(|chance| (*chance).clone()))
}

/// The office or the order goes to whoever is to act.
async fn hand_over(w: &mut World, order: Id, actor: &str, step: &str) -> Outcome<()> {
    let owner = w.app.read(move |tx| Ok(order::fetch(tx, &Person::system(), order)?.owner)).await?;
    let decides = w
        .table
        .iter()
        .find(|one| one.id == step)
        .is_some_and(|one| matches!(one.by, platform::step::By::Decider | platform::step::By::ActingManager));
    let actors = w.at_work().await?;
    let principal = |role: Role| actors.iter().find(|actor| actor.own.has(role)).map(|actor| actor.who.clone());
    let specialists = actors.iter().filter(|actor| actor.own.has(Role::Specialist)).map(|actor| actor.who.id);
    let others: Vec<Id> = specialists.filter(|id| *id != owner).collect();
    match actor {
        "executive" => give(w, principal(Role::Manager), Some(owner), DelegationKind::Manager).await,
        "deputy" if decides => {
            let deputy = w.dice.pick(&others).copied();
            give(w, principal(Role::Manager), deputy, DelegationKind::Manager).await
        }
        "deputy" => {
            let deputy = w.dice.pick(&others).copied();
            let who = actors.iter().find(|actor: &&Actor| actor.who.id == owner).map(|actor| actor.who.clone());
            give(w, who, deputy, DelegationKind::Specialist).await
        }
        "manager" | "owner" => comes_back(w).await,
        _ => Ok(()),
    }
}

async fn give(w: &mut World, who: Option<Person>, deputy: Option<Id>, kind: DelegationKind) -> Outcome<()> {
    let (Some(who), Some(deputy)) = (who, deputy) else { return Ok(()) };
    // Somebody else may stand in already.
    if kind == DelegationKind::Manager {
        comes_back(w).await?;
    }
    let ends_at = w.clock_now().saturating_add(Duration::from_secs(16 * 3600));
    let act = Delegate { kind, deputy, starts_at: None, ends_at, ground: "出差".into() };
    match w.does(&who, act).await {
        Ok(id) => w.delegations.push((id, who.id, ends_at)),
        Err(Trouble::Fault(fault)) => return Err(fault.into()),
        Err(_) => {}
    }
    Ok(())
}

/// Whoever is away comes back early.
async fn comes_back(w: &mut World) -> Outcome<()> {
    let now = w.clock_now();
    for (delegation, principal, _) in w.delegations.clone().into_iter().rev().filter(|(_, _, end)| *end > now).take(4) {
        let who = match crate::company::person(&w.app, principal).await {
            // He left meanwhile.
            Err(Trouble::Hidden) => continue,
            who => who?,
        };
        if let Err(Trouble::Fault(fault)) = w.does(&who, EndDelegation { delegation }).await {
            return Err(fault.into());
        }
    }
    Ok(())
}
