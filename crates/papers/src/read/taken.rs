//! Takes the lines out of one sheet: which rows are lines, which are sums, and which are neither.

use super::{
    cells::{clean_number, sum_label, sum_number},
    columns::{self, Columns},
    directory::Directory,
    draft::{DraftLine, Stated, Word},
    fold,
    heads::{self, At},
    labels::{self, Field},
    reading::{Place, doubt},
    sheet::{Sheet, Value},
};
use std::collections::{BTreeMap, HashSet};

/// Text fields a vertically merged cell fills for every row it covers.
const FILLED: [Field; 12] = [
    Field::Sku,
    Field::Name,
    Field::Spec,
    Field::Describe,
    Field::Unit,
    Field::Price,
    Field::OrderNo,
    Field::Placed,
    Field::Requested,
    Field::ShipTo,
    Field::Customer,
    Field::Contact,
];
pub(crate) const ITEM: [Field; 5] = [Field::Sku, Field::TheirSku, Field::Name, Field::Spec, Field::Describe];

/// What one sheet gave.
pub(crate) struct Taken {
    pub sheet: Sheet,
    pub turned: bool,
    pub lines: Vec<DraftLine>,
    pub line_rows: Vec<u32>,
    pub used: HashSet<At>,
    pub stated: Vec<Stated>,
    pub doubts: Vec<super::Doubt>,
    pub currency: Option<(&'static str, Place)>,
}

impl Taken {
    pub(crate) fn empty(sheet: Sheet, turned: bool) -> Taken {
        Taken {
            sheet,
            turned,
            lines: vec![],
            line_rows: vec![],
            used: HashSet::new(),
            stated: vec![],
            doubts: vec![],
            currency: None,
        }
    }

    pub(crate) fn of(sheet: &Sheet, turned: bool, dir: &dyn Directory) -> Taken {
        let mut taken = Taken::empty(if turned { sheet.turned() } else { sheet.clone() }, turned);
        let rows = taken.sheet.rows();
        let mut columns: Option<Columns> = None;
        for row in rows {
            if columns.as_ref().is_some_and(|columns| row <= columns.bottom) {
                continue;
            }
            if let Some(found) = columns::at(&taken.sheet, row, dir) {
                taken.header(&found, columns.is_none());
                columns = Some(found);
            } else if let Some(columns) = &columns {
                taken.row(columns, row, dir);
            }
        }
        if taken.lines.is_empty() {
            return Taken::empty(taken.sheet, turned);
        }
        taken
    }

    pub(crate) fn place(&self, row: u32, column: u32) -> Place {
        place(&self.sheet.name, self.turned, row, column)
    }

    pub(crate) fn heads(&self) -> heads::Heads {
        heads::scan(&self.sheet, &self.used, &|row, column| self.place(row, column))
    }

    pub(crate) fn first_row(&self) -> Option<u32> {
        self.line_rows.first().copied()
    }

    pub(crate) fn last_row(&self) -> Option<u32> {
        self.line_rows.last().copied()
    }

    fn header(&mut self, columns: &Columns, first: bool) {
        for row in columns.top..=columns.bottom {
            let cells: Vec<u32> = self
                .sheet
                .row(row)
                .map(|(column, _)| column)
                .filter(|c| (columns.first..=columns.last).contains(c))
                .collect();
            self.used.extend(cells.into_iter().map(|column| (row, column)));
        }
        if !first {
            return;
        }
        let (turned, name) = (self.turned, self.sheet.name.clone());
        let place = |column: u32| place(&name, turned, columns.top, column);
        for (field, column) in
            columns.rivals.iter().filter(|(field, _)| matches!(field, Field::Qty | Field::Price | Field::Unit))
        {
            let name = format!("{field:?}").to_lowercase();
            let label = self.sheet.seen(columns.bottom, *column).map(Value::text).unwrap_or_default();
            self.doubts.push(doubt(
                "lines",
                "two_columns",
                format!("Another column could also be the {name}: {label}"),
                &[("what", &name), ("label", &label)],
                Some(&place(*column)),
            ));
        }
        for (field, list) in &columns.map {
            if field.of_line()
                && *field < Field::Remark
                && list.iter().all(|column| self.sheet.hidden_columns.contains(column))
            {
                let name = format!("{field:?}").to_lowercase();
                let column = list.first().copied().unwrap_or(0);
                self.doubts.push(doubt(
                    "lines",
                    "hidden_column",
                    format!("The column with the {name} is hidden."),
                    &[("what", &name)],
                    Some(&place(column)),
                ));
            }
        }
        if let Some(label) = columns.label(Field::Price) {
            let column = columns.map.get(&Field::Price).and_then(|c| c.first()).copied().unwrap_or(0);
            if label.taxed == Some(true) {
                self.doubts.push(doubt(
                    "lines",
                    "tax_included",
                    "The prices are said to include tax.",
                    &[],
                    Some(&place(column)),
                ));
            }
            self.currency = label.currency.map(|code| (code, place(column)));
        }
    }

