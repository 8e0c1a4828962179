//! 2.2.1d: the executive says that he has read the report; he and the manager comment on it.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::step::{By, Step};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Tx};
use serde::Deserialize;
use serde_json::{Value, json};

use super::report::{self, Facts, ReportState, SAYS};
use super::{problem_page, report_page};
use crate::order::duty;
use crate::people::{self, Again, MemoKind};

pub const READ: Step<ReportState, Facts> = Step {
    id: "report.read",
    clause: "2.2.1d",
    from: &[ReportState::Sent],
    to: Some(ReportState::Read),
    by: By::Roles(&[Role::Executive]),
    opens: &[],
    closes: &["read_report"],
    rules: &[],
};

pub const COMMENT: Step<ReportState, Facts> = Step {
    id: "report.comment",
    clause: "2.2.1d",
    from: &[ReportState::Sent, ReportState::Read],
    to: None,
    by: By::Roles(&[Role::Executive, Role::Manager]),
    opens: &[],
    closes: &[],
    rules: &[SAYS],
};

/// `POST /reports/{id}/reading`
pub async fn read(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<Value>,
) -> Result<Response, Failure> {
    app.perform_once(ask.who()?, body.once, ReadReport { report: id }).await?;
    Ok(ask.see(&format!("/reports/{id}"), &json!({ "id": id })))
}

pub struct ReadReport {
    pub report: Id,
}

impl Act for ReadReport {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let report = report::held(tx, self.report)?;
        let leave = READ.admit(report.state, &report::standing(tx, who)?, &Facts::default(), &[])?;
        if leave.idle {
            return Ok(report.id);
        }
        report::mark_read(tx, who, &report, &leave)?;
        duty::close(tx, report.id, "read_report", Some(who), "done")?;
        report::tell(tx, who, report.id, &leave, json!({}))?;
        Ok(report.id)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CommentForm {
    pub text: String,
}

/// `POST /reports/{id}/comments`
pub async fn comment(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<CommentForm>,
) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, CommentReport { report: id, form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/reports/{id}#comments"), &json!({ "id": id }))),
        Err(trouble) => report_page::again(&app, &ask, id, Again::after(&ask, body.raw, trouble)?).await,
    }
}

pub struct CommentReport {
    pub report: Id,
    pub form: CommentForm,
}

impl Act for CommentReport {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let report = report::held(tx, self.report)?;
        let text = problem_page::bounded("text", &self.form.text)?;
        let facts = Facts { silent: text.is_empty(), ..Facts::default() };
        let leave = COMMENT.admit(report.state, &report::standing(tx, who)?, &facts, &[])?;
        if leave.idle {
            return Ok(report.id);
        }
        report::say(tx, who, report.id, &text)?;
        let (href, span) = (report.href(), report.span());
        // Each side hears what the other says.
        if let Some(sender) = report.sent_by.filter(|sender| *sender != who.id) {
            people::tell(tx, who, sender, MemoKind::ReportComment, &href, &span, &text)?;
        } else {
            people::tell_role(tx, who, Role::Executive, MemoKind::ReportComment, &href, &span, &text)?;
        }
        report::tell(tx, who, report.id, &leave, json!({ "text": text }))?;
        Ok(report.id)
    }
}
