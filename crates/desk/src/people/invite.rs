//! 1.2: a person gets a place, roles and a one-time link to choose a password with. There are no default passwords.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::db::Tx;
use platform::history::{self, ADMINISTRATION, Entry};
use platform::i18n::Lang;
use platform::ids::Id;
use platform::limits::FIELD_CHARS;
use platform::step::{By, Step};
use platform::trouble::{Fields, Say, Trouble};
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role, Roles};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::roles::{self, PersonState, RoleFacts, Ticks};
use super::{STAFF, link};
use crate::shell::{self, Page};

pub async fn page(ask: Ask) -> Response {
    form_page(&ask, &Again::blank())
}

/// `POST /people`: the answer shows the link, once; it is stored nowhere.
pub async fn invite(State(app): State<App>, ask: Ask, body: Body<Form>) -> Result<Response, Failure> {
    let token = app.0.ids.new_token();
    let done = match body.value.read(token.digest().to_vec(), ask.lang) {
        Ok(act) => app.perform(ask.who()?, act).await,
        Err(trouble) => Err(trouble),
    };
    let person = match done {
        Ok(person) => person,
        Err(trouble) => return Ok(form_page(&ask, &Again::after(&ask, body.raw, trouble)?)),
    };
    let address = format!("{}/welcome/{}", app.config().public_url, token.text());
    if ask.json {
        return Ok(axum::Json(json!({"id": person, "link": address})).into_response());
    }
    Ok(link_page(&ask, &body.value.name, person, &address))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    login: String,
    name: String,
    email: String,
    roles: Ticks,
}

impl Form {
    fn read(&self, link: Vec<u8>, lang: Lang) -> Result<Invite, Trouble> {
        let mut fields = Fields::none();
        let login = read_login(&mut fields, &self.login);
        let name = read_name(&mut fields, &self.name);
        let email = self.email.trim().to_string();
        if !email.is_empty() && (!email.contains('@') || email.chars().count() as u64 > FIELD_CHARS.value) {
            fields.add("email", Say::new("people-email-wrong"));
        }
        fields.check()?;
        Ok(Invite { login, name, email, roles: roles::read(&self.roles)?, link, lang })
    }
}

/// A login is typed on every keyboard: small letters, digits, dot, dash, underscore.
pub fn read_login(fields: &mut Fields, typed: &str) -> String {
    let login = typed.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if !(2..=40).contains(&login.len()) || !login.chars().all(fits) {
        fields.add("login", Say::new("people-login-wrong"));
    }
    login
}

pub fn read_name(fields: &mut Fields, typed: &str) -> String {
    let name = typed.trim().to_string();
    if name.is_empty() || name.chars().count() > 80 {
        fields.add("name", Say::new("people-name-wrong"));
    }
    name
}

pub struct Invite {
    pub login: String,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    /// Digest of the one-time link.
    pub link: Vec<u8>,
    pub lang: Lang,
}

pub const STEP: Step<PersonState, RoleFacts> = Step {
    id: "people.invite",
    clause: "1.2",
    from: &[PersonState::New],
    to: Some(PersonState::Invited),
    by: By::Roles(&[Role::Admin]),
    opens: &[],
    closes: &[],
    rules: &[roles::SOME_ROLE, roles::ADMIN_APART, roles::ONE_MANAGER],
};

impl Act for Invite {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        roles::one_at_a_time(tx)?;
        let id = tx.new_id();
        let facts = roles::facts(tx, who, id, Roles::none(), self.roles)?;
        let leave = STEP.admit(PersonState::New, &roles::standing(who), &facts, &[])?;
        if leave.idle {
            return Ok(id);
        }
        let newcomer = Newcomer {
            login: &self.login,
            name: &self.name,
            email: &self.email,
            password: "",
            lang: self.lang,
            roles: self.roles,
        };
        add(tx, id, &newcomer)?;
        link::make_welcome(tx, id, &self.link)?;
        history::append(tx, who, &entry(leave.step, leave.clause, id, &newcomer))?;
        Ok(id)
    }
}

/// Somebody who gets a place.
pub struct Newcomer<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    /// A hash, or empty where he chooses his password himself.
    pub password: &'a str,
    pub lang: Lang,
    pub roles: Roles,
}

