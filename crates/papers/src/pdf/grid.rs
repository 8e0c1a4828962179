//! Cells side by side, and how a row of them is broken over pages.
//!
//! A paragraph is a row of one cell, two blocks of facts are a row of two, a table is many rows: one
//! rule decides for all of them where a page ends.

use super::draw::{Align, Area, Shape, Style, Tone};
use super::flow::{Flow, Mark};
use super::tree::{NodeId, Role};
use super::wrap;

/// Less than this is not worth beginning a row at the foot of a page.
const WORTH_BEGINNING: f32 = 36.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub label: String,
    pub value: String,
    pub style: Style,
}

impl Pair {
    /// An empty value is shown as a dash: the reader sees that it was asked.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Pair {
        let value = value.into();
        Pair {
            label: label.into(),
            value: if value.trim().is_empty() { "—".into() } else { value },
            style: Style::BODY.sized(9.0),
        }
    }

    pub fn styled(self, style: Style) -> Pair {
        Pair { style, ..self }
    }

    fn label_style(&self) -> Style {
        let tone = if self.style.bold { self.style.tone } else { Tone::Muted };
        self.style.toned(tone)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String, Style),
    /// Level and words; shown in the reader's outline.
    Heading(u16, String),
    /// Labels in a column, values in the next one.
    Pairs(Vec<Pair>, Align),
    Gap(f32),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub parts: Vec<Part>,
    pub align: Align,
}

impl Cell {
    pub fn of(parts: Vec<Part>) -> Cell {
        Cell { parts, align: Align::Left }
    }

    pub fn text(text: impl Into<String>, style: Style) -> Cell {
        Cell::of(vec![Part::Text(text.into(), style)])
    }

    pub fn aligned(self, align: Align) -> Cell {
        Cell { align, ..self }
    }

    /// Adds a line, unless there is nothing to say.
    pub fn and(mut self, text: &str, style: Style) -> Cell {
        if !text.trim().is_empty() {
            self.parts.push(Part::Text(text.to_owned(), style));
        }
        self
    }
}

/// Where the text of a cell belongs in the tag tree.
#[derive(Clone, Copy)]
pub(super) enum Under {
    /// Each part is an element of its own.
    Own,
    /// Everything is content of this one.
    One(Mark),
}

pub(super) struct Laid {
    pub(super) x: f32,
    pub(super) lines: Vec<LaidLine>,
}

#[derive(Clone)]
pub(super) struct LaidLine {
    height: f32,
    runs: Vec<Run>,
}

#[derive(Clone)]
struct Run {
    dx: f32,
    style: Style,
    text: String,
    mark: Mark,
}

#[derive(Clone, Copy, Default)]
pub(super) struct RowLook {
    pub(super) pad: f32,
    pub(super) fill: Option<Tone>,
    pub(super) rule_below: Option<(f32, Tone)>,
}

impl Laid {
    fn height_from(&self, line: usize) -> f32 {
        self.lines[line..].iter().map(|line| line.height).sum()
    }
}

impl Flow {
    pub(super) fn lay(&mut self, cell: &Cell, x: f32, width: f32, under: Under) -> Laid {
        let mut lines = Vec::new();
        for part in &cell.parts {
            match part {
                Part::Text(text, style) => {
                    let mark = self.mark_for(under, Role::Paragraph);
                    lines.extend(set(text, *style, width, cell.align, mark));
                }
                Part::Heading(level, text) => {
                    let mark = self.heading_mark(*level, text, under);
                    lines.extend(set(text, heading_style(*level), width, cell.align, mark));
                }
                Part::Pairs(pairs, values) => {
                    lines.extend(self.lay_pairs(pairs, *values, width, under));
                }
                Part::Gap(height) => lines.push(LaidLine { height: *height, runs: Vec::new() }),
            }
        }
        Laid { x, lines }
    }

    fn lay_pairs(&mut self, pairs: &[Pair], values: Align, width: f32, under: Under) -> Vec<LaidLine> {
        let widest = pairs.iter().map(|pair| wrap::width(&pair.label, pair.style.size)).fold(0.0, f32::max);
        let label_width = (widest + 10.0).min(width * 0.45);
        let list = self.node_for(under, None, Role::List);
        let mut lines = Vec::new();
        for pair in pairs {
            let item = self.node_for(under, list, Role::Item);
            let label = self.child_mark(under, item, Role::Label);
            let body = self.child_mark(under, item, Role::Body);
            let labels = set(&pair.label, pair.label_style(), label_width - 6.0, Align::Left, label);
            let mut rows = set(&pair.value, pair.style, width - label_width, values, body);
            for run in rows.iter_mut().flat_map(|row| &mut row.runs) {
                run.dx += label_width;
            }
            lines.extend(beside(labels, rows));
        }
        lines
    }

