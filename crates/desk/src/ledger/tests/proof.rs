//! Steps that stand on the order's page and move nothing but themselves.

use super::kit::Desk;

#[tokio::test]
async fn c2_2_2b_a_talk_with_the_customer_is_written_down() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let chen = desk.logs_in("chen").await;
    let path = format!("/orders/{}/notes", order.id);
    let said = desk.call("POST", &path, &chen, "kind=contact&medium=phone&text=understood+all", "text/html").await;
    assert_eq!(said.status, 303, "{}", said.body);
    assert!(desk.get(&format!("/orders/{}?tab=notes", order.id), &chen).await.page().contains("understood all"));
    let history = desk.get(&format!("/orders/{}?tab=history", order.id), &chen).await.page();
    assert!(history.contains("2.2.2b"), "{history}");
}

#[tokio::test]
async fn c2_2_1c_what_the_manager_holds_he_lets_go_on() {
    let desk = Desk::open().await;
    let order = desk.entered("C001", 5, 2_000_000).await;
    let manager = desk.logs_in("manager").await;
    let path = format!("/orders/{}/hold", order.id);
    let id = order.id;
    for (form, held) in [("hold=on&ground=waits", true), ("hold=off&ground=done", false)] {
        assert_eq!(desk.call("POST", &path, &manager, form, "text/html").await.status, 303, "{form}");
        assert_eq!(desk.read(move |tx| crate::order::on_hold(tx, id)).await, held, "{form}");
    }
}
