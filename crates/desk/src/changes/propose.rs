//! 4.3.4: what the departments said becomes one priced proposal; it is reviewed with the checks of 3.2 on the content that
//! it would make, reds wanting their grounds as there, and then goes to the customer.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::hex;
use platform::money::Money;
use platform::step::{Broken, By, Finding, Level, Rule, Step, Weight, findings, joined};
use platform::trouble::Say;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::decide::tell_owner;
use super::difference::{self, TypedDifference};
use super::draft::about;
use super::heard::{self, NewLink};
use super::request::{self, APART, Change, ChangeState, DIFFERS, Known, Mark, ONE, PRICED, Released, SHIPPED, WORDS};
use super::{claim, consent_desk, page};
use crate::masters;
use crate::order::{self, Order};
use crate::people::{self, MemoKind};
use crate::review::{self, CHECKS, Facts, GroundForm, bounded};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProposeForm {
    /// What is offered, in words for the customer.
    pub text: String,
    pub surcharge: String,
    /// Where it differs from what was asked; all of it anew.
    #[serde(flatten)]
    pub difference: TypedDifference,
    pub grounds: Vec<GroundForm>,
    pub lock: String,
}

/// `POST /changes/{id}/proposal`
pub async fn propose(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ProposeForm>,
) -> Result<Response, Failure> {
    let act = Propose { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub const PROPOSE: Step<ChangeState, Known> = Step {
    id: "change.propose",
    clause: "4.3.4",
    from: &[ChangeState::Proposal],
    to: Some(ChangeState::ReReview),
    by: By::Owner,
    opens: &["review_change"],
    closes: &["propose_change"],
    rules: &[PRICED, DIFFERS, SHIPPED, ONE],
};

pub struct Propose {
    pub change: Id,
    pub form: ProposeForm,
}

impl Act for Propose {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let (order, said) = (&desk.order, &mut desk.change.said);
        let typed = difference::typed(tx, order, &self.form.difference, &said.difference)?;
        if !typed.is_empty() {
            said.difference = typed;
        }
        let text = bounded("text", &self.form.text)?;
        let known = Known { words: !text.is_empty(), ..about(tx, order, &said.difference, self.change)? };
        said.surcharge = surcharge(&self.form.surcharge, order)?;
        let leave = PROPOSE.admit(desk.change.state, &desk.stands, &known, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        said.grounds = review::grounds_of(&review::grounds_given(&self.form.grounds)?, Role::Specialist);
        let next = said.difference.applied(tx, order)?;
        said.proposed = Mark { digest: hex(&next.content_digest), ..Mark::of(tx, who, &text) };
        let keys = said.difference.keys(order);
        claim::claim(tx, order, &keys, self.change, &desk.change.number)?;
        let body = json!({ "text": text, "surcharge": desk.change.said.surcharge,
            "difference": desk.change.said.difference });
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, body)?;
        // What was made of the custom lines meanwhile is asked about once more.
        order::ask_coming(tx, who, &desk.order, &next, self.change)?;
        let facts = facts(tx, who, &desk.order, &desk.change)?;
        call_in(tx, who, &desk.change, &findings(CHECKS, &facts))?;
        Ok(self.change)
    }
}

fn surcharge(text: &str, order: &Order) -> Outcome<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    match Money::parse_lenient(text, order.currency) {
        Ok(money) => Ok(money.minor()),
        Err(_) => Err(Trouble::invalid("surcharge", Say::new("change-cost-unreadable"))),
    }
}

/// Whose word the checks want is told that it is wanted.
fn call_in(tx: &mut Tx, who: &Person, change: &Change, found: &[Broken]) -> Outcome<()> {
    let fails = |rule: &str| found.iter().any(|b| b.level == Level::Fail && b.rule.starts_with(rule));
    for (rule, role) in [("major.consent", Role::Executive), ("payment.", Role::Finance)] {
        if fails(rule) {
            people::tell_role(tx, who, role, MemoKind::Change, &change.href(), &change.number, "")?;
        }
    }
    Ok(())
}

