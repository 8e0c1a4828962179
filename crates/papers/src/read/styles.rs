//! The little a reader needs of a workbook's styles: which numbers are days, which keep leading zeros, what is crossed out.

use super::{
    Limits, Unreadable,
    package::Package,
    sheet::Value,
    xml::{self, Piece, Walk},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use std::collections::HashMap;

#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    pub struck: bool,
    day: bool,
    zeros: usize,
}

impl Style {
    /// A stored number as the cell shows it.
    pub(crate) fn number(&self, stored: &str, from_1904: bool) -> Value {
        if self.day
            && let Some(day) = serial(stored, from_1904)
        {
            return Value::Day(day);
        }
        if self.zeros > stored.len() && stored.bytes().all(|b| b.is_ascii_digit()) {
            return Value::Text(format!("{stored:0>width$}", width = self.zeros));
        }
        if super::exact::Exact::parse_cell(stored).is_some() {
            Value::Number(stored.to_owned())
        } else {
            Value::Text(stored.to_owned())
        }
    }
}

/// A spreadsheet's day number. Time of day is dropped; days before 1900-03-01 are off by a known mistake and refused.
pub(crate) fn serial(stored: &str, from_1904: bool) -> Option<Date> {
    let whole = stored.split('.').next()?.parse::<i64>().ok()?;
    let whole = if from_1904 { whole + 1_462 } else { whole };
    if !(61..=2_958_465).contains(&whole) {
        return None;
    }
    date(1899, 12, 30).checked_add(whole.days()).ok()
}

pub(crate) fn read(package: &Package, name: &str, limits: &Limits) -> Result<Vec<Style>, Unreadable> {
    let Some(bytes) = package.part(name) else { return Ok(Vec::new()) };
    let text = xml::decode(bytes, name)?;
    let mut walk = Walk::new(&text, name, limits);
    let (mut formats, mut fonts, mut out) = (HashMap::new(), Vec::new(), Vec::new());
    let mut within = String::new();
    while let Some(piece) = walk.next()? {
        match piece {
            Piece::Open(tag) => match (tag.name.as_str(), within.as_str()) {
                ("numFmt", _) => {
                    formats.insert(
                        tag.get("numFmtId").unwrap_or_default().to_owned(),
                        tag.get("formatCode").unwrap_or_default().to_owned(),
                    );
                }
                ("fonts" | "cellXfs" | "cellStyleXfs" | "dxfs", _) => within = tag.name,
                ("font", "fonts") => fonts.push(false),
                ("strike", "fonts") => {
                    if let Some(font) = fonts.last_mut() {
                        *font = !matches!(tag.get("val"), Some("0" | "false"));
                    }
                }
                ("xf", "cellXfs") => {
                    let id = tag.get("numFmtId").unwrap_or("0");
                    let font =
                        tag.get("fontId").and_then(|f| f.parse::<usize>().ok()).and_then(|f| fonts.get(f)).copied();
                    out.push(style(id, formats.get(id).map(String::as_str), font.unwrap_or(false)));
                }
                _ => {}
            },
            Piece::Close(name) if name == within => within.clear(),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(out)
}

fn style(id: &str, format: Option<&str>, struck: bool) -> Style {
    let built_in = matches!(id.parse::<u32>(), Ok(14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58));
    let format = format.unwrap_or("");
    let zeros = if !format.is_empty() && format.bytes().all(|b| b == b'0') { format.len() } else { 0 };
    Style { struck, day: built_in || is_day(format), zeros }
}

/// Year and day letters outside quotes and brackets make a day.
fn is_day(format: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    let mut letters = String::new();
    for c in format.split(';').next().unwrap_or("").chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            c if !quoted && !bracketed => letters.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if letters.contains("general") {
        return false;
    }
    letters.contains('y')
        || letters.contains('d')
        || (letters.contains('e') && letters.contains('m') && !letters.contains("e+"))
        || letters.contains("mmm")
}
