//! 3.2.3, 3.2.5: the acting manager approves. One transaction: the checks run again, the round closes, stock is reserved,
//! the departments get their work and the customer is told.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, OnceKey, Outcome};
use platform::day::Day;
use platform::step::{By, Finding, Rule, Step, Weight, findings, joined};
use platform::trouble::{Say, Stale};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::checks::{ALL, Moved, moved, special_reasons};
use super::cockpit::{self, Typed};
use super::deciding::{Desk, bounded};
use super::evidence;
use super::facts::{self, Facts};
use super::figures::{self, Figures};
use super::grounds::{self, GroundForm};
use super::last_price;
use super::seen::{self, Sentence};
use super::typed;
use super::verdicts::{delivery, major};
use crate::fulfilment::{self, Epochs, Promise};
use crate::notices::{self, Notice};
use crate::order::{self, Approval, Order, RoundVerdict};

/// `POST /orders/{id}/approval`
pub async fn approve(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ApproveForm>,
) -> Result<Response, Failure> {
    let act = Approve { order: id, form: body.value.clone() };
    match perform(&app, ask.who()?, body.once, act).await {
        Ok(done) => Ok(ask.see(&format!("/review?approved={}", done.number), &done)),
        Err(trouble @ (Trouble::Refused(_) | Trouble::Invalid(_))) if !ask.json => {
            let ApproveForm { decision, grounds, seen, .. } = body.value;
            let typed = Typed { decision, grounds, seen, ..Typed::default() };
            cockpit::again(&app, &ask, id, typed, trouble).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ApproveForm {
    /// The state the manager saw.
    #[serde(deserialize_with = "typed::whole")]
    pub lock: Option<i64>,
    pub decision: String,
    pub grounds: Vec<GroundForm>,
    /// What the page said, as its form carries it; empty: nothing is compared.
    pub seen: String,
    /// How many were approved with it at one press; 0 where it was looked at by itself.
    #[serde(skip)]
    pub batch: usize,
    /// What was computed on a view before the act; without it the act computes for itself.
    #[serde(skip)]
    pub planned: Option<Planned>,
}

/// Promise dates as they were computed before the act, and on what.
#[derive(Debug, Clone)]
pub struct Planned {
    lock: i64,
    today: Day,
    promises: Vec<Promise>,
    epochs: Epochs,
}

/// How often what moved meanwhile is computed anew.
const TRIES: usize = 3;

/// Approves with the dates computed beforehand, so that the act itself is short. Where stock or plan moved in between it
/// is computed anew, a few times; after that the decider learns that it moved.
pub async fn perform(app: &App, who: &Person, once: Option<OnceKey>, act: Approve) -> Outcome<Approved> {
    let mut tries = 0;
    loop {
        tries += 1;
        let form = ApproveForm { planned: Some(plan(app, who, act.order).await?), ..act.form.clone() };
        match app.perform_once(who, once.clone(), Approve { order: act.order, form }).await {
            Err(Trouble::Stale(stale)) if tries < TRIES && stale.changed.iter().any(|say| say.key == MOVED) => {}
            done => return done,
        }
    }
}

/// What the dates are now.
pub(super) async fn plan(app: &App, who: &Person, order: Id) -> Outcome<Planned> {
    let reader = who.clone();
    let plan = move |tx: &mut Tx| {
        let order = order::fetch(tx, &reader, order)?;
        let facts = Facts::gather(tx, &reader, &order)?;
        Ok(Planned { lock: order.lock, today: facts.today, promises: facts.promises, epochs: facts.epochs })
    };
    app.read(plan).await
}

const MOVED: &str = "promise-moved";

pub struct Approve {
    pub order: Id,
    pub form: ApproveForm,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approved {
    pub order: Id,
    pub number: String,
}

pub const APPROVE: Step<Approval, Facts> = Step {
    id: "order.approve",
    clause: "3.2.5",
    from: &[Approval::FinalReview],
    to: Some(Approval::Approved),
    by: By::Decider,
    opens: &["follow_up"],
    closes: &["final_review"],
    rules: &joined::<Facts, 43>(&[&[APART, HOLD, REGULAR, ANSWERED, SEEN], ALL, &[major::DECISION]]),
};

const APART: Rule<Facts> = Rule { id: "approve.apart", clause: "1.3.4", weight: Weight::Must, verdict: apart };
const HOLD: Rule<Facts> = Rule { id: "approve.hold", clause: "2.2.1c", weight: Weight::Must, verdict: hold };

const REGULAR: Rule<Facts> = Rule { id: "approve.regular", clause: "2.2.1c", weight: Weight::Must, verdict: regular };

const ANSWERED: Rule<Facts> = Rule { id: "approve.answered", clause: "1.3.3", weight: Weight::Must, verdict: answered };

pub(super) const SEEN: Rule<Facts> =
    Rule { id: "approve.seen", clause: "1.3.1", weight: Weight::Must, verdict: unseen };

/// What he saw is what he decides on: what moved since is shown, and he presses again.
fn unseen(facts: &Facts) -> Vec<Finding> {
    let say = |moved: &Moved| {
        let finding = Finding::fail(moved.now.clone().unwrap_or(Say::new("seen-gone")));
        match moved.line {
            Some(line) => finding.on(line),
            None => finding,
        }
    };
    facts.unseen.iter().map(say).collect()
}

/// What the manager wanted to know first is known.
fn answered(facts: &Facts) -> Vec<Finding> {
    let say =
        |role: &Role| Finding::fail(Say::new("check-unanswered").arg("department", format!("role-{}", role.code())));
    facts.unanswered.iter().map(say).collect()
}

/// Several at one press are regular ones, and still are at the press: what turned special is looked at by itself.
fn regular(facts: &Facts) -> Vec<Finding> {
    if facts.in_batch && !special_reasons(facts, &findings(ALL, facts)).is_empty() {
        return vec![Finding::fail(Say::new("check-not-regular"))];
    }
    Vec::new()
}

/// Who entered an order never decides on it.
fn apart(facts: &Facts) -> Vec<Finding> {
    if facts.entered { vec![Finding::fail(Say::new("check-apart"))] } else { Vec::new() }
}

/// An order on hold is dispatched to nobody.
fn hold(facts: &Facts) -> Vec<Finding> {
    if facts.on_hold { vec![Finding::fail(Say::new("check-on-hold"))] } else { Vec::new() }
}

impl Approve {
    /// What was planned beforehand holds as long as nothing it rests on has moved; asked while everything is held.
    fn facts(&self, tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Facts> {
        let Some(planned) = self.form.planned.as_ref().filter(|planned| planned.lock == order.lock) else {
            return Facts::gather(tx, who, order);
        };
        if !fulfilment::unmoved(tx, &planned.epochs)? {
            return Err(Trouble::Stale(Stale { about: order.id, changed: vec![Say::new(MOVED)] }));
        }
        let facts = Facts::gather_with(tx, who, order, Some((planned.promises.clone(), planned.epochs.clone())))?;
        // Past midnight the same plan would begin a day later.
        if facts.today == planned.today { Ok(facts) } else { Facts::gather(tx, who, order) }
    }
}

/// What stands of an order that was ticked with others, if it were pressed now.
pub(super) struct Foreseen {
    pub customer: String,
    pub figures: Figures,
    /// Everything its row says, for the press to be compared with.
    pub says: Vec<Sentence>,
    pub stopped: Option<Trouble>,
}

/// Nothing is written; dates that were computed before and still hold are not computed anew.
pub(super) fn foreseen(tx: &mut Tx, who: &Person, order: &Order) -> Outcome<Foreseen> {
    let desk = Desk::of(tx, who, order)?;
    let mut facts = evidence::facts(tx, who, order)?.0;
    facts.entered = desk.entered;
    facts.in_batch = true;
    let found = findings(ALL, &facts);
    Ok(Foreseen {
        stopped: APPROVE.stopped_by(order.approval, &desk.standing, &facts, &desk.grounds(&[])),
        says: seen::sentences(&facts, &found),
        figures: figures::of(&facts, &found),
        customer: facts.customer.map_or("–".to_string(), |customer| customer.name),
    })
}

impl Act for Approve {
    type Done = Approved;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Approved> {
        let mut order = order::fetch_seen(tx, who, self.order, self.form.lock)?;
        facts::hold(tx, &order)?;
        let desk = Desk::of(tx, who, &order)?;
        let mut facts = self.facts(tx, who, &order)?;
        facts.decision = bounded("decision", &self.form.decision)?;
        facts.entered = desk.entered;
        facts.in_batch = self.form.batch > 0;
        let found = findings(ALL, &facts);
        facts.unseen = seen::differences(&self.form.seen, &seen::sentences(&facts, &found))?;
        let grounds = desk.grounds(&grounds::given(&self.form.grounds)?);
        let leave = APPROVE.admit(order.approval, &desk.standing, &facts, &grounds)?;
        let done = Approved { order: order.id, number: order.number.clone() };
        if leave.idle {
            return Ok(done);
        }
        let changed = desk.round.as_ref().map(|round| moved(&round.checks, &found)).unwrap_or_default();
        order::close_round(tx, who, &order, RoundVerdict::Approved, &[], &facts.decision)?;
        order::drop_proposals(tx, order.id)?;
        order.decided_at = Some(tx.now());
        order.major = major::is_major(&facts);
        last_price::keep(tx, &order)?;
        fulfilment::dispatch(tx, &mut order, &delivery::plan(&facts))?;
        let mut body =
            json!({"round": order.round, "major": order.major, "decision": facts.decision, "changed": changed});
        if self.form.batch > 0 {
            body["batch"] = json!(self.form.batch);
        }
        let order = order::advance(tx, who, order, leave, body)?;
        notices::to_customer(tx, who, &order, Notice::Accepted, &[])?;
        Ok(done)
    }
}
