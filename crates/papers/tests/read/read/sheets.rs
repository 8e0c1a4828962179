//! Layouts customers use, each with what must be entered and what must be asked.

use super::kit::*;
use rust_xlsxwriter::{Format, Formula, Workbook};

const HEAD: &str = "客戶|鴻達機械股份有限公司||單號|PO261111-102\n日期|'2026-11-11||交期|'2026-12-19\n\n";
const COLUMNS: &str = "料號|品名|規格|數量|單位|單價|金額\n";
const BOLT: &str = "HB-M8x25-A2|六角螺栓|M8×25 A2-70 不鏽鋼|100|支|0.57|57\n";
const BEARING: &str = "BR-6208-2RS|深溝球軸承|6208-2RS|8|個|37.5|300\n";
const BOTH: [&str; 2] = ["HB-M8x25-A2 100 0.57 57.00", "BR-6208-2RS 8 37.50 300.00"];

fn with(rest: &str) -> papers::read::Reading {
    order(&format!("{HEAD}{COLUMNS}{BOLT}{BEARING}{rest}"))
}

#[test]
fn a_clean_order_raises_no_doubt() {
    let reading = with("|||||合計|357\n");
    assert_eq!(lines(&reading), BOTH);
    assert_eq!(
        (reading.customer.as_str(), reading.placed.as_str(), reading.requested.as_str(), reading.total.as_str()),
        ("C001", "2026-11-11", "2026-12-19", "357.00")
    );
    assert_eq!(codes(&reading), [] as [String; 0]);
}

#[test]
fn the_sellers_own_details_are_not_the_customers() {
    let reading = order(&format!(
        "採購單\n供應商：理單五金有限公司|||客戶：鴻達機械股份有限公司\n電話：02-1234-5678|||電話：+886-4-2359-1180\n聯絡人：王業務|||聯絡人：陳怡君\n單號：PO261111-102|||日期：2026/11/11\n交期：2026/12/19\n\n{COLUMNS}{BOLT}{BEARING}"
    ));
    assert_eq!(
        (reading.customer.as_str(), reading.phone.as_str(), reading.contact.as_str()),
        ("C001", "+886-4-2359-1180", "陳怡君")
    );
    assert_eq!(codes(&reading), [] as [String; 0]);
}

