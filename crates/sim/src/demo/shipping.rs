//! 6.1: every afternoon logistics lays together what lies ready and is wanted soon; the warehouse packs, and what is packed leaves.

use desk::fulfilment::shipping::{HandOver, HandOverForm, OpenShipment, Pack, PackForm, ShipForm};
use desk::people;
use platform::Id;
use platform::act::Outcome;

use super::Stage;
use super::chasing::{ago, refused_or};

const CARRIERS: &[&str] = &["新竹物流", "大榮貨運", "嘉里大榮物流"];

pub async fn all(stage: &Stage) -> Outcome<()> {
    // Trucks go twice a week; what the customer wants otherwise waits for the end of that.
    const PACKED: &str = "SELECT s.id FROM shipment s WHERE s.state = 'packed' AND s.packed_at < $1 AND NOT EXISTS \
        (SELECT 1 FROM order_line l JOIN change_claim c ON c.line_id IN (l.id, l.order_id) WHERE l.order_id = s.order_id) \
        ORDER BY s.leaves_on, s.id LIMIT 20";
    const PACKING: &str = "SELECT s.id FROM shipment s WHERE s.state = 'packing' AND s.made_at < $1 AND NOT EXISTS \
        (SELECT 1 FROM order_line l JOIN change_claim c ON c.line_id IN (l.id, l.order_id) WHERE l.order_id = s.order_id) \
        ORDER BY s.leaves_on, s.id LIMIT 20";
    let (logistics, warehouse) = (stage.person("logistics").await?, stage.person("warehouse").await?);
    for shipment in old(stage, "packed", PACKED, 68).await? {
        let form = HandOverForm::default();
        refused_or(stage.app.perform(&logistics, HandOver { shipment, form }).await)?;
    }
    for (at, shipment) in old(stage, "to pack", PACKING, 92).await?.into_iter().enumerate() {
        let packages = (at % 4 + 1).to_string();
        let form = PackForm { packages, as_ordered: "yes".into(), ..PackForm::default() };
        refused_or(stage.app.perform(&warehouse, Pack { shipment, form }).await)?;
    }
    for (at, order) in ready(stage).await?.into_iter().enumerate() {
        let carrier = CARRIERS[at % CARRIERS.len()].to_string();
        let form = ShipForm { carrier, ..ShipForm::default() };
        refused_or(stage.app.perform(&logistics, OpenShipment { order, form }).await)?;
    }
    Ok(())
}

async fn old(stage: &Stage, what: &'static str, text: &'static str, hours: u64) -> Outcome<Vec<Id>> {
    let before = ago(stage, hours);
    stage.app.read(move |tx| Ok(tx.list_built(what, text, &[&before], |row| row.get(0))?)).await
}

/// Orders of which all lies ready, nothing is being changed, and which are promised for the next days.
async fn ready(stage: &Stage) -> Outcome<Vec<Id>> {
    const READY: &str = "SELECT o.id FROM orders o WHERE o.execution = 'ready' AND NOT EXISTS (SELECT 1 FROM shipment s \
        WHERE s.order_id = o.id AND s.state IN ('packing', 'packed')) AND NOT EXISTS \
        (SELECT 1 FROM order_line l JOIN change_claim c ON c.line_id IN (l.id, l.order_id) WHERE l.order_id = o.id) \
        AND (SELECT MIN(l.promised_on) FROM order_line l WHERE l.order_id = o.id AND l.removed_in IS NULL) <= $1 \
        ORDER BY o.id LIMIT 3";
    let read = stage.app.read(|tx| {
        let soon = people::today(tx)?.add_days(14);
        let soon = soon.map_err(|e| platform::Fault::other("a day", e))?;
        Ok(tx.list_built("ready", READY, &[&soon], |row| row.get(0))?)
    });
    read.await
}

/// The last evening: what lies ready of young orders is to be packed tomorrow.
pub async fn evening(stage: &Stage) -> Outcome<()> {
    const YOUNG: &str = "SELECT o.id FROM orders o WHERE o.approval = 'approved' AND NOT EXISTS (SELECT 1 FROM shipment s \
        WHERE s.order_id = o.id) AND NOT EXISTS (SELECT 1 FROM order_line l JOIN change_claim c \
        ON c.line_id IN (l.id, l.order_id) WHERE l.order_id = o.id) ORDER BY o.made_at, o.id LIMIT 60";
    let logistics = stage.person("logistics").await?;
    let young: Vec<Id> = stage.app.read(|tx| Ok(tx.list_built("young orders", YOUNG, &[], |row| row.get(0))?)).await?;
    let mut laid = 0;
    for order in young {
        let form = ShipForm { carrier: CARRIERS[0].into(), ..ShipForm::default() };
        let done = stage.app.perform(&logistics, OpenShipment { order, form }).await;
        laid += usize::from(done.is_ok());
        refused_or(done)?;
        if laid == 3 {
            break;
        }
    }
    Ok(())
}
