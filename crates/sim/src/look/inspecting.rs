//! What quality has before it (5.1.1): plans, what may be looked at, and every tranche that waits or failed.

use desk::fulfilment::inspection::{self, Fate, TrancheState};
use desk::people;
use platform::act::Outcome;
use platform::quantity::Quantity;
use platform::step::Standing;
use platform::{Id, Tx};

use super::{About, Actor, Looking};

/// Plans, or tranches: the young ones or those that stand so.
pub fn inspecting(
    tx: &mut Tx,
    look: &mut Looking<'_>,
    kind: &str,
    state: Option<&str>,
    actors: &[Actor],
) -> Outcome<()> {
    if kind == "inspection_plan" {
        for actor in actors {
            look.add("inspection_plan", "known", &About::InspectionPlan, actor, &actor.roles());
        }
        return Ok(());
    }
    const STAND: &str = "SELECT t.inspection, t.no, t.state FROM inspection_tranche t \
        WHERE ($1 = '' AND t.state IN ('pending', 'failed')) OR t.state = $1 ORDER BY t.id DESC LIMIT 8";
    let new = TrancheState::New.code();
    let state = state.filter(|state| *state != new).unwrap_or_default().to_string();
    let there: Vec<(Id, i64, String)> =
        tx.list_built("tranches", STAND, &[&state], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let manager = people::acting_manager(tx)?.id;
    for actor in actors {
        look.add("inspection", new, &About::NewInspection, actor, &actor.roles());
    }
    look.found.retain(|chance| !matches!(chance.about, About::NewInspection) || chance.step == "inspection.begin");
    for (id, no, state) in there {
        let one = inspection::fetch(tx, id)?;
        let fates = inspection::fates(tx, &one, Quantity::from_millionths(1))?;
        let about = About::Tranche { order: one.order, inspection: id, no };
        for actor in actors {
            let acting_manager = actor.who.id == manager;
            let stands = Standing { acting_manager, ..actor.roles() };
            look.add_if("inspection", &state, &about, actor, &stands, |step| {
                let fate = step.strip_prefix("inspection.").and_then(Fate::from_code);
                fate.is_none_or(|fate| fates.contains(&fate))
            });
        }
    }
    look.found.retain(|chance| !matches!(chance.about, About::Tranche { .. }) || chance.step != "inspection.begin");
    Ok(())
}
