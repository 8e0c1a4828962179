//! 6.1: every afternoon logistics lays together what lies ready and is wanted soon; the warehouse packs, and what is packed leaves.

use desk::fulfilment::shipping::{HandOver, HandOverForm, OpenShipment, Pack, PackForm, ShipForm};
use desk::people;
use platform::Id;
use platform::act::Outcome;

use super::Stage;
use super::chasing::{ago, refused_or};

const CARRIERS: &[&str] = &["新竹物流", "大榮貨運", "嘉里大榮物流"];

pub async fn all(stage: &Stage) -> Outcome<()> {
    const PACKED: &str = "SELECT id FROM shipment WHERE state = 'packed' AND packed_at < $1 ORDER BY leaves_on, id LIMIT 20";
    const PACKING: &str = "SELECT id FROM shipment WHERE state = 'packing' AND made_at < $1 ORDER BY leaves_on, id LIMIT 20";
    let (logistics, warehouse) = (stage.person("logistics").await?, stage.person("warehouse").await?);
    for shipment in old(stage, "packed", PACKED, 3).await? {
        let form = HandOverForm::default();
        refused_or(stage.app.perform(&logistics, HandOver { shipment, form }).await)?;
    }
    for (at, shipment) in old(stage, "to pack", PACKING, 20).await?.into_iter().enumerate() {
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
        WHERE s.order_id = o.id AND s.state IN ('packing', 'packed')) AND NOT EXISTS (SELECT 1 FROM change_request c \
        WHERE c.order_id = o.id AND c.state NOT IN ('effective', 'rejected', 'refused_by_customer', 'withdrawn')) \
        AND (SELECT MIN(l.promised_on) FROM order_line l WHERE l.order_id = o.id AND l.removed_in IS NULL) <= $1 \
        ORDER BY o.id LIMIT 8";
    let read = stage.app.read(|tx| {
        let soon = people::today(tx)?.add_days(4);
        let soon = soon.map_err(|e| platform::Fault::other("a day", e))?;
        Ok(tx.list_built("ready", READY, &[&soon], |row| row.get(0))?)
    });
    read.await
}
