use super::kit::{Desk, id_of};

#[tokio::test]
async fn c2_2_2c_the_order_page_shows_every_part_to_its_owner() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let (chen, manager) = (desk.logs_in("chen").await, desk.logs_in("manager").await);
    for tab in ["lines", "review", "departments", "notes", "sources", "history"] {
        for cookie in [&chen, &manager] {
            let body = desk.get(&format!("/orders/{}?tab={tab}", id_of(&order)), cookie).await.page();
            assert!(body.contains(&order.number) && body.contains("鴻達機械股份有限公司"), "{tab}");
        }
    }
    let lines = desk.get(&format!("/orders/{}", order.id), &chen).await.page();
    assert!(lines.contains("拾壹元參角整"), "the sum in capitals: {lines}");
    let json = desk.json(&format!("/api/v1/orders/{}", order.id), &chen).await;
    assert_eq!(json.etag, "\"1\"");
    let manager_page = desk.get(&format!("/orders/{}", order.id), &manager).await.page();
    assert!(manager_page.contains("/hold") && manager_page.contains("/owner"));
    assert!(!lines.contains("/hold"), "the hold is the manager's");
}

#[tokio::test]
async fn c1_3_2_home_shows_each_role_its_duties_or_says_what_would_stand_there() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let home = desk.get("/", &desk.logs_in("chen").await).await.page();
    assert!(home.contains(&order.number) && home.contains(&format!("/orders/{}/edit", order.id)));
    for login in ["manager", "production", "finance", "executive", "auditor"] {
        let cookie = desk.logs_in(login).await;
        let body = desk.get("/", &cookie).await.page();
        assert!(body.contains("empty-title"), "{login}");
        desk.get("/inbox", &cookie).await.page();
    }
    let admin = desk.get("/", &desk.logs_in("admin").await).await.page();
    assert!(!admin.contains(&order.number) && admin.contains("/people"));
}

#[tokio::test]
async fn c2_2_1a_the_manager_reassigns_and_the_duty_goes_along() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let other = desk.read(|tx| crate::people::persons_with(tx, platform::who::Role::Specialist)).await;
    let other = other.into_iter().find(|member| member.id != order.owner).expect("a second specialist");
    let (chen, manager) = (desk.logs_in("chen").await, desk.logs_in("manager").await);
    let (path, form) = (format!("/orders/{}/owner", order.id), format!("to={}&lock={}", other.id, order.lock));
    assert_eq!(desk.call("POST", &path, &chen, &form, "text/html").await.status, 403);
    assert_eq!(desk.call("POST", &path, &manager, &form, "text/html").await.status, 303);
    assert_eq!(desk.call("POST", &path, &manager, &form, "text/html").await.status, 409, "the lock is old");
    assert!(!desk.get("/", &chen).await.page().contains(&order.number));
    let history = desk.get(&format!("/orders/{}?tab=history", order.id), &manager).await.page();
    assert!(history.contains(&other.name));
}

#[tokio::test]
async fn c2_2_1c_hold_needs_the_acting_manager_and_a_ground() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let (chen, manager) = (desk.logs_in("chen").await, desk.logs_in("manager").await);
    let path = format!("/orders/{}/hold", order.id);
    assert_eq!(desk.call("POST", &path, &chen, "hold=on&ground=x", "text/html").await.status, 403);
    assert_eq!(desk.call("POST", &path, &manager, "hold=on&ground=", "text/html").await.status, 400);
    let ground = "hold=on&ground=%E5%AE%A2%E6%88%B6%E8%A6%81%E6%B1%82";
    assert_eq!(desk.call("POST", &path, &manager, ground, "text/html").await.status, 303);
    assert!(desk.get(&format!("/orders/{}", order.id), &chen).await.page().contains("客戶要求"));
}

#[tokio::test]
async fn c1_3_3_a_question_is_the_departments_duty_until_it_is_answered() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let (chen, production) = (desk.logs_in("chen").await, desk.logs_in("production").await);
    let path = format!("/orders/{}/notes", order.id);
    let asked = desk.call("POST", &path, &chen, "kind=question&medium=production&text=when", "application/json").await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let id = asked.body.split('"').nth(3).expect("the note's id").to_string();
    assert!(desk.get("/", &production).await.page().contains(&order.number));
    let form = format!("kind=answer&answers={id}&text=friday");
    assert_eq!(desk.call("POST", &path, &chen, &form, "text/html").await.status, 403);
    assert_eq!(desk.call("POST", &path, &production, &form, "text/html").await.status, 303);
    assert!(!desk.get("/", &production).await.page().contains(&order.number));
    let auditor = desk.logs_in("auditor").await;
    assert_eq!(desk.call("POST", &path, &auditor, "kind=comment&text=x", "text/html").await.status, 403);
}

#[tokio::test]
async fn c1_1_the_map_and_the_clause_report_open_for_everybody_and_count_for_readers_of_orders() {
    let desk = Desk::open().await;
    desk.entered("C001", 5, 2_000_000).await;
    let manager = desk.get("/process", &desk.logs_in("manager").await).await.page();
    assert!(manager.contains("/orders?approval=draft"));
    let admin = desk.logs_in("admin").await;
    assert!(!desk.get("/process", &admin).await.page().contains("/orders?approval="));
    let report = desk.get("/about/regulation", &admin).await.page();
    for id in ["3.2.5", "9.4.2", "2.2.1a"] {
        assert!(report.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert_eq!(desk.json("/about/regulation", &admin).await.status, 200);
}

#[tokio::test]
async fn c2_2_2e_search_finds_orders_customers_and_products_for_those_who_may() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let chen = desk.logs_in("chen").await;
    for q in ["%E9%B8%BF%E8%BE%BE", "%E9%B4%BB%E9%81%94", "C001", "23591180"] {
        let body = desk.get(&format!("/search?q={q}"), &chen).await.page();
        assert!(body.contains("/customers/"), "{q}");
    }
    let by_words = desk.get("/search?q=%E9%B8%BF%E8%BE%BE", &chen).await.page();
    assert!(by_words.contains(&order.number));
    let production = desk.logs_in("production").await;
    let hidden = desk.get("/search?q=%E9%B8%BF%E8%BE%BE", &production).await.page();
    assert!(hidden.contains(&order.number) && !hidden.contains("/customers/"));
    let admin = desk.get("/search?q=%E9%B8%BF%E8%BE%BE", &desk.logs_in("admin").await).await.page();
    assert!(!admin.contains(&order.number) && !admin.contains("/customers/"));
    let palette = desk.get("/palette?q=", &chen).await.page();
    assert!(palette.contains("/orders/new") && palette.contains("<li><a href=\"/orders\""));
}
