//! Finds the header of an order table and says which column holds what. A header may be split over several rows, carry
//! merged cells, or name two columns alike.

use super::{
    directory::Directory,
    exact::Exact,
    fold,
    labels::{self, Field, Label},
    sheet::{Sheet, Value},
};
use std::collections::BTreeMap;

const DEPTH_MAX: u32 = 3;
const SAMPLE_ROWS: usize = 40;

/// Columns with the text over them and what it means.
type Named = Vec<(u32, String, Option<Label>)>;

#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub top: u32,
    pub bottom: u32,
    pub first: u32,
    pub last: u32,
    pub map: BTreeMap<Field, Vec<u32>>,
    pub labels: BTreeMap<u32, Label>,
    /// Columns whose label is not known, with that label.
    pub unknown: Vec<(u32, String)>,
    /// Another column with the same meaning that was not taken.
    pub rivals: Vec<(Field, u32)>,
}

impl Columns {
    pub(crate) fn label(&self, field: Field) -> Option<&Label> {
        self.map.get(&field).and_then(|columns| columns.first()).and_then(|column| self.labels.get(column))
    }
}

/// The header that starts in this row, if one does.
pub(crate) fn at(sheet: &Sheet, row: u32, dir: &dyn Directory) -> Option<Columns> {
    let mut best: Option<(usize, Named, u32)> = None;
    for depth in 1..=DEPTH_MAX {
        let bottom = row + depth - 1;
        if depth > 1 && !continues(sheet, row, bottom) {
            break;
        }
        let named = main_run(named(sheet, row, bottom));
        let score = score(&named);
        if score > 0 && best.as_ref().is_none_or(|(most, _, _)| score >= *most) {
            best = Some((score, named, bottom));
        }
    }
    let (_, named, bottom) = best?;
    let sample: Vec<u32> = sheet.rows().into_iter().filter(|r| *r > bottom).take(SAMPLE_ROWS).collect();
    let mut columns = Columns {
        top: row,
        bottom,
        first: named.iter().map(|n| n.0).min()?,
        last: named.iter().map(|n| n.0).max()?,
        map: BTreeMap::new(),
        labels: named.iter().filter_map(|(column, _, label)| Some((*column, label.clone()?))).collect(),
        unknown: named.iter().filter(|n| n.2.is_none()).map(|n| (n.0, n.1.clone())).collect(),
        rivals: Vec::new(),
    };
    settle_items(sheet, &mut columns, &sample, dir);
    assign(sheet, &mut columns, &sample, dir);
    Some(columns)
}

/// What stands over each column: the label of the joined header cells, else of the lowest one known.
fn named(sheet: &Sheet, top: u32, bottom: u32) -> Named {
    let mut wide: Vec<u32> = (top..=bottom)
        .flat_map(|row| sheet.row(row).flat_map(move |(column, _)| column..=sheet.reach(row, column).min(column + 12)))
        .collect();
    wide.sort_unstable();
    wide.dedup();
    let mut out = Vec::new();
    for column in wide {
        let mut texts: Vec<String> = Vec::new();
        for row in top..=bottom {
            let text = sheet.seen(row, column).map(Value::text).unwrap_or_default();
            if !text.trim().is_empty() && texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        if texts.is_empty() {
            continue;
        }
        let joined = texts.join(" ");
        let label = labels::column(&joined).or_else(|| texts.iter().rev().find_map(|text| labels::column(text)));
        out.push((column, joined, label));
    }
    out
}

/// A block of labels and values beside the table is not part of its header: a run of columns after a gap belongs to the table
/// only if all of it is labels of lines.
fn main_run(named: Named) -> Named {
    let mut runs: Vec<Named> = Vec::new();
    for column in named.iter().cloned() {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last.0 + 1 == column.0) => run.push(column),
            _ => runs.push(vec![column]),
        }
    }
    let Some(best) =
        (0..runs.len()).max_by_key(|at| score(&runs[*at])).filter(|at| runs.len() > 1 && score(&runs[*at]) > 0)
    else {
        return named;
    };
    let belongs =
        |run: &Named| run.iter().all(|(_, _, label)| label.as_ref().is_some_and(|label| label.field.of_line()));
    runs.iter()
        .enumerate()
        .filter(|(at, run)| *at == best || belongs(run))
        .flat_map(|(_, run)| run.iter().cloned())
        .collect()
}

/// Zero unless this is the header of an order table.
fn score(named: &Named) -> usize {
    let fields: Vec<Field> = named.iter().filter_map(|(_, _, label)| Some(label.as_ref()?.field)).collect();
    let has = |list: &[Field]| list.iter().any(|field| fields.contains(field));
    let item = has(&[Field::Sku, Field::TheirSku, Field::Name, Field::Spec, Field::Describe, Field::Item]);
    let much = has(&[Field::Qty]) || (has(&[Field::Price]) && has(&[Field::Amount]));
    // In a row of labels and values half the cells are values; in a header they are labels.
    let headerlike = fields.len() * 2 > named.len() || fields.len() >= 5;
    if !(item && much && headerlike) {
        return 0;
    }
    let mut distinct = fields.clone();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len()
}

