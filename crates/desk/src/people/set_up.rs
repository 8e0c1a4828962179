//! The first administrator: a one-time link that exists only while nobody works here yet. `lidan serve` prints it.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history;
use platform::i18n::Lang;
use platform::ids::Id;
use platform::settings;
use platform::step::{By, Rule, Step, Weight};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui;
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::invite::{self, Newcomer, read_login, read_name};
use super::link::{self, Purpose};
use super::roles::{self, PersonState};
use super::{password, when};
use crate::shell::{self, Page};

/// A fresh link, while the company has nobody; printed by `lidan serve`.
pub async fn setup_link(app: &App) -> Outcome<Option<String>> {
    let token = app.0.db.write(|tx| if anybody(tx)? { Ok(None) } else { link::make_set_up(tx).map(Some) }).await?;
    Ok(token.map(|token| format!("{}/setup/{}", app.config().public_url, token.text())))
}

pub async fn page(State(app): State<App>, ask: Ask, Path(token): Path<String>) -> Result<Response, Failure> {
    leads_somewhere(&app, &token).await?;
    Ok(form_page(&ask, &token, &Again::blank()))
}

/// `POST /setup/{token}`
pub async fn set_up(
    State(app): State<App>,
    ask: Ask,
    Path(token): Path<String>,
    body: Body<Form>,
) -> Result<Response, Failure> {
    // Before any hashing: a guessed address costs nothing.
    let digest = leads_somewhere(&app, &token).await?;
    let done = match body.value.read() {
        Ok((login, name)) => {
            let password = password::hash(&app, body.value.password.clone()).await?;
            let zone = app.config().zone.clone();
            app.perform(&Person::system(), SetUp { digest, login, name, password, zone, lang: ask.lang }).await
        }
        Err(trouble) => Err(trouble),
    };
    match done {
        Ok(id) => Ok(ask.see("/login?done=set_up", &json!({"id": id}))),
        Err(trouble) => Ok(form_page(&ask, &token, &Again::after(&ask, body.raw, trouble)?)),
    }
}

async fn leads_somewhere(app: &App, token: &str) -> Outcome<Vec<u8>> {
    let digest = link::digest_of(token)?;
    let looked_up = digest.clone();
    app.read(move |tx| link::peek(tx, &looked_up, Purpose::SetUp)).await?;
    Ok(digest)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    login: String,
    name: String,
    password: String,
    again: String,
}

impl Form {
    fn read(&self) -> Result<(String, String), Trouble> {
        let mut fields = Fields::none();
        let login = read_login(&mut fields, &self.login);
        let name = read_name(&mut fields, &self.name);
        password::check_new(&mut fields, "password", &self.password, &self.again, &login);
        fields.check()?;
        Ok((login, name))
    }
}

pub struct SetUp {
    /// Of the link.
    pub digest: Vec<u8>,
    pub login: String,
    pub name: String,
    /// Hashed.
    pub password: String,
    pub zone: String,
    pub lang: Lang,
}

pub struct Facts {
    anybody: bool,
}

const FIRST: Rule<Facts> = Rule {
    id: "people.first",
    clause: "1.2",
    weight: Weight::Must,
    verdict: |facts| roles::fail_if(facts.anybody, || Say::new("people-refused-first")),
};

pub const STEP: Step<PersonState, Facts> = Step {
    id: "people.set_up",
    clause: "1.2",
    from: &[PersonState::New],
    to: Some(PersonState::Active),
    // Whoever has the link; it is used up by the act.
    by: By::Anyone,
    opens: &[],
    closes: &[],
    rules: &[FIRST],
};

impl Act for SetUp {
    type Done = Id;

    fn run(&self, tx: &mut Tx, _: &Person) -> Outcome<Id> {
        link::use_up(tx, &self.digest, Purpose::SetUp)?;
        let facts = Facts { anybody: anybody(tx)? };
        let leave = STEP.admit(PersonState::New, &Default::default(), &facts, &[])?;
        let id = tx.new_id();
        if leave.idle {
            return Ok(id);
        }
        let newcomer = Newcomer {
            login: &self.login,
            name: &self.name,
            email: "",
            password: &self.password,
            lang: self.lang,
            roles: Roles::none().with(Role::Admin),
        };
        invite::add(tx, id, &newcomer)?;
        settings::keep(tx, when::ZONE, &self.zone)?;
        let who = super::fetch(tx, id)?;
        history::append(tx, &who, &invite::entry(leave.step, leave.clause, id, &newcomer))?;
        Ok(id)
    }
}

platform::sql! {
    ANYBODY = "SELECT id FROM person WHERE active LIMIT 1";
}

fn anybody(tx: &mut Tx) -> Outcome<bool> {
    Ok(tx.maybe(&ANYBODY, &[], |row| row.get::<Id>(0))?.is_some())
}

fn form_page(ask: &Ask, token: &str, again: &Again) -> Response {
    let body = html! {
        div.narrow {
            (ui::page_header(ask.t("people-setup"), ask.t("people-setup-lead"), html! {}))
            (again.head(ask))
            (ui::card("", html! {}, html! {
                form method="post" action={ "/setup/" (token) } {
                    (ui::text("name", ask.t("people-name")).value(again.value("name")).error(again.error("name")).required()
                        .attr("autocomplete", "name"))
                    (ui::text("login", ask.t("people-login")).value(again.value("login")).error(again.error("login"))
                        .hint(Some(ask.t("people-login-hint"))).required()
                        .attr("autocomplete", "username").attr("autocapitalize", "none"))
                    (new_password_fields(ask, again))
                    div.form-foot { (ui::primary(ask.t("people-setup-do"))) }
                }
            }))
        }
    };
    shell::page(ask, Page::new(ask.t("people-setup"), "", body).status(again.status))
}

/// A new password, typed twice.
pub fn new_password_fields(ask: &Ask, again: &Again) -> maud::Markup {
    html! {
        (ui::password("password", ask.t("people-password-new")).error(again.error("password"))
            .hint(Some(ask.t("people-password-hint"))).required().attr("autocomplete", "new-password"))
        (ui::password("again", ask.t("people-password-again")).error(again.error("again")).required()
            .attr("autocomplete", "new-password"))
    }
}
