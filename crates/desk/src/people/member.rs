//! Persons as others see them: by id, by role, by name. Roles are those in force at the transaction's instant.

use std::collections::HashMap;

use platform::act::Outcome;
use platform::db::{Fault, Row, Tx};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::trouble::Trouble;
use platform::who::{Person, Role, Roles, Via};
use serde::{Deserialize, Serialize};

use super::deputy;

/// Somebody of the company, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: Id,
    pub name: String,
}

platform::sql! {
    BY_ID = "SELECT p.id, p.login, p.name, p.lang, r.role, \
        EXISTS (SELECT 1 FROM delegation d WHERE d.kind = 'manager' AND d.principal = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM delegation d JOIN person_role m ON m.person = d.principal AND m.role = 'manager' \
            WHERE d.kind = 'manager' AND d.deputy = p.id \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL), \
        EXISTS (SELECT 1 FROM setting c WHERE c.name = 'cost.specialists' AND c.value = 'yes') \
        FROM person p LEFT JOIN person_role r ON r.person = p.id WHERE p.id = $2 AND p.active";
    NAME = "SELECT name FROM person WHERE id = $1";
    NAMES = "SELECT id, name FROM person WHERE id IN ({ids:$1})";
    WITH_ROLE = "SELECT p.id, p.name FROM person_role r JOIN person p ON p.id = r.person \
        WHERE r.role = $1 AND p.active ORDER BY p.login LIMIT 500";
    OWN_ROLES = "SELECT role FROM person_role WHERE person = $1";
}

/// A person who works here now; `Hidden` for strangers and for those who left.
pub fn fetch(tx: &mut Tx, id: Id) -> Outcome<Person> {
    let now = tx.now();
    let rows = tx.list(&BY_ID, &[&now, &id], |row| Found::read(row, 4, Via::User))?;
    Found::joined(rows).ok_or(Trouble::Hidden)
}

/// A person's name, also of those who left; the product's own where there is no such person.
pub fn name_of(tx: &mut Tx, id: Id) -> Outcome<String> {
    Ok(tx.maybe(&NAME, &[&id], |row| row.get(0))?.unwrap_or_else(|| Person::system().name))
}

/// Names of several at once.
pub fn names(tx: &mut Tx, ids: &[Id]) -> Outcome<HashMap<Id, String>> {
    let ids = ids.to_vec();
    Ok(tx.list(&NAMES, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// Everybody who has a role now. For the manager that is whoever acts as manager at this instant.
pub fn persons_with(tx: &mut Tx, role: Role) -> Outcome<Vec<Member>> {
    if role == Role::Manager {
        return Ok(deputy::acting(tx)?.into_iter().map(|acting| acting.who).collect());
    }
    Ok(tx.list(&WITH_ROLE, &[&role], member)?)
}

/// The roles somebody was given, whoever stands in for him.
pub fn own_roles(tx: &mut Tx, id: Id) -> Outcome<Roles> {
    let roles: Vec<Role> = tx.list(&OWN_ROLES, &[&id], |row| row.get(0))?;
    Ok(roles.into_iter().collect())
}

/// `SELECT id, name`.
pub fn member(row: &Row<'_>) -> Result<Member, Fault> {
    Ok(Member { id: row.get(0)?, name: row.get(1)? })
}

/// One row of a person joined with his roles.
pub struct Found {
    person: Person,
    role: Option<Role>,
    /// Somebody else acts as manager for him.
    away: bool,
    /// He acts as manager for somebody else.
    stands_in: bool,
    /// The setting that shows specialists what goods cost us is on.
    cost_shown: bool,
}

impl Found {
    /// Reads id, login, name and lang at 0 to 3, role, away, stands-in and whether cost is shown from `at` on.
    pub fn read(row: &Row<'_>, at: usize, via: Via) -> Result<Found, Fault> {
        let lang: Lang = row.get(3)?;
        let person = Person { id: row.get(0)?, login: row.get(1)?, name: row.get(2)?, roles: Roles::none(), lang, via };
        Ok(Found {
            person,
            role: row.get(at)?,
            away: row.get(at + 1)?,
            stands_in: row.get(at + 2)?,
            cost_shown: row.get(at + 3)?,
        })
    }

    /// One person out of his rows. While a delegation runs, the manager's role is the deputy's (2.1); the principal
    /// is an employee like others then, who can end it. Here, once for every door, the setting of what specialists see
    /// is added: whoever asks for a field group asks the roles alone.
    pub fn joined(rows: Vec<Found>) -> Option<Person> {
        let first = rows.first()?;
        let (mut person, away, stands_in, cost) = (first.person.clone(), first.away, first.stands_in, first.cost_shown);
        let given = rows.iter().filter_map(|row| row.role).filter(|role| !(away && *role == Role::Manager));
        person.roles = given.collect();
        if away {
            person.roles = person.roles.with(Role::Employee);
        }
        if stands_in {
            person.roles = person.roles.with(Role::Manager);
        }
        person.roles = person.roles.shown_cost(cost);
        Some(person)
    }
}
