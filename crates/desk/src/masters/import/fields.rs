//! Reads the fields of one row. A column that the file does not have leaves the record as it is; an empty cell empties
//! it; what cannot be read is noted with its place.

use std::str::FromStr;

use platform::day::Day;
use platform::money::{Currency, Money, UnitPrice};
use platform::quantity::{DecimalError, Quantity};
use platform::text;
use platform::trouble::Say;

use super::CellError;
use super::sheet::Sheet;

pub struct Row<'a> {
    sheet: &'a Sheet,
    number: i64,
    cells: &'a [String],
    pub errors: Vec<CellError>,
}

/// What a cell was read as, or what to say about it.
pub type Read<T> = Result<T, Say>;

impl<'a> Row<'a> {
    pub fn of(sheet: &'a Sheet, row: &'a (usize, Vec<String>)) -> Row<'a> {
        Row { sheet, number: row.0 as i64, cells: &row.1, errors: Vec::new() }
    }

    /// The cell of a field; `None` where the file has no such column.
    pub fn cell(&self, field: &str) -> Option<&'a str> {
        let at = self.sheet.column(field)?;
        Some(self.cells.get(at).map_or("", String::as_str))
    }

    /// The head of a field's column as the file writes it; nothing where it has none.
    pub fn head(&self, field: &str) -> String {
        self.sheet.column(field).and_then(|at| self.sheet.heads.get(at)).cloned().unwrap_or_default()
    }

    pub fn wrong(&mut self, field: &str, say: Say) {
        let at = self.sheet.column(field).unwrap_or(0);
        self.wrong_at(at, say);
    }

    pub fn wrong_at(&mut self, at: usize, say: Say) {
        self.errors.push(CellError {
            row: self.number,
            column: at as i64,
            head: self.sheet.heads.get(at).cloned().unwrap_or_default(),
            value: self.cells.get(at).cloned().unwrap_or_default(),
            say,
        });
    }

    /// Sets a field from its cell, where there is a column and the cell can be read.
    pub fn set<T>(&mut self, field: &str, target: &mut T, read: impl FnOnce(&str) -> Read<T>) {
        let Some(cell) = self.cell(field) else { return };
        match read(cell) {
            Ok(value) => *target = value,
            Err(say) => self.wrong(field, say),
        }
    }

    /// [`Row::set`] for a field where an empty cell means `empty`.
    pub fn set_or<T>(&mut self, field: &str, target: &mut T, empty: T, read: impl FnOnce(&str) -> Read<T>) {
        self.set(field, target, |cell| if cell.is_empty() { Ok(empty) } else { read(cell) });
    }

    /// A text of at most `max` characters.
    pub fn text(&mut self, field: &str, target: &mut String, max: usize) {
        self.set(field, target, |cell| line(cell, max));
    }

    /// A text that must be there.
    pub fn needed(&mut self, field: &str, target: &mut String, max: usize) {
        self.set(field, target, |cell| if cell.is_empty() { Err(missing()) } else { line(cell, max) });
    }

    /// A new record needs the column itself.
    pub fn demand(&mut self, field: &'static str) {
        if self.sheet.column(field).is_none() {
            self.wrong_at(0, Say::new("masters-bad-no-column").arg("field", field));
        }
    }
}

pub fn missing() -> Say {
    Say::new("masters-bad-missing")
}

pub fn line(cell: &str, max: usize) -> Read<String> {
    let clean = text::clean(cell).map_err(|_| Say::new("masters-bad-text"))?;
    let line: String = clean.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() > max { Err(Say::new("masters-bad-too-long").arg("max", max)) } else { Ok(line) }
}

fn number_trouble(error: DecimalError) -> Say {
    Say::new(match error {
        DecimalError::Unreadable => "masters-bad-number",
        DecimalError::TooFine => "masters-bad-too-fine",
        DecimalError::Overflow => "masters-bad-too-large",
    })
}

pub fn price(cell: &str, currency: Currency) -> Read<UnitPrice> {
    let price = UnitPrice::parse_lenient(cell, currency).map_err(number_trouble)?;
    if price.is_negative() { Err(Say::new("masters-bad-negative")) } else { Ok(price) }
}

pub fn amount(cell: &str, currency: Currency) -> Read<i64> {
    let amount = Money::parse_lenient(cell, currency).map_err(number_trouble)?;
    if amount.is_negative() { Err(Say::new("masters-bad-negative")) } else { Ok(amount.minor()) }
}

pub fn quantity(cell: &str) -> Read<Quantity> {
    let quantity = Quantity::parse_lenient(cell).map_err(number_trouble)?;
    if quantity.is_negative() { Err(Say::new("masters-bad-negative")) } else { Ok(quantity) }
}

/// A whole number from nothing to `max`.
pub fn whole(cell: &str, max: i64) -> Read<i64> {
    let number = quantity(cell)?;
    let whole = number.millionths() / 1_000_000;
    if number.millionths() % 1_000_000 != 0 || whole > max {
        return Err(Say::new("masters-bad-whole").arg("max", max));
    }
    Ok(whole)
}

/// Working days, whole and not more than ten years of them.
pub fn days(cell: &str) -> Read<i64> {
    let days = quantity(cell)?;
    let whole = days.millionths() / 1_000_000;
    if days.millionths() % 1_000_000 != 0 || whole > 2_600 {
        return Err(Say::new("masters-bad-days"));
    }
    Ok(whole)
}

pub fn currency(cell: &str) -> Read<Currency> {
    let code = text::fold(cell).trim().to_uppercase();
    let code = match code.as_str() {
        "RMB" | "人民币" => "CNY",
        "NTD" | "NT$" | "新台币" | "台币" => "TWD",
        other => other,
    };
    code.parse().map_err(|_| Say::new("masters-bad-currency"))
}

pub fn day(cell: &str) -> Read<Option<Day>> {
    if cell.is_empty() {
        return Ok(None);
    }
    let day =
        Day::from_str(cell).or_else(|error| if cell.starts_with("民") { Day::parse_roc(cell) } else { Err(error) });
    day.map(Some).map_err(|_| Say::new("masters-bad-date"))
}

pub fn yes(cell: &str) -> Read<bool> {
    match text::fold(cell).trim() {
        "" | "no" | "n" | "false" | "0" | "否" => Ok(false),
        "yes" | "y" | "true" | "1" | "是" | "v" | "✓" => Ok(true),
        _ => Err(Say::new("masters-bad-yes-no")),
    }
}
