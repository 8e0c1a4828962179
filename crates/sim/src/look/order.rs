//! Everything about one order: its two axes, what was asked, dispatched, told, proposed, and the link of its customer.

use desk::intake::{self, LinkState, Offer, OfferState};
use desk::order::{self, NoteKind, Order, ProposalKind, RoundVerdict};
use desk::{fulfilment, notices, people};
use platform::act::Outcome;
use platform::i18n::Lang;
use platform::step::Standing;
use platform::who::{Person, Role, Roles};
use platform::{Id, Tx};

use super::changing::changing;
use super::floor::floor;
use super::shipping::shipping;
use super::{About, Actor, Chance, Looking};

/// What is no press of its own but comes with saving an order: who may not save is tried there.
const SAVES: &[&str] = &["confirmation.anew", "confirmation.spoken"];

/// Whoever makes, buys, stores and carries does not know of an order that is over.
fn only_at_work(roles: Roles) -> bool {
    !roles.any(&[Role::Specialist, Role::Manager, Role::Executive, Role::Finance, Role::Auditor])
}

/// Departments that were asked about an order.
fn asked(tx: &mut Tx, order: Id) -> Outcome<Vec<Role>> {
    let questions = order::notes(tx, order)?.into_iter().filter(|note| note.kind == NoteKind::Question);
    Ok(questions.filter_map(|note| Role::from_code(&note.medium)).collect())
}

/// Everything about one order: its two axes, what was asked, dispatched, told, and the link of its customer.
pub fn order(tx: &mut Tx, look: &mut Looking<'_>, id: Id, actors: &[Actor]) -> Outcome<()> {
    let order = order::fetch(tx, &Person::system(), id)?;
    let rounds = order::rounds(tx, id)?;
    let submitter = rounds.iter().find(|r| r.verdict == RoundVerdict::Open).map(|r| r.submitted_by);
    let manager = people::acting_manager(tx)?.id;
    let asked = asked(tx, id)?;
    let proposals = order::proposals(tx, id)?;
    let dispatches = fulfilment::of_order(tx, id)?;
    let told = notices::of_order(tx, id)?;
    let now = tx.now();
    let links = intake::links_of(tx, id)?;
    let offers = intake::offers(tx, id)?;
    for actor in actors {
        let mut stands = order::standing(tx, &actor.who, &order)?;
        stands.manager_entered |= submitter == Some(manager);
        let first = look.found.len();
        look.add_if("order", order.approval.code(), &About::Order(id), actor, &stands, |step| {
            let answers = step != "order.answer" || asked.iter().any(|department| actor.who.is(*department));
            let waives = step != "order.waive_answer" || !asked.is_empty();
            answers && waives && (!order.approval.is_final() || !only_at_work(actor.who.roles))
        });
        look.add_if("confirmation", order.confirmation.code(), &About::Order(id), actor, &stands, |step| {
            !SAVES.contains(&step) || order.approval.is_open_to_edit()
        });
        for link in links.iter().take(2) {
            let about = About::Link { order: id, id: link.id };
            // A new link may be made whatever became of the one before.
            look.add("link", link.state(now).code(), &about, actor, &stands);
        }
        for proposal in proposals.iter().take(3) {
            let about = About::Proposal { order: id, id: proposal.id };
            let (kind, from) = (proposal.kind, look.found.len());
            look.add("proposal", proposal.state.code(), &about, actor, &stands);
            // The other kinds' steps would be this one's.
            let ends = match kind {
                ProposalKind::Consent => "consent",
                ProposalKind::ReleaseCredit => "release_credit",
                ProposalKind::DeclineReturned => "decline",
            };
            let fits = |chance: &Chance| chance.step.ends_with(ends);
            let mut found = look.found.split_off(from);
            found.retain(fits);
            look.found.append(&mut found);
        }
        for dispatch in dispatches.iter().take(4) {
            let about = About::Dispatch { order: id, id: dispatch.id };
            let roles = actor.who.roles.iter().filter(|role| *role == dispatch.department).collect();
            let own = Standing { roles, ..Standing::default() };
            look.add("dispatch", dispatch.state.code(), &about, actor, &own);
        }
        for notice in &told {
            let about = About::Notice { order: id, id: notice.id };
            let own = Standing { owner: stands.owner || actor.who.is(Role::Manager), ..stands };
            let state = if notice.done_at.is_some() { "done" } else { "open" };
            look.add("notice", state, &about, actor, &own);
        }
        look.add_if("offer", OfferState::New.code(), &About::Order(id), actor, &stands, |_| {
            order.approval.is_open_to_edit() && !offers.iter().any(|offer| offer.state == OfferState::Open)
        });
        for offer in offers.iter().take(2) {
            let about = About::Offer { order: id, id: offer.id };
            look.add("offer", offer.state.code(), &about, actor, &stands);
        }
        by_deputy(&mut look.found[first..], actor, &order);
    }
    // Beyond `to_send` a document of the customer's is filed like any other.
    look.found.retain(|chance| chance.step != "confirmation.documented" || chance.state == "to_send");
    look.found.retain(|chance| match chance.about {
        About::Order(_) if chance.kind == "offer" => chance.step == "offer.make",
        About::Offer { .. } => chance.step != "offer.make",
        _ => chance.allowed || !SAVES.contains(&chance.step),
    });
    // Only the newest proposal is asked about again.
    let newest = offers.first().map(|offer| offer.id);
    look.found.retain(|chance| match chance.about {
        About::Offer { id, .. } => chance.step != "offer.remind_now" || Some(id) == newest,
        _ => true,
    });
    floor(tx, look, &order, actors)?;
    shipping(tx, look, &order, actors)?;
    changing(tx, look, &order, actors)?;
    by_customer(tx, look, &order, &offers)
}

/// Whoever is not the owner himself acts as the owner's deputy.
fn by_deputy(found: &mut [Chance], actor: &Actor, order: &Order) {
    for chance in found.iter_mut().filter(|chance| chance.actor == "owner" && actor.who.id != order.owner) {
        chance.actor = "deputy";
    }
}

fn by_customer(tx: &mut Tx, look: &mut Looking<'_>, order: &Order, offers: &[Offer]) -> Outcome<()> {
    let Some(link) = intake::links_of(tx, order.id)?.into_iter().next() else { return Ok(()) };
    let holder = Actor { who: intake::link_holder(link.id, order, Lang::Hant), own: Roles::none() };
    let stands = Standing { customer: true, roles: holder.who.roles, ..Standing::default() };
    let open = link.state(tx.now()) == LinkState::Open;
    for (kind, state) in [("confirmation", order.confirmation.code()), ("order", order.approval.code())] {
        look.add_if(kind, state, &About::Link { order: order.id, id: link.id }, &holder, &stands, |_| open);
    }
    if let Some(offer) = offers.first() {
        let about = About::Link { order: order.id, id: link.id };
        let answers = open && order.approval.is_open_to_edit();
        look.add_if("offer", offer.state.code(), &about, &holder, &stands, |_| answers);
    }
    Ok(())
}
