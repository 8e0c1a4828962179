//! 2.1: exactly one acting manager. Who that is, is asked inside the deciding act and answered by its instant: a
//! delegation holds from its first instant up to, but not including, its last.

use platform::act::Outcome;
use platform::day::Instant;
use platform::db::{Fault, Row, Tx};
use platform::ids::Id;
use platform::step::{Broken, Level, Refusal, Weight};
use platform::trouble::{Say, Trouble};
use serde::{Deserialize, Serialize};

use super::member::Member;

platform::words! {
    /// What is handed over.
    pub enum Kind { Manager = "manager", Specialist = "specialist" }
}

/// Who acts as manager, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Acting {
    pub who: Member,
    /// Set while a deputy acts: whom he stands in for, since when, until when.
    pub stands_in: Option<StandsIn>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StandsIn {
    pub delegation: Id,
    pub principal: Member,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub ground: String,
}

platform::sql! {
    ACTING = "SELECT p.id, p.name, q.id, q.name, d.id, d.starts_at, d.ends_at, d.ground \
        FROM person_role r JOIN person p ON p.id = r.person AND p.active \
        LEFT JOIN delegation d ON d.principal = p.id AND d.kind = 'manager' \
            AND d.starts_at <= $1 AND d.ends_at > $1 AND d.ended_at IS NULL \
        LEFT JOIN person q ON q.id = d.deputy AND q.active \
        WHERE r.role = 'manager' ORDER BY p.id LIMIT 1";
    MAY_ACT = "SELECT d.id FROM delegation d WHERE d.principal = $1 AND d.deputy = $2 AND d.kind = 'specialist' \
        AND d.starts_at <= $3 AND d.ends_at > $3 AND d.ended_at IS NULL LIMIT 1";
    PRINCIPALS = "SELECT p.id, p.name FROM delegation d JOIN person p ON p.id = d.principal AND p.active \
        WHERE d.deputy = $1 AND d.kind = 'specialist' \
        AND d.starts_at <= $2 AND d.ends_at > $2 AND d.ended_at IS NULL ORDER BY p.login LIMIT 200";
}

/// The manager, or his deputy while a delegation runs. Refused by 2.1 where the company has no manager yet.
pub fn acting_manager(tx: &mut Tx) -> Outcome<Member> {
    acting(tx)?.map(|acting| acting.who).ok_or_else(no_manager)
}

pub fn is_acting_manager(tx: &mut Tx, who: Id) -> Outcome<bool> {
    Ok(acting(tx)?.is_some_and(|acting| acting.who.id == who))
}

/// Whether somebody may act for a specialist: it is himself, or a deputy he named for now.
pub fn may_act_for(tx: &mut Tx, who: Id, owner: Id) -> Outcome<bool> {
    if who == owner {
        return Ok(true);
    }
    let now = tx.now();
    Ok(tx.maybe(&MAY_ACT, &[&owner, &who, &now], |row| row.get::<Id>(0))?.is_some())
}

/// The specialists for whom somebody acts now, without himself.
pub fn principals_of(tx: &mut Tx, who: Id) -> Outcome<Vec<Member>> {
    let now = tx.now();
    Ok(tx.list(&PRINCIPALS, &[&who, &now], super::member::member)?)
}

/// Who acts as manager now; nobody before the first appointment.
pub fn acting(tx: &mut Tx) -> Outcome<Option<Acting>> {
    let now = tx.now();
    Ok(tx.maybe(&ACTING, &[&now], read_acting)?)
}

fn read_acting(row: &Row<'_>) -> Result<Acting, Fault> {
    let manager = Member { id: row.get(0)?, name: row.get(1)? };
    let Some(deputy) = row.get::<Option<Id>>(2)? else { return Ok(Acting { who: manager, stands_in: None }) };
    let stands_in = StandsIn {
        delegation: row.get(4)?,
        principal: manager,
        starts_at: row.get(5)?,
        ends_at: row.get(6)?,
        ground: row.get(7)?,
    };
    Ok(Acting { who: Member { id: deputy, name: row.get(3)? }, stands_in: Some(stands_in) })
}

fn no_manager() -> Trouble {
    let broken = Broken {
        rule: "organisation.manager",
        clause: "2.1",
        weight: Weight::Must,
        level: Level::Fail,
        line: None,
        say: Say::new("people-refused-no-manager"),
        facts: String::new(),
    };
    Trouble::Refused(Box::new(Refusal { step: "people.appoint", clause: "2.1", broken: vec![broken] }))
}
