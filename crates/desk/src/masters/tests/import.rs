use super::*;

const HEAD: &str = "sku,name_hant,name_hans,specification,unit,list_price,floor_price,price_base,currency,tax_rate,pack,supply,lead_days,opening_stock,cost\n";
const CATALOGUE: &str = include_str!("../../../../../assets/demo/catalogue.csv");
const CUSTOMERS: &str = include_str!("../../../../../assets/demo/customers.csv");

fn keys(report: &ImportReport) -> Vec<(i64, &str, &str)> {
    report.errors.iter().map(|e| (e.row, e.head.as_str(), &*e.say.key)).collect()
}

#[tokio::test]
async fn the_demo_lists_come_in_whole_and_twice_is_once() {
    let desk = Desk::fitted_out().await;
    let again = desk.imports(Kind::Products, CATALOGUE).await;
    assert_eq!(
        (again.rows, again.added, again.changed, again.same, again.bad),
        (67, 0, 0, 67, 0),
        "{:?}",
        again.errors
    );
    let again = desk.imports(Kind::Customers, CUSTOMERS).await;
    assert_eq!((again.added, again.changed, again.same, again.bad), (0, 0, 8, 0), "{:?}", again.errors);
    let pump = desk.product("gp-25cc").await;
    assert_eq!((pump.supply, pump.work_centre.as_str(), pump.lead_days), (Supply::Make, "機加工中心", 18));
    let (on_hand, reserved) = desk.read(move |tx| stock(tx, &[pump.id])).await[&pump.id];
    assert_eq!((on_hand, reserved), (Quantity::ZERO, Quantity::ZERO));
    let c3 = desk.customer("C003").await;
    assert_eq!(c3.credit_limit, 30_000_000);
    let owed = desk.read(move |tx| receivable(tx, c3.id)).await.unwrap();
    assert_eq!((owed.open, owed.overdue), (7_114_100, 3_094_000));
    assert_eq!(desk.customer("C006").await.customer_since, None);
    assert_eq!(desk.customer("C002").await.lang, Lang::Hans);
    assert_eq!(desk.customer("C001").await.lang, Lang::Hant);
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let desk = Desk::open().await;
    let report = desk.checks(Kind::Products, CATALOGUE).await;
    assert_eq!((report.added, report.bad, report.dry_run, report.run), (67, 0, true, None));
    assert!(desk.skus("HB").await.is_empty());
    assert!(desk.read(|tx| history::page(tx, history::ADMINISTRATION, i64::MAX, 10)).await.is_empty());
}

#[tokio::test]
async fn bad_rows_are_told_by_row_and_column_and_stay_out() {
    let desk = Desk::open().await;
    let text = format!(
        "{HEAD}A-1,閥,阀,DN15,個,1.00,0.90,1,CNY,13,1,stock,3,5,0.5\n\
         A-2,閥,阀,DN20,個,abc,0.90,1,CNY,13,1,stock,3,5,0.5\n\
         A-3,閥,阀,DN20,個,1.00,1.10,1,CNY,13,0,grow,3,5,0.5\n\
         A-4,閥,阀,DN20,個,-1,0,10,XYZ,0.13,1,buy,2.5,5,0.5\n\
         a-1,閥,阀,DN20,個,2.00,1.10,1,CNY,13,1,buy,3,5,0.5\n\
         ,閥,阀,DN20,個,2.00,1.10,1,CNY,13,1,buy,3,5,0.5\n\
         A-5,,,DN20,個,2.00,1.10,1,CNY,13,1,buy,3,5,0.5,oops\n"
    );
    let report = desk.imports(Kind::Products, &text).await;
    let wanted = vec![
        (3, "list_price", "masters-bad-number"),
        (4, "floor_price", "masters-bad-floor"),
        (4, "pack", "masters-bad-not-positive"),
        (4, "supply", "masters-bad-supply"),
        (5, "currency", "masters-bad-currency"),
        (5, "list_price", "masters-bad-negative"),
        (5, "price_base", "masters-bad-price-base"),
        (5, "tax_rate", "masters-bad-tax-fraction"),
        (5, "lead_days", "masters-bad-days"),
        (6, "sku", "masters-bad-twice"),
        (7, "sku", "masters-bad-missing"),
        (8, "", "masters-bad-stray"),
        (8, "name_hant", "masters-bad-missing"),
    ];
    assert_eq!(keys(&report), wanted);
    assert_eq!((report.added, report.bad), (1, 6));
    assert_eq!(desk.skus("A-").await, ["A-1"]);
    let marks: Vec<(usize, usize, String)> =
        report.errors.iter().map(|e| (e.row as usize, e.column as usize, e.say.text(Lang::En))).collect();
    let book = papers::sheet_out::marked_copy(text.as_bytes(), &marks).unwrap();
    let back = papers::read::table(&book, "marked.xlsx", &papers::read::Limits::default()).unwrap();
    assert_eq!(back.rows[1].1[5], "abc", "what was wrong is still there to be corrected");
}

