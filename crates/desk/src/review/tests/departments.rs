use platform::Trouble;
use platform::who::Role;

use super::{Desk, order_of, refused, rules};
use crate::fulfilment::{self, Acknowledge, Dispatch, DispatchState};
use crate::notices::{self, Medium, Told, ToldForm};
use crate::order::{Order, duty};

async fn approved(desk: &Desk) -> (Order, Vec<Dispatch>) {
    let mut sketch = order_of("C001", "HB-M6x20-A2", 1_000).without_email();
    sketch.customer = "C001";
    sketch.lines = vec![("HB-M6x20-A2", 1_000), ("HB-M6x30-A2", 100), ("GP-25CC", 1)];
    let order = desk.submitted(sketch).await;
    desk.approves("manager", &order).await.unwrap();
    let id = order.id;
    (desk.order(id).await, desk.read(move |tx| fulfilment::of_order(tx, id)).await)
}

async fn open_duty(desk: &Desk, order: &Order, kind: &'static str, role: Option<Role>) -> bool {
    let id = order.id;
    let duties = desk.read(move |tx| duty::of(tx, id)).await;
    duties.iter().any(|d| d.kind == kind && (role.is_none() || d.owner_role == role))
}

#[tokio::test]
async fn c1_3_4_a_department_acknowledges_its_own_rows_once() {
    let desk = Desk::open().await;
    let (order, dispatched) = approved(&desk).await;
    let stock: Vec<&Dispatch> = dispatched.iter().filter(|d| d.department == Role::Warehouse).collect();
    assert_eq!(stock.len(), 2);
    let take = |d: &Dispatch, all| Acknowledge { dispatch: d.id, all };
    assert!(matches!(desk.does("production", take(stock[0], false)).await, Err(Trouble::Forbidden { .. })));
    assert!(matches!(desk.does("chen", take(stock[0], false)).await, Err(Trouble::Forbidden { .. })));
    desk.does("warehouse", take(stock[0], false)).await.unwrap();
    assert!(
        matches!(desk.does("warehouse", take(stock[0], false)).await, Err(Trouble::Stale(_))),
        "the second is late"
    );
    assert!(open_duty(&desk, &order, "acknowledge", Some(Role::Warehouse)).await, "one row is still open");
    desk.does("warehouse", take(stock[1], false)).await.unwrap();
    assert!(!open_duty(&desk, &order, "acknowledge", Some(Role::Warehouse)).await);
    assert!(open_duty(&desk, &order, "acknowledge", Some(Role::Production)).await);
    let made = dispatched.iter().find(|d| d.department == Role::Production).unwrap();
    desk.does("production", take(made, true)).await.unwrap();
    let id = order.id;
    let now = desk.read(move |tx| fulfilment::of_order(tx, id)).await;
    assert!(now.iter().all(|d| d.state == DispatchState::Acknowledged && d.acknowledged_by.is_some()));
}

#[tokio::test]
async fn c3_2_5_a_customer_without_mail_is_called_and_the_call_is_written_down() {
    let desk = Desk::open().await;
    let number = "+886-4-2359-1180";
    desk.given(|tx| {
        tx.execute(&NO_MAIL, &[])?;
        Ok(())
    })
    .await;
    let (order, _) = approved(&desk).await;
    let id = order.id;
    let told = desk.read(move |tx| notices::of_order(tx, id)).await;
    assert_eq!((told[0].medium, told[0].address.as_str(), told[0].done_at), (Medium::Phone, number, None));
    assert!(open_duty(&desk, &order, "tell_customer", None).await);
    let no = refused(desk.does("chen", Told { notice: told[0].id, form: ToldForm::default() }).await);
    assert_eq!(rules(&no), ["told.whom"]);
    let form = ToldForm { spoke_with: "陳怡君".into(), said: "收到，日期可以".into() };
    assert!(matches!(
        desk.does("wang", Told { notice: told[0].id, form: form.clone() }).await,
        Err(Trouble::Forbidden { .. })
    ));
    desk.does("chen", Told { notice: told[0].id, form: form.clone() }).await.unwrap();
    assert!(!open_duty(&desk, &order, "tell_customer", None).await);
    assert!(matches!(desk.does("chen", Told { notice: told[0].id, form }).await, Err(Trouble::Stale(_))));
}

platform::sql! {
    NO_MAIL = "UPDATE customer SET email = '' WHERE code = 'C001'";
}