    fn row(&mut self, columns: &Columns, row: u32, dir: &dyn Directory) {
        let mut line = self.line(columns, row);
        let sku_known = line.words.get(&Field::Sku).is_some_and(|word| dir.product_by_sku(&word.text()).is_some());
        if !sku_known && self.sum_row(columns, row, &line) {
            return;
        }
        if !self.is_line(columns, row, &line, sku_known) {
            return;
        }
        let index = self.lines.len();
        if self.sheet.hidden_rows.contains(&row) {
            let text = ITEM
                .iter()
                .map(|f| line.text(*f))
                .chain([line.text(Field::Qty)])
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            let number = (row + 1).to_string();
            self.doubts.push(doubt(
                "lines",
                "hidden_row",
                format!("Row {number} is hidden and was left out: {text}"),
                &[("row", &number), ("text", &text)],
                Some(&self.place(row, columns.first)),
            ));
            self.take_row(columns, row);
            return;
        }
        line.struck =
            self.sheet.row(row).any(|(column, cell)| cell.struck && (columns.first..=columns.last).contains(&column));
        self.unread_cells(columns, row, index);
        self.take_row(columns, row);
        self.line_rows.push(row);
        self.lines.push(line);
    }

    fn take_row(&mut self, columns: &Columns, row: u32) {
        let cells: Vec<u32> = self
            .sheet
            .row(row)
            .map(|(column, _)| column)
            .filter(|c| (columns.first..=columns.last).contains(c))
            .collect();
        self.used.extend(cells.into_iter().map(|column| (row, column)));
    }

    /// Columns nobody could name may still hold what matters.
    fn unread_cells(&mut self, columns: &Columns, row: u32, index: usize) {
        let unlabelled =
            |column: &u32| (columns.first..=columns.last).contains(column) && !columns.labels.contains_key(column);
        let found: Vec<(u32, String)> = self
            .sheet
            .row(row)
            .filter(|(column, _)| unlabelled(column))
            .map(|(column, cell)| (column, fold::trim(&cell.value.text())))
            .collect();
        for (column, text) in found {
            let label =
                columns.unknown.iter().find(|(c, _)| *c == column).map(|(_, label)| label.clone()).unwrap_or_default();
            let known = self.doubts.iter().any(|d| {
                d.code == "column_not_read" && d.with.first().is_some_and(|(_, l)| *l == label) && !label.is_empty()
            });
            if !known {
                let field = if label.is_empty() { format!("lines[{index}]") } else { "lines".to_owned() };
                self.doubts.push(doubt(
                    field,
                    "column_not_read",
                    format!("The column “{label}” was not read: {text}"),
                    &[("label", &label), ("text", &text)],
                    Some(&self.place(row, column)),
                ));
            }
        }
    }

    fn line(&self, columns: &Columns, row: u32) -> DraftLine {
        let mut words: BTreeMap<Field, Word> = BTreeMap::new();
        for (&field, list) in &columns.map {
            let mut found: Vec<(u32, u32, &Value)> = Vec::new();
            for &column in list {
                let own = self.sheet.at(row, column).map(|value| (row, column, value));
                let covered = || {
                    self.sheet
                        .merged
                        .get(&(row, column))
                        .filter(|(_, c)| *c == column && FILLED.contains(&field))
                        .and_then(|&(r, c)| (r > columns.bottom).then_some((r, c, self.sheet.at(r, c)?)))
                };
                found.extend(own.or_else(covered));
            }
            let Some((r, c, first)) = found.first().copied() else { continue };
            let value =
                if found.len() > 1 && matches!(field, Field::Name | Field::Spec | Field::Describe | Field::Remark) {
                    Value::Text(found.iter().map(|(_, _, v)| fold::trim(&v.text())).collect::<Vec<_>>().join(" "))
                } else {
                    first.clone()
                };
            words.insert(field, Word { value, place: self.place(r, c) });
        }
        let place = Some(self.place(row, columns.first));
        let qty_unit = columns.label(Field::Qty).and_then(|label| label.unit.clone());
        DraftLine { words, place, struck: false, base: columns::base(columns.label(Field::Price)), qty_unit }
    }

