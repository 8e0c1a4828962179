//! What customers and machines send by mistake or on purpose. Each gets a message at the field; what was typed stays.

use std::io::{Cursor, Write};

use encoding_rs::{BIG5, GB18030};
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::cast::SPECIALIST;
use crate::client::{Answer, Client};
use crate::orders::written;

/// The messages of a 400, field by field.
#[track_caller]
fn fields(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let said = answer.json();
    let all = said["fields"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or("").to_string();
    all.iter().map(|one| (text(&one["field"]), text(&one["text"]))).collect()
}

#[track_caller]
fn says_at(answer: &Answer, field: &str) {
    let said = fields(answer);
    assert!(said.iter().any(|(at, text)| at == field && !text.is_empty()), "{field}: {said:?}");
}

async fn with(by: &Client, change: impl FnOnce(&mut Value)) -> Answer {
    let mut content = written("B-1");
    change(&mut content);
    by.post_json("/api/v1/orders", &content).await
}

async fn sent(by: &Client, name: &str, content: Vec<u8>) -> Answer {
    by.upload("/api/v1/intray", (name, content), &[("channel", "email"), ("sender", "lin@hongyuan.example")]).await
}

/// Refused at the file, and nothing stands in the tray.
async fn refused(by: &Client, name: &str, content: Vec<u8>) -> String {
    let answer = sent(by, name, content).await;
    says_at(&answer, "file");
    fields(&answer).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// A package of these parts, which says it is a workbook.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let book = br#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="order" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let links = br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 4] = [
        ("[Content_Types].xml", types),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a package").into_inner()
}

/// What the tray shows of a file that was taken in.
async fn taken(by: &Client, name: &str, content: Vec<u8>) -> String {
    let done = sent(by, name, content).await.done();
    let item = done["items"][0].as_str().expect("an item").to_string();
    by.get_json(&format!("/api/v1/intray/{item}")).await.text()
}

both! {
    async fn c3_1_2_a_day_that_does_not_exist_is_told_at_its_field(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for day in ["2026-02-30", "2026-13-01", "0000-00-00", "31/31/2026", "明天吧"] {
            says_at(&with(&chen, |order| order["requested_on"] = json!(day)).await, "requested_on");
            let in_line = with(&chen, |order| order["lines"][0]["requested_on"] = json!(day)).await;
            says_at(&in_line, "lines[0][requested_on]");
        }
        assert_eq!(chen.get_json("/api/v1/orders").await.done()["rows"], json!([]));
    }

    async fn c3_1_2_a_quantity_that_cannot_be_is_told_at_its_line(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        for quantity in ["-5", "1e30", "99999999999999999999", "1.00000000000000000001", "NaN", "一打吧"] {
            let answer = with(&chen, |order| order["lines"][1]["qty"] = json!(quantity)).await;
            says_at(&answer, "lines[1][qty]");
        }
    }

    async fn c3_1_2_a_product_nobody_knows_is_told_at_its_line(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let answer = with(&chen, |order| order["lines"][0]["sku"] = json!("NO-SUCH-1")).await;
        says_at(&answer, "lines[0][sku]");
        says_at(&with(&chen, |order| order["customer"] = json!("沒有這家")).await, "customer");
    }

    async fn c3_1_2_a_form_that_cannot_be_read_keeps_everything_that_was_typed(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let typed = [
            ("channel", "phone"), ("customer", "C004"), ("contact", "林志豪"), ("phone", "+886-2-2698-5510"),
            ("customer_order_no", "KEPT-77"), ("requested_on", "2026-02-30"), ("place", "新北市汐止區大同路"),
            ("remark", "請先來電"), ("lines[0][sku]", "HB-M6x30-A2"), ("lines[0][qty]", "-7.125"),
        ];
        let answer = chen.post("/orders", &typed).await;
        assert_eq!(answer.status, 400);
        let page = answer.text();
        for (_, text) in typed {
            assert!(page.contains(text), "{text} is still there");
        }
        assert!(page.contains("is-invalid") || page.contains("aria-invalid"), "the field is marked");
    }

    async fn c3_2_1_a_number_the_customer_used_before_waits_for_a_ground(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        crate::orders::recorded(&chen, &written("B-TWICE")).await;
        let again = crate::orders::recorded(&chen, &written("B-TWICE")).await;
        let no = crate::orders::submit(&chen, &again.id).await;
        assert_eq!(no.status, 422, "{}", no.text());
        let said = no.json();
        let reasons = said["reasons"].as_array().cloned().unwrap_or_default();
        let twice = reasons.iter().find(|reason| reason["rule"] == "accurate.duplicate").expect("the rule");
        assert!(twice["way"].is_string(), "a way forward: {twice}");
    }

    async fn c3_1_1_a_file_that_is_not_what_it_says_is_refused_at_the_field(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let program = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00".to_vec();
        assert!(refused(&chen, "order.xlsx", program).await.contains("order.xlsx"));
        refused(&chen, "order.xlsx", b"PK\x03\x04 and no more".to_vec()).await;
        refused(&chen, "order.pdf", b"\0\0\0\0 nothing of a page \0".to_vec()).await;
        assert_eq!(chen.get_json("/api/v1/intray").await.done(), json!([]));
    }

    async fn c3_1_1_a_file_of_fifty_megabytes_is_refused_with_the_limit(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let said = refused(&chen, "big.csv", vec![b'a'; 50 << 20]).await;
        assert!(said.contains("20.0"), "the limit is named: {said}");
        assert_eq!(chen.get("/orders").await.status, 200, "and the desk is still there");
    }

    async fn c3_1_1_markup_that_is_broken_or_meant_to_hurt_is_refused(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\">\
            <!ENTITY d \"&c;&c;&c;&c;\">]><Order>&d;</Order>";
        let outside = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Order>&b;</Order>";
        let broken = "<?xml version=\"1.0\"?>\
            <Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"><ID>1</Order>";
        for text in [laughs, outside, broken] {
            let said = refused(&chen, "order.xml", text.as_bytes().to_vec()).await;
            assert!(!said.contains("root:"), "{said}");
        }
    }

    async fn c3_1_1_bytes_that_are_no_text_are_refused_and_utf_16_is_read(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        refused(&chen, "order.csv", b"a,b\0c,d\ne,f,\0,g,h\n".to_vec()).await;
        let text = "客戶,宏遠五金行\n單號,U16-1\n\n料號,數量\nHB-M6x30-A2,200\n";
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let shown = taken(&chen, "order.csv", wide).await;
        assert!(shown.contains("HB-M6x30-A2"), "{shown}");
    }

    async fn c3_1_1_a_package_that_blows_up_is_refused_and_the_desk_goes_on(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let bomb = workbook(&vec![b' '; 60 << 20]);
        assert!(bomb.len() < 1 << 20, "small on the way");
        let said = refused(&chen, "order.xlsx", bomb).await;
        assert!(said.contains("sheet1.xml"), "the part is named: {said}");
        assert_eq!(chen.get_json("/api/v1/intray").await.done(), json!([]));
    }

    async fn c3_1_1_a_formula_is_never_worked_out_and_its_quantity_waits_for_a_person(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let sheet = format!(
            "<worksheet><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}<c r=\"B2\"><f>50*2</f></c></row></sheetData></worksheet>",
            cell("A1", "料號"), cell("B1", "數量"), cell("A2", "HB-M6x30-A2"),
        );
        let shown = taken(&chen, "order.xlsx", workbook(sheet.as_bytes())).await;
        assert!(shown.contains("formula_without_value"), "{shown}");
        let typed = taken(&chen, "order.csv", "料號,數量\nHB-M6x30-A2,=50*2\n".into()).await;
        assert!(typed.contains("formula_without_value"), "{typed}");
    }

    async fn c3_1_1_chinese_in_any_old_encoding_is_read_and_what_cannot_be_is_doubted(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let text = "客戶,宏遠五金行\n單號,BIG-1\n\n料號,品名,數量\nHB-M6x30-A2,六角螺栓,200\n";
        for bytes in [BIG5.encode(text).0, GB18030.encode(text).0] {
            let shown = taken(&chen, "order.csv", bytes.to_vec()).await;
            assert!(shown.contains("宏遠五金行") && !shown.contains('\u{FFFD}'), "{shown}");
        }
        // The first byte of a pair without its second: no encoding fits, so the one that was taken is doubted.
        let torn = [&BIG5.encode("料號,品名,數量\nHB-M6x30-A2,六角").0[..], b"\xA4\xFF,200\n"].concat();
        let shown = taken(&chen, "torn.csv", torn).await;
        assert!(shown.contains("encoding_guessed") || shown.contains("undecodable"), "{shown}");
    }

    async fn c3_1_1_a_text_that_calls_itself_a_pdf_is_refused_by_its_name(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        let said = refused(&chen, "order.pdf", "料號,數量\nHB-M6x30-A2,200\n".into()).await;
        assert!(said.contains("order.pdf"), "{said}");
    }

    async fn c3_1_2_a_quantity_of_nothing_is_told_and_a_day_gone_by_waits_for_a_ground(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        says_at(&with(&chen, |order| order["lines"][1]["qty"] = json!("0")).await, "lines[1][qty]");
        let mut content = written("B-PAST");
        content["requested_on"] = json!("2020-01-06");
        let order = crate::orders::recorded(&chen, &content).await;
        let no = crate::orders::submit(&chen, &order.id).await;
        assert_eq!(no.status, 422, "{}", no.text());
        let said = no.json();
        let reasons = said["reasons"].as_array().cloned().unwrap_or_default();
        assert!(reasons.iter().any(|reason| reason["rule"] == "accurate.date" && reason["way"].is_string()), "{said}");
    }
}
