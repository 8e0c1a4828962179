//! One sheet as the customer filled it in, whether it came from a workbook or from delimited text. Rows and columns count
//! from zero here; a `Place` counts from one, as the customer does.

use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// The decimal text the file stores.
    Number(String),
    Day(Date),
    Bool(bool),
    /// `#N/A` and its kind.
    Fault(String),
    /// A formula whose result the file does not carry. It is never evaluated.
    Formula(String),
}

impl Value {
    /// What a person would read in the cell.
    pub(crate) fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Fault(text) => text.clone(),
            Value::Number(text) => super::exact::Exact::parse_cell(text).map_or_else(|| text.clone(), |e| e.text(0)),
            Value::Day(day) => day.to_string(),
            Value::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Value::Formula(formula) => format!("={formula}"),
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Value::Text(text) if super::fold::trim(text).is_empty())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub value: Value,
    pub struck: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub cells: BTreeMap<(u32, u32), Cell>,
    pub hidden_rows: HashSet<u32>,
    pub hidden_columns: HashSet<u32>,
    /// Every covered cell of a merged area, and the cell that holds its content.
    pub merged: HashMap<(u32, u32), (u32, u32)>,
    /// Last row and column of the area a merged cell covers.
    pub extent: HashMap<(u32, u32), (u32, u32)>,
}

impl Sheet {
    pub(crate) fn put(&mut self, row: u32, column: u32, value: Value, struck: bool) {
        if !value.is_blank() {
            self.cells.insert((row, column), Cell { value, struck });
        }
    }

    pub(crate) fn at(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column)).map(|cell| &cell.value)
    }

    /// The cell itself or the merged cell that covers it.
    pub(crate) fn seen(&self, row: u32, column: u32) -> Option<&Value> {
        self.at(row, column).or_else(|| self.merged.get(&(row, column)).and_then(|&(r, c)| self.at(r, c)))
    }

    pub(crate) fn row(&self, row: u32) -> impl DoubleEndedIterator<Item = (u32, &Cell)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|(&(_, column), cell)| (column, cell))
    }

    /// Rows with content, in order.
    pub(crate) fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.keys().map(|&(row, _)| row).collect();
        rows.dedup();
        rows
    }

    /// The last column a cell covers: its own, or that of its merged area.
    pub(crate) fn reach(&self, row: u32, column: u32) -> u32 {
        self.extent.get(&(row, column)).map_or(column, |&(_, last)| last)
    }

    /// Rows become columns. Some customers write one article per column.
    pub(crate) fn turned(&self) -> Sheet {
        let flip = |&(a, b): &(u32, u32)| (b, a);
        Sheet {
            name: self.name.clone(),
            hidden: self.hidden,
            cells: self.cells.iter().map(|(at, cell)| (flip(at), cell.clone())).collect(),
            hidden_rows: self.hidden_columns.clone(),
            hidden_columns: self.hidden_rows.clone(),
            merged: self.merged.iter().map(|(at, to)| (flip(at), flip(to))).collect(),
            extent: self.extent.iter().map(|(at, to)| (flip(at), flip(to))).collect(),
        }
    }

    /// The top left of the sheet as plain text, to show beside the entry.
    pub(crate) fn preview(&self, rows_max: u32, columns_max: u32) -> Vec<Vec<String>> {
        let kept = || self.cells.range(..(rows_max, 0)).filter(|((_, column), _)| *column < columns_max);
        let rows = kept().map(|(at, _)| at.0 + 1).max().unwrap_or(0);
        let columns = kept().map(|(at, _)| at.1 + 1).max().unwrap_or(0);
        let mut grid = vec![vec![String::new(); columns as usize]; rows as usize];
        for (&(row, column), cell) in kept() {
            grid[row as usize][column as usize] = cell.value.text().chars().take(200).collect();
        }
        grid
    }
}
