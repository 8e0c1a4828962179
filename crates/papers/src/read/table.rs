//! Any simple table, workbook or delimited text, for taking over master data: one header row and rows with their numbers.

use super::{
    Limits, Unreadable, delimited, fold,
    package::Package,
    sheet::Sheet,
    sniff::{Sniffed, sniff},
    xlsx,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub header: Vec<String>,
    /// The row's number in the file, from one, and its fields, as many as the header has.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Reads the first visible sheet that has content. Blank rows are left out; the numbers still fit the file.
pub fn table(bytes: &[u8], _file_name: &str, limits: &Limits) -> Result<Table, Unreadable> {
    let sheet = first_sheet(bytes, limits)?;
    let rows = sheet.rows();
    let Some((&first, rest)) = rows.split_first() else { return Err(Unreadable::Empty) };
    let width = sheet.row(first).map(|(column, _)| column + 1).max().unwrap_or(0);
    // A row may be wider than the header by mistake; those cells are kept, under empty names.
    let widest =
        rows.iter().filter_map(|row| sheet.row(*row).map(|(column, _)| column + 1).max()).max().unwrap_or(width);
    let fields = |row: u32| {
        (0..widest).map(|column| sheet.seen(row, column).map(|v| fold::trim(&v.text())).unwrap_or_default()).collect()
    };
    Ok(Table { header: fields(first), rows: rest.iter().map(|&row| (row as usize + 1, fields(row))).collect() })
}

pub(crate) fn first_sheet(bytes: &[u8], limits: &Limits) -> Result<Sheet, Unreadable> {
    limits.check("bytes", limits.bytes, bytes.len())?;
    match sniff(bytes) {
        Sniffed::Zip => {
            let book = xlsx::read(&super::workbook(Package::open(bytes, limits)?)?, limits)?;
            book.sheets.into_iter().find(|sheet| !sheet.hidden && !sheet.cells.is_empty()).ok_or(Unreadable::Empty)
        }
        Sniffed::Text => Ok(delimited::read(bytes, limits)?.sheet),
        Sniffed::Markup => Err(Unreadable::NotSupported { seen: "xml" }),
        Sniffed::Other(seen) => Err(Unreadable::NotSupported { seen }),
    }
}
