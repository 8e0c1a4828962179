//! 5.1.1: what becomes of pieces that failed: done again, sent back to the supplier, or scrapped and made anew.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::quantity::Quantity;
use platform::step::Step;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::plan::InspectionKind;
use super::steps::{Facts, REWORK, SCRAPPED, SEND_BACK, TrancheState};
use super::store::{self, Inspection, Tranche};
use super::{open, page, subject};
use crate::fulfilment::{production, purchasing, typed};

platform::words! {
    pub enum Fate { Rework = "rework", Return = "return", Scrap = "scrap" }
}

impl Fate {
    fn step(self) -> &'static Step<TrancheState, Facts> {
        match self {
            Fate::Rework => &REWORK,
            Fate::Return => &SEND_BACK,
            Fate::Scrap => &SCRAPPED,
        }
    }

    /// Bought goods go back to whoever answers for them; our own pieces are made again. What fails before shipment is
    /// put right where it lies; or it leaves the shelf, where it was made or bought for its line: back to production or to
    /// its supplier, or as scrap that is made or bought anew. What was taken from the stock and cannot be put right is a
    /// change of the order.
    fn fits(self, kind: InspectionKind, known_origin: bool) -> bool {
        match kind {
            InspectionKind::Incoming => self != Fate::Scrap,
            InspectionKind::InProcess | InspectionKind::Final => self != Fate::Return,
            InspectionKind::Outgoing => self == Fate::Rework || known_origin,
        }
    }
}

/// What may become of so many failed pieces of it.
pub fn fates(tx: &mut Tx, one: &Inspection, quantity: Quantity) -> Outcome<Vec<Fate>> {
    let known = origin(tx, one, quantity)?.is_some();
    Ok(Fate::ALL.iter().copied().filter(|fate| fate.fits(one.kind, known)).collect())
}

/// Where pieces come from that lie ready for a line: the work order that made so many of them, or our suppliers, who
/// brought so many for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Made(Id),
    Bought { line: Id, product: Id },
}

fn origin(tx: &mut Tx, one: &Inspection, quantity: Quantity) -> Outcome<Option<Origin>> {
    let (InspectionKind::Outgoing, Some(line), Some(product)) = (one.kind, one.line, one.product) else {
        return Ok(None);
    };
    if let Some(work) = production::made_for(tx, line, quantity)? {
        return Ok(Some(Origin::Made(work)));
    }
    let bought = purchasing::bought_for(tx, line, product)? >= quantity;
    Ok(bought.then_some(Origin::Bought { line, product }))
}

/// Whether what fails goes back to a supplier, and not to production.
pub(super) fn is_bought(tx: &mut Tx, one: &Inspection) -> Outcome<bool> {
    let least = Quantity::from_millionths(1);
    let bought = matches!(origin(tx, one, least)?, Some(Origin::Bought { .. }));
    Ok(bought || one.kind == InspectionKind::Incoming)
}

/// `POST /inspections/{id}/disposition`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<SettleForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| Settle { inspection: id, form }).await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    pub lock: String,
    /// The tranche's number; empty: the first that failed.
    pub tranche: String,
    /// `rework`, `return` or `scrap`.
    pub fate: String,
    /// Empty: all of the tranche.
    pub quantity: String,
    /// Of a return: `replace` or `credit`.
    pub outcome: String,
    /// Empty: as it was said when it failed.
    pub ground: String,
}

pub struct Settle {
    pub inspection: Id,
    pub form: SettleForm,
}

