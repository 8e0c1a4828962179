//! Somebody leaves: every session, token, link and delegation of his ends in the same moment. He can be taken back.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Leave, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use serde_json::{Value, json};

use super::again::Again;
use super::deputy::Kind;
use super::roles::{self, PersonState, RoleFacts};
use super::{link, person, session};

/// `POST /people/{id}/deactivation`
pub async fn deactivate(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    match app.perform(ask.who()?, Deactivate { person: id }).await {
        Ok(()) => Ok(ask.see(&format!("/people/{id}?done=deactivated"), &json!({"id": id}))),
        Err(trouble) => person::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

/// `POST /people/{id}/reactivation`
pub async fn reactivate(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    match app.perform(ask.who()?, Reactivate { person: id }).await {
        Ok(()) => Ok(ask.see(&format!("/people/{id}?done=reactivated"), &json!({"id": id}))),
        Err(trouble) => person::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct Deactivate {
    pub person: Id,
}

pub struct Reactivate {
    pub person: Id,
}

pub const STEP: Step<PersonState, RoleFacts> = Step {
    id: "people.deactivate",
    clause: "1.2",
    from: &[PersonState::Invited, PersonState::Active],
    to: Some(PersonState::Inactive),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[roles::LAST_ADMIN, roles::MANAGER_STAYS],
};

pub const AGAIN: Step<PersonState, RoleFacts> = Step {
    id: "people.reactivate",
    clause: "1.2",
    from: &[PersonState::Inactive],
    to: Some(PersonState::Invited),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[roles::NOT_ONESELF, roles::ADMIN_APART, roles::ONE_MANAGER],
};

impl Act for Deactivate {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        roles::one_at_a_time(tx)?;
        let card = roles::card(tx, self.person)?;
        let facts = roles::facts(tx, who, card.id, card.roles, Roles::none())?;
        let leave = STEP.admit(card.state, &roles::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        roles::touch(tx, &card)?;
        tx.execute(&LEAVES, &[&false, &card.id])?;
        session::close_others(tx, card.id, &[])?;
        link::end_of_person(tx, card.id)?;
        let now = tx.now();
        tx.execute(&END_TOKENS, &[&now, &card.id])?;
        roles::end_delegations(tx, card.id, Kind::Manager)?;
        roles::end_delegations(tx, card.id, Kind::Specialist)?;
        write(tx, who, &leave, &card)
    }
}

impl Act for Reactivate {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        roles::one_at_a_time(tx)?;
        let card = roles::card(tx, self.person)?;
        // To the rules he comes as a newcomer: his old roles are granted anew.
        let facts = roles::facts(tx, who, card.id, Roles::none(), card.roles)?;
        let leave = AGAIN.admit(card.state, &roles::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(());
        }
        roles::touch(tx, &card)?;
        tx.execute(&COMES_BACK, &[&true, &card.id])?;
        write(tx, who, &leave, &card)
    }
}

platform::sql! {
    LEAVES = "UPDATE person SET active = $1 WHERE id = $2";
    // The old password is gone: he chooses a new one by a new link.
    COMES_BACK = "UPDATE person SET active = $1, password = '' WHERE id = $2";
    END_TOKENS = "UPDATE api_token SET ended_at = $1 WHERE person = $2 AND ended_at IS NULL";
}

fn write(tx: &mut Tx, who: &Person, leave: &Leave<PersonState>, card: &roles::Card) -> Outcome<()> {
    let body = json!({"person": card.id, "name": card.name, "roles": roles::codes(card.roles)});
    let (step, clause) = (leave.step, leave.clause);
    history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
    Ok(())
}
