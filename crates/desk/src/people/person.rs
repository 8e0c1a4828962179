//! One person, for the administrator: roles, a new link, appointment, leaving and coming back.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::db::Tx;
use platform::ids::Id;
use platform::trouble::{Say, Trouble};
use platform::web::ui::{self, Reason, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role, Roles};
use serde::Deserialize;
use serde_json::json;

use super::again::Again;
use super::roles::{self, Card, PersonState};
use super::{appoint, deactivate, invite, roster};
use crate::shell::{self, Page};

pub async fn page(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Query(query): Query<Done>,
) -> Result<Response, Failure> {
    let id = read_id(&id)?;
    let who = ask.who()?.clone();
    let seen = app.read(move |tx| look(tx, &who, id)).await?;
    let card = &seen.card;
    let shown = json!({
        "id": card.id, "login": card.login, "name": card.name, "email": card.email, "state": card.state,
        "roles": roles::codes(card.roles), "lock": card.lock,
    });
    Ok(ask.show(&shown, || drawn(&ask, &seen, &query, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, id: Id, again: Again) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let seen = app.read(move |tx| look(tx, &who, id)).await?;
    Ok(drawn(ask, &seen, &Done::default(), &again))
}

/// What was just done, said once at the head of a page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    pub done: String,
}

impl Done {
    pub fn text(&self, ask: &Ask) -> Option<String> {
        ask.lang.maybe(&format!("people-done-{}", self.done.replace('_', "-")))
    }
}

platform::sql! {
    LOOK = "SELECT id, login, name, email, active, password <> '', lock FROM person WHERE id = $1";
}

/// A person, and why two of the buttons are grey.
struct Seen {
    card: Card,
    no_appointment: Option<Trouble>,
    no_leaving: Option<Trouble>,
}

fn look(tx: &mut Tx, who: &Person, id: Id) -> Outcome<Seen> {
    let card = read_card(tx, id)?;
    let standing = roles::standing(who);
    let facts = roles::facts(tx, who, id, card.roles, card.roles.with(Role::Manager))?;
    let no_appointment = appoint::STEP.stopped_by(card.state, &standing, &facts, &[]);
    let facts = roles::facts(tx, who, id, card.roles, Roles::none())?;
    let no_leaving = deactivate::STEP.stopped_by(card.state, &standing, &facts, &[]);
    Ok(Seen { card, no_appointment, no_leaving })
}

/// As `roles::card`, without holding the row.
fn read_card(tx: &mut Tx, id: Id) -> Outcome<Card> {
    let found = tx.maybe(&LOOK, &[&id], |row| {
        Ok(Card {
            id: row.get(0)?,
            login: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            state: roles::state(row.get(4)?, row.get(5)?),
            roles: Roles::none(),
            lock: row.get(6)?,
        })
    })?;
    let mut card = found.ok_or(Trouble::Hidden)?;
    card.roles = super::member::own_roles(tx, id)?;
    Ok(card)
}

/// An id in an address; anything else is like an id that is not there.
pub fn read_id(text: &str) -> Outcome<Id> {
    text.parse().map_err(|_| Trouble::Hidden)
}

/// A chosen person that is not there.
pub fn no_such() -> Trouble {
    Trouble::invalid("deputy", Say::new("people-deputy-missing"))
}

fn drawn(ask: &Ask, seen: &Seen, query: &Done, again: &Again) -> Response {
    let card = &seen.card;
    let state = ui::status(roster::state_tone(card.state), ask.t(roster::state_key(card.state)));
    let mut page = Page::new(
        card.name.clone(),
        "people",
        html! {
            (ui::page_header(&card.name, state, html! {}))
            (again.head(ask))
            (ui::card(ask.t("people-place"), html! {}, ui::facts([
                (ask.t("people-login"), html! { (card.login) }),
                (ask.t("people-email"), html! { (card.email) }),
                (ask.t("people-roles"), html! {
                    @for role in card.roles.iter() { (ui::badge(Tone::Quiet, ask.t(&format!("role-{}", role.code())))) " " }
                }),
            ])))
            @if card.state == PersonState::Inactive { (come_back(ask, card)) }
            @else {
                (role_form(ask, seen, again))
                (ui::split(link_card(ask, card), leave_card(ask, seen)))
            }
        },
    );
    if let Some(text) = query.text(ask) {
        page = page.flash(Tone::Good, text);
    }
    shell::page(ask, page.crumb(ask.t("people-title"), "/people").status(again.status))
}

fn role_form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let card = &seen.card;
    let typed = again.status.is_client_error();
    let held = if typed { Roles::none() } else { card.roles };
    ui::card(
        ask.t("people-roles"),
        html! { (ui::clause("1.2")) },
        html! {
            form method="post" action={ "/people/" (card.id) "/roles" } {
                (ui::hidden("lock", card.lock))
                (invite::role_ticks(ask, again, held))
                div.form-foot { (ui::primary(ask.t("people-grant"))) }
            }
            @if card.state == PersonState::Active && !card.roles.has(Role::Manager) {
                hr;
                form method="post" action={ "/people/" (card.id) "/appointment" } {
                    p { (ask.t("people-appoint-text")) " " (ui::clause("2.1")) }
                    (ui::button(ask.t("people-appoint"))
                        .confirm(ask.ta("people-appoint-sure", &[("name", card.name.clone())]))
                    .reasons("why-no-appointment", why(ask, seen.no_appointment.as_ref())))
                }
            }
        },
    )
}

/// The step's own reasons, so that the grey button and the refusal say the same.
fn why(ask: &Ask, trouble: Option<&Trouble>) -> Vec<Reason> {
    let Some(Trouble::Refused(refusal)) = trouble else { return Vec::new() };
    refusal.broken.iter().map(|broken| Reason::new(shell::broken_text(broken, ask.lang), Some(broken.clause))).collect()
}

fn link_card(ask: &Ask, card: &Card) -> Markup {
    ui::card(
        ask.t("people-link"),
        html! {},
        html! {
            p { (ask.t("people-link-text")) }
            form method="post" action={ "/people/" (card.id) "/link" } { (ui::button(ask.t("people-link-new")).icon("link")) }
        },
    )
}

fn leave_card(ask: &Ask, seen: &Seen) -> Markup {
    let card = &seen.card;
    ui::card(
        ask.t("people-deactivate"),
        html! {},
        html! {
            p { (ask.t("people-deactivate-text")) }
            form method="post" action={ "/people/" (card.id) "/deactivation" } {
                (ui::danger(ask.t("people-deactivate"))
                    .confirm(ask.ta("people-deactivate-sure", &[("name", card.name.clone())]))
                .reasons("why-no-leaving", why(ask, seen.no_leaving.as_ref())))
            }
        },
    )
}

fn come_back(ask: &Ask, card: &Card) -> Markup {
    ui::card(
        ask.t("people-reactivate"),
        html! {},
        html! {
            p { (ask.t("people-reactivate-text")) }
            form method="post" action={ "/people/" (card.id) "/reactivation" } { (ui::button(ask.t("people-reactivate"))) }
        },
    )
}
