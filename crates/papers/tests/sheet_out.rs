//! Workbooks the product writes: numbers as shown, strangers' text never a formula.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use papers::{
    read::{Limits, table},
    sheet_out::{Cell, Column, ColumnKind, marked_copy, table_csv, table_xlsx},
};
use std::io::{Cursor, Read};

fn column(title: &str, kind: ColumnKind) -> Column {
    Column { title: title.into(), width: 14, kind }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_written_table_reads_back_as_it_was_shown() {
    let columns = [
        column("名稱", ColumnKind::Text),
        column("單價", ColumnKind::Number { decimals: 2 }),
        column("日期", ColumnKind::Date),
    ];
    let rows = vec![
        vec![
            Cell::Text("=HYPERLINK(\"http://x\")".into()),
            Cell::Number("0.10".into()),
            Cell::Date("2026-11-19".into()),
        ],
        vec![Cell::Text("@SUM(A1)".into()), Cell::Number("12345678901234567.89".into()), Cell::Empty],
        vec![Cell::Text("-1+2".into()), Cell::Number("-19990.70".into()), Cell::Date("soon".into())],
    ];
    let bytes = table_xlsx(
        "訂單/2026",
        &columns,
        rows.into_iter(),
        Some(vec![Cell::Text("合計".into()), Cell::Number("3".into())]),
    )
    .unwrap();
    let back = table(&bytes, "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(back.header, ["名稱", "單價", "日期"]);
    assert_eq!(back.rows[0].1, ["=HYPERLINK(\"http://x\")", "0.1", "2026-11-19"]);
    assert_eq!(back.rows[1].1, ["@SUM(A1)", "12345678901234567.89", ""]);
    assert_eq!(back.rows[2].1, ["-1+2", "-19990.7", "soon"]);
    assert_eq!(back.rows[3].1[..2], ["合計", "3"]);
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}

#[test]
fn a_table_as_csv_reads_back_and_no_text_of_it_is_run() {
    let columns = [column("名稱", ColumnKind::Text), column("單價", ColumnKind::Number { decimals: 2 })];
    let texts = ["=1+1", "+1", "-1+2", "@SUM(A1)", "＝1+1", " =1+1", "\t@x", "甲, \"乙\"\n丙", "S-1"];
    let rows = texts.iter().map(|text| vec![Cell::Text((*text).into()), Cell::Number("-19990.70".into())]);
    let bytes = table_csv(&columns, rows).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF\xE5"), "a byte order mark and the head behind it");
    let mut raw = csv::ReaderBuilder::new().from_reader(&bytes[3..]);
    let written: Vec<String> = raw.records().map(|record| record.unwrap()[0].to_string()).collect();
    let safe = ["'=1+1", "'+1", "'-1+2", "'@SUM(A1)", "'＝1+1", "' =1+1", "'@x", "甲, \"乙\"\n丙", "S-1"];
    assert_eq!(written, safe);
    // Our own reader takes the apostrophe away again, as for numbers with leading zeros.
    let back = table(&bytes, "a.csv", &Limits::default()).unwrap();
    assert_eq!(back.header, ["名稱", "單價"]);
    let named: Vec<&str> = back.rows.iter().map(|(_, cells)| cells[0].trim()).collect();
    assert_eq!(named, ["=1+1", "+1", "-1+2", "@SUM(A1)", "＝1+1", "=1+1", "@x", "甲, \"乙\"\n丙", "S-1"]);
    assert!(back.rows.iter().all(|(_, cells)| cells[1] == "-19990.70"), "a figure below zero stays one");
    // What only looks like a figure is a text.
    let odd =
        table_csv(&columns, std::iter::once(vec![Cell::Date("=now()".into()), Cell::Number("=2".into())])).unwrap();
    assert!(String::from_utf8(odd).unwrap().ends_with("'=now(),'=2\r\n"));
}

#[test]
fn a_marked_copy_keeps_the_table_and_adds_the_reasons() {
    let original = "code,price,note\nA1,0.30,=1+1\n\nA2,x,\n".as_bytes();
    let errors = [(4, 1, "not a number".to_owned()), (4, 2, "missing".to_owned())];
    let bytes = marked_copy(original, &errors).unwrap();
    let back = table(&bytes, "a.xlsx", &Limits::default()).unwrap();
    assert_eq!(back.rows[0], (2, vec!["A1".to_owned(), "0.30".into(), "=1+1".into(), String::new()]));
    assert_eq!(back.rows[1], (4, vec!["A2".to_owned(), "x".into(), String::new(), "not a number; missing".into()]));
    assert!(part(&bytes, "xl/comments1.xml").contains("not a number"));
    assert!(part(&bytes, "xl/styles.xml").contains("FFC7CE"));
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}
