//! What could be done now: the documents somebody might turn to, where they stand, and for each step of the product's
//! own tables whether this actor may take it. What he may not take is tried as well, and has to be refused.

use desk::intake::{self, ItemState, LinkState};
use desk::masters::{self, Kind};
use desk::order::{self, NoteKind, Order, ProposalKind, RoundVerdict, duty};
use desk::people::{self, PersonState};
use desk::{fulfilment, notices, office};
use platform::act::Outcome;
use platform::day::Day;
use platform::i18n::Lang;
use platform::step::{By, Standing, StepShown};
use platform::who::{Person, Role, Roles};
use platform::{Id, Tx};

/// What a step would be taken on.
#[derive(Clone, Debug)]
pub enum About {
    Order(Id),
    Proposal { order: Id, id: Id },
    Dispatch { order: Id, id: Id },
    Notice { order: Id, id: Id },
    Link { order: Id, id: Id },
    Tray,
    Item(Id),
    NewProblem,
    Problem(Id),
    Duty(Id),
    Customer(Id),
    Product(Id),
    Rate,
    Table(Kind),
    Setting(&'static str),
    Change { name: String, id: Id },
    NewPerson,
    Person(Id),
    NewDelegation,
    Delegation(Id),
    NewToken,
    Token(Id),
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
        (By::Owner, "order" | "confirmation" | "link" | "notice") if stands.customer => "nobody",
        (By::Owner, _) => "owner",
        (By::Decider, _) if !stands.acting_manager => "executive",
        (By::Decider | By::ActingManager, _) => deputy(),
        (By::Customer, _) => "customer",
        (By::Supplier, _) => "supplier",
        (By::Anyone, _) => "anyone",
        (By::System, _) => "system",
    }
}

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
    for actor in actors {
        let mut stands = order::standing(tx, &actor.who, &order)?;
        stands.manager_entered |= submitter == Some(manager);
        let first = look.found.len();
        look.add_if("order", order.approval.code(), &About::Order(id), actor, &stands, |step| {
            let answers = step != "order.answer" || asked.iter().any(|department| actor.who.is(*department));
            answers && (!order.approval.is_final() || !only_at_work(actor.who.roles))
        });
        look.add("confirmation", order.confirmation.code(), &About::Order(id), actor, &stands);
        for link in links.iter().take(2) {
            let about = About::Link { order: id, id: link.id };
            // A new link may be made whatever became of the one before.
            look.add("link", link.state(now).code(), &about, actor, &stands);
        }
        for proposal in proposals.iter().take(3) {
            let about = About::Proposal { order: id, id: proposal.id };
            let (kind, from) = (proposal.kind, look.found.len());
            look.add("proposal", proposal.state.code(), &about, actor, &stands);
            // The other kind's steps would be this one's.
            let fits = |chance: &Chance| chance.step.ends_with("consent") == (kind == ProposalKind::Consent);
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
        by_deputy(&mut look.found[first..], actor, &order);
    }
    // Beyond `to_send` a document of the customer's is filed like any other.
    look.found.retain(|chance| chance.step != "confirmation.documented" || chance.state == "to_send");
    by_customer(tx, look, &order)
}

/// Whoever is not the owner himself acts as the owner's deputy.
fn by_deputy(found: &mut [Chance], actor: &Actor, order: &Order) {
    for chance in found.iter_mut().filter(|chance| chance.actor == "owner" && actor.who.id != order.owner) {
        chance.actor = "deputy";
    }
}

fn by_customer(tx: &mut Tx, look: &mut Looking<'_>, order: &Order) -> Outcome<()> {
    let Some(link) = intake::links_of(tx, order.id)?.into_iter().next() else { return Ok(()) };
    let holder = Actor { who: intake::link_holder(link.id, order, Lang::Hant), own: Roles::none() };
    let stands = Standing { customer: true, roles: holder.who.roles, ..Standing::default() };
    let open = link.state(tx.now()) == LinkState::Open;
    for (kind, state) in [("confirmation", order.confirmation.code()), ("order", order.approval.code())] {
        look.add_if(kind, state, &About::Link { order: order.id, id: link.id }, &holder, &stands, |_| open);
    }
    Ok(())
}

pub fn tray(tx: &mut Tx, look: &mut Looking<'_>, items: &[Id], actors: &[Actor]) -> Outcome<()> {
    for actor in actors {
        let receive = |step: &str| step == "intray.receive";
        look.add_if("intray", ItemState::Waiting.code(), &About::Tray, actor, &actor.roles(), receive);
    }
    look.found.retain(|chance| chance.kind != "intray" || chance.step == "intray.receive");
    for id in items {
        let Some(item) = intake::fetch_item(tx, *id)? else { continue };
        for actor in actors {
            look.add("intray", item.state.code(), &About::Item(*id), actor, &actor.roles());
        }
    }
    look.found.retain(|chance| !(chance.step == "intray.receive" && matches!(chance.about, About::Item(_))));
    Ok(())
}

pub fn problems(tx: &mut Tx, look: &mut Looking<'_>, problems: &[Id], actors: &[Actor]) -> Outcome<()> {
    for actor in actors {
        look.add("problem", "new", &About::NewProblem, actor, &actor.roles());
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewProblem) || chance.step == "problem.open");
    for id in problems {
        let problem = office::fetch_problem(tx, *id)?;
        for actor in actors {
            let stands = office::problem_standing(tx, &actor.who, &problem)?;
            look.add("problem", problem.state.code(), &About::Problem(*id), actor, &stands);
        }
    }
    look.found.retain(|chance| !(chance.step == "problem.open" && matches!(chance.about, About::Problem(_))));
    Ok(())
}

