//! Everybody with a place in the company, for the administrator; by login, page by page.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::html;
use platform::act::{App, Outcome};
use platform::db::Tx;
use platform::ids::Id;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Role, Roles};
use serde::{Deserialize, Serialize};

use super::roles::{self, PersonState};
use crate::shell::{self, Page};

const ROWS: i64 = 50;

pub async fn page(State(app): State<App>, ask: Ask, Query(from): Query<From>) -> Result<Response, Failure> {
    let after = from.after.clone();
    let roster = app.read(move |tx| fetch(tx, &after)).await?;
    Ok(ask.show(&roster, || drawn(&ask, &from, &roster)))
}

/// The login after which the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    after: String,
}

#[derive(Debug, Serialize)]
pub struct Roster {
    people: Vec<Listed>,
    /// The `after` of the next page.
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Listed {
    id: Id,
    login: String,
    name: String,
    state: PersonState,
    roles: Vec<Role>,
}

platform::sql! {
    LIST = "SELECT id, login, name, active, password <> '' FROM person WHERE login > $1 ORDER BY login LIMIT $2";
    ROLES_OF = "WITH w (id) AS ({ids:$1}) SELECT r.person, r.role FROM w JOIN person_role r ON r.person = w.id";
}

fn fetch(tx: &mut Tx, after: &str) -> Outcome<Roster> {
    let mut people = tx.list(&LIST, &[&after, &(ROWS + 1)], |row| {
        Ok(Listed {
            id: row.get(0)?,
            login: row.get(1)?,
            name: row.get(2)?,
            state: roles::state(row.get(3)?, row.get(4)?),
            roles: Vec::new(),
        })
    })?;
    let more = people.len() as i64 > ROWS;
    people.truncate(ROWS as usize);
    let ids: Vec<Id> = people.iter().map(|person| person.id).collect();
    let held: Vec<(Id, Role)> = tx.list(&ROLES_OF, &[&ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut by_person: HashMap<Id, Roles> = HashMap::new();
    for (person, role) in held {
        let roles = by_person.entry(person).or_default();
        *roles = roles.with(role);
    }
    for person in &mut people {
        person.roles = by_person.get(&person.id).map_or_else(Vec::new, |roles| roles.iter().collect());
    }
    let next = people.last().filter(|_| more).map(|last| last.login.clone());
    Ok(Roster { people, next })
}

fn drawn(ask: &Ask, from: &From, roster: &Roster) -> Response {
    let columns = ["people-name", "people-login", "people-roles", "people-state"].map(|key| ui::column(ask.t(key)));
    let empty = ui::empty_state(ask.t("people-none"), "", html! { a href="/people" { (ask.t("people-from-start")) } });
    let mut table = ui::Table::new(ask.t("people-title"), columns).empty(empty);
    for person in &roster.people {
        let href = format!("/people/{}", person.id);
        let cells = [
            html! { a href=(href) { (person.name) } },
            html! { (person.login) },
            html! { @for role in &person.roles { (ui::badge(Tone::Quiet, ask.t(&format!("role-{}", role.code())))) " " } },
            html! { (ui::status(state_tone(person.state), ask.t(state_key(person.state)))) },
        ];
        table = table.push(ui::Row::new(cells).opens(href));
    }
    let before = (!from.after.is_empty()).then_some("/people");
    let next = roster.next.as_ref().map(|login| format!("/people?after={login}"));
    let new = html! { (ui::link_button(ask.t("people-new"), "/people/new").primary().icon("plus").key("n")) };
    let body = html! {
        (ui::page_header(ask.t("people-title"), ask.t("people-lead"), new))
        (ui::card("", html! {}, html! { (table) }))
        @if before.is_some() || next.is_some() { (ui::pager(ask.lang, before, next.as_deref(), "")) }
    };
    shell::page(
        ask,
        Page::new(ask.t("people-title"), "people", body).crumb(ask.t("people-organisation"), "/organisation"),
    )
}

pub fn state_key(state: PersonState) -> &'static str {
    match state {
        PersonState::New => "people-state-new",
        PersonState::Invited => "people-state-invited",
        PersonState::Active => "people-state-active",
        PersonState::Inactive => "people-state-inactive",
    }
}

pub fn state_tone(state: PersonState) -> Tone {
    match state {
        PersonState::Active => Tone::Good,
        PersonState::New | PersonState::Invited => Tone::Active,
        PersonState::Inactive => Tone::Quiet,
    }
}
