//! 3.2.3b: price lists by class, customer, quantity and date, and the two people behind every price.

use ::desk::masters::{self, Kind};
use serde_json::{Value, json};

use crate::cast::{MANAGER, SPECIALIST};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{recorded, submit, written};

const EXECUTIVE: &str = "executive";

const LISTS: &str = "list,price_class,customer,sku,currency,from_quantity,valid_from,valid_until,price,floor_price\n\
    B-2026,B,,HB-M8x30-A2,CNY,,2026-01-01,,0.70,0.60\n\
    B-2026,B,,HB-M8x30-A2,CNY,\"1,000\",2026-01-01,,0.66,0.58\n\
    B-2026,B,,HB-M8x30-A2,CNY,1000,2027-01-01,,0.69,0.58\n\
    OLD,B,,HB-M8x30-A2,CNY,1000,2026-01-01,2026-06-30,0.50,0.45\n\
    HONGYUAN,,C004,HB-M8x30-A2,CNY,5000,2026/2/1,,0.63,0.55\n";

async fn imported(desk: &Desk, kind: Kind, table: &str) -> masters::ImportReport {
    let who = desk.app.read(|tx| ::desk::people::by_login(tx, MANAGER)).await.expect("the manager");
    masters::import(&desk.app, &who, kind, table.as_bytes().to_vec(), "list.csv", false).await.expect("a good table")
}

async fn answers(by: &Client, proposal: &str, answer: &str) -> Answer {
    by.post_json(&format!("/api/v1/price-proposals/{proposal}/answer"), &json!({"answer": answer, "text": "同意"}))
        .await
}

/// What the entry form fills in for so many bolts of a customer of class B.
async fn suggested(by: &Client, quantity: &str) -> Value {
    let mut content = written("L-0");
    content["lines"] = json!([{"sku": "HB-M8x30-A2", "qty": quantity}]);
    let found = by.post_json("/api/v1/orders/check", &content).await.done();
    let filled = found["filled"].as_array().cloned().unwrap_or_default();
    filled.iter().find(|f| f["field"] == "lines[0][price]").map_or(Value::Null, |f| f["value"].clone())
}

