//! 1.2, 1.3.4: what a person may. Administration and decisions on orders stay apart, nobody grants himself a role,
//! the last administrator stays, and the manager's role is moved by appointment only.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Step};
use platform::trouble::{Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::deputy::Kind;
use super::person;
use super::roles::{self, PersonState, RoleFacts, Ticks};

/// `POST /people/{id}/roles`
pub async fn grant(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    let act = body.value.read(id);
    let done = match act {
        Ok(act) => app.perform(ask.who()?, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(()) => Ok(ask.see(&format!("/people/{id}?done=roles"), &json!({"id": id}))),
        Err(trouble) => person::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    roles: Ticks,
    lock: String,
}

impl Form {
    fn read(&self, person: Id) -> Result<Grant, Trouble> {
        let lock = self.lock.parse().map_err(|_| Trouble::invalid("", Say::new("people-lock-missing")))?;
        Ok(Grant { person, roles: roles::read(&self.roles)?, lock })
    }
}

pub struct Grant {
    pub person: Id,
    pub roles: Roles,
    pub lock: i64,
}

pub const STEP: Step<PersonState, RoleFacts> = Step {
    id: "people.grant",
    clause: "1.2",
    from: &[PersonState::Invited, PersonState::Active],
    to: None,
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[
        roles::SOME_ROLE,
        roles::NOT_ONESELF,
        roles::ADMIN_APART,
        roles::LAST_ADMIN,
        roles::ONE_MANAGER,
        roles::MANAGER_STAYS,
    ],
};

impl Act for Grant {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        roles::one_at_a_time(tx)?;
        let card = roles::card(tx, self.person)?;
        let facts = roles::facts(tx, who, card.id, card.roles, self.roles)?;
        let leave = STEP.admit(card.state, &roles::standing(who), &facts, &[])?;
        if card.lock != self.lock {
            return Err(Trouble::stale(card.id));
        }
        if leave.idle || card.roles == self.roles {
            return Ok(());
        }
        roles::change(tx, &card, self.roles)?;
        if card.roles.has(Role::Specialist) && !self.roles.has(Role::Specialist) {
            roles::end_delegations(tx, card.id, Kind::Specialist)?;
        }
        let body = json!({
            "person": card.id, "name": card.name,
            "before": roles::codes(card.roles), "after": roles::codes(self.roles),
        });
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}