    fn is_line(&self, columns: &Columns, row: u32, line: &DraftLine, sku_known: bool) -> bool {
        let wide = self.sheet.row(row).any(|(column, _)| {
            (columns.first..=columns.last).contains(&column) && self.sheet.reach(row, column) >= column + 3
        });
        let item = ITEM.iter().any(|field| line.words.contains_key(field));
        if wide || !item {
            return false;
        }
        if sku_known {
            return true;
        }
        let named = |word: &Word| matches!(&word.value, Value::Text(text) if labels::head(text.trim_end_matches([':', '：'])).is_some() || heads::pairs(text).0.len() == 1);
        if ITEM.iter().filter_map(|field| line.words.get(field)).any(named) {
            return false;
        }
        let labelled = self.sheet.row(row).any(|(_, cell)| matches!(&cell.value, Value::Text(text) if labels::head(text.trim_end_matches([':', '：'])).is_some_and(|l| l.exact) || !heads::pairs(text).0.is_empty()));
        let clean = line.words.get(&Field::Qty).is_some_and(|word| clean_number(&word.value));
        let priced = line.words.get(&Field::Price).is_some_and(|word| clean_number(&word.value));
        let sku = line.words.contains_key(&Field::Sku);
        if labelled {
            clean && (priced || sku)
        } else {
            clean || (sku && (priced || line.words.contains_key(&Field::Qty))) || (priced && !self.lines.is_empty())
        }
    }

    /// Sums, taxes and charges under the lines.
    fn sum_row(&mut self, columns: &Columns, row: u32, line: &DraftLine) -> bool {
        let near = columns.first.saturating_sub(1)..=columns.last + 1;
        let cells: Vec<(u32, Value)> = self
            .sheet
            .row(row)
            .filter(|(column, _)| near.contains(column))
            .map(|(column, cell)| (column, cell.value.clone()))
            .collect();
        let Some((at, field)) = cells.iter().find_map(|(column, value)| Some((*column, sum_label(value)?))) else {
            return self.bare_sum(columns, row, line, &cells);
        };
        let item = ITEM.iter().filter_map(|field| line.words.get(field)).any(|word| word.place != self.place(row, at));
        if item && line.words.contains_key(&Field::Qty) {
            return false;
        }
        let mut field = field;
        for (column, value) in &cells {
            let place = self.place(row, *column);
            if let Value::Formula(_) = value {
                let what = "total";
                self.doubts.push(doubt(
                    what,
                    "formula_without_value",
                    "The sum is a formula whose result the file does not carry.",
                    &[],
                    Some(&place),
                ));
                continue;
            }
            field = sum_label(value).unwrap_or(field);
            let Some(number) = sum_number(value) else { continue };
            let quantity = columns.map.get(&Field::Qty).is_some_and(|list| list.contains(column)) && *column != at;
            let field =
                if quantity && matches!(field, Field::Total | Field::Subtotal) { Field::QtyTotal } else { field };
            self.stated.push(Stated { field, value: number, place, after: self.lines.len() });
        }
        self.used.extend(cells.iter().map(|(column, _)| (row, *column)));
        true
    }

    /// Numbers without any word under the lines are sums that nobody labelled.
    fn bare_sum(&mut self, columns: &Columns, row: u32, line: &DraftLine, cells: &[(u32, Value)]) -> bool {
        let item = ITEM.iter().any(|field| line.words.contains_key(field));
        let inside = cells.iter().all(|(column, _)| (columns.first..=columns.last).contains(column));
        let numbers = cells.iter().all(|(_, value)| matches!(value, Value::Formula(_)) || sum_number(value).is_some());
        if item || self.lines.is_empty() || !inside || !numbers || cells.is_empty() {
            return false;
        }
        for (column, value) in cells {
            let quantity = columns.map.get(&Field::Qty).is_some_and(|list| list.contains(column));
            let money = columns.map.get(&Field::Amount).is_some_and(|list| list.contains(column));
            let field = if quantity { Field::QtyTotal } else { Field::Total };
            match sum_number(value) {
                Some(number) if quantity || money => self.stated.push(Stated {
                    field,
                    value: number,
                    place: self.place(row, *column),
                    after: self.lines.len(),
                }),
                _ => {
                    let text = value.text();
                    self.doubts.push(doubt(
                        "lines",
                        "row_not_read",
                        format!("Under the lines stands: {text}"),
                        &[("text", &text)],
                        Some(&self.place(row, *column)),
                    ));
                }
            }
        }
        self.used.extend(cells.iter().map(|(column, _)| (row, *column)));
        true
    }
}

fn place(sheet: &str, turned: bool, row: u32, column: u32) -> Place {
    let (row, column) = if turned { (column, row) } else { (row, column) };
    Place::Cell { sheet: sheet.to_owned(), row: row.saturating_add(1), column: column.saturating_add(1) }
}
