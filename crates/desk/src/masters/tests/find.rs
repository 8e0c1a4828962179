use super::*;

#[tokio::test]
async fn products_are_found_by_either_script_initials_and_half_typed_numbers() {
    let desk = Desk::fitted_out().await;
    let all: Vec<String> = desk.skus("軸承").await;
    assert_eq!(all.len(), 8);
    assert_eq!(desk.skus("轴承").await, all);
    assert_eq!(desk.skus("軸").await, all);
    assert_eq!(desk.skus("深溝 620").await, all, "the last word may be unfinished");
    assert_eq!(desk.skus("sgqzc").await, all);
    assert_eq!(desk.skus("ＢＲ－６２０").await, all);
    assert_eq!(desk.skus("br 6204").await, ["BR-6204-2RS"]);
    assert_eq!(desk.skus("HBM8x25").await, ["HB-M8x25-A2"]);
    assert_eq!(desk.skus("M8×25").await, ["HB-M8x25-A2"]);
    assert_eq!(desk.skus("六角 M8*25").await, ["HB-M8x25-A2"]);
    assert_eq!(desk.skus("螺栓 軸承").await, [] as [&str; 0]);
    assert_eq!(desk.skus("hb-m8x25-a2").await, ["HB-M8x25-A2"]);
    assert!(desk.skus(" ").await.is_empty());
}

#[tokio::test]
async fn customers_are_found_by_name_contact_code_and_phone_tail() {
    let desk = Desk::fitted_out().await;
    assert_eq!(desk.codes("鸿达").await, ["C001"]);
    assert_eq!(desk.codes("陳怡君").await, ["C001"]);
    assert_eq!(desk.codes("hdjx").await, ["C001"]);
    assert_eq!(desk.codes("1180").await, ["C001"]);
    assert_eq!(desk.codes("(04) 2359-1180").await, ["C001"]);
    assert_eq!(desk.codes("c00").await.len(), 8);
    assert_eq!(desk.codes("lindq").await, ["C008"]);
}

#[tokio::test]
async fn words_are_walked_newest_first_and_follow_the_document() {
    let desk = Desk::open().await;
    let ids = desk
        .app
        .0
        .db
        .write(|tx| {
            let ids: Vec<Id> = (0..30).map(|_| tx.new_id()).collect();
            for (n, id) in ids.iter().enumerate() {
                index_words(tx, "note", *id, &["訂單 齒輪泵", &format!("SO-2026-{n:06}")])?;
            }
            index_words(tx, "note", ids[0], &["別的"])?;
            Ok(ids)
        })
        .await
        .unwrap();
    let newest: Vec<Id> = ids.iter().rev().copied().collect();
    let first = desk.read(|tx| find_words(tx, "note", "齿轮", None, 10)).await;
    assert_eq!(first, newest[..10]);
    let edge = first[9];
    assert_eq!(desk.read(move |tx| find_words(tx, "note", "齿轮", Some(edge), 50)).await, newest[10..29]);
    assert_eq!(desk.read(|tx| find_words(tx, "note", "so-2026-00002", None, 50)).await, newest[..10]);
    assert_eq!(desk.read(|tx| find_words(tx, "note", "齿轮 so2026000007", None, 50)).await, [ids[7]]);
    assert_eq!(desk.read(|tx| find_words(tx, "note", "別的", None, 50)).await, [ids[0]]);
    assert!(desk.read(|tx| find_words(tx, "product", "齿轮", None, 50)).await.is_empty());
}

#[tokio::test]
async fn a_reader_of_papers_finds_customers_and_products_here() {
    let desk = Desk::fitted_out().await;
    let hint = CustomerHint {
        names: vec!["鸿达机械股份有限公司".into()],
        phones: vec!["04-2359-1180".into()],
        ..CustomerHint::default()
    };
    let found = desk
        .read(move |tx| {
            let known = directory(tx);
            let answer = (
                known.customer_by(&hint),
                known.product_by_sku("hb－m8x25-a2"),
                known.products_like("不锈钢球阀 DN25"),
            );
            known.check()?;
            Ok(answer)
        })
        .await;
    assert_eq!((found.0[0].customer.code.as_str(), found.0[0].weight >= 100), ("C001", true));
    assert_eq!(found.1.unwrap().sku, "HB-M8x25-A2");
    assert_eq!(found.2[0].sku, "BV-DN25-304");
}
