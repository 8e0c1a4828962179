//! 3.2 on the real router and both engines: who may not decide, what two do at once, what a department must have said.

use ::desk::masters::{self, Kind};
use ::desk::order::{self, NoteKind};
use serde_json::{Value, json};

use crate::cast::{DEPUTY, MANAGER, PRODUCTION, SECOND, SPECIALIST};
use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::orders::{Standing, approve, recorded, seen, submit, submitted, written};

const EXECUTIVE: &str = "executive";
const FINANCE: &str = "finance";

pub async fn takes_over(desk: &Desk, login: &'static str, kind: Kind, table: String) {
    let who = desk.app.read(move |tx| ::desk::people::by_login(tx, login)).await.expect("somebody of the cast");
    let report =
        masters::import(&desk.app, &who, kind, table.into_bytes(), "list.csv", false).await.expect("a good table");
    assert_eq!(report.bad, 0, "{:?}", report.errors);
}

/// Limit and receivables of the customer of [`written`].
pub async fn owes(desk: &Desk, limit: &str, open: &str, overdue: &str) {
    takes_over(desk, FINANCE, Kind::Customers, format!("code,name,credit_limit\nC004,宏遠水務工程有限公司,{limit}\n"))
        .await;
    let table = format!("code,receivable_open,receivable_overdue,as_of\nC004,{open},{overdue},2026-11-20\n");
    takes_over(desk, FINANCE, Kind::Receivables, table).await;
}

/// The manager is away for a day; his deputy acts for him.
async fn is_away(desk: &Desk, manager: &Client) {
    let deputy = desk.app.read(|tx| ::desk::people::by_login(tx, DEPUTY)).await.expect("the deputy").id;
    let form = json!({"kind": "manager", "deputy": deputy.to_string(), "starts": "2026-11-24T10:00", "ends": "2026-11-25T10:00", "ground": "出差"});
    manager.post_json("/api/v1/delegation", &form).await.done();
}

async fn in_batch(by: &Client, orders: &[&Standing]) -> Value {
    let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
    by.post_json("/api/v1/review/approvals", &json!({"orders": ids})).await.done()
}

async fn asks(by: &Client, order: &str, kind: &str) -> String {
    let done = by
        .post_json(&format!("/api/v1/orders/{order}/proposals"), &json!({"kind": kind, "text": "老客戶，請同意"}))
        .await
        .done();
    done["id"].as_str().expect("an id").to_string()
}

async fn answers(by: &Client, order: &str, proposal: &str, more: Value) -> Answer {
    let mut body = json!({"accepted": "yes", "text": "同意"});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    by.post_json(&format!("/api/v1/orders/{order}/proposals/{proposal}/answer"), &body).await
}

/// The one reason of a refusal that a rule gave.
fn reason(answer: &Answer, rule: &str) -> Value {
    let reasons = answer.json()["reasons"].as_array().cloned().unwrap_or_default();
    reasons.into_iter().find(|r| r["rule"] == rule).unwrap_or_else(|| panic!("{rule} in {}", answer.text()))
}