/// Whether rows belong to one header: only words, no values, and labels of lines in each.
fn continues(sheet: &Sheet, top: u32, bottom: u32) -> bool {
    wordy(sheet, top, top, top + 1) && wordy(sheet, bottom, bottom - 1, bottom)
}

/// The row has no values, and most of its cells are labels alone or together with the cell above or below.
fn wordy(sheet: &Sheet, row: u32, upper: u32, lower: u32) -> bool {
    let of_line = |text: &str| labels::column(text).is_some_and(|label| label.field.of_line());
    let (mut known, mut all) = (0, 0);
    for (column, cell) in sheet.row(row) {
        let Value::Text(text) = &cell.value else { return false };
        let text = fold::trim(text);
        let bracketed = text.starts_with(['(', '（']);
        let alone = of_line(&text);
        let seen = |row| sheet.seen(row, column).map(Value::text).unwrap_or_default();
        let joined = sheet.merged.get(&(lower, column)) != Some(&(upper, column))
            && labels::column(&format!("{} {}", seen(upper), seen(lower)))
                .is_some_and(|l| l.exact && l.field.of_line());
        if (!bracketed && !alone && text.chars().any(|c| c.is_ascii_digit())) || text.chars().count() > 30 {
            return false;
        }
        known += usize::from(bracketed || alone || joined);
        all += 1;
    }
    known > 0 && known * 2 > all
}

/// `No.`, `Item` and `Code` can be a position, an article number or a description; the values tell.
fn settle_items(sheet: &Sheet, columns: &mut Columns, sample: &[u32], dir: &dyn Directory) {
    let ambiguous: Vec<u32> =
        columns.labels.iter().filter(|(_, label)| label.field == Field::Item).map(|(column, _)| *column).collect();
    for column in ambiguous {
        let texts: Vec<String> =
            sample.iter().filter_map(|row| sheet.at(*row, column)).map(|v| fold::trim(&v.text())).collect();
        let has = |field: Field| columns.labels.values().any(|label| label.field == field);
        let counted = texts
            .iter()
            .filter(|text| {
                text.len() <= 4 && text.trim_end_matches(['.', '、', ')']).bytes().all(|b| b.is_ascii_digit())
            })
            .count();
        let coded = texts
            .iter()
            .filter(|text| {
                text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(fold::is_cjk) && !text.contains(' ')
            })
            .count();
        let ours = texts.iter().filter(|text| dir.product_by_sku(text).is_some()).count();
        let field = if ours > 0 && ours * 2 >= texts.len().min(4) {
            Field::Sku
        } else if counted * 2 >= texts.len() || (counted > 1 && texts.first().is_some_and(|text| text == "1")) {
            Field::Index
        } else if !has(Field::Sku) && coded * 2 > texts.len() {
            Field::Sku
        } else if !has(Field::Name) && !has(Field::Describe) {
            Field::Describe
        } else {
            Field::TheirSku
        };
        if let Some(label) = columns.labels.get_mut(&column) {
            label.field = field;
        }
    }
}

fn assign(sheet: &Sheet, columns: &mut Columns, sample: &[u32], dir: &dyn Directory) {
    let mut groups: BTreeMap<Field, Vec<Vec<u32>>> = BTreeMap::new();
    for (&column, label) in &columns.labels {
        let anchor = |c: u32| sheet.merged.get(&(columns.top, c)).copied().unwrap_or((columns.top, c));
        let list = groups.entry(label.field).or_default();
        match list.last_mut() {
            Some(group) if group.last().is_some_and(|last| column == last + 1 && anchor(*last) == anchor(column)) => {
                group.push(column)
            }
            _ => list.push(vec![column]),
        }
    }
    for (field, mut list) in groups {
        if list.len() > 1 {
            list.sort_by_key(|group| std::cmp::Reverse(preference(sheet, columns, field, group, sample, dir)));
        }
        let mut list = list.into_iter();
        if let Some(chosen) = list.next() {
            columns.map.insert(field, chosen);
        }
        columns.rivals.extend(list.flatten().map(|column| (field, column)));
    }
}

/// Which of two columns with the same meaning is meant.
fn preference(
    sheet: &Sheet,
    columns: &Columns,
    field: Field,
    group: &[u32],
    sample: &[u32],
    dir: &dyn Directory,
) -> (usize, bool, bool, bool) {
    let texts = || group.iter().flat_map(|column| sample.iter().filter_map(|row| sheet.at(*row, *column)));
    let label = group.first().and_then(|column| columns.labels.get(column));
    let shown = group.iter().all(|column| !sheet.hidden_columns.contains(column));
    let filled = texts().next().is_some();
    let fits = match field {
        Field::Sku => texts().filter(|v| dir.product_by_sku(&v.text()).is_some()).count(),
        Field::Price => usize::from(label.is_some_and(|l| l.taxed == Some(false))),
        _ => 0,
    };
    (fits, filled, shown, label.is_some_and(|l| l.exact))
}

/// The price base a label or a cell gives, if it is more than one piece.
pub(crate) fn base(label: Option<&Label>) -> Option<Exact> {
    label.and_then(|label| label.base).filter(|base| *base != Exact::whole(1))
}
