//! One's own password, against the present one. Every other session of the person ends.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::step::{By, Step};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Via};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::roles::{self, PersonState};
use super::{account, card, password, session, tries, welcome};

/// `POST /account/password`
pub async fn change_password(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    match change(&app, &ask, &body.value).await {
        Ok(()) => Ok(ask.see("/account?done=password", &json!({}))),
        Err(trouble) => account::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

async fn change(app: &App, ask: &Ask, form: &Form) -> Outcome<()> {
    let who = ask.who().map_err(|failure| failure.0)?;
    form.check(&who.login)?;
    let present = app.perform(who, Present).await?;
    if !password::verify(Some(present), form.present.clone()).await? {
        return Err(Trouble::invalid("present", Say::new("people-password-wrong")));
    }
    let password = password::hash(app, form.password.clone()).await?;
    let kept = card(&ask.headers, app.config()).session().map_or_else(Vec::new, |digest| digest.to_vec());
    app.perform(who, ChangePassword { password, kept }).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    present: String,
    password: String,
    again: String,
}

impl Form {
    fn check(&self, login: &str) -> Outcome<()> {
        let mut fields = Fields::none();
        password::check_new(&mut fields, "password", &self.password, &self.again, login);
        fields.check()
    }
}

/// Counts the try like a log-in, so that an open screen is no place for guessing, and fetches the present hash.
struct Present;

impl Act for Present {
    type Done = String;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        if who.via != Via::User {
            return Err(STEP.forbidden());
        }
        tries::knock(tx, &who.login, &at_account(who))?;
        tx.maybe(&PRESENT, &[&who.id], |row| row.get(0))?.ok_or(Trouble::Hidden)
    }
}

pub struct ChangePassword {
    /// Hashed.
    pub password: String,
    /// Digest of the session that stays.
    pub kept: Vec<u8>,
}

pub const STEP: Step<PersonState, ()> = Step {
    id: "people.change_password",
    clause: "1.2",
    from: &[PersonState::Active],
    to: None,
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for ChangePassword {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let state = roles::card(tx, who.id)?.state;
        let leave = STEP.admit(state, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        welcome::set_password(tx, who.id, &self.password)?;
        session::close_others(tx, who.id, &self.kept)?;
        tries::pardon(tx, &who.login, &at_account(who))?;
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"person": who.id, "name": who.name});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

/// His own page is his own place: it slows nobody else down.
fn at_account(who: &Person) -> String {
    format!("account of {}", who.login)
}

platform::sql! {
    PRESENT = "SELECT password FROM person WHERE id = $1 AND active";
}
