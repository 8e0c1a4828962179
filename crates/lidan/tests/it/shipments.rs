//! 6.1 as far as the gate, and what changes (4.3) and cancellations (4.4) find of shipments, over HTTP on both engines.

use ::desk::people;
use platform::who::Role;
use serde_json::{Value, json};

use crate::cancellations::{self, decided, stops};
use crate::cast::{MANAGER, PRODUCTION, SPECIALIST, WAREHOUSE};
use crate::changes::{self, approved, line};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, seen};

pub const LOGISTICS: &str = "logistics";

/// Logistics lays together so much of the first line; all that lies ready where nothing is said.
pub async fn laid(by: &Client, order: &str, quantity: &str) -> Answer {
    let lines = if quantity.is_empty() { json!([]) } else { json!([{"no": "1", "quantity": quantity}]) };
    let form = json!({"leaves_on": "", "carrier": "新竹物流", "lines": lines});
    by.post_json(&format!("/api/v1/orders/{order}/shipments"), &form).await
}

pub async fn press(by: &Client, shipment: &str, path: &str, body: Value) -> Answer {
    by.post_json(&format!("/api/v1/shipments/{shipment}/{path}"), &body).await
}

pub async fn packed(desk: &Desk, shipment: &str) {
    let form = json!({"packages": "2", "as_ordered": "yes"});
    press(&desk.log_in(WAREHOUSE).await, shipment, "packing", form).await.done();
}

pub async fn shown(by: &Client, shipment: &str) -> Value {
    by.get_json(&format!("/api/v1/shipments/{shipment}")).await.done()
}

async fn state(by: &Client, shipment: &str) -> String {
    shown(by, shipment).await["shipment"]["state"].as_str().unwrap_or("").to_string()
}

pub fn id_of(done: &Value) -> String {
    done["id"].as_str().unwrap_or_else(|| panic!("an id in {done}")).to_string()
}

async fn of_line(desk: &Desk, order: &Standing, no: i64) -> Value {
    line(&seen(&desk.log_in(SPECIALIST).await, &order.id).await, no)
}

fn whole(value: &Value) -> i64 {
    value.as_str().unwrap_or_default().replace(',', "").parse().unwrap_or_else(|_| panic!("a whole number: {value}"))
}

/// What the first line orders.
const BOLT: &str = "HB-M6x30-A2";

/// On hand and held of it.
async fn stock(desk: &Desk) -> (i64, i64) {
    let (on_hand, held) = crate::purchasing::stock(desk, BOLT).await;
    (whole(&json!(on_hand)), whole(&json!(held)))
}

/// Four hundred bolts from stock, approved.
async fn four_hundred(desk: &Desk, no: &str) -> Standing {
    let (chen, mut content) = (desk.log_in(SPECIALIST).await, crate::orders::written(no));
    content["lines"] = json!([{"sku": BOLT, "qty": "400"}]);
    let order = crate::orders::recorded(&chen, &content).await;
    crate::orders::submit(&chen, &order.id).await.done();
    crate::orders::approve(&desk.log_in(MANAGER).await, &order.id).await.done();
    order
}

/// Logistics' own may pack as well.
async fn of_both(desk: &Desk) {
    let read = desk.app.0.db.write(|tx| {
        let one = people::persons_with(tx, Role::Logistics)?.remove(0).id;
        let admin = people::persons_with(tx, Role::Admin)?.remove(0).id;
        Ok((people::place(tx, one)?, people::fetch(tx, admin)?))
    });
    let (card, admin) = read.await.expect("a read");
    let grant = people::Grant { person: card.id, roles: card.roles.with(Role::Warehouse), lock: card.lock };
    desk.app.perform(&admin, grant).await.expect("a role more");
}

