use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::{Desk, order_of, ticked};

pub(super) struct Answer {
    pub status: StatusCode,
    pub body: String,
    to: String,
    cookie: String,
}

async fn call(desk: &Desk, method: &str, path: &str, cookie: &str, form: &str, accept: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, accept)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_string()))
        .unwrap();
    let response = crate::routes::service(desk.app.clone()).oneshot(request).await.unwrap();
    let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or("").to_string();
    let set: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()).collect();
    let session = set.iter().find(|set| set.contains("lidan=") && !set.contains("lidan-look"));
    let cookie = session.and_then(|set| set.split(';').next()).unwrap_or("").to_string();
    let (status, to) = (response.status(), header(header::LOCATION));
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, to, cookie, body: String::from_utf8_lossy(&bytes).into_owned() }
}

pub(super) async fn get(desk: &Desk, path: &str, cookie: &str) -> Answer {
    call(desk, "GET", path, cookie, "", "text/html").await
}

pub(super) async fn logs_in(desk: &Desk, login: &str) -> String {
    let answer = call(desk, "POST", "/login", "", &format!("login={login}&password=demo"), "text/html").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.cookie
}

/// No key of the language files shows where words should be.
fn speaks(body: &str) {
    const STEMS: &[&str] = &[
        "review-",
        "check-",
        "rule-",
        "step-",
        "dispatch-",
        "notice-",
        "price-",
        "payment-",
        "delivery-",
        "verdict-",
        "way-",
        "reason-",
        "ground-",
        "change-",
        "proposal-",
        "approval-",
        "group-",
        "weight-",
        "within-",
        "tick-",
    ];
    let shown = body.split('>').map(|piece| piece.split('<').next().unwrap_or(""));
    for word in shown.flat_map(str::split_whitespace) {
        assert!(!STEMS.iter().any(|stem| word.starts_with(stem)), "a key stands on the page: {word}");
    }
}

