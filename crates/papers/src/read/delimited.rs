//! Delimited text as a sheet: finds the encoding and the separator, keeps the customer's row numbers.

use super::{
    Limits, Unreadable,
    encoding::{self, Decoded},
    labels,
    limits::{CELLS_MAX, CHARS_MAX},
    sheet::{Sheet, Value},
};
use csv::{ReaderBuilder, StringRecord};
use std::collections::HashMap;

pub(crate) struct Text {
    pub sheet: Sheet,
    pub decoded: Decoded,
    pub separator: u8,
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Text, Unreadable> {
    let mut decoded = encoding::decode(bytes)?;
    decoded.text = decoded.text.trim_end_matches(['\u{1A}', '\0']).replace("\r\n", "\n").replace('\r', "\n");
    if decoded.text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let declared =
        decoded.text.lines().next().and_then(|line| line.strip_prefix("sep=")).and_then(|rest| rest.bytes().next());
    let separator = declared.unwrap_or_else(|| separator(&decoded.text));
    let skip = usize::from(declared.is_some());
    let mut sheet = Sheet { name: String::new(), ..Sheet::default() };
    let (mut cells, mut chars) = (0usize, 0usize);
    let mut rows = 0usize;
    for record in records(&decoded.text, separator) {
        let record = record.map_err(|e| Unreadable::broken("csv", e))?;
        let row = record.position().map_or(0, |at| at.line().saturating_sub(1) + blank_lines(&decoded.text, at.byte()));
        if (row as usize) < skip {
            continue;
        }
        rows += 1;
        limits.check("rows", limits.rows, rows)?;
        limits.check("columns", limits.columns, record.len())?;
        for (column, field) in record.iter().enumerate() {
            let length = field.chars().count();
            limits.check("cell_chars", limits.cell_chars, length)?;
            cells += usize::from(!field.is_empty());
            chars += length;
            sheet.put(
                u32::try_from(row).unwrap_or(u32::MAX),
                u32::try_from(column).unwrap_or(u32::MAX),
                value(field),
                false,
            );
        }
        limits.check("cells", CELLS_MAX, cells)?;
        limits.check("chars", CHARS_MAX, chars)?;
    }
    Ok(Text { sheet, decoded, separator })
}

/// A record's position is where the blank lines before it start.
fn blank_lines(text: &str, byte: u64) -> u64 {
    let rest = usize::try_from(byte).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    rest.iter().take_while(|b| **b == b'\n').count() as u64
}

/// `="00123"` and `'00123` are how spreadsheets keep leading zeros; any other leading `=` is a formula nobody has worked out.
fn value(field: &str) -> Value {
    let plain = field.trim();
    if let Some(inner) = plain.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return Value::Text(inner.to_owned());
    }
    match plain.strip_prefix('=') {
        Some(formula) if plain.len() > 1 => Value::Formula(formula.to_owned()),
        _ => Value::Text(plain.strip_prefix('\'').unwrap_or(field).to_owned()),
    }
}

fn records(text: &str, separator: u8) -> impl Iterator<Item = Result<StringRecord, csv::Error>> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
        .into_records()
}

/// The separator under which the most labels stand alone in a field, and after that the most rows agree in width.
fn separator(text: &str) -> u8 {
    let cut = text.char_indices().nth(20_000).map_or(text.len(), |(at, _)| at);
    let sample = &text[..cut];
    let score = |separator: u8| {
        let mut widths: HashMap<usize, usize> = HashMap::new();
        let mut hits = 0;
        for record in records(sample, separator).take(80).flatten() {
            *widths.entry(record.len()).or_default() += 1;
            hits = hits.max(record.iter().filter(|field| labels::column(field).is_some()).count());
        }
        let agreed =
            widths.iter().filter(|(width, _)| **width > 1).map(|(width, rows)| width * rows).max().unwrap_or(0);
        (hits, agreed)
    };
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|s| score(*s)).filter(|s| score(*s) > (0, 0)).unwrap_or(b',')
}
