use super::*;

#[tokio::test]
async fn stock_is_never_promised_twice() {
    let desk = Desk::fitted_out().await;
    let pump = desk.product("GP-16CC").await.id;
    let asks = (0..40).map(|_| {
        let db = desk.app.0.db.clone();
        tokio::spawn(async move { db.write(move |tx| reserve(tx, pump, Quantity::whole(1).unwrap())).await.unwrap() })
    });
    let mut granted = 0;
    for ask in asks.collect::<Vec<_>>() {
        granted += i64::from(ask.await.unwrap());
    }
    assert_eq!(granted, 2);
    assert_eq!(desk.read(move |tx| free_stock(tx, pump)).await, Quantity::ZERO);
    let db = &desk.app.0.db;
    assert!(!db.write(move |tx| release(tx, pump, whole(3))).await.unwrap());
    assert!(db.write(move |tx| release(tx, pump, whole(1))).await.unwrap());
    assert!(db.write(move |tx| ship(tx, pump, whole(1))).await.unwrap());
    assert_eq!(desk.read(move |tx| free_stock(tx, pump)).await, whole(1));
}

#[tokio::test]
async fn a_rate_holds_from_its_day_and_prices_follow_class_and_currency() {
    let desk = Desk::fitted_out().await;
    let day = "2026-11-19".parse().unwrap();
    assert_eq!(desk.read(move |tx| rate(tx, Currency::EUR, day)).await, Some(7_820_000));
    assert_eq!(desk.read(move |tx| rate(tx, Currency::CNY, day)).await, Some(1_000_000));
    assert_eq!(desk.read(|tx| rate(tx, Currency::EUR, "2020-01-01".parse().unwrap())).await, None);
    let euros = Money::from_minor(1_000, Currency::EUR);
    assert_eq!(desk.read(move |tx| in_company_currency(tx, euros, day)).await, Some(7_820));
    let (pump, abroad, home) = (desk.product("GP-6CC").await, desk.customer("C008").await, desk.customer("C003").await);
    desk.app.0.db.write(|tx| Ok(platform::settings::keep(tx, "price.class.B", "95.5")?)).await.unwrap();
    let (other, same) = (pump.clone(), pump.clone());
    let price = desk.read(move |tx| price_for(tx, &abroad, &other, whole(1), day)).await;
    assert_eq!((price.currency, price.list.to_string().as_str()), (Currency::EUR, "74.168798"));
    let price = desk.read(move |tx| price_for(tx, &home, &same, whole(1), day)).await;
    assert_eq!((price.list.to_string(), price.floor), ("553.9".to_string(), Some(pump.floor_price)));
}

#[tokio::test]
async fn c3_1_2_a_customer_stays_reachable_and_two_clerks_do_not_overwrite_each_other() {
    let desk = Desk::fitted_out().await;
    let c1 = desk.customer("C001").await;
    let form = Contact { phone: "+886-4-2359-0000".into(), ..Contact::of(&c1) };
    let done = desk.app.perform(&desk.specialist, ChangeContact { customer: c1.id, form: form.clone() }).await.unwrap();
    assert_eq!(done.lock, c1.lock + 1);
    assert_eq!(desk.codes("0000").await, ["C001"], "the new number is found");
    assert!(desk.codes("1180").await.is_empty(), "the old one is not");
    let late = Contact { contact: "別人".into(), ..Contact::of(&c1) };
    let stale = desk.app.perform(&desk.specialist, ChangeContact { customer: c1.id, form: late }).await;
    assert!(matches!(stale, Err(Trouble::Stale(_))));
    let none = Contact { phone: String::new(), email: String::new(), fax: String::new(), ..Contact::of(&done) };
    let no = desk.app.perform(&desk.specialist, ChangeContact { customer: c1.id, form: none }).await;
    let Err(Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
    assert_eq!(refusal.clauses(), ["3.1.2"]);
    let no = desk.app.perform(&desk.finance, ChangeContact { customer: c1.id, form }).await;
    assert!(matches!(no, Err(Trouble::Forbidden { .. })));
}

#[tokio::test]
async fn c3_2_3c_terms_and_limits_are_finances() {
    let desk = Desk::fitted_out().await;
    let c1 = desk.customer("C001").await;
    let form = Terms { credit_limit: "2,500,000".into(), ..Terms::of(&c1, Currency::CNY) };
    let no = desk.app.perform(&desk.manager, ChangeTerms { customer: c1.id, form: form.clone() }).await;
    assert!(matches!(no, Err(Trouble::Forbidden { .. })));
    let done = desk.app.perform(&desk.finance, ChangeTerms { customer: c1.id, form }).await.unwrap();
    assert_eq!(done.credit_limit, 250_000_000);
    let story = desk.read(move |tx| history::page(tx, c1.id, i64::MAX, 10)).await;
    assert_eq!(story[0].body["changes"]["credit_limit"], serde_json::json!(["2000000.00", "2500000.00"]));
}

#[tokio::test]
async fn c3_2_1_a_customer_is_blocked_and_opened_with_a_ground() {
    let desk = Desk::fitted_out().await;
    let c3 = desk.customer("C003").await;
    let block = |ground: &str, to| Block { customer: c3.id, seen: None, ground: ground.into(), to };
    let no = desk.app.perform(&desk.specialist, block(" ", CustomerState::Blocked)).await;
    let Err(Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
    assert_eq!(refusal.broken[0].rule, "customer.block_ground");
    assert!(desk.app.perform(&desk.specialist, block("執照過期", CustomerState::Blocked)).await.unwrap().blocked);
    let no = desk.app.perform(&desk.specialist, block("好了", CustomerState::Open)).await;
    assert!(matches!(no, Err(Trouble::Forbidden { .. })), "the manager or finance opens again");
    let twice = desk.app.perform(&desk.specialist, block("再一次", CustomerState::Blocked)).await;
    assert!(matches!(twice, Err(Trouble::Refused(_))));
    assert!(!desk.app.perform(&desk.manager, block("已補件", CustomerState::Open)).await.unwrap().blocked);
}