platform::sql! {
    ADD = "INSERT INTO person (id, login, name, email, password, lang, theme, active, made_at, lock) \
        VALUES ($1, $2, $3, $4, $5, $6, 'auto', $7, $8, 1)";
    GIVE = "INSERT INTO person_role (person, role) VALUES ($1, $2)";
}

pub fn add(tx: &mut Tx, id: Id, newcomer: &Newcomer<'_>) -> Outcome<()> {
    let (now, n) = (tx.now(), newcomer);
    tx.execute(&ADD, &[&id, &n.login, &n.name, &n.email, &n.password, &n.lang, &true, &now])
        .map_err(|fault| Trouble::from(fault).on_constraint("person_login_key", login_taken))?;
    for role in newcomer.roles.iter() {
        tx.execute(&GIVE, &[&id, &role])?;
    }
    Ok(())
}

fn login_taken() -> Trouble {
    Trouble::invalid("login", Say::new("people-login-taken"))
}

pub fn entry<'a>(step: &'a str, clause: &'a str, id: Id, newcomer: &Newcomer<'_>) -> Entry<'a> {
    let roles = roles::codes(newcomer.roles);
    let body = json!({"person": id, "name": newcomer.name, "login": newcomer.login, "roles": roles});
    Entry { chain: ADMINISTRATION, step, clause, body, rows: Vec::new() }
}

fn form_page(ask: &Ask, again: &Again) -> Response {
    let body = html! {
        (ui::page_header(ask.t("people-new"), ask.t("people-new-lead"), html! {}))
        (again.head(ask))
        (ui::card("", html! {}, html! {
            form method="post" action="/people" {
                div.fields {
                    (ui::text("name", ask.t("people-name")).value(again.value("name")).error(again.error("name")).required()
                        .attr("maxlength", 80))
                    (ui::text("login", ask.t("people-login")).value(again.value("login")).error(again.error("login"))
                        .hint(Some(ask.t("people-login-hint"))).required().attr("autocapitalize", "none").attr("autocomplete", "off"))
                    (ui::email("email", ask.t("people-email")).value(again.value("email")).error(again.error("email"))
                        .attr("autocomplete", "off"))
                }
                (role_ticks(ask, again, Roles::none()))
                div.form-foot { (ui::primary(ask.t("people-invite"))) }
            }
        }))
    };
    shell::page(
        ask,
        Page::new(ask.t("people-new"), "people", body).crumb(ask.t("people-title"), "/people").status(again.status),
    )
}

/// A tick for every role of the company; the manager's is moved by appointment only, once there is one.
pub fn role_ticks(ask: &Ask, again: &Again, held: Roles) -> Markup {
    html! {
        fieldset.field tabindex="-1" id="f-roles" {
            legend.form-label { (ask.t("people-roles")) }
            div.fields {
                @for role in STAFF {
                    (ui::checkbox("roles", ask.t(&format!("role-{}", role.code())), role.code(),
                        held.has(*role) || again.has("roles", role.code())).id(format!("f-roles-{}", role.code())))
                }
            }
            div.form-hint { (ask.t("people-roles-hint")) }
            @if let Some(error) = again.error("roles") { div.field-error { (ui::icon("alert-triangle")) span { (error) } } }
        }
    }
}

/// The one time that a link is seen.
pub fn link_page(ask: &Ask, name: &str, person: Id, address: &str) -> Response {
    let lead = ask.ta("people-link-lead", &[("name", name.to_string())]);
    let body = html! {
        (ui::page_header(ask.t("people-link"), lead, html! {}))
        (ui::alert(Tone::Warn, "", html! { p { (ask.t("people-link-once")) } }))
        (ui::card("", html! {}, html! {
            (ui::text("link", ask.t("people-link")).value(address).readonly(true).attr("autocomplete", "off"))
            div.form-foot {
                (ui::link_button(ask.t("people-open"), format!("/people/{person}")))
                (ui::link_button(ask.t("people-title"), "/people"))
            }
        }))
    };
    shell::page(ask, Page::new(ask.t("people-link"), "people", body).crumb(ask.t("people-title"), "/people"))
}
