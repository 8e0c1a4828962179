//! What can stand on a page: text, lines, areas. A chart or a seal place is a list of these.
//!
//! Coordinates are points from the upper left corner, of the page or of the figure.

use super::wrap;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

/// Few and dark: prints are faxed, copied and scanned in black and white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Ink,
    /// Labels and remarks; still 5 : 1 on white.
    Muted,
    /// The one colour of a letterhead; dark enough to be black on a copy.
    Accent,
    Line,
    /// Behind the heads of tables.
    Wash,
    White,
    /// For charts.
    Rgb(u8, u8, u8),
}

impl Tone {
    pub(super) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Tone::Ink => (24, 26, 30),
            Tone::Muted => (94, 101, 110),
            Tone::Accent => (28, 55, 96),
            Tone::Line => (186, 192, 200),
            Tone::Wash => (240, 242, 246),
            Tone::White => (255, 255, 255),
            Tone::Rgb(r, g, b) => (r, g, b),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub size: f32,
    /// Line height as a multiple of the size.
    pub leading: f32,
    pub bold: bool,
    pub tone: Tone,
}

impl Style {
    pub const TITLE: Style = Style::of(19.0, 1.3).bold().toned(Tone::Accent);
    pub const HEADING: Style = Style::of(10.5, 1.4).bold().toned(Tone::Accent);
    pub const BODY: Style = Style::of(9.5, 1.5);
    pub const TABLE: Style = Style::of(8.5, 1.4);
    pub const SMALL: Style = Style::of(7.5, 1.4).toned(Tone::Muted);

    pub const fn of(size: f32, leading: f32) -> Style {
        Style { size, leading, bold: false, tone: Tone::Ink }
    }

    pub const fn bold(self) -> Style {
        Style { bold: true, ..self }
    }

    pub const fn toned(self, tone: Tone) -> Style {
        Style { tone, ..self }
    }

    pub const fn sized(self, size: f32) -> Style {
        Style { size, ..self }
    }

    pub(super) fn line_height(self) -> f32 {
        self.size * self.leading
    }

    /// From the top of a line to its baseline: the square of a Han character, which reaches 0.86 em
    /// above the baseline and 0.14 below, is centred in the line.
    pub(super) fn baseline(self) -> f32 {
        (self.line_height() - self.size) / 2.0 + 0.86 * self.size
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

impl Align {
    /// Where something `w` wide begins in a space `room` wide.
    pub(super) fn offset(self, room: f32, w: f32) -> f32 {
        match self {
            Align::Left => 0.0,
            Align::Center => (room - w) / 2.0,
            Align::Right => room - w,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One line of text; `x` is its left edge, centre or right edge, as aligned.
    Text {
        x: f32,
        baseline: f32,
        align: Align,
        style: Style,
        text: String,
    },
    Fill {
        areas: Vec<Area>,
        tone: Tone,
    },
    Line {
        points: Vec<(f32, f32)>,
        closed: bool,
        width: f32,
        tone: Tone,
        dashed: bool,
    },
    /// Across the whole page, behind everything else.
    Watermark(String),
}

impl Shape {
    pub fn text(x: f32, baseline: f32, style: Style, text: impl Into<String>) -> Shape {
        Shape::Text { x, baseline, align: Align::Left, style, text: text.into() }
    }

    pub fn aligned(self, to: Align) -> Shape {
        match self {
            Shape::Text { x, baseline, style, text, .. } => Shape::Text { x, baseline, align: to, style, text },
            other => other,
        }
    }

    pub fn fill(area: Area, tone: Tone) -> Shape {
        Shape::Fill { areas: vec![area], tone }
    }

    pub fn rule(from: (f32, f32), to: (f32, f32), width: f32, tone: Tone) -> Shape {
        Shape::Line { points: vec![from, to], closed: false, width, tone, dashed: false }
    }

    pub fn frame(at: Area, width: f32, tone: Tone, dashed: bool) -> Shape {
        let (right, bottom) = (at.x + at.w, at.y + at.h);
        Shape::Line {
            points: vec![(at.x, at.y), (right, at.y), (right, bottom), (at.x, bottom)],
            closed: true,
            width,
            tone,
            dashed,
        }
    }

    /// The same shape, moved: a figure is drawn in its own coordinates and then placed.
    pub(super) fn moved(self, dx: f32, dy: f32) -> Shape {
        match self {
            Shape::Text { x, baseline, align, style, text } => {
                Shape::Text { x: x + dx, baseline: baseline + dy, align, style, text }
            }
            Shape::Fill { mut areas, tone } => {
                for area in &mut areas {
                    area.x += dx;
                    area.y += dy;
                }
                Shape::Fill { areas, tone }
            }
            Shape::Line { mut points, closed, width, tone, dashed } => {
                for point in &mut points {
                    *point = (point.0 + dx, point.1 + dy);
                }
                Shape::Line { points, closed, width, tone, dashed }
            }
            Shape::Watermark(text) => Shape::Watermark(text),
        }
    }
}

/// The beginning of `text` that fits on one line, with … where something was left out.
pub(super) fn fitted(text: &str, style: Style, width: f32) -> String {
    let whole = wrap::lines(text, style.size, width);
    match whole.as_slice() {
        [only] => only.clone(),
        _ => {
            let shorter = wrap::lines(text, style.size, width - style.size);
            shorter.first().map_or_else(String::new, |line| format!("{}…", line.trim_end()))
        }
    }
}
