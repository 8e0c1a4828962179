//! 4.3.3: the departments say, each by itself and all at the same time, what a change does to them: days, cost, scrap,
//! and how it can be done. The last answer hands it back to the specialist.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::day::Instant;
use platform::db::Row;
use platform::money::Money;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Fault, Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::decide::{of_department, tell_owner};
use super::page;
use super::request::{self, Change, ChangeState};
use crate::masters;
use crate::order::{Order, duty};
use crate::people::{self, setting};
use crate::review::bounded;

#[derive(Clone, Debug, Serialize)]
pub struct Assessment {
    pub id: Id,
    pub department: Role,
    pub due_at: Instant,
    pub answered_at: Option<Instant>,
    pub by_name: String,
    /// Working days that it takes longer, or less.
    pub days: i64,
    /// In minor units of the company's currency; what it saves is negative.
    pub cost: i64,
    pub scrap: String,
    pub solution: String,
}

platform::sql! {
    ASK = "INSERT INTO change_assessment (id, change_id, department, asked_at, due_at, days, cost, scrap, solution) \
        VALUES ($1, $2, $3, $4, $5, 0, 0, '', '')";
    // Its duty may have been counted anew since: while it is open, that is what holds.
    OF = "SELECT a.id, a.department, COALESCE((SELECT d.due_at FROM duty d WHERE d.about = a.change_id \
        AND d.kind = 'assess_change' AND d.owner_role = a.department AND d.done_at IS NULL LIMIT 1), a.due_at), a.answered_at, COALESCE(p.name, ''), a.days, a.cost, a.scrap, a.solution \
        FROM change_assessment a LEFT JOIN person p ON p.id = a.answered_by WHERE a.change_id = $1 ORDER BY a.department";
    ANSWER = "UPDATE change_assessment SET answered_at = $1, answered_by = $2, days = $3, cost = $4, scrap = $5, \
        solution = $6 WHERE id = $7 AND answered_at IS NULL";
}

pub fn ask(tx: &mut Tx, change: &Change, department: Role) -> Outcome<()> {
    let allowed = setting::allowed(tx, "assess_change")?;
    let (id, now, due_at) = (tx.new_id(), tx.now(), people::due(tx, Some(department), allowed)?);
    tx.execute(&ASK, &[&id, &change.id, &department, &now, &due_at])?;
    Ok(())
}

pub fn of(tx: &mut Tx, change: Id) -> Outcome<Vec<Assessment>> {
    Ok(tx.list(&OF, &[&change], read)?)
}

fn read(row: &Row<'_>) -> Result<Assessment, Fault> {
    Ok(Assessment {
        id: row.get(0)?,
        department: row.get(1)?,
        due_at: row.get(2)?,
        answered_at: row.get(3)?,
        by_name: row.get(4)?,
        days: row.get(5)?,
        cost: row.get(6)?,
        scrap: row.get(7)?,
        solution: row.get(8)?,
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AssessForm {
    pub department: String,
    pub days: String,
    pub cost: String,
    pub scrap: String,
    pub solution: String,
}

/// `POST /changes/{id}/assessments`
pub async fn assess(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<AssessForm>,
) -> Result<Response, Failure> {
    let act = Assess { change: id, form: body.value };
    page::done(&app, &ask, id, body.raw, app.perform_once(ask.who()?, body.once, act).await).await
}

/// What a department answers.
pub struct Answer {
    pub solution: String,
}

const SOLUTION: Rule<Answer> = Rule {
    id: "change.solution",
    clause: "4.3.3",
    weight: Weight::Must,
    verdict: |answer| {
        let none = answer.solution.is_empty();
        if none { vec![Finding::fail(Say::new("change-refused-solution"))] } else { Vec::new() }
    },
};

pub const ASSESS: Step<ChangeState, Answer> = Step {
    id: "change.assess",
    clause: "4.3.3",
    from: &[ChangeState::Assessing],
    to: None,
    by: By::Roles(ASKED),
    opens: &[],
    closes: &["assess_change"],
    rules: &[SOLUTION],
};

/// Departments that a change can touch.
pub const ASKED: &[Role] =
    &[Role::Production, Role::Purchasing, Role::Warehouse, Role::Quality, Role::Logistics, Role::Finance];

/// All have answered.
pub const ASSESSED: Step<ChangeState, ()> = Step {
    id: "change.assessed",
    clause: "4.3.3",
    from: &[ChangeState::Assessing],
    to: Some(ChangeState::Proposal),
    by: By::System,
    opens: &["propose_change"],
    closes: &["assess_change"],
    rules: &[],
};

pub struct Assess {
    pub change: Id,
    pub form: AssessForm,
}

impl Act for Assess {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut desk = request::desk(tx, who, self.change, "")?;
        let all = of(tx, self.change)?;
        let asked = Role::from_code(&self.form.department);
        let mine = all.iter().find(|a| asked.map_or(who.is(a.department), |role| a.department == role));
        let Some(mine) = mine else { return Err(ASSESS.forbidden()) };
        let (days, cost) = self.figures(tx)?;
        let answer = Answer { solution: bounded("solution", &self.form.solution)? };
        let scrap = bounded("scrap", &self.form.scrap)?;
        let leave = ASSESS.admit(desk.change.state, &of_department(who, mine.department), &answer, &[])?;
        if leave.idle {
            return Ok(self.change);
        }
        let (now, by) = (tx.now(), Some(who.id));
        if tx.execute(&ANSWER, &[&now, &by, &days, &cost, &scrap, &answer.solution, &mine.id])? == 0 {
            return Err(Trouble::stale(self.change));
        }
        duty::close_of_department(tx, self.change, "assess_change", mine.department, who)?;
        let body = json!({"department": mine.department, "days": days, "cost": cost, "scrap": scrap,
            "solution": answer.solution});
        request::tell_history(tx, who, &desk.order, &desk.change, &leave, body)?;
        if of(tx, self.change)?.iter().all(|a| a.answered_at.is_some()) {
            all_said(tx, who, &desk.order, &mut desk.change)?;
        }
        Ok(self.change)
    }
}

impl Assess {
    fn figures(&self, tx: &mut Tx) -> Outcome<(i64, i64)> {
        let mut fields = Fields::none();
        let currency = masters::company(tx)?.currency;
        let (days, cost) = (self.form.days.trim(), self.form.cost.trim());
        let found_days = if days.is_empty() { Some(0) } else { days.parse::<i64>().ok().filter(|d| d.abs() <= 730) };
        let found_cost =
            if cost.is_empty() { Some(0) } else { Money::parse_lenient(cost, currency).ok().map(Money::minor) };
        if found_days.is_none() {
            fields.add("days", Say::new("change-days-unreadable"));
        }
        if found_cost.is_none() {
            fields.add("cost", Say::new("change-cost-unreadable"));
        }
        fields.check()?;
        Ok((found_days.unwrap_or(0), found_cost.unwrap_or(0)))
    }
}

/// The specialist merges what they said.
pub fn all_said(tx: &mut Tx, who: &Person, order: &Order, change: &mut Change) -> Outcome<()> {
    let system = Standing { system: true, ..Standing::default() };
    let leave = ASSESSED.admit(change.state, &system, &(), &[])?;
    if leave.idle {
        return Ok(());
    }
    request::advance(tx, &Person::system(), order, change, &leave, json!({}))?;
    tell_owner(tx, who, order, change, "")
}
