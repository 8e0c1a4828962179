//! A token for a machine: it acts for the person who made it, and the history says so. Shown once, stored as a digest.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::ids::Id;
use platform::step::{By, Step};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Via};
use serde::Deserialize;
use serde_json::json;

use super::account;
use super::again::Again;
use super::roles;
use crate::shell::{self, Page};

const DAYS_MAX: u32 = 365;

platform::words! {
    pub enum TokenState { New = "new", Issued = "issued", Ended = "ended" }
}

/// `POST /account/tokens`: the answer shows the token, once.
pub async fn issue_token(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let token = app.0.ids.new_token();
    let done = match body.value.read(token.digest().to_vec()) {
        Ok(act) => app.perform(ask.who()?, act).await,
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(id) if ask.json => Ok(axum::Json(json!({"id": id, "token": token.text()})).into_response()),
        Ok(_) => Ok(token_page(&ask, &body.value.name, &token.text())),
        Err(trouble) => account::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    name: String,
    days: String,
}

impl Form {
    fn read(&self, digest: Vec<u8>) -> Result<IssueToken, Trouble> {
        let mut fields = Fields::none();
        let name = self.name.trim().to_string();
        if name.is_empty() || name.chars().count() > 80 {
            fields.add("name", Say::new("people-name-wrong"));
        }
        let days = self.days.trim().parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
        if days.is_none() {
            fields.add("days", Say::new("people-token-days-wrong").arg("n", DAYS_MAX));
        }
        fields.check()?;
        Ok(IssueToken { name, days: days.unwrap_or(1), digest })
    }
}

pub struct IssueToken {
    pub name: String,
    pub days: u32,
    pub digest: Vec<u8>,
}

pub const STEP: Step<TokenState, ()> = Step {
    id: "people.issue_token",
    clause: "1.3.4",
    from: &[TokenState::New],
    to: Some(TokenState::Issued),
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for IssueToken {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        // A machine makes no further machines.
        if who.via != Via::User {
            return Err(STEP.forbidden());
        }
        let leave = STEP.admit(TokenState::New, &roles::standing(who), &(), &[])?;
        let (id, now) = (tx.new_id(), tx.now());
        if leave.idle {
            return Ok(id);
        }
        let ends_at = now.saturating_add(std::time::Duration::from_secs(u64::from(self.days) * 24 * 3600));
        tx.execute(&ISSUE, &[&self.digest, &id, &self.name, &who.id, &now, &ends_at])?;
        let (step, clause) = (leave.step, leave.clause);
        let body = json!({"token": id, "name": self.name, "ends_at": ends_at});
        history::append(tx, who, &Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() })?;
        Ok(id)
    }
}

platform::sql! {
    ISSUE = "INSERT INTO api_token (digest, id, name, person, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";
}

fn token_page(ask: &Ask, name: &str, token: &str) -> Response {
    let body = html! {
        (ui::page_header(ask.t("people-token-made"), name, html! {}))
        (ui::alert(Tone::Warn, "", html! { p { (ask.t("people-token-once")) } }))
        (ui::card("", html! {}, html! {
            (ui::text("token", ask.t("people-token")).value(token).readonly(true).attr("autocomplete", "off"))
            p { code { "Authorization: Bearer …" } }
            div.form-foot { (ui::link_button(ask.t("people-account"), "/account")) }
        }))
    };
    shell::page(ask, Page::new(ask.t("people-token-made"), "", body).crumb(ask.t("people-account"), "/account"))
}
