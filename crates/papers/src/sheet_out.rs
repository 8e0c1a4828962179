//! Writes workbooks: a table for taking away, and a customer's own table with what is wrong marked in it. Text is always
//! written as text, so nothing a stranger typed becomes a formula. The same table as CSV, for programs that read no
//! workbook.

use crate::read::{Exact, Limits, Unreadable, Value, first_sheet};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number { decimals: u8 },
    Date,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    pub width: u16,
    pub kind: ColumnKind,
}

/// A value as it is shown; a number is its decimal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(String),
    /// `2026-11-19`
    Date(String),
}

#[derive(Debug)]
pub enum SheetError {
    Write(XlsxError),
    Csv(csv::Error),
    Read(Unreadable),
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SheetError::Write(e) => write!(f, "workbook: {e}"),
            SheetError::Csv(e) => write!(f, "csv: {e}"),
            SheetError::Read(e) => write!(f, "table: {e}"),
        }
    }
}

impl std::error::Error for SheetError {}

impl From<XlsxError> for SheetError {
    fn from(e: XlsxError) -> SheetError {
        SheetError::Write(e)
    }
}

impl From<csv::Error> for SheetError {
    fn from(e: csv::Error) -> SheetError {
        SheetError::Csv(e)
    }
}

impl From<Unreadable> for SheetError {
    fn from(e: Unreadable) -> SheetError {
        SheetError::Read(e)
    }
}

/// A table with a fixed header row, a filter, and totals in bold below.
pub fn table_xlsx(
    sheet_name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    totals: Option<Vec<Cell>>,
) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(clean_name(sheet_name))?;
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_ECEF))
        .set_border_bottom(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    for (column, at) in columns.iter().zip(0u16..) {
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.write_string_with_format(0, at, &column.title, &head)?;
    }
    let plain: Vec<Format> = columns.iter().map(|column| format(column.kind, false)).collect();
    let bold: Vec<Format> = columns.iter().map(|column| format(column.kind, true)).collect();
    let mut row = 0u32;
    for cells in rows {
        row += 1;
        for ((cell, format), at) in cells.iter().zip(&plain).zip(0u16..) {
            write(sheet, row, at, cell, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(last) = u16::try_from(columns.len()).ok().and_then(|n| n.checked_sub(1)) {
        sheet.autofilter(0, 0, row, last)?;
    }
    for ((cell, format), at) in totals.iter().flatten().zip(&bold).zip(0u16..) {
        write(sheet, row + 1, at, cell, format)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The same table in UTF-8 with a byte order mark, commas and CRLF, days as `2026-11-19`, figures without separators.
/// It has no totals: whoever reads it adds up himself. CSV cannot say that something is text, so a text that a spreadsheet
/// would take for a formula gets an apostrophe before it; figures below zero stay figures.
pub fn table_csv(columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, SheetError> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xEF\xBB\xBF".to_vec());
    csv.write_record(columns.iter().map(|column| harmless(&column.title)))?;
    for cells in rows {
        csv.write_record(cells.iter().map(field))?;
    }
    csv.into_inner().map_err(|e| SheetError::Csv(csv::Error::from(e.into_error())))
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(text) if Exact::parse(text).is_some() => text.clone(),
        Cell::Text(text) | Cell::Number(text) | Cell::Date(text) => harmless(text),
    }
}

/// The wide forms too: a Chinese or Japanese spreadsheet takes them for the narrow ones.
fn harmless(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let runs = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if runs { format!("'{text}") } else { text }
}

fn format(kind: ColumnKind, bold: bool) -> Format {
    let format = match kind {
        ColumnKind::Text => Format::new().set_num_format("@"),
        ColumnKind::Number { decimals: 0 } => Format::new().set_num_format("#,##0"),
        ColumnKind::Number { decimals } => {
            Format::new().set_num_format(format!("#,##0.{}", "0".repeat(usize::from(decimals))))
        }
        ColumnKind::Date => Format::new().set_num_format("yyyy-mm-dd"),
    };
    if bold { format.set_bold().set_border_top(FormatBorder::Thin) } else { format }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, format)?,
        Cell::Text(text) => text_cell(sheet, row, column, text, format)?,
        Cell::Number(text) => match as_number(text) {
            Some(number) => sheet.write_number_with_format(row, column, number, format)?,
            None => text_cell(sheet, row, column, text, format)?,
        },
        Cell::Date(text) => match ExcelDateTime::parse_from_str(text) {
            Ok(day) => sheet.write_datetime_with_format(row, column, day, format)?,
            Err(_) => text_cell(sheet, row, column, text, format)?,
        },
    };
    Ok(())
}

/// `write_string` never makes a formula, whatever the text starts with; longer texts than a cell holds are cut.
fn text_cell<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(32_000).collect();
    sheet.write_string_with_format(row, column, text, format)
}

/// A workbook stores binary floating point. Up to 15 digits that is the same number when shown; beyond, it stays text.
fn as_number(text: &str) -> Option<f64> {
    Exact::parse(text)?;
    let digits = text.trim_start_matches(['-', '+']).chars().filter(char::is_ascii_digit).collect::<String>();
    if digits.trim_start_matches('0').len() > 15 { None } else { text.parse().ok() }
}

fn clean_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control()).take(31).collect();
    let name = name.trim_matches('\'').trim();
    if name.is_empty() { "Sheet1".to_owned() } else { name.to_owned() }
}