both! {
    async fn c6_1_1_what_lies_ready_is_packed_by_one_and_taken_over_by_another(desk) {
        let (logistics, warehouse, chen) =
            (desk.log_in(LOGISTICS).await, desk.log_in(WAREHOUSE).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "SH-1").await;
        let wanted = whole(&of_line(&desk, &order, 1).await["quantity"]);
        assert_eq!(laid(&warehouse, &order.id, "").await.status, 403, "logistics ships");
        assert_eq!(laid(&logistics, &order.id, &(wanted + 1).to_string()).await.rules(), ["shipment.within"]);
        assert_eq!(laid(&logistics, &order.id, "0").await.rules(), ["shipment.something"]);
        let past = json!({"leaves_on": "2020-01-06"});
        let answer = logistics.post_json(&format!("/api/v1/orders/{}/shipments", order.id), &past).await;
        assert_eq!(answer.rules(), ["shipment.day"]);
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        assert_eq!(shown(&logistics, &one).await["shipment"]["number"], "SH-2026-000001");
        assert_eq!(laid(&logistics, &order.id, "1").await.rules(), ["shipment.within"], "all of it lies in the first");
        assert!(changes::due(&warehouse, "pack_shipment").await, "what lay in stock is the warehouse's to pack");
        assert_eq!(press(&logistics, &one, "packing", json!({"packages": "1"})).await.status, 403);
        assert_eq!(press(&warehouse, &one, "packing", json!({"packages": ""})).await.rules(), ["shipment.packages"]);
        assert_eq!(press(&logistics, &one, "hand-over", json!({})).await.rules(), ["step.state"], "nobody has packed it");
        packed(&desk, &one).await;
        assert!(!changes::due(&warehouse, "pack_shipment").await && changes::due(&logistics, "hand_over_shipment").await);
        let before = stock(&desk).await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        assert!(!changes::due(&logistics, "hand_over_shipment").await);
        let after = stock(&desk).await;
        assert_eq!((before.0 - after.0, before.1 - after.1), (wanted, wanted), "it left the shelf and is promised no more");
        let now = seen(&chen, &order.id).await;
        assert_eq!((&now["execution"], whole(&line(&now, 1)["shipped"])), (&json!("shipped"), wanted));
        let signed = shown(&chen, &one).await["shipment"].clone();
        assert!(signed["packed_by"].is_string() && signed["handed_by"].is_string() && signed["packed_by"] != signed["handed_by"]);
        let paper = chen.get(&format!("/shipments/{one}/packing-list.pdf")).await;
        assert!(paper.status == 200 && paper.body.starts_with(b"%PDF"), "{}", paper.status);
        desk.verified().await;
    }

    async fn c6_1_1_who_packed_does_not_take_over_and_the_orders_wishes_are_ticked(desk) {
        let (logistics, warehouse, manager) =
            (desk.log_in(LOGISTICS).await, desk.log_in(WAREHOUSE).await, desk.log_in(MANAGER).await);
        let (chen, mut content) = (desk.log_in(SPECIALIST).await, crate::orders::written("SH-2"));
        content["packing"] = json!("木箱");
        content["marking"] = json!("HONGDA / C-NO. 1-UP");
        let order = crate::orders::recorded(&chen, &content).await;
        crate::orders::submit(&chen, &order.id).await.done();
        assert_eq!(laid(&logistics, &order.id, "").await.rules()[0], "shipment.approved", "nobody has approved it");
        crate::orders::approve(&manager, &order.id).await.done();
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        assert_eq!(press(&warehouse, &one, "packing", json!({"packages": "1"})).await.rules(), ["shipment.marked"]);
        packed(&desk, &one).await;
        assert_eq!(press(&warehouse, &one, "unpacking", json!({"ground": " "})).await.rules(), ["shipment.ground"]);
        press(&warehouse, &one, "unpacking", json!({"ground": "嘜頭貼錯"})).await.done();
        assert_eq!(state(&logistics, &one).await, "packing");
        // Somebody of both departments packs: the other signature has to be another's.
        of_both(&desk).await;
        let both = desk.log_in(LOGISTICS).await;
        press(&both, &one, "packing", json!({"packages": "1", "as_ordered": "yes"})).await.done();
        assert_eq!(press(&both, &one, "hand-over", json!({})).await.rules(), ["shipment.apart"]);
        press(&both, &one, "dropping", json!({"ground": "客戶改自提"})).await.done();
        assert_eq!(state(&both, &one).await, "called_off");
        assert_eq!(press(&both, &one, "dropping", json!({"ground": "再一次"})).await.rules(), ["step.state"]);
        desk.verified().await;
    }

    async fn c2_2_1c_of_an_order_on_hold_nothing_is_packed_or_leaves(desk) {
        let (logistics, warehouse, manager) =
            (desk.log_in(LOGISTICS).await, desk.log_in(WAREHOUSE).await, desk.log_in(MANAGER).await);
        let order = approved(&desk, "SH-3").await;
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        let hold = async |on: &str| {
            let form = json!({"hold": on, "ground": "客戶付款爭議"});
            manager.post_json(&format!("/api/v1/orders/{}/hold", order.id), &form).await.done();
        };
        hold("on").await;
        assert_eq!(laid(&logistics, &order.id, "").await.rules()[0], "shipment.order_held");
        assert_eq!(press(&warehouse, &one, "packing", json!({"packages": "1", "as_ordered": "yes"})).await.rules(), ["shipment.order_held"]);
        hold("").await;
        packed(&desk, &one).await;
        hold("on").await;
        assert_eq!(press(&logistics, &one, "hand-over", json!({})).await.rules(), ["shipment.order_held"]);
        hold("").await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        desk.verified().await;
    }

    async fn c6_1_2_an_order_that_goes_all_at_once_leaves_nothing_behind(desk) {
        let (logistics, manager, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(MANAGER).await, desk.log_in(SPECIALIST).await);
        let mut content = crate::orders::written("SH-4");
        content["delivery_policy"] = json!("at_once");
        let order = crate::orders::recorded(&chen, &content).await;
        crate::orders::submit(&chen, &order.id).await.done();
        crate::orders::approve(&manager, &order.id).await.done();
        let refused = laid(&logistics, &order.id, "1").await;
        assert!(refused.rules().iter().all(|rule| rule == "shipment.at_once"), "{:?}", refused.rules());
        laid(&logistics, &order.id, "").await.done();
        desk.verified().await;
    }

    async fn c4_1_4_a_shipment_that_leaves_later_moves_the_forecast_and_opens_a_case(desk) {
        let (logistics, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "SH-5").await;
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        let promised = of_line(&desk, &order, 1).await["promised_on"].clone();
        assert_eq!(press(&logistics, &one, "plan", json!({"leaves_on": "2020-01-06"})).await.rules(), ["shipment.day"]);
        let later = json!({"leaves_on": "2027-06-01", "carrier": "大榮貨運"});
        press(&logistics, &one, "plan", later).await.done();
        let now = of_line(&desk, &order, 1).await;
        assert_eq!((&now["promised_on"], &now["forecast_on"]), (&promised, &json!("2027-06-02")), "one working day on the road");
        let cases = chen.get_json("/api/v1/delays").await.done();
        let mine: Vec<&Value> = cases["rows"].as_array().into_iter().flatten().filter(|c| c["delay"]["order"] == json!(order.id)).collect();
        assert!(!mine.is_empty() && mine.iter().all(|case| case["delay"]["kind"] == "shipment"), "{cases}");
        press(&logistics, &one, "dropping", json!({"ground": "車輛故障"})).await.done();
        assert_ne!(of_line(&desk, &order, 1).await["forecast_on"], "2027-06-02", "it goes with another one");
        desk.verified().await;
    }

    async fn c5_1_1_what_must_be_inspected_before_it_leaves_waits_for_quality(desk) {
        let (logistics, quality) = (desk.log_in(LOGISTICS).await, desk.log_in("quality").await);
        let order = approved(&desk, "SH-6").await;
        crate::inspection::planned(&desk, BOLT, "outgoing").await;
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        let at = crate::inspection::waiting(&quality).await;
        assert!(changes::due(&quality, "inspect").await, "nobody had to ask for it");
        let form = json!({"packages": "2", "as_ordered": "yes"});
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert_eq!(press(&warehouse, &one, "packing", form).await.rules(), ["shipment.within"], "quality has it in hand");
        crate::inspection::pass(&quality, &at, "").await.done();
        packed(&desk, &one).await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        desk.verified().await;
    }

    async fn c4_3_3_a_change_shows_the_shipments_it_touches_and_logistics_is_asked(desk) {
        let (logistics, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "SH-7").await;
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        packed(&desk, &one).await;
        let change = changes::asked(&chen, &order.id, changes::more("100")).await;
        let preview = changes::shown(&chen, &change).await["impact"].clone();
        assert_eq!(preview["shipments"][0]["number"], "SH-2026-000001", "{preview}");
        assert!(preview["departments"].as_array().is_some_and(|all| all.contains(&json!("logistics"))), "{preview}");
        changes::agreed(&desk, &change).await;
        let asked = changes::shown(&chen, &change).await["assessments"].clone();
        assert!(asked.as_array().into_iter().flatten().any(|row| row["department"] == "logistics"), "{asked}");
        changes::press(&chen, &change, "effect", json!({})).await.done();
        let now = shown(&logistics, &one).await;
        assert_eq!((&now["shipment"]["state"], whole(&now["lines"][0]["quantity"])), (&json!("packing"), 100), "packed anew, with less");
        packed(&desk, &one).await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        assert_eq!(whole(&of_line(&desk, &order, 1).await["shipped"]), 100);
        desk.verified().await;
    }

    async fn c4_3_1_below_what_has_left_the_house_no_change_takes_effect(desk) {
        let (logistics, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(SPECIALIST).await);
        let order = four_hundred(&desk, "SH-8").await;
        // A change on its way while half of it leaves.
        let change = changes::asked(&chen, &order.id, changes::more("100")).await;
        changes::agreed(&desk, &change).await;
        let one = id_of(&laid(&logistics, &order.id, "200").await.done());
        packed(&desk, &one).await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        let late = changes::press(&chen, &change, "effect", json!({})).await;
        assert!(late.rules().contains(&"change.shipped".to_string()), "{:?}", late.rules());
        changes::press(&chen, &change, "withdrawal", json!({"text": "已出貨，客戶收回"})).await.done();
        let note = changes::talked(&chen, &order.id, "email").await;
        let below = changes::ask(&chen, &order.id, changes::more("100"), &note).await;
        assert!(below.rules().contains(&"change.shipped".to_string()), "{:?}", below.rules());
        // Down to what has left, or nearly so, it may go: what left from the stock is not supplied a second time.
        let change = changes::asked(&chen, &order.id, changes::more("300")).await;
        changes::agreed(&desk, &change).await;
        changes::press(&chen, &change, "effect", json!({})).await.done();
        let now = seen(&chen, &order.id).await;
        assert_eq!((whole(&line(&now, 1)["shipped"]), whole(&line(&now, 1)["quantity"])), (200, 300));
        let (_, held) = stock(&desk).await;
        let rest = id_of(&laid(&logistics, &order.id, "").await.done());
        assert_eq!(whole(&shown(&logistics, &rest).await["lines"][0]["quantity"]), 100);
        packed(&desk, &rest).await;
        press(&logistics, &rest, "hand-over", json!({})).await.done();
        assert_eq!(stock(&desk).await.1, held - 100, "a hundred were held for it and no more");
        assert_eq!(seen(&chen, &order.id).await["execution"], "shipped");
        desk.verified().await;
    }

    async fn c4_4_2_a_cancellation_stops_what_lies_packed_and_not_what_has_left(desk) {
        let (logistics, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "SH-9").await;
        let wanted = whole(&of_line(&desk, &order, 1).await["quantity"]);
        let gone = id_of(&laid(&logistics, &order.id, "4").await.done());
        packed(&desk, &gone).await;
        press(&logistics, &gone, "hand-over", json!({})).await.done();
        let part = |quantity: i64| json!({"lines": [{"no": "1", "quantity": quantity.to_string()}]});
        let note = changes::talked(&chen, &order.id, "email").await;
        let mut wish = part(wanted - 3);
        wish["note"] = json!(note);
        wish["reason"] = json!("工程停建");
        let beyond = chen.post_json(&format!("/api/v1/orders/{}/cancellations", order.id), &wish).await;
        assert_eq!(beyond.rules(), ["cancel.beyond"], "four have left");
        let one = id_of(&laid(&logistics, &order.id, "6").await.done());
        packed(&desk, &one).await;
        // Of what is left, two less than all: they can stay in the packages.
        let cancelled = cancellations::asked(&chen, &order.id, part(wanted - 4 - 2)).await;
        decided(&desk, &cancelled).await;
        let all = stops(&chen, &cancelled).await;
        let of_shipment: Vec<&Value> = all.iter().filter(|stop| stop["department"] == "logistics").collect();
        assert_eq!((of_shipment.len(), whole(&of_shipment[0]["quantity"])), (1, 4), "{all:?}");
        assert_eq!(of_shipment[0]["goods"], "SH-2026-000002");
        let now = shown(&logistics, &one).await;
        assert_eq!((&now["shipment"]["state"], whole(&now["lines"][0]["quantity"])), (&json!("packing"), 2));
        let answer = |disposal: &str| json!({"done": "4", "disposal": disposal});
        let path = format!("stops/{}/acknowledgement", of_shipment[0]["id"].as_str().expect("an id"));
        assert!(changes::due(&logistics, "acknowledge_stop").await);
        let warehouse = desk.log_in(WAREHOUSE).await;
        assert_eq!(cancellations::press(&warehouse, &cancelled, &path, answer("stock")).await.status, 403);
        let scrap = cancellations::press(&logistics, &cancelled, &path, answer("scrap")).await;
        assert_eq!(scrap.refused(), ["4.4.3"], "it goes back to the shelf and nowhere else");
        cancellations::press(&logistics, &cancelled, &path, answer("stock")).await.done();
        cancellations::stopped(&desk, &cancelled).await;
        assert_eq!(chen.get_json(&format!("/api/v1/cancellations/{cancelled}")).await.done()["cancellation"]["state"], "costing");
        packed(&desk, &one).await;
        press(&logistics, &one, "hand-over", json!({})).await.done();
        let now = seen(&chen, &order.id).await;
        assert_eq!((whole(&line(&now, 1)["shipped"]), whole(&line(&now, 1)["cancelled"])), (6, wanted - 6));
        desk.verified().await;
    }

    async fn c4_4_2_a_shipment_of_which_nothing_is_left_goes_nowhere(desk) {
        let (logistics, chen) = (desk.log_in(LOGISTICS).await, desk.log_in(SPECIALIST).await);
        let order = approved(&desk, "SH-10").await;
        let one = id_of(&laid(&logistics, &order.id, "").await.done());
        let cancelled = cancellations::asked(&chen, &order.id, json!({"all": "yes"})).await;
        decided(&desk, &cancelled).await;
        assert_eq!(state(&logistics, &one).await, "called_off");
        let production = desk.log_in(PRODUCTION).await;
        assert_eq!(press(&production, &one, "packing", json!({"packages": "1"})).await.rules(), ["step.state"]);
        assert!(!changes::due(&desk.log_in(WAREHOUSE).await, "pack_shipment").await);
        desk.verified().await;
    }
}
