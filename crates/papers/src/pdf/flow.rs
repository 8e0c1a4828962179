//! The running page: what has been set so far, how much room is left, and what every page repeats.

use super::draw::{Align, Area, Shape, Style, Tone, fitted};
use super::grid::{Cell, Laid, Part, RowLook, Under};
use super::qr::Qr;
use super::tree::{NodeId, Role, Tree};
use super::wrap;
use std::num::NonZeroU16;

/// A4, in points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
pub(super) const PAGE_HEIGHT: f32 = 841.89;

const MARGIN: f32 = 48.0;
const FIRST_TOP: f32 = 36.0;
const NEXT_TOP: f32 = 62.0;
const FOOT_TOP: f32 = 766.0;
const BODY_END: f32 = FOOT_TOP - 8.0;
const CODE_SIDE: f32 = 50.0;
const GUTTER: f32 = 20.0;

/// A heading takes with it what it heads: the head of a table and its first row, at least.
const HEADING_KEEPS: f32 = 92.0;

/// What the whole document says of itself and repeats on every page.
#[derive(Clone, Debug)]
pub struct Setup {
    /// As RFC 3066 writes it: `zh-Hant`, `zh-Hans`, `en`.
    pub lang: &'static str,
    pub title: String,
    pub author: String,
    pub made_at: jiff::Timestamp,
    /// At the left and right of the head, from the second page on.
    pub running_head: (String, String),
    pub footer: Vec<String>,
    pub page_of: fn(usize, usize) -> String,
    pub code: Option<Code>,
    pub watermark: Option<String>,
}

/// The QR code in the footer, with a line of type below it.
#[derive(Clone, Debug)]
pub struct Code {
    pub qr: Qr,
    pub caption: String,
}

/// A drawing in its own coordinates; `alt` says in words what it shows.
#[derive(Clone, Debug)]
pub struct Figure {
    pub width: f32,
    pub height: f32,
    pub alt: String,
    pub shapes: Vec<Shape>,
}

pub struct Flow {
    pub(super) setup: Setup,
    pub(super) pages: Vec<Vec<Placed>>,
    pub(super) tree: Tree,
    pub(super) outline: Vec<Entry>,
    pub(super) y: f32,
    fresh_y: f32,
    repeated: Option<Repeated>,
}

pub(super) struct Placed {
    pub(super) mark: Mark,
    pub(super) shape: Shape,
}

/// What a piece of a page is: content, or something that only the page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Node(NodeId),
    Layout,
    Head,
    Foot,
    Watermark,
}

pub(super) struct Entry {
    pub(super) level: u16,
    pub(super) title: String,
    pub(super) node: NodeId,
}

/// The head of the table in progress, set again at the top of every page it runs over.
pub(super) struct Repeated {
    pub(super) cells: Vec<Laid>,
    pub(super) look: RowLook,
    pub(super) height: f32,
}

impl Flow {
    pub fn new(setup: Setup) -> Flow {
        Flow {
            setup,
            pages: vec![Vec::new()],
            tree: Tree::default(),
            outline: Vec::new(),
            y: FIRST_TOP,
            fresh_y: FIRST_TOP,
            repeated: None,
        }
    }

    pub fn heading(&mut self, level: u16, text: &str) {
        self.keep(HEADING_KEEPS);
        self.columns(&[(Cell::of(vec![Part::Heading(level, text.to_owned())]), 1.0)]);
    }

    pub fn paragraph(&mut self, text: &str, style: Style) {
        self.columns(&[(Cell::text(text, style), 1.0)]);
    }

    /// Cells side by side, with their shares of the width.
    pub fn columns(&mut self, cells: &[(Cell, f32)]) {
        let shares: f32 = cells.iter().map(|(_, share)| share).sum();
        let gutters = GUTTER * cells.len().saturating_sub(1) as f32;
        let mut x = self.left();
        let mut laid = Vec::with_capacity(cells.len());
        for (cell, share) in cells {
            let width = (self.width() - gutters) * share / shares;
            laid.push(self.lay(cell, x, width, Under::Own));
            x += width + GUTTER;
        }
        self.place(&laid, RowLook::default());
    }

    pub fn figure(&mut self, figure: Figure, align: Align) {
        self.keep(figure.height);
        let (dx, dy) = (self.left() + align.offset(self.width(), figure.width), self.y);
        let mark = Mark::Node(self.tree.add(None, Role::Figure(figure.alt)));
        for shape in figure.shapes {
            self.put(mark, shape.moved(dx, dy));
        }
        self.y += figure.height;
    }

    pub fn space(&mut self, height: f32) {
        if !self.is_fresh() {
            self.y += height;
        }
    }

    pub fn rule(&mut self, width: f32, tone: Tone) {
        self.rule_here(width, tone);
    }

    /// What a paragraph will take, for whoever must keep it with something else.
    pub fn height_of(&self, text: &str, style: Style) -> f32 {
        wrap::lines(text, style.size, self.width()).len() as f32 * style.line_height()
    }