both! {
    async fn c3_2_3c_two_orders_approved_at_once_never_break_the_limit(desk) {
        let (one, two) = (desk.log_in(MANAGER).await, desk.log_in(MANAGER).await);
        // Each is 203.40 with its tax; each time there is room for one more.
        for round in 0..4 {
            owes(&desk, &format!("{}", 204 * (round + 1) + 60), "0", "0").await;
            let orders = [submitted(&desk, &format!("L-{round}a")).await, submitted(&desk, &format!("L-{round}b")).await];
            let (a, b) = tokio::join!(approve(&one, &orders[0].id), approve(&two, &orders[1].id));
            let (won, lost) = if a.status == 200 { (&a, &b) } else { (&b, &a) };
            assert_eq!((won.status, lost.refused()), (200, vec!["3.2.3c".to_string()]), "{} {}", a.text(), b.text());
        }
        desk.verified().await;
    }

    async fn c2_2_1c_what_becomes_of_many_is_shown_before_they_are_approved(desk) {
        let manager = desk.log_in(MANAGER).await;
        let orders = [submitted(&desk, "M-1").await, submitted(&desk, "M-2").await, submitted(&desk, "M-3").await];
        let question = json!({"kind": "question", "medium": "production", "text": "這張能準時嗎？", "required": "yes"});
        manager.post_json(&format!("/api/v1/orders/{}/notes", orders[2].id), &question).await.done();
        // Ticked twice is looked at once.
        let ids: Vec<&str> = [0, 1, 2, 1].map(|at: usize| orders[at].id.as_str()).to_vec();
        let preview = "/api/v1/review/approvals/preview";
        let outcomes = |results: &Value| results.as_array().into_iter().flatten().map(|one| one["outcome"].clone()).collect::<Vec<_>>();
        let shown = manager.post_json(preview, &json!({"orders": ids})).await.done();
        assert_eq!(outcomes(&shown), ["approvable", "approvable", "refused"], "{shown}");
        assert!(shown[2]["refusal"].to_string().contains("1.3.3"), "{shown}");
        for order in &orders {
            assert_eq!(crate::orders::seen(&manager, &order.id).await["approval"], "final_review", "nothing is written");
        }
        let chen = desk.log_in(SPECIALIST).await;
        assert_eq!(chen.post_json(preview, &json!({"orders": ids})).await.status, 403);
        let done = in_batch(&manager, &[&orders[0], &orders[1], &orders[2]]).await;
        assert_eq!(outcomes(&done), ["approved", "approved", "refused"], "and so it came: {done}");
        desk.verified().await;
    }

    async fn c3_2_3c_what_is_overdue_is_released_by_finance_up_to_an_amount_and_a_day(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let (finance, executive) = (desk.log_in(FINANCE).await, desk.log_in(EXECUTIVE).await);
        owes(&desk, "1000", "500", "120").await;
        let order = submitted(&desk, "O-1").await;
        let no = approve(&manager, &order.id).await;
        let said = reason(&no, "payment.overdue")["text"].as_str().unwrap_or("").to_string();
        assert!(said.contains("120.00") && said.contains("2026-11-20"), "amount and age: {said}");
        let release = asks(&chen, &order.id, "release_credit").await;
        let until = json!({"amount": "1000", "until": "2026-11-30"});
        for by in [&manager, &executive, &chen] {
            assert_eq!(answers(by, &order.id, &release, until.clone()).await.status, 403, "finance's own");
        }
        answers(&finance, &order.id, &release, until.clone()).await.done();
        let later = submitted(&desk, "O-2").await;
        let release = asks(&chen, &later.id, "release_credit").await;
        answers(&finance, &later.id, &release, until).await.done();
        // On its last day it still holds; the day after it releases nothing.
        desk.clock.set("2026-11-30T02:00:00Z".parse().expect("an instant"));
        let manager = desk.log_in(MANAGER).await;
        approve(&manager, &order.id).await.done();
        desk.clock.set("2026-12-01T02:00:00Z".parse().expect("an instant"));
        let manager = desk.log_in(MANAGER).await;
        let no = approve(&manager, &later.id).await;
        assert!(no.refused().contains(&"3.2.3c".to_string()));
        reason(&no, "payment.overdue");
        desk.verified().await;
    }

    async fn c1_3_4_the_own_order_is_approved_by_no_door(desk) {
        let (manager, deputy) = (desk.log_in(MANAGER).await, desk.log_in(DEPUTY).await);
        let own = recorded(&deputy, &written("E-1")).await;
        submit(&deputy, &own.id).await.done();
        let passed_on = recorded(&deputy, &written("E-2")).await;
        submit(&deputy, &passed_on.id).await.done();
        let other = submitted(&desk, "E-3").await;
        // It goes to another owner; whoever entered it has entered it all the same.
        let wang = desk.app.read(|tx| ::desk::people::by_login(tx, SECOND)).await.expect("the second").id;
        let stood = seen(&manager, &passed_on.id).await["lock"].clone();
        let to = json!({"to": wang.to_string(), "lock": stood.to_string()});
        assert_eq!(manager.post_json(&format!("/api/v1/orders/{}/owner", passed_on.id), &to).await.status, 200);
        is_away(&desk, &manager).await;
        for order in [&own, &passed_on] {
            assert_eq!(approve(&deputy, &order.id).await.refused(), ["1.3.4"], "by JSON, as the deputy");
            let form = [("decision", "金額與交期均已核對，同意接單。")];
            assert_eq!(deputy.post(&format!("/orders/{}/approval", order.id), &form).await.status, 422, "by the form");
        }
        let rows = in_batch(&deputy, &[&own, &passed_on, &other]).await;
        let outcomes: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|r| r["outcome"].as_str()).collect();
        assert_eq!(outcomes, ["refused", "refused", "approved"], "each row its own result: {rows}");
        // Nor by what he asks of somebody else: the executive's consent is no approval.
        let proposal = asks(&deputy, &own.id, "consent").await;
        assert_eq!(answers(&deputy, &own.id, &proposal, json!({})).await.status, 403);
        let executive = desk.log_in(EXECUTIVE).await;
        answers(&executive, &own.id, &proposal, json!({})).await.done();
        assert_eq!(approve(&deputy, &own.id).await.refused(), ["1.3.4"]);
        approve(&executive, &own.id).await.done();
        approve(&executive, &passed_on.id).await.done();
        desk.verified().await;
    }

    async fn c3_2_2_regular_orders_in_a_batch_are_acts_of_their_own_and_the_history_says_of_how_many(desk) {
        let manager = desk.log_in(MANAGER).await;
        let (one, two) = (submitted(&desk, "B-1").await, submitted(&desk, "B-2").await);
        let chen = desk.log_in(SPECIALIST).await;
        let mut rush = written("B-3");
        rush["priority"] = json!("rush");
        let special = recorded(&chen, &rush).await;
        submit(&chen, &special.id).await.done();
        // Meanwhile the limit allows one of the two only: the second is checked anew in its own act.
        owes(&desk, "300", "0", "0").await;
        let rows = in_batch(&manager, &[&one, &special, &two]).await;
        let outcomes: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|r| r["outcome"].as_str()).collect();
        assert_eq!(outcomes, ["approved", "special", "refused"], "{rows}");
        assert!(rows[2]["refusal"].to_string().contains("payment.credit"), "{rows}");
        let id = one.id.parse().expect("an id");
        let story = desk.app.read(move |tx| platform::history::page(tx, id, i64::MAX, 20)).await.expect("a history");
        let approval = story.iter().find(|entry| entry.step == "order.approve").expect("its approval");
        assert!(approval.body.to_string().contains("\"batch\":3"), "{}", approval.body);
        assert_eq!(seen(&chen, &special.id).await["approval"], "final_review");
        desk.verified().await;
    }

    async fn c3_2_2_nothing_is_edited_while_it_lies_in_review_nor_by_what_saves_itself(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let order = submitted(&desk, "S-1").await;
        let before = seen(&chen, &order.id).await;
        let mut content = written("S-1");
        content["remark"] = json!("悄悄改");
        content["seen"] = before["lock"].clone();
        let kept = chen.post_json(&format!("/scratch/{}", order.id), &content).await;
        assert!(kept.status == 200 || kept.status == 422, "{}", kept.text());
        assert_eq!(chen.post_json(&format!("/api/v1/orders/{}", order.id), &content).await.refused(), ["3.2.2"]);
        let after = seen(&chen, &order.id).await;
        assert_eq!((&before["content_digest"], &before["lock"]), (&after["content_digest"], &after["lock"]));
        let page = desk.log_in(MANAGER).await.get(&format!("/review/{}", order.id)).await.page();
        assert!(!page.contains("悄悄改"), "what somebody typed and could not save is his own");
        desk.verified().await;
    }

    async fn c3_2_1_an_agreement_that_ran_out_wants_the_managers_ground_and_no_other(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let customer = desk.app.read(|tx| masters::customer_by_code(tx, "C004")).await.expect("a read").expect("it").id;
        let path = format!("/api/v1/customers/{customer}/agreements");
        let paper = ("FA-1.pdf", b"%PDF-1.4 framework".to_vec());
        let fields = [("number", "FA-2025-1"), ("valid_from", "2025-01-01"), ("valid_until", "2026-10-31")];
        assert_eq!(desk.log_in(PRODUCTION).await.upload(&path, paper.clone(), &fields).await.status, 403);
        let wrong = [("number", "FA-2025-1"), ("valid_from", "2025-01-01"), ("valid_until", "2024-10-31")];
        assert_eq!(chen.upload(&path, paper.clone(), &wrong).await.refused(), ["1.3.1"]);
        let not_a_paper = ("FA-1.html", b"<script>".to_vec());
        assert_eq!(chen.upload(&path, not_a_paper, &fields).await.status, 400);
        chen.upload(&path, paper.clone(), &fields).await.done();
        let page = chen.get(&format!("/customers/{customer}")).await.page();
        assert!(page.contains("FA-2025-1"), "{page}");

        let order = recorded(&chen, &written("A-1")).await;
        submit(&chen, &order.id).await.done();
        let no = approve(&manager, &order.id).await;
        assert_eq!(no.refused(), ["3.2.1"]);
        let broken = reason(&no, "legal.agreement");
        assert!(broken["text"].as_str().is_some_and(|text| text.contains("FA-2025-1") && text.contains("2026-10-31")));
        let ground = json!([{"rule": "legal.agreement", "facts": broken["facts"], "code": "verified", "text": "新約用印中"}]);
        // The specialist's word for it, given with the submission, passes nothing.
        let taking_back = json!({"reason": "補件", "ground": "補件"});
        chen.post_json(&format!("/api/v1/orders/{}/submission/withdrawal", order.id), &taking_back).await.done();
        let again = json!({"ticks": crate::orders::TICKS, "grounds": ground});
        chen.post_json(&format!("/api/v1/orders/{}/submission", order.id), &again).await.done();
        assert_eq!(approve(&manager, &order.id).await.refused(), ["3.2.1"]);
        let with = json!({"decision": "金額與交期均已核對，同意接單。", "grounds": ground});
        manager.post_json(&format!("/api/v1/orders/{}/approval", order.id), &with).await.done();
        // With the new agreement nothing is red any more.
        let fields = [("number", "FA-2027-1"), ("valid_from", "2026-11-01"), ("valid_until", "2027-10-31")];
        chen.upload(&path, paper, &fields).await.done();
        let next = submitted(&desk, "A-2").await;
        approve(&manager, &next.id).await.done();
        desk.verified().await;
    }

    async fn c3_2_1_a_line_that_stands_in_no_list_is_submitted_when_those_concerned_have_answered(desk) {
        let (chen, there, quality) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await, desk.log_in("quality").await);
        let mut content = written("F-1");
        content["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "200"},
            {"name": "特製泵座", "spec": "Φ120", "qty": "2", "unit": "件", "price": "500"}]);
        let order = recorded(&chen, &content).await;
        let asked = |inbox: &Value| inbox["rows"].as_array().map_or(0, |rows| rows.iter().filter(|r| r["kind"] == "answer_question").count());
        assert_eq!(asked(&there.get_json("/api/v1/inbox").await.done()), 1);
        assert_eq!(asked(&quality.get_json("/api/v1/inbox").await.done()), 1);
        assert_eq!(asked(&desk.log_in("purchasing").await.get_json("/api/v1/inbox").await.done()), 0, "not by the setting");
        let no = submit(&chen, &order.id).await;
        let said = reason(&no, "accurate.feasible");
        assert!(said["text"].as_str().is_some_and(|text| text.contains("特製泵座")), "{said}");
        let id = order.id.parse().expect("an id");
        let questions = || async {
            let notes = desk.app.read(move |tx| order::notes(tx, id)).await.expect("its notes");
            notes.into_iter().filter(|note| note.kind == NoteKind::Question).collect::<Vec<_>>()
        };
        let first = questions().await;
        assert!(first.len() == 2 && first.iter().all(|note| note.text.contains("Φ120")), "{first:?}");
        assert_eq!((&*first[0].medium, &*first[1].medium), ("production", "quality"));
        let answer = |question: String| json!({"kind": "answer", "medium": "production", "text": "可，三週", "answers": question, "verdict": "yes"});
        let notes = format!("/api/v1/orders/{}/notes", order.id);
        assert_eq!(chen.post_json(&notes, &answer(first[0].id.to_string())).await.status, 403, "not for himself");
        let silent = json!({"kind": "answer", "text": "再看看", "answers": first[0].id.to_string()});
        assert_eq!(there.post_json(&notes, &silent).await.refused(), ["1.3.3"], "yes or no");
        // A no is an answer, and no yes; what it says can be corrected by a yes.
        let mut no = answer(first[0].id.to_string());
        no["verdict"] = json!("no");
        there.post_json(&notes, &no).await.done();
        let said = reason(&submit(&chen, &order.id).await, "accurate.feasible");
        assert!(said["text"].as_str().is_some_and(|text| text.contains("無法製作")), "{said}");
        let page = there.get(&format!("/orders/{}?tab=notes", order.id)).await.page();
        assert!(page.contains("name=\"verdict\"") && page.contains("不可以"), "{page}");
        there.post_json(&notes, &answer(first[0].id.to_string())).await.done();
        let said = reason(&submit(&chen, &order.id).await, "accurate.feasible");
        assert!(said["text"].as_str().is_some_and(|text| text.contains("品質")), "quality has still to answer: {said}");
        quality.post_json(&notes, &answer(first[1].id.to_string())).await.done();
        let done = submit(&chen, &order.id).await;
        assert!(done.status == 200 || !done.text().contains("accurate.feasible"), "{}", done.text());
        if done.status == 200 {
            let back = json!({"reason": "客戶更正規格"});
            chen.post_json(&format!("/api/v1/orders/{}/submission/withdrawal", order.id), &back).await.done();
        }
        // Another thing is asked about anew; what stays the same is not.
        content["lines"][1]["spec"] = json!("Φ150");
        content["seen"] = seen(&chen, &order.id).await["lock"].clone();
        let lines = seen(&chen, &order.id).await["lines"].clone();
        for at in 0..2 {
            content["lines"][at]["id"] = lines[at]["id"].clone();
        }
        chen.post_json(&format!("/api/v1/orders/{}", order.id), &content).await.done();
        reason(&submit(&chen, &order.id).await, "accurate.feasible");
        let both = questions().await;
        assert!(both.len() == 4 && both[2..].iter().all(|note| note.text.contains("Φ150")), "{both:?}");
        there.post_json(&notes, &answer(both[2].id.to_string())).await.done();
        quality.post_json(&notes, &answer(both[3].id.to_string())).await.done();
        let no = submit(&chen, &order.id).await;
        assert!(no.status == 200 || !no.text().contains("accurate.feasible"), "{}", no.text());
        desk.verified().await;
    }

    async fn c2_2_1c_a_major_order_wants_its_decision_in_writing_and_the_largest_the_executives_consent(desk) {
        let (chen, manager) = (desk.log_in(SPECIALIST).await, desk.log_in(MANAGER).await);
        let executive = desk.log_in(EXECUTIVE).await;
        let priced = |no: &str, price: &str| {
            let mut content = written(no);
            content["customer"] = json!("C001");
            content["lines"] = json!([{"sku": "HB-M6x30-A2", "qty": "200", "price": price}]);
            content
        };
        // 113,000 with its tax: major.
        let order = recorded(&chen, &priced("M-1", "500")).await;
        submit(&chen, &order.id).await.done();
        let path = format!("/api/v1/orders/{}/approval", order.id);
        for decision in ["", "可", "         "] {
            assert_eq!(manager.post_json(&path, &json!({"decision": decision})).await.refused(), ["2.2.1c"], "{decision:?}");
        }
        let rows = in_batch(&manager, &[&order]).await;
        assert_eq!(rows[0]["outcome"], "special", "not at one press with others");
        approve(&manager, &order.id).await.done();
        // 1,356,000: the manager's word is not enough, and he does not give the other one himself.
        let large = recorded(&chen, &priced("M-2", "6000")).await;
        submit(&chen, &large.id).await.done();
        assert_eq!(approve(&manager, &large.id).await.refused(), ["2.2.1c"]);
        let consent = asks(&manager, &large.id, "consent").await;
        for by in [&manager, &chen] {
            assert_eq!(answers(by, &large.id, &consent, json!({})).await.status, 403);
        }
        let refusal = json!({"accepted": "", "text": ""});
        assert_eq!(answers(&executive, &large.id, &consent, refusal).await.status, 422, "a refusal has its words");
        answers(&executive, &large.id, &consent, json!({})).await.done();
        approve(&manager, &large.id).await.done();
        desk.verified().await;
    }

    async fn c3_2_3b_a_setting_that_moved_while_an_order_waits_is_shown_at_its_decision(desk) {
        let (manager, executive) = (desk.log_in(MANAGER).await, desk.log_in(EXECUTIVE).await);
        let order = submitted(&desk, "P-1").await;
        desk.clock.set("2026-11-24T02:10:00Z".parse().expect("an instant"));
        let path = "/api/v1/settings/price.authority.manager";
        let asked = manager.post_json(path, &json!({"value": "33", "ground": "為此單放寬"})).await.done();
        let answer = format!("{path}/changes/{}", asked["id"].as_str().expect("an id"));
        assert_eq!(manager.post_json(&answer, &json!({"answer": "accepted"})).await.status, 403);
        executive.post_json(&answer, &json!({"answer": "accepted", "text": ""})).await.done();
        let page = manager.get(&format!("/review/{}", order.id)).await.page();
        assert!(page.contains("33 %") && page.contains("為此單放寬"), "{page}");
        let rows = in_batch(&manager, &[&order]).await;
        assert_eq!(rows[0]["outcome"], "refused", "it wants a look by itself: {rows}");
        approve(&manager, &order.id).await.done();
        desk.verified().await;
    }

    async fn c1_3_4_what_the_customer_is_told_names_no_order_of_anybody_else(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let manager = desk.log_in(MANAGER).await;
        let mut content = written("N-1");
        content["customer"] = json!("C001");
        content["lines"] = json!([{"sku": "GP-6CC", "qty": "2"}]);
        let holder = recorded(&chen, &content).await;
        submit(&chen, &holder.id).await.done();
        approve(&manager, &holder.id).await.done();
        // Two pumps lie there and are held; the next customer's order is late because of them.
        let mut late = written("N-2");
        late["requested_on"] = json!("2026-11-26");
        late["lines"] = json!([{"sku": "GP-6CC", "qty": "1"}]);
        let order = recorded(&chen, &late).await;
        let no = submit(&chen, &order.id).await;
        assert_eq!(no.status, 200, "{}", no.text());
        let decline = json!({"reasons": ["capacity"], "text": "交期無法配合"});
        manager.post_json(&format!("/api/v1/orders/{}/refusal", order.id), &decline).await.done();
        let id = order.id.parse().expect("an id");
        let told = desk.app.read(move |tx| ::desk::notices::of_order(tx, id)).await.expect("its notices");
        assert!(!told.is_empty() && told.iter().all(|row| !row.text.contains(&holder.number)), "{told:?}");
        desk.verified().await;
    }

    async fn c3_2_3a_the_cockpit_is_ready_and_computed_anew_where_stock_has_moved(desk) {
        let (manager, chen) = (desk.log_in(MANAGER).await, desk.log_in(SPECIALIST).await);
        let pumps = |no: &str| {
            let mut content = written(no);
            content["customer"] = json!("C001");
            content["lines"] = json!([{"sku": "GP-6CC", "qty": "2"}]);
            content
        };
        let first = recorded(&chen, &pumps("C-1")).await;
        let second = recorded(&chen, &pumps("C-2")).await;
        for order in [&first, &second] {
            submit(&chen, &order.id).await.done();
        }
        desk.clock.set("2026-11-24T03:00:00Z".parse().expect("an instant"));
        let ready = "計算於 2026-11-24 10:00";
        let path = format!("/review/{}", second.id);
        let page = manager.get(&path).await.page();
        assert!(page.contains(ready), "{page}");
        let promised = |seen: &Value| seen["promises"][0]["on"].clone();
        let before = promised(&manager.get_json(&format!("/api/v1{path}")).await.done());
        // The first takes the two that lie there.
        approve(&manager, &first.id).await.done();
        let page = manager.get(&path).await.page();
        assert!(!page.contains(ready), "what was computed holds no more");
        let after = promised(&manager.get_json(&format!("/api/v1{path}")).await.done());
        assert_ne!(before, after, "the date is that of now");
        desk.verified().await;
    }
}
