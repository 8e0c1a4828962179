//! When no header is found, rows that carry a known article number are still read; everything taken from them is doubted.

use super::{
    cells::clean_number,
    directory::Directory,
    draft::{DraftLine, Word},
    exact::Exact,
    labels::Field,
    reading::doubt,
    sheet::{Sheet, Value},
    taken::Taken,
    units::Unit,
};
use std::collections::BTreeMap;

pub(crate) fn taken(sheet: &Sheet, dir: &dyn Directory) -> Taken {
    let mut taken = Taken::empty(sheet.clone(), false);
    for row in sheet.rows() {
        let cells: Vec<(u32, Value)> = sheet.row(row).map(|(column, cell)| (column, cell.value.clone())).collect();
        let Some(at) = cells
            .iter()
            .position(|(_, value)| matches!(value, Value::Text(text) if dir.product_by_sku(text).is_some()))
        else {
            continue;
        };
        let mut words = BTreeMap::new();
        let word = |column: u32, value: &Value| Word { value: value.clone(), place: taken.place(row, column) };
        words.insert(Field::Sku, word(cells[at].0, &cells[at].1));
        let numbers: Vec<&(u32, Value)> = cells
            .iter()
            .enumerate()
            .filter(|(i, (_, value))| *i != at && clean_number(value) && (*i > at || cells.len() < at + 2))
            .map(|(_, cell)| cell)
            .collect();
        for (field, cell) in roles(&numbers) {
            words.insert(field, word(cell.0, &cell.1));
        }
        if let Some((column, value)) =
            cells.iter().find(|(_, value)| matches!(value, Value::Text(text) if Unit::known(text)))
        {
            words.insert(Field::Unit, word(*column, value));
        }
        let place = Some(taken.place(row, cells[at].0));
        taken.doubts.push(doubt(
            format!("lines[{}]", taken.lines.len()),
            "no_header",
            "No header names the columns; which number is which was inferred.",
            &[],
            place.as_ref(),
        ));
        taken.used.extend(cells.iter().map(|(column, _)| (row, *column)));
        taken.line_rows.push(row);
        taken.lines.push(DraftLine { words, place, ..DraftLine::default() });
    }
    taken
}

/// Quantity, price and amount: the amount is the product of the other two where there are three, else the order decides.
fn roles<'a>(numbers: &[&'a (u32, Value)]) -> Vec<(Field, &'a (u32, Value))> {
    let value = |cell: &(u32, Value)| super::figure::figure(&cell.1.text(), false).map_or(Exact::ZERO, |f| f.value);
    match numbers {
        [a, b, c, ..] if value(a).times(value(b)).map(|p| p.rounded(2)) == Some(value(c)) => {
            let (qty, price) = if value(a).is_whole() { (a, b) } else { (b, a) };
            vec![(Field::Qty, *qty), (Field::Price, *price), (Field::Amount, *c)]
        }
        [a, b, ..] if value(a).is_whole() => vec![(Field::Qty, *a), (Field::Price, *b)],
        [a, b, ..] => vec![(Field::Qty, *b), (Field::Price, *a)],
        [a] => vec![(Field::Qty, *a)],
        [] => vec![],
    }
}
