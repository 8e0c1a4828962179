//! 2.2.1a: the acting manager gives one order, or one duty with what it is about, to another specialist; whoever works
//! with orders reminds the one whose turn it is (1.3.3).

use platform::act::{Act, Outcome};
use platform::history::{self, Entry};
use platform::step::{By, Finding, Leave, Rule, Standing, Step, Weight};
use platform::trouble::Say;
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde_json::json;

use super::assign_problem::{AssignForm, AssignProblem};
use super::problem;
use crate::order::duty::{self, Duty};
use crate::order::{self, CONCERNED, Lateness};
use crate::people::{self, MemoKind};

/// What a row of a list stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    Order(Id),
    Duty(Id),
}

impl Item {
    /// `order:<id>` or `duty:<id>`.
    pub fn parse(text: &str) -> Option<Item> {
        match text.split_once(':')? {
            ("order", id) => Some(Item::Order(id.parse().ok()?)),
            ("duty", id) => Some(Item::Duty(id.parse().ok()?)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Order(id) => write!(f, "order:{id}"),
            Item::Duty(id) => write!(f, "duty:{id}"),
        }
    }
}

#[derive(Debug, Default)]
pub struct Facts {
    /// It belongs to a queue, or to a document that only its own page moves.
    stuck: bool,
    /// The customer's turn, or nobody's.
    nobody_of_ours: bool,
}

const MOVABLE: Rule<Facts> = Rule {
    id: "move.movable",
    clause: "2.2.1a",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.stuck, "duty-refused-stuck"),
};

const OURS: Rule<Facts> = Rule {
    id: "remind.ours",
    clause: "1.3.3",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.nobody_of_ours, "remind-refused-nobody"),
};

fn fail_if(broken: bool, key: &'static str) -> Vec<Finding> {
    if broken { vec![Finding::fail(Say::new(key))] } else { Vec::new() }
}

const ANY: &[Lateness] = &[Lateness::Open, Lateness::Soon, Lateness::Late, Lateness::Raised];

pub const MOVE: Step<Lateness, Facts> = Step {
    id: "duty.move",
    clause: "2.2.1a",
    from: ANY,
    to: None,
    by: By::ActingManager,
    opens: &[],
    closes: &[],
    rules: &[MOVABLE],
};

pub const REMIND: Step<Lateness, Facts> = Step {
    id: "duty.remind",
    clause: "1.3.3",
    from: ANY,
    to: None,
    by: By::Roles(CONCERNED),
    opens: &[],
    closes: &[],
    rules: &[OURS],
};

/// Gives it to another specialist.
#[derive(Clone, Copy, Debug)]
pub struct MoveWork {
    pub item: Item,
    pub to: Id,
}

impl Act for MoveWork {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (about, subject) = match self.item {
            Item::Order(order) => (order, None),
            Item::Duty(duty) => {
                let (duty, leave) = may_move_duty(tx, who, duty)?;
                if leave.idle {
                    return Ok(());
                }
                if duty.about_kind == "problem" {
                    return assign(&duty, self.to).run(tx, who).map(|_| ());
                }
                (duty.about, Some(duty.subject))
            }
        };
        let order = order::fetch(tx, who, about)?;
        let order = order::reassign(tx, who, about, order.lock, self.to)?;
        let subject = subject.unwrap_or(order.number);
        people::tell(tx, who, self.to, MemoKind::Reassigned, &format!("/orders/{about}"), &subject, "")
    }
}

fn assign(duty: &Duty, to: Id) -> AssignProblem {
    // The department stays: who does not work there is refused by the problem's own rule.
    let form = AssignForm { owner: to.to_string(), ..AssignForm::default() };
    AssignProblem { problem: duty.about, form }
}

fn may_move_duty(tx: &mut Tx, who: &Person, duty: Id) -> Outcome<(Duty, Leave<Lateness>)> {
    let (duty, told) = duty::fetch(tx, duty)?;
    if duty.done_at.is_some() {
        return Err(Trouble::stale(duty.about));
    }
    let movable = duty.owner_person.is_some() && matches!(duty.about_kind.as_str(), "order" | "problem");
    let leave =
        MOVE.admit(Lateness::of(told), &manager(tx, who)?, &Facts { stuck: !movable, ..Facts::default() }, &[])?;
    Ok((duty, leave))
}

fn manager(tx: &mut Tx, who: &Person) -> Outcome<Standing> {
    let acting_manager = people::is_acting_manager(tx, who.id)?;
    Ok(Standing { roles: who.roles, acting_manager, ..Standing::default() })
}

/// Whether it could go there, asked before the act: the same questions in the same words.
pub fn may_move(tx: &mut Tx, who: &Person, item: Item, to: Id) -> Outcome<()> {
    let about = match item {
        Item::Order(order) => order,
        Item::Duty(duty) => {
            let (duty, _) = may_move_duty(tx, who, duty)?;
            if duty.about_kind == "problem" {
                return assign(&duty, to).admitted(tx, who).map(|_| ());
            }
            duty.about
        }
    };
    let order = order::fetch(tx, who, about)?;
    order::may_reassign(tx, who, &order, to).map(|_| ())
}

/// Reminds whoever has the nearest duty about it.
#[derive(Clone, Copy, Debug)]
pub struct RemindWork {
    pub item: Item,
}

impl Act for RemindWork {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let (duty, leave) = may_remind(tx, who, self.item)?;
        if leave.idle {
            return Ok(());
        }
        let Some(duty) = duty else { return Ok(()) };
        let href = format!("/duties/{}", duty.id);
        match (duty.owner_person, duty.owner_role) {
            (Some(person), _) => people::tell(tx, who, person, MemoKind::Reminded, &href, &duty.subject, "")?,
            (None, Some(role)) => people::tell_role(tx, who, role, MemoKind::Reminded, &href, &duty.subject, "")?,
            (None, None) => {}
        }
        let body = json!({"duty": duty.kind, "due_at": duty.due_at});
        let entry = Entry { chain: duty.about, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        Ok(history::append(tx, who, &entry)?)
    }
}

pub fn may_remind(tx: &mut Tx, who: &Person, item: Item) -> Outcome<(Option<Duty>, Leave<Lateness>)> {
    let (duty, told) = match item {
        Item::Duty(duty) => {
            let (duty, told) = duty::fetch(tx, duty)?;
            (Some(duty).filter(|duty| duty.done_at.is_none()), told)
        }
        Item::Order(order) => {
            let order = order::fetch(tx, who, order)?;
            (duty::of(tx, order.id)?.into_iter().find(|duty| duty.owner_role != Some(Role::Customer)), 0)
        }
    };
    let ours = duty.as_ref().is_some_and(|duty| duty.owner_role != Some(Role::Customer));
    let facts = Facts { nobody_of_ours: !ours, ..Facts::default() };
    let standing = Standing { roles: who.roles, ..Standing::default() };
    let leave = REMIND.admit(Lateness::of(told), &standing, &facts, &[])?;
    Ok((duty, leave))
}

/// What the item is called in a list of results.
pub fn name_of(tx: &mut Tx, who: &Person, item: Item) -> Outcome<String> {
    match item {
        Item::Order(order) => Ok(order::fetch(tx, who, order)?.number),
        Item::Duty(duty) => {
            let (duty, _) = duty::fetch(tx, duty)?;
            match duty.about_kind.as_str() {
                "order" => Ok(order::fetch(tx, who, duty.about)?.number),
                "problem" => Ok(problem::fetch(tx, duty.about)?.title),
                _ => Ok(duty.subject),
            }
        }
    }
}
