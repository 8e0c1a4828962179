//! 2.2.2e: a list taken away is the list on the page: its columns, filters and order, figures that a spreadsheet can add
//! up, nothing that it would run, and nothing that the reader's role may not see.

use std::io::{Cursor, Read};

use papers::read::{Limits, Table, table};
use serde_json::{Value, json};

use crate::cast::{PRODUCTION, SPECIALIST};
use crate::client::Client;
use crate::orders::{recorded, recorded_only, said_on_the_telephone, written};

/// What a stranger writes where he hopes that somebody's spreadsheet runs it.
const FORMULAS: [&str; 4] = ["=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd", "-2+3", "@SUM(A1)"];

/// A workbook read back, and the markup of its sheet.
async fn book(by: &Client, address: &str) -> (Table, String) {
    let answer = by.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    assert!(answer.header("content-disposition").starts_with("attachment"), "{address}");
    let mut zip = zip::ZipArchive::new(Cursor::new(&answer.body)).expect("a workbook");
    let mut sheet = String::new();
    zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("its markup");
    (table(&answer.body, "list.xlsx", &Limits::default()).expect("a table"), sheet)
}

/// A CSV read back, and its text.
async fn csv(by: &Client, address: &str) -> (Table, String) {
    let answer = by.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").contains(".csv"), "{address}");
    assert!(answer.body.starts_with(b"\xEF\xBB\xBF"), "a byte order mark, so that a spreadsheet reads Chinese");
    (table(&answer.body, "list.csv", &Limits::default()).expect("a table"), answer.text())
}

fn column(table: &Table, label: &str) -> Vec<String> {
    let at = table.header.iter().position(|head| head == label);
    let at = at.unwrap_or_else(|| panic!("{label} in {:?}", table.header));
    table.rows.iter().map(|(_, cells)| cells[at].clone()).collect()
}

/// The markup of a cell: `B2`.
fn cell<'a>(sheet: &'a str, place: &str) -> &'a str {
    let from = sheet.find(&format!("<c r=\"{place}\"")).unwrap_or_else(|| panic!("{place} in {sheet}"));
    let rest = &sheet[from..];
    &rest[..rest.find("</c>").unwrap_or(rest.len())]
}

/// Three orders of one customer, dearer from one to the next, and one of another; the texts are formulas to a spreadsheet.
async fn filled(chen: &Client) {
    for (formula, quantity) in FORMULAS.iter().zip(["300", "100", "200", "400"]) {
        let mut content = written(formula);
        content["lines"] =
            json!([{"sku": "HB-M6x30-A2", "qty": quantity, "customer_part": formula, "remark": formula}]);
        recorded(chen, &content).await;
    }
    recorded_only(chen, &said_on_the_telephone()).await;
}