/// The facts of the content that the change would make, with the words given about it.
pub fn facts(tx: &mut Tx, who: &Person, order: &Order, change: &Change) -> Outcome<Facts> {
    let said = &change.said;
    let next = said.difference.applied(tx, order)?;
    let mut facts = Facts::gather_revised(tx, who, &next, &said.difference.anew(), &said.difference.gone())?;
    let digest = hex(&next.content_digest);
    facts.entered = change.was_written_by(who.id);
    facts.consented |= said.consented.is_set() && said.consented.digest == digest;
    let release = said.release.filter(|r| said.released.digest == digest && r.until >= facts.today);
    facts.release = release.map(|r| review::Release { amount: r.amount, until: r.until }).or(facts.release);
    Ok(facts)
}

/// What the checks of 3.2 find in the content that the change would make of the order now.
pub fn proposed_checks(tx: &mut Tx, who: &Person, order: &Order, change: &Change) -> Outcome<Vec<Broken>> {
    Ok(findings(CHECKS, &facts(tx, who, order, change)?))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// "pass", or "return".
    pub verdict: String,
    pub decision: String,
    pub grounds: Vec<GroundForm>,
    pub lock: String,
}

/// `POST /changes/{id}/review`
pub async fn review(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<ReviewForm>,
) -> Result<Response, Failure> {
    let act = Review { change: id, link: NewLink::of_change(&app), form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

/// The checks of the order's review, and those who may not decide. Once more where the order moved meanwhile.
pub const REVIEW: Step<ChangeState, Facts> = Step {
    id: "change.review",
    clause: "4.3.4",
    from: &[ChangeState::ReReview, ChangeState::CustomerConsent],
    to: Some(ChangeState::CustomerConsent),
    by: By::Decider,
    opens: &["answer_change"],
    closes: &["review_change", "answer_change", "carry_change"],
    rules: &joined::<Facts, 40>(&[&[REVIEWED_APART, REVIEWED_HELD], CHECKS, &[review::DECISION]]),
};

const REVIEWED_APART: Rule<Facts> = Rule {
    id: "change.reviewed_apart",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| if facts.entered { vec![Finding::fail(Say::new("check-apart"))] } else { Vec::new() },
};

const REVIEWED_HELD: Rule<Facts> = Rule {
    id: "change.reviewed_held",
    clause: "2.2.1c",
    weight: Weight::Must,
    verdict: |facts| if facts.on_hold { vec![Finding::fail(Say::new("check-on-hold"))] } else { Vec::new() },
};

pub const RETURN: Step<ChangeState, Known> = Step {
    id: "change.return",
    clause: "4.3.4",
    from: &[ChangeState::ReReview, ChangeState::CustomerConsent],
    to: Some(ChangeState::Proposal),
    by: By::Decider,
    opens: &["propose_change"],
    closes: &["review_change", "answer_change", "carry_change"],
    rules: &[APART, WORDS],
};

pub struct Review {
    pub change: Id,
    /// Where the customer answers.
    pub link: NewLink,
    pub form: ReviewForm,
}

impl Act for Review {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("decision", &self.form.decision)?;
        if self.form.verdict == "return" {
            let known = Known { entered: desk.entered, words: !text.is_empty(), ..Known::default() };
            let leave = RETURN.admit(desk.change.state, &desk.stands, &known, &[])?;
            if leave.idle {
                return Ok(self.change);
            }
            desk.change.said.answered = Mark::default();
            heard::end_all(tx, who.id, self.change)?;
            request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({ "text": text }))?;
            tell_owner(tx, who, &desk.order, &desk.change, &text)?;
            return Ok(self.change);
        }
        let mut facts = facts(tx, who, &desk.order, &desk.change)?;
        facts.decision.clone_from(&text);
        let mut stands = desk.stands;
        if By::Decider.allows(&stands) {
            // The specialist's grounds are carried over from the proposal.
            stands.roles = stands.roles.with(Role::Manager).with(Role::Specialist);
        }
        let mut grounds = review::grounds_of(&desk.change.said.grounds, Role::Specialist);
        grounds.extend(review::grounds_of(&review::grounds_given(&self.form.grounds)?, Role::Manager));
        let leave = REVIEW.admit(desk.change.state, &stands, &facts, &grounds)?;
        if leave.idle {
            return Ok(self.change);
        }
        let said = &mut desk.change.said;
        said.checks = review::checks_kept(&findings(CHECKS, &facts), &[]);
        said.grounds = grounds;
        said.answered = Mark::default();
        said.reviewed = Mark { digest: hex(&facts.order.content_digest), ..Mark::of(tx, who, &text) };
        let major = review::is_major(&facts);
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, json!({ "text": text, "major": major }))?;
        consent_desk::send(tx, who, &desk.order, &desk.change, &self.link)?;
        Ok(self.change)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PermitForm {
    pub text: String,
    /// Finance: the exposure that is accepted, and until when.
    pub amount: String,
    pub until: String,
    pub lock: String,
}

/// What the executive or finance says to the content that is proposed.
pub struct Permit {
    pub words: bool,
    pub entered: bool,
    pub release: Option<Released>,
    pub today: platform::day::Day,
}

/// `POST /changes/{id}/permits`
pub async fn permit(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<PermitForm>,
) -> Result<Response, Failure> {
    let act = Allow { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

pub const CONSENT: Step<ChangeState, Permit> = Step {
    id: "change.consent",
    clause: "2.2.1c",
    from: &[ChangeState::ReReview],
    to: None,
    by: By::Roles(&[Role::Executive]),
    opens: &[],
    closes: &[],
    rules: &[PERMIT_APART, PERMIT_WORDS],
};

pub const RELEASE: Step<ChangeState, Permit> = Step {
    id: "change.release",
    clause: "3.2.3c",
    by: By::Roles(&[Role::Finance]),
    rules: &[PERMIT_APART, PERMIT_UNTIL],
    ..CONSENT
};

const PERMIT_APART: Rule<Permit> = Rule {
    id: "change.permit_apart",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |permit| if permit.entered { vec![Finding::fail(Say::new("check-apart"))] } else { Vec::new() },
};

const PERMIT_WORDS: Rule<Permit> = Rule {
    id: "change.permit_words",
    clause: "2.2.1c",
    weight: Weight::Must,
    verdict: |permit| if permit.words { Vec::new() } else { vec![Finding::fail(Say::new("answer-no-words"))] },
};

const PERMIT_UNTIL: Rule<Permit> = Rule {
    id: "change.permit_until",
    clause: "3.2.3c",
    weight: Weight::Must,
    verdict: |permit| {
        let good = permit.release.is_some_and(|r| r.amount > 0 && r.until >= permit.today);
        if good { Vec::new() } else { vec![Finding::fail(Say::new("release-no-day"))] }
    },
};

pub struct Allow {
    pub change: Id,
    pub form: PermitForm,
}

impl Act for Allow {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, &self.form.lock)?;
        let text = bounded("text", &self.form.text)?;
        let currency = masters::company(tx)?.currency;
        let amount = Money::parse_lenient(self.form.amount.trim(), currency).ok().map(Money::minor);
        let release = amount.zip(self.form.until.trim().parse().ok()).map(|(amount, until)| Released { amount, until });
        let permit = Permit { words: !text.is_empty(), entered: desk.entered, release, today: people::today(tx)? };
        let finance = who.is(Role::Finance);
        let step = if finance { &RELEASE } else { &CONSENT };
        let leave = step.admit(desk.change.state, &desk.stands, &permit, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let mark = Mark { digest: desk.change.said.proposed.digest.clone(), ..Mark::of(tx, who, &text) };
        if finance {
            (desk.change.said.released, desk.change.said.release) = (mark, release);
        } else {
            desk.change.said.consented = mark;
        }
        let body = json!({ "text": text, "release": release });
        request::advance(tx, who, &desk.order, &mut desk.change, &leave, body)?;
        Ok(self.change)
    }
}

/// Whether what was reviewed is what the change would make of the order now.
pub fn is_present(tx: &mut Tx, order: &Order, change: &Change) -> Outcome<bool> {
    let next = change.said.difference.applied(tx, order)?;
    Ok(change.said.reviewed.digest == hex(&next.content_digest))
}

/// Money as it stands on the order.
pub fn money(order: &order::Order, minor: i64) -> Money {
    Money::from_minor(minor, order.currency)
}
