//! 2.2.1a: the acting manager writes a month's plan and its goals. A month that is over is not planned any more.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::limits::TEXT_CHARS;
use platform::money::{Currency, Money};
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::figures::{Metric, Unit};
use super::month::Month;
use super::plan::{self, DEPARTMENT, PlanState};
use super::plan_page;
use crate::people::Again;
use crate::{masters, people};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// `2026-11`.
    pub month: String,
    /// A specialist; empty: the department.
    pub of: String,
    pub text: String,
    /// By metric; an empty one is no goal.
    pub goals: BTreeMap<String, String>,
    /// The lock of the plan that was seen.
    pub lock: String,
}

pub struct SetPlan {
    pub form: PlanForm,
}

#[derive(Debug, Default)]
pub struct Facts {
    over: bool,
    empty: bool,
    /// A share over all there is.
    beyond: Vec<Metric>,
}

const AHEAD: Rule<Facts> = Rule {
    id: "plan.month_runs",
    clause: "2.2.1a",
    weight: Weight::Must,
    verdict: |facts| if facts.over { vec![Finding::fail(Say::new("plan-refused-over"))] } else { Vec::new() },
};

const SAYS: Rule<Facts> = Rule {
    id: "plan.says_something",
    clause: "2.2.1a",
    weight: Weight::Must,
    verdict: |facts| if facts.empty { vec![Finding::fail(Say::new("plan-refused-empty"))] } else { Vec::new() },
};

const POSSIBLE: Rule<Facts> = Rule {
    id: "plan.goal_possible",
    clause: "2.2.1a",
    weight: Weight::Must,
    verdict: |facts| {
        let say = |metric: &Metric| {
            Finding::fail(
                Say::new("plan-refused-share")
                    .arg("metric", format!("plan-metric-{}", metric.code().replace('_', "-"))),
            )
        };
        facts.beyond.iter().map(say).collect()
    },
};

pub const SET: Step<PlanState, Facts> = Step {
    id: "plan.set",
    clause: "2.2.1a",
    from: &[PlanState::New, PlanState::Open],
    to: Some(PlanState::Open),
    by: By::ActingManager,
    opens: &[],
    closes: &[],
    rules: &[AHEAD, SAYS, POSSIBLE],
};

/// `POST /plans`
pub async fn set(State(app): State<App>, ask: Ask, body: Body<PlanForm>) -> Result<Response, Failure> {
    let (month, of) = (body.value.month.clone(), body.value.of.clone());
    match app.perform_once(ask.who()?, body.once, SetPlan { form: body.value }).await {
        Ok(id) => Ok(ask.see(&plan_page::address(&month, &of, true), &json!({ "id": id }))),
        Err(trouble) => plan_page::again(&app, &ask, &month, &of, Again::after(&ask, body.raw, trouble)?).await,
    }
}

impl Act for SetPlan {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let mut fields = Fields::none();
        let month = Month::parse(&self.form.month);
        if month.is_none() {
            fields.add("month", Say::new("plan-month-wrong"));
        }
        let person = whose(tx, &self.form.of)?;
        if person.is_none() {
            fields.add("of", Say::new("order-owner-unknown"));
        }
        let text = self.form.text.trim().to_string();
        if text.chars().count() as u64 > TEXT_CHARS.value {
            fields.add("text", Say::new("note-text-long").arg("limit", TEXT_CHARS.value));
        }
        let currency = masters::company_currency(tx)?;
        let goals = goals(&self.form.goals, currency, &mut fields);
        fields.check()?;
        let (Some(month), Some(person)) = (month, person) else { return Err(Trouble::Invalid(Fields::none())) };
        let mut plan = match plan::held(tx, person, month)? {
            Some(plan) => plan,
            None => plan::blank(tx, person, month),
        };
        if !self.form.lock.is_empty() && self.form.lock.parse() != Ok(plan.lock) {
            return Err(Trouble::stale(plan.id));
        }
        let before = plan::said(&plan);
        (plan.text, plan.goals) = (text, goals);
        let facts = Facts {
            over: month < Month::now(tx)?,
            empty: plan.text.is_empty() && plan.goals.is_empty(),
            beyond: plan.goals.iter().filter(|(m, t)| m.unit() == Unit::Share && *t > 1000).map(|(m, _)| *m).collect(),
        };
        let acting_manager = people::is_acting_manager(tx, who.id)?;
        let standing = Standing { roles: who.roles, acting_manager, ..Standing::default() };
        let leave = SET.admit(plan.state, &standing, &facts, &[])?;
        if !leave.idle {
            plan::keep(tx, who, &plan, &leave, &before)?;
        }
        Ok(plan.id)
    }
}

/// The specialist, or the department for nobody; `None` where there is no such specialist.
pub fn whose(tx: &mut Tx, of: &str) -> Outcome<Option<Id>> {
    if of.trim().is_empty() {
        return Ok(Some(DEPARTMENT));
    }
    let Ok(id) = of.trim().parse::<Id>() else { return Ok(None) };
    Ok(people::persons_with(tx, Role::Specialist)?.into_iter().map(|member| member.id).find(|known| *known == id))
}

fn goals(typed: &BTreeMap<String, String>, currency: Currency, fields: &mut Fields) -> Vec<(Metric, i64)> {
    let mut goals = Vec::new();
    for metric in Metric::ALL {
        let text = typed.get(metric.code()).map_or("", |text| text.trim());
        if text.is_empty() {
            continue;
        }
        match read(*metric, text, currency).filter(|target| *target >= 0) {
            Some(target) => goals.push((*metric, target)),
            None => fields.add(format!("goals[{}]", metric.code()), Say::new("plan-goal-wrong")),
        }
    }
    goals
}

/// Shares are tenths of one per cent, money is minor units.
fn read(metric: Metric, text: &str, currency: Currency) -> Option<i64> {
    match metric.unit() {
        Unit::Count => text.parse().ok(),
        Unit::Share => {
            let millionths = Quantity::parse_lenient(text.trim_end_matches(['%', ' '])).ok()?.millionths();
            (millionths % 100_000 == 0).then_some(millionths / 100_000)
        }
        Unit::Money => Money::parse_lenient(text, currency).ok().map(|money| money.minor()),
    }
}