both! {
    async fn c2_2_2e_an_export_of_orders_is_the_list_with_its_columns_filter_and_sort(desk) {
        let chen = desk.log_in(SPECIALIST).await;
        filled(&chen).await;
        let asked = "customer=C004&cols=customer-no,requested,gross&sort=gross&dir=up";
        let (list, sheet) = book(&chen, &format!("/orders/export.xlsx?{asked}")).await;
        assert_eq!(list.header, ["單號", "客戶單號", "要求交期", "含稅總額"], "the columns chosen and the first");
        let rows = chen.get_json(&format!("/api/v1/orders?{asked}")).await.done()["rows"].clone();
        let rows = rows.as_array().expect("rows");
        let said = |key: &str| rows.iter().map(|row| row[key].as_str().unwrap_or("").to_string()).collect::<Vec<_>>();
        let numbers = column(&list, "單號");
        assert_eq!((numbers.len(), &numbers[..4]), (5, &said("number")[..]), "four in the list's order, and the totals");
        // The cheapest first, whatever order they were entered in; what was typed is text, to the letter.
        let wanted: Vec<&str> = [1, 2, 0, 3].map(|at| FORMULAS[at]).to_vec();
        assert_eq!(column(&list, "客戶單號")[..4], wanted);
        assert_eq!(column(&list, "要求交期")[0], "2027-03-16");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "nothing is computed by the workbook");
        for row in 2..=5 {
            assert!(cell(&sheet, &format!("B{row}")).contains("t=\"s\""), "text in B{row}");
            let figure = cell(&sheet, &format!("D{row}"));
            assert!(figure.contains("<v>") && !figure.contains("t=\"s\""), "a number in D{row}: {figure}");
            assert!(!cell(&sheet, &format!("C{row}")).contains("t=\"s\""), "a day in C{row}");
        }
        let (back, _) = book(&chen, &format!("/orders/export.xlsx?{}", asked.replace("dir=up", "dir=down"))).await;
        let mut turned = column(&back, "單號")[..4].to_vec();
        turned.reverse();
        assert_eq!(turned, numbers[..4], "and the other way round");
        let (all, _) = book(&chen, "/orders/export.xlsx").await;
        assert_eq!(all.rows.len(), 6, "five orders and the totals");
        let (none, _) = book(&chen, "/orders/export.xlsx?approval=approved").await;
        assert_eq!(none.rows.len(), 1, "none is approved: only the totals");
    }

    async fn c2_2_2e_an_export_of_lines_is_the_list_and_hides_what_the_role_may_not_see(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
        filled(&chen).await;
        let asked = "customer=C004&cols=sku,customer-part,quantity,price,amount,currency&sort=requested&dir=up";
        let (list, sheet) = book(&chen, &format!("/orders/lines/export.xlsx?{asked}")).await;
        assert_eq!(list.header, ["單號 · 項次", "品號", "客戶料號", "數量", "單價", "金額", "幣別"]);
        let rows = chen.get_json(&format!("/api/v1/orders/lines?{asked}")).await.done()["rows"].clone();
        let lines: Vec<String> = rows.as_array().into_iter().flatten().map(line_of).collect();
        assert_eq!((lines.len(), &column(&list, "單號 · 項次")[..4]), (4, &lines[..]), "in the list's order");
        let mut parts = column(&list, "客戶料號")[..4].to_vec();
        parts.sort();
        let mut wanted = FORMULAS.map(str::to_string);
        wanted.sort();
        assert_eq!(parts, wanted, "to the letter");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "nothing is computed by the workbook");
        for (place, text) in [("B2", true), ("C2", true), ("D2", false), ("E2", false), ("F2", false)] {
            assert_eq!(cell(&sheet, place).contains("t=\"s\""), text, "{place}: {}", cell(&sheet, place));
        }
        // Production takes the same list away without a price, and nothing of it stands anywhere in the file.
        let (blind, bare) = book(&there, &format!("/orders/lines/export.xlsx?{asked}")).await;
        assert_eq!(blind.header, ["單號 · 項次", "品號", "客戶料號", "數量"]);
        assert_eq!(column(&blind, "單號 · 項次")[..4], lines);
        let price = column(&list, "單價")[0].clone();
        assert!(!price.is_empty() && !bare.contains(&format!("<v>{price}</v>")), "{price}");
        let (orders, _) = book(&there, "/orders/export.xlsx?cols=more&sort=gross").await;
        for money in ["未稅金額", "稅額", "含稅總額", "幣別", "付款條件"] {
            assert!(!orders.header.iter().any(|head| head == money), "{money} in {:?}", orders.header);
        }
        let (open, _) = book(&chen, "/orders/export.xlsx?cols=more").await;
        assert!(open.header.iter().any(|head| head == "含稅總額"), "{:?}", open.header);
    }

    async fn c2_2_2e_a_list_is_taken_away_as_csv_too_and_no_spreadsheet_runs_it(desk) {
        let (chen, there) = (desk.log_in(SPECIALIST).await, desk.log_in(PRODUCTION).await);
        filled(&chen).await;
        let asked = "customer=C004&cols=customer-no,requested,gross&sort=gross&dir=up";
        let (list, raw) = csv(&chen, &format!("/orders/export.csv?{asked}")).await;
        let (book, _) = book(&chen, &format!("/orders/export.xlsx?{asked}")).await;
        assert_eq!(list.header, book.header, "the same columns");
        assert_eq!(list.rows.len(), 4, "its orders and no totals");
        for label in ["單號", "要求交期"] {
            assert_eq!(column(&list, label), column(&book, label)[..4], "{label} in the same order");
        }
        let figure = |text: &String| text.parse::<f64>().unwrap_or_else(|_| panic!("no figure: {text}"));
        let (mine, theirs) = (column(&list, "含稅總額"), column(&book, "含稅總額"));
        assert_eq!(mine.iter().map(figure).collect::<Vec<_>>(), theirs[..4].iter().map(figure).collect::<Vec<_>>());
        assert_eq!(column(&list, "客戶單號"), column(&book, "客戶單號")[..4], "to the letter");
        let fields = |raw: &str| {
            let plain = raw.trim_start_matches('\u{FEFF}').replace('"', "").replace("\r\n", ",");
            plain.split(',').map(str::to_string).collect::<Vec<_>>()
        };
        let run = |raw: &str| fields(raw).into_iter().find(|field| field.starts_with(['=', '+', '-', '@']));
        assert_eq!(run(&raw), None, "{raw}");
        assert!(raw.contains("'=HYPERLINK") && raw.contains("'-2+3"), "{raw}");
        let lines = "customer=C004&cols=sku,customer-part,quantity,price&sort=requested&dir=up";
        let (whole, raw) = csv(&chen, &format!("/orders/lines/export.csv?{lines}")).await;
        assert_eq!(whole.header, ["單號 · 項次", "品號", "客戶料號", "數量", "單價"]);
        assert_eq!(run(&raw), None, "{raw}");
        let (blind, _) = csv(&there, &format!("/orders/lines/export.csv?{lines}")).await;
        assert_eq!(blind.header, ["單號 · 項次", "品號", "客戶料號", "數量"], "nothing that the role may not see");
        assert_eq!(blind.rows.len(), 4);
        let (groups, _) = csv(&chen, "/orders/export.csv?group=customer").await;
        assert_eq!(groups.rows.len(), 2, "a row for each customer");
        let page = chen.get(&format!("/orders?{asked}")).await.page();
        assert!(page.contains("/orders/export.csv?") && page.contains("匯出 CSV"), "{page}");
        assert_eq!(desk.stranger().get("/orders/export.csv").await.status, 303);
    }
}

fn line_of(row: &Value) -> String {
    format!("{} · {}", row["number"].as_str().unwrap_or(""), row["no"])
}
