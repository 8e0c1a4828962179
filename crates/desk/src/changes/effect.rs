//! 4.3.4: the change takes effect, in one transaction: the next revision is written approved and agreed by reference to
//! the request, what the lines held is given back and taken anew, departments get what is different, the customer is told.
//! Until that instant the old revision is in force; a lost connection leaves it so.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde_json::json;

use super::draft::PressForm;
use super::propose::{facts, is_present};
use super::request::{self, AGREED, Change, ChangeState, HELD, IN_TIME, Known, PRESENT, SHIPPED};
use super::{anew, needs, page, posting, touch};
use crate::fulfilment::expect::{self, Cause, Repromised, SlipKind};
use crate::fulfilment::{self, LinePlan, delay};
use crate::notices::{self, Notice};
use crate::order::{self, Promised, Revision};
use crate::review::{self, Facts, Passes, hold_both};

/// `POST /changes/{id}/effect`
pub async fn effect(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PressForm>,
) -> Result<Response, Failure> {
    let act = Effect { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub const EFFECT: Step<ChangeState, Known> = Step {
    id: "change.effect",
    clause: "4.3.4",
    from: &[ChangeState::CustomerConsent],
    to: Some(ChangeState::Effective),
    by: By::Owner,
    // Purchasing's, where it need not buy any more what it was to buy for work.
    opens: &["note_needs"],
    closes: &["carry_change"],
    rules: &[AGREED, PRESENT, SHIPPED, HELD, IN_TIME],
};

pub struct Effect {
    pub change: Id,
    pub form: PressForm,
}

impl Act for Effect {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let next = desk.change.said.difference.applied(tx, &desk.order)?;
        hold_both(tx, &desk.order, &next)?;
        let facts = facts(tx, who, &desk.order, &desk.change)?;
        let said = &desk.change.said;
        let (anew, gone) = (said.difference.anew(), said.difference.gone());
        let known = Known {
            agreed: said.answered.is_set() && said.answered.digest == said.reviewed.digest,
            present: is_present(tx, &desk.order, &desk.change)?,
            shipped: said.difference.below_shipped(&desk.order),
            on_hold: facts.on_hold,
            late: late(&facts, &anew),
            ..Known::default()
        };
        let leave = EFFECT.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let plan: Vec<_> = review::line_plans(&facts).into_iter().filter(|line| anew.contains(&line.line)).collect();
        let held: Vec<Id> = anew.iter().chain(&gone).copied().collect();
        touch::give_back(tx, &held)?;
        let begun = fulfilment::begun(tx, &anew)?;
        let promised: Vec<Promised> = plan.iter().map(|line| touch::promised(line, &begun)).collect();
        let why = Revision {
            request: &desk.change.number,
            proposed_by: said.proposed.by,
            reviewed_by: said.reviewed.by,
            checks: &said.checks,
            grounds: &said.grounds,
            promised: &promised,
        };
        if let Some(id) = said.delay {
            delay::carried(tx, who, &desk.order, id, desk.change.id, &desk.change.number)?;
        }
        let mut order = order::apply_revision(tx, who, &desk.order, facts.order.clone(), &why)?;
        let ended = touch::amend(tx, who, &order, &plan, &gone, &desk.change.number)?;
        touch::tidy(tx, who, &order)?;
        // What departments go on with may have moved the forecast already.
        let mut before: HashMap<Id, Option<Day>> =
            desk.order.lines.iter().map(|line| (line.id, line.promised_on)).collect();
        if let Some(case) = said.delay.map(|id| delay::of(tx, id)).transpose()? {
            // What comes on a line of its own now was promised for that day.
            for line in &plan {
                before.entry(line.line).or_insert(Some(case.promised_on));
            }
        }
        ledger(tx, who, &desk.change, &before, &plan)?;
        order = order::fetch_held(tx, order.id)?;
        // What lies packed has other papers now, or less in it: it is packed anew.
        let packed = if said.difference.place.is_some() {
            order.lines.iter().map(|line| line.id).chain(gone.iter().copied()).collect()
        } else {
            said.difference.touched()
        };
        touch::unpack(tx, who, &order, Some(&desk.order), &packed, &desk.change.number)?;
        for line in &plan {
            let cause = Cause::new(SlipKind::Change, desk.change.number.clone());
            expect::line(tx, who, &mut order, line.line, &cause)?;
        }
        delay::moot(tx, who, &order, &held, &desk.change.number)?;
        if said.surcharge != 0 {
            posting::post(tx, &order, desk.change.id, "change", said.surcharge, &desk.change.number)?;
        }
        desk.change.said.revision = Some(order.revision);
        desk.change.said.needs = needs::of(tx, &ended)?;
        let body = json!({ "revision": order.revision, "lines": anew.len() + gone.len() });
        request::advance(tx, who, &order, &mut desk.change, &leave, body)?;
        needs::tell(tx, &order, &desk.change)?;
        notices::to_customer(tx, who, &order, Notice::Changed, &[])?;
        anew::overtaken(tx, who, &order, &desk.change)?;
        Ok(self.change)
    }
}

/// Each promised day that the change moved, with its cause, message and answer.
fn ledger(
    tx: &mut Tx,
    who: &Person,
    change: &Change,
    before: &HashMap<Id, Option<Day>>,
    plan: &[LinePlan],
) -> Outcome<()> {
    let said = &change.said;
    let cause = format!("{} {}", change.number, said.reason);
    let answer = format!("{}: {}", said.answered.name, said.answered.text);
    for line in plan {
        let Some(stood) = before.get(&line.line).copied().filter(|stood| *stood != line.promised_on) else { continue };
        let moved = Repromised {
            line: line.line,
            before: stood,
            after: line.promised_on,
            cause: &cause,
            delay: said.delay,
            message: &said.proposed.text,
            answer: answer.trim_end_matches(": "),
        };
        expect::repromised(tx, who, change.order, &moved)?;
    }
    Ok(())
}

/// Lines that would come later than what was agreed: the plant has moved since.
pub fn late(facts: &Facts, anew: &[Id]) -> Vec<(i64, String)> {
    let lines = facts.order.lines.iter().zip(&facts.promises);
    let late = lines.filter(|(line, promise)| {
        anew.contains(&line.id) && promise.on.is_some() && review::passes(facts, line, promise) == Passes::No
    });
    late.map(|(line, promise)| (line.no, promise.on.map_or(String::new(), |day| day.to_string()))).collect()
}
