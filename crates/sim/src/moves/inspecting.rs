//! 5.1.1: quality writes plans, looks at pieces, judges them and says what becomes of them; the manager takes what is not
//! as planned.

use desk::fulfilment::inspection::{
    self, Begin, BeginForm, Inspection, InspectionPlanForm, InspectionPointForm, Judge, JudgeForm, ResultForm,
    SetInspectionPlan, Settle, SettleForm,
};
use desk::fulfilment::production;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::trouble::Trouble;
use platform::{Fault, Id};

use super::words;
use crate::look::{About, Chance};
use crate::world::World;

/// What we make, and what lies in stock; the careless do not know it.
const PLANNED: &[&str] = &["GP-16CC", "HH-16-1500", "CC-400x500"];
/// More than anybody makes.
const TOO_MANY: &str = "9999999";

pub async fn take(w: &mut World, c: &Chance, careful: bool) -> Option<Outcome<()>> {
    Some(match (&c.about, c.step) {
        (About::InspectionPlan, _) => plan(w, c, careful).await,
        (About::NewInspection, _) => begin(w, c, careful).await,
        (About::Tranche { inspection, no, .. }, step) => {
            let (id, tranche) = (*inspection, *no);
            match step {
                "inspection.pass" => judge(w, c, id, tranche, "pass", careful).await,
                "inspection.fail" => judge(w, c, id, tranche, "fail", careful).await,
                "inspection.concede" => judge(w, c, id, tranche, "concession", careful).await,
                "inspection.rework" => settle(w, c, id, tranche, "rework", careful).await,
                "inspection.return" => settle(w, c, id, tranche, "return", careful).await,
                "inspection.scrap" => settle(w, c, id, tranche, "scrap", careful).await,
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// Mostly for what is made, before it is put away; some goods are let through without being looked at.
async fn plan(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    let kind = match w.dice.below(10) {
        0..7 => "final",
        7 => "in_process",
        8 => "incoming",
        _ => "outgoing",
    };
    let point = |name: &str, low: &str, high: &str| InspectionPointForm {
        name: name.into(),
        low: low.into(),
        high: high.into(),
        unit: if low.is_empty() { "" } else { "mm" }.into(),
        target: if low.is_empty() { "無毛邊" } else { "" }.into(),
    };
    let all = w.dice.chance(50);
    let form = InspectionPlanForm {
        sku: if careful { w.dice.pick(PLANNED).copied().unwrap_or(PLANNED[0]) } else { "NO-SUCH" }.into(),
        kind: kind.into(),
        required: if w.dice.chance(85) { "yes" } else { "no" }.into(),
        sample: if all { "all" } else { "percent" }.into(),
        sample_size: if all { String::new() } else { w.dice.between(5, 50).to_string() },
        points: vec![point("軸徑", "24.98", "25.02"), point("外觀", "", "")],
    };
    w.does(&c.who, SetInspectionPlan { form }).await.map(|_| ())
}

/// Pieces behind an operation, or such as lie ready for a line.
async fn begin(w: &mut World, c: &Chance, careful: bool) -> Outcome<()> {
    let (behind, ready) = (behind(w).await?, ready(w).await?);
    let from_work = !behind.is_empty() && (ready.is_empty() || w.dice.chance(60));
    let form = if from_work {
        let (work, no) = w.dice.pick(&behind).copied().ok_or(Trouble::Hidden)?;
        BeginForm { work: work.to_string(), no: no.to_string(), ..BeginForm::default() }
    } else {
        let (order, no) = w.dice.pick(&ready).cloned().ok_or(Trouble::Hidden)?;
        BeginForm { order, no: no.to_string(), ..BeginForm::default() }
    };
    let quantity = if careful { "1" } else { TOO_MANY }.to_string();
    w.does(&c.who, Begin { form: BeginForm { quantity, ..form } }).await.map(|_| ())
}

/// Work in progress, and the operation behind which something lies.
async fn behind(w: &World) -> Outcome<Vec<(Id, i64)>> {
    const RUNS: &str = "SELECT id FROM work_order WHERE state = 'in_progress' ORDER BY id DESC LIMIT 12";
    w.app
        .read(|tx| {
            let mut found = Vec::new();
            for id in tx.list_built("work that runs", RUNS, &[], |row| row.get::<Id>(0))? {
                let Some(work) = production::work_of(tx, id)? else { continue };
                for (one, next) in work.steps.iter().zip(work.steps.iter().skip(1)) {
                    if work.arrived(next.no).is_positive() {
                        found.push((id, one.no));
                    }
                }
            }
            Ok(found)
        })
        .await
}

/// Orders by number, and the line for which something lies ready.
async fn ready(w: &World) -> Outcome<Vec<(String, i64)>> {
    const READY: &str = "SELECT o.number, l.no FROM order_line l JOIN orders o ON o.id = l.order_id WHERE EXISTS \
        (SELECT 1 FROM reservation v WHERE v.line_id = l.id AND v.product = l.product AND v.ended_at IS NULL) \
        AND o.approval = 'approved' ORDER BY l.id DESC LIMIT 12";
    w.app.read(|tx| Ok(tx.list_built("ready", READY, &[], |row| Ok((row.get(0)?, row.get(1)?)))?)).await
}

async fn tranche(w: &World, id: Id, no: i64) -> Outcome<(Inspection, Quantity)> {
    w.app
        .read(move |tx| {
            let one = inspection::fetch(tx, id)?;
            let all = inspection::tranches_of(tx, &[id])?;
            let tranche = all.into_iter().find(|t| t.no == no);
            Ok((one, tranche.ok_or_else(|| Fault::other("a tranche", "is not there"))?.quantity))
        })
        .await
}

/// Mostly all of it; the careless measure nothing and give no ground.
async fn judge(w: &mut World, c: &Chance, id: Id, no: i64, verdict: &str, careful: bool) -> Outcome<()> {
    let (one, all) = tranche(w, id, no).await?;
    let good = verdict == "pass";
    let form = JudgeForm {
        tranche: no.to_string(),
        verdict: verdict.into(),
        quantity: if careful { some(w, all) } else { TOO_MANY.into() },
        results: if careful { results(&one, good) } else { Vec::new() },
        ground: if good { String::new() } else { words(w, careful) },
        ..JudgeForm::default()
    };
    w.does(&c.who, Judge { inspection: id, form }).await.map(|_| ())
}

async fn settle(w: &mut World, c: &Chance, id: Id, no: i64, fate: &str, careful: bool) -> Outcome<()> {
    let (_, all) = tranche(w, id, no).await?;
    let form = SettleForm {
        tranche: no.to_string(),
        fate: fate.into(),
        quantity: if careful { some(w, all) } else { TOO_MANY.into() },
        outcome: if w.dice.chance(70) { "replace" } else { "credit" }.into(),
        ground: words(w, true),
        ..SettleForm::default()
    };
    w.does(&c.who, Settle { inspection: id, form }).await.map(|_| ())
}

fn some(w: &mut World, all: Quantity) -> String {
    let one = Quantity::whole(1).unwrap_or(all);
    if all > one && w.dice.chance(35) { one.to_string() } else { String::new() }
}

/// Each characteristic within its bounds, or beyond them.
pub fn results(one: &Inspection, good: bool) -> Vec<ResultForm> {
    let found = one.points.iter().map(|point| match (point.low, point.high) {
        (None, None) => ResultForm { value: String::new(), good: if good { "yes" } else { "" }.into() },
        (low, high) if good => {
            let value = low.or(high).map_or(String::new(), |bound| bound.to_string());
            ResultForm { value, good: String::new() }
        }
        _ => ResultForm { value: "999".into(), good: String::new() },
    });
    found.collect()
}