#[tokio::test]
async fn the_manager_reads_the_queue_decides_in_the_cockpit_and_departments_see_their_work() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C004", "CC-800x1800", 30)).await;
    let (manager, chen) = (logs_in(&desk, "manager").await, logs_in(&desk, "chen").await);
    let queue = get(&desk, "/review", &manager).await;
    assert_eq!(queue.status, StatusCode::OK);
    assert!(queue.body.contains(&order.number));
    speaks(&queue.body);
    let path = format!("/review/{}", order.id);
    let cockpit = get(&desk, &path, &manager).await;
    assert_eq!(cockpit.status, StatusCode::OK, "{}", cockpit.body);
    for seen in ["3.2.3a", "3.2.3b", "3.2.3c", "毛利", "/approval", "/return", "/refusal", "data-key=\"a\""] {
        assert!(cockpit.body.contains(seen), "{seen}");
    }
    speaks(&cockpit.body);
    let read_only = get(&desk, &path, &chen).await;
    assert_eq!(read_only.status, StatusCode::OK);
    assert!(
        !read_only.body.contains("/approval") && !read_only.body.contains("毛利"),
        "a specialist reads and sees no margin"
    );
    let json = call(&desk, "GET", &path, &chen, "", "application/json").await;
    assert!(json.body.contains("\"promises\"") && !json.body.contains("margin_bp"));
    let address = format!("/orders/{}/approval", order.id);
    assert_eq!(call(&desk, "POST", &address, &chen, "", "text/html").await.status, StatusCode::FORBIDDEN);
    let form = format!("lock={}&decision=%E5%A5%BD", order.lock);
    let no = call(&desk, "POST", &address, &manager, &form, "text/html").await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.body.contains("value=\"好\"") && no.body.contains("§ 2.2.1c"), "what was typed is kept");
    let form = format!("lock={}&decision=looks+good+to+me&_once=k1", order.lock);
    let yes = call(&desk, "POST", &address, &manager, &form, "text/html").await;
    assert_eq!(
        (yes.status, yes.to.as_str()),
        (StatusCode::SEE_OTHER, format!("/review?approved={}", order.number).as_str())
    );
    let again = call(&desk, "POST", &address, &manager, &form, "text/html").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "the same form is answered, not done twice");
    let production = logs_in(&desk, "production").await;
    let work = get(&desk, "/departments", &production).await;
    assert!(work.body.contains(&order.number) && work.body.contains("/acknowledgement"));
    assert!(!work.body.contains("3,980") && !work.body.contains("CNY"), "no sale money");
    speaks(&work.body);
    for other in ["/departments?department=warehouse", "/departments?state=acknowledged"] {
        assert_eq!(get(&desk, other, &chen).await.status, StatusCode::OK);
    }
    assert_eq!(get(&desk, "/review", &production).await.status, StatusCode::FORBIDDEN);
    assert_eq!(get(&desk, "/departments", &logs_in(&desk, "quality").await).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_submission_keeps_what_was_typed_and_speaks_three_languages() {
    let desk = Desk::open().await;
    let mut sketch = order_of("C001", "HB-M6x20-A2", 1_000);
    sketch.customer_order_no = "PO-7".into();
    desk.entered(sketch.clone()).await;
    let order = desk.entered(sketch).await;
    let chen = logs_in(&desk, "chen").await;
    let path = format!("/orders/{}/submission", order.id);
    for look in ["zh-Hant", "zh-Hans", "en"] {
        let page = get(&desk, &path, &format!("{chen}; lidan-look={look}.auto")).await;
        assert_eq!(page.status, StatusCode::OK);
        speaks(&page.body);
    }
    let form = format!("lock={}&ticks%5B%5D=read_back", order.lock);
    let no = call(&desk, "POST", &path, &chen, &form, "text/html").await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.body.contains("id=\"tick-read_back\"") && no.body.contains("PO-7"));
    let red =
        no.body.split("name=\"grounds[0][facts]\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let ticks: Vec<String> = ticked().ticks.iter().map(|tick| format!("ticks%5B%5D={tick}")).collect();
    let ground = format!(
        "grounds[0][rule]=accurate.duplicate&grounds[0][line]=&grounds[0][facts]={red}&grounds[0][code]=verified&grounds[0][text]=ok"
    );
    let form = format!("lock={}&{}&{ground}", order.lock, ticks.join("&"));
    let yes = call(&desk, "POST", &path, &chen, &form, "text/html").await;
    assert_eq!(yes.status, StatusCode::SEE_OTHER, "{}", yes.body);
}

#[tokio::test]
async fn regular_orders_are_approved_in_a_batch_each_with_its_own_result() {
    let desk = Desk::open().await;
    let scarce = order_of("C001", "HB-M6x20-A2", 2_000).on("2026-11-23");
    let (one, two) = (desk.submitted(scarce.clone()).await, desk.submitted(scarce).await);
    let special = desk.submitted(order_of("C004", "CC-800x1800", 30)).await;
    let (manager, chen) = (logs_in(&desk, "manager").await, logs_in(&desk, "chen").await);
    let queue = get(&desk, "/review", &manager).await;
    assert!(queue.body.contains("/review/approvals") && queue.body.contains(&format!("value=\"{}\"", one.id)));
    assert!(!queue.body.contains(&format!("value=\"{}\"", special.id)), "a special order cannot be ticked");
    assert!(!get(&desk, "/review", &chen).await.body.contains("/review/approvals"));
    let form: Vec<String> = [&one, &two, &special].iter().map(|order| format!("orders%5B%5D={}", order.id)).collect();
    let form = format!("{}&_once=batch", form.join("&"));
    let shown = call(&desk, "POST", "/review/approvals/preview", &manager, &form, "text/html").await;
    speaks(&shown.body);
    // Each by itself could have the stock; that only one of them gets it is told at the press.
    assert!(shown.body.contains("可核准 2 張，不可核准 1 張") && shown.body.contains("特殊訂單"), "{}", shown.body);
    assert_eq!(desk.free("HB-M6x20-A2").await, "2400", "looking takes nothing");
    for _ in 0..2 {
        let done = call(&desk, "POST", "/review/approvals", &manager, &form, "text/html").await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        speaks(&done.body);
        assert!(
            done.body.contains("3 張中 1 張") && done.body.contains("§ 3.2.3a") && done.body.contains("特殊訂單"),
            "{}",
            done.body
        );
    }
    assert_eq!(desk.free("HB-M6x20-A2").await, "400", "the same press twice approves once");
    assert_eq!(call(&desk, "POST", "/review/approvals", &chen, &form, "text/html").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn c2_2_1c_what_waits_for_the_executive_stands_in_his_queue_and_in_no_other() {
    let desk = Desk::open().await;
    let order = desk.submitted(order_of("C001", "GP-25CC", 2).off(15)).await;
    let kind = crate::order::ProposalKind::Consent;
    let form = super::super::ProposeForm { kind, text: "長期客戶，請予同意".into() };
    desk.does("manager", super::super::Propose { order: order.id, form }).await.unwrap();
    let (executive, finance) = (logs_in(&desk, "executive").await, logs_in(&desk, "finance").await);
    let queue = get(&desk, "/review", &executive).await;
    assert!(queue.body.contains("等您答覆") && queue.body.contains("長期客戶，請予同意"), "{}", queue.body);
    speaks(&queue.body);
    let json = call(&desk, "GET", "/review", &executive, "", "application/json").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["asked"][0]["number"], order.number.as_str());
    // The row shows the three figures as they stood at the submission: 15 % under the list.
    assert_eq!(json["rows"][0]["figures"]["under_bp"], 1_500);
    assert_eq!(json["rows"][0]["figures"]["price_red"], true);
    assert!(!get(&desk, "/review", &finance).await.body.contains("長期客戶，請予同意"));
}
