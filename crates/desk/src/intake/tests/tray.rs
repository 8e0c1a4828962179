//! 3.1.1: what comes into the tray, and what is refused at its field.

use super::*;

pub(super) const SHEET: &str = "客戶,宏遠水務工程有限公司\n訂單號,PO-77\n訂購日期,2026-11-18\n要求交期,2027-01-15\n\
    品號,品名,規格,數量,單位,單價\nGP-25CC,齒輪泵,排量 25 ml/r 21 MPa,10,台,560.00\n";

pub(super) fn multipart(files: &[(&str, &[u8])], fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, content) in files {
        body.extend(
            format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--X--\r\n");
    body
}

pub(super) async fn upload(desk: &Desk, cookie: &str, body: Vec<u8>) -> axum::response::Response {
    let request = Request::post("/intray")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookie)
        .body(Body::from(body))
        .unwrap();
    desk.service().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn c3_1_1_a_sheet_in_the_tray_becomes_a_written_order() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let answer = upload(
        &desk,
        &cookie,
        multipart(&[("po.csv", SHEET.as_bytes())], &[("channel", "email"), ("sender", "lin@hongyuan.example")]),
    )
    .await;
    let href = answer.headers().get(header::LOCATION).expect("the item").to_str().unwrap().to_string();
    let id: Id = href.strip_prefix("/intray/").unwrap().parse().unwrap();
    assert_eq!(desk.duties(id).await, ["take_intray"]);
    let (status, html) = desk.get(&href, &cookie).await;
    assert_eq!(status, StatusCode::OK);
    for shown in ["data-place=\"6:1\"", "GP-25CC", "C004 宏遠水務工程有限公司", "PO-77", "2027-01-15"] {
        assert!(html.contains(shown), "{shown} is not in the page");
    }
    assert!(!html.contains("intake-doubt"), "a doubt has no words");

    let form = json!({"channel": "phone", "customer": "C004", "lines": [{"sku": "GP-25CC", "qty": "10", "price": "560", "price_base": "1"}]});
    assert_eq!(desk.refused(&desk.chen, EnterItem { item: id, typed: Typed::of(&form) }).await, ["enter.written"]);
    let mut form = form;
    form["channel"] = json!("email");
    let entered = desk.does(&desk.chen, EnterItem { item: id, typed: Typed::of(&form) }).await;
    let order = desk.order(entered.id).await;
    assert_eq!((order.confirmation, order.lines.len()), (Confirmation::NotRequired, 1));
    assert!(desk.duties(id).await.is_empty());
    let order_id = order.id;
    let sources = desk.app.read(move |tx| order::sources(tx, order_id)).await.unwrap();
    assert!(sources[0].from_customer && sources[0].reading.contains("GP-25CC"));
    assert_eq!(desk.refused(&desk.wang, EnterItem { item: id, typed: Typed::of(&form) }).await, ["step.state"]);

    // The same file again is told.
    let again = upload(&desk, &cookie, multipart(&[("copy.csv", SHEET.as_bytes())], &[("channel", "email")])).await;
    let href = again.headers().get(header::LOCATION).unwrap().to_str().unwrap().to_string();
    let (_, html) = desk.get(&href, &cookie).await;
    assert!(html.contains(&order.number) && html.contains("相同的文件先前已收過"));
}

#[tokio::test]
async fn c3_1_1_what_is_no_document_is_refused_at_its_field_and_the_rest_is_taken() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let dtd = b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
    let files: &[(&str, &[u8])] = &[
        ("good.csv", SHEET.as_bytes()),
        ("evil.xml", dtd),
        ("run.exe", b"MZ\0\0"),
        ("photo.png", b"\x89PNG\r\n\x1a\n rest"),
    ];
    let (status, html) =
        page(upload(&desk, &cookie, multipart(files, &[("channel", "fax"), ("subject", "three papers")])).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for told in ["evil.xml", "run.exe", "three papers", "其餘 2 份已收進收件匣"] {
        assert!(html.contains(told), "{told} is not in the page");
    }
    let (status, html) = page(upload(&desk, &cookie, multipart(&[], &[("channel", "chat"), ("text", "")])).await).await;
    assert_eq!((status, html.contains("請選擇檔案或貼上文字")), (StatusCode::BAD_REQUEST, true));
    let answer =
        upload(&desk, &cookie, multipart(&[], &[("channel", "chat"), ("text", "please send ten pumps")])).await;
    let href = answer.headers().get(header::LOCATION).unwrap().to_str().unwrap().to_string();
    let id: Id = href.strip_prefix("/intray/").unwrap().parse().unwrap();
    let dismiss = |reason: &str| DismissItem { item: id, form: DismissForm { reason: reason.into() } };
    assert_eq!(desk.refused(&desk.chen, dismiss("")).await, ["dismiss.reason"]);
    desk.does(&desk.chen, dismiss("an inquiry")).await;
    assert!(desk.duties(id).await.is_empty());
    let (status, html) = desk.get("/intray?state=dismissed", &cookie).await;
    assert!(status == StatusCode::OK && html.contains("an inquiry"));
}

#[tokio::test]
async fn c3_1_1_a_file_over_the_limit_is_told_at_its_field() {
    let desk = Desk::open().await;
    let cookie = desk.cookie("chen").await;
    let scan = [b"%PDF-1.7\n".to_vec(), vec![b' '; 3 << 20]].concat();
    let answer = upload(&desk, &cookie, multipart(&[("scan.pdf", &scan)], &[("channel", "fax")])).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "three megabytes are fine");
    let huge = [b"%PDF-1.7\n".to_vec(), vec![b' '; 21 << 20]].concat();
    let (status, html) =
        page(upload(&desk, &cookie, multipart(&[("huge.pdf", &huge)], &[("channel", "fax")])).await).await;
    assert_eq!(
        (status, html.contains("href=\"#f-file\""), html.contains("20.0")),
        (StatusCode::BAD_REQUEST, true, true)
    );
}