    fn mark_for(&mut self, under: Under, role: Role) -> Mark {
        self.child_mark(under, None, role)
    }

    fn child_mark(&mut self, under: Under, parent: Option<NodeId>, role: Role) -> Mark {
        match under {
            Under::One(mark) => mark,
            Under::Own => Mark::Node(self.tree.add(parent, role)),
        }
    }

    fn node_for(&mut self, under: Under, parent: Option<NodeId>, role: Role) -> Option<NodeId> {
        match under {
            Under::One(_) => None,
            Under::Own => Some(self.tree.add(parent, role)),
        }
    }

    /// Puts a row on the page, and on the following ones where it does not fit.
    pub(super) fn place(&mut self, cells: &[Laid], look: RowLook) {
        let mut from = vec![0; cells.len()];
        loop {
            let height = tallest(cells, &from) + 2.0 * look.pad;
            if height <= self.room() {
                let all: Vec<usize> = cells.iter().map(|cell| cell.lines.len()).collect();
                self.put_lines(cells, &from, &all, look, height);
                return;
            }
            let begins = from.iter().all(|line| *line == 0);
            let fits_alone = begins && height <= self.room_on_fresh_page();
            if !self.is_fresh() && (fits_alone || self.room() < WORTH_BEGINNING) {
                self.break_page();
                continue;
            }
            let room = self.room() - 2.0 * look.pad;
            let to: Vec<usize> = cells.iter().zip(&from).map(|(cell, from)| fitting(cell, *from, room)).collect();
            self.put_lines(cells, &from, &to, look, room + 2.0 * look.pad);
            from = to;
            self.break_page();
        }
    }

    fn put_lines(&mut self, cells: &[Laid], from: &[usize], to: &[usize], look: RowLook, height: f32) {
        let top = self.y;
        if let Some(tone) = look.fill {
            let area = Area { x: self.left(), y: top, w: self.width(), h: height };
            self.put(Mark::Layout, Shape::fill(area, tone));
        }
        for ((cell, from), to) in cells.iter().zip(from).zip(to) {
            let mut y = top + look.pad;
            for line in &cell.lines[*from..*to] {
                for run in &line.runs {
                    self.put_run(run, cell.x, y);
                }
                y += line.height;
            }
        }
        self.y = top + height;
        if let Some((width, tone)) = look.rule_below {
            self.rule_here(width, tone);
        }
    }

    fn put_run(&mut self, run: &Run, x: f32, y: f32) {
        if !run.text.is_empty() {
            let baseline = y + run.style.baseline();
            self.put(run.mark, Shape::text(x + run.dx, baseline, run.style, run.text.clone()));
        }
    }
}

fn heading_style(level: u16) -> Style {
    if level <= 1 { Style::TITLE } else { Style::HEADING }
}

fn set(text: &str, style: Style, width: f32, align: Align, mark: Mark) -> Vec<LaidLine> {
    let line = |text: String| {
        let dx = match align {
            Align::Left => 0.0,
            aligned => aligned.offset(width, wrap::width(&text, style.size)),
        };
        LaidLine { height: style.line_height(), runs: vec![Run { dx, style, text, mark }] }
    };
    wrap::lines(text, style.size, width).into_iter().map(line).collect()
}

/// Labels and values share their lines; whichever wraps more often makes the block taller.
fn beside(labels: Vec<LaidLine>, mut values: Vec<LaidLine>) -> Vec<LaidLine> {
    for (i, label) in labels.into_iter().enumerate() {
        match values.get_mut(i) {
            Some(line) => line.runs.splice(0..0, label.runs).for_each(drop),
            None => values.push(label),
        }
    }
    values
}

fn tallest(cells: &[Laid], from: &[usize]) -> f32 {
    let heights = cells.iter().zip(from).map(|(cell, from)| cell.height_from(*from));
    heights.fold(0.0, f32::max)
}

/// Up to which line `cell` fits in `room`; always one further, so that no page is left unmoved.
fn fitting(cell: &Laid, from: usize, room: f32) -> usize {
    let mut to = from;
    let mut used = 0.0;
    while to < cell.lines.len() && (to == from || used + cell.lines[to].height <= room) {
        used += cell.lines[to].height;
        to += 1;
    }
    to
}
