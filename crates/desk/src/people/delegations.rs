//! One's own delegations: what runs, what is to come, what was; and the form for a new one.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::ids::Id;
use platform::web::ui::{self, Choice, Tone};
use platform::web::{Ask, Failure};
use platform::who::{Person, Role, Roles};
use serde::Serialize;

use super::again::Again;
use super::deputy::Kind;
use super::member::{Member, member, own_roles};
use super::organisation::kind_key;
use super::person::Done;
use super::when;
use crate::shell::{self, Page};

pub async fn page(State(app): State<App>, ask: Ask, Query(query): Query<Done>) -> Result<Response, Failure> {
    let seen = look(&app, &ask).await?;
    Ok(ask.show(&seen.own, || drawn(&ask, &seen, &query, &Again::blank())))
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask).await?;
    Ok(drawn(ask, &seen, &Done::default(), &again))
}

struct Seen {
    /// What he may hand over.
    kinds: Vec<Kind>,
    own: Vec<Own>,
    /// Whom he may name, with their roles' word.
    deputies: Vec<Member>,
    zone: TimeZone,
    now: Instant,
    /// Makes the form one act.
    once: Id,
}

#[derive(Debug, Serialize)]
struct Own {
    id: Id,
    kind: Kind,
    /// He stands in, instead of being stood in for.
    stands_in: bool,
    other: String,
    starts_at: Instant,
    ends_at: Instant,
    ended_at: Option<Instant>,
    ground: String,
}

platform::sql! {
    OWN = "SELECT d.id, d.kind, q.name, d.starts_at, d.ends_at, d.ended_at, d.ground \
        FROM delegation d JOIN person q ON q.id = d.deputy WHERE d.principal = $1 \
        ORDER BY d.starts_at DESC LIMIT 50";
    FOR_OTHERS = "SELECT d.id, d.kind, q.name, d.starts_at, d.ends_at, d.ended_at, d.ground \
        FROM delegation d JOIN person q ON q.id = d.principal WHERE d.deputy = $1 \
        ORDER BY d.starts_at DESC LIMIT 50";
    DEPUTIES = "SELECT p.id, p.name FROM person p WHERE p.active AND p.id <> $1 \
        AND EXISTS (SELECT 1 FROM person_role r WHERE r.person = p.id) \
        AND NOT EXISTS (SELECT 1 FROM person_role r WHERE r.person = p.id AND r.role IN ('admin', 'auditor')) \
        ORDER BY p.login LIMIT 500";
}

async fn look(app: &App, ask: &Ask) -> Outcome<Seen> {
    let who = ask.who().map_err(|failure| failure.0)?.clone();
    app.read(move |tx| {
        let kinds = kinds_of(own_roles(tx, who.id)?);
        let deputies = match kinds.as_slice() {
            [] => Vec::new(),
            // Only orders: another specialist.
            [Kind::Specialist] => colleagues(tx, &who)?,
            _ => tx.list(&DEPUTIES, &[&who.id], member)?,
        };
        let mut own = delegations(tx, &who, false)?;
        own.extend(delegations(tx, &who, true)?);
        Ok(Seen { kinds, own, deputies, zone: when::zone(tx)?, now: tx.now(), once: tx.new_id() })
    })
    .await
}

fn kinds_of(roles: Roles) -> Vec<Kind> {
    let held = [(Role::Manager, Kind::Manager), (Role::Specialist, Kind::Specialist)];
    held.into_iter().filter(|(role, _)| roles.has(*role)).map(|(_, kind)| kind).collect()
}

fn colleagues(tx: &mut Tx, who: &Person) -> Outcome<Vec<Member>> {
    let all = super::persons_with(tx, Role::Specialist)?;
    Ok(all.into_iter().filter(|member| member.id != who.id).collect())
}

fn delegations(tx: &mut Tx, who: &Person, stands_in: bool) -> Outcome<Vec<Own>> {
    let sql = if stands_in { &FOR_OTHERS } else { &OWN };
    Ok(tx.list(sql, &[&who.id], |row| {
        Ok(Own {
            id: row.get(0)?,
            kind: row.get(1)?,
            stands_in,
            other: row.get(2)?,
            starts_at: row.get(3)?,
            ends_at: row.get(4)?,
            ended_at: row.get(5)?,
            ground: row.get(6)?,
        })
    })?)
}

impl Own {
    /// Tone and word of where it stands at an instant.
    fn state(&self, now: Instant) -> (Tone, &'static str) {
        match self.ended_at {
            Some(_) => (Tone::Quiet, "people-ended"),
            None if now >= self.ends_at => (Tone::Quiet, "people-over"),
            None if now < self.starts_at => (Tone::Active, "people-planned"),
            None => (Tone::Warn, "people-runs"),
        }
    }

