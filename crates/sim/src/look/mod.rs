//! What could be done now: the documents somebody might turn to, where they stand, and for each step of the product's
//! own tables whether this actor may take it. What he may not take is tried as well, and has to be refused.

mod beside;
mod buying;
mod changing;
mod floor;
mod house;
mod inspecting;
mod order;
mod shipping;

use desk::masters::Kind;
use platform::Id;
use platform::day::Day;
use platform::step::{By, Standing, StepShown};
use platform::who::{Person, Role, Roles};

pub use beside::{duties, plans, problems, reports, tray, views};
pub use buying::buying;
pub use house::{House, Masters, house, masters};
pub use inspecting::inspecting;
pub use order::order;

/// What a step would be taken on.
#[derive(Clone, Debug)]
pub enum About {
    Order(Id),
    Proposal {
        order: Id,
        id: Id,
    },
    Dispatch {
        order: Id,
        id: Id,
    },
    Notice {
        order: Id,
        id: Id,
    },
    Link {
        order: Id,
        id: Id,
    },
    Offer {
        order: Id,
        id: Id,
    },
    Work {
        order: Id,
        id: Id,
    },
    Delay {
        order: Id,
        id: Id,
    },
    NewShipment(Id),
    Shipment {
        order: Id,
        id: Id,
    },
    NewChange(Id),
    Request {
        order: Id,
        id: Id,
    },
    NewCancellation(Id),
    Cancellation {
        order: Id,
        id: Id,
    },
    NewNeed,
    Need(Id),
    NewPurchase,
    Purchase(Id),
    /// What one supplier was asked.
    Inquiry {
        purchase: Id,
        asked: Id,
    },
    NewSupplier,
    InspectionPlan,
    NewInspection,
    /// Of an inspection, by its number.
    Tranche {
        order: Option<Id>,
        inspection: Id,
        no: i64,
    },
    Supplier(Id),
    Tray,
    Item(Id),
    NewProblem,
    Problem(Id),
    Duty(Id),
    /// The month, and the specialist whose plan it is.
    Plan {
        month: String,
        of: Option<Id>,
    },
    NewReport,
    Report(Id),
    NewView,
    View(Id),
    NewPrice(Id),
    Prices(Id),
    Customer(Id),
    Product(Id),
    Rate,
    Table(Kind),
    Setting(&'static str),
    Change {
        name: String,
        id: Id,
    },
    NewPerson,
    Person(Id),
    NewDelegation,
    Delegation(Id),
    NewToken,
    Token(Id),
    Opening(Role),
    Day(Day),
    Parcel(Id),
}

#[derive(Clone, Debug)]
pub struct Chance {
    pub step: &'static str,
    pub kind: &'static str,
    pub state: String,
    pub about: About,
    pub who: Person,
    /// In the words of the list of what was reached.
    pub actor: &'static str,
    pub allowed: bool,
}

/// Somebody who might do something, with the roles that were given to him (not those he stands in for).
#[derive(Clone, Debug)]
pub struct Actor {
    pub who: Person,
    pub own: Roles,
}

impl Actor {
    fn roles(&self) -> Standing {
        Standing { roles: self.who.roles, ..Standing::default() }
    }
}

pub struct Looking<'a> {
    pub table: &'a [StepShown],
    pub found: Vec<Chance>,
}

impl Looking<'_> {
    fn add(&mut self, kind: &'static str, state: &str, about: &About, actor: &Actor, stands: &Standing) {
        self.add_if(kind, state, about, actor, stands, |_| true);
    }

    fn add_if(
        &mut self,
        kind: &'static str,
        state: &str,
        about: &About,
        actor: &Actor,
        stands: &Standing,
        fits: impl Fn(&str) -> bool,
    ) {
        for step in self.table.iter().filter(|step| step.kind == kind) {
            let system = matches!(step.by, By::System) != stands.system;
            let customer = matches!(step.by, By::Customer) != stands.customer;
            let supplier = matches!(step.by, By::Supplier) != stands.supplier;
            if system || supplier || (customer && !matches!(step.by, By::Anyone)) {
                continue; // Nobody can even try that in somebody else's name.
            }
            let allowed = step.by.allows(stands) && step.from.contains(&state) && fits(step.id);
            self.found.push(Chance {
                step: step.id,
                kind,
                state: state.to_string(),
                about: about.clone(),
                who: actor.who.clone(),
                actor: named(step, stands, actor),
                allowed,
            });
        }
    }
}

/// What the actor of a step is called.
fn named(step: &StepShown, stands: &Standing, actor: &Actor) -> &'static str {
    let deputy = || if actor.own.has(Role::Manager) { "manager" } else { "deputy" };
    match (step.by, step.kind) {
        (By::Roles(roles), _) => {
            roles.iter().find(|role| stands.roles.has(**role)).map_or("nobody", |role| role.code())
        }
        (By::Owner, "duty") if stands.acting_manager => "manager",
        (By::Owner, "duty") => "executive",
        (By::Owner, "notice") if actor.who.is(Role::Manager) && !actor.who.is(Role::Specialist) => "manager",
        (By::Owner, "order" | "confirmation" | "link" | "notice" | "offer") if stands.customer => "nobody",
        (By::Owner, _) => "owner",
        (By::Decider, _) if !stands.acting_manager => "executive",
        (By::Decider | By::ActingManager, _) => deputy(),
        (By::Customer, _) => "customer",
        (By::Supplier, _) => "supplier",
        (By::Anyone, _) => "anyone",
        (By::System, _) => "system",
    }
}
