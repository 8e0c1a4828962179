//! 2.1: one manager, several specialists, the departments around them, and who acts as manager now and until when.

use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::ids::Id;
use platform::web::ui::{self, Tone};
use platform::web::{Ask, Failure};
use platform::who::Role;
use serde::Serialize;

use super::deputy::{self, Acting, Kind};
use super::member::Member;
use super::when;
use crate::shell::{self, Page};

pub async fn page(State(app): State<App>, ask: Ask) -> Result<Response, Failure> {
    let (organisation, zone) = app.read(|tx| Ok((fetch(tx)?, when::zone(tx)?))).await?;
    Ok(ask.show(&organisation, || drawn(&ask, &organisation, &zone)))
}

/// The company as chapter 2 sees it.
#[derive(Debug, Serialize)]
pub struct Organisation {
    /// Who holds the manager's office, and who acts in it now.
    pub manager: Option<Member>,
    pub acting: Option<Acting>,
    /// Everybody by role, in the order of the chart; one person may stand in several places.
    pub places: Vec<(Role, Vec<Member>)>,
    /// What runs now or is still to come.
    pub delegations: Vec<Given>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Given {
    pub id: Id,
    pub kind: Kind,
    pub principal: Member,
    pub deputy: Member,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub ground: String,
    pub runs: bool,
}

platform::sql! {
    PLACES = "SELECT p.id, p.name, r.role FROM person p JOIN person_role r ON r.person = p.id \
        WHERE p.active ORDER BY p.login LIMIT 5000";
    COMING = "SELECT d.id, d.kind, p.id, p.name, q.id, q.name, d.starts_at, d.ends_at, d.ground \
        FROM delegation d JOIN person p ON p.id = d.principal JOIN person q ON q.id = d.deputy \
        WHERE d.kind IN ('manager', 'specialist') AND d.ends_at > $1 AND d.ended_at IS NULL \
        ORDER BY d.starts_at, d.id LIMIT 200";
}

fn fetch(tx: &mut Tx) -> Outcome<Organisation> {
    let found: Vec<(Member, Role)> =
        tx.list(&PLACES, &[], |row| Ok((Member { id: row.get(0)?, name: row.get(1)? }, row.get(2)?)))?;
    let of = |role: Role| -> Vec<Member> {
        found.iter().filter(|(_, held)| *held == role).map(|(member, _)| member.clone()).collect()
    };
    let acting = deputy::acting(tx)?;
    let manager = match &acting {
        Some(Acting { stands_in: Some(stands_in), .. }) => Some(stands_in.principal.clone()),
        Some(acting) => Some(acting.who.clone()),
        None => None,
    };
    let places = CHART.iter().map(|role| (*role, of(*role))).collect();
    Ok(Organisation { manager, acting, places, delegations: coming(tx)? })
}

/// Below the manager and beside him, in the order in which they are drawn.
const CHART: &[Role] = &[
    Role::Executive,
    Role::Specialist,
    Role::Production,
    Role::Purchasing,
    Role::Quality,
    Role::Warehouse,
    Role::Logistics,
    Role::Finance,
    Role::Employee,
    Role::Auditor,
    Role::Admin,
];

pub fn coming(tx: &mut Tx) -> Outcome<Vec<Given>> {
    let now = tx.now();
    Ok(tx.list(&COMING, &[&now], |row| {
        let starts_at: Instant = row.get(6)?;
        Ok(Given {
            id: row.get(0)?,
            kind: row.get(1)?,
            principal: Member { id: row.get(2)?, name: row.get(3)? },
            deputy: Member { id: row.get(4)?, name: row.get(5)? },
            starts_at,
            ends_at: row.get(7)?,
            ground: row.get(8)?,
            runs: starts_at <= now,
        })
    })?)
}

impl Organisation {
    fn members(&self, role: Role) -> &[Member] {
        self.places.iter().find(|(known, _)| *known == role).map_or(&[], |(_, members)| members)
    }

