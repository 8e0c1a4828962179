//! What a person may be, and the rules that every change of roles keeps: invite, grant, appoint, deactivate.

use platform::act::Outcome;
use platform::db::Tx;
use platform::ids::Id;
use platform::step::{Finding, Rule, Standing, Weight};
use platform::trouble::{Say, Trouble};
use platform::who::{Person, Role, Roles};
use serde::{Deserialize, Serialize};

use super::member::{Member, own_roles};

platform::words! {
    /// Where a person stands with the company's doors.
    pub enum PersonState {
        New = "new",
        /// Has a place, but has not chosen a password yet.
        Invited = "invited",
        Active = "active",
        Inactive = "inactive",
    }
}

/// A person as the administrator sees him.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Card {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub email: String,
    pub state: PersonState,
    pub roles: Roles,
    pub lock: i64,
}

/// What the rules look at.
#[derive(Debug)]
pub struct RoleFacts {
    pub before: Roles,
    pub after: Roles,
    /// Somebody changes his own roles.
    pub own: bool,
    /// Other persons who can log in as administrators.
    pub other_admins: i64,
    /// Who holds the manager's role, if it is somebody else.
    pub manager: Option<String>,
    /// He is, or will be, the manager's deputy.
    pub deputises: bool,
}

pub const SOME_ROLE: Rule<RoleFacts> = Rule {
    id: "people.some_role",
    clause: "1.2",
    weight: Weight::Must,
    verdict: |facts| fail_if(facts.after.is_empty(), || Say::new("people-refused-some-role")),
};

pub const NOT_ONESELF: Rule<RoleFacts> = Rule {
    id: "people.not_oneself",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| {
        let gained = facts.after.iter().any(|role| !facts.before.has(role));
        fail_if(facts.own && gained, || Say::new("people-refused-not-oneself"))
    },
};

pub const ADMIN_APART: Rule<RoleFacts> = Rule {
    id: "people.admin_apart",
    clause: "1.3.4",
    weight: Weight::Must,
    verdict: |facts| {
        let decides = facts.after.any(Role::DECIDING) || facts.deputises;
        fail_if(facts.after.has(Role::Admin) && decides, || Say::new("people-refused-admin-apart"))
    },
};

pub const LAST_ADMIN: Rule<RoleFacts> = Rule {
    id: "people.last_admin",
    clause: "1.2",
    weight: Weight::Must,
    verdict: |facts| {
        let leaves = facts.before.has(Role::Admin) && !facts.after.has(Role::Admin);
        fail_if(leaves && facts.other_admins == 0, || Say::new("people-refused-last-admin"))
    },
};

pub const ONE_MANAGER: Rule<RoleFacts> = Rule {
    id: "people.one_manager",
    clause: "2.1",
    weight: Weight::Must,
    verdict: |facts| {
        let gains = facts.after.has(Role::Manager) && !facts.before.has(Role::Manager);
        let held_by = facts.manager.as_ref().filter(|_| gains);
        held_by
            .map(|name| Finding::fail(Say::new("people-refused-one-manager").arg("name", name)))
            .into_iter()
            .collect()
    },
};

pub const MANAGER_STAYS: Rule<RoleFacts> = Rule {
    id: "people.manager_stays",
    clause: "2.1",
    weight: Weight::Must,
    verdict: |facts| {
        let leaves = facts.before.has(Role::Manager) && !facts.after.has(Role::Manager);
        fail_if(leaves, || Say::new("people-refused-manager-stays"))
    },
};

pub fn fail_if(broken: bool, say: impl FnOnce() -> Say) -> Vec<Finding> {
    if broken { vec![Finding::fail(say())] } else { Vec::new() }
}

/// What somebody is to the things of this chapter: his roles.
pub fn standing(who: &Person) -> Standing {
    Standing { roles: who.roles, ..Standing::default() }
}

platform::sql! {
    HOLD = "SELECT seq FROM chain WHERE id = $1 {for update}";
    CARD = "SELECT id, login, name, email, active, password <> '', lock FROM person WHERE id = $1 {for update}";
    OTHER_ADMINS = "SELECT COUNT(*) FROM person_role r JOIN person p ON p.id = r.person \
        WHERE r.role = 'admin' AND p.active AND p.password <> '' AND p.id <> $1";
    MANAGER_BUT = "SELECT p.id, p.name FROM person_role r JOIN person p ON p.id = r.person AND p.active \
        WHERE r.role = 'manager' AND p.id <> $1 ORDER BY p.id LIMIT 1";
    DEPUTISES = "SELECT id FROM delegation WHERE deputy = $1 AND kind = 'manager' \
        AND ends_at > $2 AND ended_at IS NULL LIMIT 1";
    GIVE = "INSERT INTO person_role (person, role) VALUES ($1, $2)";
    TAKE = "DELETE FROM person_role WHERE person = $1 AND role = $2";
    TOUCH = "UPDATE person SET lock = lock + 1 WHERE id = $1 AND lock = $2";
    END_DELEGATIONS = "UPDATE delegation SET ended_at = $1 WHERE (principal = $2 OR deputy = $2) AND kind = $3 \
        AND ended_at IS NULL AND ends_at > $1";
}