#[test]
fn head_and_lines_may_be_on_two_sheets() {
    let mut book = Workbook::new();
    fill(&mut book, "封面", HEAD);
    fill(&mut book, "明細", &format!("{COLUMNS}{BOLT}{BEARING}"));
    let reading = entered(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    assert_eq!(lines(&reading), BOTH);
    assert_eq!((reading.customer_order_no.as_str(), reading.cells_sheet.as_str()), ("PO261111-102", "明細"));
}

#[test]
fn a_block_beside_the_table_is_read() {
    let reading = order(
        "料號|數量|單價||買方|鴻達機械股份有限公司\nHB-M8x25-A2|100|0.57||PO No.|A-1\nBR-6208-2RS|8|37.5||Date|'11/19/2026\n||||Delivery|'2026年12月19日",
    );
    assert_eq!(lines(&reading), BOTH);
    assert_eq!(
        (reading.customer.as_str(), reading.placed.as_str(), reading.requested.as_str()),
        ("C001", "2026-11-19", "2026-12-19")
    );
    assert_eq!(codes(&reading), [] as [String; 0]);
}

#[test]
fn a_block_under_the_table_is_no_line() {
    let reading = order(
        "Item Code|數量|單價\nHB-M8x25-A2|100|0.57\nBR-6208-2RS|8|37.5\n\nBill To|鴻達機械股份有限公司\n單號 No.|'4571778112\n制單日期|'20261111\n到貨日期|'115/12/19\nPhone|'04-2359-1180",
    );
    assert_eq!(lines(&reading), BOTH);
    assert_eq!(
        (reading.customer_order_no.as_str(), reading.requested.as_str(), reading.phone.as_str()),
        ("4571778112", "2026-12-19", "+886-4-2359-1180")
    );
}

#[test]
fn labels_may_stand_above_their_values_and_next_to_the_header() {
    let reading = order(
        "客戶|單號|日期|交期\n鴻達機械股份有限公司|A-77|'2026/11/11|'2026/12/19\n料號|數量|單價\nHB-M8x25-A2|100|0.57",
    );
    assert_eq!(
        (reading.customer.as_str(), reading.customer_order_no.as_str(), reading.requested.as_str()),
        ("C001", "A-77", "2026-12-19")
    );
    assert_eq!(lines(&reading), [BOTH[0]]);
}

#[test]
fn a_header_in_two_rows_is_one_header() {
    let split = order(&format!(
        "{HEAD}Part|Description|Order|Unit|Unit|Line\nNo.||Qty||Price|Total\nHB-M8x25-A2|六角螺栓 M8×25|100|支|0.57|57\nBR-6208-2RS|6208-2RS|8|個|37.5|300"
    ));
    assert_eq!(lines(&split), BOTH);
    let grouped = order(&format!("{HEAD}|產品||訂購||價格|\n{COLUMNS}{BOLT}{BEARING}"));
    assert_eq!(lines(&grouped), BOTH);
    let bilingual = order(&format!("{HEAD}料號|數量|單價\nPart No.|Qty|Unit Price\nHB-M8x25-A2|100|0.57"));
    assert_eq!(lines(&bilingual), [BOTH[0]]);
}

#[test]
fn merged_cells_are_read_where_they_cover() {
    let mut book = Workbook::new();
    fill(&mut book, "s", &format!("{HEAD}料號|品名|數量|單位|單價\nHB-M8x25-A2||100|支|0.57\nHB-M8x30-A2||100|支|0.7"));
    let sheet = book.worksheet_from_name("s").unwrap();
    sheet.merge_range(4, 1, 5, 1, "六角螺栓", &Format::new()).unwrap();
    let reading = entered(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    assert_eq!(lines(&reading), ["HB-M8x25-A2 100 0.57 57.00", "HB-M8x30-A2 100 0.70 70.00"]);
}

#[test]
fn one_article_per_column_is_read_and_mentioned() {
    let reading = order(&format!("{HEAD}料號|HB-M8x25-A2|BR-6208-2RS\n數量|100|8\n單位|支|個\n單價|0.57|37.5"));
    assert_eq!(lines(&reading), BOTH);
    doubted(&reading, "lines turned");
}

#[test]
fn without_a_header_everything_is_doubted() {
    let reading = order("鴻達機械股份有限公司\nPO261111-102\n\nHB-M8x25-A2|100|0.57|57\nBR-6208-2RS|8|37.5|300");
    assert_eq!(lines(&reading), BOTH);
    doubted(&reading, "lines[0] no_header");
    doubted(&reading, "customer_order_no order_no_guessed");
}

#[test]
fn numbers_written_as_text_are_numbers() {
    let reading = order(&format!(
        "{HEAD}料號|數量|單價|金額\nHB-M8x25-A2|'1,200 支|'¥0.57|'NT$ 684.00\nBR-6208-2RS|'８|'37.50元/個|'300元"
    ));
    assert_eq!(lines(&reading), ["HB-M8x25-A2 1200 0.57 684.00", "BR-6208-2RS 8 37.50 300.00"]);
    undoubted(&reading, "lines[0].qty");
    undoubted(&reading, "lines[1].price");
}

#[test]
fn a_price_for_a_hundred_is_divided() {
    let label = order(&format!("{HEAD}料號|數量|單價/100支|金額\nHB-M8x25-A2|200|57|114"));
    assert_eq!(lines(&label), ["HB-M8x25-A2 200 0.57 114.00"]);
    let column = order(&format!(
        "{HEAD}Part No.|Qty|Unit Price|Per|Amount\nHB-M8x25-A2|200|57|100|114\nBR-6208-2RS|8|37.5|1|300"
    ));
    assert_eq!(lines(&column), ["HB-M8x25-A2 200 0.57 114.00", "BR-6208-2RS 8 37.50 300.00"]);
    let cell = order(&format!("{HEAD}料號|數量|單價\nHB-M8x25-A2|200|'57/百支"));
    assert_eq!(lines(&cell), ["HB-M8x25-A2 200 0.57 114.00"]);
    doubted(&cell, "lines[0].price price_base");
}

#[test]
fn sums_are_compared_and_never_taken_for_lines() {
    let taxed = with("|||||小計|357\n|||||稅額 13%|46.41\n|||||總計|403.41\n");
    assert_eq!(taxed.total, "357.00");
    assert_eq!(codes(&taxed), [] as [String; 0]);
    doubted(&with("|||||總計|403.41\n"), "total total_with_tax");
    doubted(&with("|||||總計|400\n"), "total total_differs");
    doubted(&with("合計|||107|||357\n"), "lines qty_total_differs");
    doubted(&with("運費||||||50\n"), "total charge");
    let parts = order(&format!("{HEAD}{COLUMNS}{BOLT}小計||||||57\n{BEARING}小計||||||300\n總計||||||357"));
    assert_eq!(lines(&parts), BOTH);
    assert_eq!(codes(&parts), [] as [String; 0]);
}

#[test]
fn arithmetic_that_does_not_add_up_is_doubted() {
    let reading = order(&format!("{HEAD}{COLUMNS}HB-M8x25-A2|六角螺栓|M8×25|100|支|0.57|58\n"));
    assert_eq!(lines(&reading), ["HB-M8x25-A2 100 0.57 57.00"]);
    doubted(&reading, "lines[0].amount amount_differs");
}

#[test]
fn a_line_that_lacks_or_repeats_something_is_doubted() {
    let reading = order(&format!(
        "{HEAD}{COLUMNS}{BOLT}BR-6208-2RS|深溝球軸承|6208-2RS||個|37.5|\n{BOLT}HB-M8x30-A2|六角螺栓|M8×30|150|箱|\n"
    ));
    doubted(&reading, "lines[1].qty qty_missing");
    doubted(&reading, "lines[2].sku duplicate");
    doubted(&reading, "lines[3].qty pack");
    doubted(&reading, "lines[3].unit unit_differs");
    doubted(&reading, "lines[3].price price_missing");
    assert_eq!(serde_json::to_value(&reading).unwrap()["lines"][1]["qty"], serde_json::Value::Null);
}

#[test]
fn a_product_is_found_by_its_words_only_if_they_are_exact() {
    let exact =
        order(&format!("{HEAD}品名|規格|數量|單價\n深沟球轴承|6208-2RS|8|37.5\n六角螺栓|M8*25 A2-70 不锈钢|100|0.57"));
    assert_eq!(lines(&exact), ["BR-6208-2RS 8 37.50 300.00", "HB-M8x25-A2 100 0.57 57.00"]);
    assert_eq!(codes(&exact), [] as [String; 0]);
    let vague = order(&format!("{HEAD}品名|數量|單價\n六角螺栓 M8x25|100|0.57\n電磁閥|1|65.55\n齒輪油|1|5"));
    doubted(&vague, "lines[0].sku product_guessed");
    doubted(&vague, "lines[1].sku product_ambiguous");
    doubted(&vague, "lines[2].sku product_unknown");
    assert_eq!(vague.lines[1].sku, "");
}

#[test]
fn a_number_and_a_specification_that_disagree_are_doubted() {
    let reading = order(&format!(
        "{HEAD}{COLUMNS}HB-M8x25-A2|六角螺栓|M8×30 A2-70|100|支|0.57|57\nPS-PNP-NO-M12|接近開關|NPN-NO-M12|1|支|62|62\nXX-99|六角螺栓|M99×25|100|支|0.5|50\nBR_6208_2RS|球閥|6208-2RS|8|個|37.5|300"
    ));
    doubted(&reading, "lines[0].spec spec_differs");
    doubted(&reading, "lines[1].spec spec_differs");
    doubted(&reading, "lines[2].sku product_unknown");
    doubted(&reading, "lines[3].sku sku_loose");
    doubted(&reading, "lines[3].name_hant name_differs");
}

#[test]
fn days_that_could_be_others_are_doubted() {
    let with_days = |placed: &str, wanted: &str| {
        order(&format!("客戶|鴻達機械股份有限公司||單號|X-12\n日期|'{placed}||交期|'{wanted}\n\n{COLUMNS}{BOLT}"))
    };
    let unclear = with_days("03/04/2026", "05/06/2026");
    doubted(&unclear, "placed date_ambiguous");
    doubted(&unclear, "requested date_ambiguous");
    doubted(&with_days("2026-11-11", "2026-10-01"), "requested date_past");
    doubted(&with_days("2026-11-11", "儘快"), "requested date_unreadable");
    let yearless = with_days("2026-11-11", "1/15");
    assert_eq!(yearless.requested, "2027-01-15");
    doubted(&yearless, "requested date_no_year");
    for plain in ["19.12.2026", "民國115年12月19日", "115/12/19", "19-Dec-2026", "２０２６／１２／１９"]
    {
        let reading = with_days("2026-11-11", plain);
        assert_eq!(reading.requested, "2026-12-19", "{plain}");
        undoubted(&reading, "requested");
    }
}

#[test]
fn stored_days_are_days_in_any_format() {
    let mut book = Workbook::new();
    fill(&mut book, "s", &format!("客戶|鴻達機械股份有限公司||單號|X-12\n日期|46337||交期|\n\n{COLUMNS}{BOLT}"));
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 12, 19).unwrap();
    book.worksheet_from_name("s")
        .unwrap()
        .write_datetime_with_format(1, 4, &day, &Format::new().set_num_format("[$-404]e\"年\"m\"月\"d\"日\""))
        .unwrap();
    let reading = entered(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    assert_eq!((reading.placed.as_str(), reading.requested.as_str()), ("2026-11-11", "2026-12-19"));
}

#[test]
fn days_per_line_are_kept_and_a_difference_is_doubted() {
    let reading = order(
        "客戶|鴻達機械股份有限公司||單號|X-12\n日期|'2026-11-11\n\n料號|數量|單價|交期\nHB-M8x25-A2|100|0.57|'2026-12-01\nBR-6208-2RS|8|37.5|'2026-12-20",
    );
    assert_eq!((reading.requested.as_str(), reading.lines[1].requested.as_str()), ("2026-12-01", "2026-12-20"));
    doubted(&reading, "requested line_dates_differ");
}

#[test]
fn the_customer_is_named_or_doubted() {
    let named = |name: &str, more: &str| {
        order(&format!("客戶|{name}||單號|X-12\n日期|'2026-11-11||交期|'2026-12-19\n{more}\n{COLUMNS}{BOLT}"))
    };
    let unknown = named("大明工業有限公司", "");
    assert_eq!((unknown.customer.as_str(), unknown.customer_name.as_str()), ("", "大明工業有限公司"));
    doubted(&unknown, "customer customer_not_found");
    doubted(&named("大明工業有限公司", "電話|+886-4-2359-1180"), "customer_name customer_name_differs");
    doubted(&named("宏遠水務工程有限公司", "電話|+886-4-2359-1180"), "customer customer_ambiguous");
    doubted(&named("鴻達機械股份有限公司", "送貨地址|高雄市前鎮區中華五路 1 號"), "address differs_from_master");
    doubted(&named("鴻達機械股份有限公司", "付款方式|月結90天"), "term term_differs");
    doubted(&named("鴻達機械股份有限公司", "聯絡人|王小明"), "contact differs_from_master");
    assert_eq!(
        named("鸿达机械股份有限公司", "收货地址|台中市西屯区工业区二十路18号").address,
        "臺中市西屯區工業區二十路 18 號"
    );
}

#[test]
fn a_given_customer_overrides_the_paper() {
    let bytes = xlsx(&format!("{HEAD}{COLUMNS}{BOLT}"));
    let limits = papers::read::Limits::default();
    let reading = papers::read::read(&bytes, "a.xlsx", &directory(), Some("C004"), &limits).unwrap();
    assert_eq!((reading.customer.as_str(), reading.term.as_str()), ("C004", "月結30天"));
    doubted(&reading, "customer customer_other");
}

#[test]
fn two_orders_in_one_file_are_not_made_one() {
    let reading = order(
        "訂單號|料號|數量|單價|交期|客戶\nPO1001|HB-M8x25-A2|100|0.57|'2026-12-01|鴻達機械股份有限公司\nPO1002|BR-6208-2RS|8|37.5|'2026-12-01|鴻達機械股份有限公司",
    );
    assert_eq!(lines(&reading), [BOTH[0]]);
    doubted(&reading, "customer_order_no several_orders");
}

#[test]
fn what_is_hidden_or_crossed_out_is_said() {
    let mut book = Workbook::new();
    fill(&mut book, "s", &format!("{HEAD}{COLUMNS}{BOLT}{BEARING}HN-M8-A2|六角螺母|M8 A2-70|100|個|0.4|40"));
    fill(&mut book, "舊", &format!("{COLUMNS}{BOLT}"));
    book.worksheet_from_name("舊").unwrap().set_hidden(true);
    let sheet = book.worksheet_from_name("s").unwrap();
    sheet.set_row_hidden(5).unwrap();
    sheet.set_column_hidden(5).unwrap();
    sheet.write_string_with_format(4, 0, "HB-M8x25-A2", &Format::new().set_font_strikethrough()).unwrap();
    let reading = entered(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    assert_eq!(lines(&reading), ["HB-M8x25-A2 100 0.57 57.00", "HN-M8-A2 100 0.40 40.00"]);
    for doubt in ["lines hidden_row", "lines hidden_column", "file hidden_sheet", "lines[0] struck_out"] {
        doubted(&reading, doubt);
    }
}

#[test]
fn a_formula_gives_its_stored_value() {
    let mut book = Workbook::new();
    fill(&mut book, "s", &format!("{HEAD}{COLUMNS}{BOLT}{BEARING}"));
    let sheet = book.worksheet_from_name("s").unwrap();
    sheet.write_formula(4, 3, Formula::new("=50*2").set_result("200")).unwrap();
    let reading = entered(&book.save_to_buffer().unwrap(), "a.xlsx").unwrap();
    assert_eq!(reading.lines[0].qty.unwrap().text(0), "200");
    undoubted(&reading, "lines[0].qty");
}

#[test]
fn notes_become_the_special_request_and_boilerplate_does_not() {
    assert_eq!(with("\n備註|請附出廠檢驗報告\n").special, "請附出廠檢驗報告");
    assert_eq!(with("\nRemarks: Please attach the inspection report\n").special, "Please attach the inspection report");
    assert_eq!(with("\n请附出厂检验报告\n謝謝\n核准：||採購主管：\n").special, "请附出厂检验报告");
    let taxed = with("\n以上價格含稅\n");
    assert_eq!(taxed.special, "");
    doubted(&taxed, "lines tax_included");
}

#[test]
fn what_was_not_read_is_mentioned() {
    let reading =
        order(&format!("{HEAD}料號|數量|單價|神祕欄\nHB-M8x25-A2|100|0.57|急\n二、軸承\nBR-6208-2RS|8|37.5||先交這項"));
    doubted(&reading, "lines column_not_read");
    doubted(&reading, "lines row_not_read");
    doubted(&reading, "lines cell_not_read");
    let remark = order(&format!("{HEAD}料號|數量|單價|備註\nHB-M8x25-A2|100|0.57|取消"));
    doubted(&remark, "lines[0] line_note");
}

#[test]
fn every_value_says_where_it_was_read() {
    let reading = with("");
    let cell = |row, column| papers::read::Place::Cell { sheet: "Sheet1".into(), row, column };
    assert_eq!(reading.places["lines[1].qty"], cell(6, 4));
    assert_eq!(reading.places["customer_order_no"], cell(1, 5));
    assert_eq!(reading.cells[5][3], "8");
}

#[test]
fn rows_of_an_order_form_left_empty_were_not_ordered() {
    let reading = order(&format!(
        "{HEAD}料號|數量|單價\nHB-M6x20-A2||0.36\nHB-M8x25-A2|100|0.57\nHB-M8x30-A2||0.72\nHB-M8x40-A2|0|0.96\nBR-6208-2RS|8|37.5\n合計|108|"
    ));
    assert_eq!(lines(&reading), BOTH);
    assert_eq!(codes(&reading), ["lines unfilled_rows"]);
}
