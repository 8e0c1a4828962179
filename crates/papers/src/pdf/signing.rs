//! Where a reader signs, dates and stamps: lines to write on and a place for the seal.

use super::draw::{Align, Area, Shape, Style, Tone, fitted};
use super::flow::{Flow, Mark};
use super::tree::Role;
use super::wrap;

const LINE: f32 = 27.0;
const TICK: f32 = 15.0;
const LABEL: Style = Style::of(9.0, 1.4).toned(Tone::Muted);

/// A company seal is up to 42 mm across.
const SEAL_SIDE: f32 = 124.0;
const SEAL_WIDTH: f32 = 146.0;
const PAD: f32 = 9.0;

#[derive(Clone, Debug, PartialEq)]
pub struct SignPlace {
    /// Who signs here.
    pub heading: String,
    /// Statements to tick.
    pub ticks: Vec<String>,
    /// What to write, in rows of one or more: signature and date, name.
    pub fields: Vec<Vec<String>>,
    /// What stands in the place of the seal until it is stamped.
    pub seal: String,
}

impl SignPlace {
    pub fn height(&self) -> f32 {
        let written = 30.0 + TICK * self.ticks.len() as f32 + LINE * self.fields.len() as f32;
        written.max(SEAL_SIDE + 2.0 * PAD)
    }
}

impl Flow {
    /// Never broken over two pages: a signature must stand under what it signs.
    pub fn sign_place(&mut self, place: &SignPlace) {
        let height = place.height();
        self.keep(height);
        let at = Area { x: self.left(), y: self.y, w: self.width(), h: height };
        self.put(Mark::Layout, Shape::frame(at, 0.8, Tone::Accent, false));
        self.write_place(at, place);
        self.seal_place(at, &place.seal);
        self.y += height;
    }

    fn write_place(&mut self, at: Area, place: &SignPlace) {
        let (x, right) = (at.x + 12.0, at.x + at.w - SEAL_WIDTH - PAD - 16.0);
        let mut y = at.y + 19.0;
        self.sign_text(x, y, right - x, Style::HEADING, &place.heading);
        for tick in &place.ticks {
            y += TICK;
            let square = Area { x, y: y - 7.6, w: 8.5, h: 8.5 };
            self.put(Mark::Layout, Shape::frame(square, 0.7, Tone::Ink, false));
            self.sign_text(x + 14.0, y, right - x - 14.0, LABEL.toned(Tone::Ink), tick);
        }
        let first = place.fields.iter().filter_map(|row| row.first());
        let labels = first.map(|field| wrap::width(field, LABEL.size));
        let label_width = labels.fold(0.0, f32::max) + 8.0;
        for row in &place.fields {
            y += LINE;
            self.field_row(x, y, right, label_width, row);
        }
    }

    /// The first field's line begins where those above and below begin; others follow as they fit.
    fn field_row(&mut self, x: f32, y: f32, right: f32, label_width: f32, row: &[String]) {
        let room = (right - x - label_width) / row.len().max(1) as f32;
        let mut from = x;
        for (i, field) in row.iter().enumerate() {
            let label = match i {
                0 => label_width,
                _ => wrap::width(field, LABEL.size) + 8.0,
            };
            let last = i + 1 == row.len();
            let to = if last { right } else { from + label + room * 1.2 };
            self.sign_text(from, y, label, LABEL, field);
            let line = Shape::rule((from + label, y + 2.5), (to, y + 2.5), 0.6, Tone::Ink);
            self.put(Mark::Layout, line);
            from = to + 10.0;
        }
    }

    fn seal_place(&mut self, at: Area, words: &str) {
        let seal = Area { x: at.x + at.w - SEAL_WIDTH - PAD, y: at.y + PAD, w: SEAL_WIDTH, h: at.h - 2.0 * PAD };
        self.put(Mark::Layout, Shape::frame(seal, 0.6, Tone::Line, true));
        let mark = Mark::Node(self.tree.add(None, Role::Paragraph));
        let style = Style::BODY.toned(Tone::Muted);
        let words = fitted(words, style, SEAL_WIDTH - 12.0);
        let (x, baseline) = (seal.x + seal.w / 2.0, seal.y + seal.h / 2.0 + 3.5);
        self.put(mark, Shape::text(x, baseline, style, words).aligned(Align::Center));
    }

    fn sign_text(&mut self, x: f32, baseline: f32, width: f32, style: Style, text: &str) {
        let mark = Mark::Node(self.tree.add(None, Role::Paragraph));
        self.put(mark, Shape::text(x, baseline, style, fitted(text, style, width)));
    }
}
