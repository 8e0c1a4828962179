//! 5.1.1: quality has plans for some of what is made, and judges what is finished of it; now and then a piece fails and
//! waits for a word.

use desk::fulfilment::inspection::{
    self, Inspection, InspectionPlanForm, InspectionPointForm, Judge, JudgeForm, ResultForm, SetInspectionPlan, Settle,
    SettleForm, TrancheState,
};
use platform::Id;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::trouble::Trouble;

use super::{Next, Stage, Story};

/// Characteristic, target, least, most, unit.
type Looked = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// What is looked at before it goes onto a shelf, by product.
const PLANS: &[(&str, &[Looked])] = &[(
    "GP-25CC",
    &[
        ("軸徑", "", "24.98", "25.02", "mm"),
        ("試壓 20 MPa", "五分鐘不漏", "", "", ""),
        ("外觀", "無毛邊、漆面完整", "", "", ""),
    ],
)];

pub async fn plans(stage: &Stage) -> Outcome<()> {
    let who = stage.person("quality").await?;
    for (sku, points) in PLANS {
        let points = points.iter().map(|(name, target, low, high, unit)| InspectionPointForm {
            name: (*name).into(),
            target: (*target).into(),
            low: (*low).into(),
            high: (*high).into(),
            unit: (*unit).into(),
        });
        let form = InspectionPlanForm {
            sku: (*sku).into(),
            kind: "final".into(),
            sample: "all".into(),
            points: points.collect(),
            ..InspectionPlanForm::default()
        };
        refused_or(stage.app.perform(&who, SetInspectionPlan { form }).await)?;
    }
    Ok(())
}

/// Quality judges what waits of an order; one piece in some of them fails.
pub async fn judge(stage: &Stage, story: &mut Story, order: Id) -> Outcome<Next> {
    let who = stage.person("quality").await?;
    let read = stage.app.read(move |tx| {
        let all = inspection::of_order(tx, order)?;
        let ids: Vec<Id> = all.iter().map(|one| one.id).collect();
        Ok((all, inspection::tranches_of(tx, &ids)?))
    });
    let (all, tranches) = read.await?;
    for t in tranches.iter().filter(|t| t.state == TrancheState::Pending) {
        let Some(one) = all.iter().find(|one| one.id == t.inspection) else { continue };
        let piece = Quantity::whole(1).unwrap_or(t.quantity);
        let mut rest = t.quantity;
        if rest > piece && story.dice.chance(20) {
            let form = JudgeForm {
                verdict: "fail".into(),
                quantity: piece.to_string(),
                ground: "軸徑超差 0.03 mm".into(),
                results: results(one, false),
                ..JudgeForm::default()
            };
            refused_or(stage.app.perform(&who, Judge { inspection: one.id, form }).await)?;
            rest = rest.checked_sub(piece).unwrap_or(rest);
        }
        let form = JudgeForm {
            verdict: "pass".into(),
            quantity: rest.to_string(),
            results: results(one, true),
            ..JudgeForm::default()
        };
        refused_or(stage.app.perform(&who, Judge { inspection: one.id, form }).await)?;
    }
    Ok(Next::new())
}

/// What arrived of a purchase: what is not as ordered goes back at once. True where the supplier sends it anew.
pub async fn arrived(stage: &Stage, story: &mut Story, purchase: Id) -> Outcome<bool> {
    let who = stage.person("quality").await?;
    let read = stage.app.read(move |tx| {
        let all = inspection::of_purchase(tx, purchase)?;
        let ids: Vec<Id> = all.iter().map(|one| one.id).collect();
        Ok((all, inspection::tranches_of(tx, &ids)?))
    });
    let (all, tranches) = read.await?;
    let mut comes_again = false;
    for t in tranches.iter().filter(|t| t.state == TrancheState::Pending) {
        let Some(one) = all.iter().find(|one| one.id == t.inspection) else { continue };
        let mut rest = t.quantity;
        if story.dice.chance(7) {
            let some = Quantity::whole((rest.millionths() / 8_000_000).max(1)).unwrap_or(rest).min(rest);
            let outcome = if story.dice.chance(75) { "replace" } else { "credit" };
            comes_again |= outcome == "replace";
            stage.app.perform(&who, Judge { inspection: one.id, form: fails(one, some) }).await?;
            let form = SettleForm { fate: "return".into(), outcome: outcome.into(), ..SettleForm::default() };
            stage.app.perform(&who, Settle { inspection: one.id, form }).await?;
            rest = rest.checked_sub(some).unwrap_or(rest);
        }
        if rest.is_positive() {
            let form = JudgeForm { verdict: "pass".into(), results: results(one, true), ..JudgeForm::default() };
            stage.app.perform(&who, Judge { inspection: one.id, form }).await?;
        }
    }
    Ok(comes_again)
}

fn fails(one: &Inspection, quantity: Quantity) -> JudgeForm {
    JudgeForm {
        verdict: "fail".into(),
        quantity: quantity.to_string(),
        ground: "尺寸超差，退回供應商".into(),
        results: results(one, false),
        ..JudgeForm::default()
    }
}

fn results(one: &Inspection, good: bool) -> Vec<ResultForm> {
    let found = one.points.iter().map(|point| match (point.low, point.high) {
        (Some(low), _) if good => ResultForm { value: low.to_string(), good: String::new() },
        (Some(_), _) => ResultForm { value: "25.05".into(), good: String::new() },
        _ => ResultForm { value: String::new(), good: "yes".into() },
    });
    found.collect()
}

fn refused_or<T>(done: Outcome<T>) -> Outcome<()> {
    match done {
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        _ => Ok(()),
    }
}
