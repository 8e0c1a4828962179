//! 2.1: the manager's role moves in one act from the present manager to his successor, so that there is never none
//! and never two. What the predecessor had handed over ends with his office.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde_json::{Value, json};

use super::again::Again;
use super::deputy::Kind;
use super::person;
use super::roles::{self, PersonState, RoleFacts};

/// `POST /people/{id}/appointment`
pub async fn appoint(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    let id = person::read_id(&id)?;
    match app.perform(ask.who()?, Appoint { person: id }).await {
        Ok(()) => Ok(ask.see(&format!("/people/{id}?done=appointed"), &json!({"id": id}))),
        Err(trouble) => person::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct Appoint {
    pub person: Id,
}

pub const STEP: Step<PersonState, RoleFacts> = Step {
    id: "people.appoint",
    clause: "2.1",
    from: &[PersonState::Active],
    to: None,
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[roles::NOT_ONESELF, roles::ADMIN_APART],
};

impl Act for Appoint {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        roles::one_at_a_time(tx)?;
        let card = roles::card(tx, self.person)?;
        let after = card.roles.with(Role::Manager);
        let facts = roles::facts(tx, who, card.id, card.roles, after)?;
        let leave = STEP.admit(card.state, &roles::standing(who), &facts, &[])?;
        if leave.idle || card.roles.has(Role::Manager) {
            return Ok(());
        }
        let predecessor = roles::other_manager(tx, card.id)?;
        if let Some(predecessor) = &predecessor {
            relieve(tx, predecessor.id)?;
        }
        roles::change(tx, &card, after)?;
        let body = json!({"person": card.id, "name": card.name, "predecessor": predecessor.map(|p| p.name)});
        let (step, clause) = (leave.step, leave.clause);
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

/// Takes the role from the predecessor; whoever is left without any stays in the company as an employee (1.2).
fn relieve(tx: &mut Tx, predecessor: Id) -> Outcome<()> {
    let card = roles::card(tx, predecessor)?;
    let mut left = card.roles.iter().filter(|role| *role != Role::Manager).collect::<platform::who::Roles>();
    if left.is_empty() {
        left = left.with(Role::Employee);
    }
    roles::change(tx, &card, left)?;
    roles::end_delegations(tx, predecessor, Kind::Manager)?;
    Ok(())
}