/// Duties whose time is over, or nearly.
pub fn late(tx: &mut Tx, look: &mut Looking<'_>, actors: &[Actor]) -> Outcome<()> {
    const NEXT: &str = "SELECT id FROM duty WHERE done_at IS NULL ORDER BY due_at, id LIMIT 8";
    let ids: Vec<Id> = tx.list_built("next duties", NEXT, &[], |row| row.get(0))?;
    for id in ids {
        let (duty, told) = duty::fetch(tx, id)?;
        let decider = order::late_decider(tx, &duty)?;
        for actor in actors {
            let acting_manager = people::is_acting_manager(tx, actor.who.id)?;
            let owner = match decider {
                Some(Role::Manager) => acting_manager,
                Some(role) => actor.who.is(role),
                None => false,
            };
            let stands = Standing { roles: actor.who.roles, owner, acting_manager, ..Standing::default() };
            look.add("duty", order::Lateness::of(told).code(), &About::Duty(id), actor, &stands);
        }
    }
    Ok(())
}

pub fn masters(tx: &mut Tx, look: &mut Looking<'_>, of: &Masters, actors: &[Actor]) -> Outcome<()> {
    let Some(customer) = masters::customer(tx, of.customer)? else { return Ok(()) };
    for actor in actors {
        let roles = actor.roles();
        look.add("customer", customer.state().code(), &About::Customer(customer.id), actor, &roles);
        look.add("stock", "known", &About::Product(of.product), actor, &roles);
        look.add("rate", "known", &About::Rate, actor, &roles);
        look.add("setting", "stands", &About::Setting(of.setting), actor, &roles);
        for change in &of.changes {
            let about = About::Change { name: change.0.clone(), id: change.1 };
            look.add("policy_change", &change.2, &about, actor, &roles);
        }
        let own = format!("import.{}", of.table);
        look.add_if("import", "checked", &About::Table(of.table), actor, &roles, |step| step == own);
    }
    // A table goes in at one go: taken, begun, row by row, ended.
    look.found.retain(|chance| chance.kind != "import" || chance.step == format!("import.{}", of.table));
    let finance =
        |name: &str| !name.starts_with("price.") && !name.starts_with("major.") && !name.starts_with("licence.");
    let wanted = if finance(of.setting) { "setting.change" } else { "setting.propose" };
    look.found.retain(|chance| chance.kind != "setting" || chance.step == wanted);
    Ok(())
}

/// What of the masters somebody turns to.
pub struct Masters {
    pub customer: Id,
    pub product: Id,
    pub setting: &'static str,
    pub table: Kind,
    /// (setting, change, state)
    pub changes: Vec<(String, Id, String)>,
}

/// What of the organisation somebody turns to.
pub struct House {
    pub person: Id,
    pub state: PersonState,
    pub newcomer: bool,
    pub day: Day,
    pub marked: bool,
    /// (delegation, principal, state)
    pub delegations: Vec<(Id, Id, &'static str)>,
    /// (token, whose, state)
    pub tokens: Vec<(Id, Id, &'static str)>,
    pub parcels: Vec<(Id, String)>,
}

pub fn house(look: &mut Looking<'_>, of: &House, actors: &[Actor]) {
    const NEWCOMER: &[&str] = &["people.invite"];
    const OWN: &[&str] = &["people.change_password"];
    const FIRST: &[&str] = &["people.set_up", "people.welcome"];
    for actor in actors {
        let roles = actor.roles();
        look.add("person", "new", &About::NewPerson, actor, &roles);
        look.add("person", of.state.code(), &About::Person(of.person), actor, &roles);
        look.add("calendar_day", if of.marked { "marked" } else { "plain" }, &About::Day(of.day), actor, &roles);
        let given = Standing { roles: actor.own, ..Standing::default() };
        look.add("delegation", "new", &About::NewDelegation, actor, &given);
        for (id, principal, state) in &of.delegations {
            let stands = Standing { roles: actor.own, owner: *principal == actor.who.id, ..Standing::default() };
            look.add("delegation", state, &About::Delegation(*id), actor, &stands);
        }
        look.add("api_token", "new", &About::NewToken, actor, &roles);
        for (id, whose, state) in of.tokens.iter().filter(|(_, whose, _)| *whose == actor.who.id) {
            debug_assert_eq!(*whose, actor.who.id);
            look.add("api_token", state, &About::Token(*id), actor, &roles);
        }
        for (id, state) in &of.parcels {
            look.add("outbox", state, &About::Parcel(*id), actor, &roles);
        }
    }
    let system = Actor { who: Person::system(), own: Roles::none() };
    let stands = Standing { system: true, ..Standing::default() };
    look.add("person", of.state.code(), &About::Person(of.person), &system, &stands);
    look.found.retain(|chance| match chance.about {
        About::NewPerson => NEWCOMER.contains(&chance.step),
        About::Person(person) if OWN.contains(&chance.step) => person == chance.who.id,
        // The old hands stay: the company goes on.
        About::Person(_) if chance.step == "people.deactivate" && chance.allowed => of.newcomer,
        About::Person(_) => !NEWCOMER.contains(&chance.step) && !FIRST.contains(&chance.step),
        About::NewDelegation => chance.step != "people.end_delegation",
        About::Delegation(_) => chance.step == "people.end_delegation",
        About::NewToken => chance.step == "people.issue_token",
        About::Token(_) => chance.step == "people.end_token",
        _ => true,
    });
}
