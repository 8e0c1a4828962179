//! 2.2.2d: whoever sees a problem reports it; from that instant one person or department owns it until a due time.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::limits::{FIELD_CHARS, TEXT_CHARS};
use platform::step::{By, Standing, Step};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::problem::{self, DEPARTMENTS, DUE_AHEAD, Facts, OWNER_FITS, Problem, ProblemState, Severity};
use super::problem_form;
use crate::order::{self, CONCERNED, Photo};
use crate::people::{self, Again, MemoKind};

/// `POST /problems`
pub async fn open(State(app): State<App>, ask: Ask, body: Body<ProblemForm>) -> Result<Response, Failure> {
    let mut form = body.value;
    // From the page behind a job card it goes back there: the next report is made with the same thumb.
    let machine: Option<Id> = form.work.parse().ok();
    let opened = match order::photo_of(&app, body.files).await {
        Ok(photo) => {
            form.photo = photo;
            app.perform_once(ask.who()?, body.once, OpenProblem { form }).await
        }
        Err(trouble) => Err(trouble),
    };
    match opened {
        Ok(id) => {
            let back = machine.map_or(format!("/problems/{id}"), |work| format!("/w/{work}?problem={id}"));
            Ok(ask.see(&back, &json!({ "id": id })))
        }
        Err(trouble) => problem_form::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProblemForm {
    pub title: String,
    pub story: String,
    /// An order's number; empty: about the work in general.
    pub order: String,
    pub line: String,
    pub department: String,
    pub owner: String,
    pub severity: String,
    /// Empty: as its severity says.
    pub due: String,
    /// The work order at whose machine it was seen; only the way back.
    pub work: String,
    /// What is wrong, as a picture: the file `photo` of a form with files.
    #[serde(skip)]
    pub photo: Option<Photo>,
}

pub struct OpenProblem {
    pub form: ProblemForm,
}

pub const OPEN: Step<ProblemState, Facts> = Step {
    id: "problem.open",
    clause: "2.2.2d",
    from: &[ProblemState::New],
    to: Some(ProblemState::Open),
    by: By::Roles(CONCERNED),
    opens: &["solve_problem"],
    closes: &[],
    rules: &[OWNER_FITS, DUE_AHEAD],
};

impl Act for OpenProblem {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (mut problem, keeper) = self.read(tx, who)?;
        let facts = Facts {
            stranger: problem::stranger(tx, problem.department, problem.owner)?,
            due_behind: problem.due_at <= tx.now(),
            ..Facts::default()
        };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = OPEN.admit(ProblemState::New, &standing, &facts, &[])?;
        if leave.idle {
            return Ok(problem.id);
        }
        problem.photo = self.form.photo.as_ref().map(|photo| photo.record(tx, who)).transpose()?;
        problem::add(tx, &problem)?;
        problem::give_duty(tx, &problem)?;
        if let Some(owner) = problem.owner {
            people::tell(
                tx,
                who,
                owner,
                MemoKind::ProblemGiven,
                &problem.href(),
                &problem.title,
                &problem.order_number,
            )?;
        }
        // 4.1.3: the order's specialist knows of it at once, whoever has to solve it.
        if let Some(keeper) = keeper.filter(|keeper| Some(*keeper) != problem.owner) {
            let (href, title) = (problem.href(), problem.title.as_str());
            people::tell(tx, who, keeper, MemoKind::ProblemTold, &href, title, &problem.order_number)?;
        }
        let body = json!({"severity": problem.severity, "department": problem.department, "due_at": problem.due_at});
        problem::tell_history(tx, who, &problem, &leave, body)?;
        Ok(problem.id)
    }
}

impl OpenProblem {
    /// The problem, and whose order it is about.
    fn read(&self, tx: &mut Tx, who: &Person) -> Outcome<(Problem, Option<Id>)> {
        let (form, mut fields) = (&self.form, Fields::none());
        let title = form.title.trim();
        if title.is_empty() || title.chars().count() as u64 > FIELD_CHARS.value {
            fields.add("title", Say::new("problem-title-missing").arg("n", FIELD_CHARS.value));
        }
        if form.story.chars().count() as u64 > TEXT_CHARS.value {
            fields.add("story", Say::new("note-text-long").arg("limit", TEXT_CHARS.value));
        }
        let department = Role::from_code(&form.department).filter(|role| DEPARTMENTS.contains(role));
        if department.is_none() {
            fields.add("department", Say::new("problem-department-missing"));
        }
        let severity = Severity::from_code(&form.severity);
        if severity.is_none() {
            fields.add("severity", Say::new("problem-severity-missing"));
        }
        let (order, line) = self.about(tx, who, &mut fields)?;
        let owner = read_owner(&mut fields, &form.owner);
        let zone = people::zone(tx)?;
        let due =
            if form.due.trim().is_empty() { None } else { people::read_time(&mut fields, "due", &form.due, &zone) };
        fields.check()?;
        let (Some(department), Some(severity)) = (department, severity) else {
            return Err(Trouble::Invalid(Fields::none()));
        };
        let due_at = match due {
            Some(due) => due,
            None => {
                let allowed = severity.allowed(tx)?;
                people::due(tx, Some(department), allowed)?
            }
        };
        let keeper = order.as_ref().map(|order| order.owner);
        let problem = Problem {
            id: tx.new_id(),
            title: title.to_string(),
            story: form.story.trim().to_string(),
            order: order.as_ref().map(|order| order.id),
            order_number: order.map_or(String::new(), |order| order.number),
            line,
            department,
            owner,
            owner_name: String::new(),
            severity,
            state: ProblemState::Open,
            opened_at: tx.now(),
            opened_by: who.id,
            opened_name: who.name.clone(),
            due_at,
            escalated_at: None,
            ground: String::new(),
            cause: String::new(),
            resolution: String::new(),
            resolved_at: None,
            resolved_by: None,
            reopened: 0,
            photo: None,
            lock: 1,
        };
        Ok((problem, keeper))
    }

    /// The order it is about, if this reporter may know of it, and the line.
    fn about(&self, tx: &mut Tx, who: &Person, fields: &mut Fields) -> Outcome<(Option<order::Order>, Option<i64>)> {
        let (number, line) = (self.form.order.trim(), self.form.line.trim());
        if number.is_empty() {
            return Ok((None, None));
        }
        let found = match order::by_number(tx, number)? {
            Some(id) => order::fetch(tx, who, id).ok(),
            None => None,
        };
        let Some(found) = found else {
            fields.add("order", Say::new("problem-order-unknown"));
            return Ok((None, None));
        };
        if line.is_empty() {
            return Ok((Some(found), None));
        }
        let no = line.parse::<i64>().ok().filter(|no| found.lines.iter().any(|l| l.no == *no));
        if no.is_none() {
            fields.add("line", Say::new("problem-line-unknown").arg("n", found.lines.len()));
        }
        Ok((Some(found), no))
    }
}

/// Empty: the department's queue.
pub fn read_owner(fields: &mut Fields, text: &str) -> Option<Id> {
    if text.trim().is_empty() {
        return None;
    }
    let owner = text.trim().parse().ok();
    if owner.is_none() {
        fields.add("owner", Say::new("problem-owner-unknown"));
    }
    owner
}
