//! Each rule of the master data refuses in its own clause's name, and each step writes what it says.

use super::super::company::DescribeCompany;
use super::super::rate::SetRate;
use super::*;

/// Step and clause of the last entry of a chain.
async fn last(desk: &Desk, chain: Id) -> (String, String) {
    let entry = desk.read(move |tx| history::page(tx, chain, i64::MAX, 1)).await.remove(0);
    (entry.step, entry.clause)
}

#[tokio::test]
async fn c1_1_the_company_is_described_once_and_by_nobody_of_the_house() {
    let desk = Desk::fitted_out().await;
    let described = desk.read(company).await;
    assert_eq!((described.name.as_str(), described.zone.as_str()), ("理單精密機電有限公司", "Asia/Taipei"));
    let no = desk.app.perform(&desk.manager, DescribeCompany(described)).await;
    assert!(matches!(no, Err(Trouble::Forbidden { clause: "1.1", .. })), "{no:?}");
}

#[tokio::test]
async fn c1_3_1_a_list_without_a_good_row_is_not_taken_over() {
    let desk = Desk::open().await;
    let nothing = import(&desk.app, &desk.manager, Kind::Products, "sku\n,\nx\n".into(), "c.csv", false).await;
    let Err(Trouble::Refused(refusal)) = nothing else { panic!("{nothing:?}") };
    assert_eq!((refusal.broken[0].rule, refusal.broken[0].clause), ("import.rows", "1.3.1"));
    const KEPT: &str = "SELECT (SELECT COUNT(*) FROM file), (SELECT COUNT(*) FROM refusal)";
    let count = |row: &platform::db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
    let kept = desk.read(move |tx| Ok(tx.list_built("files and refusals", KEPT, &[], count)?)).await;
    assert_eq!(kept, [(0, 1)], "nothing of it is kept but that it was refused");
}

#[tokio::test]
async fn c1_3_4_a_customer_is_blocked_and_opened_only_with_a_ground() {
    let desk = Desk::fitted_out().await;
    let c3 = desk.customer("C003").await.id;
    let act = |ground: &str, to| Block { customer: c3, seen: None, ground: ground.into(), to };
    for (to, rule, ground) in [
        (CustomerState::Blocked, "customer.block_ground", "執照過期"),
        (CustomerState::Open, "customer.unblock_ground", "已補件"),
    ] {
        let no = desk.app.perform(&desk.manager, act(" ", to)).await;
        let Err(Trouble::Refused(refusal)) = no else { panic!("{no:?}") };
        assert_eq!((refusal.broken[0].rule, refusal.broken[0].clause), (rule, "1.3.4"));
        desk.app.perform(&desk.manager, act(ground, to)).await.unwrap();
    }
}

#[tokio::test]
async fn c1_3_4_an_import_ends_with_who_and_what_in_the_administrations_chain() {
    let desk = Desk::fitted_out().await;
    let text = "sku,list_price\nGP-6CC,600\n";
    desk.imports(Kind::Products, text).await;
    assert_eq!(last(&desk, history::ADMINISTRATION).await, ("import.finish".into(), "1.3.4".into()));
    let entry = desk.read(|tx| history::page(tx, history::ADMINISTRATION, i64::MAX, 1)).await.remove(0);
    assert_eq!((entry.who_name.as_str(), &entry.body["changed"]), ("manager", &serde_json::json!(1)));
}

#[tokio::test]
async fn c3_2_3b_a_new_price_list_changes_the_price() {
    let desk = Desk::fitted_out().await;
    desk.priced("sku,list_price,lead_days\nGP-6CC,600,9\n").await;
    let pump = desk.product("GP-6CC").await;
    assert_eq!((pump.list_price.to_string().as_str(), pump.lead_days), ("600", 9));
    assert_eq!(last(&desk, pump.id).await, ("import.products".into(), "3.2.3b".into()));
}

#[tokio::test]
async fn c3_1_2_a_list_of_customers_brings_their_names_and_contacts() {
    let desk = Desk::open().await;
    let text = "客戶編號,客戶名稱,聯絡人,電話\nK1,大同行,王,02-23456789\n";
    let report = desk.imports(Kind::Customers, text).await;
    assert_eq!((report.added, report.bad), (1, 0), "{:?}", report.errors);
    let k1 = desk.customer("K1").await;
    assert_eq!((k1.name.as_str(), k1.contact.as_str(), k1.phone.as_str()), ("大同行", "王", "02-23456789"));
}

