//! A desk with something of chapter 4 in every list, at different points of its way: for walks that look at every page
//! and press everything there is.

use serde_json::json;

use crate::cancellations;
use crate::cast::{MANAGER, PRODUCTION, PURCHASING, SPECIALIST};
use crate::changes;
use crate::desk::Desk;
use crate::production::{acknowledged, id, pumps, released, report};
use crate::purchasing;

/// Work at three points, purchases with offers and under contract, an open delay case and one that was told, changes and
/// cancellations at three points.
pub async fn chapter_four(desk: &Desk) {
    let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
    let production = desk.log_in(PRODUCTION).await;
    let (_, taken) = pumps(desk, "F4-1", "2027-03-16", "2").await;
    acknowledged(&production, id(&taken)).await;
    let (running, made) = pumps(desk, "F4-2", "2027-03-16", "4").await;
    released(&production, id(&made)).await;
    for no in [10, 20, 30] {
        report(&production, id(&made), no, "2", "").await.done();
    }
    bought(desk).await;
    slipped(desk).await;
    // A change that departments look into, one that the manager has before him, one that was just written.
    let asked = changes::asked(&chen, &running.id, changes::more("6")).await;
    changes::press(&chen, &asked, "submission", json!({})).await.done();
    changes::press(&manager, &asked, "decision", json!({"verdict": "approve"})).await.done();
    for (no, on) in [("F4-3", true), ("F4-4", false)] {
        let order = changes::approved(desk, no).await;
        let change = changes::asked(&chen, &order.id, changes::more("300")).await;
        if on {
            changes::press(&chen, &change, "submission", json!({})).await.done();
        }
    }
    // A cancellation whose work is being stopped, one whose costs are counted, one before the manager.
    let stopping = cancellations::mixed(desk, "F4-5").await;
    let stopping = cancellations::asked(&chen, &stopping.id, json!({"all": "yes"})).await;
    cancellations::decided(desk, &stopping).await;
    let costed = cancellations::mixed(desk, "F4-6").await;
    let costed = cancellations::asked(&chen, &costed.id, json!({"all": "yes"})).await;
    cancellations::decided(desk, &costed).await;
    cancellations::stopped(desk, &costed).await;
    let cost = json!({"department": "production", "text": "已備料", "amount": "500"});
    cancellations::press(&chen, &costed, "costs", cost).await.done();
    let waiting = changes::approved(desk, "F4-7").await;
    let waiting = cancellations::asked(&chen, &waiting.id, json!({"lines": [{"no": "1", "quantity": "50"}]})).await;
    cancellations::press(&chen, &waiting, "submission", json!({})).await.done();
}

/// One purchase with an offer, one under contract of which a part came in.
async fn bought(desk: &Desk) {
    let buyer = desk.log_in(PURCHASING).await;
    let (_, contracted) = purchasing::contracted(desk, &buyer, "F4-8").await;
    let line = purchasing::look(&buyer, &contracted).await["lines"][0]["no"].to_string();
    let warehouse = desk.log_in(crate::cast::WAREHOUSE).await;
    purchasing::received(&warehouse, &contracted, &line, "4").await.done();
    let (_, purchase, link) = purchasing::asked(desk, &buyer, "F4-9").await;
    assert_eq!(purchasing::reply(desk, &link, &["21"], "CNY", "15").await.status, 200);
    let nord = purchasing::supplier(desk, "S03").await;
    purchasing::ask(&buyer, &purchase, &[&nord], "請報價").await.done();
}

/// Two orders whose pumps will be late; the customer of one was told.
async fn slipped(desk: &Desk) {
    let (chen, production) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
    for (no, told) in [("F4-10", false), ("F4-11", true)] {
        let (order, made) = pumps(desk, no, "2026-12-18", "2").await;
        acknowledged(&production, id(&made)).await;
        let plan = format!("/api/v1/production/{}/plan", id(&made));
        production.post_json(&plan, &json!({"from": "2026-12-23"})).await.done();
        let open = chen.get_json("/api/v1/delays?state=open").await.done()["rows"].clone();
        let own = open.as_array().and_then(|rows| rows.iter().find(|row| row["number"] == order.number)).cloned();
        let case = own.expect("a delay case")["delay"].clone();
        if told {
            let message = json!({"remedy": "new_date", "message": "泵會晚到，改 2027-01-08 可以嗎？"});
            chen.post_json(&format!("/api/v1/delays/{}/message", id(&case)), &message).await.done();
        }
    }
}

/// Goods that bear marks, bought under contract and changed: what they cost us must not be told to whom it is not due.
pub async fn marked_purchase(desk: &Desk, order: &str, price: &str) {
    let buyer = desk.log_in(PURCHASING).await;
    purchasing::acknowledged(&buyer, order).await;
    let (purchase, _) = purchasing::opened(&buyer).await;
    let supplier = purchasing::supplier(desk, "S02").await;
    purchasing::ask(&buyer, &purchase, &[&supplier], "").await.done();
    let link = purchasing::link(desk, "order@yongxing.example").await;
    assert_eq!(purchasing::reply(desk, &link, &[price], "CNY", "5").await.status, 200);
    let quote = purchasing::quote_of(&buyer, &purchase, "S02").await;
    purchasing::award(&buyer, &purchase, &quote, "").await.done();
    purchasing::signed(&buyer, &purchase, "2026-12-15").await;
}
