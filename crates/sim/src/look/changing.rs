//! What becomes of an approved order: requests of change, cancellations, and what its customer can say on their links.

use desk::changes::{self, Cancellation, Change};
use desk::order::{Approval, Order};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::who::{Role, Roles};
use platform::{Id, Tx};

use super::{About, Actor, Looking};

fn of_order(tx: &mut Tx, table: &str, order: Id) -> Outcome<Vec<Id>> {
    let text = format!("SELECT id FROM {table} WHERE order_id = $1 ORDER BY id DESC LIMIT 3");
    Ok(tx.list_built("its requests", &text, &[&order], |row| row.get(0))?)
}

pub fn changing(tx: &mut Tx, look: &mut Looking<'_>, order: &Order, actors: &[Actor]) -> Outcome<()> {
    if order.approval != Approval::Approved {
        return Ok(());
    }
    let from = look.found.len();
    for actor in actors {
        let stands = changes::standing(tx, &actor.who, order, actor.who.id)?;
        look.add("change", "new", &About::NewChange(order.id), actor, &stands);
        look.add("cancellation", "new", &About::NewCancellation(order.id), actor, &stands);
    }
    for id in of_order(tx, "change_request", order.id)? {
        let change = changes::fetch_change(tx, id)?;
        request(tx, look, order, &change, actors)?;
    }
    for id in of_order(tx, "cancellation", order.id)? {
        let one = changes::fetch_cancellation(tx, id)?;
        cancellation(tx, look, order, &one, actors)?;
    }
    let mut found = look.found.split_off(from);
    found.retain(|chance| match chance.about {
        About::NewChange(_) => chance.step == "change.make",
        About::NewCancellation(_) => chance.step == "cancel.make",
        _ => !matches!(chance.step, "change.make" | "cancel.make"),
    });
    look.found.append(&mut found);
    Ok(())
}

fn request(tx: &mut Tx, look: &mut Looking<'_>, order: &Order, change: &Change, actors: &[Actor]) -> Outcome<()> {
    let about = About::Request { order: order.id, id: change.id };
    let asked: Vec<Role> = changes::assessments(tx, change.id)?
        .into_iter()
        .filter(|one| one.answered_at.is_none())
        .map(|one| one.department)
        .collect();
    for actor in actors {
        let stands = changes::standing_of(tx, &actor.who, order, change)?;
        let at = look.found.len();
        look.add_if("change", change.state.code(), &about, actor, &stands, |step| {
            step != "change.assess" || asked.iter().any(|role| actor.who.is(*role))
        });
        // One act: whoever has finance's role releases, everybody else would consent.
        let finance = actor.who.is(Role::Finance);
        let mut found = look.found.split_off(at);
        found.retain(|chance| match chance.step {
            "change.consent" => !finance,
            "change.release" => finance,
            "change.note_needs" => changes::needs_wait(change),
            _ => true,
        });
        look.found.append(&mut found);
    }
    let holder = Actor { who: desk::intake::link_holder(change.id, order, Lang::Hant), own: Roles::none() };
    let stands = Standing { customer: true, roles: holder.who.roles, ..Standing::default() };
    // Only what was asked of him has a link.
    if changes::heard_link(tx, change.id)?.is_some() {
        look.add("change", change.state.code(), &about, &holder, &stands);
    }
    Ok(())
}

fn cancellation(
    tx: &mut Tx,
    look: &mut Looking<'_>,
    order: &Order,
    one: &Cancellation,
    actors: &[Actor],
) -> Outcome<()> {
    let about = About::Cancellation { order: order.id, id: one.id };
    let stops = changes::stops(tx, one.id)?;
    let stopped: Vec<Role> = stops.iter().map(|stop| stop.department).collect();
    let open: Vec<Role> =
        stops.into_iter().filter(|stop| stop.acknowledged_at.is_none()).map(|stop| stop.department).collect();
    let written = changes::costs(tx, one.id)?;
    let costs = !written.is_empty();
    for actor in actors {
        let stands = changes::standing(tx, &actor.who, order, one.made_by)?;
        let at = look.found.len();
        look.add_if("cancellation", one.state.code(), &about, actor, &stands, |step| {
            match step {
                "cancel.acknowledge_stop" => open.iter().any(|role| actor.who.is(*role)),
                // One act: whoever answers for the order adds a cost as its owner.
                "cancel.add_own_cost" => !stands.owner,
                _ => true,
            }
        });
        let department = !stands.owner && stopped.iter().any(|role| actor.who.is(*role));
        let mut found = look.found.split_off(at);
        // Nothing to acknowledge, nothing to bear: nothing that an act could name.
        found.retain(|chance| match chance.step {
            "cancel.acknowledge_stop" => !open.is_empty(),
            "cancel.bear" => costs,
            "cancel.withdraw_cost" => {
                written.iter().any(|cost| cost.decided_at.is_none() && cost.added_by == actor.who.id)
            }
            "cancel.add_cost" => chance.allowed || !department,
            "cancel.add_own_cost" => department,
            _ => true,
        });
        look.found.append(&mut found);
    }
    let holder = Actor { who: desk::intake::link_holder(one.id, order, Lang::Hant), own: Roles::none() };
    let stands = Standing { customer: true, roles: holder.who.roles, ..Standing::default() };
    // Only what was said on the telephone has a link.
    if changes::heard_link(tx, one.id)?.is_some() {
        look.add("cancellation", one.state.code(), &about, &holder, &stands);
    }
    Ok(())
}
