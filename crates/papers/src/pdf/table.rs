//! Tables: columns that fit their numbers, rows that break over pages, heads that come again.

use super::draw::{Align, Style, Tone};
use super::flow::{Flow, Mark, Repeated};
use super::grid::{Cell, Laid, Part, RowLook, Under};
use super::tree::{NodeId, Role};
use super::wrap;

const PAD: f32 = 4.0;
const GAP: f32 = 8.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// As wide as its widest cell, within these bounds: numbers must not wrap.
    Fit { min: f32, max: f32 },
    /// A share of what the others leave.
    Share(f32),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub head: String,
    pub width: Width,
    pub align: Align,
}

impl Column {
    pub fn new(head: impl Into<String>, width: Width, align: Align) -> Column {
        Column { head: head.into(), width, align }
    }
}

/// Every row has a cell for every column; a cell takes its column's alignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

impl Flow {
    pub fn table(&mut self, table: Table) {
        let widths = widths(&table, self.width());
        let node = self.tree.add(None, Role::Table);
        self.keep(70.0);
        self.table_head(&table, &widths, node);
        let body = self.tree.add(Some(node), Role::TableBody);
        let look = RowLook { pad: PAD, fill: None, rule_below: Some((0.4, Tone::Line)) };
        for row in table.rows {
            let node = self.tree.add(Some(body), Role::Row);
            let cells = aligned(row, &table.columns);
            let laid = self.lay_row(&cells, &widths, |flow| Mark::Node(flow.tree.add(Some(node), Role::Cell)));
            self.place(&laid, look);
        }
        self.repeat(None);
        self.rule_here(0.9, Tone::Accent);
    }

    fn table_head(&mut self, table: &Table, widths: &[f32], node: NodeId) {
        let head = self.tree.add(Some(node), Role::TableHead);
        let row = self.tree.add(Some(head), Role::Row);
        let style = Style::TABLE.sized(8.0).bold().toned(Tone::Accent);
        let cells = table.columns.iter().map(|column| Cell::text(&column.head, style));
        let cells = aligned(cells.collect(), &table.columns);
        let look = RowLook { pad: PAD, fill: Some(Tone::Wash), rule_below: Some((0.9, Tone::Accent)) };
        let first = self.lay_row(&cells, widths, |flow| Mark::Node(flow.tree.add(Some(row), Role::ColumnHead)));
        let top = self.y;
        self.place(&first, look);
        let again = self.lay_row(&cells, widths, |_| Mark::Layout);
        self.repeat(Some(Repeated { cells: again, look, height: self.y - top }));
    }

    fn lay_row(&mut self, cells: &[Cell], widths: &[f32], mark: impl Fn(&mut Flow) -> Mark) -> Vec<Laid> {
        let mut x = self.left();
        let mut laid = Vec::with_capacity(cells.len());
        for (cell, width) in cells.iter().zip(widths) {
            let under = Under::One(mark(self));
            laid.push(self.lay(cell, x + GAP / 2.0, width - GAP, under));
            x += width;
        }
        laid
    }
}

fn aligned(row: Vec<Cell>, columns: &[Column]) -> Vec<Cell> {
    row.into_iter().zip(columns).map(|(cell, column)| cell.aligned(column.align)).collect()
}

fn widths(table: &Table, whole: f32) -> Vec<f32> {
    let fixed: Vec<Option<f32>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| match column.width {
            Width::Fit { min, max } => Some(fit(table, i).clamp(min, max)),
            Width::Share(_) => None,
        })
        .collect();
    let left = whole - fixed.iter().flatten().sum::<f32>();
    let shares: f32 = table.columns.iter().map(share).sum();
    table
        .columns
        .iter()
        .zip(fixed)
        .map(|(column, fixed)| fixed.unwrap_or_else(|| left * share(column) / shares))
        .collect()
}

fn share(column: &Column) -> f32 {
    match column.width {
        Width::Fit { .. } => 0.0,
        Width::Share(share) => share,
    }
}

/// What the column would take if nothing in it wrapped.
fn fit(table: &Table, column: usize) -> f32 {
    let head = wrap::width(&table.columns[column].head, 8.0);
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let texts = cells.flat_map(|cell| &cell.parts).map(|part| match part {
        Part::Text(text, style) => wrap::width(text, style.size),
        Part::Heading(..) | Part::Pairs(..) | Part::Gap(_) => 0.0,
    });
    texts.fold(head, f32::max) + GAP + 0.5
}
