//! What the operator at the machine itself may do: see who has a place, and hand out a new one-time link. He who can
//! start the product could read its database too; so the way back for a forgotten last password is here, and it stands
//! in the history like any other.

use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Standing, Step};
use platform::trouble::Trouble;
use platform::who::{Person, Role, Via};
use serde::Serialize;
use serde_json::json;

use super::roles::{self, PersonState};
use super::{link, member};

/// One line of `lidan user list`.
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    pub login: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub active: bool,
}

platform::sql! {
    EVERYBODY = "SELECT id, login, name, active FROM person ORDER BY login LIMIT 10000";
    BY_LOGIN = "SELECT id FROM person WHERE login = $1";
}

pub fn everybody(tx: &mut Tx) -> Outcome<Vec<Placed>> {
    let rows: Vec<(Id, String, String, bool)> =
        tx.list(&EVERYBODY, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut placed = Vec::with_capacity(rows.len());
    for (id, login, name, active) in rows {
        let roles = member::own_roles(tx, id)?.iter().collect();
        placed.push(Placed { login, name, roles, active });
    }
    Ok(placed)
}

/// A person by login, with the roles in force now.
pub fn by_login(tx: &mut Tx, login: &str) -> Outcome<Person> {
    let id = tx.maybe(&BY_LOGIN, &[&login], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
    member::fetch(tx, id)
}

/// A new one-time link for a person, handed to the operator; `Hidden` for an unknown login.
pub async fn reset_link(app: &App, login: &str) -> Outcome<String> {
    let token = app.0.ids.new_token();
    let act = HandOut { login: login.to_string(), link: token.digest().to_vec() };
    app.perform(&Person::system(), act).await?;
    Ok(format!("{}/welcome/{}", app.config().public_url, token.text()))
}

struct HandOut {
    login: String,
    /// Digest of the new link.
    link: Vec<u8>,
}

pub const STEP: Step<PersonState, ()> = Step {
    id: "people.console_link",
    clause: "1.2",
    from: &[PersonState::Invited, PersonState::Active],
    to: None,
    by: By::System,
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for HandOut {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let id = tx.maybe(&BY_LOGIN, &[&self.login], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
        let card = roles::card(tx, id)?;
        let standing = Standing { system: who.via == Via::System, ..Standing::default() };
        let leave = STEP.admit(card.state, &standing, &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        link::make_welcome(tx, card.id, &self.link)?;
        let body = json!({"person": card.id, "name": card.name});
        let (step, clause) = (leave.step, leave.clause);
        Ok(history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?)
    }
}