    /// Who stands in for a specialist now.
    fn deputy_of(&self, specialist: &Member) -> Option<&Given> {
        self.delegations.iter().find(|d| d.runs && d.kind == Kind::Specialist && d.principal.id == specialist.id)
    }
}

fn drawn(ask: &Ask, company: &Organisation, zone: &TimeZone) -> Response {
    let body = html! {
        (ui::page_header(ask.t("people-organisation"), ask.t("people-organisation-lead"), actions(ask)))
        section.org aria-label=(ask.t("people-organisation")) {
            div.org-level { (unit(ask, company, Role::Executive)) }
            div.org-level { (office(ask, company, zone)) }
            div.org-level { (specialists(ask, company, zone)) }
            div.org-level.org-wide {
                @for role in Role::DEPARTMENTS { (unit(ask, company, *role)) }
            }
            div.org-level.org-wide.org-aside {
                @for role in [Role::Employee, Role::Auditor, Role::Admin] { (unit(ask, company, role)) }
            }
        }
        (ui::card(ask.t("people-delegations-coming"), html! { (ui::clause("2.1")) }, coming_table(ask, &company.delegations, zone)))
    };
    shell::page(ask, Page::new(ask.t("people-organisation"), "people", body))
}

fn actions(ask: &Ask) -> Markup {
    let who = ask.visit.who.as_ref();
    let may = |roles: &[Role]| who.is_some_and(|who| who.roles.any(roles));
    html! {
        @if may(&[Role::Admin]) { (ui::link_button(ask.t("people-title"), "/people").icon("users")) }
        (ui::link_button(ask.t("people-delegation"), "/delegation").icon("user"))
        (ui::link_button(ask.t("people-calendar"), "/calendar").icon("calendar"))
        @if may(&[Role::Admin, Role::Manager, Role::Executive, Role::Auditor]) {
            (ui::link_button(ask.t("people-trail"), "/organisation/history").icon("history"))
        }
    }
}

/// The manager's office: who holds it, who acts in it, until when.
fn office(ask: &Ask, company: &Organisation, zone: &TimeZone) -> Markup {
    html! {
        div.org-unit.org-head {
            h2 { (ask.t("role-manager")) " " (ui::clause("2.1")) }
            @match (&company.manager, &company.acting) {
                (Some(manager), Some(acting)) => {
                    p.org-name { (manager.name) }
                    @match &acting.stands_in {
                        Some(stands_in) => p {
                            (ui::status(Tone::Warn, ask.ta("people-acting-deputy", &[("name", acting.who.name.clone())])))
                            br;
                            span.org-note { (ask.ta("people-acting-until", &[
                                ("from", when::shown(stands_in.starts_at, zone)),
                                ("to", when::shown(stands_in.ends_at, zone)),
                                ("ground", stands_in.ground.clone()),
                            ])) }
                        },
                        None => p { (ui::status(Tone::Good, ask.t("people-acting-himself"))) },
                    }
                }
                _ => p { (ui::status(Tone::Bad, ask.t("people-refused-no-manager"))) },
            }
        }
    }
}

fn specialists(ask: &Ask, company: &Organisation, zone: &TimeZone) -> Markup {
    let members = company.members(Role::Specialist);
    html! {
        div.org-unit.org-team {
            h2 { (ask.t("role-specialist")) " " span.count { (members.len()) } }
            @if members.is_empty() { p.org-note { (ask.t("people-nobody")) } }
            ul {
                @for member in members {
                    li {
                        span.org-name { (member.name) }
                        @if let Some(given) = company.deputy_of(member) {
                            " " span.org-note { (ask.ta("people-deputy-until", &[
                                ("name", given.deputy.name.clone()), ("to", when::shown(given.ends_at, zone)),
                            ])) }
                        }
                    }
                }
            }
        }
    }
}

fn unit(ask: &Ask, company: &Organisation, role: Role) -> Markup {
    let members = company.members(role);
    html! {
        div.org-unit {
            h2 { (ask.t(&format!("role-{}", role.code()))) }
            @if members.is_empty() { p.org-note { (ask.t("people-nobody")) } }
            @else { ul { @for member in members { li { (member.name) } } } }
        }
    }
}

fn coming_table(ask: &Ask, delegations: &[Given], zone: &TimeZone) -> Markup {
    let columns = ["people-principal", "people-deputy", "people-kind", "people-from", "people-to", "people-ground"];
    let empty = ui::empty_state(ask.t("people-delegations-none"), ask.t("people-delegations-none-text"), html! {});
    let mut table =
        ui::Table::new(ask.t("people-delegations-coming"), columns.map(|key| ui::column(ask.t(key)))).empty(empty);
    for given in delegations {
        let tone = if given.runs { Tone::Warn } else { Tone::Quiet };
        let state = ask.t(if given.runs { "people-runs" } else { "people-planned" });
        table = table.row([
            html! { (given.principal.name) },
            html! { (given.deputy.name) " " (ui::status(tone, state)) },
            html! { (ask.t(kind_key(given.kind))) },
            html! { (when::shown(given.starts_at, zone)) },
            html! { (when::shown(given.ends_at, zone)) },
            html! { (given.ground) },
        ]);
    }
    html! { (table) }
}

pub fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Manager => "people-kind-manager",
        Kind::Specialist => "people-kind-specialist",
    }
}
