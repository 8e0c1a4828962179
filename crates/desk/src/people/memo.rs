//! 1.3.3: what colleagues are told: one line to one person, read or unread, and where it leads. Written in the act that
//! it tells of, so that nothing is told that did not happen.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Tx;
use platform::ids::Id;
use platform::trouble::Trouble;
use platform::web::ui::{self, Chip, Tone};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{persons_with, when};
use crate::shell::{self, Page};

/// Counting for the top bar stops here.
const COUNT_MAX: i64 = 100;
/// Rows of a page.
const ROWS: i64 = 50;
/// What is older was read, or will not be.
const KEPT_DAYS: u64 = 180;
/// Rows cleared away at a time.
const SWEPT: i64 = 500;

platform::words! {
    /// What it tells of; its sentence stands in the language files.
    pub enum MemoKind {
        Mention = "mention",
        Answered = "answered",
        ProblemGiven = "problem_given",
        /// About an order of his, though another has to solve it.
        ProblemTold = "problem_told",
        ProblemRaised = "problem_raised",
        ProblemSolved = "problem_solved",
        ProblemReopened = "problem_reopened",
        DueSoon = "due_soon",
        Late = "late",
        LateAgain = "late_again",
        NewDue = "new_due",
        Reassigned = "reassigned",
        Reminded = "reminded",
        Quoted = "quoted",
        Contracted = "contracted",
        Report = "report",
        ReportComment = "report_comment",
        Delay = "delay",
        /// A change or a cancellation moved on.
        Change = "change",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Memo {
    pub id: Id,
    pub kind: MemoKind,
    pub href: String,
    pub subject: String,
    pub detail: String,
    pub from_name: String,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

platform::sql! {
    ADD = "INSERT INTO memo (id, person, kind, href, subject, detail, from_name, at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ALL = "SELECT id, kind, href, subject, detail, from_name, at, read_at FROM memo \
        WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    UNREAD = "SELECT id, kind, href, subject, detail, from_name, at, read_at FROM memo \
        WHERE person = $1 AND read_at IS NULL AND id < $2 ORDER BY id DESC LIMIT $3";
    COUNT = "SELECT COUNT(*) FROM (SELECT id FROM memo WHERE person = $1 AND read_at IS NULL LIMIT $2) t";
    ONE = "SELECT href FROM memo WHERE id = $1 AND person = $2";
    READ = "UPDATE memo SET read_at = $1 WHERE id = $2 AND person = $3 AND read_at IS NULL";
    READ_ALL = "UPDATE memo SET read_at = $1 WHERE person = $2 AND read_at IS NULL";
    STAFF = "SELECT p.id, p.login, p.name, r.role FROM person p JOIN person_role r ON r.person = p.id \
        WHERE p.active ORDER BY p.login LIMIT 5000";
    FORGET = "DELETE FROM memo WHERE id IN (SELECT id FROM memo WHERE at < $1 ORDER BY at LIMIT $2)";
}

/// Tells one colleague; nobody is told of what he did himself.
pub fn tell(
    tx: &mut Tx,
    from: &Person,
    to: Id,
    kind: MemoKind,
    href: &str,
    subject: &str,
    detail: &str,
) -> Outcome<()> {
    if to == from.id {
        return Ok(());
    }
    let (id, now) = (tx.new_id(), tx.now());
    let detail: String = detail.chars().take(300).collect();
    tx.execute(&ADD, &[&id, &to, &kind, &href, &subject, &detail, &from.name, &now])?;
    Ok(())
}

/// Tells everybody who works off a queue.
pub fn tell_role(
    tx: &mut Tx,
    from: &Person,
    role: Role,
    kind: MemoKind,
    href: &str,
    subject: &str,
    detail: &str,
) -> Outcome<()> {
    for member in persons_with(tx, role)? {
        tell(tx, from, member.id, kind, href, subject, detail)?;
    }
    Ok(())
}

/// Everybody whom a text names after an `@`, by name or login, of those who may know what it is about.
pub fn mentioned(tx: &mut Tx, text: &str, may_know: &[Role]) -> Outcome<Vec<Id>> {
    let mut found: Vec<Id> = Vec::new();
    if !text.contains('@') {
        return Ok(found);
    }
    let staff: Vec<(Id, String, String, Role)> =
        tx.list(&STAFF, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    for (id, login, name, role) in staff {
        let named = text.contains(&format!("@{name}")) || names_login(text, &login);
        if named && may_know.contains(&role) && !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// `@li` is not in `@lina`.
fn names_login(text: &str, login: &str) -> bool {
    let at = format!("@{login}");
    text.match_indices(&at).any(|(place, _)| {
        !text[place + at.len()..]
            .chars()
            .next()
            .is_some_and(|next| next.is_ascii_alphanumeric() || "-_.".contains(next))
    })
}

/// How many are unread, for the top bar.
pub fn unread(tx: &mut Tx, who: &Person) -> Outcome<i64> {
    Ok(tx.one(&COUNT, &[&who.id, &COUNT_MAX], |row| row.get(0))?)
}

/// Clears away what is too old to matter, some at a time.
pub fn sweep_memos(tx: &mut Tx) -> Outcome<u64> {
    let before = tx.now().checked_sub(std::time::Duration::from_secs(KEPT_DAYS * 86_400)).unwrap_or(Instant::EPOCH);
    Ok(tx.execute(&FORGET, &[&before, &SWEPT])?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `unread`, or all.
    show: String,
    after: Option<Id>,
}

/// `GET /memos`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let who = ask.who()?.clone();
    let unread = asked.show == "unread";
    let after = asked.after.unwrap_or(Id::from_uuid(uuid::Uuid::max()));
    let (mut memos, zone): (Vec<Memo>, TimeZone) = app
        .read(move |tx| {
            let sql = if unread { &UNREAD } else { &ALL };
            let memos = tx.list(sql, &[&who.id, &after, &(ROWS + 1)], |row| {
                Ok(Memo {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    href: row.get(2)?,
                    subject: row.get(3)?,
                    detail: row.get(4)?,
                    from_name: row.get(5)?,
                    at: row.get(6)?,
                    read_at: row.get(7)?,
                })
            })?;
            Ok((memos, when::zone(tx)?))
        })
        .await?;
    let more = memos.len() as i64 > ROWS;
    memos.truncate(usize::try_from(ROWS).unwrap_or(0));
    let show = if unread { "show=unread&" } else { "" };
    let next = memos.last().filter(|_| more).map(|last| format!("/memos?{show}after={}", last.id));
    let first = asked.after.map(|_| format!("/memos?{show}"));
    Ok(ask.show(&json!({ "rows": memos, "after": next }), || {
        let chips = [
            Chip::new(ask.t("memo-all"), "/memos", !unread),
            Chip::new(ask.t("memo-unread"), "/memos?show=unread", unread),
        ];
        let all = html! { form method="post" action="/memos/read" { (ui::button(ask.t("memo-read-all")).icon("check")) } };
        let body = html! {
            (ui::page_header(ask.t("memo-title"), ask.t("memo-lead"), html! { @if memos.iter().any(|m| m.read_at.is_none()) { (all) } }))
            (ui::chips(ask.t("memo-show"), &chips))
            (ui::card("", html! { (ui::clause("1.3.3")) }, table(&ask, &memos, &zone)))
            (ui::pager(ask.lang, first.as_deref(), next.as_deref(), ""))
        };
        shell::page(&ask, Page::new(ask.t("memo-title"), "home", body))
    }))
}

fn table(ask: &Ask, memos: &[Memo], zone: &TimeZone) -> Markup {
    let columns = ["memo-about", "memo-what", "memo-from", "memo-at"].map(|key| ui::column(ask.t(key)));
    let columns = columns.into_iter().chain([ui::column(ask.t("memo-open")).label_hidden().class("act")]);
    let empty = ui::empty_state(ask.t("memo-none"), ask.t("memo-none-text"), html! {});
    let rows = memos.iter().map(|memo| {
        let (tone, word) = if memo.read_at.is_none() { (Tone::Active, "memo-new") } else { (Tone::Quiet, "memo-seen") };
        ui::Row::new([
            html! { a href=(memo.href) { (memo.subject) } },
            html! {
                (ui::status(tone, ask.t(word))) " " (ask.t(&format!("memo-kind-{}", memo.kind.code().replace('_', "-"))))
                @if !memo.detail.is_empty() { br; small { (memo.detail) } }
            },
            html! { (memo.from_name) },
            html! { (when::shown(memo.at, zone)) },
            html! { form method="post" action={ "/memos/" (memo.id) "/read" } { (ui::button(ask.t("memo-open")).small()) } },
        ])
    });
    html! { (ui::Table::new(ask.t("memo-title"), columns).rows(rows).empty(empty)) }
}

/// `POST /memos/{id}/read`: marks it and goes where it leads.
pub async fn read_one(State(app): State<App>, ask: Ask, Path(id): Path<Id>) -> Result<Response, Failure> {
    let href = app.perform(ask.who()?, ReadOne { memo: id }).await?;
    Ok(ask.see(&href, &json!({ "href": href })))
}

/// `POST /memos/read`
pub async fn read_all(State(app): State<App>, ask: Ask, _: Body<Value>) -> Result<Response, Failure> {
    let read = app.perform(ask.who()?, ReadAll).await?;
    Ok(ask.see("/memos", &json!({ "read": read })))
}

pub struct ReadOne {
    pub memo: Id,
}

impl Act for ReadOne {
    type Done = String;

    /// One's own only: another's is not found.
    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<String> {
        let href: String = tx.maybe(&ONE, &[&self.memo, &who.id], |row| row.get(0))?.ok_or(Trouble::Hidden)?;
        let now = tx.now();
        tx.execute(&READ, &[&now, &self.memo, &who.id])?;
        Ok(href)
    }
}

pub struct ReadAll;

impl Act for ReadAll {
    type Done = u64;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<u64> {
        let now = tx.now();
        Ok(tx.execute(&READ_ALL, &[&now, &who.id])?)
    }
}
