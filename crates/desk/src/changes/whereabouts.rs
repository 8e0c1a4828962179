//! 4.3.4, 4.4.4: beside every change and cancellation, whoever reads it: where it stands, who answers for it, what is waited
//! for and until when, the customer's own words, and who decided what on the way.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::Outcome;
use platform::day::Instant;
use platform::i18n::Lang;
use platform::web::ui::{self, Moment, Tone};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Serialize;

use super::request::Mark;
use crate::ledger::duty_shown::{moment, what};
use crate::masters::sees;
use crate::order::duty::{self, Duty};
use crate::order::{self, Order};
use crate::people;

/// A duty that is open, with the person it waits for, if it is a person's.
#[derive(Clone, Debug, Serialize)]
pub struct Waits {
    #[serde(flatten)]
    pub duty: Duty,
    pub who: String,
}

/// What the customer said, where it was written down.
#[derive(Clone, Debug)]
struct Origin {
    words: String,
    medium: String,
    at: Instant,
    by: String,
    file: Option<String>,
}

pub struct Whereabouts {
    pub owner: String,
    pub waits: Vec<Waits>,
    origin: Option<Origin>,
    delay: Option<Id>,
    now: Instant,
}

/// What a request says of where it came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Roots {
    pub note: Option<Id>,
    pub source: Option<Id>,
    pub delay: Option<Id>,
}

pub fn of(tx: &mut Tx, who: &Person, order: &Order, document: Id, from: Roots) -> Outcome<Whereabouts> {
    let owner = people::name_of(tx, order.owner)?;
    let mut waits = Vec::new();
    for duty in duty::of(tx, document)? {
        let who = match duty.owner_person {
            Some(person) if person == order.owner => owner.clone(),
            Some(person) => people::name_of(tx, person)?,
            None => String::new(),
        };
        waits.push(Waits { duty, who });
    }
    let origin = if sees::notes(who.roles) { origin(tx, order, from)? } else { None };
    Ok(Whereabouts { owner, waits, origin, delay: from.delay, now: tx.now() })
}

fn origin(tx: &mut Tx, order: &Order, from: Roots) -> Outcome<Option<Origin>> {
    if let Some(id) = from.source {
        let source = order::sources(tx, order.id)?.into_iter().find(|source| source.id == id);
        return Ok(source.map(|source| Origin {
            words: source.name,
            medium: String::new(),
            at: source.added_at,
            by: String::new(),
            file: Some(format!("/orders/{}/sources/{}", order.id, source.id)),
        }));
    }
    let Some(id) = from.note else { return Ok(None) };
    let note = order::notes(tx, order.id)?.into_iter().find(|note| note.id == id);
    Ok(note.map(|note| Origin { words: note.text, medium: note.medium, at: note.at, by: note.by_name, file: None }))
}

/// A step on the way: its text, who took it, and the clause.
pub type Taken<'a> = (&'static str, &'a Mark, &'static str);

/// The card at the top of the narrow part.
pub fn card(lang: Lang, zone: &TimeZone, state: Markup, here: &Whereabouts) -> Markup {
    let waits = html! {
        @if here.waits.is_empty() { (lang.t("where-nothing")) }
        @else { ul.changes { @for one in &here.waits { li { (waiting(lang, zone, here.now, one)) } } } }
    };
    ui::card(
        lang.t("where-title"),
        html! {},
        html! {
            (ui::facts([
                (lang.t("change-state"), state),
                (lang.t("unsigned-owner"), html! { (here.owner) }),
                (lang.t("where-waits"), waits),
                (lang.t("where-words"), words(lang, zone, here)),
            ]))
        },
    )
}

fn waiting(lang: Lang, zone: &TimeZone, now: Instant, one: &Waits) -> Markup {
    let whose = match one.duty.owner_role {
        Some(role) => lang.t(&format!("role-{role}")),
        None => one.who.clone(),
    };
    let due = one.duty.due_at;
    html! {
        (what(lang, &one.duty)) " · " (whose)
        @if due < duty::held() {
            br; @if due < now { (ui::status(Tone::Bad, lang.ta("change-due", &[("at", moment(zone, due))]))) }
            @else { small { (lang.ta("change-due", &[("at", moment(zone, due))])) } }
        }
    }
}

fn words(lang: Lang, zone: &TimeZone, here: &Whereabouts) -> Markup {
    html! {
        @if let Some(origin) = &here.origin {
            @match &origin.file {
                Some(file) => a href=(file) { (origin.words) },
                None => q { (origin.words) },
            }
            br; small {
                @if let Some(medium) = lang.maybe(&format!("talk-medium-{}", origin.medium)) { (medium) " · " }
                @if !origin.by.is_empty() { (origin.by) " · " }
                (moment(zone, origin.at))
            }
        }
        @if let Some(delay) = here.delay { a href={ "/delays/" (delay) } { (lang.t("change-delay-agreed")) } }
        @if here.origin.is_none() && here.delay.is_none() { "–" }
    }
}

/// Who decided what, in order of time; what they wrote is for those who see sale money.
pub fn story(lang: Lang, who: &Person, zone: &TimeZone, taken: &[Taken<'_>]) -> Markup {
    let money = sees::sale_money(who.roles);
    let mut there: Vec<(&Taken<'_>, Instant)> = taken.iter().filter_map(|one| Some((one, one.1.at?))).collect();
    there.sort_by_key(|(_, at)| *at);
    let moments: Vec<Moment> = there
        .into_iter()
        .map(|((key, mark, clause), at)| Moment {
            at: at.to_string(),
            at_shown: moment(zone, at),
            who: mark.name.clone(),
            what: html! { (lang.t(key)) },
            tone: Tone::Quiet,
            clause: Some((*clause).to_string()),
            more: (money && !mark.text.is_empty()).then(|| html! { p { (mark.text) } }),
        })
        .collect();
    let inside = if moments.is_empty() {
        ui::empty_state(lang.t("change-said-none"), lang.t("change-said-none-text"), html! {})
    } else {
        ui::timeline(&moments)
    };
    ui::card(lang.t("change-said"), html! {}, inside)
}
