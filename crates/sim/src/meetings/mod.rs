//! Meetings that chance seldom brings about: a stop that comes in the minute in which work is finished, parts that are
//! over when all is put away. A company is led to each by real acts of real people; what must hold is asked on the way,
//! and at the end whether they met.

mod bought;
mod led;
mod needs;
mod over;
mod rare;
mod shipped;
mod stopped;

use desk::fulfilment::inspection::{InspectionPlanForm, InspectionPointForm, SetInspectionPlan};
use platform::act::{App, Outcome};
use platform::clock::FixedClock;
use platform::trouble::Trouble;
use platform::who::Role;

use crate::visited::Reached;
use crate::world::{Played, World};

/// Made of parts; put away as soon as it is made.
const FREE: &str = "CC-400x500";
/// Made of parts; quality looks at it first.
const INSPECTED: &str = "GP-16CC";
const BOUGHT: &str = "BV-DN25-304";
/// Made of parts of which fewer lie there than thirty of it take.
const LACKING: &str = INSPECTED;
const PARTS: &[(&str, i64)] =
    &[("HB-M8x25-A2", 2_000), ("HN-M8-A2", 2_000), ("CB-RVV-3x1.5", 1_000), ("BR-6203-2RS", 40)];

/// Where a work order may have parts that nobody needs.
const WITH_PARTS: &[&str] = &["released", "in_progress", "finished", "inspected", "stocked", "stopped"];

/// What they are led to: document, step, by whom, and in which states.
const MEETINGS: &[(&str, &str, &str, &[&str])] = &[
    ("purchase_request", "purchase_request.amend", "system", &["dispatched", "acknowledged", "bought", "closed"]),
    ("purchase_request", "purchase_request.end", "system", &["dispatched", "acknowledged", "bought"]),
    ("delay", "delay.moot", "system", &["open", "told", "owed"]),
    ("change", "change.assess", "logistics", &["assessing"]),
    ("change", "change.assess", "quality", &["assessing"]),
    ("change", "change.assess", "finance", &["assessing"]),
    ("change", "change.review_anew", "system", &["customer_consent"]),
    ("change", "change.note_needs", "purchasing", &["effective"]),
    ("cancellation", "cancel.add_own_cost", "purchasing", &["stopping"]),
    ("purchase", "purchase.ask_rest", "purchasing", &["quoting"]),
    ("purchase", "purchase.scrap", "system", &["partly_received", "received", "closed"]),
    ("shipment", "shipment.open", "logistics", &["new"]),
    ("shipment", "shipment.plan", "logistics", &["packing", "packed"]),
    ("shipment", "shipment.pack", "production", &["packing"]),
    ("shipment", "shipment.pack", "warehouse", &["packing"]),
    ("shipment", "shipment.unpack", "production", &["packed"]),
    ("shipment", "shipment.unpack", "warehouse", &["packed"]),
    ("shipment", "shipment.unpack", "logistics", &["packed"]),
    ("shipment", "shipment.hand_over", "logistics", &["packed"]),
    ("shipment", "shipment.drop", "logistics", &["packing", "packed"]),
    ("shipment", "shipment.amend", "system", &["packing", "packed"]),
    ("shipment", "shipment.stop", "system", &["packing", "packed"]),
    ("cancellation", "cancel.acknowledge_stop", "logistics", &["stopping"]),
    ("cancellation", "cancel.add_own_cost", "logistics", &["stopping", "costing"]),
    ("inspection", "inspection.drop", "system", &["failed"]),
    ("work", "work.lay", "system", &["acknowledged"]),
    ("work", "work.resume", "production", &["acknowledged"]),
    ("work", "work.stop", "system", &["dispatched", "acknowledged", "planned", "released", "in_progress", "finished"]),
    ("work", "work.clear_up", "system", WITH_PARTS),
    ("work", "work.take_back", "warehouse", WITH_PARTS),
    ("work", "work.go_on", "system", &["stopped"]),
    ("work", "work.cleared", "system", &["stopped"]),
    ("work", "work.put_away", "warehouse", &["finished", "stopped"]),
    ("work", "work.from_shelf", "system", &["inspected", "stocked"]),
];

/// Leads a company that is empty so far to all of them. What goes otherwise than it was meant is a trouble; what did not
/// meet, or left what must not be, is wrong.
pub async fn meet(app: App, clock: FixedClock) -> Outcome<Played> {
    let mut world = World::open(app, clock, 0).await?;
    let w = &mut world;
    prepared(w).await?;
    needs::all(w).await?;
    rare::all(w).await?;
    stopped::all(w).await?;
    over::all(w).await?;
    bought::all(w).await?;
    shipped::all(w).await?;
    w.close().await?;
    for meeting in meetings() {
        if !w.played.reached.contains(&meeting) {
            w.played.wrong.push(format!("was led to, and did not meet: {meeting}"));
        }
    }
    Ok(world.played)
}

/// What nobody need look for: it is led to.
pub fn meetings() -> impl Iterator<Item = Reached> {
    MEETINGS.iter().flat_map(|(kind, step, actor, states)| {
        states.iter().map(|state| {
            let [kind, state, step, actor] = [*kind, *state, *step, *actor].map(str::to_string);
            Reached { kind, state, step, actor }
        })
    })
}

/// Parts in stock, and a plan by which quality looks at what is made.
async fn prepared(w: &mut World) -> Outcome<()> {
    let warehouse = w.somebody(Role::Warehouse).await?.ok_or(Trouble::Hidden)?;
    led::stocked_up(w, &warehouse, PARTS).await?;
    let quality = w.somebody(Role::Quality).await?.ok_or(Trouble::Hidden)?;
    let point =
        InspectionPointForm { name: "外觀".into(), target: "無毛邊".into(), ..InspectionPointForm::default() };
    let form = InspectionPlanForm {
        sku: INSPECTED.into(),
        kind: "final".into(),
        required: "yes".into(),
        sample: "all".into(),
        points: vec![point],
        ..InspectionPlanForm::default()
    };
    w.does(&quality, SetInspectionPlan { form }).await.map(|_| ())
}
