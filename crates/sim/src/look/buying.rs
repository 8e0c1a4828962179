//! What purchasing has before it: needs, purchases in every state, suppliers; and what a supplier can do on his link.

use desk::fulfilment::purchasing::{self, Asked, PurchaseLine, PurchaseState, Receipt, RequestState};
use desk::masters;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::who::Roles;
use platform::{Id, Tx};

use super::{About, Actor, Looking};

/// Two steps of one act: which of them it is follows from what stands there.
const TWINS: &[&str] = &["purchase.receive", "purchase.receive_last", "purchase.stop", "purchase.close_short"];

/// Needs, purchases or suppliers, the young ones or those that stand so.
pub fn buying(tx: &mut Tx, look: &mut Looking<'_>, kind: &str, state: Option<&str>, actors: &[Actor]) -> Outcome<()> {
    match kind {
        "supplier" => suppliers(tx, look, actors),
        "purchase_request" => needs(tx, look, state, actors),
        _ => purchases(tx, look, state, actors),
    }
}

fn standing(tx: &mut Tx, table: &str, state: Option<&str>) -> Outcome<Vec<(Id, String)>> {
    let text = format!(
        "SELECT id, state FROM {table} WHERE ($1 = '' OR state = $1) \
            ORDER BY CASE WHEN state IN ('closed', 'stopped') THEN 1 ELSE 0 END, id DESC LIMIT 5"
    );
    let state = state.unwrap_or_default().to_string();
    Ok(tx.list_built("what stands so", &text, &[&state], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn needs(tx: &mut Tx, look: &mut Looking<'_>, state: Option<&str>, actors: &[Actor]) -> Outcome<()> {
    let state = state.filter(|state| *state != RequestState::New.code());
    let there = standing(tx, "purchase_request", state)?;
    for actor in actors {
        look.add("purchase_request", RequestState::New.code(), &About::NewNeed, actor, &actor.roles());
        for (id, state) in &there {
            look.add("purchase_request", state, &About::Need(*id), actor, &actor.roles());
        }
    }
    look.found.retain(|chance| match chance.about {
        About::NewNeed => chance.step == "purchase_request.new",
        About::Need(_) => chance.step != "purchase_request.new",
        _ => true,
    });
    Ok(())
}

/// What a purchase has by now.
struct Has {
    lines: Vec<PurchaseLine>,
    asked: Vec<Asked>,
    offers: usize,
    receipts: Vec<Receipt>,
    /// Its supplier has a paper that says more.
    owed: bool,
}

impl Has {
    fn of(tx: &mut Tx, id: Id) -> Outcome<Has> {
        Ok(Has {
            lines: purchasing::lines(tx, id)?,
            asked: purchasing::asked(tx, id)?,
            offers: purchasing::quotations(tx, id)?.len(),
            receipts: purchasing::receipts(tx, id)?,
            owed: purchasing::fetch(tx, id)?.amended_at.is_some(),
        })
    }

    /// Whether there is something for this step, whoever takes it.
    fn fits(&self, step: &str, state: &str) -> bool {
        let open: Vec<&PurchaseLine> = self.lines.iter().filter(|line| line.outstanding().is_positive()).collect();
        let one = Quantity::whole(1).unwrap_or_default();
        match step {
            "purchase.open" => false,
            "quotation.enter" => !self.asked.is_empty(),
            "purchase.award" => self.offers > 0,
            "purchase.repromise" => self.lines.iter().any(|line| line.awaited),
            "purchase.receive" => open.len() > 1 || open.iter().any(|line| line.outstanding() > one),
            "purchase.receive_last" => open.len() == 1,
            "purchase.return" | "purchase.return_credit" => {
                self.receipts.iter().any(|receipt| receipt.quantity > receipt.returned)
            }
            "purchase.tell_supplier" => self.owed,
            "purchase.close_short" => state == PurchaseState::PartlyReceived.code(),
            "purchase.stop" => state != PurchaseState::PartlyReceived.code(),
            _ => true,
        }
    }
}

fn purchases(tx: &mut Tx, look: &mut Looking<'_>, state: Option<&str>, actors: &[Actor]) -> Outcome<()> {
    let new = PurchaseState::New.code();
    let there = standing(tx, "purchase", state.filter(|state| *state != new))?;
    let waits = !standing(tx, "purchase_request", Some(RequestState::Acknowledged.code()))?.is_empty();
    for actor in actors {
        look.add_if("purchase", new, &About::NewPurchase, actor, &actor.roles(), |_| waits);
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewPurchase) || chance.step == "purchase.open");
    for (id, state) in there {
        let has = Has::of(tx, id)?;
        let from = look.found.len();
        for actor in actors {
            look.add("purchase", &state, &About::Purchase(id), actor, &actor.roles());
        }
        let mut found = look.found.split_off(from);
        found.retain(|chance| has.fits(chance.step, &state) && (chance.allowed || !TWINS.contains(&chance.step)));
        look.found.append(&mut found);
        for asked in &has.asked {
            let supplier = masters::supplier(tx, asked.supplier)?;
            let Some(supplier) = supplier else { continue };
            let who = purchasing::link_holder(asked, &supplier.name, supplier.lang);
            let stands = Standing { supplier: true, ..Standing::default() };
            let about = About::Inquiry { purchase: id, asked: asked.id };
            let open = asked.ends_at > tx.now();
            look.add_if("purchase", &state, &about, &Actor { who, own: Roles::none() }, &stands, |_| open);
        }
    }
    Ok(())
}

fn suppliers(tx: &mut Tx, look: &mut Looking<'_>, actors: &[Actor]) -> Outcome<()> {
    let all = masters::suppliers_after(tx, "", 12)?;
    for actor in actors {
        look.add("supplier", "new", &About::NewSupplier, actor, &actor.roles());
        for supplier in &all {
            look.add("supplier", supplier.state().code(), &About::Supplier(supplier.id), actor, &actor.roles());
        }
    }
    look.found.retain(|chance| match chance.about {
        About::NewSupplier => chance.step == "supplier.add",
        About::Supplier(_) => chance.step != "supplier.add",
        _ => true,
    });
    Ok(())
}