/// Acts of the administration follow one another: two that each look for "another administrator" may not both find
/// the other one. The chain's head is the row they all write anyway.
pub fn one_at_a_time(tx: &mut Tx) -> Outcome<()> {
    tx.maybe(&HOLD, &[&platform::history::ADMINISTRATION], |row| row.get::<i64>(0))?;
    Ok(())
}

/// A person with what may be changed of him; `Hidden` where there is none.
pub fn card(tx: &mut Tx, id: Id) -> Outcome<Card> {
    let found = tx.maybe(&CARD, &[&id], |row| {
        let (active, has_password): (bool, bool) = (row.get(4)?, row.get(5)?);
        Ok(Card {
            id: row.get(0)?,
            login: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            state: state(active, has_password),
            roles: Roles::none(),
            lock: row.get(6)?,
        })
    })?;
    let mut card = found.ok_or(Trouble::Hidden)?;
    card.roles = own_roles(tx, id)?;
    Ok(card)
}

pub fn state(active: bool, has_password: bool) -> PersonState {
    match (active, has_password) {
        (false, _) => PersonState::Inactive,
        (true, false) => PersonState::Invited,
        (true, true) => PersonState::Active,
    }
}

/// The facts for giving a person these roles instead of those he has.
pub fn facts(tx: &mut Tx, who: &Person, person: Id, before: Roles, after: Roles) -> Outcome<RoleFacts> {
    let now = tx.now();
    Ok(RoleFacts {
        before,
        after,
        own: who.id == person,
        other_admins: tx.one(&OTHER_ADMINS, &[&person], |row| row.get(0))?,
        manager: other_manager(tx, person)?.map(|manager| manager.name),
        deputises: tx.maybe(&DEPUTISES, &[&person, &now], |row| row.get::<Id>(0))?.is_some(),
    })
}

/// Who holds the manager's role, apart from this person.
pub fn other_manager(tx: &mut Tx, person: Id) -> Outcome<Option<Member>> {
    Ok(tx.maybe(&MANAGER_BUT, &[&person], super::member::member)?)
}

/// Writes the difference; the person's row counts the change, and a change behind our back makes it stale.
pub fn change(tx: &mut Tx, card: &Card, after: Roles) -> Outcome<()> {
    for role in card.roles.iter().filter(|role| !after.has(*role)) {
        tx.execute(&TAKE, &[&card.id, &role])?;
    }
    for role in after.iter().filter(|role| !card.roles.has(*role)) {
        tx.execute(&GIVE, &[&card.id, &role])?;
    }
    touch(tx, card)
}

pub fn touch(tx: &mut Tx, card: &Card) -> Outcome<()> {
    match tx.execute(&TOUCH, &[&card.id, &card.lock])? {
        0 => Err(Trouble::stale(card.id)),
        _ => Ok(()),
    }
}

/// Ends what a person handed over or took over, because what it rests on is gone.
pub fn end_delegations(tx: &mut Tx, person: Id, kind: super::deputy::Kind) -> Outcome<u64> {
    let now = tx.now();
    Ok(tx.execute(&END_DELEGATIONS, &[&now, &person, &kind])?)
}

/// The codes of roles, as the history keeps them.
pub fn codes(roles: Roles) -> Vec<&'static str> {
    roles.iter().map(Role::code).collect()
}

/// Roles out of a form's ticks. The customer's role is none of the company's: it comes with a link.
pub fn read(ticked: &Ticks) -> Result<Roles, Trouble> {
    let unknown = || Trouble::invalid("roles", Say::new("people-role-unknown"));
    let roles: Option<Roles> = ticked.each().map(Role::from_code).collect();
    roles.filter(|roles| !roles.has(Role::Customer)).ok_or_else(unknown)
}

/// Ticks of one name: none, one, or many.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Ticks {
    Many(Vec<String>),
    One(String),
    #[default]
    None,
}

impl Ticks {
    fn each(&self) -> impl Iterator<Item = &str> {
        let list: &[String] = match self {
            Ticks::Many(list) => list,
            Ticks::One(one) => std::slice::from_ref(one),
            Ticks::None => &[],
        };
        list.iter().map(String::as_str)
    }
}