#[tokio::test]
async fn customers_rows_have_their_own_rules() {
    let desk = Desk::open().await;
    let text = "客戶編號,客戶名稱,聯絡人,電話,電子郵件,信用額度,幣別,執照號,執照有效期,往來日期,應收餘額,逾期金額\n\
        K1,大同行,王,02-23456789,a@b.example,\"1,000\",RMB,BL-1,2027/1/5,2020-01-01,10,0\n\
        K2,大同行,王,12,a@b,x,CNY,BL-1,,2030-01-01,10,11\n";
    let report = desk.imports(Kind::Customers, text).await;
    let wanted = vec![
        (3, "電子郵件", "masters-bad-email"),
        (3, "電話", "masters-bad-phone"),
        (3, "信用額度", "masters-bad-number"),
        (3, "執照有效期", "masters-bad-licence-pair"),
        (3, "往來日期", "masters-bad-future"),
        (3, "逾期金額", "masters-bad-overdue"),
    ];
    assert_eq!(keys(&report), wanted);
    let k1 = desk.customer("k1").await;
    assert_eq!((k1.credit_limit, k1.currency), (100_000, Currency::CNY));
}

#[tokio::test]
async fn a_file_with_few_columns_changes_only_those_and_says_so_in_the_products_history() {
    let desk = Desk::fitted_out().await;
    let before = desk.product("GP-6CC").await;
    let report =
        desk.imports(Kind::Products, "品號,定價（元）,備註,期初庫存\nGP-6CC,600,春季,99\nGP-10CC,660,,\n").await;
    assert_eq!((report.changed, report.same, report.bad), (1, 1, 0), "{:?}", report.errors);
    assert_eq!(report.ignored, ["備註"]);
    let after = desk.product("GP-6CC").await;
    assert_eq!(after, before, "a price needs the second person");
    assert_eq!(report.prices, 1);
    let form = PriceAnswerForm { answer: "accepted".into(), text: String::new() };
    let proposal = report.run.unwrap();
    desk.app.perform(&desk.executive, AnswerPrices { proposal, form }).await.unwrap();
    let after = desk.product("GP-6CC").await;
    assert_eq!(after, Product { list_price: "600".parse().unwrap(), lock: before.lock + 1, ..before.clone() });
    assert_eq!(desk.read(move |tx| free_stock(tx, before.id)).await, whole(2), "stock is not the price list's");
    let story = desk.read(move |tx| history::page(tx, before.id, i64::MAX, 10)).await;
    assert_eq!(story[0].body["changes"], serde_json::json!({ "list_price": ["580", "600"] }));
}

#[tokio::test]
async fn receivables_need_a_known_customer_and_tell_their_age() {
    let desk = Desk::fitted_out().await;
    let text = "code,receivable_open,receivable_overdue,as_of\nC001,100.50,0,2026-11-01\nC999,1,0,\n";
    let report = import(&desk.app, &desk.finance, Kind::Receivables, text.into(), "r.csv", false).await.unwrap();
    assert_eq!(keys(&report), [(3, "code", "masters-bad-customer")]);
    let c1 = desk.customer("C001").await;
    let owed = desk.read(move |tx| receivable(tx, c1.id)).await.unwrap();
    assert_eq!((owed.open, owed.as_of.to_string().as_str()), (10_050, "2026-10-31T16:00:00Z"));
}

#[tokio::test]
async fn who_may_not_import_is_told_so_and_nothing_is_kept() {
    let desk = Desk::open().await;
    for (who, kind) in [(&desk.finance, Kind::Products), (&desk.specialist, Kind::Customers)] {
        for dry_run in [true, false] {
            let no = import(&desk.app, who, kind, CATALOGUE.into(), "c.csv", dry_run).await;
            assert!(matches!(no, Err(Trouble::Forbidden { .. })));
        }
    }
    let nothing = import(&desk.app, &desk.manager, Kind::Products, "sku\n,\nx\n".into(), "c.csv", false).await;
    let Err(Trouble::Refused(refusal)) = nothing else { panic!("{nothing:?}") };
    assert_eq!(refusal.broken[0].rule, "import.rows");
}

#[tokio::test]
async fn a_large_list_comes_in_by_small_acts_and_ends_with_one_entry() {
    let desk = Desk::open().await;
    let rows: String =
        (0..CHUNK * 3 + 7).map(|n| format!("Z-{n:04},彈簧,弹簧,{n},個,1,1,1,CNY,13,1,buy,3,0,0.5\n")).collect();
    let report = desk.imports(Kind::Products, &format!("{HEAD}{rows}")).await;
    assert_eq!(report.added, (CHUNK * 3 + 7) as i64);
    let story = desk.read(|tx| history::page(tx, history::ADMINISTRATION, i64::MAX, 10)).await;
    assert_eq!(story.len(), 1);
    assert_eq!((story[0].step.as_str(), &story[0].body["added"]), ("import.finish", &serde_json::json!(307)));
    assert!(!story[0].body.to_string().contains("0.5"), "the administrator reads this chain and sees no prices");
}
