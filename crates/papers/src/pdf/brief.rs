//! A short report with figures: headings, paragraphs, pairs, drawn bars, tables. What it says is the caller's.

use super::PdfError;
use super::draw::{Align, Area, Shape, Style, Tone};
use super::flow::{Code, Figure, Flow, Setup};
use super::grid::{Cell, Pair, Part};
use super::qr::Qr;
use super::signing::SignPlace;
use super::table::{Column, Table, Width};
use super::words::Lang;

#[derive(Clone, Debug)]
pub struct Brief {
    pub lang: Lang,
    pub company: String,
    pub title: String,
    /// Beside the title: the span, who made it, when.
    pub notes: Vec<String>,
    pub made_at: jiff::Timestamp,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug)]
pub struct Section {
    pub heading: String,
    pub parts: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Pairs(Vec<(String, String)>),
    /// A drawing with what it shows in words.
    Bars {
        alt: String,
        bars: Vec<Bar>,
    },
    Rows {
        heads: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Where somebody signs.
    Sign(SignPlace),
}

/// One upright bar: its share of the highest, 0 to 1.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub shown: String,
    pub share: f32,
}

pub fn brief(brief: &Brief) -> Result<Vec<u8>, PdfError> {
    set(brief, None, None)
}

/// The same with a word across every page: it is not what counts yet.
pub fn marked_brief(brief: &Brief, mark: &str) -> Result<Vec<u8>, PdfError> {
    set(brief, None, Some(mark))
}

/// With a QR code in the footer, and a line of type below it.
pub fn coded_brief(brief: &Brief, code: &str, caption: &str) -> Result<Vec<u8>, PdfError> {
    set(brief, Some(Code { qr: Qr::new(code)?, caption: caption.to_string() }), None)
}

fn set(brief: &Brief, code: Option<Code>, mark: Option<&str>) -> Result<Vec<u8>, PdfError> {
    let words = brief.lang.words();
    let mut flow = Flow::new(Setup {
        lang: brief.lang.tag(),
        title: brief.title.clone(),
        author: brief.company.clone(),
        made_at: brief.made_at,
        running_head: (brief.company.clone(), brief.title.clone()),
        footer: vec![brief.title.clone(), brief.company.clone()],
        page_of: words.page_of,
        code,
        watermark: mark.map(str::to_string),
    });
    head(&mut flow, brief);
    for section in &brief.sections {
        flow.heading(2, &section.heading);
        flow.space(3.0);
        for part in &section.parts {
            piece(&mut flow, part, words.none);
            flow.space(6.0);
        }
        flow.space(4.0);
    }
    flow.finish()
}

fn head(flow: &mut Flow, brief: &Brief) {
    let left = Cell::text(&brief.company, Style::BODY.sized(13.0).bold());
    let mut right = Cell::of(vec![Part::Heading(1, brief.title.clone())]);
    for note in &brief.notes {
        right = right.and(note, Style::SMALL.sized(8.0));
    }
    flow.columns(&[(left, 0.4), (right.aligned(Align::Right), 0.6)]);
    flow.space(9.0);
    flow.rule(1.4, Tone::Accent);
    flow.space(11.0);
}

fn piece(flow: &mut Flow, part: &Piece, none: &str) {
    match part {
        Piece::Text(text) => {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                flow.paragraph(line, Style::BODY);
            }
        }
        Piece::Pairs(pairs) => {
            let pairs: Vec<Pair> = pairs.iter().map(|(label, value)| Pair::new(label, value)).collect();
            let half = pairs.len().div_ceil(2);
            let (left, right) = pairs.split_at(half);
            let cell = |pairs: &[Pair]| (Cell::of(vec![Part::Pairs(pairs.to_vec(), Align::Left)]), 0.5);
            flow.columns(&[cell(left), cell(right)]);
        }
        Piece::Sign(place) => flow.sign_place(place),
        Piece::Bars { bars, .. } if bars.is_empty() => flow.paragraph(none, Style::SMALL),
        Piece::Bars { alt, bars } => flow.figure(drawn(alt, bars), Align::Left),
        Piece::Rows { rows, .. } if rows.is_empty() => flow.paragraph(none, Style::SMALL),
        Piece::Rows { heads, rows } => {
            let columns = heads.iter().enumerate().map(|(at, head)| {
                let width = if at == 0 { Width::Share(1.0) } else { Width::Fit { min: 44.0, max: 150.0 } };
                Column::new(head, width, Align::Left)
            });
            let rows = rows.iter().map(|row| row.iter().map(|text| Cell::text(text, Style::TABLE)).collect());
            flow.table(Table { columns: columns.collect(), rows: rows.collect() });
        }
    }
}

const WIDE: f32 = 480.0;
const TALL: f32 = 110.0;
const FLOOR: f32 = 92.0;
const CEILING: f32 = 16.0;

fn drawn(alt: &str, bars: &[Bar]) -> Figure {
    let count = u16::try_from(bars.len()).unwrap_or(u16::MAX);
    let slot = (WIDE / f32::from(count)).min(64.0);
    let mut shapes = vec![Shape::rule((0.0, FLOOR), (slot * f32::from(count), FLOOR), 0.6, Tone::Line)];
    // Names that would run into each other are written every so often.
    let every = if slot >= 34.0 { 1 } else { 5 };
    let mut x = 0.0;
    for (place, bar) in bars.iter().enumerate() {
        let height = bar.share.clamp(0.0, 1.0) * (FLOOR - CEILING);
        let area = Area { x: x + slot * 0.18, y: FLOOR - height, w: slot * 0.64, h: height };
        if height > 0.0 {
            shapes.push(Shape::fill(area, Tone::Accent));
            let shown = Shape::text(x + slot / 2.0, FLOOR - height - 3.0, Style::SMALL.sized(6.5), &bar.shown);
            shapes.push(shown.aligned(Align::Center));
        }
        if place % every == 0 {
            let label = Shape::text(x + slot / 2.0, FLOOR + 11.0, Style::SMALL.sized(7.0), &bar.label);
            shapes.push(label.aligned(Align::Center));
        }
        x += slot;
    }
    Figure { width: WIDE, height: TALL, alt: alt.to_owned(), shapes }
}
