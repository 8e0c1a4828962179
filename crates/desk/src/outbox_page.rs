//! `/outbox`: what left, what waits and what could not leave. The administrator, who sees no order content, gets the
//! envelope and the error of a mail and nothing else.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::history::{self, Entry};
use platform::ids::Id;
use platform::outbox::{self, Mail, OutboxState, Parcel};
use platform::step::{By, Standing, Step, StepShown};
use platform::trouble::Trouble;
use platform::web::ui::{self, Row, Tab, Table, Tone, column};
use platform::web::{Ask, Body, Failure, May, Routes};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::people;
use crate::shell::{self, Page};

const READERS: &[Role] = &[Role::Manager, Role::Admin];
const PAGE: i64 = 50;
/// Counting stops here.
const COUNT_MAX: i64 = 10_000;

pub fn routes() -> Routes {
    Routes::default().both(axum::http::Method::GET, "/outbox", May::Roles(READERS), page).both(
        axum::http::Method::POST,
        "/outbox/{id}/repeat",
        May::Roles(READERS),
        repeat,
    )
}

pub fn steps() -> Vec<StepShown> {
    vec![REPEAT.shown("outbox")]
}

#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    /// The last parcel of the page before: `{micros}-{id}`.
    before: String,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked { state: OutboxState::Queued.code().into(), before: String::new() }
    }
}

/// What a reader may know of a parcel.
#[derive(Debug, Serialize)]
struct Envelope {
    id: Id,
    kind: String,
    state: OutboxState,
    to: String,
    /// Content, and so not for the administrator.
    subject: Option<String>,
    about: Option<Id>,
    attempts: i64,
    made_at: Instant,
    next_at: Instant,
    last_error: String,
}

#[derive(Debug, Serialize)]
struct Seen {
    counts: Vec<(OutboxState, i64)>,
    parcels: Vec<Envelope>,
    next: Option<String>,
    #[serde(skip)]
    zone: TimeZone,
}

/// `GET /outbox?state=dead`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let state = OutboxState::from_code(&asked.state).ok_or(Trouble::Hidden)?;
    let before = place(&asked.before)?;
    let content = ask.who()?.is(Role::Manager);
    let seen = app.read(move |tx| look(tx, state, before, content)).await?;
    let smtp = app.config().smtp.is_some();
    Ok(ask.show(&seen, || {
        let body = body(&ask, state, &seen, smtp);
        shell::page(&ask, Page::new(ask.t("ops-outbox"), "outbox", body))
    }))
}

fn look(tx: &mut Tx, state: OutboxState, before: (Instant, Id), content: bool) -> Outcome<Seen> {
    let mut parcels = outbox::list(tx, state, before, PAGE + 1)?;
    let more = parcels.len() as i64 > PAGE;
    parcels.truncate(PAGE as usize);
    let next = parcels.last().filter(|_| more).map(|last| format!("{}-{}", last.made_at.to_i64(), last.id));
    let mut counts = Vec::new();
    for state in OutboxState::ALL {
        counts.push((*state, outbox::count(tx, *state, COUNT_MAX)?));
    }
    let parcels = parcels.into_iter().map(|parcel| envelope(parcel, content)).collect();
    Ok(Seen { counts, parcels, next, zone: people::zone(tx)? })
}

fn envelope(parcel: Parcel, content: bool) -> Envelope {
    let mail: Option<Mail> = serde_json::from_str(&parcel.body).ok();
    let to = mail.as_ref().map(|mail| mail.to.clone()).unwrap_or_default();
    Envelope {
        id: parcel.id,
        kind: parcel.kind,
        state: parcel.state,
        to,
        subject: mail.filter(|_| content).map(|mail| mail.subject),
        about: content.then_some(parcel.about),
        attempts: parcel.attempts,
        made_at: parcel.made_at,
        next_at: parcel.next_at,
        last_error: parcel.last_error,
    }
}

fn place(before: &str) -> Result<(Instant, Id), Failure> {
    if before.is_empty() {
        let last = Instant::from_i64(4_102_444_800_000_000).map_err(|_| Trouble::Hidden)?;
        return Ok((last, Id::from_uuid(uuid::Uuid::max())));
    }
    let (micros, id) = before.split_once('-').ok_or(Trouble::Hidden)?;
    let at = micros.parse().ok().and_then(|micros| Instant::from_i64(micros).ok()).ok_or(Trouble::Hidden)?;
    Ok((at, id.parse().map_err(|_| Trouble::Hidden)?))
}

