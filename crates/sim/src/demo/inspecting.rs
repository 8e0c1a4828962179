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
const PLANS: &[(&str, &[Looked])] = &[
    ("GP-25CC", PUMP),
    ("GP-16CC", PUMP),
    ("CC-600x800", &[("外觀", "無刮傷、塗裝均勻", "", "", ""), ("門鎖", "開合順暢", "", "", "")]),
];
const PUMP: &[Looked] = &[
    ("軸徑", "", "24.98", "25.02", "mm"),
    ("試壓 20 MPa", "五分鐘不漏", "", "", ""),
    ("外觀", "無毛邊、漆面完整", "", "", ""),
];

/// How the numbers of inspections end whose goods go back in every company.
const RETURNED: [&str; 4] = ["07", "11", "31", "58"];

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
                ground: if one.points.iter().any(|point| point.is_measured()) {
                    "軸徑超差 0.03 mm"
                } else {
                    "塗裝刮傷"
                }
                .into(),
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
        // Some are returned whatever the dice say: every played company shows it.
        if story.dice.chance(5) || RETURNED.iter().any(|end| one.number.ends_with(end)) {
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

/// What waits for longer than anybody would believe: it is judged, and of what failed the manager takes some, and the
/// rest is put right.
pub async fn forgotten(stage: &Stage, id: Id) -> Outcome<()> {
    let (who, manager) = (stage.person("quality").await?, stage.manager().await?);
    let read = stage.app.read(move |tx| Ok((inspection::fetch(tx, id)?, inspection::tranches_of(tx, &[id])?)));
    let (one, tranches) = read.await?;
    let takes = !one.number.ends_with(['0', '3', '6', '9']);
    for t in tranches {
        let tranche = t.no.to_string();
        match t.state {
            TrancheState::Pending => {
                let (verdict, results) = ("pass".into(), results(&one, true));
                let form = JudgeForm { tranche, verdict, results, ..JudgeForm::default() };
                stage.app.perform(&who, Judge { inspection: id, form }).await?;
            }
            TrancheState::Failed if takes => {
                let ground = "不影響使用，客戶工程師電話同意。".into();
                let form = JudgeForm { tranche, verdict: "concession".into(), ground, ..JudgeForm::default() };
                stage.app.perform(&manager, Judge { inspection: id, form }).await?;
            }
            TrancheState::Failed => {
                let form = SettleForm { tranche, fate: "rework".into(), ..SettleForm::default() };
                stage.app.perform(&who, Settle { inspection: id, form }).await?;
            }
            _ => {}
        }
    }
    Ok(())
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

/// Each characteristic as it should be; or what is measured is not, and where nothing is, nothing is good.
fn results(one: &Inspection, good: bool) -> Vec<ResultForm> {
    let measured = one.points.iter().any(|point| point.is_measured());
    let found = one.points.iter().map(|point| match point.low {
        Some(low) => ResultForm { value: if good { low.to_string() } else { "25.05".into() }, good: String::new() },
        None => ResultForm { value: String::new(), good: if good || measured { "yes" } else { "" }.into() },
    });
    found.collect()
}

fn refused_or<T>(done: Outcome<T>) -> Outcome<()> {
    match done {
        Err(Trouble::Fault(fault)) => Err(fault.into()),
        _ => Ok(()),
    }
}
