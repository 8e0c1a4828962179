//! The reports (2.2.1d), the latest first, and the one press that makes the next.

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use platform::act::{App, Outcome};
use platform::day::Day;
use platform::i18n::Lang;
use platform::web::ui::{self, Row, Table, Tone, column};
use platform::web::{Ask, Failure};
use platform::who::Person;
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::json;

use super::month::Month;
use super::report::{self, Report, ReportState};
use super::send_report::SEND;
use crate::ledger::duty_shown;
use crate::people::{self, Again};
use crate::shell::{self, Page};

const ROWS: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `<day>_<id>` of the row before the page.
    pub after: String,
}

struct Seen {
    rows: Vec<Report>,
    next: Option<String>,
    writes: bool,
    /// What the form begins with: the report that is due, or the days since the last one.
    due: Option<Report>,
    from: Day,
    to: Day,
    zone: jiff::tz::TimeZone,
    once: Id,
}

/// `GET /reports`
pub async fn page(State(app): State<App>, ask: Ask, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let seen = look(&app, &ask, &asked).await?;
    let data = json!({ "rows": seen.rows.iter().map(head).collect::<Vec<_>>(), "after": seen.next });
    Ok(ask.show(&data, || drawn(&ask, &seen, &Again::blank(), !asked.after.is_empty())))
}

/// A row of the list does not carry the whole report.
fn head(report: &Report) -> serde_json::Value {
    json!({
        "id": report.id, "from": report.from, "to": report.to, "state": report.state, "sent_at": report.sent_at,
        "sent_name": report.sent_name, "read_at": report.read_at, "read_name": report.read_name,
    })
}

/// The page once more, after a "no".
pub async fn again(app: &App, ask: &Ask, again: Again) -> Result<Response, Failure> {
    let seen = look(app, ask, &Asked::default()).await?;
    Ok(drawn(ask, &seen, &again, false))
}

async fn look(app: &App, ask: &Ask, asked: &Asked) -> Result<Seen, Failure> {
    let (who, after) = (ask.who()?.clone(), asked.after.clone());
    Ok(app.read(move |tx| read(tx, &who, &after)).await?)
}

fn read(tx: &mut Tx, who: &Person, after: &str) -> Outcome<Seen> {
    let mark = after.split_once('_').and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    let today = people::today(tx)?;
    let end = (Day::new(2200, 12, 31).unwrap_or(today), Id::from_uuid(uuid::Uuid::max()));
    let mut rows = report::list(tx, mark.unwrap_or(end), ROWS + 1)?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let next = rows.last().filter(|_| more).map(|last| format!("{}_{}", last.to, last.id));
    let due = rows.iter().find(|report| report.state == ReportState::Due).cloned();
    let last = report::last(tx, today)?;
    let since = last.filter(|last| last.state != ReportState::Due).and_then(|last| last.to.add_days(1).ok());
    // Since the last one; the month so far where that is longer ago, or today.
    let from = since.filter(|day| *day <= today && *day >= Month::of(today).first());
    let from = from.unwrap_or(Month::of(today).first());
    let writes = SEND.offered(ReportState::New, &report::standing(tx, who)?);
    Ok(Seen { rows, next, writes, due, from, to: today, zone: people::zone(tx)?, once: tx.new_id() })
}

pub fn state_mark(lang: Lang, report: &Report) -> Markup {
    let tone = match report.state {
        ReportState::New | ReportState::Due => Tone::Warn,
        ReportState::Sent => Tone::Active,
        ReportState::Read => Tone::Good,
    };
    ui::status(tone, lang.t(&format!("report-state-{}", report.state.code())))
}

fn drawn(ask: &Ask, seen: &Seen, again: &Again, behind: bool) -> Response {
    let lang = ask.lang;
    let heads = ["report-span", "report-state", "report-sent", "report-read"].map(|key| column(lang.t(key)));
    let moment = |at| duty_shown::moment(&seen.zone, at);
    let rows = seen.rows.iter().map(|report| {
        Row::new([
            html! { a href=(report.href()) { (report.span()) } },
            state_mark(lang, report),
            html! { @if let Some(at) = report.sent_at { (report.sent_name) " · " (moment(at)) } @else { "–" } },
            html! { @if let Some(at) = report.read_at { (report.read_name) " · " (moment(at)) } @else { "–" } },
        ])
        .opens(report.href())
    });
    let empty = ui::empty_state(lang.t("report-none"), lang.t("report-none-text"), html! {});
    let list = html! {
        (ui::card("", html! {}, html! { (Table::new(lang.t("report-title"), heads).rows(rows).empty(empty)) }))
        (ui::pager(lang, behind.then_some("/reports"), seen.next.as_ref().map(|next| format!("/reports?after={next}")).as_deref(), ""))
    };
    let body = html! {
        (ui::page_header(lang.t("report-title"), lang.t("report-lead"), html! { (ui::clause("2.2.1d")) }))
        (again.head(ask))
        @if seen.writes { (ui::main_aside(list, form(lang, seen, again))) } @else { (list) }
    };
    shell::page(ask, Page::new(lang.t("nav-reports"), "reports", body).status(again.status))
}

fn form(lang: Lang, seen: &Seen, again: &Again) -> Markup {
    let or = |name: &str, kept: String| Some(again.value(name)).filter(|typed| !typed.is_empty()).unwrap_or(kept);
    let (from, to) = seen.due.as_ref().map_or((seen.from, seen.to), |due| (due.from, due.to));
    let due = seen.due.as_ref().map_or(String::new(), |due| due.id.to_string());
    ui::card(
        lang.t("step-report-send"),
        ui::clause("2.2.1d"),
        html! {
            form method="post" action="/reports" data-guard {
                (ui::form_token(seen.once)) (ui::hidden("report", or("report", due)))
                @if seen.due.is_some() { p { (ui::status(Tone::Warn, lang.t("report-is-due"))) } }
                div.fields {
                    (ui::date("from", lang.t("report-from")).value(or("from", from.to_string())).error(again.error("from")).required())
                    (ui::date("to", lang.t("report-to")).value(or("to", to.to_string())).error(again.error("to")).required())
                }
                (ui::textarea("text", lang.t("report-text")).rows(5).value(again.value("text")).error(again.error("text"))
                    .hint(Some(lang.t("report-text-hint"))))
                div.form-foot { (ui::primary(lang.t("step-report-send")).icon("send")) }
            }
        },
    )
}
