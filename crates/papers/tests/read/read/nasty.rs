//! Files that are not what they say, or that are meant to hurt.

use super::kit::*;
use papers::read::{Limits, Unreadable, read};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const GRID: &str = "客戶|鴻達機械股份有限公司||單號|PO261111-102\n\n料號|數量|單價\nHB-M8x25-A2|100|0.57";

/// The same package with one part replaced or added.
fn with_part(package: &[u8], part: &str, content: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut file = from.by_index(index).unwrap();
        if file.name() == part {
            continue;
        }
        let mut old = Vec::new();
        file.read_to_end(&mut old).unwrap();
        to.start_file(file.name().to_owned(), SimpleFileOptions::default()).unwrap();
        to.write_all(&old).unwrap();
    }
    to.start_file(part, SimpleFileOptions::default()).unwrap();
    to.write_all(content).unwrap();
    to.finish().unwrap().into_inner()
}

fn with_sheet(inner: &str) -> Vec<u8> {
    let xml = format!("<?xml version=\"1.0\"?>{inner}");
    with_part(&xlsx(GRID), "xl/worksheets/sheet1.xml", xml.as_bytes())
}

fn refused(bytes: &[u8]) -> Unreadable {
    entered(bytes, "a.xlsx").expect_err("must be refused")
}

#[test]
fn other_kinds_are_named_by_their_bytes() {
    for (bytes, seen) in [
        (&b"%PDF-1.7 ..."[..], "pdf"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MZ\x90\0\x03\0\0\0", "program"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "ole"),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nhi", "eml"),
        (b"<html><table></table></html>", "html"),
        (b"UNA:+.? 'UNB+UNOC:3", "edifact"),
        (b"<?xml version=\"1.0\"?><cXML></cXML>", "cxml"),
    ] {
        assert_eq!(refused(bytes), Unreadable::NotSupported { seen });
    }
    assert_eq!(refused(&with_zip("readme.txt", b"hello")), Unreadable::NotSupported { seen: "zip" });
    assert_eq!(refused(&with_zip("word/document.xml", b"<a/>")), Unreadable::NotSupported { seen: "docx" });
}

fn with_zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_name_that_lies_is_mentioned() {
    let reading = entered(&xlsx(GRID), "order.csv").unwrap();
    doubted(&reading, "file name_differs_from_content");
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b' '; 40 << 20];
    assert_eq!(refused(&with_part(&xlsx(GRID), "xl/worksheets/sheet1.xml", &zeros)).code(), "bomb");
    assert_eq!(refused(&with_part(&xlsx(GRID), "xl/media/a.bin", &zeros)).code(), "bomb");
    let small = Limits { inflated: 4_000, ..Limits::default() };
    assert_eq!(read(&xlsx(GRID), "a.xlsx", &directory(), None, &small).unwrap_err().code(), "too_much");
}

#[test]
fn limits_are_kept_and_named() {
    let limit = |bytes: &[u8], limits: Limits| match read(bytes, "a", &directory(), None, &limits) {
        Err(Unreadable::TooMuch { limit, .. }) => limit,
        other => panic!("{other:?}"),
    };
    assert_eq!(limit(&vec![b'a'; 50 << 20], Limits::default()), "bytes");
    let many = format!("料號,數量\n{}", "HB-M8x25-A2,100\n".repeat(3_000));
    assert_eq!(limit(many.as_bytes(), Limits::default()), "lines");
    assert_eq!(limit(many.as_bytes(), Limits { rows: 100, ..Limits::default() }), "rows");
    assert_eq!(limit(",".repeat(2_000).as_bytes(), Limits::default()), "columns");
    assert_eq!(limit(format!("料號,數量\n{},1\n", "長".repeat(40_000)).as_bytes(), Limits::default()), "cell_chars");
    let far = with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>");
    assert_eq!(limit(&far, Limits::default()), "columns");
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    assert_eq!(limit(&with_sheet(&deep), Limits::default()), "xml_depth");
    let merged: String = (1..9_000).map(|n| format!("<mergeCell ref=\"A{n}:B{n}\"/>")).collect();
    assert_eq!(
        limit(
            &with_sheet(&format!(
                "<worksheet><sheetData><row r=\"9000\"><c r=\"A9000\"><v>1</v></c></row></sheetData><mergeCells>{merged}</mergeCells></worksheet>"
            )),
            Limits::default()
        ),
        "merged"
    );
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let bytes = with_sheet(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>料號</t></is></c></row><row r=\"1048576\"><c r=\"SA1048576\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>",
    );
    assert!(entered(&bytes, "a.xlsx").is_err());
}

#[test]
fn damaged_packages_are_refused() {
    let good = xlsx(GRID);
    assert_eq!(refused(&good[..good.len() / 2]).code(), "broken");
    assert_eq!(refused(&with_sheet("<worksheet><sheetData><row>")).code(), "broken");
    assert_eq!(refused(&with_sheet("<worksheet><sheetData></row></worksheet>")).code(), "broken");
    assert_eq!(refused(b"PK\x03\x04 and no more").code(), "broken");
}

#[test]
fn document_types_and_entities_are_refused() {
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&c;</v></c></row></sheetData></worksheet>";
    assert_eq!(refused(&with_sheet(laughs)), Unreadable::Dtd);
    assert_eq!(
        refused(&with_sheet(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&c;</v></c></row></sheetData></worksheet>"
        )),
        Unreadable::Dtd
    );
    assert_eq!(
        refused(b"<?xml version=\"1.0\"?><!DOCTYPE Order SYSTEM \"file:///etc/passwd\"><Order/>"),
        Unreadable::Dtd
    );
}

#[test]
fn a_formula_without_a_stored_value_is_doubted() {
    let cells = |row: u32, cells: [&str; 3]| {
        let cell = |(at, text): (char, &str)| match text.strip_prefix('=') {
            Some(formula) => format!("<c r=\"{at}{row}\"><f>{formula}</f><v/></c>"),
            None => format!("<c r=\"{at}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        };
        format!("<row r=\"{row}\">{}</row>", ['A', 'B', 'C'].into_iter().zip(cells).map(cell).collect::<String>())
    };
    let rows = [
        cells(1, ["料號", "數量", "單價"]),
        cells(2, ["HB-M8x25-A2", "=50*2", "0.57"]),
        cells(3, ["合計", "", "=SUM(C2)"]),
    ]
    .concat();
    let reading = entered(
        &with_sheet(&format!("<x:worksheet xmlns:x=\"urn:x\"><sheetData>{rows}</sheetData></x:worksheet>")),
        "a.xlsx",
    )
    .unwrap();
    assert_eq!(reading.lines[0].qty, None);
    doubted(&reading, "lines[0].qty formula_without_value");
    doubted(&reading, "total formula_without_value");
}

#[test]
fn macros_are_mentioned_and_not_run() {
    let bytes = with_part(&xlsx(GRID), "xl/vbaProject.bin", b"anything");
    doubted(&entered(&bytes, "a.xlsm").unwrap(), "file macros");
}

#[test]
fn text_that_is_no_text_is_refused() {
    assert_eq!(refused(b"a,b\0c,d\ne,f,\0,g,h\n").code(), "not_text");
    let noise: Vec<u8> = (0..4_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
    assert!(matches!(refused(&noise).code(), "not_text" | "no_order"));
    assert_eq!(refused(b"  \r\n\t ").code(), "empty");
    assert_eq!(refused(b"").code(), "empty");
    assert_eq!(refused(b"Dear sir,\nplease send us a quotation\n").code(), "no_order");
}
