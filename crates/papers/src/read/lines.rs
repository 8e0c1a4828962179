//! Turns sheets into a draft: picks the order's table, takes its lines, leaves out what is not a line, and says so.

use super::{
    Limits, Unreadable,
    columns::{self, Columns},
    directory::Directory,
    draft::{Draft, DraftLine, Stated, Where, Word},
    fold,
    figure::figure,
    heads::{self, At},
    labels::{self, Field},
    loose,
    reading::{Place, doubt},
    sheet::{Sheet, Value},
};
use std::collections::{BTreeMap, HashSet};

/// Text fields a vertically merged cell fills for every row it covers.
const FILLED: [Field; 12] = [Field::Sku, Field::Name, Field::Spec, Field::Describe, Field::Unit, Field::Price, Field::OrderNo, Field::Placed, Field::Requested, Field::ShipTo, Field::Customer, Field::Contact];
const ITEM: [Field; 5] = [Field::Sku, Field::TheirSku, Field::Name, Field::Spec, Field::Describe];

pub(crate) fn draft(sheets: &[Sheet], dir: &dyn Directory, limits: &Limits) -> Result<Draft, Unreadable> {
    let mut draft = Draft::default();
    if sheets.iter().all(|sheet| sheet.cells.is_empty()) {
        return Err(Unreadable::Empty);
    }
    let mut read: Vec<Taken> = sheets.iter().map(|sheet| Taken::of(sheet, false, dir)).collect();
    if read.iter().all(|taken| taken.lines.is_empty() || taken.sheet.hidden) {
        for (taken, sheet) in read.iter_mut().zip(sheets) {
            let turned = Taken::of(sheet, true, dir);
            if !turned.lines.is_empty() {
                *taken = turned;
                taken.doubts.push(doubt("lines", "turned", "The table has one article per column.", &[], None));
            }
        }
    }
    if read.iter().all(|taken| taken.lines.is_empty() || taken.sheet.hidden) {
        for (taken, sheet) in read.iter_mut().zip(sheets).filter(|(_, sheet)| !sheet.hidden) {
            *taken = loose::taken(sheet, dir);
        }
    }
    let main = read.iter().position(|taken| !taken.lines.is_empty() && !taken.sheet.hidden);
    for (index, taken) in read.into_iter().enumerate() {
        add(&mut draft, taken, main.is_some_and(|main| main == index), main.is_some());
        limits.check("lines", limits.lines, draft.lines.len())?;
    }
    Ok(draft)
}

/// The sheet to show beside the entry.
pub(crate) fn shown(sheets: &[Sheet], draft: &Draft) -> (String, Vec<Vec<String>>) {
    let name = draft.lines.iter().find_map(|line| match &line.place {
        Some(Place::Cell { sheet, .. }) => Some(sheet.as_str()),
        _ => None,
    });
    let sheet = sheets.iter().find(|sheet| Some(sheet.name.as_str()) == name).or_else(|| sheets.iter().find(|sheet| !sheet.hidden)).or(sheets.first());
    sheet.map(|sheet| (sheet.name.clone(), sheet.preview(200, 40))).unwrap_or_default()
}

fn add(draft: &mut Draft, taken: Taken, main: bool, any: bool) {
    let name = taken.sheet.name.clone();
    if taken.sheet.hidden {
        if !taken.sheet.cells.is_empty() {
            draft.doubts.push(doubt("file", "hidden_sheet", format!("The hidden sheet {name} was not read."), &[("sheet", &name)], None));
        }
        return;
    }
    let heads = taken.heads();
    let below = taken.last_row();
    let second = any && !main;
    if second && !taken.lines.is_empty() {
        let same = |a: &DraftLine, b: &DraftLine| ITEM.iter().chain(&[Field::Qty]).all(|f| fold::key(&a.text(*f)) == fold::key(&b.text(*f)));
        if taken.lines.len() == draft.lines.len() && taken.lines.iter().zip(&draft.lines).all(|(a, b)| same(a, b)) {
            draft.doubts.push(doubt("lines", "sheet_repeats", format!("The sheet {name} repeats the same lines and was left out."), &[("sheet", &name)], None));
            return;
        }
        draft.doubts.push(doubt("lines", "several_sheets", format!("Lines were also taken from the sheet {name}."), &[("sheet", &name)], None));
    }
    for ((row, column), word) in heads.free {
        let text = word.text();
        let beside = taken.line_rows.contains(&row);
        if beside {
            let (row, column) = ((row + 1).to_string(), (column + 1).to_string());
            draft.doubts.push(doubt("lines", "cell_not_read", format!("Beside the table stands: {text}"), &[("text", &text), ("row", &row), ("column", &column)], Some(&word.place)));
        } else if taken.first_row() < Some(row) && Some(row) < below {
            draft.doubts.push(doubt("lines", "row_not_read", format!("Between the lines stands: {text}"), &[("text", &text)], Some(&word.place)));
        } else if second && taken.lines.is_empty() && !matches!(word.value, Value::Number(_)) {
            draft.doubts.push(doubt("file", "sheet_text", format!("The sheet {name} says: {text}"), &[("sheet", &name), ("text", &text)], Some(&word.place)));
        }
        let stands = match (second, below.is_some_and(|last| row > last)) {
            (true, _) => Where::Elsewhere,
            (false, true) => Where::Below,
            (false, false) => Where::Around,
        };
        draft.free.push((word, stands));
    }
    let first = draft.lines.len();
    draft.said.extend(heads.said);
    draft.stated.extend(taken.stated.into_iter().map(|s| Stated { after: s.after + first, ..s }));
    draft.doubts.extend(taken.doubts.into_iter().map(|mut d| {
        d.field = shifted(&d.field, first);
        d
    }));
    draft.lines.extend(taken.lines);
    draft.currency = draft.currency.take().or(taken.currency);
}

