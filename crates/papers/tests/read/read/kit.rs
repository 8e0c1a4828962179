//! Small helpers: the fixtures, a workbook from rows of text, and what a reading says.

use papers::read::{CsvDirectory, Limits, Reading, Unreadable, read};
use rust_xlsxwriter::Workbook;

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub fn directory() -> CsvDirectory {
    CsvDirectory::new(&fixture("customers.csv"), &fixture("catalogue.csv")).unwrap()
}

pub fn entered(bytes: &[u8], name: &str) -> Result<Reading, Unreadable> {
    read(bytes, name, &directory(), None, &Limits::default())
}

/// A sheet from text: cells by `|`, rows by lines. A cell of digits is a number, `'` before it keeps it text.
pub fn fill(book: &mut Workbook, name: &str, grid: &str) {
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    for (row, line) in grid.trim_matches('\n').lines().enumerate() {
        for (column, cell) in line.split('|').enumerate() {
            let (row, column, cell) = (row as u32, column as u16, cell.trim());
            match (cell.strip_prefix('\''), cell.parse::<f64>()) {
                (Some(text), _) => sheet.write_string(row, column, text).unwrap(),
                (None, Ok(number)) => sheet.write_number(row, column, number).unwrap(),
                _ if cell.is_empty() => continue,
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
}

pub fn xlsx(grid: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book, "Sheet1", grid);
    book.save_to_buffer().unwrap()
}

pub fn order(grid: &str) -> Reading {
    entered(&xlsx(grid), "order.xlsx").unwrap()
}

/// `sku qty price amount` of every line.
pub fn lines(reading: &Reading) -> Vec<String> {
    let qty = |line: &papers::read::Line| line.qty.map(|q| q.text(0)).unwrap_or("-".into());
    reading.lines.iter().map(|l| format!("{} {} {} {}", l.sku, qty(l), l.price, l.amount)).collect()
}

pub fn codes(reading: &Reading) -> Vec<String> {
    reading.doubts.iter().map(|d| format!("{} {}", d.field, d.code)).collect()
}

pub fn doubted(reading: &Reading, what: &str) {
    assert!(codes(reading).iter().any(|code| code == what), "{what} is missing in {:#?}", codes(reading));
}

pub fn undoubted(reading: &Reading, field: &str) {
    let found: Vec<String> = codes(reading).into_iter().filter(|code| code.split(' ').next() == Some(field)).collect();
    assert!(found.is_empty(), "{found:?}");
}
