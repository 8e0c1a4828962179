use super::kit::{Answer, Desk, reprice};

/// Figures that only this order has: price 123.457, 37 pieces, 13 % tax; then 131.313.
const FIGURES: &[&str] =
    &["123.457", "4,567.91", "4567.91", "5,161.74", "5161.74", "131.313", "4,858.58", "4858.58", "5,490.20", "5490.20"];

fn leaks(body: &str) -> Vec<&'static str> {
    FIGURES.iter().copied().filter(|figure| body.contains(figure)).collect()
}

/// Texts of a workbook, read back as a table.
fn sheet(answer: &Answer) -> String {
    let table =
        papers::read::table(&answer.bytes, "export.xlsx", &papers::read::Limits::default()).expect("a workbook");
    let rows = table.rows.iter().map(|(_, cells)| cells.join("\t"));
    std::iter::once(table.header.join("\t")).chain(rows).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn c1_2_sale_money_is_nowhere_for_those_who_make_buy_and_carry() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 37, 123_457_000).await;
    reprice(&desk, &order, 131_313_000).await;
    let chen = desk.logs_in("chen").await;
    let id = order.id;
    let seen = desk.get(&format!("/orders/{id}?tab=history"), &chen).await.page();
    assert!(leaks(&seen).contains(&"123.457") && leaks(&seen).contains(&"131.313"), "the owner reads from and to");
    for login in ["production", "purchasing", "quality", "warehouse", "logistics"] {
        sees_none(&desk, login, &order, &chen).await;
    }
}

async fn sees_none(desk: &Desk, login: &str, order: &crate::order::Order, chen: &str) {
    let reader = desk.logs_in(login).await;
    let id = order.id;
    let pages = [
        "/orders".to_string(),
        "/orders?cols=more&sort=gross".into(),
        "/orders/lines?cols=more".into(),
        "/orders/totals".into(),
        "/orders/lines/totals".into(),
        format!("/orders/{id}"),
        format!("/orders/{id}?tab=review"),
        format!("/orders/{id}?tab=history"),
        format!("/orders/{id}?tab=departments"),
        format!("/orders/{id}?tab=notes"),
        format!("/orders/{id}?tab=sources"),
        "/departments".into(),
        "/inbox".into(),
        format!("/search?q={}", order.number),
        "/palette?q=HB".into(),
        "/".into(),
    ];
    for path in &pages {
        let body = desk.get(path, &reader).await.page();
        assert_eq!(leaks(&body), Vec::<&str>::new(), "{path} for {login}");
    }
    for path in [
        "/api/v1/orders",
        "/api/v1/orders/lines",
        "/api/v1/orders/totals",
        &format!("/api/v1/orders/{id}"),
        "/api/v1/search?q=HB",
    ] {
        let answer = desk.json(path, &reader).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(leaks(&answer.body), Vec::<&str>::new(), "{path} for {login}");
        for key in ["gross", "\"net\"", "payment_term", "\"price\"", "\"amount\"", "tax_rate"] {
            assert!(!answer.body.contains(key), "{path} has {key} for {login}");
        }
    }
    for path in ["/orders/export.xlsx?cols=more", "/orders/lines/export.xlsx?cols=more"] {
        let (for_reader, for_chen) = (desk.get(path, &reader).await, desk.get(path, chen).await);
        let hidden = sheet(&for_reader);
        assert_eq!(leaks(&hidden), Vec::<&str>::new(), "{path} for {login}");
        assert!(hidden.contains(&order.number));
        assert!(sheet(&for_chen).contains("4858.58"), "{path} for the owner");
    }
}