/// The same table with every bad cell red, the reason as its note, and all reasons of a row in a column of their own.
/// `row` is the row's number in the file from one, as `table` gives it; `column` counts from zero.
pub fn marked_copy(original: &[u8], errors: &[(usize, usize, String)]) -> Result<Vec<u8>, SheetError> {
    let source = first_sheet(original, &Limits { rows: 200_000, ..Limits::default() })?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(clean_name(&source.name))?;
    let (plain, day) = (Format::new(), Format::new().set_num_format("yyyy-mm-dd"));
    let red = Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006));
    let bad = |row: u32, column: u32| errors.iter().any(|(r, c, _)| *r == row as usize + 1 && *c == column as usize);
    let width = source.cells.keys().map(|at| at.1 + 1).max().unwrap_or(0);
    for (&(row, column), cell) in &source.cells {
        let Ok(at) = u16::try_from(column) else { continue };
        let format = if bad(row, column) { &red } else { &plain };
        match &cell.value {
            Value::Number(_) => write(sheet, row, at, &Cell::Number(cell.value.text()), format)?,
            Value::Day(date) if bad(row, column) => write(sheet, row, at, &Cell::Text(date.to_string()), format)?,
            Value::Day(date) => write(sheet, row, at, &Cell::Date(date.to_string()), &day)?,
            value => write(sheet, row, at, &Cell::Text(value.text()), format)?,
        }
    }
    messages(sheet, errors, width, &source, &red)?;
    Ok(book.save_to_buffer()?)
}

fn messages(
    sheet: &mut Worksheet,
    errors: &[(usize, usize, String)],
    width: u32,
    source: &crate::read::Sheet,
    red: &Format,
) -> Result<(), SheetError> {
    let last = u16::try_from(width.min(16_000)).unwrap_or(16_000);
    let mut notes: std::collections::BTreeMap<(u32, u16), Vec<&str>> = std::collections::BTreeMap::new();
    let mut rows: std::collections::BTreeMap<u32, Vec<&str>> = std::collections::BTreeMap::new();
    for (row, column, message) in errors {
        let row = u32::try_from(row.saturating_sub(1)).unwrap_or(0).min(1_048_575);
        rows.entry(row).or_default().push(message);
        if let Ok(column) = u16::try_from(*column)
            && u32::from(column) < width
        {
            notes.entry((row, column)).or_default().push(message);
        }
    }
    for ((row, column), texts) in notes {
        if source.at(row, u32::from(column)).is_none() {
            sheet.write_blank(row, column, red)?;
        }
        let text: String = texts.join("\n").chars().take(2_000).collect();
        sheet.insert_note(row, column, &Note::new(text).add_author_prefix(false))?;
    }
    for (row, texts) in rows {
        text_cell(sheet, row, last, &texts.join("; "), red)?;
    }
    sheet.set_column_width(last, 40.0)?;
    Ok(())
}