    /// Begins a new page unless `height` is left on this one.
    pub fn keep(&mut self, height: f32) {
        if self.room() < height && !self.is_fresh() {
            self.break_page();
        }
    }

    pub fn break_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = NEXT_TOP;
        if let Some(head) = self.repeated.take() {
            let (cells, look) = (&head.cells, head.look);
            self.place(cells, look);
            self.repeated = Some(head);
        }
        self.fresh_y = self.y;
    }

    pub(super) fn repeat(&mut self, head: Option<Repeated>) {
        self.repeated = head;
    }

    pub(super) fn heading_mark(&mut self, level: u16, text: &str, under: Under) -> Mark {
        if let Under::One(mark) = under {
            return mark;
        }
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        let node = self.tree.add(None, Role::Heading(level, text.to_owned()));
        self.outline.push(Entry { level: level.get(), title: text.to_owned(), node });
        Mark::Node(node)
    }

    pub(super) fn left(&self) -> f32 {
        MARGIN
    }

    pub(super) fn width(&self) -> f32 {
        PAGE_WIDTH - 2.0 * MARGIN
    }

    pub(super) fn room(&self) -> f32 {
        BODY_END - self.y
    }

    pub(super) fn room_on_fresh_page(&self) -> f32 {
        let head = self.repeated.as_ref().map_or(0.0, |head| head.height);
        BODY_END - NEXT_TOP - head
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.y <= self.fresh_y
    }

    pub(super) fn put(&mut self, mark: Mark, shape: Shape) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { mark, shape });
        }
    }

    pub(super) fn rule_here(&mut self, width: f32, tone: Tone) {
        let (left, right) = (self.left(), self.left() + self.width());
        self.put(Mark::Layout, Shape::rule((left, self.y), (right, self.y), width, tone));
    }

    /// Heads, feet and watermark of every page, once their number is known.
    pub(super) fn dress_pages(&mut self) {
        let count = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            if index > 0 {
                page.extend(head(&self.setup));
            }
            page.extend(foot(&self.setup, index + 1, count));
            if let Some(text) = &self.setup.watermark {
                let shape = Shape::Watermark(text.clone());
                page.insert(0, Placed { mark: Mark::Watermark, shape });
            }
        }
    }
}

fn head(setup: &Setup) -> Vec<Placed> {
    let (right, half) = (PAGE_WIDTH - MARGIN, (PAGE_WIDTH - 2.0 * MARGIN - GUTTER) / 2.0);
    let style = Style::SMALL.sized(8.0);
    let (of_left, of_right) = &setup.running_head;
    let shapes = [
        Shape::text(MARGIN, 42.0, style, fitted(of_left, style, half)),
        Shape::text(right, 42.0, style, fitted(of_right, style, half)).aligned(Align::Right),
        Shape::rule((MARGIN, 49.0), (right, 49.0), 0.5, Tone::Line),
    ];
    shapes.map(|shape| Placed { mark: Mark::Head, shape }).into()
}

fn foot(setup: &Setup, page: usize, count: usize) -> Vec<Placed> {
    let right = PAGE_WIDTH - MARGIN;
    let code_room = if setup.code.is_some() { CODE_SIDE + 26.0 } else { 0.0 };
    let text_right = right - code_room;
    let style = Style::SMALL;
    let mut shapes = vec![Shape::rule((MARGIN, FOOT_TOP), (text_right, FOOT_TOP), 0.5, Tone::Line)];
    let room = text_right - MARGIN - 70.0;
    for (i, line) in setup.footer.iter().enumerate() {
        let baseline = FOOT_TOP + 14.0 + 11.0 * i as f32;
        shapes.push(Shape::text(MARGIN, baseline, style, fitted(line, style, room)));
    }
    let number = (setup.page_of)(page, count);
    let at = Shape::text(text_right, FOOT_TOP + 14.0, style.toned(Tone::Ink), number);
    shapes.push(at.aligned(Align::Right));
    if let Some(code) = &setup.code {
        shapes.extend(code_shapes(code, right));
    }
    shapes.into_iter().map(|shape| Placed { mark: Mark::Foot, shape }).collect()
}

/// The code, and under it the line that a person can compare by eye.
fn code_shapes(code: &Code, right: f32) -> [Shape; 3] {
    let (x, y) = (right - CODE_SIDE, FOOT_TOP - 1.0);
    let around = Area { x: x - 5.0, y: y - 5.0, w: CODE_SIDE + 10.0, h: CODE_SIDE + 10.0 };
    let style = Style::SMALL.sized(6.0).toned(Tone::Ink);
    let caption = Shape::text(right - CODE_SIDE / 2.0, y + CODE_SIDE + 9.0, style, code.caption.clone());
    [Shape::fill(around, Tone::White), code.qr.shape(x, y, CODE_SIDE), caption.aligned(Align::Center)]
}