impl Act for Settle {
    type Done = i64;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<i64> {
        let known = store::fetch(tx, self.inspection)?;
        if let (InspectionKind::Outgoing, Some(line), Some(product)) = (known.kind, known.line, known.product) {
            purchasing::hold_of_line(tx, line, product)?;
        }
        let mut one = subject::held(tx, self.inspection, typed::lock(&self.form.lock))?;
        let all = store::tranches(tx, one.id)?;
        let no = self.form.tranche.trim();
        let chosen = match no {
            "" => all.iter().find(|t| t.state == TrancheState::Failed).or(all.last()),
            no => all.iter().find(|t| t.no.to_string() == no),
        };
        let tranche = chosen.ok_or(Trouble::Hidden)?.clone();
        let (fate, quantity, ground) = self.read(&tranche)?;
        let unfit = !fates(tx, &one, quantity.min(tranche.quantity))?.contains(&fate);
        let facts = Facts { quantity, there: tranche.quantity, unfit, ..Facts::default() };
        let leave = fate.step().admit(tranche.state, &subject::standing(tx, who)?, &facts, &[])?;
        if leave.idle {
            return Ok(tranche.no);
        }
        let own = settled(tx, who, &tranche, quantity, leave.to)?;
        let outcome = self.form.outcome.trim();
        self.follow(tx, who, &mut one, &own, fate, &ground)?;
        let body = json!({"tranche": own.no, "quantity": own.quantity, "outcome": outcome, "ground": ground});
        store::advance(tx, who, &mut one, &leave, body)?;
        Ok(own.no)
    }
}

fn settled(tx: &mut Tx, who: &Person, tranche: &Tranche, quantity: Quantity, to: TrancheState) -> Outcome<Tranche> {
    let mut own = store::cut(tx, tranche, quantity)?;
    own.state = to;
    own.settled_at = Some(tx.now());
    own.settled_name = who.name.clone();
    store::write_tranche(tx, &own)?;
    Ok(own)
}

/// Somebody sent failed goods back at the purchase itself.
pub(super) fn returned(
    tx: &mut Tx,
    who: &Person,
    id: Id,
    tranche: &Tranche,
    quantity: Quantity,
    ground: &str,
) -> Outcome<()> {
    let mut one = store::held(tx, id, None)?;
    let facts = Facts { quantity, there: tranche.quantity, ..Facts::default() };
    let leave = SEND_BACK.admit(tranche.state, &subject::standing(tx, who)?, &facts, &[])?;
    if leave.idle {
        return Ok(());
    }
    let own = settled(tx, who, tranche, quantity, leave.to)?;
    let body = json!({"tranche": own.no, "quantity": own.quantity, "ground": ground});
    store::advance(tx, who, &mut one, &leave, body)
}

impl Settle {
    fn read(&self, tranche: &Tranche) -> Outcome<(Fate, Quantity, String)> {
        let mut fields = Fields::none();
        let fate = Fate::from_code(self.form.fate.trim());
        if fate.is_none() {
            fields.add("fate", Say::new("inspection-bad-fate"));
        }
        let quantity = match self.form.quantity.trim() {
            "" => tranche.quantity,
            typed => typed::quantity(&mut fields, "quantity", typed),
        };
        let ground = typed::words(&mut fields, "ground", &self.form.ground);
        fields.check()?;
        let ground = if ground.is_empty() { tranche.ground.clone() } else { ground };
        Ok((fate.ok_or(Trouble::Hidden)?, quantity, ground))
    }

    fn follow(
        &self,
        tx: &mut Tx,
        who: &Person,
        one: &mut Inspection,
        own: &Tranche,
        fate: Fate,
        ground: &str,
    ) -> Outcome<()> {
        let outcome = self.form.outcome.trim();
        match (one.kind, fate) {
            (InspectionKind::Incoming, Fate::Return) => {
                let (purchase, receipt) = (one.purchase.ok_or(Trouble::Hidden)?, one.receipt.ok_or(Trouble::Hidden)?);
                purchasing::sent_back(tx, who, purchase, receipt, own.quantity, outcome, ground)
            }
            (InspectionKind::InProcess | InspectionKind::Final, _) => {
                let work = one.work.ok_or(Trouble::Hidden)?;
                production::made_again(tx, who, work, one.step_no, own.quantity, fate == Fate::Scrap)
            }
            (InspectionKind::Outgoing, Fate::Return | Fate::Scrap) => {
                let scrap = fate == Fate::Scrap;
                match origin(tx, one, own.quantity)?.ok_or(Trouble::Hidden)? {
                    Origin::Made(work) => production::taken_back(tx, who, work, own.quantity, scrap),
                    Origin::Bought { line, product } => {
                        let outcome = (!scrap).then_some(outcome);
                        purchasing::left_the_shelf(tx, who, (line, product), own.quantity, outcome, ground)
                    }
                }
            }
            _ => open::again(tx, one, own.quantity, own.held_back),
        }
    }
}
