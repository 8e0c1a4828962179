//! Which state of which document each actor was in when he took which step: what the simulator reached, and everything
//! that there is to reach.

use std::collections::BTreeSet;
use std::fmt;

use desk::process;
use platform::step::{By, StepShown};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    pub kind: String,
    pub state: String,
    pub step: String,
    /// A role, or what somebody is to the document: `owner`, `deputy`, `customer`, `system`.
    pub actor: String,
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<14} {:<14} {:<28} {}", self.kind, self.state, self.step, self.actor)
    }
}

/// By whom a step can be taken, in the words of [`Reached::actor`].
pub fn actors(step: &StepShown) -> Vec<&'static str> {
    let of_an_order = matches!(step.kind, "order" | "confirmation" | "link" | "offer");
    match (step.by, step.kind) {
        (By::Roles(roles), _) => roles.iter().map(|role| role.code()).collect(),
        (By::Owner, "duty") => vec!["manager", "executive"],
        (By::Owner, "notice") => vec!["owner", "deputy", "manager"],
        (By::Owner, _) if of_an_order => vec!["owner", "deputy"],
        (By::Owner, _) => vec!["owner"],
        (By::Decider, _) => vec!["manager", "deputy", "executive"],
        (By::ActingManager, _) => vec!["manager", "deputy"],
        (By::Customer, _) => vec!["customer"],
        (By::Supplier, _) => vec!["supplier"],
        (By::Anyone, _) => vec!["anyone"],
        (By::System, _) => vec!["system"],
    }
}

/// The departments at work do not know of an order that is declined or withdrawn: nothing of it is theirs to do.
fn knows(step: &StepShown, state: &str, actor: &str) -> bool {
    let at_work = matches!(actor, "production" | "purchasing" | "quality" | "warehouse" | "logistics");
    !(step.kind == "order" && matches!(state, "declined" | "withdrawn") && at_work)
}

/// Every state × step × actor of the step tables.
pub fn everything() -> BTreeSet<Reached> {
    let mut all = BTreeSet::new();
    for step in process::table() {
        for state in &step.from {
            for actor in actors(&step).into_iter().filter(|actor| knows(&step, state, actor)) {
                all.insert(Reached {
                    kind: step.kind.into(),
                    state: (*state).into(),
                    step: step.id.into(),
                    actor: actor.into(),
                });
            }
        }
    }
    all
}
