//! 5.1.1: a tranche is judged: it passes, the manager takes it with a ground, or it fails and waits for what becomes of
//! it. What is not judged stays waiting.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::act::{Act, App, Outcome};
use platform::i18n::Lang;
use platform::quantity::Quantity;
use platform::trouble::{Fields, Say};
use platform::web::{Ask, Body, Failure};
use platform::who::Person;
use platform::{Id, Trouble, Tx};
use serde::Deserialize;
use serde_json::json;

use super::plan::InspectionKind;
use super::steps::{CONCEDE, FAIL, Facts, PASS, TrancheState};
use super::store::{self, Found, Inspection, Tranche};
use super::{page, subject};
use crate::fulfilment::{production, purchasing, typed};

platform::words! {
    pub enum Verdict { Pass = "pass", Concession = "concession", Fail = "fail" }
}

/// `POST /inspections/{id}/verdict`
pub async fn create(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<Id>,
    body: Body<JudgeForm>,
) -> Result<Response, Failure> {
    page::pressed(&app, &ask, id, body, |form| Judge { inspection: id, form }).await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct JudgeForm {
    pub lock: String,
    /// The tranche's number; empty: the first that waits.
    pub tranche: String,
    /// `pass`, `concession` or `fail`.
    pub verdict: String,
    /// Empty: all of the tranche.
    pub quantity: String,
    /// How many were looked at; empty: as many as the plan asks for.
    pub looked: String,
    /// In the order of the characteristics.
    pub results: Vec<ResultForm>,
    pub ground: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResultForm {
    /// Measured, or said.
    pub value: String,
    /// `yes` where it is as it should be; what is measured answers by itself.
    pub good: String,
}

pub struct Judge {
    pub inspection: Id,
    pub form: JudgeForm,
}

impl Act for Judge {
    /// The number of the tranche that was judged.
    type Done = i64;

    fn run(&self, tx: &mut Tx, who: &Person) -> Outcome<i64> {
        let mut one = subject::held(tx, self.inspection, typed::lock(&self.form.lock))?;
        let all = store::tranches(tx, one.id)?;
        let (verdict, tranche) = self.read(&all)?;
        let typed = self.typed(&one, &tranche)?;
        let step = match verdict {
            Verdict::Pass => &PASS,
            Verdict::Concession => &CONCEDE,
            Verdict::Fail => &FAIL,
        };
        let facts = Facts {
            quantity: typed.quantity,
            there: tranche.quantity,
            looked: typed.looked,
            sample: one.sample_of(typed.quantity),
            open_points: typed.open_points,
            ground: typed.ground.clone(),
            ..Facts::default()
        };
        let leave = step.admit(tranche.state, &subject::standing(tx, who)?, &facts, &[])?;
        if leave.idle {
            return Ok(tranche.no);
        }
        let mut own = store::cut(tx, &tranche, typed.quantity)?;
        own.state = leave.to;
        // What quality found stays when the manager takes it.
        if own.results.is_empty() {
            (own.looked, own.results) = (typed.looked, typed.results);
        }
        own.ground = match (own.ground.is_empty(), typed.ground.is_empty()) {
            (false, false) => format!("{} → {}", own.ground, typed.ground),
            (false, true) => own.ground,
            (true, _) => typed.ground,
        };
        if tranche.state == TrancheState::Failed {
            (own.settled_at, own.settled_name) = (Some(tx.now()), who.name.clone());
        } else {
            (own.judged_at, own.judged_name) = (Some(tx.now()), who.name.clone());
        }
        follow(tx, who, &one, &mut own)?;
        store::write_tranche(tx, &own)?;
        let body = json!({"tranche": own.no, "quantity": own.quantity, "results": own.results, "ground": own.ground});
        store::advance(tx, who, &mut one, &leave, body)?;
        Ok(own.no)
    }
}

struct Typed {
    quantity: Quantity,
    looked: Quantity,
    results: Vec<Found>,
    open_points: Vec<String>,
    ground: String,
}

impl Judge {
    fn read(&self, all: &[Tranche]) -> Outcome<(Verdict, Tranche)> {
        let verdict = Verdict::from_code(&self.form.verdict);
        let verdict = verdict.ok_or_else(|| Trouble::invalid("verdict", Say::new("inspection-bad-verdict")))?;
        let no = self.form.tranche.trim();
        let found = if no.is_empty() {
            let waits = all.iter().find(|t| t.state == TrancheState::Pending);
            waits.or(all.last())
        } else {
            all.iter().find(|t| t.no.to_string() == no)
        };
        Ok((verdict, found.ok_or(Trouble::Hidden)?.clone()))
    }

    fn typed(&self, one: &Inspection, tranche: &Tranche) -> Outcome<Typed> {
        let (form, mut fields) = (&self.form, Fields::none());
        let quantity = match form.quantity.trim() {
            "" => tranche.quantity,
            typed => typed::quantity(&mut fields, "quantity", typed),
        };
        let looked = match form.looked.trim() {
            "" => one.sample_of(quantity),
            typed => typed::quantity(&mut fields, "looked", typed),
        };
        let (mut results, mut open_points) = (Vec::new(), Vec::new());
        for (at, point) in one.points.iter().enumerate() {
            let typed = form.results.get(at).cloned().unwrap_or_default();
            let value = typed::words(&mut fields, &format!("results[{at}][value]"), &typed.value);
            let good = if point.is_measured() {
                let measured = Quantity::parse_lenient(&value).ok();
                measured.is_some_and(|measured| point.holds(measured))
            } else {
                typed.good == "yes"
            };
            if !good {
                open_points.push(point.called(Lang::Hant));
            }
            results.push(Found { value, good });
        }
        let ground = typed::story(&mut fields, "ground", &form.ground);
        fields.check()?;
        Ok(Typed { quantity, looked, results, open_points, ground })
    }
}

/// What passed goes on; what failed before shipment leaves the line.
fn follow(tx: &mut Tx, who: &Person, one: &Inspection, own: &mut Tranche) -> Outcome<()> {
    let good = matches!(own.state, TrancheState::Passed | TrancheState::Concession);
    match (one.kind, good) {
        (InspectionKind::Incoming, true) => {
            let (purchase, receipt) = (one.purchase.ok_or(Trouble::Hidden)?, one.receipt.ok_or(Trouble::Hidden)?);
            purchasing::inspected(tx, who, purchase, receipt, own.quantity)
        }
        (InspectionKind::Final, true) => production::pass(tx, who, one.work.ok_or(Trouble::Hidden)?, own.quantity),
        (InspectionKind::Outgoing, true) if own.held_back => {
            own.held_back = false;
            subject::at_hand(tx, who, one, own.quantity)
        }
        (InspectionKind::Outgoing, false) if !own.held_back => {
            own.held_back = true;
            let less = Quantity::from_millionths(-own.quantity.millionths());
            subject::at_hand(tx, who, one, less)
        }
        _ => Ok(()),
    }
}
