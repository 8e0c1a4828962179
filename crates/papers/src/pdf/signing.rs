//! Where a reader signs, dates and stamps: lines to write on and a place for the seal.

use super::draw::{Align, Area, Shape, Style, Tone, fitted};
use super::flow::{Flow, Mark};
use super::tree::Role;

const LINE: f32 = 27.0;
const SEAL_WIDTH: f32 = 150.0;

#[derive(Clone, Debug, PartialEq)]
pub struct SignPlace {
    /// Who signs here.
    pub heading: String,
    /// Statements to tick.
    pub ticks: Vec<String>,
    /// What to write: signature, name, date.
    pub fields: Vec<String>,
    /// What stands in the place of the seal until it is stamped.
    pub seal: String,
}

impl Flow {
    /// Never broken over two pages: a signature must stand under what it signs.
    pub fn sign_place(&mut self, place: &SignPlace) {
        let height = 34.0 + 15.0 * place.ticks.len() as f32 + LINE * place.fields.len() as f32;
        let height = height.max(120.0);
        self.keep(height);
        let at = Area { x: self.left(), y: self.y, w: self.width(), h: height };
        self.put(Mark::Layout, Shape::frame(at, 0.8, Tone::Accent, false));
        self.seal_place(at, &place.seal);
        self.write_place(at, place);
        self.y += height;
    }

    fn seal_place(&mut self, at: Area, words: &str) {
        let seal = Area { x: at.x + at.w - SEAL_WIDTH - 12.0, y: at.y + 12.0, w: SEAL_WIDTH, h: at.h - 24.0 };
        self.put(Mark::Layout, Shape::frame(seal, 0.6, Tone::Line, true));
        let mark = Mark::Node(self.tree.add(None, Role::Paragraph));
        let style = Style::BODY.toned(Tone::Muted);
        let words = fitted(words, style, SEAL_WIDTH - 12.0);
        let (x, baseline) = (seal.x + seal.w / 2.0, seal.y + seal.h / 2.0 + 3.5);
        self.put(mark, Shape::text(x, baseline, style, words).aligned(Align::Center));
    }

    fn write_place(&mut self, at: Area, place: &SignPlace) {
        let (x, right) = (at.x + 12.0, at.x + at.w - SEAL_WIDTH - 28.0);
        let mut y = at.y + 20.0;
        self.sign_text(x, y, right - x, Style::HEADING.sized(10.0), &place.heading);
        for tick in &place.ticks {
            y += 15.0;
            self.sign_text(x, y, right - x, Style::BODY.sized(9.0), &format!("□ {tick}"));
        }
        let labels = place.fields.iter().map(|field| super::wrap::width(field, 9.0));
        let write_from = x + labels.fold(0.0, f32::max) + 8.0;
        for field in &place.fields {
            y += LINE;
            self.sign_text(x, y, write_from - x, Style::BODY.sized(9.0).toned(Tone::Muted), field);
            let line = Shape::rule((write_from, y + 2.5), (right, y + 2.5), 0.6, Tone::Ink);
            self.put(Mark::Layout, line);
        }
    }

    fn sign_text(&mut self, x: f32, baseline: f32, width: f32, style: Style, text: &str) {
        let mark = Mark::Node(self.tree.add(None, Role::Paragraph));
        self.put(mark, Shape::text(x, baseline, style, fitted(text, style, width)));
    }
}