both! {
    async fn c3_2_3b_a_list_from_a_file_is_in_force_when_the_executive_has_accepted_it(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in(EXECUTIVE).await;
        let report = imported(&desk, Kind::Prices, LISTS).await;
        assert_eq!((report.added, report.bad, report.prices), (5, 0, 5), "{:?}", report.errors);
        let proposal = report.run.expect("a run").to_string();
        assert_eq!(suggested(&chen, "1000").await, "0.72", "the product's own price still");
        // It is the executive's duty, and nobody else's word counts.
        let duty = |inbox: &Value| inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(|r| r["kind"] == "accept_prices" && r["clause"] == "3.2.3b"));
        assert!(duty(&executive.get_json("/api/v1/inbox").await.done()));
        assert!(!duty(&manager.get_json("/api/v1/inbox").await.done()));
        assert_eq!(answers(&manager, &proposal, "accepted").await.status, 403);
        assert_eq!(answers(&chen, &proposal, "accepted").await.status, 403);
        let page = executive.get(&format!("/price-proposals/{proposal}")).await.page();
        assert!(page.contains("B-2026") && page.contains("HB-M8x30-A2") && page.contains("0.66"), "{page}");
        answers(&executive, &proposal, "accepted").await.done();
        assert!(!duty(&executive.get_json("/api/v1/inbox").await.done()));
        assert_eq!(answers(&executive, &proposal, "accepted").await.status, 422, "once");
        // By quantity, by date, the customer's own before his class's.
        for (quantity, price) in [("1", "0.7"), ("999", "0.7"), ("1000", "0.66"), ("4999", "0.66"), ("5000", "0.63")] {
            assert_eq!(suggested(&chen, quantity).await, price, "{quantity}");
        }
        desk.clock.set("2027-01-04T02:00:00Z".parse().expect("an instant"));
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(suggested(&chen, "1000").await, "0.69", "the newer validity");
        let list = chen.get_json("/api/v1/prices").await.done();
        let id = list["lists"].as_array().and_then(|l| l.iter().find(|l| l["code"] == "B-2026")).expect("it")["id"].clone();
        let seen = chen.get(&format!("/prices/{}", id.as_str().unwrap_or(""))).await.page();
        assert!(seen.contains("0.66") && seen.contains("2027-01-01"), "{seen}");
        desk.verified().await;
    }

    async fn c3_2_3b_a_file_is_no_way_round_the_second_person(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in(EXECUTIVE).await;
        let table = "sku,list_price,floor_price,lead_days,name_hant,unit\nHB-M8x30-A2,0.50,0.40,4,六角螺栓,支\nNEW-1,9,8,2,新品,個\n";
        let report = imported(&desk, Kind::Products, table).await;
        assert_eq!((report.added, report.changed, report.prices), (1, 1, 2));
        let proposal = report.run.expect("a run").to_string();
        let known = desk.app.read(|tx| masters::product_by_sku(tx, "HB-M8x30-A2")).await.expect("a read").expect("it");
        assert_eq!((known.list_price.to_string().as_str(), known.lead_days), ("0.72", 4), "all but the price");
        let fresh = desk.app.read(|tx| masters::product_by_sku(tx, "NEW-1")).await.expect("a read").expect("it");
        assert_eq!((fresh.list_price.to_string().as_str(), fresh.floor_price.to_string().as_str()), ("0", "0"));
        // A refusal says why, and leaves everything as it is.
        let refusal = format!("/api/v1/price-proposals/{proposal}/answer");
        assert_eq!(executive.post_json(&refusal, &json!({"answer": "refused", "text": " "})).await.refused(), ["1.3.4"]);
        answers(&executive, &proposal, "refused").await.done();
        // It is answered for good: what was refused is not accepted later.
        assert_eq!(answers(&executive, &proposal, "accepted").await.status, 422, "it is no longer open");
        assert_eq!(suggested(&chen, "1").await, "0.72");
        // Asked once more, and then taken back by who asked.
        let again = imported(&desk, Kind::Products, table).await.run.expect("a run").to_string();
        answers(&manager, &again, "taken_back").await.done();
        assert_eq!(answers(&executive, &again, "accepted").await.status, 422);
        desk.verified().await;
    }

    async fn c1_3_1_a_price_that_moved_since_it_was_proposed_is_not_overwritten_unseen(desk) {
        let executive = desk.log_in(EXECUTIVE).await;
        let one = imported(&desk, Kind::Products, "sku,list_price\nHB-M8x30-A2,0.80\n").await.run.expect("a run").to_string();
        let two = imported(&desk, Kind::Products, "sku,list_price\nHB-M8x30-A2,0.90\n").await.run.expect("a run").to_string();
        let (a, b) = tokio::join!(answers(&executive, &one, "accepted"), answers(&executive, &two, "accepted"));
        let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
        assert_eq!((won.status, lost.refused()), (200, vec!["1.3.1".to_string()]));
        desk.verified().await;
    }

    async fn c3_2_3b_a_price_by_hand_wants_a_ground_and_another_person(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in(EXECUTIVE).await;
        let product = desk.app.read(|tx| masters::product_by_sku(tx, "HB-M8x30-A2")).await.expect("a read").expect("it").id;
        let path = format!("/api/v1/products/{product}/prices");
        let asked = |ground: &str, price: &str| json!({
            "list": "B-HAND", "price_class": "b", "from_quantity": "200", "valid_from": "2026-11-01", "price": price,
            "floor_price": "0.6", "ground": ground,
        });
        assert_eq!(chen.post_json(&path, &asked("市場價", "0.68")).await.status, 403);
        assert_eq!(manager.post_json(&path, &asked(" ", "0.68")).await.refused(), ["1.3.4"]);
        assert_eq!(manager.post_json(&path, &asked("市場價", "0.5")).await.status, 400, "under its own floor");
        let done = manager.post_json(&path, &asked("市場價", "0.68")).await.done();
        let proposal = done["id"].as_str().expect("an id").to_string();
        assert_eq!(suggested(&chen, "200").await, "0.72");
        answers(&executive, &proposal, "accepted").await.done();
        assert_eq!(suggested(&chen, "200").await, "0.68");
        assert_eq!(manager.post_json(&path, &asked("市場價", "0.68")).await.refused(), ["1.3.1"], "in force already");
        let page = manager.get(&format!("/products/{product}")).await.page();
        assert!(page.contains("B-HAND") && page.contains("0.68"), "{page}");
        assert!(!desk.log_in("production").await.get(&format!("/products/{product}")).await.page().contains("B-HAND"));
        desk.verified().await;
    }

    async fn c3_2_3b_the_verdict_names_list_break_date_and_deviation(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in(EXECUTIVE).await;
        let proposal = imported(&desk, Kind::Prices, LISTS).await.run.expect("a run").to_string();
        answers(&executive, &proposal, "accepted").await.done();
        let mut content = written("L-5");
        content["lines"] = json!([{"sku": "HB-M8x30-A2", "qty": "1000", "price": "0.62"}]);
        let found = chen.post_json("/api/v1/orders/check", &content).await.done();
        assert!(found["warnings"].to_string().contains("B-2026"), "{found}");
        let order = recorded(&chen, &content).await;
        submit(&chen, &order.id).await.done();
        let page = manager.get(&format!("/review/{}", order.id)).await.page();
        // 0.62 under 0.66 is 6.06 %, forty of 660.
        for part in ["B-2026", "6.06", "40.00", "1,000"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let no = manager.post_json(&format!("/api/v1/orders/{}/approval", order.id), &json!({"decision": "金額與交期均已核對，同意接單。"})).await;
        assert_eq!(no.refused(), ["3.2.3b"], "the manager's ground is wanted");
        desk.verified().await;
    }

    async fn c3_2_3b_the_proposal_for_a_setting_is_the_executives_duty(desk) {
        let (manager, executive) = (desk.log_in(MANAGER).await, desk.log_in(EXECUTIVE).await);
        let path = "/api/v1/settings/price.authority.manager";
        let asked = manager.post_json(path, &json!({"value": "12", "ground": "年底促銷"})).await.done();
        let mine = |inbox: &Value| inbox["rows"].as_array().is_some_and(|rows| rows.iter().any(|r| r["kind"] == "accept_setting"));
        assert!(mine(&executive.get_json("/api/v1/inbox").await.done()));
        let home = executive.get("/").await.page();
        assert!(home.contains("/settings/price.authority.manager"), "{home}");
        let answer = format!("{path}/changes/{}", asked["id"].as_str().expect("an id"));
        executive.post_json(&answer, &json!({"answer": "accepted", "text": ""})).await.done();
        assert!(!mine(&executive.get_json("/api/v1/inbox").await.done()));
        desk.verified().await;
    }

    async fn c1_3_4_prices_have_their_ground_a_refusal_its_words_and_a_yes_another_person(desk) {
        let (manager, executive) = (desk.log_in(MANAGER).await, desk.log_in(EXECUTIVE).await);
        let product = desk.app.read(|tx| masters::product_by_sku(tx, "HB-M8x30-A2")).await.expect("a read").expect("it").id;
        let path = format!("/api/v1/products/{product}/prices");
        assert_eq!(manager.post_json(&path, &json!({"price": "0.80", "ground": " "})).await.refused(), ["1.3.4"]);
        let done = manager.post_json(&path, &json!({"price": "0.80", "ground": "鋼材漲價"})).await.done();
        let id: platform::Id = done["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let wordless = json!({"answer": "refused", "text": ""});
        let answer = format!("/api/v1/price-proposals/{id}/answer");
        assert_eq!(executive.post_json(&answer, &wordless).await.refused(), ["1.3.4"]);
        // Whoever proposed it may be an executive besides: his own he does not accept.
        let mut who = desk.app.read(|tx| ::desk::people::by_login(tx, MANAGER)).await.expect("the manager");
        who.roles = who.roles.with(platform::who::Role::Executive);
        let form = || masters::PriceAnswerForm { answer: "accepted".into(), text: String::new() };
        let no = desk.app.perform(&who, masters::AnswerPrices { proposal: id, form: form() }).await;
        let Err(platform::Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
        assert_eq!((refusal.broken[0].rule, refusal.clauses()), ("price_list.apart", vec!["1.3.4"]));
        answers(&executive, &id.to_string(), "accepted").await.done();
        desk.verified().await;
    }

    async fn c1_3_1_a_price_differs_and_days_are_in_order(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let product = desk.app.read(|tx| masters::product_by_sku(tx, "HB-M8x30-A2")).await.expect("a read").expect("it").id;
        let path = format!("/api/v1/products/{product}/prices");
        assert_eq!(manager.post_json(&path, &json!({"price": "0.72", "ground": "照舊"})).await.refused(), ["1.3.1"]);
        let customer = desk.app.read(|tx| masters::customer_by_code(tx, "C004")).await.expect("a read").expect("it").id;
        let fields = [("number", "FA-9"), ("valid_from", "2026-01-01"), ("valid_until", "2025-12-31")];
        let paper = ("FA-9.pdf", b"%PDF-1.4".to_vec());
        let no = chen.upload(&format!("/api/v1/customers/{customer}/agreements"), paper, &fields).await;
        assert_eq!(no.refused(), ["1.3.1"]);
    }

    async fn c3_2_3b_what_a_customer_paid_last_stands_at_the_price_of_the_next_order(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let mut content = written("Q-1");
        content["lines"] = json!([{"sku": "HB-M8x30-A2", "qty": "100", "price": "0.71"},
            {"sku": "HB-M8x30-A2", "qty": "200", "price": "0.715"}]);
        let order = recorded(&chen, &content).await;
        let last = |found: &Value| found["last_prices"][0]["text"].as_str().unwrap_or("").to_string();
        assert_eq!(last(&chen.post_json("/api/v1/orders/check", &content).await.done()), "");
        submit(&chen, &order.id).await.done();
        crate::orders::approve(&manager, &order.id).await.done();
        let said = last(&chen.post_json("/api/v1/orders/check", &content).await.done());
        assert!(said.contains("0.715") && said.contains(&order.number) && said.contains("2026-11-24"), "{said}");
        // Another customer's are not his.
        content["customer"] = json!("C001");
        assert_eq!(last(&chen.post_json("/api/v1/orders/check", &content).await.done()), "");
        desk.verified().await;
    }
}