#[tokio::test]
async fn c3_2_3c_the_managers_file_moves_nothing_that_finance_answers_for() {
    let desk = Desk::fitted_out().await;
    let before = desk.customer("C003").await;
    let owed = desk
        .read({
            let id = before.id;
            move |tx| receivable(tx, id)
        })
        .await;
    let rows = [
        ("credit_limit", "9000000", "import-finance-only"),
        ("payment_term", "月結180天", "import-finance-only"),
        ("customer_since", "2001-01-01", "import-finance-only"),
        ("receivable_open", "1", "import-finance-only"),
        ("price_class", "Z", "import-class-only"),
        ("blocked", "yes", "import-blocked-ground"),
    ];
    for (field, value, why) in rows {
        let text = format!("code,phone,{field}\nC003,02-23456789,{value}\n");
        let report =
            import(&desk.app, &desk.manager, Kind::Customers, text.clone().into(), "c.csv", true).await.unwrap();
        let said: Vec<(&str, &str)> = report.errors.iter().map(|e| (e.head.as_str(), &*e.say.key)).collect();
        assert!(said.contains(&(field, why)) && report.bad == 1, "{field}: {said:?}");
        let no = import(&desk.app, &desk.manager, Kind::Customers, text.into(), "c.csv", false).await;
        assert!(matches!(no, Err(Trouble::Refused(_))), "{field}: no row of it is good");
    }
    assert_eq!(desk.customer("C003").await, before);
    assert_eq!(
        desk.read({
            let id = before.id;
            move |tx| receivable(tx, id)
        })
        .await,
        owed
    );
    // A new customer of the manager's has no limit yet; his own columns he changes as before.
    let text = "code,name,credit_limit\nK7,新客,500000\nK8,新客二,\n";
    let report = import(&desk.app, &desk.manager, Kind::Customers, text.into(), "c.csv", false).await.unwrap();
    assert_eq!((report.added, report.bad, desk.customer("K8").await.credit_limit), (1, 1, 0));
    let text = "code,phone\nC003,02-23456789\n";
    let report = import(&desk.app, &desk.manager, Kind::Customers, text.into(), "c.csv", false).await.unwrap();
    assert_eq!((report.changed, desk.customer("C003").await.phone.as_str()), (1, "02-23456789"));
    assert_eq!(
        desk.read({
            let id = before.id;
            move |tx| receivable(tx, id)
        })
        .await,
        owed,
        "no newer than it was"
    );
    let text = "code,receivable_open,receivable_overdue\nC003,1,0\n";
    let no = import(&desk.app, &desk.manager, Kind::Receivables, text.into(), "r.csv", false).await;
    assert!(matches!(no, Err(Trouble::Forbidden { .. })), "{no:?}");
    // Finance changes what is finance's; a block wants its ground of everybody.
    let text = "code,credit_limit,blocked\nC003,400000,no\nC001,400000,yes\n";
    let report = import(&desk.app, &desk.finance, Kind::Customers, text.into(), "c.csv", false).await.unwrap();
    assert_eq!((report.changed, report.bad, desk.customer("C003").await.credit_limit), (1, 1, 40_000_000));
}

#[tokio::test]
async fn c3_2_3c_what_is_owed_comes_from_the_books() {
    let desk = Desk::fitted_out().await;
    let text = "code,receivable_open,receivable_overdue,as_of\nC001,100.50,20,2026-11-01\n";
    import(&desk.app, &desk.finance, Kind::Receivables, text.into(), "r.csv", false).await.unwrap();
    let c1 = desk.customer("C001").await.id;
    let owed = desk.read(move |tx| receivable(tx, c1)).await.unwrap();
    assert_eq!((owed.open, owed.overdue), (10_050, 2_000));
}

#[tokio::test]
async fn c3_2_3c_finance_states_the_rate_and_nobody_else() {
    let desk = Desk::fitted_out().await;
    let day = "2026-11-19".parse().unwrap();
    let act = || SetRate { currency: Currency::EUR, from_day: day, rate: 8_000_000 };
    let no = desk.app.perform(&desk.manager, act()).await;
    assert!(matches!(no, Err(Trouble::Forbidden { clause: "3.2.3c", .. })), "{no:?}");
    desk.app.perform(&desk.finance, act()).await.unwrap();
    assert_eq!(desk.read(move |tx| rate(tx, Currency::EUR, day)).await, Some(8_000_000));
}

#[tokio::test]
async fn c2_2_2b_how_the_customer_is_reached_is_kept_by_who_talks_with_him() {
    let desk = Desk::fitted_out().await;
    let c1 = desk.customer("C001").await;
    let form = Contact { phone: "+886-4-2359-0000".into(), ..Contact::of(&c1) };
    desk.app.perform(&desk.specialist, ChangeContact { customer: c1.id, form }).await.unwrap();
    assert_eq!(desk.customer("C001").await.phone, "+886-4-2359-0000");
    assert_eq!(last(&desk, c1.id).await, ("customer.contact".into(), "2.2.2b".into()));
}

#[tokio::test]
async fn c3_2_3a_what_a_promise_is_computed_from_comes_in_by_lists() {
    let desk = Desk::fitted_out().await;
    let (made, bought) = (desk.product("CC-400x500").await.id, desk.product("BR-6200-2RS").await.id);
    desk.imports(Kind::WorkCentres, "code,name,mon,tue,wed,thu,fri,sat,sun\nWC-99,熱處理,60,60,60,60,60,0,0\n").await;
    let found = desk.read(|tx| centres_named(tx, &["熱處理".to_string()])).await;
    assert_eq!(found.iter().map(|centre| centre.code.as_str()).collect::<Vec<_>>(), ["WC-99"]);
    let text = "sku,no,name,centre,setup_minutes,run_minutes\nCC-400x500,90,回火,WC-99,5,7\n";
    desk.imports(Kind::Operations, text).await;
    let operations = desk.read(move |tx| operations(tx, &[made])).await;
    assert!(operations.iter().any(|operation| (operation.no, operation.centre) == (90, found[0].id)));
    desk.imports(Kind::Components, "sku,component,per\nCC-400x500,HB-M8x25-A2,20\n").await;
    let parts = desk.read(move |tx| components(tx, &[made])).await;
    assert!(parts.iter().any(|part| part.per == whole(20)), "{parts:?}");
    desk.imports(Kind::SupplyTerms, "sku,lead_days,inspection_days,transport_days\nBR-6200-2RS,31,1,2\n").await;
    assert_eq!(desk.read(move |tx| supply_terms(tx, &[bought])).await[&bought].lead_days, 31);
}