/// `lines[0].qty` of a later sheet counts on from the lines before it.
fn shifted(field: &str, by: usize) -> String {
    let Some((index, rest)) = field.strip_prefix("lines[").and_then(|rest| rest.split_once(']')) else { return field.to_owned() };
    index.parse::<usize>().map_or_else(|_| field.to_owned(), |index| format!("lines[{}]{rest}", index + by))
}

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
        Taken { sheet, turned, lines: vec![], line_rows: vec![], used: HashSet::new(), stated: vec![], doubts: vec![], currency: None }
    }

    fn of(sheet: &Sheet, turned: bool, dir: &dyn Directory) -> Taken {
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

    fn heads(&self) -> heads::Heads {
        heads::scan(&self.sheet, &self.used, &|row, column| self.place(row, column))
    }

    fn first_row(&self) -> Option<u32> {
        self.line_rows.first().copied()
    }

    fn last_row(&self) -> Option<u32> {
        self.line_rows.last().copied()
    }

    fn header(&mut self, columns: &Columns, first: bool) {
        for row in columns.top..=columns.bottom {
            let cells: Vec<u32> = self.sheet.row(row).map(|(column, _)| column).filter(|c| (columns.first..=columns.last).contains(c)).collect();
            self.used.extend(cells.into_iter().map(|column| (row, column)));
        }
        if !first {
            return;
        }
        let (turned, name) = (self.turned, self.sheet.name.clone());
        let place = |column: u32| place(&name, turned, columns.top, column);
        for (field, column) in columns.rivals.iter().filter(|(field, _)| matches!(field, Field::Qty | Field::Price | Field::Unit)) {
            let name = format!("{field:?}").to_lowercase();
            let label = self.sheet.seen(columns.bottom, *column).map(Value::text).unwrap_or_default();
            self.doubts.push(doubt("lines", "two_columns", format!("Another column could also be the {name}: {label}"), &[("what", &name), ("label", &label)], Some(&place(*column))));
        }
        for (field, list) in &columns.map {
            if field.of_line() && *field < Field::Remark && list.iter().all(|column| self.sheet.hidden_columns.contains(column)) {
                let name = format!("{field:?}").to_lowercase();
                let column = list.first().copied().unwrap_or(0);
                self.doubts.push(doubt("lines", "hidden_column", format!("The column with the {name} is hidden."), &[("what", &name)], Some(&place(column))));
            }
        }
        if let Some(label) = columns.label(Field::Price) {
            let column = columns.map.get(&Field::Price).and_then(|c| c.first()).copied().unwrap_or(0);
            if label.taxed == Some(true) {
                self.doubts.push(doubt("lines", "tax_included", "The prices are said to include tax.", &[], Some(&place(column))));
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
            let text = ITEM.iter().map(|f| line.text(*f)).chain([line.text(Field::Qty)]).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
            let number = (row + 1).to_string();
            self.doubts.push(doubt("lines", "hidden_row", format!("Row {number} is hidden and was left out: {text}"), &[("row", &number), ("text", &text)], Some(&self.place(row, columns.first))));
            self.take_row(columns, row);
            return;
        }
        line.struck = self.sheet.row(row).any(|(column, cell)| cell.struck && (columns.first..=columns.last).contains(&column));
        self.unread_cells(columns, row, index);
        self.take_row(columns, row);
        self.line_rows.push(row);
        self.lines.push(line);
    }

    fn take_row(&mut self, columns: &Columns, row: u32) {
        let cells: Vec<u32> = self.sheet.row(row).map(|(column, _)| column).filter(|c| (columns.first..=columns.last).contains(c)).collect();
        self.used.extend(cells.into_iter().map(|column| (row, column)));
    }

    /// Columns nobody could name may still hold what matters.
    fn unread_cells(&mut self, columns: &Columns, row: u32, index: usize) {
        let unlabelled = |column: &u32| (columns.first..=columns.last).contains(column) && !columns.labels.contains_key(column);
        let found: Vec<(u32, String)> = self.sheet.row(row).filter(|(column, _)| unlabelled(column)).map(|(column, cell)| (column, fold::trim(&cell.value.text()))).collect();
        for (column, text) in found {
            let label = columns.unknown.iter().find(|(c, _)| *c == column).map(|(_, label)| label.clone()).unwrap_or_default();
            let known = self.doubts.iter().any(|d| d.code == "column_not_read" && d.with.first().is_some_and(|(_, l)| *l == label) && !label.is_empty());
            if !known {
                let field = if label.is_empty() { format!("lines[{index}]") } else { "lines".to_owned() };
                self.doubts.push(doubt(field, "column_not_read", format!("The column “{label}” was not read: {text}"), &[("label", &label), ("text", &text)], Some(&self.place(row, column))));
            }
        }
    }

    fn line(&self, columns: &Columns, row: u32) -> DraftLine {
        let mut words: BTreeMap<Field, Word> = BTreeMap::new();
        for (&field, list) in &columns.map {
            let mut found: Vec<(u32, u32, &Value)> = Vec::new();
            for &column in list {
                let own = self.sheet.at(row, column).map(|value| (row, column, value));
                let covered = || self.sheet.merged.get(&(row, column)).filter(|(_, c)| *c == column && FILLED.contains(&field)).and_then(|&(r, c)| (r > columns.bottom).then_some((r, c, self.sheet.at(r, c)?)));
                found.extend(own.or_else(covered));
            }
            let Some((r, c, first)) = found.first().copied() else { continue };
            let value = if found.len() > 1 && matches!(field, Field::Name | Field::Spec | Field::Describe | Field::Remark) {
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
        let wide = self.sheet.row(row).any(|(column, _)| (columns.first..=columns.last).contains(&column) && self.sheet.reach(row, column) >= column + 3);
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
        if labelled { clean && (priced || sku) } else { clean || (sku && (priced || line.words.contains_key(&Field::Qty))) || (priced && !self.lines.is_empty()) }
    }

    /// Sums, taxes and charges under the lines.
    fn sum_row(&mut self, columns: &Columns, row: u32, line: &DraftLine) -> bool {
        let near = columns.first.saturating_sub(1)..=columns.last + 1;
        let cells: Vec<(u32, Value)> = self.sheet.row(row).filter(|(column, _)| near.contains(column)).map(|(column, cell)| (column, cell.value.clone())).collect();
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
                self.doubts.push(doubt(what, "formula_without_value", "The sum is a formula whose result the file does not carry.", &[], Some(&place)));
                continue;
            }
            field = sum_label(value).unwrap_or(field);
            let Some(number) = sum_number(value) else { continue };
            let quantity = columns.map.get(&Field::Qty).is_some_and(|list| list.contains(column)) && *column != at;
            let field = if quantity && matches!(field, Field::Total | Field::Subtotal) { Field::QtyTotal } else { field };
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
                Some(number) if quantity || money => self.stated.push(Stated { field, value: number, place: self.place(row, *column), after: self.lines.len() }),
                _ => {
                    let text = value.text();
                    self.doubts.push(doubt("lines", "row_not_read", format!("Under the lines stands: {text}"), &[("text", &text)], Some(&self.place(row, *column))));
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

/// A number with at most a unit or a currency around it.
pub(crate) fn clean_number(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Formula(_) => true,
        Value::Text(text) => figure(text, false).is_some_and(|f| !f.after.chars().any(|c| c.is_ascii_digit()) && f.after.chars().count() <= 8 && f.before.chars().count() <= 5),
        _ => false,
    }
}

fn sum_label(value: &Value) -> Option<Field> {
    let Value::Text(text) = value else { return None };
    let words: String = text.chars().take_while(|c| !fold::narrow(*c).is_ascii_digit()).collect();
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || ":：¥$￥€=+-".contains(c));
    let label = labels::head(words).filter(|label| label.exact)?;
    matches!(label.field, Field::Total | Field::Subtotal | Field::Tax | Field::Charge | Field::QtyTotal).then_some(label.field)
}

fn sum_number(value: &Value) -> Option<super::Exact> {
    match value {
        Value::Number(text) => super::Exact::parse_cell(text),
        Value::Text(text) if !text.contains('%') && !text.contains('％') => {
            let found = figure(text, false)?;
            (found.after.chars().count() <= 4 && !found.after.chars().any(|c| c.is_ascii_digit())).then_some(found.value)
        }
        _ => None,
    }
}