    fn can_be_ended(&self, now: Instant) -> bool {
        !self.stands_in && self.ended_at.is_none() && now < self.ends_at
    }
}

fn drawn(ask: &Ask, seen: &Seen, query: &Done, again: &Again) -> Response {
    let body = html! {
        (ui::page_header(ask.t("people-delegation"), ask.t("people-delegation-lead"), html! {}))
        (again.head(ask))
        (ui::card(ask.t("people-delegation-own"), html! { (ui::clause("2.1")) }, table(ask, seen)))
        @if seen.kinds.is_empty() {
            (ui::card(ask.t("people-delegate"), html! {}, ui::empty_state(ask.t("people-delegate-nothing"), ask.t("people-delegate-nothing-text"), html! {})))
        } @else if seen.deputies.is_empty() {
            (ui::card(ask.t("people-delegate"), html! {}, ui::empty_state(ask.t("people-delegate-nobody"), ask.t("people-delegate-nobody-text"), html! {})))
        } @else { (form(ask, seen, again)) }
    };
    let mut page = Page::new(ask.t("people-delegation"), "people", body);
    if let Some(text) = query.text(ask) {
        page = page.flash(Tone::Good, text);
    }
    shell::page(ask, page.crumb(ask.t("people-organisation"), "/organisation").status(again.status))
}

fn form(ask: &Ask, seen: &Seen, again: &Again) -> Markup {
    let nobody = Choice::new("", ask.t("people-choose"));
    let deputies = seen.deputies.iter().map(|deputy| Choice::new(deputy.id.to_string(), deputy.name.clone()));
    let deputies: Vec<Choice> = std::iter::once(nobody).chain(deputies).collect();
    ui::card(
        ask.t("people-delegate"),
        html! {},
        html! {
            form method="post" action="/delegation" {
                (ui::form_token(seen.once.to_string()))
                @match seen.kinds.as_slice() {
                    [only] => (ui::hidden("kind", only.code())),
                    kinds => (ui::radios("kind", ask.t("people-kind"), kinds.iter().map(|kind| Choice::new(kind.code(), ask.t(kind_key(*kind)))))
                        .value(again.value("kind")).error(again.error("kind")).required()),
                }
                div.fields {
                    (ui::select("deputy", ask.t("people-deputy"), deputies).value(again.value("deputy")).error(again.error("deputy")).required())
                    (ui::datetime("starts", ask.t("people-from")).value(again.value("starts")).error(again.error("starts"))
                        .hint(Some(ask.t("people-from-hint"))))
                    (ui::datetime("ends", ask.t("people-to")).value(again.value("ends")).error(again.error("ends"))
                        .hint(Some(ask.t("people-to-hint"))).required())
                }
                (ui::textarea("ground", ask.t("people-ground")).value(again.value("ground")).error(again.error("ground")).required())
                div.form-foot { (ui::primary(ask.t("people-delegate-do"))) }
            }
        },
    )
}

fn table(ask: &Ask, seen: &Seen) -> Markup {
    let columns = ["people-who-for-whom", "people-kind", "people-from", "people-to", "people-ground", "people-state"];
    let columns = columns
        .map(|key| ui::column(ask.t(key)))
        .into_iter()
        .chain([ui::column(ask.t("people-act")).label_hidden().class("act")]);
    let empty = ui::empty_state(ask.t("people-delegations-none"), ask.t("people-delegations-none-text"), html! {});
    let mut table = ui::Table::new(ask.t("people-delegation-own"), columns).empty(empty);
    for own in &seen.own {
        let (tone, word) = own.state(seen.now);
        let key = if own.stands_in { "people-for-him" } else { "people-for-me" };
        table = table.row([
            html! { (ask.ta(key, &[("name", own.other.clone())])) },
            html! { (ask.t(kind_key(own.kind))) },
            html! { (when::shown(own.starts_at, &seen.zone)) },
            html! { (when::shown(own.ended_at.unwrap_or(own.ends_at), &seen.zone)) },
            html! { (own.ground) },
            html! { (ui::status(tone, ask.t(word))) },
            html! { @if own.can_be_ended(seen.now) {
                form method="post" action={ "/delegation/" (own.id) "/end" } {
                    (ui::danger(ask.t("people-delegation-end")).small().confirm(ask.ta("people-delegation-end-sure", &[("name", own.other.clone())])))
                }
            } },
        ]);
    }
    html! { (table) }
}