/// `POST /outbox/{id}/repeat`
pub async fn repeat(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Body<serde::de::IgnoredAny>,
) -> Result<Response, Failure> {
    let parcel: Id = id.parse().map_err(|_| Trouble::Hidden)?;
    app.perform_once(ask.who()?, body.once, Repeat { parcel }).await?;
    Ok(ask.see("/outbox?state=queued", &json!({"id": parcel})))
}

pub struct Repeat {
    pub parcel: Id,
}

/// A parcel that could not leave is tried again from the beginning.
const REPEAT: Step<OutboxState, ()> = Step {
    id: "outbox.repeat",
    clause: "5.2.1",
    from: &[OutboxState::Dead],
    to: Some(OutboxState::Queued),
    by: By::Roles(READERS),
    opens: &[],
    closes: &[],
    rules: &[],
};

impl Act for Repeat {
    type Done = ();

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<()> {
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let at: OutboxState = tx.maybe(&STATE, &[&self.parcel], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
        let leave = REPEAT.admit(at, &standing, &(), &[])?;
        if leave.idle {
            return Ok(());
        }
        if !outbox::repeat(tx, self.parcel)? {
            return Err(Trouble::stale(self.parcel));
        }
        let body = json!({"parcel": self.parcel});
        let entry =
            Entry { chain: history::ADMINISTRATION, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
        Ok(history::append(tx, who, &entry)?)
    }
}

platform::sql! {
    STATE = "SELECT state FROM outbox WHERE id = $1";
}

fn body(ask: &Ask, state: OutboxState, seen: &Seen, smtp: bool) -> Markup {
    let tab = |(one, count): &(OutboxState, i64)| {
        let word = ask.t(&format!("ops-outbox-{}", one.code()));
        let href = format!("/outbox?state={}", one.code());
        Tab::new(word, href, *one == state).count(u64::try_from(*count).unwrap_or(0))
    };
    let tabs: Vec<Tab> = seen.counts.iter().map(tab).collect();
    let next = seen.next.as_ref().map(|next| format!("/outbox?state={}&before={next}", state.code()));
    html! {
        (ui::page_header(ask.t("ops-outbox"), ask.t("ops-outbox-lead"), html! {}))
        @if !smtp { (ui::alert(Tone::Warn, ask.t("ops-outbox-no-smtp"), html! { p { (ask.t("ops-outbox-no-smtp-text")) } })) }
        (ui::tabs(ask.t("ops-outbox"), &tabs))
        (table(ask, state, seen))
        @if next.is_some() { (ui::pager(ask.lang, None, next.as_deref(), "")) }
    }
}

fn table(ask: &Ask, state: OutboxState, seen: &Seen) -> Markup {
    let columns = [
        column(ask.t("ops-outbox-to")),
        column(ask.t("ops-outbox-about")),
        column(ask.t("ops-outbox-made")),
        column(ask.t("ops-outbox-attempts")).number(),
        column(ask.t("ops-outbox-error")),
        column(ask.t("ops-outbox-act")).label_hidden(),
    ];
    let empty = ask.t(&format!("ops-outbox-none-{}", state.code()));
    let table = Table::new(ask.t("ops-outbox"), columns)
        .rows(seen.parcels.iter().map(|parcel| row(ask, parcel, &seen.zone)))
        .empty(ui::empty_state(empty, "", html! {}));
    html! { (table) }
}

fn row(ask: &Ask, parcel: &Envelope, zone: &TimeZone) -> Row {
    let about = html! {
        @match (&parcel.subject, parcel.about) {
            (Some(subject), Some(about)) => { a href={ "/orders/" (about) } { (subject) } },
            _ => span.text-secondary { (ask.t("ops-outbox-hidden")) },
        }
    };
    let act = html! {
        @if parcel.state == OutboxState::Dead {
            form method="post" action={ "/outbox/" (parcel.id) "/repeat" } {
                (ui::form_token(format!("{}-{}", parcel.id, parcel.next_at.to_i64())))
                (ui::button(ask.t("ops-outbox-repeat")).small())
            }
        } @else if parcel.state == OutboxState::Queued && parcel.attempts > 0 {
            (ask.ta("ops-outbox-next", &[("at", clock(parcel.next_at, zone))]))
        }
    };
    Row::new([
        html! { (parcel.to) },
        about,
        html! { time datetime=(parcel.made_at) { (clock(parcel.made_at, zone)) } },
        html! { (parcel.attempts) },
        html! { (parcel.last_error) },
        act,
    ])
}

fn clock(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
