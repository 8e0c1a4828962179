//! 2.2.1a: a month's plan: what is to be done, and goals against live figures. One for the department and one for each
//! specialist who is given one; a month that is over is frozen with its figures.

use platform::act::Outcome;
use platform::day::{Day, Instant};
use platform::db::Row;
use platform::history::{self, Entry};
use platform::money::{Currency, Money};
use platform::step::Leave;
use platform::who::Person;
use platform::{Fault, Id, Trouble, Tx};
use serde::Serialize;
use serde_json::{Value, json};

use super::figures::{Figures, Metric, Unit};
use super::month::Month;

platform::words! {
    pub enum PlanState { New = "new", Open = "open", Frozen = "frozen" }
}

/// Whose plan it is: all zeros is the department's.
pub const DEPARTMENT: Id = Id::from_uuid(uuid::Uuid::nil());

#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub id: Id,
    pub month: Day,
    pub person: Id,
    pub state: PlanState,
    pub text: String,
    /// Once it is frozen.
    pub figures: Option<Figures>,
    pub lock: i64,
    pub goals: Vec<(Metric, i64)>,
}

impl Plan {
    pub fn goal(&self, metric: Metric) -> Option<i64> {
        self.goals.iter().find(|(known, _)| *known == metric).map(|(_, target)| *target)
    }
}

platform::sql! {
    OF = "SELECT id, month, person, state, text, figures, lock FROM plan WHERE person = $1 AND month = $2";
    HELD = "SELECT id, month, person, state, text, figures, lock FROM plan WHERE person = $1 AND month = $2 {for update}";
    GOALS = "SELECT metric, target FROM plan_goal WHERE plan = $1";
    ADD = "INSERT INTO plan (id, month, person, state, text, figures, changed_at, changed_by, lock) \
        VALUES ($1, $2, $3, 'open', $4, '', $5, $6, 1)";
    CHANGE = "UPDATE plan SET state = $1, text = $2, changed_at = $3, changed_by = $4, lock = lock + 1 \
        WHERE id = $5 AND lock = $6";
    FREEZE = "UPDATE plan SET state = $1, figures = $2, frozen_at = $3, lock = lock + 1 WHERE id = $4 AND lock = $5";
    DROP_GOALS = "DELETE FROM plan_goal WHERE plan = $1";
    ADD_GOAL = "INSERT INTO plan_goal (plan, metric, target) VALUES ($1, $2, $3)";
    BEFORE = "SELECT id, month, person, state, text, figures, lock FROM plan WHERE person = $1 AND month < $2 \
        ORDER BY month DESC LIMIT $3";
    PAST = "SELECT id, month, person, state, text, figures, lock FROM plan WHERE state = 'open' AND month < $1 \
        ORDER BY month, id LIMIT $2 {skip locked}";
}

pub fn of(tx: &mut Tx, person: Id, month: Month) -> Outcome<Option<Plan>> {
    let found = tx.maybe(&OF, &[&person, &month.first()], read)?;
    with_goals(tx, found)
}

/// For acts: nobody else changes it meanwhile.
pub fn held(tx: &mut Tx, person: Id, month: Month) -> Outcome<Option<Plan>> {
    let found = tx.maybe(&HELD, &[&person, &month.first()], read)?;
    with_goals(tx, found)
}

fn with_goals(tx: &mut Tx, plan: Option<Plan>) -> Outcome<Option<Plan>> {
    let Some(mut plan) = plan else { return Ok(None) };
    plan.goals = tx.list(&GOALS, &[&plan.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some(plan))
}

/// The plans before a month, the latest first, without their goals.
pub fn before(tx: &mut Tx, person: Id, month: Month, limit: i64) -> Outcome<Vec<Plan>> {
    Ok(tx.list(&BEFORE, &[&person, &month.first(), &limit], read)?)
}

/// Plans of months that are over and not frozen yet.
pub fn past(tx: &mut Tx, this: Month, limit: i64) -> Outcome<Vec<Plan>> {
    Ok(tx.list(&PAST, &[&this.first(), &limit], read)?)
}

/// A plan of this month for this person, before anybody wrote one.
pub fn blank(tx: &mut Tx, person: Id, month: Month) -> Plan {
    Plan {
        id: tx.new_id(),
        month: month.first(),
        person,
        state: PlanState::New,
        text: String::new(),
        figures: None,
        lock: 0,
        goals: Vec::new(),
    }
}

/// Writes text and goals, by leave of a step, and its history.
pub fn keep(tx: &mut Tx, who: &Person, plan: &Plan, leave: &Leave<PlanState>, before: &Value) -> Outcome<()> {
    let now = tx.now();
    if leave.from == PlanState::New {
        tx.execute(&ADD, &[&plan.id, &plan.month, &plan.person, &plan.text, &now, &who.id])?;
    } else if tx.execute(&CHANGE, &[&leave.to, &plan.text, &now, &who.id, &plan.id, &plan.lock])? == 0 {
        return Err(Trouble::stale(plan.id));
    }
    tx.execute(&DROP_GOALS, &[&plan.id])?;
    for (metric, target) in &plan.goals {
        tx.execute(&ADD_GOAL, &[&plan.id, metric, target])?;
    }
    let body = json!({"month": plan.month, "person": plan.person, "from": before, "to": said(plan)});
    tell(tx, who, plan.id, leave, body)
}

/// Writes the month's figures for good.
pub fn freeze(tx: &mut Tx, who: &Person, plan: &Plan, figures: &Figures, leave: &Leave<PlanState>) -> Outcome<()> {
    let now: Option<Instant> = Some(tx.now());
    let kept = serde_json::to_string(figures).map_err(|e| Fault::other("plan figures", e))?;
    if tx.execute(&FREEZE, &[&leave.to, &kept, &now, &plan.id, &plan.lock])? == 0 {
        return Err(Trouble::stale(plan.id));
    }
    tell(tx, who, plan.id, leave, json!({"month": plan.month, "person": plan.person, "figures": figures}))
}

fn tell(tx: &mut Tx, who: &Person, chain: Id, leave: &Leave<PlanState>, body: Value) -> Outcome<()> {
    let entry = Entry { chain, step: leave.step, clause: leave.clause, body, rows: Vec::new() };
    Ok(history::append(tx, who, &entry)?)
}

/// What stands in it, for its history.
pub fn said(plan: &Plan) -> Value {
    let goals: serde_json::Map<String, Value> =
        plan.goals.iter().map(|(metric, target)| (metric.code().to_string(), json!(target))).collect();
    json!({"text": plan.text, "goals": goals})
}

fn read(row: &Row<'_>) -> Result<Plan, Fault> {
    let figures: String = row.get(5)?;
    Ok(Plan {
        id: row.get(0)?,
        month: row.get(1)?,
        person: row.get(2)?,
        state: row.get(3)?,
        text: row.get(4)?,
        figures: serde_json::from_str(&figures).ok(),
        lock: row.get(6)?,
        goals: Vec::new(),
    })
}

/// A figure as people read it.
pub fn shown(metric: Metric, value: i64, currency: Currency) -> String {
    match metric.unit() {
        Unit::Count => value.to_string(),
        Unit::Share => format!("{}.{} %", value / 10, value % 10),
        Unit::Money => format!("{} {}", currency, Money::from_minor(value, currency).page()),
    }
}

/// A goal as it stands in its field.
pub fn typed(metric: Metric, value: i64, currency: Currency) -> String {
    match metric.unit() {
        Unit::Count => value.to_string(),
        Unit::Share => format!("{}.{}", value / 10, value % 10),
        Unit::Money => Money::from_minor(value, currency).to_string(),
    }
}
