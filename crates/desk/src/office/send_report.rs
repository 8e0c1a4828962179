//! 2.2.1d: one press makes the report of a span with the figures of this instant and sends it to the executive; it stands
//! in his list until he has read it.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Day;
use platform::step::{By, Standing, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::month::Month;
use super::report::{self, Facts, ReportState, SPAN};
use super::{problem_page, report_list, snapshot};
use crate::order::duty::{self, Given, Owner};
use crate::people::{self, Again, MemoKind};

/// A quarter of a year.
const DAYS_MAX: i64 = 92;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    /// One that is due; empty: one of its own.
    pub report: String,
    pub from: String,
    pub to: String,
    pub text: String,
}

pub struct SendReport {
    pub form: ReportForm,
}

pub const SEND: Step<ReportState, Facts> = Step {
    id: "report.send",
    clause: "2.2.1d",
    from: &[ReportState::New, ReportState::Due],
    to: Some(ReportState::Sent),
    by: By::ActingManager,
    opens: &["read_report"],
    closes: &["make_report"],
    rules: &[SPAN],
};

/// A month is over: the manager's report is due.
pub const OPEN: Step<ReportState, Facts> = Step {
    id: "report.fall_due",
    clause: "2.2.1d",
    from: &[ReportState::New],
    to: Some(ReportState::Due),
    by: By::System,
    opens: &["make_report"],
    closes: &[],
    rules: &[],
};

/// `POST /reports`
pub async fn send(State(app): State<App>, ask: Ask, body: Body<ReportForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, SendReport { form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/reports/{id}"), &json!({ "id": id }))),
        Err(trouble) => report_list::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

impl Act for SendReport {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (form, mut fields) = (&self.form, Fields::none());
        let mut day = |name: &'static str, text: &str| -> Option<Day> {
            let day = text.trim().parse().ok();
            if day.is_none() {
                fields.add(name, Say::new("people-day-wrong"));
            }
            day
        };
        let (from, to) = (day("from", &form.from), day("to", &form.to));
        fields.check()?;
        let (Some(from), Some(to)) = (from, to) else { return Err(Trouble::Invalid(Fields::none())) };
        let text = problem_page::bounded("text", &form.text)?;
        let mut report = match form.report.trim().parse() {
            Ok(id) => report::held(tx, id)?,
            Err(_) => report::blank(tx, from, to),
        };
        (report.from, report.to, report.text) = (from, to, text);
        let length = to.days_since(from) + 1;
        let span_wrong = to > people::today(tx)? || !(1..=DAYS_MAX).contains(&length);
        let facts = Facts { span_wrong, ..Facts::default() };
        let leave = SEND.admit(report.state, &report::standing(tx, who)?, &facts, &[])?;
        if leave.idle {
            return Ok(report.id);
        }
        report.figures = Some(snapshot::take(tx, from, to)?);
        if leave.from == ReportState::New {
            report::add(tx, &report)?;
        }
        report::send(tx, who, &report, &leave)?;
        duty::close(tx, report.id, "make_report", Some(who), "done")?;
        give(tx, report.id, "read_report", Role::Executive, &report.span())?;
        people::tell_role(tx, who, Role::Executive, MemoKind::Report, &report.href(), &report.span(), &report.text)?;
        let body = json!({"from": from, "to": to, "text": report.text});
        report::tell(tx, who, report.id, &leave, body)?;
        Ok(report.id)
    }
}

fn give(tx: &mut Tx, about: Id, kind: &str, role: Role, subject: &str) -> Outcome<()> {
    let owner = Owner::Role(role);
    let given = Given { about, about_kind: "report", kind, owner, subject, detail: "", due_at: None, over: None };
    duty::give(tx, &given).map(|_| ())
}

platform::sql! {
    ANYTHING = "SELECT id FROM orders WHERE made_at < $1 LIMIT 1";
}

/// Opens the report of the month that is over, once, where anything happened in or before it.
pub struct OpenReport;

impl Act for OpenReport {
    type Done = bool;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<bool> {
        let this = Month::now(tx)?;
        let over = this.before();
        let zone = people::zone(tx)?;
        let (_, end) = over.span(&zone)?;
        let worked = tx.maybe(&ANYTHING, &[&end], |row| row.get::<Id>(0))?.is_some();
        if !worked || report::is_there(tx, over.first(), over.last())? {
            return Ok(false);
        }
        let report = report::blank(tx, over.first(), over.last());
        let standing = Standing { system: true, ..Standing::default() };
        let leave = OPEN.admit(ReportState::New, &standing, &Facts::default(), &[])?;
        if leave.idle {
            return Ok(false);
        }
        report::add(tx, &report)?;
        give(tx, report.id, "make_report", Role::Manager, &over.to_string())?;
        report::tell(tx, who, report.id, &leave, json!({"from": report.from, "to": report.to}))?;
        Ok(true)
    }
}
