//! Masters, settings and prices with their owners; the organisation, its calendar and its post.

use desk::masters::{self, Kind};
use desk::people::PersonState;
use platform::act::Outcome;
use platform::day::Day;
use platform::step::Standing;
use platform::who::{Person, Role, Roles};
use platform::{Id, Tx};

use super::{About, Actor, Looking};

pub fn masters(tx: &mut Tx, look: &mut Looking<'_>, of: &Masters, actors: &[Actor]) -> Outcome<()> {
    let Some(customer) = masters::customer(tx, of.customer)? else { return Ok(()) };
    for actor in actors {
        let roles = actor.roles();
        look.add("customer", customer.state().code(), &About::Customer(customer.id), actor, &roles);
        look.add("price_proposal", "new", &About::NewPrice(of.product), actor, &roles);
        for (id, state) in &of.prices {
            look.add("price_proposal", state, &About::Prices(*id), actor, &roles);
        }
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
    look.found.retain(|chance| match chance.about {
        About::NewPrice(_) => chance.step == "price.propose",
        About::Prices(_) => chance.step != "price.propose",
        _ => true,
    });
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
    /// (proposal, state)
    pub prices: Vec<(Id, String)>,
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
    /// A department's own hours, or the usual ones.
    pub opening: (Role, bool),
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
        let (department, own) = of.opening;
        look.add("opening", if own { "own" } else { "usual" }, &About::Opening(department), actor, &roles);
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
