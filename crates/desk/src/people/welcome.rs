//! A person chooses his password by his one-time link. The link is used up; sessions he had before end.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Step};
use platform::trouble::{Fields, Trouble};
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::link::{self, Purpose};
use super::roles::{self, PersonState};
use super::{fetch, password, session, set_up};
use crate::shell::{self, Page};

pub async fn page(State(app): State<App>, ask: Ask, Path(token): Path<String>) -> Result<Response, Failure> {
    let (_, person) = whose(&app, &token).await?;
    Ok(form_page(&ask, &token, &person, &Again::blank()))
}

/// `POST /welcome/{token}`
pub async fn welcome(
    State(app): State<App>,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    let (digest, person) = whose(&app, &token).await?;
    let done = match body.value.check(&person.login) {
        Ok(()) => {
            let password = password::hash(&app, body.value.password.clone()).await?;
            app.perform(&person, Welcome { digest, password }).await
        }
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(()) => Ok(ask.see("/login?done=welcome", &json!({"id": person.id}))),
        Err(trouble) => Ok(form_page(&ask, &token, &person, &Again::after(&ask, body.raw, trouble)?)),
    }
}

/// Whose link it is; looked up before any hashing.
async fn whose(app: &App, token: &str) -> Outcome<(Vec<u8>, Person)> {
    let digest = link::digest_of(token)?;
    let looked_up = digest.clone();
    let person = app.read(move |tx| {
        let person = link::peek(tx, &looked_up, Purpose::Welcome)?.ok_or(Trouble::Hidden)?;
        fetch(tx, person)
    });
    Ok((digest, person.await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    password: String,
    again: String,
}

impl Form {
    fn check(&self, login: &str) -> Result<(), Trouble> {
        let mut fields = Fields::none();
        password::check_new(&mut fields, "password", &self.password, &self.again, login);
        fields.check()
    }
}

pub struct Welcome {
    /// Of the link.
    pub digest: Vec<u8>,
    /// Hashed.
    pub password: String,
}

pub const STEP: Step<PersonState, ()> = Step {
    id: "people.welcome",
    clause: "1.2",
    from: &[PersonState::Invited, PersonState::Active],
    to: Some(PersonState::Active),
    // Whoever has the link; it names the person and is used up by the act.
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for Welcome {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let person = link::use_up(tx, &self.digest, Purpose::Welcome)?.ok_or(Trouble::Hidden)?;
        let card = roles::card(tx, person)?;
        let leave = STEP.admit(card.state, &roles::standing(who), &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        set_password(tx, card.id, &self.password)?;
        session::close_others(tx, card.id, &[])?;
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"person": card.id, "name": card.name});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(())
    }
}

platform::sql! {
    SET_PASSWORD = "UPDATE person SET password = $1, lock = lock + 1 WHERE id = $2 AND active";
}

pub fn set_password(tx: &mut Tx, person: Id, hash: &str) -> Outcome<()> {
    if tx.execute(&SET_PASSWORD, &[&hash, &person])? == 0 {
        return Err(Trouble::Hidden);
    }
    Ok(())
}

fn form_page(ask: &Ask, token: &str, person: &Person, again: &Again) -> Response {
    let lead = ask.ta("people-welcome-lead", &[("name", person.name.clone()), ("login", person.login.clone())]);
    let body = html! {
        div.narrow {
            (ui::page_header(ask.t("people-welcome"), lead, html! {}))
            (again.head(ask))
            (ui::card("", html! {}, html! {
                form method="post" action={ "/welcome/" (token) } {
                    input type="hidden" name="username" value=(person.login) autocomplete="username";
                    (set_up::new_password_fields(ask, again))
                    div.form-foot { (ui::primary(ask.t("people-welcome-do"))) }
                }
            }))
        }
    };
    shell::page(ask, Page::new(ask.t("people-welcome"), "", body).status(again.status))
}
