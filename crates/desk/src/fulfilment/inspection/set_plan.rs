//! 5.1.1: quality says what is looked at: for a product, or for every product without a plan of its own. The whole plan
//! is written anew; what is inspected already goes by the plan it began with.

use axum::extract::State;
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::history::{self, Entry};
use platform::quantity::Quantity;
use platform::step::{By, Finding, Rule, Standing, Step, Weight};
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::{Person, Role};
use platform::{Id, Trouble, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::plan::{self, InspectionKind, Plan, Point, Rules, Sample, points_text};
use super::plan_page;
use crate::fulfilment::typed;
use crate::masters;
use crate::people::Again;

/// More than this nobody looks at on one piece.
pub const POINTS_MAX: usize = 40;

platform::words! {
    pub enum PlanState { Known = "known" }
}

/// `POST /inspection-plans`
pub async fn create(State(app): State<App>, ask: Ask, body: Body<PlanForm>) -> Result<Response, Failure> {
    match app.perform_once(ask.who()?, body.once, SetPlan { form: body.value }).await {
        Ok(id) => Ok(ask.see(&format!("/inspection-plans/{id}"), &json!({ "id": id }))),
        Err(trouble) => plan_page::again(&app, &ask, Again::after(&ask, body.raw, trouble)?).await,
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// Empty: every product without a plan of its own.
    pub sku: String,
    pub kind: String,
    /// `no`: pieces of this product are let through.
    pub required: String,
    pub sample: String,
    pub sample_size: String,
    pub points: Vec<PointForm>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PointForm {
    pub name: String,
    pub target: String,
    pub low: String,
    pub high: String,
    pub unit: String,
}

pub struct SetPlan {
    pub form: PlanForm,
}

pub struct Facts {
    required: bool,
    points: usize,
    /// Characteristics whose least is above their most.
    crossed: Vec<String>,
}

pub const SET: Step<PlanState, Facts> = Step {
    id: "inspection_plan.set",
    clause: "5.1.1",
    from: &[PlanState::Known],
    to: None,
    by: By::Roles(&[Role::Quality]),
    opens: &[],
    closes: &[],
    rules: &[
        Rule { id: "inspection_plan.points", clause: "5.1.1", weight: Weight::Must, verdict: has_points },
        Rule { id: "inspection_plan.bounds", clause: "5.1.1", weight: Weight::Must, verdict: bounds },
    ],
};

fn has_points(facts: &Facts) -> Vec<Finding> {
    let fits = !facts.required || (1..=POINTS_MAX).contains(&facts.points);
    if fits { Vec::new() } else { vec![Finding::fail(Say::new("inspection-refused-points").arg("max", POINTS_MAX))] }
}

fn bounds(facts: &Facts) -> Vec<Finding> {
    let say = |name: &String| Finding::fail(Say::new("inspection-refused-bounds").arg("point", name));
    facts.crossed.iter().map(say).collect()
}

platform::sql! {
    ADD = "INSERT INTO inspection_plan (id, product, kind, required, sample, sample_size, points, changed_at, \
        changed_name, lock) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    CHANGE = "UPDATE inspection_plan SET required = $1, sample = $2, sample_size = $3, points = $4, changed_at = $5, \
        changed_name = $6, lock = lock + 1 WHERE id = $7 AND lock = $8";
}

impl Act for SetPlan {
    type Done = Id;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<Id> {
        let (product, kind, required, rules) = self.read(tx)?;
        let crossed = |p: &&Point| p.low.zip(p.high).is_some_and(|(low, high)| low > high);
        let facts = Facts {
            required,
            points: rules.points.len(),
            crossed: rules.points.iter().filter(crossed).map(|p| p.name.clone()).collect(),
        };
        let standing = Standing { roles: who.roles, ..Standing::default() };
        let leave = SET.admit(PlanState::Known, &standing, &facts, &[])?;
        let known = plan::held(tx, product, kind)?;
        let id = known.as_ref().map_or_else(|| tx.new_id(), |plan| plan.id);
        if leave.idle {
            return Ok(id);
        }
        let (points, now) = (points_text(&rules.points), tx.now());
        let size = rules.sample_size;
        if let Some(old) = &known {
            let params: [&dyn platform::db::Param; 8] =
                [&required, &rules.sample, &size, &points, &now, &who.name, &old.id, &old.lock];
            if tx.execute(&CHANGE, &params)? != 1 {
                return Err(Trouble::stale(old.id));
            }
        } else {
            let params: [&dyn platform::db::Param; 9] =
                [&id, &product, &kind, &required, &rules.sample, &size, &points, &now, &who.name];
            tx.execute(&ADD, &params)?;
        }
        self.tell(tx, who, id, known.as_ref(), (kind, required, &rules), leave.step)?;
        Ok(id)
    }
}

impl SetPlan {
    fn read(&self, tx: &mut Tx) -> Outcome<(Option<Id>, InspectionKind, bool, Rules)> {
        let (form, mut fields) = (&self.form, Fields::none());
        let sku = form.sku.trim();
        let product = if sku.is_empty() { None } else { masters::product_by_sku(tx, sku)?.map(|p| p.id) };
        if !sku.is_empty() && product.is_none() {
            fields.add("sku", Say::new("inspection-bad-sku"));
        }
        let kind = InspectionKind::from_code(&form.kind);
        if kind.is_none() {
            fields.add("kind", Say::new("inspection-bad-kind"));
        }
        let sample = Sample::from_code(&form.sample).unwrap_or(Sample::All);
        let sample_size = typed::quantity(&mut fields, "sample_size", &form.sample_size);
        if sample != Sample::All && !sample_size.is_positive() {
            fields.add("sample_size", Say::new("masters-bad-not-positive"));
        }
        let mut points = Vec::new();
        for (at, typed) in form.points.iter().enumerate().filter(|(_, p)| !p.name.trim().is_empty()) {
            points.push(point(&mut fields, at, typed));
        }
        fields.check()?;
        let rules = Rules { sample, sample_size, points };
        Ok((product, kind.ok_or(Trouble::Hidden)?, form.required != "no", rules))
    }

    fn tell(
        &self,
        tx: &mut Tx,
        who: &Person,
        id: Id,
        old: Option<&Plan>,
        (kind, required, rules): (InspectionKind, bool, &Rules),
        step: &'static str,
    ) -> Outcome<()> {
        let body = json!({"plan": id, "sku": self.form.sku.trim(), "kind": kind, "changes": {
            "required": [old.map(|plan| plan.required), required],
            "sample": [old.map(|plan| (plan.rules.sample, plan.rules.sample_size)), (rules.sample, rules.sample_size)],
            "points": [old.map(|plan| &plan.rules.points), &rules.points],
        }});
        // Its own chain carries the plan's history, the administration's says that it moved.
        for chain in [id, history::ADMINISTRATION] {
            let entry = Entry { chain, step, clause: SET.clause, body: body.clone(), rows: Vec::new() };
            history::append(tx, who, &entry)?;
        }
        Ok(())
    }
}

fn point(fields: &mut Fields, at: usize, form: &PointForm) -> Point {
    let name = |field: &str| format!("points[{at}][{field}]");
    // A name of ours begins with a sign; nobody types one.
    let called = typed::words(fields, &name("name"), &form.name).trim_start_matches('@').to_string();
    Point {
        name: called,
        target: typed::words(fields, &name("target"), &form.target),
        low: bound(fields, &name("low"), &form.low),
        high: bound(fields, &name("high"), &form.high),
        unit: typed::words(fields, &name("unit"), &form.unit),
    }
}

/// A bound may lie below nothing.
fn bound(fields: &mut Fields, name: &str, typed: &str) -> Option<Quantity> {
    if typed.trim().is_empty() {
        return None;
    }
    let read = Quantity::parse_lenient(typed).ok();
    if read.is_none() {
        fields.add(name, Say::new("masters-bad-number"));
    }
    read
}
