//! Delimited text in the encodings and separators customers' programs write.

use super::kit::*;
use encoding_rs::{BIG5, GB18030};

const TRADITIONAL: &str = "訂單號,客戶,交期,料號,品名,數量,單價\nPO261111-102,鴻達機械股份有限公司,2026-12-19,HB-M8x25-A2,六角螺栓,100,0.57\nPO261111-102,鴻達機械股份有限公司,2026-12-19,BR-6208-2RS,深溝球軸承,8,37.50\n";
const SIMPLIFIED: &str = "订单号,客户,交期,料号,品名,数量,单价\nPO261111-102,鸿达机械股份有限公司,2026-12-19,HB-M8x25-A2,六角螺栓,100,0.57\nPO261111-102,鸿达机械股份有限公司,2026-12-19,BR-6208-2RS,深沟球轴承,8,37.50\n";

fn wide(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFFu16);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

#[test]
fn every_encoding_gives_the_same_order() {
    let mut papers: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, text) in [("traditional", TRADITIONAL), ("simplified", SIMPLIFIED)] {
        papers.push((format!("{name} utf-8"), text.into()));
        papers.push((format!("{name} utf-8 mark"), format!("\u{FEFF}{text}").into()));
        papers.push((format!("{name} gb18030"), GB18030.encode(text).0.into_owned()));
        for (little, mark) in [(true, true), (false, true), (true, false), (false, false)] {
            papers.push((format!("{name} utf-16 {little} {mark}"), wide(text, little, mark)));
        }
    }
    papers.push(("traditional big5".into(), BIG5.encode(TRADITIONAL).0.into_owned()));
    for (name, bytes) in papers {
        let reading = entered(&bytes, "a.csv").unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(lines(&reading), ["HB-M8x25-A2 100 0.57 57.00", "BR-6208-2RS 8 37.50 300.00"], "{name}");
        assert_eq!(reading.customer, "C001", "{name}");
        assert_eq!(codes(&reading), ["placed placed_from_number"], "{name}");
    }
}

#[test]
fn separators_are_found_not_assumed() {
    for sign in [";", "\t", "|"] {
        let reading = entered(TRADITIONAL.replace(',', sign).as_bytes(), "a.csv").unwrap();
        assert_eq!(lines(&reading).len(), 2, "{sign:?}");
    }
    let declared = entered(
        "sep=;\n\"订单号\";\"料号\";\"数量\";\"单价\"\n\"PO1\";=\"BV-DN15-304\";\"1,000\";\"27.93\"\n".as_bytes(),
        "a.csv",
    )
    .unwrap();
    assert_eq!(lines(&declared), ["BV-DN15-304 1000 27.93 27930.00"]);
}

#[test]
fn decimal_commas_are_decimals() {
    let text = "PO No.;LP-7781\r\nCustomer;Lindqvist Process AB\r\nDate;19.11.2026\r\nDelivery;15.12.2026\r\n\r\nPart No.;Qty;Price\r\nBV-DN15-304;10;27,93\r\nBR-6204-2RS;4;13,60\r\n";
    let reading = entered(text.as_bytes(), "a.csv").unwrap();
    assert_eq!(lines(&reading), ["BV-DN15-304 10 27.93 279.30", "BR-6204-2RS 4 13.60 54.40"]);
    assert_eq!(codes(&reading), [] as [String; 0]);
    let unclear = entered(text.replace(";4;", ";1.200;").as_bytes(), "a.csv").unwrap();
    doubted(&unclear, "lines[1].qty number_style");
}

#[test]
fn lines_may_be_far_down_and_fields_may_hold_line_breaks() {
    let text = "\"採購單\"\n\n\"客戶：鴻達機械股份有限公司\n單號：PO-9 交期：2026/12/19\n日期：2026/11/11\"\n\n料號,數量,單價\n\nHB-M8x25-A2,\"1,000\",0.57\n\n\n合計,,570.00\n";
    let reading = entered(text.as_bytes(), "a.csv").unwrap();
    assert_eq!(lines(&reading), ["HB-M8x25-A2 1000 0.57 570.00"]);
    assert_eq!(
        (reading.customer_order_no.as_str(), reading.placed.as_str(), reading.requested.as_str()),
        ("PO-9", "2026-11-11", "2026-12-19")
    );
    assert_eq!(codes(&reading), [] as [String; 0]);
}

#[test]
fn formulas_in_text_are_not_worked_out() {
    let reading = entered("单号,料号,数量,单价\nPO1,HB-M8x25-A2,=50*2,0.57\n".as_bytes(), "a.csv").unwrap();
    assert_eq!(reading.lines[0].qty, None);
    doubted(&reading, "lines[0].qty formula_without_value");
}

#[test]
fn a_damaged_byte_is_mentioned() {
    let mut bytes = SIMPLIFIED.as_bytes().to_vec();
    bytes.extend(b"\xFF\n");
    doubted(&entered(&bytes, "a.csv").unwrap(), "file undecodable");
}

#[test]
fn any_simple_table_is_read_for_taking_over() {
    let limits = papers::read::Limits::default();
    let table = papers::read::table("code;name\n\nC1;陳\nC2;李\n".as_bytes(), "a.csv", &limits).unwrap();
    assert_eq!(table.header, ["code", "name"]);
    assert_eq!(table.rows, [(3, vec!["C1".into(), "陳".into()]), (4, vec!["C2".into(), "李".into()])]);
    let sheet = papers::read::table(&xlsx("code|price\nA|0.3"), "a.xlsx", &limits).unwrap();
    assert_eq!(sheet.rows, [(2, vec!["A".to_owned(), "0.3".to_owned()])]);
}
